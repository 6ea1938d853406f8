"""What the first text of a row says of it: a total, a note, an example, the name of a group, or nothing."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date
from enum import Enum, auto
from functools import lru_cache
from itertools import accumulate

from kehu_batch.folding import fold_text
from kehu_batch.model.tables.source import CellValue
from kehu_batch.numerals import ONE_TO_TEN
from kehu_batch.policy.headers.words import Words
from kehu_batch.records import dataclass

#: Brackets and marks around a word that stands alone in a cell.
EDGES = "()[]:.-=_*#/ "
_FIRST_YEAR, _LAST_YEAR, _MONTHS = 1990, 2100, 12
#: What may stand round a group's name besides.
_FRAMES = "【】《》<>"
#: A note or total word stands within so many characters from the start of its cell.
_HEAD = 24
_SEPARATOR = "|"
#: The name of a group and the word for its total are no longer.
MAX_GROUP = 40

#: What may follow a total word in the same cell: ``合计(2户)``, ``合计人民币(大写)``, ``合计金额``.
_AFTER_TOTAL = re.compile(
    r"(?:人民币.*|大写.*|(?:金?额|[户人家笔单次]?数|款项?)(?:[(:].*)?|¥?\d[\d.,]*(?:元|家|户|个|笔|条|单|张|人|名|次|项)?)"
)
#: ``人民币(大写)`` is ``人民币大写``.
_BRACKETS = re.compile("[()]")
_TRAILING_BRACKETS = re.compile(r"\([^()]*\)?$")
_PAGE = re.compile(r"-?第\d+页.*|\(?共\d+页.*|\d+/\d+页?|page\d+(of\d+)?|-\d{1,3}-")
#: What every count of the rows has.
_FOOT_MARK = "共"
#: What systems and people write under the last row: how many there are, and that there are no more.
_FOOT = re.compile(
    r"\(?(?:本页|总|以上|[本全]?[月周季年])?共计?(?:回访|拜访|随访|外呼|接待|受理)?了?:?\d+(?:条|笔|行|家|户|单|个|张|项|人次?|次|名|位)"
    r"(?:客户|记录|数据|订单|结果|单据)?(?:[,，)].*)?"
    r"|(?:总|合计)?(?:记录|条|笔|行|户)数:?\d+.*|[-(*]*以下(?:空白|无正文|无内容|无数据)[-)*]*"
)
_STAR = "*"
_STARS = re.compile(r"\*{1,4}")
_NUMERAL = re.compile(rf"\(?[{ONE_TO_TEN}]{{1,3}}\)?[、.]?")
#: How the next of several notes begins.
_NEXT_NOTE = re.compile(rf"\s*[(（]?(?:\d{{1,2}}|[{ONE_TO_TEN}]{{1,3}})[)）、.．]\s*\D")
#: Marks of a sentence, which no name or id has; a comma only so far from the start.
_SENTENCE_MARKS = ("。", "；", "！")
_COMMA = "，"
_BEFORE_COMMA = 5
#: What a row of sums may say in place of a word for a total: how many rows there are, or which.
_SUMMED = re.compile(
    r"^(?:\d+(?:家|户|个|笔|条|单|张|项|行)(?:客户|记录|数据|订单|单据|发票)?|[本当全](?:[页月期年季周日]|部)(?:数|额)?|全体)$",
    re.MULTILINE,
)
#: A number as people put it beside what it counts or measures.
_FIGURE = r"[+-]?\d[\d.,]*(?:%|‰|分|户|人|次|件|条|单|家|个|名|笔)?"
#: What a measure may have behind it in its cell: ``满意率75%``, ``满意:3户``, ``客户满意度(%)``.
_BEHIND_MEASURE = rf"(?:\([^()\n]*\)?)?[:=]?(?P<figure>{_FIGURE})?"
_FIGURE_ALONE = re.compile(_FIGURE)
_COUNT = re.compile(r"(?:共|计)?\d+(?:家|户|个|笔|条|单|张|人|名|次|项)?|[-—–/\\*×_]+")


class RowWord(Enum):
    """What a text says of the row that it begins."""

    #: A total or subtotal.
    TOTAL = auto()
    #: It ends like a total: one, unless the row has a date.
    PERHAPS_TOTAL = auto()
    #: A verdict or state: with the number of its rows beside it, it counts them.
    TALLY = auto()
    #: Stars alone, with which systems mark sums: one where the row names nothing.
    STARS = auto()
    #: A balance brought forward.
    OPENING = auto()
    #: A note or a row of signatures.
    NOTE = auto()
    #: A word that notes begin with, and that a cell may hold as well.
    PERHAPS_NOTE = auto()
    #: A cell with a word of signatures: no name or id.
    SIGNATURE = auto()
    #: A sentence, a page number or a count of the rows: a note where it stands alone.
    SENTENCE = auto()
    EXAMPLE = auto()
    #: The name of a group, where it stands alone.
    GROUP = auto()
    #: ``一`` or ``二、`` as the serial number of a group.
    NUMERAL = auto()


def find_row_words(values: Iterable[CellValue], words: Words, *, dates: bool) -> dict[CellValue, RowWord]:
    """Return the values that may begin a row that is no data, each with what it says; every text is folded once.

    Args:
        values: First values of rows.
        words: Words that distinguish kinds of rows.
        dates: Whether a date may name a group, as no column of dates stands first.
    """
    distinct = set(values)
    texts = [value for value in distinct if isinstance(value, str) and value]
    heads = _folded_heads(texts)
    found: dict[CellValue, RowWord] = {
        texts[position]: word
        for position in _suspects(texts, heads, words)
        if (word := _word_of(texts[position], heads[position], words)) is not None
    }
    if dates:
        found.update(
            (value, RowWord.GROUP) for value in distinct if isinstance(value, date) or _is_month(value)
        )
    numerals = sum(word is RowWord.NUMERAL for word in found.values())
    if numerals * 2 > len(distinct - {""}):
        # Chinese numerals number the rows themselves, and not groups of them.
        return {value: word for value, word in found.items() if word is not RowWord.NUMERAL}
    return found


@dataclass(frozen=True, slots=True)
class _Screen:
    """What a text must begin, end or match with to be looked at closely: a quick look that nearly all data fail.

    Args:
        first: Characters of which one begins each of ``starts``, and those around a word.
        starts: What it may begin with.
        last: Likewise at its end.
        ends: What it may end with.
        whole: What it may be.
    """

    first: frozenset[str]
    starts: tuple[str, ...]
    last: frozenset[str]
    ends: tuple[str, ...]
    whole: re.Pattern[str]

    def holds(self, head: str) -> bool:
        """Whether a folded text begins or ends with such a word."""
        return (head[:1] in self.first and head.startswith(self.starts)) or (
            head[-1:] in self.last and head.endswith(self.ends)
        )


@lru_cache(maxsize=8)
def _screen_of(words: Words) -> _Screen:
    alone = (
        *words.totals,
        *words.totals_alone,
        *words.under_totals,
        *words.openings,
        *words.examples,
        *words.signatures,
        *words.notes,
        *words.tallies,
        *words.verdicts,
    )
    patterns = [_PAGE, _FOOT, _NUMERAL, *words.groups, *words.periods]
    either = "|".join(f"(?:{pattern.pattern})" for pattern in patterns)
    either += f"|{_measured(words).pattern}"
    starts, ends = (*alone, *EDGES, *_FRAMES), (*words.totals, *words.totals_alone, *EDGES)
    return _Screen(
        first=frozenset(word[0] for word in starts),
        starts=starts,
        last=frozenset(word[-1] for word in ends),
        ends=ends,
        whole=re.compile(rf"\n(?:{either})(?:\([^()\n]*\)?)?:?(?=\n)"),
    )


def _suspects(texts: list[str], heads: list[str], words: Words) -> set[int]:
    """Return the positions of the texts that may say something of their rows."""
    screen = _screen_of(words)
    found = {position for position, head in enumerate(heads) if screen.holds(head)}
    joined = "\n".join(["", *heads, ""])
    if ":" in joined:
        found.update(position for position, head in enumerate(heads) if ":" in head)
    starts = list(accumulate((len(head) + 1 for head in heads), initial=0))
    found.update(bisect_left(starts, match.start()) for match in screen.whole.finditer(joined))
    raw = "".join(texts)
    if any(mark in raw for mark in (*_SENTENCE_MARKS, _COMMA)):
        found.update(position for position, text in enumerate(texts) if _is_sentence(text))
    return found


@lru_cache(maxsize=8)
def _total_marks(words: Words) -> tuple[str, ...]:
    """Return what a text with a word for a total has in it; of two of which one holds the other, that other."""
    marks = {*words.totals, *words.totals_alone, _FOOT_MARK, _STAR}
    return tuple(sorted(mark for mark in marks if not any(other in mark for other in marks - {mark})))


def find_total_words(values: Iterable[CellValue], words: Words) -> set[str]:
    """Return which short texts may be words for a total: ``合计``, ``甲公司小计``, ``共2笔``, ``本页``; no sentence or name."""
    short = [value for value in values if isinstance(value, str) and 0 < len(value) <= _HEAD]
    lines = "\n".join(short)
    summed = {match[0] for match in _SUMMED.finditer(lines)}.intersection(short)
    joined = "".join(lines.casefold().split())
    if not any(mark in joined for mark in _total_marks(words)):
        return summed
    found = find_row_words(short, words, dates=False)
    totals = {RowWord.TOTAL, RowWord.PERHAPS_TOTAL, RowWord.STARS}
    return summed.union(
        value
        for value in short
        if found.get(value) in totals or _FOOT.fullmatch(fold_text(value)) is not None
    )


def group_of_total(value: CellValue, words: Words) -> str | None:
    """Return whose total a cell says its row is, folded; ``None`` where it says nothing of the kind.

    Example:
        ``小计`` is that of ``""``, and ``甲公司 小计`` that of ``甲公司``.
    """
    if not isinstance(value, str) or not 0 < len(value) <= MAX_GROUP:
        return None
    text = fold_text(value).strip(EDGES)
    word = next((word for word in words.group_totals if text.endswith(word)), None)
    return None if word is None else text.removesuffix(word).strip(EDGES)


def is_count(text: str) -> bool:
    """Whether a text counts what a total adds up (``3家``), or stands for nothing (``—``)."""
    return _COUNT.fullmatch(fold_text(text)) is not None


def is_foot(text: str) -> bool:
    """Whether a text says how many rows there are, or that there are no more: ``共计3户``, ``以下空白``."""
    return _FOOT.fullmatch(fold_text(text[:_HEAD])) is not None


def continues_notes(text: str) -> bool:
    """Whether a text that stands alone under a note is the next one: ``2、…``."""
    return _NEXT_NOTE.match(text) is not None


def is_signature(text: str, words: Words) -> bool:
    """Whether a cell asks for a signature or names who signed: ``审核人：``, ``制表人：王敏``, ``填表日期``."""
    label, colon, _ = fold_text(text).partition(":")
    bare = label.strip(EDGES)
    return bare in words.signatures or (bool(colon) and bare.endswith(words.signatures))


def _folded_heads(texts: list[str]) -> list[str]:
    """Fold the first characters of each text: all in one call, which is many times faster than one by one."""
    heads = [text[:_HEAD].replace(_SEPARATOR, " ") for text in texts]
    folded = fold_text(_SEPARATOR.join(heads)).split(_SEPARATOR)
    return folded if len(folded) == len(heads) else [fold_text(head) for head in heads]


def _word_of(value: str, head: str, words: Words) -> RowWord | None:
    label, colon, _ = head.partition(":")
    bare = label.strip(EDGES)
    if colon:
        if bare in words.notes or _BRACKETS.sub("", bare) in words.notes or bare.endswith(words.signatures):
            return RowWord.NOTE
        if bare in words.examples:
            return RowWord.EXAMPLE
        if _total(bare, words) in {RowWord.TOTAL, RowWord.PERHAPS_TOTAL} and bare not in words.totals_alone:
            return RowWord.PERHAPS_TOTAL
    if _PAGE.fullmatch(head) or _FOOT.fullmatch(head) or _is_sentence(value):
        return RowWord.SENTENCE
    found = _word_of_short(head, words) if len(value) <= _HEAD else None
    return RowWord.PERHAPS_TOTAL if found is None and _is_subtotal(value, words) else found


def _is_subtotal(value: str, words: Words) -> bool:
    """Whether a text is the label of a subtotal as Excel makes it: ``甲公司 汇总``, ``Alpha Count``."""
    name, *_, last = (
        value.split() if len(value) <= _HEAD and any(map(str.isspace, value.strip())) else ("", "")
    )
    return bool(name) and fold_text(last) in words.totals_alone


def _is_sentence(value: str) -> bool:
    if any(mark in value for mark in _SENTENCE_MARKS):
        return True
    return _BEFORE_COMMA <= value.find(_COMMA) < len(value) - 1


def _word_of_short(head: str, words: Words) -> RowWord | None:
    bare = head.strip(EDGES)
    total = _total(bare, words) or _measure_or_tally(bare, words)
    if total is not None:
        return total
    if _TRAILING_BRACKETS.sub("", bare) in words.under_totals:
        return RowWord.PERHAPS_TOTAL
    for whole, word in (
        (words.openings, RowWord.OPENING),
        (words.examples, RowWord.EXAMPLE),
        (words.signatures, RowWord.SIGNATURE),
        (words.notes, RowWord.PERHAPS_NOTE),
    ):
        if bare in whole:
            return word
    if _NUMERAL.fullmatch(head):
        return RowWord.NUMERAL
    if _STARS.fullmatch(head):
        return RowWord.STARS
    core = _TRAILING_BRACKETS.sub("", head.rstrip(":")).rstrip(":")
    grouped = any(pattern.fullmatch(core) for pattern in words.groups) or is_period(head, words)
    return RowWord.GROUP if grouped else None


def _is_month(value: CellValue) -> bool:
    """Whether a number is a year and a month as accounts write them: ``2023.09``."""
    if not isinstance(value, float) or value.is_integer() or not _FIRST_YEAR <= value < _LAST_YEAR:
        return False
    month = round(value % 1 * 100, 6)
    return month.is_integer() and month <= _MONTHS


def is_period(value: CellValue, words: Words) -> bool:
    """Whether a cell that stands alone names a month, a quarter or a year, and so nobody: ``2023年9月``, ``【Q3】``."""
    if isinstance(value, date) or _is_month(value):
        return True
    if not isinstance(value, str) or not 0 < len(value) <= _HEAD:
        return False
    head = fold_text(value)
    cores = {_TRAILING_BRACKETS.sub("", head.rstrip(":")).rstrip(":"), head.strip(f"{EDGES}{_FRAMES}")}
    return any(pattern.fullmatch(core) for core in cores for pattern in words.periods)


@lru_cache(maxsize=8)
def _measured(words: Words) -> re.Pattern[str]:
    """Return the pattern of a measure, a verdict or a state, with its figure or without."""
    measures = "|".join(f"(?:{pattern.pattern})" for pattern in words.measures)
    tallies = "|".join(map(re.escape, sorted({*words.tallies, *words.verdicts})))
    return re.compile(rf"(?:(?P<measure>{measures})|(?P<tally>{tallies})){_BEHIND_MEASURE}")


def _measure_or_tally(text: str, words: Words) -> RowWord | None:
    match = _measured(words).fullmatch(text)
    if match is None:
        return None
    return RowWord.TALLY if match["measure"] is None else RowWord.PERHAPS_TOTAL


def is_measure(text: str, words: Words) -> bool:
    """Whether a text says of a whole table what a figure beside it measures: ``满意率``; no name."""
    match = _measured(words).fullmatch(fold_text(text[:_HEAD]).strip(EDGES))
    return match is not None and match["measure"] is not None


def find_measures(values: Iterable[CellValue], words: Words) -> set[str]:
    """Return which short texts are measures, see :func:`is_measure`; all are folded and looked through in one go."""
    texts = list({value for value in values if isinstance(value, str) and 0 < len(value) <= _HEAD})
    bare = [head.strip(EDGES) for head in _folded_heads(texts)]
    starts = list(accumulate((len(head) + 1 for head in bare), initial=0))
    lines = _measured_line(words).finditer("\n".join(["", *bare, ""]))
    suspects = {texts[bisect_left(starts, line.start())] for line in lines}
    return {text for text in suspects if is_measure(text, words)}


@lru_cache(maxsize=8)
def _measured_line(words: Words) -> re.Pattern[str]:
    return re.compile(rf"\n(?:{_measured(words).pattern})(?=\n)")


def is_figure(text: str) -> bool:
    """Whether a text is a number, with the sign or word that people put behind one: ``75%``, ``3户``."""
    return _FIGURE_ALONE.fullmatch(fold_text(text)) is not None


def tallies_only(texts: Sequence[str], words: Words) -> bool:
    """Whether what a row holds is words and their figures in turn, and nothing else: ``非常满意 1 满意 2``."""
    waiting = False
    for text in texts:
        if is_figure(text):
            if not waiting:
                return False
            waiting = False
            continue
        match = _measured(words).fullmatch(fold_text(text[:_HEAD]).strip(EDGES))
        if match is None or waiting:
            return False
        waiting = match["figure"] is None
    return not waiting


def _total(bare: str, words: Words) -> RowWord | None:
    if bare in words.totals or bare in words.totals_alone:
        return RowWord.TOTAL
    if _TRAILING_BRACKETS.sub("", bare).endswith(words.totals):
        return RowWord.PERHAPS_TOTAL
    word = next((total for total in words.totals if bare.startswith(total)), None)
    if word is None:
        return None
    rest = bare[len(word) :]
    if rest.startswith("("):
        return RowWord.TOTAL
    return RowWord.PERHAPS_TOTAL if _AFTER_TOTAL.fullmatch(rest) else None
