"""The general ledger's balance of 应收账款, to which the total is tied (docs/rules.md, 10)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from kehu_batch.model.figures.finance.stated import StatedReceivables
from kehu_batch.model.figures.receivables import PaymentRiskFigures
from kehu_batch.model.tables.ledger_balance import LedgerBalance
from kehu_batch.records import replace
from kehu_batch.wording.numbers import format_day, format_yuan

_Figures = TypeVar("_Figures", PaymentRiskFigures, StatedReceivables)

#: Where a balance given on the command line is from.
OPTION = "--gl"
NO_BALANCE = "没有给出总账应收账款余额（--gl，或科目余额表的“应收账款”一行）"


def with_balance(figures: _Figures, balances: Iterable[LedgerBalance], as_of: date) -> _Figures:
    """Return the figures with the general ledger's balance that the drop's sheets state."""
    balance, source, reason = choose_balance(balances, as_of)
    return replace(figures, ledger_balance_fen=balance, ledger_source=source, ledger_reason=reason)


def given_balance(figures: _Figures, fen: int) -> _Figures:
    """Return the figures tied to a balance given with the call; what a sheet says otherwise is told."""
    stated = figures.ledger_balance_fen
    source = OPTION
    if stated is not None and stated != fen:
        source = f"{OPTION}（{figures.ledger_source} 写的是 {format_yuan(stated)}）"
    return replace(figures, ledger_balance_fen=fen, ledger_source=source, ledger_reason="")


def choose_balance(balances: Iterable[LedgerBalance], as_of: date) -> tuple[int | None, str, str]:
    """Return the balance that the drop's sheets state, where it stands, and why there is none.

    One that is of another month counts for nothing, and of several that differ none does.
    """
    listed = list(balances)
    if not listed:
        return None, "", NO_BALANCE
    unread = [one for one in listed if one.fen is None]
    if unread:
        return None, "", f"{_place(unread[0])} 的总账应收账款余额“{unread[0].seen}”读不出"
    month = [one for one in listed if one.month_end is None or _same_month(one.month_end, as_of)]
    if not month:
        day = listed[0].month_end or as_of
        return None, "", f"{_place(listed[0])} 是 {day:%Y-%m} 的总账余额，截止日是 {format_day(as_of)}"
    if len({one.fen for one in month}) > 1:
        said = "；".join(f"{_place(one)} 写 {format_yuan(one.fen)}" for one in month)
        return None, "", f"总账应收账款余额有几个而不同：{said}"
    return month[0].fen, _place(month[0]), ""


def _same_month(one: date, other: date) -> bool:
    return (one.year, one.month) == (other.year, other.month)


def _place(one: LedgerBalance) -> str:
    return f"{one.file} {one.cell}"
