"""Overall scores wherever they stand in running text: ``货晚了两天但还是给了4分``, ``10分制给9分``, ``two stars of five``.

The careful reader of ``scores`` knows the common forms; this one is asked where that finds none. It looks for numbers
of points and stars, for full marks beside them, and leaves out what is no verdict of now: parts (``物流5分``), the
last time's score, what a score rose or fell from, and differences (``扣3分``).
"""

from __future__ import annotations

import re

from kehu_batch.normalisation.cells.text import level_text
from kehu_batch.numerals import ONE_TO_TEN, SPOKEN_TO_TEN, read_numeral
from kehu_batch.records import dataclass, replace

_ENGLISH = {
    word: value
    for value, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], start=1
    )
}
_DIGITS = r"[0-9]{1,3}(?:\.[0-9]{1,2})?"
_HAN = f"[零{SPOKEN_TO_TEN}百]{{1,4}}(?:点[零{ONE_TO_TEN[:-1]}])?"
_NUMBER = rf"(?:{_DIGITS}|{_HAN})"
_WORD_NUMBER = rf"(?:{_DIGITS}|{'|'.join(_ENGLISH)})"
_MARK = rf"(?:[0-9]{{1,3}}|[{SPOKEN_TO_TEN}百]{{1,3}})(?![0-9.])"

#: 分 that counts something else (分钟, 分店), or is part of a word.
_POINT = r"分(?![0-9钟之公店部期批析销享开类别布时配工支摊红账母数贝歧])"
#: What may stand right behind a verdict, looked at only.
_TIMES = r"上[次回]|上个[月季]|上季度?|去年|前次|这[次回]|本[次月季]|此次|今年|目前|现在"
_END = rf"(?=\s|$|[,。;!?、()/|→\"”’'」]|吧|呢|啦|哦|但|不过|左右|满分|总分|升|降|{_TIMES})"

_FULL = re.compile(
    rf"(?P<hundred>百分制)里?"
    rf"|(?:满分|满|总分(?=[为是:]?\s?{_MARK}\s?分?[,\s]{{0,3}}[得打给评]))[为是:]?\s?(?P<after>{_MARK})\s?"
    rf"(?:{_POINT}|个|(?=[,。;!?、)\s]|$))"
    rf"|(?P<before>{_MARK})\s?(?:分满分|分满(?!意)|个满)"
    rf"|(?P<scale>{_MARK})\s?分制里?"
    rf"|(?P<stars>{_MARK})\s?颗?星[里中]"
    rf"|(?:out of|on a scale of|of|in)\s(?P<english>{_WORD_NUMBER})(?:\sstars?)?(?![a-z0-9])",
    re.ASCII,
)
_SCORE = re.compile(
    rf"(?P<over>{_DIGITS})\s?分?\s?/\s?(?P<under>[0-9]{{1,3}})\s?分?(?![0-9/%]){_END}"
    rf"|百分之(?P<percent>{_NUMBER}){_END}"
    rf"|(?P<points>{_NUMBER})\s?{_POINT}(?P<half>半)?(?:好评|满意)?{_END}"
    rf"|(?P<stars>{_NUMBER})\s?颗?星级?(?P<half_star>半)?(?:好评|差评|评价)?{_END}"
    rf"|(?P<half_stars>{_NUMBER})\s?颗半星?{_END}"
    rf"|(?P<count>{_NUMBER})\s?[颗个](?=[,。;!?、(\s]|$)"
    r"|(?P<filled>(?:[★⭐🌟😀🙂😊👍]\ufe0f?)+)(?P<half_mark>½)?(?!\s?[0-9])"
    rf"|(?P<english>{_WORD_NUMBER})(?:\s|-)?(?P<unit>stars?|points?)(?![a-z])"
    rf"|(?P<bare>{_NUMBER}|{'|'.join(_ENGLISH)})(?=[,。;!?、()\s]|$)"
    rf"|(?<=给)满(?!分|[0-9{SPOKEN_TO_TEN}百])|(?P<whole>满分)(?![0-9为是:{SPOKEN_TO_TEN}百])",
    re.ASCII,
)

#: Words between the start of a clause and a verdict, that leave it one of the whole.
_LEAD = re.compile(
    r"(?:但是?|不过|还是|仍然?|也就|只肯|只能|也|就|只|最多|顶多|勉强|凑合|大约|大概|约|差不多|值|客户|客人|用户|对方|顾客|他们?|她们?|我们?"
    r"|想了想|说|表示|称|反馈|问|几分|要打分的话|这次|本次|此次|这回|本月|本季度?|这个月|今年|今天|目前|现在|总评|总体|整体|综合|总分|总共|服务满意度"
    r"|满意(?:程)?度|评价|评分|打分|得分|分数|评级|星星|点|[给打评得肯了出个到为是按讲]|我司|贵司|电话里?|[\"“”‘’'「:()=\s]"
    r"|最低一档|最高一档|satisfaction|score[ds]?|rat(?:ed|ing)|overall|happy|gave|us|i'?d|say|it|a)*$"
)
_GIVES = re.compile(
    r"[给打评得值说点肯]|满意|评分|打分|得分|分数|总评|总分|评级|score|rat(?:ed|ing)|satisfaction|overall|say|gave|happy"
)
_OVERALL = re.compile(r"总评|总体|整体|综合|总分|overall|总的")
_EARLIER = re.compile(
    r"上[次回月年]|上个[月季]|上季度?|去年|前次|前回|之前|以前|此前|原来|原先|起初|最初|首次|往年|同期|历史|曾经?|last\s(?:time|year|month)"
)
#: A condition, but for the one that a score is asked for (``如果要打分的话，给4分``).
_IF = (
    r"(?:如果|要是|假如|假设|假使|倘若|若(?!干)|只要|除非|只有(?=[^,。;!?\n\r]{1,20}才))"
    r"(?![^,。;!?\n\r]{0,6}(?:[打评]个?分|分制))"
)
#: A wish, a plan or a condition before a number, with nothing said against it since.
_SUPPOSED = re.compile(
    rf"(?:{_IF}|希望|期待|期望|盼望?|争取|力争|目标|下[次回]|下个?[月季]|本来|本想|原本|原想|才[会能肯](?=.{{0,2}}(?:[给打评]|$)))"
    r"(?:(?!但|不过|还是|最后|结果|实际)[^,。;!?\n\r]){0,20}$"
)
_CONDITION = re.compile(rf"(?:{_IF})[^,。;!?\n\r]*,\s?$")
_THEN = re.compile(r"\s*(?:那么?|就|才|便|一定|肯定|也?[能会]|可以?|[给打评])")
_NAMED_MONTH = re.compile(rf"(?:[0-9]{{1,2}}|[{ONE_TO_TEN}]{{1,2}})月")
_NOW = re.compile(r"这[次回]|本次|此次|本月|今年|目前|现在|本季度?|今天|now|this\s(?:time|year|month)")
#: The number is a difference, a price or a count of something.
_NO_SCORE_BEFORE = re.compile(r"[0-9]点$|[扣减差涨降低高贵便宜角毛块元价每第共各]$|不到$|不足$|超过$")
_PART = re.compile(
    r"(?:物流|价格|质量|产品|态度|响应|速度|售后|售前|包装|交期|交付|交货|安装|培训|发货|配送|性价比|功能|界面|稳定性|技术|客服|销售|沟通|环境"
    r"|服务|专业|维修|工程师|业务员|性能|操作|外观|nps|推荐(?:意愿|度|指数)?|其中|效率|时效|准时|品质|款式|味道|卫生)(?:方面|水平|评分|打分|得分|满意度|上)?[给打评得了:是为\s]*$"
)
_RECOMMENDS = re.compile(r"\s?\((?:推荐|nps)")
_ROSE = re.compile(
    rf"[由从]\s?{_NUMBER}\s?{_POINT}[^,。;!?0-9]{{0,6}}?[升提增涨降掉跌落改调变回到至][^,。;!?0-9]{{0,4}}?(?={_NUMBER}\s?分)",
    re.ASCII,
)
#: What was said of another time is another clause, with a mark between or none: ``上次5分这次4分``.
_CLAUSE = re.compile(rf"[,。;!?\n\r|、→]|(?={_TIMES})")
_TALK = re.compile(r"[\s,]*(?:吧|呢|啦|哦)?[\"”’'」)]?")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A score found in running text.

    Args:
        raw: The number given; ``None`` where the full mark itself was given (``给满分``).
        full_mark: The full mark that the text names; ``None`` where it names none.
        start: Where its expression begins, words such as ``还是给了`` with it.
        end: Where it ends.
        full_span: Where the full mark stands, if apart.
        overall: Whether the text says that it is of the whole.
    """

    raw: float | None
    full_mark: float | None
    start: int
    end: int
    full_span: tuple[int, int] | None = None
    overall: bool = False

    @property
    def value(self) -> tuple[float | None, float | None]:
        """Return the number with its full mark."""
        return self.raw, self.full_mark


def find_verdicts(text: str) -> list[Verdict]:
    """Return the overall scores of a levelled text, those that differ only; usually none or one.

    Example:
        >>> [found.value for found in find_verdicts("货晚了两天但还是给了4分")]
        [(4.0, None)]
        >>> find_verdicts("价格3分,物流5分"), [found.value for found in find_verdicts("10分制给9分")]
        ([], [(9.0, 10.0)])
    """
    if len(text) > _LONGEST:
        return []
    marks = [match for match in _FULL.finditer(text) if _mark_of(match)]
    if len({_mark_of(match) for match in marks}) > 1:
        return []
    mark = marks[0] if marks else None
    # Full marks are hidden, so that 满分10分 alone scores nothing; what stands beside them keeps its place.
    hidden = text
    for match in marks:
        hidden = hidden[: match.start()] + "," * len(match[0]) + hidden[match.end() :]
    found = [
        verdict
        for match in _SCORE.finditer(hidden)
        if (verdict := _judge(hidden, match, has_mark=mark is not None)) is not None
    ]
    if any(verdict.overall for verdict in found):
        found = [verdict for verdict in found if verdict.overall]
    if mark is not None:
        found = [_of_mark(verdict, mark) for verdict in found]
    return list({verdict.value: verdict for verdict in found}.values())


def _of_mark(verdict: Verdict, mark: re.Match[str]) -> Verdict:
    full = _mark_of(mark)
    if verdict.full_mark is not None:
        return replace(verdict, full_span=mark.span()) if verdict.full_mark == full else verdict
    return replace(
        verdict, full_mark=full, raw=full if verdict.raw is None else verdict.raw, full_span=mark.span()
    )


def _mark_of(match: re.Match[str]) -> float | None:
    if match["hundred"]:
        return 100.0
    text = next(filter(None, (match[name] for name in ("after", "before", "scale", "stars", "english"))), "")
    return read_number(text)


def names_full_mark(text: str) -> float | None:
    """Return the one full mark that a levelled text names; ``None`` where it names none, or several."""
    marks = {_mark_of(match) for match in _FULL.finditer(text[:_LONGEST])} - {None}
    return marks.pop() if len(marks) == 1 else None


def read_number(text: str) -> float | None:
    """Return a number in digits, Chinese or English words; ``None`` where it is none.

    Example:
        >>> read_number("七十二"), read_number("四点五"), read_number("four")
        (72.0, 4.5, 4.0)
    """
    if text in _ENGLISH:
        return float(_ENGLISH[text])
    if text[:1].isascii() and text[:1].isdecimal():
        return float(text)
    whole, _, tenth = text.partition("点")
    value, part = read_numeral(whole), read_numeral(tenth) if tenth else 0
    return None if value is None or part is None else value + part / 10


def _judge(text: str, match: re.Match[str], *, has_mark: bool) -> Verdict | None:
    """Tell whether a number of points is the verdict of the whole, now."""
    clause_start = max((found.end() for found in _CLAUSE.finditer(text, 0, match.start())), default=0)
    before = text[max(clause_start, match.start() - _WIDEST_LEAD) : match.start()]
    rose = next(
        (found for found in _ROSE.finditer(text) if found.start() <= match.start() <= found.end()), None
    )
    if rose is not None:
        start = rose.start() - len(_led(text[clause_start : rose.start()]))
        # What it rose from is not the verdict.
        return _verdict(match, start, overall=False) if rose.end() == match.start() else None
    if (
        is_supposed(text, match.start())
        or _is_past(text, before)
        or _NO_SCORE_BEFORE.search(before)
        or _PART.search(before)
    ):
        return None
    lead = _led(before)
    given = has_mark or match[0] == text or _GIVES.search(lead) is not None
    starts_clause = before == lead or (not lead and not before.strip("\"“‘'「( "))
    if (
        not (starts_clause or given)
        or (_needs_verb(match) and not given)
        or _is_no_score(match, has_mark=has_mark)
    ):
        return None
    return _verdict(match, match.start() - len(lead), overall=_OVERALL.search(lead) is not None)


def _is_no_score(match: re.Match[str], *, has_mark: bool) -> bool:
    """Whether a number is none of points: 24/7, a bare one or a row of faces without a full mark, 9/10(推荐度)."""
    if _RECOMMENDS.match(match.string, match.end()):
        return True
    if match["over"]:
        return float(match["under"]) not in _FULL_MARKS or float(match["over"]) > float(match["under"])
    if match["filled"] and not has_mark and _MOODS.intersection(match["filled"]):
        return True
    return match["bare"] is not None and not has_mark


#: Signs that show a mood; how many stand in a row means nothing unless it is said of how many.
_MOODS = frozenset("😀🙂😊👍")
#: Where the number stands in a match.
_NUMBERS = ("points", "stars", "half_stars", "count", "english", "bare")
#: Longer texts are read in their common forms only.
_LONGEST = 600
#: So much of a clause is looked at before a number.
_WIDEST_LEAD = 40

_FULL_MARKS = frozenset({3, 4, 5, 6, 7, 10, 20, 50, 100})


def _led(before: str) -> str:
    """Return the words right before a number that lead to a verdict."""
    found = _LEAD.search(before)
    return found[0] if found else ""


def _is_past(text: str, before: str) -> bool:
    """Whether a clause tells of the last time, or of a month while another tells of now."""
    if _NOW.search(before):
        return False
    return _EARLIER.search(before) is not None or (
        _NAMED_MONTH.search(before) is not None and _NOW.search(text) is not None
    )


def is_supposed(text: str, start: int) -> bool:
    """Whether the number at a place is wished for or would be given on a condition: ``如果再快点，就给5分``.

    Example:
        >>> is_supposed("希望下次能打5分", 6), is_supposed("如果有事会来电,满意度5分", 12)
        (True, False)
    """
    clause = max((found.end() for found in _CLAUSE.finditer(text, 0, start)), default=0)
    if _SUPPOSED.search(text, max(clause, start - _WIDEST_LEAD), start) is not None:
        return True
    then = _THEN.match(text, clause) is not None
    return then and _CONDITION.search(text, max(0, clause - _WIDEST_LEAD), clause) is not None


def _needs_verb(match: re.Match[str]) -> bool:
    """Whether a form counts only where something says that it was given: a bare number, a count, 满分."""
    return any(match[name] for name in ("bare", "count", "percent")) or match[0] in {"满", "满分"}


def _verdict(match: re.Match[str], start: int, *, overall: bool) -> Verdict | None:
    talk = _TALK.match(match.string, match.end())
    end = match.end() + (len(talk[0]) if talk and talk[0].strip(" ,") else 0)
    if match["over"]:
        return Verdict(float(match["over"]), float(match["under"]), start, end, overall=overall)
    if match["percent"]:
        return _with_raw(match["percent"], 100.0, start, end)
    if match["filled"]:
        stars = len(match["filled"].replace("\ufe0f", "")) + (0.5 if match["half_mark"] else 0.0)
        return Verdict(stars, None, start, end)
    if match[0] in {"满", "满分"}:
        return Verdict(None, None, start, end, overall=overall)
    text = next(filter(None, (match[name] for name in _NUMBERS)), "")
    value = read_number(text)
    if value is None:
        return None
    value += 0.5 if match["half"] or match["half_star"] or match["half_stars"] else 0.0
    of_stars = (
        match["stars"] is not None
        or match["half_stars"] is not None
        or (match["unit"] or "").startswith("star")
    )
    return Verdict(value, 5.0 if of_stars and value <= 5 else None, start, end, overall=overall)


def _with_raw(text: str, full_mark: float, start: int, end: int) -> Verdict | None:
    value = read_number(text)
    return None if value is None else Verdict(value, full_mark, start, end)


def cut_verdict(text: str, verdict: Verdict) -> list[str]:
    """Return what a text says before, between and after a verdict and its full mark, as written."""
    spans = sorted([(verdict.start, verdict.end), *([verdict.full_span] if verdict.full_span else [])])
    parts, done = [], 0
    for start, end in spans:
        before = text[done : max(start, done)]
        parts.append(before[: len(before) - len(_led(level_text(before[-_WIDEST_LEAD:])))])
        done = max(done, end)
    return [*parts, text[done:]]
