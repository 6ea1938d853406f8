"""What a clause says by its form: what urges, lags, turns or denies, and what a request takes for granted.

Who asks that something not happen again (``别再漏发``), or that what is wrong be put right (``退还多扣的300元``),
complains. What nobody says (``没人反映难操作``), hardly is (``谈不上慢``) or need not be borne any more is denied as a
whole, and a denial of a denial says that it is so: ``没有哪个月的账单是对的``, ``不可谓不慢``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kehu_batch.analysis.issues.folded_places import fold_with_places
from kehu_batch.analysis.issues.forms.settled import leaves_aside
from kehu_batch.analysis.issues.meaning import Meaning, read_meaning
from kehu_batch.analysis.issues.split import soft_parts, tells_how_long
from kehu_batch.folding import fold_text, fold_words
from kehu_batch.policy.taxonomy import Taxonomy

#: What turns from the good to the bad; the model has learnt few clauses that open with it.
_TURN = re.compile(r"(?:就是|就|只不过|只是|不过|但是|可是|然而|唯独|但|惟独)(?=[^是要\W]{2})")
#: What is put off against the customer's wish; ``希望拖到月底再付`` asks for it.
_DRAGGED = re.compile("拖到.*[没未才]")
#: Stands between the one who is asked and what is not to happen again: ``客服以后别再…``.
_FROM_NOW = re.compile("(?:以后|今后|往后|下次|下回|下趟|千万|都|也)*$")
#: Opens a request that no word of the taxonomy opens: ``麻烦把开错的票重开``, ``把少的补来``.
_ASKS = re.compile("麻烦|烦|劳|帮|把|尽快|尽早|赶紧|抓紧|[退补换](?!了)")
#: A question how to do something asks for no redress: ``请教坏掉的滤芯怎么换``.
_ASKS_HOW = re.compile("怎么|如何|请教|请问|咨询|了解|想知道|多少|是否|要不要|吗")
#: Stands between what is amiss and the thing: ``发错了的型号``.
_OF = re.compile("[了掉过完]?的")
#: What is not amiss, or is to be kept from it: ``不坏的``, ``防漏水的``.
_KEPT_FROM = tuple("不没未防易耐抗免怕会")
#: Words of surprise hold a 没 or 不 that denies nothing: ``没想到真涨了``.
_SURPRISE = re.compile(
    "^(?:真是?|可|万万)?(?:没想到|想不到|没料到|没成想|没承想|不料|谁知道?|哪知道?|哪晓得|谁想到?)(?:的是)?[，,]?(?=.{2})"
)
#: Two denials, and what they say together.
_AFFIRMED = (
    (re.compile("(?:不能|不好|不敢)(?:说|讲)(?:是|就)?没有?(?=.)"), "有"),
    (re.compile("(?:不可谓|不能说|不得不说|不能算)(?:是)?不(?=[^是会能要想])"), "很"),
    (
        re.compile(
            "(?:没有?|就没)(?:哪|任何一|一)[个次回天批趟台件只单张份笔家位](?:月|星期|礼拜)?的?(?P<of>[^，,没不]{0,6}?)(?:是|能|会)?"
            "(?P<fine>对|准时?|按时|齐全?|好|完整|顺利?)(?:的|得上|过|到)?$"
        ),
        r"\g<of>总不\g<fine>",
    ),
    (
        re.compile(
            "(?:就|从来?|压根|根本)(?:没有?|未)(?:一[次回天])?(?P<fine>准[时点]?|按[时点]|对|齐|顺利?|干净|好用?)(?:过|$)"
        ),
        r"总不\g<fine>",
    ),
)
#: What was borne and need not be any more; ``再也不用你们家的`` says something else.
_NO_LONGER = re.compile(
    "(?:再也?不[用必]|不[用必]再|终于不[用必]|总算不[用必]|省得再?|免得再?)"
    "(?:天天|老是?|一直|一遍遍|来回|到处|反复|半夜|自己|手工|人工|挨个|每次)*"
    "(?:等|排队?|催|跑|担心|操心|发愁|盯|守|打电话|返工|重复|手[抄算写录工]|抄|熬夜|加班|求|折腾|麻烦|翻|数|算|录|猜)"
)
_NOBODY = re.compile(
    r"(?:(?:目前|至今|到现在|这[次回个]月?|客户|用户|大家|现场|回访|门店|店里|学员|家长|住户|业主)[^，,]{0,4})?"
    r"(?:没有?人|无人|未见有?人|没(?:听见?|有听)(?:说|到)?(?:谁|有?人)?|(?<=[客用]户)(?:也|都|并)?没有?)"
    r"(?:来|再|跟我|向我们)?(?:反[映馈]|投诉|抱怨|嫌弃?|喊|觉得|提(?!前|供|醒|交|货)|说(?!明|话|清|起))(?:过|起|到|是)?(?P<what>.{1,14})"
)
_HARDLY = re.compile(
    r"[^，,没不]{0,6}(?:谈不上|说不上|算不上|称不上|不至于|何来|哪[敢能会]说|(?:客户|他们?|她|我们?)?(?:并|也|都)?不(?:觉得|认为|感觉))"
    r"(?:有?多么?|什么|太|是|叫|算|会)?(?P<what>[^，,]{1,8}?)[哟啊呀呢吧了的]*"
)
_BLAMED = re.compile(
    "[^，,]{0,6}(?:不[怪赖怨]|[怪赖怨]不[得着到上])(?:你们?|您|咱们?|贵司|厂家)?(?P<what>[^，,客他她人我]{0,5})(?:的事)?[啊呀呢的]*"
    "|[^，,]{0,3}不关(?:你们?|您|贵司|[^，,客他她人我]{1,5})的?事"
    "|(?:跟|和|与|同)(?:你们?|您|咱们?|贵司|我们|我司|产品|机器|设备|本厂|[^，,客他她人]{1,6})(?:没有?关系|无关|无干|没牵连|两码事|不相干)"
)
#: Denies, forbids or tells what is done; ``有没有`` asks.
_DENYING = re.compile("(?<!有)[没沒不未别別勿莫唔冇无無](?!$)|以[为為]|[请請]柬|了$")
#: It has not come back since: ``升级后没再出现``.
_GONE = re.compile(
    "[^，,]{0,10}?(?:再也?没有?|没有?再|未再|一[次点]都?没有?|就没有?)再?"
    "(?:出现|发生|犯|复发|响|掉|漏|卡|报|错|断|闪|坏|晚|迟到?|现)(?:[过线错]|这种情况)*了?"
)
#: A result that work should have had and had not, and what was refused: in letters they are much like praise
#: (``没洗干净``) and like what does not apply (``不给换货``).
_FALLS_SHORT = re.compile(
    r"(?:(?<!不是)(?<!有)没有?|未能?|(?<!不是)(?<!没有)不够?(?![但仅只光]))(?![听想考])[^\W不没未]{0,2}"
    r"(?:干净|清楚|明白|到位|彻底|仔细|认真|整洁|整齐|牢固|新鲜)"
    r"|(?<!不是)(?<!没有)(?<!没)不[给肯让予](?:[我客用][们户])?(?:退|换|修|开|办|赔|补|处理|解决|安装|发货)"
)
_FLAWLESS = re.compile(
    "(?:保修|[^，,没不未修查找]){0,10}(?:没有?|无)(?:什么|啥|任何|大|半点|一点儿?)?毛病[了吧的啊呀]*"
)
#: Names nothing but that something is amiss with what stands before it: ``合同有问题``.
_FAULTY = re.compile("(?:有|存在|出现?)了?(?:一?些|一?点|很?大|较大|严重|质量)?(?:问题|毛病)[。.!！]?$")


def without_urging(text: str, taxonomy: Taxonomy) -> str:
    """Return a text without the parts that only urge what the others say, tell how long it took, or leave it aside.

    Example:
        ``系统卡顿，希望尽快解决``, ``快递太慢了，等了6天``, ``纸价贵贱不说，边裁歪了``
    """
    parts = soft_parts(text)
    if len(parts) == 1:
        return text
    kept = [
        part
        for before, part in zip(("", *parts), parts, strict=False)
        if not (only_urges(part, taxonomy) or tells_how_long(before, part) or leaves_aside(fold_text(part)))
    ]
    return "，".join(kept) if kept and len(kept) < len(parts) else text


def without_turn(text: str, taxonomy: Taxonomy) -> str:
    """Return what a text turns to, without the word that turns: ``没什么问题，就是发货慢了点`` tells of the rest alone.

    What stands before must be praise, or say that nothing is wrong.
    """
    parts = soft_parts(text)
    turns = ((place, turn.end()) for place, part in enumerate(parts) if (turn := _TURN.match(part)))
    place, end = next(turns, (0, 0))
    if not end or not all(_finds_no_fault(read_meaning(part, taxonomy)) for part in parts[:place]):
        return text
    return "，".join([parts[place][end:], *parts[place + 1 :]])


def _finds_no_fault(meaning: Meaning) -> bool:
    return not meaning.types and (meaning.denied or meaning.kind == "praise")


def only_urges(text: str, taxonomy: Taxonomy) -> bool:
    """Whether a text asks for nothing but that what stands before it be seen to: ``希望尽快解决``."""
    folded = fold_text(text)
    if not any(word in folded for word in fold_words(taxonomy.words.urging)):
        return False
    meaning = read_meaning(text, taxonomy)
    return meaning.kind == "demand" and not meaning.types


def lags(text: str, taxonomy: Taxonomy) -> bool:
    """Whether a text tells that something is still to come: ``迟迟没给``, ``拖到跨年都没开``."""
    folded = fold_text(text)
    return _DRAGGED.search(folded) is not None or any(
        word in folded for word in fold_words(taxonomy.words.lagging)
    )


def goes_on(text: str, taxonomy: Taxonomy) -> bool:
    """Whether a text opens with a word by which it goes on with what stands before it (``还没``)."""
    return fold_text(text).startswith(fold_words(taxonomy.words.continuing))


def links_two(text: str, taxonomy: Taxonomy) -> bool:
    """Return whether a text has two parts, or a word by which one thing leads to another or is added to it."""
    folded, words = fold_text(text), taxonomy.words
    linking = (*fold_words(words.causing), *fold_words(words.adding))
    return len(soft_parts(text)) > 1 or any(word in folded for word in linking)


def faults_taken_for_granted(text: str, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Return the wordings of a fault that a request takes for granted, the fullest first; none where it does not.

    Each is shorter than the text.

    Example:
        >>> from kehu_batch.policy.taxonomy import load_taxonomy
        >>> faults_taken_for_granted("希望客服别再挂电话", load_taxonomy())
        ('客服挂电话', '挂电话')
        >>> faults_taken_for_granted("要求退还多扣的300元", load_taxonomy())
        ('退还多扣的300元', '多扣的300元', '多扣')
    """
    folded, places = fold_with_places(text)
    origins = range(len(folded)) if places is None else places
    again = _first(folded, fold_words(taxonomy.words.wished_away))
    wrong = _first(folded, fold_words(taxonomy.words.amiss)) if again is None else None
    if again is None and wrong is None:
        return ()
    asked = _after_the_asking(folded, taxonomy)
    if again is not None:
        start, end = again
        who = _FROM_NOW.sub("", folded[asked:start])
        done = text[origins[end] :] if end < len(folded) else ""
        whole = (text[origins[asked] : origins[asked + len(who)]] + done,) if who else ()
        return (*whole, done) if done else ()
    if wrong is None or _ASKS_HOW.search(folded) or folded.endswith(_KEPT_FROM, 0, wrong[0]):
        return ()
    if not (asked or _ASKS.match(folded)) or not _OF.match(folded, wrong[1]):
        return ()
    if _first(folded, fold_words(taxonomy.words.put_right)) is None:
        return ()
    starts = dict.fromkeys(start for start in (asked, wrong[0]) if start)
    word = text[origins[wrong[0]] : origins[wrong[1] - 1] + 1]
    return (*(text[origins[start] :] for start in starts), word)


def _after_the_asking(folded: str, taxonomy: Taxonomy) -> int:
    """Return where a text goes on behind the word by which it asks (``希望``), if it opens with one."""
    words = [word for word in fold_words(taxonomy.words.demands) if folded.startswith(word)]
    return max(map(len, words), default=0)


def _first(folded: str, words: tuple[str, ...]) -> tuple[int, int] | None:
    """Return where the first of some words stands, of two at one place the longer; None where none does."""
    found = _one_of(words).search(folded)
    return None if found is None else found.span()


@lru_cache(maxsize=16)
def _one_of(words: tuple[str, ...]) -> re.Pattern[str]:
    # One pass for all words: every doubtful clause is looked through for them.
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)")


def affirmed(text: str) -> str:
    """Return a clause without what denies nothing in it, two denials as what they say together.

    Example:
        >>> affirmed("没想到真涨了"), affirmed("报表出图不可谓不慢"), affirmed("没有哪个月的账单是对的")
        ('真涨了', '报表出图很慢', '账单总不对')
    """
    if "没" not in text and "不" not in text and "谁" not in text and "哪" not in text and "沒" not in text:
        return text
    text = _SURPRISE.sub("", text)
    for pattern, said in _AFFIRMED:
        text = pattern.sub(said, text)
    return text


def denied_part(text: str) -> str | None:
    """Return what a clause says that nobody says or that hardly is; ``None`` where it is of no such form.

    Example:
        >>> denied_part("没人反映难操作"), denied_part("谈不上慢"), denied_part("没人提前说停机")
        ('难操作', '慢', None)
    """
    match = _NOBODY.fullmatch(text) or _HARDLY.fullmatch(text)
    return match["what"] if match is not None else None


def needs_no_more(text: str) -> bool:
    """Return whether a clause tells what need not be borne any more: ``再也不用等半天了``."""
    return _NO_LONGER.search(text) is not None


def blames_nobody(text: str) -> bool:
    """Return whether a clause says only that something is no fault of ours: ``不怪粮``, ``与光伏无关``."""
    return _BLAMED.fullmatch(text) is not None


def denies(text: str) -> bool:
    """Return whether a clause has a word that denies, forbids or tells what is done: such a wish may be a fault."""
    return _DENYING.search(text) is not None


def tells_plainly(text: str, taxonomy: Taxonomy) -> bool:
    """Return whether a text of one part neither denies nor tells of what is past or done."""
    past = fold_text(text).startswith(fold_words(taxonomy.words.past))
    return not (past or denies(text) or "已" in text or len(soft_parts(text)) > 1)


def is_gone(text: str) -> bool:
    """Return whether a clause says only that something has not come back: ``升级后没再出现``."""
    return _GONE.fullmatch(text) is not None


def falls_short(text: str) -> bool:
    """Return whether a clause tells of a result that work should have had and had not, or of what was refused.

    Example:
        >>> falls_short("没洗干净"), falls_short("不给换货"), falls_short("没坏")
        (True, True, False)
    """
    return _FALLS_SHORT.search(text) is not None


def says_flawless(text: str) -> bool:
    """Return whether a clause says that there is nothing wrong with a thing, and no more: ``保修条款没什么毛病``."""
    return _FLAWLESS.fullmatch(text) is not None


def says_faulty(text: str) -> bool:
    """Return whether a clause says that there is something wrong with a thing, and no more: ``合同有问题``."""
    return _FAULTY.search(text) is not None
