"""What a number of points in a text stands for: the verdict of now, or another time, somebody else, a part, a wish.

Each question looks at the words before the number, up to the start of its clause.
"""

from __future__ import annotations

import re

from kehu_batch.normalisation.verdicts.numbers import read_number
from kehu_batch.numerals import ONE_TO_TEN

#: Stands for a full mark that was found, as long as it was.
HIDDEN = "\x00"

#: What is said of another time stands in a clause of its own, with a mark between or none: ``上次5分这次4分``.
_MENDED = r"(?:整改|处理|维修|修理|更换|沟通|培训|回访|升级|调整|改进|改善|解决|换货|投诉)"
TIMES = (
    r"上[次回]|上个[月季]|上季度?|去年|前次|[这今呢][次回]|[本当前上]期|这个?[月季](?!末|底|初)|[上这]个?学[期年]|本学[期年]"
    rf"|本[次月季]|此次|今年|目前|现在|复[评核]|第[一二三]次|{_MENDED}[前后](?=.)"
)
CLAUSE = re.compile(rf"[,。;!?\n\r|、→]|(?={TIMES})")

#: A value that takes the place of one before it.
LATER = (
    r"(?:[后再又现]来?|重新?)?(?:改(?![了好进善])|更正|修正|订正|纠正|调整?|变更)(?:[为成到打给评口回是了]|分数)*+|复[评核]|重[评打新]"
    rf"|最终|最后|后来|实为|实际(?:上|应?为|应?是)?|应该?[为是]|正确[为是]|{_MENDED}后"
    r"|(?:提[高升]|上升|下降|回升|[升涨降跌])[到至为]|第[二三]次|再次"
)
_LATER = re.compile(LATER)
#: A first value, which counts where none takes its place.
_FIRST = re.compile(r"初[评次]|首评|(?:先|开始)只?[给打评说]|第一次|昨[天日]|前天|上午|早上")
_EARLIER = re.compile(
    r"上[次回月年]|上个[月季]|上季度?|上个?学[期年]|[前上]期|去年|前次|前回|之前|以前|此前|原来|原先|起初|最初|首次|往年|同期|历史|曾经?"
    r"|last\s(?:time|year|month|quarter|visit)|previous|earlier"
    rf"|原(?:$|[打给评定填为是]|评?分|得分)|{_MENDED}前|(?:误|错)[打给评填点选写输]|[打给评填点选写输]错|[手笔]误"
)
_NOW = re.compile(
    r"[这今呢][次回]|[本当]期|这个?[月季]|[这本]个?学[期年]|本[次月]|此次|今年|目前|现在|本季度?|今天|now|this\s(?:time|year|month)"
)
#: As past as these where another clause tells of now; by itself it may be of this very call: it was 4 stars.
_PAST_BESIDE_NOW = re.compile(r"\bwas\s")
_EARLIER_BEHIND = re.compile(
    r"\s?\(?(?:上[次回月年]|上个[月季]|去年|last\s(?:time|year|month|quarter|visit)|before\b|previously)"
    r"(?:的|时)?(?:\)|\s*(?:$|[,。;!?]))"
)
_NAMED_MONTH = re.compile(rf"(?:[0-9]{{1,2}}|[{ONE_TO_TEN}]{{1,2}})月")

#: A condition, but for the one that a score is asked for (``如果要打分的话，给4分``), or a full mark, hidden here.
_IF = (
    r"(?:如果|要不?是|若不是|假如|假设|假使|倘若|如[能可]|若(?!干)|只要|除非|只有(?=[^,。;!?\n\r]{1,20}才))"
    rf"(?!{HIDDEN}|[^,。;!?\n\r]{{0,6}}(?:[打评]个?分|分制))"
)
#: A wish, a plan or a condition before a number, with nothing said against it since.
_SUPPOSED = re.compile(
    rf"(?:{_IF}|不然|否则|希望|期待|期望|盼望?|争取|力争|目标|下[次回]|下个?[月季]|本来|本想|原本|原想"
    rf"|will\s(?:give|rate|get)|hop(?:e|ing)|please|expect"
    rf"|要求(?!.{{0,4}}[打评]个?分)|[请求](?=[给打评])|[后好了完末底]再(?=[给打评]?$)|改了(?=给)"
    rf"|(?:能|改|修|换|解决|降)[^,。;!?\n\r]{{0,8}}?就[能会可]?(?=[给打评](?!了))|才[会能肯](?=.{{0,2}}(?:[给打评]|$)))"
    r"(?:(?!但|不过|还是|最后|结果|实际)[^,。;!?\n\r]){0,20}$"
)
_CONDITION = re.compile(rf"(?:{_IF})[^,。;!?\n\r]*,\s?$")
_THEN = re.compile(
    r"\s*(?:那么?|(?:[我俺咱]们?|客户|[他她]们?)?(?:早就|就|才|便|一定|肯定|也?[能会]|可以)|可|[给打评])"
)

#: 没给, 不能给, 够不上; 不得不 and 不能不 say yes, and so does 要不.
_DENIED = re.compile(
    r"(?:(?<![得能会要可])[不没未别莫冇唔]|难以?|没有|not|no)(?:能|会|肯|想|愿意?|敢|再|打算|可能|应该?|好意思|值得?|配|够|足以?|[办方]?法|舍得|可以?)*"
    r"(?:给|打|评|得|拿|达|到|上|满|是|畀|俾)?(?:[到上了出过起])?(?:你们?|您|我们?|个)?\s?$|[给打评得拿达够到]不[了到上出起]\s?$"
    r"|差一?点儿?[就没]?[给打评得到]?\s?$|(?:哪[能会里]|凭什么|怎么?[能会可]|指望|奢望)[给打评得到]?\s?$"
)
#: Whose score it is where it is not this customer's for us.
_OTHERS = re.compile(
    r"(?<![比跟和与较])(?:竞品|自评|自己[打评给]|竞争对手|对手|同行|友商|别家|别人|隔壁|同类|行业(?:平均|均值|[里内中])|兄弟公司|另一家|前任|其他(?:家|公司|供应商|厂家|品牌|客户))"
    r"(?!.*(?:你们|贵司|我司|我们))"
)
#: The number is a difference, a price or a count of something.
_DIFFERENCE = re.compile(
    r"[0-9]点$|(?<![到亮选])第$"
    r"|[扣减差少涨降低高贵便宜角毛块元价每共各留加丢欠]$|(?:[扣减差少加丢失]|(?<![最顶至])多|另)[了掉去给打得过]{1,2}个?\s?$|不到$|不足$|超过$|[≥≤<>]\s?$"
)
#: What a score may be given for beside the whole.
PARTS = (
    "(?:物流|价格|质量|产品|态度|响应|速度|售后|售前|包装|交期|交付|交货|安装|培训|发货|配送|性价比|功能|界面|稳定性|技术|客服|销售|沟通|环境"
    "|服务|专业|维修|工程师|业务员|性能|操作|外观|nps|推荐(?:意愿|度|指数)?|其中|效率|时效|准时|品质|款式|味道|卫生|[细单分各]项"
    ")(?:方面|水平|评分|打分|得分|满意度|上)?"
)
#: What else is given points: exams, licences, tenders, pain, credit.
ELSE = (
    "(?:考试|模拟考|期[中末]|[高中]考|测验|作业|听写|数学|语文|驾照|驾驶证|违章|交规|绩效|[招投]标|[技商]术?标|体测|体检|疼痛"
    "|vas|apgar|信用|积分|能效|视力|竞赛|比赛|豆瓣|我们店铺|本店店铺)"
)
_ELSE = re.compile(ELSE)
_PART = re.compile(rf"{PARTS}[给打评得了:是为\s{HIDDEN}]*$")
#: Words between the start of a clause and a verdict, that leave it one of the whole.
_LEAD = re.compile(
    r"(?:但是?|不过|还是|仍然?|也就|只肯|只能|也|就|只|最多|顶多|勉强|凑合|大约|大概|约|差不多|值|客户|客人|用户|对方|顾客|老板|他们?|她们?|我们?"
    r"|车主|业主|家长|住户|学员|患者|会员|住客|商户|店家|买家|乘客|旅客|货主"
    r"|[俺咱恁你]们?|您|想了想|想想|想一想|想了下|说|表示|称|反馈|问|回?答[道说复]?|几分"
    r"|要打分的话|这次|本次|此次|这回|今[次回]|呢次|[本当]期|本月|本季度?|这个?月|这个?季度?|[这本]个?学[期年]|今年|今天|目前|现在?|总评|总体|整体|综合"
    r"|总分|总共|平均|均分|服务满意度|满意(?:程)?度|评价|评分|打分|得分|分数|[评星]级|星星"
    r"|点|(?<=[打评填])下来|(?<=[给打评填选留点])的|有到|畀返|(?<=[给打畀俾])足|回复|[给打评得肯了咗出个到为是按讲能拿选填勾留畀俾里]"
    r"|(?<=[户人客他她卷表])写|(?<=[到亮选])第|评価|は|[我贵]司|贵?公司"
    rf"|电话里?"
    rf"|大众点评|美团|抖音|携程|淘宝|京东|天猫|饿了么|高德|{LATER}|先|必须|绝对|当然|肯定|直接|[\"“”‘’'「:=(\s{{{HIDDEN}]|(?<={HIDDEN})\)"
    r"|[\u2600-\u27bf\ufe0f\U0001f300-\U0001faff]|的话|最[低高]一档|only|just|satisfaction|csat"
    # Of what else there is a rate (success rate 2/5) it is no verdict.
    r"|score[ds]?|grade[ds]?|marked"
    r"|(?:(?<![a-z]\s)|(?<=\bi\s)|(?<=\b[wh]e\s)|(?<=she\s)|(?<=they\s)|(?<=ient\s)|(?<=omer\s)"
    r"|(?<=now\s)|(?<=d\s))rates?(?![a-z])"
    r"|rated|rating|overall|happy|now|this\s(?:time|year|month)|点?亮|(?<=[能可该])有|可以|有个|已经|总算|终于|年[中终底初末]|[上下]半年"
    r"|gave|give|(?:s?he|they|client|customer)\s|ticked|picked|chose|us|it|i'?d|says?|\ba|solid)*+$"
)
_GIVES = re.compile(
    r"[给打评得值说答点肯拿选填勾留畀俾]|(?<=[户人客他她卷表])写|满意|评分|打分|得分|分数|总评|总分|均分|平均|评级"
    r"|score|\bgrade[sd]?\b|\brate[sd]?\b|rating|satisfaction|csat|overall|say|ga?i?ve|ticked|picked|chose|happy"
    rf"|{LATER}"
)
_OVERALL = re.compile(r"总评|总体|整体|综合|总分|平均|均分|overall|总的")
#: A bare number without a full mark is a score where it stands behind one of these alone.
_NAMED = re.compile(
    r"^[\"'{\s]*(?:(?:score[ds]?|rat(?:ed|ing)|csat(?: score)?|satisfaction"
    r"|nilai|nota|note|punteggio|оценка|评价等级)[\"']?\s?[:=]?\s?[\"']?"
    r"|(?:总体|总评|综合|总分|整体)[:=]\s?|(?:overall|stars?(?=\s?[:=]))\s?[:=]?\s?|a\ssolid\s"
    r"|(?:i'?d?\s)?(?:would\s)?(?:(?:give|gave)\s(?:it|you|this|them|us)\san?\s"
    r"|rate\s(?:it|you|this|them|us)\s(?:an?\s)?))$"
)
#: Asks for a score, so that the number that answers in the next clause is one: 打分嘛，就3.5吧.
_ASKED = re.compile(
    r"(?:^|[,。;!?\n])\s*(?:(?:客户|老板|[他她您]|如果|要是|真|一定|非)?(?:要|让我?|问[他她]?|叫我?|请[他她]?)?)"
    r"(?:[打评]个?分|评分|打几分|给几分|满意度|总体评价|分数)(?:的话|来说|这块|这个|方面)?[嘛么呢吧啊哈呀]?\s?[,:。?…—-]{1,2}\s?"
    r"(?:那|我|[他她]|客户|就|也|大概|大约|约|差不多|勉强|最多|顶多|能有?|算|给个?|打个?|有个|值|说|答)*$"
)
#: So much of a clause is looked at before a number.
WIDEST_LEAD = 40
#: Nobody writes longer ones; without a bound, a long text would be gone through from its beginning for each number.
_LONGEST_CLAUSE = 600


def clause_start(text: str, place: int) -> int:
    """Return where the clause of a place in a levelled text begins, or how far back a very long one is looked at."""
    first = max(0, place - _LONGEST_CLAUSE)
    return max((found.end() for found in CLAUSE.finditer(text, first, place)), default=first)


def is_of_now(text: str, before: str, place: int) -> bool:
    """Whether a number at a place, behind these words of its clause, can be the verdict of the whole, now."""
    return not (
        is_supposed(text, place)
        or _is_past(text, before)
        or _DIFFERENCE.search(before)
        or _DENIED.search(before)
        or is_of_else(before)
    )


def is_past_behind(text: str, end: int) -> bool:
    """Whether words right behind a number tell that it is of another time: ``2 stars last year``, ``3分（上次）``."""
    return _EARLIER_BEHIND.match(text, end) is not None


def is_of_else(before: str) -> bool:
    """Whether words before a number tell that it is of a part, of something else or somebody else's."""
    return any(kind.search(before) is not None for kind in (_PART, _ELSE, _OTHERS))


def tells_when(before: str) -> bool:
    """Whether words before a number tell of a time: ``上次``, ``本月``."""
    return any(kind.search(before) is not None for kind in (_EARLIER, _NOW, _NAMED_MONTH))


def rank_of(before: str, lead: str) -> int:
    """Return 1 for a value that takes another's place, -1 for a first one, else 0."""
    return 1 if _LATER.search(lead) else -1 if _FIRST.search(before) else 0


def _is_past(text: str, before: str) -> bool:
    """Whether a clause tells of the last time, or of a month while another tells of now."""
    if _NOW.search(before):
        return False
    if _EARLIER.search(before) is not None:
        return True
    beside_now = (_NAMED_MONTH, _PAST_BESIDE_NOW)
    return any(form.search(before) for form in beside_now) and _NOW.search(text) is not None


def is_supposed(text: str, start: int) -> bool:
    """Whether the number at a place is wished for or would be given on a condition: ``如果再快点，就给5分``.

    Example:
        >>> is_supposed("希望下次能打5分", 6), is_supposed("如果有事会来电,满意度5分", 12)
        (True, False)
    """
    clause = clause_start(text, start)
    if _SUPPOSED.search(text, max(clause, start - WIDEST_LEAD), start) is not None:
        return True
    then = _THEN.match(text, clause) is not None
    return then and _CONDITION.search(text, max(0, clause - WIDEST_LEAD), clause) is not None


def lead_of(before: str) -> str:
    """Return the words right before a number that lead to a verdict."""
    found = _LEAD.search(before)
    return found[0] if found else ""


def is_given(lead: str) -> bool:
    """Whether such words say that a score is given, or name one."""
    return _GIVES.search(lead) is not None


def is_overall(lead: str) -> bool:
    """Whether such words say that it is of the whole."""
    return _OVERALL.search(lead) is not None


def names_score(before: str) -> bool:
    """Whether a clause holds nothing before a number but what names a score: ``score: 4``."""
    return _NAMED.search(before) is not None


def is_asked_for(text: str, place: int) -> bool:
    """Whether the words before a place of a text ask for a score, and nothing else stands between.

    Example:
        >>> is_asked_for("打分嘛,就3.5吧", 5), is_asked_for("物流打分嘛,就3.5吧", 7)
        (True, False)
    """
    return _ASKED.search(text, max(0, place - WIDEST_LEAD), place) is not None


#: What tells one time from another, by how many of it there are in a row before it begins again.
_PERIODS = (
    (re.compile(rf"^\s*(?:[0-9]{{2,4}}年)?(?P<number>[0-9]{{1,2}}|[{ONE_TO_TEN}]{{1,2}})月份?"), 12),
    (re.compile(r"^\s*(?:[0-9]{2,4}年)?第?(?P<number>[1-4]|[一二三四])季度?"), 4),
    (re.compile(r"^\s*q(?P<number>[1-4])\s?"), 4),
)


def period_of(before: str) -> tuple[int, int, int] | None:
    """Return the month or quarter that words before a number begin with: its number, of how many, and where it ends.

    Example:
        >>> period_of("二月"), period_of("第三季度给"), period_of("二月发货慢")
        ((2, 12, 2), (3, 4, 4), (2, 12, 2))
    """
    for form, count in _PERIODS:
        if (match := form.match(before)) is None:
            continue
        number = read_number(match["number"])
        if number is not None and 1 <= number <= count:
            return int(number), count, match.end()
    return None
