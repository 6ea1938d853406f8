"""Questions about columns of money, with the keys by which their answers are found again (docs/rules.md, 12.5)."""

from __future__ import annotations

from collections.abc import Iterable

from kehu_batch.folding import fold_header
from kehu_batch.model.figures.states import BucketClock
from kehu_batch.model.findings.question import (
    AGE_BUCKETS,
    KEY_MARK,
    OVERDUE_BUCKETS,
    PART_BUCKETS,
    UNITS,
    Answers,
    Question,
    QuestionKind,
    settled_key,
)
from kehu_batch.model.tables.recognition import Region, Side

_FEN = dict(zip(UNITS, (100, 100_000, 1_000_000, 100_000_000), strict=True))
_CLOCKS = {OVERDUE_BUCKETS: BucketClock.OVERDUE, AGE_BUCKETS: BucketClock.AGE}
#: Headers that a question names.
_NAMED = 3


def column_key(region: Region, field: str, header: str) -> str:
    """Return the key of a column: the same in every month's file, and another where finance has one of that header."""
    whose = f"{region.side}|" if region.side is Side.FINANCE else ""
    return f"{whose}{region.table}|{field}|{fold_header(header)}"


def unit_key(region: Region, field: str) -> str:
    """Return the key of a column of money: with the unit that stands above the table, where the header has none.

    Tables of one header that state different units are asked about apart.
    """
    match = next((one for one in region.columns if one.field == field), None)
    if match is None:
        return column_key(region, field, "")
    header = fold_header(match.header)
    above = f"({match.unit})" if match.unit and fold_header(match.unit) not in header else ""
    return column_key(region, field, f"{header}{above}")


def ask_unit(key: str, header: str) -> Question:
    """Ask in which unit a column of money is written."""
    return Question(
        QuestionKind.UNIT,
        key,
        f"“{header}”这一列的金额单位是什么？",
        UNITS,
        "整列没有自带单位的金额按答复的单位换算，用到它的合计随之改变",
    )


def answered_unit(answers: Answers, key: str) -> int | None:
    """Return the fen in the unit that somebody answered for a column; ``None`` where nobody did."""
    return _FEN.get(answers.of(QuestionKind.UNIT, key) or "")


def buckets_key(headers: Iterable[str]) -> str:
    """Return the key of the buckets of a sheet: the same in every month's file, whatever their order."""
    return settled_key(QuestionKind.BUCKETS, KEY_MARK.join(("balances", *map(fold_header, headers))))


def ask_buckets(headers: tuple[str, ...]) -> Question:
    """Ask what the buckets of a sheet are that states no balance."""
    named = "、".join(headers[:_NAMED]) + ("等" if len(headers) > _NAMED else "")
    return Question(
        QuestionKind.BUCKETS,
        buckets_key(headers),
        f"这张表没有应收余额，只有分段（{named}）：分段是什么，各段之和是不是全部余额？",
        (AGE_BUCKETS, OVERDUE_BUCKETS, PART_BUCKETS),
        f"答“{AGE_BUCKETS}”或“{OVERDUE_BUCKETS}”，各段之和作应收余额，分段从开票日或到期日起算；"
        f"答“{PART_BUCKETS}”，余额按未知处理，不拿它与运营核对",
    )


def ask_clock(headers: tuple[str, ...]) -> Question:
    """Ask from when the buckets of a sheet count that has balances and says nothing of it."""
    named = "、".join(headers[:_NAMED]) + ("等" if len(headers) > _NAMED else "")
    return Question(
        QuestionKind.BUCKETS,
        buckets_key(headers),
        f"分段（{named}）从开票日算起，还是从到期日算起？",
        (AGE_BUCKETS, OVERDUE_BUCKETS),
        f"答“{OVERDUE_BUCKETS}”（从到期日起），各段就是逾期多久，逾期金额、逾期率和风险等级由此得出；"
        f"答“{AGE_BUCKETS}”（从开票日起），分段只作账龄，看不出逾期",
    )


def answered_clock(answers: Answers, headers: Iterable[str]) -> BucketClock | None:
    """Return the clock of buckets that somebody answered; ``None`` where nobody did."""
    return _CLOCKS.get(answers.of(QuestionKind.BUCKETS, buckets_key(headers)) or "")


def are_part(answers: Answers, headers: Iterable[str]) -> bool:
    """Return whether somebody answered that a sheet's buckets are not all of the balance."""
    return answers.of(QuestionKind.BUCKETS, buckets_key(headers)) == PART_BUCKETS
