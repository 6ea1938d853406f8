"""Texts of several parts in which a later part takes an earlier one back, or brings it back.

A fear that did not come true, a question that is answered with no, a fault that is told in the place of one that is
denied; and what was settled and is there again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kehu_batch.analysis.issues.clause_forms import blames_nobody, is_gone
from kehu_batch.analysis.issues.forms.causes import undone_part
from kehu_batch.analysis.issues.labels import (
    CERTAIN_GAP,
    CONTRADICTED_GAP,
    NOTHING_WRONG,
    IssueLabel,
    as_doubtful,
    classify_issue,
)
from kehu_batch.analysis.issues.meaning import read_meaning
from kehu_batch.analysis.issues.split import soft_parts
from kehu_batch.analysis.issues.taken_back import is_none_answer
from kehu_batch.folding import fold_text, fold_words
from kehu_batch.policy.taxonomy import Taxonomy

#: Who believed it or said so, before the word of a fear: ``客户原来以为``.
_WHO = re.compile(
    "(?:[客用]户|我们?|咱们?|他们?|她|大家|老板|师傅|有人|当初|当时|起初|一?开始|本来|原来?|原先|之前|先前|早先|[还都只最就老])*"
)
#: That it is true after all, or worse.
_COME_TRUE = re.compile("真的?(?!没|不)|还真|果然|果真|确实|更|又|越来")
#: Denies a verb by itself: ``没坏``, ``一点都不贵``.
_DENIES = re.compile(
    "(?:都|也|还|就|并|压根儿?|根本|完全|从来|从|一[点次直天回个]|从头到尾)*(?:没有?|未|不)(?:再|真|怎么|见)*"
    r"([^\W没不未有]{1,2})[过了啊呀嘛]?"
)
#: What was looked for and was there.
_FOUND = re.compile(r".*(?:找[到着]了?|出来了|还在|在[^\W不]{1,6}|齐了?)")
#: Asked by oneself only to be denied: ``漏油？没有的事``; and that nobody notices it: ``噪音？根本听不见``.
_QUESTION = re.compile(r"(\w{1,12})[?]+([^?]{1,20})[.!]?")
#: What the customer had left out, and that to make up for it helped: ``电池没装，装上就好了``.
_LEFT_OUT = re.compile("[没忘未](?:了|记)?[装插开接按拧关通充打上放扣锁]")
_HELPED = re.compile(r"[^\W没不未]{1,6}(?:就|后)[^\W没不未]{0,2}(?:好|行|正常|转|亮|开|通|灵|成)了?")
_NO_SUCH = re.compile(
    "(?:从来|根本|压根|完全|一[次点]都?)?(?:没有?|哪有|不存在)(?:的|过)?(?:这?回?事|这种事|这种情况)?[的啊呀]?"
)
_NUISANCE = re.compile("噪[音声]|杂音|声[音响]|动静|气?味道?|味儿|震动|振动|抖动")
_UNNOTICED = re.compile(
    r"[^\W没不]{0,4}(?:根本|完全|几乎|一点)?[都也]?(?:[听看闻]不[见到出]|没[听看见碰遇发][见到着现过]*)[过的了]?"
)
#: Not even that: ``别说漏油，连渗都没渗过``.
_LET_ALONE = re.compile("(?:别说|别讲|不要说|莫说|甭说|别提)(.+)")
_NOT_EVEN = re.compile("(?:就是)?连.{1,8}[都也]没(?:有|.{0,2}过|一?[次回声句下])了?")
#: One thing is denied, and another is told in its place: ``不是嫌贵，是嫌送得慢``.
_NOT_THAT = re.compile("[^不]{0,5}(?:不是|并非|不在于)(?![很太说])")
_BUT_THAT = re.compile(
    "(?:而|主要|实在|其实|关键|真正|问题)?(?:是|在于)(?!不是)(?:因为|由于|嫌|觉得|怕)*(.+)"
)
#: It is no fault of ours where the customer or others have done it, or what they have.
_OTHERS = re.compile(
    "我们|我方|我司|咱|自己|自家|客[户人]|用户|对方|他们|人家|别人|电压|停电|没插|没开[关机]|没看|没注意|看[错岔]|[记点数]错|以为"
    "|天气|下雨|台风"
)
_OWN_DOING = re.compile(
    "(?:我们?|我方|咱们?|客户|自己|自家|用户)(?!.*[你贵]).{0,6}(?:错|忘|没[插看按开注]|弄|误|反了|岔)"
)
#: Owns up to it (``自己弄的``), or bears it (``自个儿认``), which he may have to; and what the customer did amiss,
#: before the word that nothing is wrong.
_OWNED = re.compile(
    "(?:这|那|是|都|也|就|算|只能|只好)*(?:我们?|咱们?|客户|他们?|她)?(?:自个儿?|自己|自家)"
    "(?:(认|承担)|不小心|没注意|没看清|疏忽|操作不当|[弄搞](?:的|坏|错)|的?错)[的了]*"
)
_SLIPPED = re.compile(
    "(?:是|客户|我们?|自己|用户|员工|不小心)*(?:误[触按操删点碰读]|[按看点填记拿插][错反]|忘[了记带开插]|没[插按开]|手滑)"
)
#: What ended what was before: ``培训过后都会用了``, ``教了一遍就会了``.
_SINCE = re.compile(r"[^\W没不未]{1,6}(?:过后|之后|以后|后)|[教学练讲试调改修说问]了?[^\W没不未]{0,3}就")
#: What was settled is there again: ``夜里又响``; work that was done once more is not.
_AGAIN = re.compile(
    r"[^\W又没不再未]{0,6}(?:又(?!保养|回访|检查|送|赠|加|调试|教|培训|确认|催|问)|还(?![没未送给可行好不有])"
    "|照样|照旧|依旧|依然|仍|再次|接着|改|新的?(?:问题|毛病|故障))"
)
#: It was never, or is there still: ``其实没有``, ``又犯了``, ``打开还是老样子``.
_NOT_SO = re.compile(
    "(?:但|可是?|其实|实际上?|事实上|根本|压根)+[就都还并是]*(?:没有?|未|不)(?![事错愧])(?!问题|什么|啥).{0,4}"
    r"|[^\W没不]{0,6}(?:照旧|依旧|老样子|还那样|还是那样|还是原样)"
    "|(?:又|再次|还是|照样|照旧|依旧|依然|仍)(?:犯|复发|发作|来|这样|那样|不行|如此|一样|出现|有|坏)了?"
)
#: Says only that it is now, before what is: ``这回是皮带断``.
_NOW = re.compile("(?:新的?(?:问题|毛病|故障)|这[次回趟批]的?|现在|如今|目前|今天)?(?:又|改|变成?|换成)?是?")
#: Asks who says so, or where it should be so, which is to deny it; ``谁说话难听`` asks who did.
_WHO_SAYS = re.compile(
    "(?:谁|哪个|边个)(?:说|讲|嫌)(?!话|得|了算)(?:的|是|我们?|你们?|他们?)?(?P<what>[^没不未]{1,10})"
    "|哪[里儿](?:就|会|有|算)?(?P<how>[贵慢差少晚迟错难久吵坏]了?)"
)
#: What others say, and that the one who speaks does not find it so: ``都说贵，我倒觉得值``.
_OTHERS_SAY = re.compile("(?:(?:人家|别人|有人|大家|同行|网上|隔壁)都?|都)[说讲嫌](?P<what>[^没不未你]{1,8})")
_BUT_I = re.compile("(?:我们?|咱们?|客户|这边|他们?|自己)(?:自己)?(?:倒|却|反而|反倒|觉得|感觉)")
#: What any text has that is turned round, but for one that opens with a fear.
_MAYBE_TURNED = re.compile(
    "[?？]|是[^，,]{2,16}[，,]|倒|却|[觉覺]"
    "|[别別莫甭要][说說讲講提]|不[是在]|[并並]非|自[己家个個]|误|誤|[错錯反忘]|没[插按开]|手滑|怪|[赖賴]|怨|[关關系][系係]?|[无無][关關干]|再|牵连"
    "|相干|[没沒]|[谁誰哪]|[边邊][个個]"
)
#: What only opens a text (``查过了``) is not longer.
_LONGEST_LEAD = 4
_SOMETHING_WRONG = IssueLabel((), (), "problem", decided_by="")


@lru_cache(maxsize=64)
def turned_round(piece: str, taxonomy: Taxonomy) -> IssueLabel | None:
    """Return what a text tells that takes its first part back, whatever that looks like; None where none is.

    That is a question that is answered with no (``漏油？没有的事``), a fear that did not come true (``以为缺两箱，盘库
    盘出来了``), what is not even there in little (``别说漏油，连渗都没渗过``), what was overcome (``原先不会用，教了一遍
    就会了``), and something told in the place of what is denied (``不是嫌贵，是嫌送得慢``).
    """
    # The steps of reading one piece ask for it one after the other.
    parts = soft_parts(piece)
    if len(parts) < 2 or not (_MAYBE_TURNED.search(piece) or _looks_back(piece, taxonomy)):
        return None
    if _is_denied_question(piece, taxonomy):
        return NOTHING_WRONG
    owned = next(filter(None, (_OWNED.fullmatch(fold_text(part)) for part in parts[1:])), None)
    if owned is not None:
        return as_doubtful(classify_issue(piece, taxonomy)) if owned[1] else NOTHING_WRONG
    if len(parts) > 2 and _only_leads_in(parts[0], taxonomy):
        parts = parts[1:]
    left, right = parts[0], "，".join(parts[1:])
    if any(
        rule(left, right, taxonomy)
        for rule in (_came_not_true, _was_overcome, _slipped, _who_says, _was_undone)
    ):
        return NOTHING_WRONG
    if _is_nobodys(parts, taxonomy):
        return NOTHING_WRONG
    return _let_alone(left, right, taxonomy) or (_rather(left, right, taxonomy) if len(parts) == 2 else None)


#: Who could not come to be missed: people and goods that never showed up are no fault that is gone.
_ABSENT = frozenset({"服务响应", "交付周期", "物流配送"})


def _is_nobodys(parts: Sequence[str], taxonomy: Taxonomy) -> bool:
    """Whether the last part of a text says that what stands before it is no fault of ours, or has not come back."""
    last = fold_text(parts[-1])
    if blames_nobody(last):
        return True
    label = classify_issue("，".join(parts[:-1]), taxonomy) if is_gone(last) else None
    return label is not None and label.kind == "problem" and _ABSENT.isdisjoint(label.types or label.perhaps)


def _only_leads_in(part: str, taxonomy: Taxonomy) -> bool:
    """Whether a part only opens what follows: ``查过了``."""
    return len(part) <= _LONGEST_LEAD and classify_issue(part, taxonomy).kind != "problem"


def _is_denied_question(piece: str, taxonomy: Taxonomy) -> bool:
    """Whether a text is a question after a fault and the answer that there is none, or what its reporter left out."""
    asked = _QUESTION.fullmatch(fold_text(piece)) if "?" in piece or "？" in piece else None
    if asked is None:
        return False
    fault, answer = asked[1], asked[2]
    meaning = read_meaning(fault, taxonomy)
    if meaning.kind != "problem":
        return _NUISANCE.fullmatch(fault) is not None and _UNNOTICED.fullmatch(answer) is not None
    told = soft_parts(answer)
    if len(told) > 1 and _HELPED.fullmatch(told[-1]) and _LEFT_OUT.search(told[0]):
        return True
    return any(pattern.fullmatch(answer) for pattern in (_NO_SUCH, _UNNOTICED)) or _denies(answer, fault)


def _denies(text: str, fault: str) -> bool:
    """Whether a text denies what another says, by a word of it: ``没涨`` of ``要涨价``."""
    denied = _DENIES.fullmatch(text)
    place = -1 if denied is None else fault.find(denied[1][0])
    return place >= 0 and not fault.endswith(("没", "不", "未", "没有", "没再"), 0, place)


def _slipped(left: str, right: str, taxonomy: Taxonomy) -> bool:
    """Whether one part tells what the customer did amiss, and the other that nothing is wrong."""
    return _SLIPPED.match(fold_text(left)) is not None and classify_issue(right, taxonomy).denied


def _who_says(left: str, right: str, taxonomy: Taxonomy) -> bool:
    """Whether one part asks who says that something is wrong, or says that others do, and the other that it is not.

    ``谁说贵了，比去年还便宜``, ``都说贵，我倒觉得值``
    """
    asked = _WHO_SAYS.fullmatch(fold_text(left))
    others = _OTHERS_SAY.fullmatch(fold_text(left)) if _BUT_I.match(fold_text(right)) else None
    what = others["what"] if others else (asked["what"] or asked["how"]) if asked else None
    if what is None or classify_issue(what, taxonomy).kind != "problem":
        return False
    label = classify_issue(right, taxonomy)
    return label.kind in ("praise", "none") or (not label.types and label.cleared > 0)


def _was_undone(left: str, right: str, taxonomy: Taxonomy) -> bool:
    """Whether one part tells the cause of a fault, and the other what removed it: ``异响是压了张纸，拿掉就没了``."""
    what = undone_part(fold_text(left), fold_text(right))
    if what is None or classify_issue(what, taxonomy).kind != "problem":
        return False
    label = classify_issue(left, taxonomy)
    return label.kind in ("praise", "none") and label.cleared >= CERTAIN_GAP


def _let_alone(left: str, right: str, taxonomy: Taxonomy) -> IssueLabel | None:
    """Return what a text tells of which not even little is there: of a fault nothing, else that it is lacking."""
    named = _LET_ALONE.fullmatch(fold_text(left))
    if named is None or not fold_text(right).startswith(("连", "就是连")):
        return None
    meaning = read_meaning(named[1], taxonomy)
    if meaning.kind == "problem" and not meaning.denied:
        return NOTHING_WRONG if _NOT_EVEN.fullmatch(fold_text(right)) else None
    lacking = classify_issue(right, taxonomy)
    return lacking if lacking.kind == "problem" and lacking.types else None


def _looks_back(piece: str, taxonomy: Taxonomy) -> bool:
    """Whether a text has a word of a fear, or opens with one of the past."""
    folded, words = fold_text(piece), taxonomy.words
    return folded.startswith(fold_words(words.past)) or any(
        word in folded for word in fold_words(words.feared)
    )


def _was_overcome(left: str, right: str, taxonomy: Taxonomy) -> bool:
    """Whether one part tells a problem of the past, and the other what ended it: ``原先不会用，教了一遍就会了``."""
    if not (fold_text(left).startswith(fold_words(taxonomy.words.past)) and _SINCE.match(fold_text(right))):
        return False
    label = classify_issue(right, taxonomy)
    fine = label.kind in ("praise", "none") and label.cleared >= CERTAIN_GAP
    return fine and classify_issue(left, taxonomy).kind == "problem"


def _came_not_true(left: str, right: str, taxonomy: Taxonomy) -> bool:
    """Whether one part fears or hears of a fault, and the other tells that there is none."""
    feared = _after(left, taxonomy.words.feared)
    if feared is None:
        return False
    proved = _after(right, taxonomy.words.proved) or fold_text(right)
    if classify_issue(feared, taxonomy).kind != "problem" or _COME_TRUE.match(proved):
        return False
    if _DENIES.fullmatch(proved) and not is_none_answer(proved, taxonomy):
        return _denies(proved, feared)
    if _FOUND.fullmatch(proved):
        return True
    label = classify_issue(proved, taxonomy)
    return (
        label.denied or label.kind == "praise" or (label.kind == "none" and label.cleared >= CONTRADICTED_GAP)
    )


def _after(part: str, words: tuple[str, ...]) -> str | None:
    """Return what stands in a part behind a word that opens it, but for who says so; None where none does."""
    folded = fold_text(part)
    start = _WHO.match(folded)
    for place in dict.fromkeys((0, 0 if start is None else start.end())):
        for word in fold_words(words):
            if folded.startswith(word, place):
                return folded[place + len(word) :]
    return None


def _rather(left: str, right: str, taxonomy: Taxonomy) -> IssueLabel | None:
    """Return the fault that is told in the place of one that is denied, unless it is none of ours."""
    told = _BUT_THAT.fullmatch(fold_text(right))
    if told is None or not _NOT_THAT.match(fold_text(left)):
        return None
    if _OTHERS.search(told[1]):
        return NOTHING_WRONG if _OWN_DOING.match(told[1]) else None
    label = classify_issue(_tail(right, told[1]), taxonomy)
    # A bare noun (``雨水``) tells no fault by its letters.
    plain = label.decided_by == "词典" or (len(told[1]) > 2 and label.cleared <= -CONTRADICTED_GAP)
    return label if label.kind == "problem" and label.types and plain else None


def _tail(part: str, folded: str) -> str:
    """Return the end of a part that folds to a text, in its own wording; all of it where that is not as long."""
    own = part[-len(folded) :]
    return own if fold_text(own) == folded else part


def comes_again(piece: str, taxonomy: Taxonomy) -> IssueLabel | None:
    """Return what a text tells whose first part is settled and whose second tells that it, or another, is there.

    ``说是修好了，夜里又响``, ``上回的漏油好了，这回是皮带断``; ``说修好了，没再响`` and ``修好了，又快又稳`` tell of nothing.
    """
    parts = soft_parts(piece)
    if len(parts) != 2 or not _is_settled(classify_issue(parts[0], taxonomy)):
        return None
    folded = fold_text(parts[1])
    if _NOT_SO.fullmatch(folded):
        return _SOMETHING_WRONG
    again = _AGAIN.match(folded) is not None
    if not again and not folded.startswith(fold_words(taxonomy.words.present)):
        return None
    now = _NOW.match(folded)
    bare = folded[now.end() :] if now is not None else ""
    read = [classify_issue(text, taxonomy) for text in (parts[1], _tail(parts[1], bare)) if text]
    told = [label for label in read if label.kind == "problem"]
    sure = (label for label in told if label.decided_by == "词典" or label.gap >= CONTRADICTED_GAP)
    doubtful = (as_doubtful(label) for label in told)
    return next((label for label in sure if label.types), next(doubtful, None))


def is_contradicted(parts: Sequence[str], taxonomy: Taxonomy) -> bool:
    """Whether the second of two parts says that what the first calls settled is not: ``说解决了，其实没有``."""
    return (
        len(parts) == 2
        and _NOT_SO.fullmatch(fold_text(parts[1])) is not None
        and _is_settled(classify_issue(parts[0], taxonomy))
    )


def _is_settled(label: IssueLabel) -> bool:
    return label.denied or (label.kind == "none" and label.cleared >= CONTRADICTED_GAP)
