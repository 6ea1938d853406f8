"""Aging, overdue, credit use and risk as finance's balance sheets state them, where no invoices are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.snapshot import Codes, Counts, Fen, Mask, Positions, Snapshot
from kehu_batch.analysis.base.sums import divide, sum_groups
from kehu_batch.analysis.cross_check.buckets import CLOCK_LABELS
from kehu_batch.analysis.finance_side.accounts import (
    OF_LEDGER,
    OF_SHEET,
    Overdue,
    late_days,
    list_accounts,
    read_overdue,
    sheet_limits,
)
from kehu_batch.analysis.finance_side.findings import find_in_stated
from kehu_batch.analysis.finance_side.grades import grade_accounts
from kehu_batch.analysis.finance_side.kpis import UNKNOWN, state_kpis
from kehu_batch.analysis.finance_side.rows import StatedRows, collect_rows
from kehu_batch.analysis.finance_side.spread import Spread, spread_rows
from kehu_batch.analysis.receivables.dunning import list_attention
from kehu_batch.analysis.receivables.sums import tie_out
from kehu_batch.model.figures.finance.stated import StatedCurrency, StatedReceivables
from kehu_batch.model.figures.receivables import TieOut
from kehu_batch.model.figures.states import BucketClock
from kehu_batch.model.findings.finding import Finding
from kehu_batch.policy.schema import Policy
from kehu_batch.records import dataclass

NO_OVERDUE = "余额表没有逾期金额，分段按账龄（从开票日起）列，看不出逾期"
NO_BUCKETS = "余额表没有逾期金额，也没有可用的分段"


def measure_stated(
    snapshot: Snapshot, policy: Policy
) -> tuple[StatedReceivables | None, tuple[Finding, ...], str]:
    """Measure what finance's balance sheets state.

    Args:
        snapshot: The drop as of as_of.
        policy: What finance decided.

    Returns:
        The figures, findings about the sheets, and why there are no figures.

    Raises:
        InputRejected: Balances beyond what can be added exactly.
        InternalError: Two sums that must be equal are not.
    """
    rules = policy.receivables
    rows, reason = collect_rows(snapshot, rules.currency)
    if rows is None:
        return None, (), reason
    spread = spread_rows(snapshot, rows)
    overdue = read_overdue(snapshot, rows, spread)
    frame, fen, present = list_accounts(snapshot, rows, spread, overdue)
    limits = _Limits(snapshot.ledger_values("credit_limit"), sheet_limits(snapshot, rows, rules.currency))
    frame = _add_limits(snapshot, frame, limits, rules.currency)
    days = late_days(fen, spread)
    frame = pd.concat([frame, grade_accounts(frame, days, rules)], axis=1)
    money = _Money.of(rows, spread, overdue, frame)
    frame["unspread_fen"] = pd.arrays.IntegerArray(
        money.by_account(len(frame)), frame["net_fen"].isna().to_numpy()
    )
    order, currencies = _most_first(frame), _state_currencies(snapshot, money, frame, limits, rules.currency)
    found = find_in_stated(snapshot, rows, overdue, policy.quality.column_finding_rows)
    figures = StatedReceivables(
        as_of=snapshot.as_of,
        stated_on=rows.stated_on,
        undated=rows.undated,
        currency=rules.currency,
        currencies=currencies,
        buckets=spread.heads,
        customers=frame.iloc[order].reset_index(drop=True),
        customer_buckets=_list_buckets(fen[order], present[order]),
        attention=_list_attention(snapshot, frame, days[0], policy),
        rows=rows.used[["region", "source_row"]].reset_index(drop=True),
        left_out_fen=_sum_left(rows),
        checks=tie_out(_checks(money, currencies)),
        unknown=UNKNOWN,
    )
    return figures, tuple(found), ""


def _list_attention(snapshot: Snapshot, frame: pd.DataFrame, least: Counts, policy: Policy) -> pd.DataFrame:
    """Return whom to look after first, of those whose overdue money is known or who are graded worst."""
    known = frame.assign(
        overdue_fen=frame["overdue_fen"].fillna(0).astype("int64"),
        outstanding_fen=frame["outstanding_fen"].fillna(0).astype("int64"),
        max_days_overdue=least,
        grade=frame["grade"].fillna(""),
    )
    return list_attention(snapshot, known, policy)


def _sum_left(rows: StatedRows) -> dict[str, int]:
    sums = rows.left.groupby("currency", sort=True)["receivable_balance"].sum()
    return {str(name): int(fen) for name, fen in sums.items()}


@dataclass(frozen=True, slots=True)
class _Limits:
    """Credit limits of the drop's customers, in the policy's own currency; the ledger's lead."""

    ledger: pd.Series
    sheet: pd.Series

    @property
    def every(self) -> pd.Series:
        """Return each customer's limit; missing where neither states one."""
        return self.ledger.fillna(self.sheet)


@dataclass(frozen=True, slots=True)
class _Money:
    """What the rows say in money, of those whose customers have no balance that could not be read.

    Args:
        currencies: Currency of each.
        accounts: Account of each.
        balances: Its balance.
        fen: Its buckets.
        beside: What is past due where no bucket holds it: beside 未到期 alone.
        spread: Their heads; ``present`` and the masks by row are of these rows.
        rest: Of each clock, what no bucket holds.
    """

    currencies: np.ndarray
    accounts: Codes
    balances: Fen
    fen: Fen
    beside: Fen
    spread: Spread
    rest: Mapping[str, Fen]

    @classmethod
    def of(cls, rows: StatedRows, spread: Spread, overdue: Overdue, frame: pd.DataFrame) -> _Money:
        """Return the money of the rows used."""
        accounts = rows.used["account"].to_numpy(dtype=np.int64)
        counted = frame["net_fen"].notna().to_numpy()[accounts]
        balances = rows.used["receivable_balance"].fillna(0).to_numpy(dtype=np.int64)
        beside = np.where(spread.only_current, overdue.fen, 0)
        rest = {}
        for clock in BucketClock:
            held = spread.fen[:, spread.of_clock(clock)].sum(axis=1)
            held += beside if clock == BucketClock.OVERDUE else 0
            rest[clock.value] = np.where(spread.has_clock[clock], balances - held, 0)[counted]
        return cls(
            rows.used["currency"].to_numpy(dtype=object)[counted],
            accounts[counted],
            balances[counted],
            spread.fen[counted],
            beside[counted],
            spread.take(counted),
            rest,
        )

    def by_account(self, size: int) -> Fen:
        """Return what no bucket of each account holds: by days overdue where its sheet has them, else by age."""
        overdue = self.spread.has_clock[BucketClock.OVERDUE]
        rest = np.where(overdue, self.rest[BucketClock.OVERDUE], self.rest[BucketClock.AGE])
        return sum_groups(self.accounts, rest, size)


def _add_limits(snapshot: Snapshot, frame: pd.DataFrame, limits: _Limits, currency: str) -> pd.DataFrame:
    """Add ``credit_limit_fen``, where it is from, ``credit_use`` and ``owner``."""
    customers = frame["customer"].to_numpy(dtype=np.int64)
    own = (frame["currency"] == currency).to_numpy()
    found = pd.Series(limits.every.array.take(customers, allow_fill=True)).mask(~own)
    of_ledger = pd.Series(limits.ledger.array.take(customers, allow_fill=True)).notna().to_numpy()
    sources = np.where(of_ledger, OF_LEDGER, OF_SHEET).astype(object)
    sources[found.isna().to_numpy()] = None
    use = divide(frame["outstanding_fen"], found)
    owners = snapshot.ledger_values("owner").array.take(customers, allow_fill=True)
    return frame.assign(
        credit_limit_fen=found, limit_source=pd.array(sources, dtype="str"), credit_use=use, owner=owners
    )


def _most_first(frame: pd.DataFrame) -> Positions:
    """Return the accounts, most outstanding first; what could not be read stands before all."""
    owed = frame["outstanding_fen"].to_numpy(dtype=np.float64, na_value=np.inf)
    late = frame["overdue_fen"].to_numpy(dtype=np.float64, na_value=0)
    credit = frame["credit_fen"].to_numpy(dtype=np.float64, na_value=0)
    return np.lexsort((np.arange(len(frame)), -credit, -late, -owed)).astype(np.intp)


def _list_buckets(fen: Fen, present: Mask) -> pd.DataFrame:
    return pd.DataFrame(
        {
            place: pd.arrays.IntegerArray(fen[:, place].copy(), ~present[:, place])
            for place in range(fen.shape[1])
        },
        index=range(len(fen)),
    )


def _state_currencies(
    snapshot: Snapshot, money: _Money, frame: pd.DataFrame, limits: _Limits, own: str
) -> dict[str, StatedCurrency]:
    names = (own, *sorted(set(frame["currency"]) - {own}))
    return {
        name: _state_currency(
            snapshot, money, frame[frame["currency"] == name], limits if name == own else None, name
        )
        for name in names
    }


def _state_currency(
    snapshot: Snapshot, money: _Money, frame: pd.DataFrame, limits: _Limits | None, name: str
) -> StatedCurrency:
    mine = money.currencies == name
    outstanding, credit, net = (
        int(frame[column].fillna(0).sum()) for column in ("outstanding_fen", "credit_fen", "net_fen")
    )
    why = _why_unknown(frame, money.spread)
    overdue = None if why else int(frame["overdue_fen"].fillna(0).sum())
    sums, present = money.fen[mine].sum(axis=0), money.spread.present[mine].any(axis=0)
    return StatedCurrency(
        currency=name,
        outstanding_fen=outstanding,
        credit_fen=credit,
        net_fen=net,
        overdue_fen=overdue,
        debtors=int((frame["outstanding_fen"].fillna(0) > 0).sum()),
        unread=int(frame["outstanding_fen"].isna().sum()),
        buckets=tuple(
            fen if there else None for fen, there in zip(sums.tolist(), present.tolist(), strict=True)
        ),
        unspread={
            clock: int(rest[mine].sum())
            for clock, rest in money.rest.items()
            if money.spread.has_clock[clock][mine].any()
        },
        kpis=state_kpis(snapshot, frame, overdue, None if limits is None else limits.every, why),
        reasons={"overdue": why} if why else {},
    )


def _why_unknown(frame: pd.DataFrame, spread: Spread) -> str:
    """Return why what is past due is not known; nothing where it is."""
    untold = frame["overdue_fen"].isna() & frame["outstanding_fen"].notna()
    if not untold.any():
        return ""
    why = NO_OVERDUE if spread.of_clock(BucketClock.AGE).any() else NO_BUCKETS
    known = int((frame["overdue_fen"].notna() & (frame["outstanding_fen"].fillna(0) > 0)).sum())
    return why if not known else f"{int(untold.sum())} 户看不出：{why}"


def _checks(money: _Money, currencies: Mapping[str, StatedCurrency]) -> Iterator[TieOut]:
    """Yield the sums of each currency that must be equal, reached by different ways."""
    for name, figures in currencies.items():
        mine = money.currencies == name
        by_rows = int(money.balances[mine].sum())
        net = figures.outstanding_fen - figures.credit_fen
        yield TieOut("财务口径：未收余额 − 贷方余额 = 表上各行余额之和", net, by_rows, name)
        for clock in figures.unspread:
            rows = mine & money.spread.has_clock[clock]
            beside = int(money.beside[rows].sum()) if clock == BucketClock.OVERDUE else 0
            heads = money.spread.of_clock(BucketClock(clock))
            held = sum(
                fen or 0 for fen, chosen in zip(figures.buckets, heads.tolist(), strict=True) if chosen
            )
            left, right = held + beside + figures.unspread[clock], int(money.balances[rows].sum())
            yield TieOut(f"财务口径：{CLOCK_LABELS[clock]}各分段 + 未分段 = 表上余额", left, right, name)
