"""What is doubtful about balance sheets that stand alone, each with its cell."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kehu_batch.analysis.base.days import date_of, day_of, is_dated, to_days
from kehu_batch.analysis.base.row_findings import find_in_rows
from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.cross_check.cut_off import find_unequal_rows
from kehu_batch.analysis.finance_side.accounts import Overdue
from kehu_batch.analysis.finance_side.rows import StatedRows
from kehu_batch.model.findings.catalogue_finance import (
    BALANCES_LEFT_OUT,
    BALANCES_OF_OTHER_DAY,
    LIMITS_CONTRADICT,
    LIMITS_DIFFER,
    OVERDUE_OFF_BUCKETS,
)
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.location import Location
from kehu_batch.wording.numbers import format_yuan


def find_in_stated(
    snapshot: Snapshot, rows: StatedRows, overdue: Overdue, whole_column_rows: int
) -> Iterator[Finding]:
    """Yield sheets of another day, who stands on an older sheet alone, and rows that contradict themselves."""
    yield from _find_other_days(snapshot, rows)
    yield from _find_left_out(snapshot, rows)
    yield from find_unequal_rows(snapshot, whole_column_rows)
    used = rows.used
    wrong = np.flatnonzero(overdue.differs)
    messages = [
        f"逾期金额 {format_yuan(int(stated))}，各逾期分段合计 {format_yuan(int(summed))}"
        for stated, summed in zip(overdue.fen[wrong], overdue.summed[wrong], strict=True)
    ]
    at = used.index.to_numpy(dtype=np.intp)
    place = ("balances", "overdue_balance")
    yield from find_in_rows(
        snapshot.dataset, OVERDUE_OFF_BUCKETS, place, at[wrong], messages, whole_column_rows=whole_column_rows
    )
    yield from _find_limits(snapshot, rows, whole_column_rows)


def _find_other_days(snapshot: Snapshot, rows: StatedRows) -> Iterator[Finding]:
    if rows.stated_on is None or rows.stated_on == snapshot.as_of:
        return
    days = to_days(rows.used["listed_on"])
    for region in rows.used["region"][is_dated(days)].unique().tolist():
        area = snapshot.dataset.regions[region]
        place = Location(area.file, area.sheet, area.header_first_row, area.first_column)
        message = f"余额表截止 {rows.stated_on}，本次截止 {snapshot.as_of}"
        yield Finding(BALANCES_OF_OTHER_DAY, place, message, str(rows.stated_on), "balances", "as_of")


def _find_left_out(snapshot: Snapshot, rows: StatedRows) -> Iterator[Finding]:
    """Yield one finding a sheet of another day, with what its customers that the newest lacks come to."""
    for region, left in rows.left.groupby("region", sort=True):
        day = date_of(to_days(left["listed_on"])[0])
        later = "晚于本次截止日" if day_of(day) > snapshot.day else f"用的是 {rows.stated_on} 的表"
        sums = left.groupby("currency", sort=True)["receivable_balance"].sum()
        money = "、".join(f"{name} {format_yuan(int(fen))}" for name, fen in sums.items())
        message = (
            f"{day} 的表上有 {left['customer'].nunique()} 户不在采用的表上，余额 {money} 没有计入：{later}"
        )
        place = snapshot.dataset.location(
            int(str(region)), "receivable_balance", int(left["source_row"].iloc[0])
        )
        yield Finding(
            BALANCES_LEFT_OUT, place, message, str(day), "balances", "receivable_balance", count=len(left)
        )


def _find_limits(snapshot: Snapshot, rows: StatedRows, whole_column_rows: int) -> Iterator[Finding]:
    """Yield rows whose limit is not the ledger's, and, of customers without one there, not that of their first row."""
    used = rows.used[(rows.used["customer"] >= 0) & rows.used["credit_limit"].notna()]
    ledger = snapshot.ledger_values("credit_limit").iloc[used["customer"].tolist()].set_axis(used.index)
    first = used.groupby(["customer", "currency"])["credit_limit"].transform("first")
    for kind, other, words in (
        (LIMITS_DIFFER, ledger, "余额表的信用额度 {}，台账 {}"),
        (
            LIMITS_CONTRADICT,
            first.mask(ledger.notna()),
            "这里的信用额度是 {}，同一客户的另一行是 {}，都不采用",
        ),
    ):
        wrong = used["credit_limit"].ne(other).fillna(value=False).to_numpy(dtype=np.bool_)
        messages = [
            words.format(format_yuan(int(here)), format_yuan(int(there)))
            for here, there in zip(used["credit_limit"][wrong].tolist(), other[wrong].tolist(), strict=True)
        ]
        at, place = used.index[wrong].to_numpy(dtype=np.intp), ("balances", "credit_limit")
        yield from find_in_rows(
            snapshot.dataset, kind, place, at, messages, whole_column_rows=whole_column_rows
        )
