"""What is told of documents that stand on several lists (docs/rules.md, 1.12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

import numpy as np
import pandas as pd

from kehu_batch.cells import cell_ref
from kehu_batch.model.findings.catalogue_lists import (
    GONE_FROM_LIST,
    LISTED_DIFFERENTLY,
    LISTED_TWICE,
    NUMBER_SHARED,
)
from kehu_batch.model.findings.finding import Finding, Severity
from kehu_batch.model.findings.question import NO, YES, Answers, Question, QuestionKind
from kehu_batch.model.location import Location
from kehu_batch.model.tables.dataset import EVENT_DATE
from kehu_batch.model.tables.recognition import Region
from kehu_batch.normalisation.lists.grouping import name_sides, several_groups
from kehu_batch.normalisation.lists.list_days import Basis, ListDays
from kehu_batch.normalisation.lists.versions import NUMBERED, Listed, ListedDocument, ListedRow
from kehu_batch.records import dataclass
from kehu_batch.wording.joining import name_lines
from kehu_batch.wording.numbers import format_yuan
from kehu_batch.wording.same_customers import customer_part, same_key

#: Two lists are of the same kind of documents where so many of the older one's are on the newer one, too: one in four.
_ALIKE = 4


@dataclass(frozen=True, slots=True)
class RowPlaces:
    """Where the rows of a table stand.

    Args:
        table: Table code.
        frame: Its rows.
        regions: Every region of the drop, by id.
    """

    table: str
    frame: pd.DataFrame
    regions: Sequence[Region]

    def region(self, position: int) -> Region:
        """Return the list that a row stands on."""
        return self.regions[int(self.frame["region"].iloc[position])]

    def line(self, position: int) -> int:
        """Return a row's sheet row from 1."""
        return int(self.frame["source_row"].iloc[position])

    def of(self, position: int, field: str) -> Location:
        """Return the place of a field in a row."""
        return self.region(position).location(field, self.line(position))

    def name(self, position: int, field: str) -> str:
        """Return the place of a field in a row as a message names it."""
        region = self.region(position)
        column = region.column_of(field)
        cell = cell_ref(self.line(position), region.first_column if column is None else column)
        return f"{name_list(region)}的 {cell}"

    def customer(self, position: int) -> str:
        """Return a row's customer: id, else name, else nothing."""
        shown = (self.frame[field].iloc[position] for field in ("customer_id", "customer_name"))
        return next((str(one) for one in shown if pd.notna(one)), "")

    def customer_part(self, position: int) -> str:
        """Return what tells a row's customer in the key of a question."""
        shown = (self.frame[field].iloc[position] for field in ("customer_id", "customer_name"))
        return customer_part(*("" if pd.isna(one) else str(one) for one in shown))


def name_list(region: Region) -> str:
    """Return how a message names a list."""
    return f"“{region.file}”的“{region.sheet}”"


def report_listed(places: RowPlaces, listed: Listed) -> Iterator[Finding]:
    """Yield what was left out of each list for which other one, where amounts differ, and what counts twice."""
    left: dict[tuple[int, int, Basis], list[ListedRow]] = defaultdict(list)
    for record in listed.records:
        for one in record.others:
            left[one[0].region, record.counted[0].region, record.basis] += one
    for (_, counted, basis), rows in left.items():
        yield _left_out(places, rows, places.regions[counted], basis)
    for record in listed.records:
        yield from _differing(places, record)
    yield from (_apart(places, rows) for rows in listed.apart)


def _left_out(places: RowPlaces, rows: Sequence[ListedRow], counted: Region, basis: Basis) -> Finding:
    kind = NUMBERED[places.table]
    first = min(rows, key=lambda row: places.line(row.position))
    message = (
        f"有 {len(rows)} 行的{kind.word}在{name_list(counted)}也有，{basis}，以那一份为准："
        f"{name_lines(places.line(row.position) for row in rows)}不计，{_name_money(rows)}"
    )
    if places.table == "invoices" and basis is Basis.DAY:
        message += "（截止日早于那一份的，仍按这一份计）"
    return Finding(
        LISTED_TWICE,
        places.of(first.position, kind.number),
        message,
        str(places.frame[kind.number].iloc[first.position]),
        places.table,
        kind.number,
        count=len(rows),
        severity_override=Severity.INFO if basis is Basis.DAY else None,
    )


def _name_money(rows: Sequence[ListedRow]) -> str:
    """Return what rows come to, and how many of them nobody can add."""
    known = [row.fen for row in rows if row.fen is not None]
    unread = len(rows) - len(known)
    parts = [f"金额合计 {format_yuan(sum(known))} 元"] if known else []
    return "，".join([*parts, *([f"{unread} 行的金额不知道"] if unread else [])])


def _differing(places: RowPlaces, record: ListedDocument) -> Iterator[Finding]:
    """Yield where another list gives a document another amount."""
    kind = NUMBERED[places.table]
    counted = sum(row.fen or 0 for row in record.counted)
    for rows in record.others:
        other = sum(row.fen or 0 for row in rows)
        if other == counted or all(row.fen is None for row in rows):
            continue
        at = rows[0].position
        number = places.frame[kind.number].iloc[at]
        message = (
            f"{kind.word}“{number}”这里的金额是 {format_yuan(other)}，"
            f"{places.name(record.counted[0].position, 'amount')} 是 {format_yuan(counted)}，"
            f"{record.basis}，以后者为准，这里的不计"
        )
        yield Finding(
            LISTED_DIFFERENTLY,
            places.of(at, "amount"),
            message,
            format_yuan(rows[0].fen),
            places.table,
            "amount",
            places.customer(at),
        )


def _apart(places: RowPlaces, rows: Sequence[ListedRow]) -> Finding:
    kind = NUMBERED[places.table]
    *before, last = sorted(rows, key=lambda row: row.position)
    number = places.frame[kind.number].iloc[last.position]
    others = "、".join(places.name(row.position, kind.number) for row in before[:3])
    same_day = len({row.day for row in rows}) == 1
    same_part = len({row.part for row in rows}) == 1
    why = "日期不同而金额相同"
    if same_day:
        why = _COUNTED_APART if same_part else f"{_WHY[places.table]}不同"
    message = f"“{number}”在{others} 也有，{why}，各行都计入"
    return Finding(
        NUMBER_SHARED,
        places.of(last.position, kind.number),
        message,
        str(number),
        places.table,
        kind.number,
        places.customer(last.position),
        severity_override=Severity.INFO if same_day and not same_part else None,
    )


_COUNTED_APART = "金额不同，而别的号在两张清单里是不同的客户：看来各自编号"
_WHY = {"invoices": "期数或到期日", "receipts": "单据号", "orders": "产品"}


def report_shared(places: RowPlaces, answers: Answers) -> Iterator[Finding]:
    """Yield numbers that several lists give to different customers; all of their rows count.

    Where the amount and the day are the same, too, it is asked whether the customers are one.
    Each bank numbers its receipts by itself: of these only such as have one amount are told.
    """
    kind = NUMBERED[places.table]
    frame = places.frame[(places.frame["excluded"] == "") & places.frame[kind.number].notna()]
    frame = frame[frame["customer"] >= 0]
    keys = [frame[kind.number], name_sides(frame, places.regions)]
    for rows in several_groups(frame, keys, ("customer", "region")):
        *before, last = rows.index.tolist()
        unlike = [row for row in before if frame["customer"][row] != frame["customer"][last]]
        found = _shared(places, unlike, last, answers)
        if found is not None:
            yield found


def _shared(places: RowPlaces, unlike: Sequence[int], last: int, answers: Answers) -> Finding | None:
    """Tell of a number in one row that rows of other customers have; ``None`` where they are known to be others."""
    kind, frame = NUMBERED[places.table], places.frame
    number, day = str(frame[kind.number].iloc[last]), EVENT_DATE[places.table]
    # What could not be read is like nothing.
    like = frame["amount"].iloc[[*unlike]].eq(frame["amount"].iloc[last]).fillna(value=False)
    equal = [row for row, is_like in zip(unlike, like.tolist(), strict=True) if is_like]
    same = [row for row in equal if frame[day].iloc[row] == frame[day].iloc[last]]
    of_bank = places.table == "receipts"
    question = _ask_same(places, same[0], last) if same and not of_bank else None
    answered = question is not None and answers.of(question.kind, question.key) == NO
    if answered or (of_bank and not equal):
        return None
    others = "、".join(f"{places.name(row, kind.number)}（{places.customer(row)}）" for row in unlike[:3])
    message = f"“{number}”在{others}也有，客户不同" + ("而金额相同" if equal else "") + "，各行都计入"
    return Finding(
        NUMBER_SHARED,
        places.of(last, kind.number),
        message,
        number,
        places.table,
        kind.number,
        places.customer(last),
        severity_override=None if equal else Severity.INFO,
        question=question,
    )


def _ask_same(places: RowPlaces, one: int, other: int) -> Question:
    """Ask whether the customers of two rows with one number, amount and day are one."""
    shown = [places.customer(row) for row in (one, other)]
    key = same_key(*(places.customer_part(row) for row in (one, other)))
    text = (
        f"同号、同额、同一天的{NUMBERED[places.table].word}写着“{shown[0]}”和“{shown[1]}”，是不是同一个客户？"
    )
    effect = f"答“{YES}”，合为一个客户，这一张只计一次；答“{NO}”，不再提示"
    return Question(QuestionKind.SAME_CUSTOMER, key, text, (YES, NO), effect)


def report_gone(
    places: RowPlaces, lists: pd.Series, listed: Listed, days: ListDays, settled: Collection[str]
) -> Iterator[Finding]:
    """Yield the open documents of a list that a newer list of such documents does not have; they count.

    Args:
        places: The invoices.
        lists: The list that each row stands on.
        listed: What stands on several lists.
        days: When the lists were made.
        settled: Numbers that receipts name; where such a document went is known.
    """
    frame = places.frame
    opened = frame["open_amount"].fillna(frame["amount"] - frame["paid"].fillna(0)).fillna(0)
    by_list = frame["invoice_no"].groupby(lists).agg(set)
    numbers: dict[int, set[str]] = dict(zip(by_list.index.tolist(), by_list.tolist(), strict=True))
    for region, own in numbers.items():
        newer = _newer_list(region, len(own), listed, days)
        if newer is None:
            continue
        left = (lists == region) & (frame["excluded"] == "") & (opened > 0)
        left &= ~frame["invoice_no"].isin(numbers[newer].union(settled))
        if left.any():
            yield _gone(places, np.flatnonzero(left).tolist(), int(opened[left].sum()), newer)


def _newer_list(region: int, size: int, listed: Listed, days: ListDays) -> int | None:
    """Return the next list that is newer and has a good part of a list's documents."""
    newer: list[int] = []
    for pair, count in listed.shared.items():
        if region in pair and count * _ALIKE >= size:
            (other,) = set(pair) - {region}
            ranks, basis = days.order(pair)
            if basis is not None and ranks[other] > ranks[region]:
                newer.append(other)
    if not newer:
        return None
    ranks, _ = days.order(newer)
    return min(newer, key=lambda one: (ranks[one], one))


def _gone(places: RowPlaces, rows: Sequence[int], fen: int, newer: int) -> Finding:
    message = (
        f"有 {len(rows)} 行的单据不在较新的{name_list(places.regions[newer])}上："
        f"{name_lines(places.line(row) for row in rows)}，未收合计 {format_yuan(fen)} 元，仍计入未收"
    )
    number = str(places.frame["invoice_no"].iloc[rows[0]])
    place = places.of(rows[0], "invoice_no")
    return Finding(GONE_FROM_LIST, place, message, number, places.table, "invoice_no", count=len(rows))
