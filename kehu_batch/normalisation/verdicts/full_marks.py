"""Of how many a text says that its scores are: ``满分10分``, ``百分制``, ``25分的卷子``, ``1-5分``, ``out of 5``.

Each way to say so is a part of its own, named by where the number stands in it; one that is usual in other sentences
(``一百分我给…``, ``four of five``) asks for what stands beside it.
"""

from __future__ import annotations

import re

from kehu_batch.normalisation.verdicts.numbers import (
    MARK,
    NUMBER,
    POINT,
    USUAL_MARKS,
    WORD_NUMBER,
    halves_in_digits,
    read_number,
)
from kehu_batch.normalisation.verdicts.standing import ELSE, PARTS
from kehu_batch.numerals import SPOKEN_TO_TEN
from kehu_batch.records import dataclass

#: Who gives, and the words between him and the giving.
_WHO = (
    r"(?:我们?|俺们?|咱们?|客户|客人|用户|对方|顾客|老板|[他她]们?|您|只|就|能|最多|顶多|这次|本次|此次|实际)"
)
_GIVEN = rf"{_WHO}{{0,4}}[给打评得拿畀俾]"

_END = r"(?=[,。;!?、)}\s]|$)"
_BEHIND = (
    rf"(?<![圆期不客未])(?:满分值?|满|最高分|总分(?=[为是:]?\s?{MARK}\s?分?[,\s]{{0,3}}"
    rf"(?:{_GIVEN}|[^,。;!?0-9]{{0,6}}?[给打评得拿][了到个]?\s?{NUMBER})))[\"']?[为是系:=]?\s?"
    rf"(?P<behind>{MARK})\s?(?:{POINT}|[个颗粒朵枚](?:[心赞]|笑脸)?{_END}|(?=来?[算计])|(?=,?\s?[给打评得][了出]?\s?{NUMBER})|{_END})"
    rf"|(?<=[(,;\s])满(?P<of_stars>{MARK})星{_END}"
)
#: 最高三星, 最多五朵, ❤❤❤（共五颗）.
_MOST = (
    rf"(?:最[高多]|满星|满格)(?:是|为|给)?\s?(?P<most>{MARK})\s?(?:[颗粒]?星|[颗粒朵枚](?:小?红?花)?){_END}"
    rf"|[总一]?共\s?(?P<drawn>{MARK})\s?[颗朵个](?:[星心赞]|笑脸|小?红?花)?{_END}"
)
_BEFORE = (
    rf"(?P<before>{MARK})\s?(?:分满分|分满(?!意)|个满|颗?星(?:[是为]?满分|满(?!意))"
    r"|[颗个朵](?:心|赞|笑脸|小?红?花)满|分(?:是|为|算|作为?)满分?|分[封到]顶|[分星级]制里?|[分级点]量表|级评[分价]"
    r"|分的(?:卷子?|试卷|量表|总分)|颗?星[里中]|分里(?:头|面|边)?(?!程)|分[之当]?中(?![心间的]))"
)
_SAYS = "(?:大概|大约|差不多|也就|最多|顶多|客户|[就能给打得值有约他她我]|可以)"
_COUNTED = rf"[以按用](?P<counted>{MARK})分制?(?:来?计算?|来?[打评]分?|来?算(?=[,\s]|{_SAYS}{{0,3}}{NUMBER}))"
_GETS = rf"{_GIVEN}(?:了|出|个|掉|你们?|您|我们?|贵司|恁){{0,3}}\s?{NUMBER}"
_SPOKEN = (
    rf"(?:(?<=[,。;!?\s(:])|^)(?:要是|如果|假如|若是?)?(?P<spoken>{MARK})"
    rf"(?:分(?:的话,?|(?=(?:{_GETS}|扣(?:了|掉)?\s?{NUMBER})(?![个台次天件项条点位人月年元块])))"
    rf"|颗?星,?(?=(?:{_GETS}|{_WHO}{{0,4}}点?亮[了起]?\s?{NUMBER})\s?[颗粒星]))"
)
_RANGE = (
    rf"(?<![0-9.\-/:~由从])[01]\s?分?\s?(?:[-~到至]|—+)\s?(?P<range>{MARK})"
    rf"(?:{POINT}制?|[星级]|之间|(?=\s?(?:[打给选评填畀)里中]|客户)))"
    rf"|[由从][01]\s?分?\s?[-~到至]\s?(?P<span>{MARK})\s?分?(?=,?\s?(?:[打给选评填畀]|客户|我))"
)
_BEST = r"\s?分?[是为=:-]?\s?(?:最好|最高|最佳|最?满意|非常满意|很满意)"
_WORST = r"\s?分?[是为=:-]?\s?(?:最差|最低|最不满意|非常不满意|很不满意)"
_ENDS = (
    rf"[01]{_WORST}[,、;\s]{{0,2}}(?P<top>{MARK}){_BEST}|(?P<best>{MARK}){_BEST}[,、;\s]{{0,2}}[01]{_WORST}"
)
_TURNED = rf"(?<![0-9.])(?P<turned>1){_BEST}[,、;\s]{{0,2}}{MARK}{_WORST}"
_ENGLISH = (
    rf"(?:on\s)?a\sscale\s(?:of|from)\s(?:(?:0|1|one|zero)\s?(?:-|to)\s?)?(?P<scale>{WORD_NUMBER})(?![a-z0-9])"
    rf"|(?:on\s)?a\s(?:[01]\s?(?:-|to)\s?)?(?P<points>{WORD_NUMBER})[\s-](?:points?\s|stars?\s)?scale"
    rf"|(?<![a-z0-9])(?P<scaled>{WORD_NUMBER})-(?:points?|stars?)\sscale"
    rf"|(?:out\sof\s(?:a\s)?(?:possible\s|total\s(?:of\s)?|max(?:imum)?\s(?:of\s)?)?|of\s|in\s)(?P<of>{WORD_NUMBER})"
    r"(?:\s(?:stars?|points?))?(?=\s{0,3}(?:$|[,.;!?()\n\"'-]|overall|but|and|because|so|as|from|by))"
    r"|[\"']?(?<![a-z])(?:max(?:imum)?(?:[_ ]?score)?|full(?:[_ ]?(?:mark|score))?|scale)[\"']?\s?[:=]\s?[\"']?"
    r"(?P<key>[0-9]{1,3})(?![0-9.])[\"']?"
    rf"|m[aá]x(?:imum)?\.?\s(?P<max>{WORD_NUMBER})(?![a-z0-9.])"
)
#: 10点満点で8点, 5段階で4, 5점 만점에 4점.
_ABROAD = rf"(?P<abroad>{MARK})\s?(?:点満点|点中|段阶(?:评価)?|점\s?만점)[でにのに中에]?"

#: With what each begins; nearly no character does.
_STARTS = rf"[满总一共最以按用要如假若由从0-9{SPOKEN_TO_TEN}百aoimfst\"']"
_FULL = re.compile(
    rf"(?={_STARTS})(?:{_BEHIND}|{_MOST}|{_COUNTED}|{_SPOKEN}|{_ENDS}|{_TURNED}|{_RANGE}"
    rf"|{_BEFORE}|{_ABROAD}|{_ENGLISH})",
    re.ASCII,
)
#: Without one of these no full mark is named; most texts have none.
_HINT = re.compile(
    r"满(?!意)|[制计卷量顶]|总分|共|分的|[分星][里之当中给我俺咱客他她就只扣畀俾打得来算点亮能最顶这本此实您]|非常不满意|很不满意|[01]\s?分?\s?[-~到至—]|最[好高佳差低多]"
    r"|[점段阶]|点[満中]|之间|级评|(?:of|in|scale)[\s\"':=,]|m[aá]x|full"
)
_OF_NUMBER = re.compile(rf"{WORD_NUMBER},?\s(?:(?:stars?|points?)\s)?\(?$", re.ASCII)
_MUST_BE_USUAL = frozenset({"spoken", "range", "span", "top", "best"})
_OF_PART = re.compile(
    rf"(?:推荐[^,。;!?\n]{{0,6}}|nps|recommend[a-z ]{{0,12}}|{PARTS}[^,。;!?\n]{{0,2}}"
    rf"|{ELSE}[^,。;!?\n]{{0,4}})[\s(:]{{0,3}}$"
)
#: What is drawn so many times; else 共5个 counts something.
_DRAWN_KIND = re.compile("[星心赞花❤👍😊🙂😀☆★]|笑脸")
_LEAST = 2
#: Longer texts are looked at so far.
_LONGEST = 600
#: The full mark of a text that says that the lowest number is the best.
TURNED = -1.0


@dataclass(frozen=True, slots=True)
class FullMark:
    """A full mark that a text names, and where; ``TURNED`` where its lowest number is the best.

    Args:
        value: The mark.
        start: Where its expression begins.
        end: Where it ends.
        of_part: Whether it is that of a part, or of a recommendation: ``推荐意愿(0-10)``.
        counts_stars: Whether it may be one of stars: it names them, or no points.
    """

    value: float
    start: int
    end: int
    of_part: bool = False
    counts_stars: bool = False


def find_full_marks(text: str) -> list[FullMark]:
    """Return the full marks that a levelled text names, in its order.

    Example:
        >>> [mark.value for mark in find_full_marks("十五分为满分,给十三分")]
        [15.0]
        >>> find_full_marks("用满3个月,给2分"), find_full_marks("fixed in 3 days")
        ([], [])
    """
    if _HINT.search(text) is None:
        return []
    text = halves_in_digits(text)
    return [mark for match in _FULL.finditer(text) if (mark := _mark_of(match)) is not None]


def _mark_of(match: re.Match[str]) -> FullMark | None:
    kind = match.lastgroup or ""
    value = TURNED if kind == "turned" else read_number(match[kind])
    if value is None or 0 <= value < _LEAST or (kind in _MUST_BE_USUAL and value not in USUAL_MARKS):
        return None
    if kind == "of" and _OF_NUMBER.search(match.string, max(0, match.start() - 20), match.start()) is None:
        return None
    if kind == "drawn" and "个" in match[0] and not _DRAWN_KIND.search(match.string):
        return None
    of_part = _OF_PART.search(match.string, max(0, match.start() - 20), match.start()) is not None
    of_stars = "分" not in match[0] and "point" not in match[0]
    return FullMark(value, match.start(), match.end(), of_part, of_stars)


def names_full_mark(text: str) -> float | None:
    """Return the one full mark that a levelled text names; ``None`` where it names none, or several."""
    # Asked of every text that holds a score: most name none.
    if _HINT.search(text, 0, _LONGEST) is None:
        return None
    values = {mark.value for mark in find_full_marks(text[:_LONGEST]) if not mark.of_part}
    return values.pop() if len(values) == 1 else None
