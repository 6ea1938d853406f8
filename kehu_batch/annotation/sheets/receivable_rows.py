"""Documents, receipts and customers of a workpaper, numbered so that formulas join them without comparing text.

Text of the data is no safe criterion: ``SUMIFS`` takes ``001`` for ``1`` and ``INV*`` for a pattern. So each group of
documents that a receipt can name, each account (a customer in one currency) and each currency has a number.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.annotation.donor.layout import LIST_LIMIT
from kehu_batch.annotation.paper_keys import number_accounts, paper_rows
from kehu_batch.model.figures.receivables import PaymentRiskFigures
from kehu_batch.records import dataclass

#: Cells that all formulas of the workpaper may look at: a second or two of recalculation.
LIVE_LIMIT = 100_000_000
#: Sums by account that look through all documents, besides one for each bucket.
_ACCOUNT_SUMS = 5
#: Columns of documents and receipts that look through the other list.
_CROSS_SUMS = 5

#: More days than the calendar has: a group and a day in one number.
_SPAN = 1 << 24
_KEYS = ["customer", "invoice_no", "currency"]
#: Where rows without a day are ordered: after all others, or before them.
_LAST, _FIRST = _SPAN, -_SPAN

Fen = npt.NDArray[np.int64]

#: Why a receipt names no group of documents of the list; what else may stand there names one.
UNNAMED, EXCESS = "未写单据号", "超出单据金额"


@dataclass(frozen=True, slots=True)
class ReceivableRows:
    """The rows of a workpaper.

    Args:
        figures: What they stand for.
        first: First day of the period.
        documents: ``PaymentRiskFigures.documents`` with ``group``, ``account``, ``code`` (of the currency, 1 the
            policy's own), ``order`` (in which receipts fill a group), ``shared`` (whether its group has several),
            ``before_fen`` (of the group's documents filled before it), ``undated_fen`` (已收 of unknown date),
            ``opening_fen`` (open at the end of the day before the period), ``on_time_fen`` (received by its due date,
            of invoices falling due in the period).
        receipts: Receipts, then later ones, with ``group`` Int64 (missing: none), ``account`` Int64, ``code``,
            ``order``, ``before_fen``, ``high_fen`` and ``low_fen`` (what its group can take).
        customers: ``PaymentRiskFigures.customers``, the policy's own currency first and rows that name nobody after
            the others, with ``account`` and ``undated_excess_fen`` (已收 beyond the amount of its document). The
            index is the position in ``PaymentRiskFigures``.
        named: How many rows of ``customers`` are of named customers in the policy's own currency.
        own: How many are in the policy's own currency.
        live: Whether formulas stand for the figures.
        why: Why not, as a sentence.
    """

    figures: PaymentRiskFigures
    first: date
    documents: pd.DataFrame
    receipts: pd.DataFrame
    customers: pd.DataFrame
    named: int
    own: int
    live: bool
    why: str

    @property
    def on_time_live(self) -> bool:
        """Return whether ``on_time_fen`` gives 按期收回, and so may stand for it."""
        return self._adds_up("on_time_fen", "collection_timeliness", "collected_on_time")

    @property
    def opening_live(self) -> bool:
        """Return whether ``opening_fen`` gives the gross sum before the period, by formula."""
        undated = self.documents["shared"] & self.documents["issued_on"].isna()
        return self._adds_up("opening_fen", "cei", "opening") and not undated.any()

    @property
    def previous_adds_up(self) -> bool:
        """Return whether what was open of each document gives each customer's overdue sum before the period."""
        eve = pd.Timestamp(self.first) - pd.Timedelta(days=1)
        late = self.documents[self.documents["due_on"] < eve]
        found = self.customers["account"].map(late.groupby("account")["opening_fen"].sum()).fillna(0)
        stated = self.customers["previous_overdue_fen"]
        return bool(stated.notna().all() and (stated == found).all())

    @property
    def unlisted_limits_fen(self) -> int:
        """Return the credit limits of customers that have no receivables and so stand on no list."""
        inputs = {one.code: int(one.value) for one in self.figures.total.kpis["credit_use"].inputs}
        listed = self.customers["credit_limit_fen"].iloc[: self.named].fillna(0).clip(lower=0)
        return inputs["limits"] - int(listed.sum())

    def _adds_up(self, column: str, kpi: str, code: str) -> bool:
        found = next(one.value for one in self.figures.total.kpis[kpi].inputs if one.code == code)
        return self.live and int(self.documents.loc[self.documents["code"] == 1, column].sum()) == found


def number_rows(figures: PaymentRiskFigures, first: date) -> ReceivableRows:
    """Number the rows of a drop's receivables.

    Args:
        figures: The receivables.
        first: First day of the period.
    """
    customers, named, own = _order_customers(figures)
    documents = _number_documents(figures, customers)
    receipts = _number_receipts(figures, documents, customers)
    _add_period_columns(documents, receipts, first)
    by_name = _fill(documents, documents["before_fen"], _received(documents, receipts, figures.as_of))
    exact = bool((by_name + documents["undated_fen"] == documents["received_fen"]).all())
    customers["undated_excess_fen"] = _undated_excess(customers, documents, receipts)
    why = _why_not_live(
        documents, receipts, len(customers), figures, exact=exact and _allocates(figures, receipts)
    )
    return ReceivableRows(figures, first, documents, receipts, customers, named, own, not why, why)


def _order_customers(figures: PaymentRiskFigures) -> tuple[pd.DataFrame, int, int]:
    own = (figures.customers["currency"] == figures.currency).to_numpy()
    named = (figures.customers["customer"] >= 0).to_numpy()
    return number_accounts(figures), int((own & named).sum()), int(own.sum())


def _number_documents(figures: PaymentRiskFigures, customers: pd.DataFrame) -> pd.DataFrame:
    frame = paper_rows(figures, "invoices")
    frame["code"] = _codes(frame, figures)
    frame["account"] = _accounts(frame, customers).astype("int64")
    frame["group"] = frame.groupby(_KEYS, sort=False, dropna=False).ngroup().astype("int64") + 1
    frame["shared"] = frame.groupby("group")["group"].transform("size") > 1
    by_fill = (_days(frame["issued_on"], _FIRST), _days(frame["due_on"], _LAST), frame["group"].to_numpy())
    frame["order"] = _ranks(np.lexsort(by_fill))
    frame["before_fen"] = _before(frame, frame["amount_fen"])
    frame["undated_fen"] = frame["received_fen"].where(frame["received_undated"], 0)
    return frame


def _number_receipts(
    figures: PaymentRiskFigures, documents: pd.DataFrame, customers: pd.DataFrame
) -> pd.DataFrame:
    frame = paper_rows(figures, "receipts")
    frame["code"] = _codes(frame, figures)
    frame["account"] = _accounts(frame, customers)
    groups = documents.drop_duplicates(_KEYS)[[*_KEYS, "group"]]
    found = frame[_KEYS].merge(groups, on=_KEYS, how="left")["group"].astype("Int64")
    names_one = frame["reason"].isna() | (frame["reason"] == EXCESS)
    frame["group"] = found.where(frame["invoice_no"].notna() & names_one)
    frame["order"] = _ranks(np.argsort(_days(frame["received_on"], _FIRST), kind="stable"))
    ordered = frame.sort_values("order")
    running = ordered.groupby("group")["amount_fen"].cumsum() - ordered["amount_fen"]
    frame["before_fen"] = running.reindex(frame.index).fillna(0).astype("int64")
    amounts = documents["amount_fen"]
    for name, part in (("high_fen", amounts.clip(lower=0)), ("low_fen", amounts.clip(upper=0))):
        frame[name] = frame["group"].map(part.groupby(documents["group"]).sum()).fillna(0).astype("int64")
    return frame


def _add_period_columns(documents: pd.DataFrame, receipts: pd.DataFrame, first: date) -> None:
    """Add what was open before the period, and what was received on time of invoices that fall due in it."""
    invoice, issued = documents["amount_fen"] > 0, documents["issued_on"]
    existed = issued.isna() | (issued < pd.Timestamp(first))
    amounts = documents["amount_fen"].where(existed, 0)
    eve = pd.Timestamp(first) - pd.Timedelta(days=1)
    before = _before(documents, amounts)
    rest = (
        amounts
        - _fill(documents, before, _received(documents, receipts, eve.date()))
        - documents["undated_fen"]
    )
    documents["opening_fen"] = rest.where(existed & invoice, 0).clip(lower=0)
    on_time = _fill(documents, documents["before_fen"], _received_by(documents, receipts))
    due_in_period = documents["due_on"] >= pd.Timestamp(first)
    documents["on_time_fen"] = on_time.where(
        due_in_period & (documents["days_overdue"] >= 0).fillna(False) & invoice, 0
    )


def _codes(frame: pd.DataFrame, figures: PaymentRiskFigures) -> pd.Series:
    codes = {name: code for code, name in enumerate(figures.currencies, 1)}
    return frame["currency"].map(codes).astype("int64")


def _accounts(frame: pd.DataFrame, customers: pd.DataFrame) -> pd.Series:
    """Return the account of each row; missing where nothing up to as_of is of it."""
    keys = ["customer", "currency"]
    return frame[keys].merge(customers[[*keys, "account"]], on=keys, how="left")["account"].astype("Int64")


def _days(values: pd.Series, missing: int) -> Fen:
    days = values.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), missing, days.astype(np.int64))


def _ranks(order: npt.NDArray[np.intp]) -> Fen:
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(1, len(order) + 1)
    return ranks


def _before(documents: pd.DataFrame, amounts: pd.Series) -> pd.Series:
    """Return what is filled before each document in its group: invoices and credit notes apart."""
    ordered = pd.DataFrame(
        {"fen": amounts, "group": documents["group"], "credit": documents["amount_fen"] < 0}
    )
    ordered = ordered.loc[documents.sort_values("order").index]
    return (ordered.groupby(["group", "credit"])["fen"].cumsum() - ordered["fen"]).reindex(documents.index)


def _received(documents: pd.DataFrame, receipts: pd.DataFrame, until: date) -> pd.Series:
    """Return what was received on the group of each document up to a day."""
    counted = receipts[receipts["group"].notna() & (receipts["received_on"] <= pd.Timestamp(until))]
    sums = counted.groupby("group")["amount_fen"].sum()
    return documents["group"].map(sums).fillna(0).astype("int64")


def _received_by(documents: pd.DataFrame, receipts: pd.DataFrame) -> pd.Series:
    """Return what was received on the group of each document up to its due date."""
    named = receipts[receipts["group"].notna()]
    keys = named["group"].to_numpy(dtype=np.int64) * _SPAN + _days(named["received_on"], 0)
    order = np.argsort(keys, kind="stable")
    running = np.concatenate(([0], np.cumsum(named["amount_fen"].to_numpy()[order])))
    groups = documents["group"].to_numpy() * _SPAN
    until = np.searchsorted(keys[order], groups + _days(documents["due_on"], -_SPAN // 2), side="right")
    start = np.searchsorted(keys[order], groups - _SPAN // 2, side="left")
    return pd.Series(running[until] - running[start], index=documents.index)


def _fill(documents: pd.DataFrame, before: pd.Series, received: pd.Series) -> pd.Series:
    """Return what of a group's receipts falls on each document."""
    amounts = documents["amount_fen"]
    return (received - before).clip(amounts.clip(upper=0), amounts.clip(lower=0))


def _undated_excess(customers: pd.DataFrame, documents: pd.DataFrame, receipts: pd.DataFrame) -> pd.Series:
    accounts = customers["account"]
    rest = receipts.groupby("account")["unallocated_fen"].sum()
    filled = documents.groupby("account")["fifo_fen"].sum()
    by_receipts = accounts.map(rest).fillna(0) - accounts.map(filled).fillna(0)
    return (customers["unallocated_fen"] - by_receipts).astype("int64")


def _allocates(figures: PaymentRiskFigures, receipts: pd.DataFrame) -> bool:
    """Return whether the numbers give what analysis allocated of each receipt."""
    now = receipts.iloc[: len(figures.receipts)]
    ends = [
        (now["before_fen"] + more).clip(now["low_fen"], now["high_fen"]) for more in (now["amount_fen"], 0)
    ]
    return bool((ends[0] - ends[1] == now["allocated_fen"]).all())


def _why_not_live(
    documents: pd.DataFrame,
    receipts: pd.DataFrame,
    accounts: int,
    figures: PaymentRiskFigures,
    *,
    exact: bool,
) -> str:
    rows = max(len(documents), len(receipts), accounts)
    if rows > LIST_LIMIT:
        return f"清单最长有 {rows:,} 行，超过每表 {LIST_LIMIT:,} 行，各数为值，改动清单不会重算。"
    sums = _ACCOUNT_SUMS + len(figures.bucket_labels) + len(figures.age_labels)
    looked_at = (
        len(receipts) * (_CROSS_SUMS * len(documents) + len(receipts)) + accounts * len(documents) * sums
    )
    if looked_at > LIVE_LIMIT:
        return "清单较长，公式重算会很慢，各数为值，改动清单不会重算。"
    return "" if exact else "回款的分配不能用公式表达，各数为值，改动清单不会重算。"
