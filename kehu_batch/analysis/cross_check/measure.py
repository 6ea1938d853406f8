"""Ops' receivables against finance's and the ledger's: totals, differences and what they may be (docs/rules.md, 10)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.locations import name_customers
from kehu_batch.analysis.base.snapshot import Fen, Mask, Positions, Snapshot, take_snapshot
from kehu_batch.analysis.cross_check.answered_pairs import without_denied
from kehu_batch.analysis.cross_check.buckets import compare_buckets
from kehu_batch.analysis.cross_check.customers import (
    MatchedCustomers,
    add_up_documents,
    finance_balances,
    known_to_ops,
    match_balances,
)
from kehu_batch.analysis.cross_check.cut_off import decide_day, find_in_balances
from kehu_batch.analysis.cross_check.difference_rows import (
    Place,
    cells_of,
    customer_differences,
    sort_differences,
)
from kehu_batch.analysis.cross_check.documents import MatchedDocuments, find_folded, match_documents
from kehu_batch.analysis.cross_check.foreign import Explain, ForeignCompared, compare_foreign
from kehu_batch.analysis.cross_check.hints import hint_by_books
from kehu_batch.analysis.cross_check.kinds import tolerance_of
from kehu_batch.analysis.cross_check.levels import (
    Level,
    compare_customers,
    compare_documents,
    explained_by_documents,
    label_customers,
    sum_sides,
)
from kehu_batch.analysis.cross_check.lists import (
    explain_differences,
    hint_by_buckets,
    list_customer_pairs,
    list_differences,
    list_document_pairs,
)
from kehu_batch.analysis.cross_check.proposals import list_proposals, propose
from kehu_batch.analysis.receivables.position import Position, take_position
from kehu_batch.analysis.receivables.rows import place_rows
from kehu_batch.analysis.receivables.sums import tie_out
from kehu_batch.model.figures.receivables import (
    CrossCheckFigures,
    CrossCheckLevel,
    PaymentRiskFigures,
    TieOut,
)
from kehu_batch.model.figures.states import DifferenceKind
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.period import Period, PeriodKind
from kehu_batch.model.tables.recognition import Side
from kehu_batch.model.tables.telling import why_untold
from kehu_batch.policy.schema import Policy, ReceivablesPolicy
from kehu_batch.records import dataclass

NOTHING_TO_COMPARE = "没有财务方的应收表，台账也没有应收余额"
NEITHER_SIDE = "没有财务方的应收表和客户台账"
NO_FINANCE = "没有财务方的应收表"
NO_DOCUMENTS = "财务方没有逐单的应收明细"
NO_BALANCES = "没有财务方的账龄表"
NO_BUCKETS = "财务方的账龄表没有可用的分段"
NO_LEDGER = "客户台账没有应收余额"

_GROSS, _NET = "未收余额（总额）", "未收余额（净额）"


@dataclass(frozen=True, slots=True)
class _Sides:
    """Both sides at the cut-off.

    Args:
        at: The drop as of the cut-off.
        ops: Ops' position.
        finance: Finance's, empty where it has no documents.
        has_balances: Whether finance has a balance sheet.
        has_documents: Whether finance has documents.
    """

    at: Snapshot
    ops: Position
    finance: Position
    has_balances: bool
    has_documents: bool


def measure_cross_check(
    snapshot: Snapshot, position: Position, risk: PaymentRiskFigures, policy: Policy
) -> tuple[CrossCheckFigures | None, tuple[Finding, ...], str]:
    """Compare ops' receivables with finance's and the ledger's.

    Args:
        snapshot: The drop as of as_of.
        position: Ops' receivables then.
        risk: Payment risk then, of ops' documents.
        policy: Tolerance, and whether net sums are compared.

    Returns:
        The figures, findings about finance's sheets, and why there are no figures.

    Raises:
        InputRejected: Balances beyond what can be added exactly.
        InternalError: Two sums that must be equal are not.
    """
    ledger = compare_ledger(snapshot, position)
    sides = _take_sides(snapshot, position, policy)
    has_finance = sides.has_balances or sides.has_documents
    if not has_finance and ledger is None:
        came = snapshot.dataset.table("ledger") is not None
        return None, (), NOTHING_TO_COMPARE if came else NEITHER_SIDE
    reasons = _reasons(snapshot, sides, has_ledger=ledger is not None)
    found = tuple(find_in_balances(snapshot, policy.quality.column_finding_rows))
    compared = _compare(sides, risk, policy) if has_finance else _Compared.nothing(snapshot)
    buckets, totals = compare_buckets(sides.at, sides.ops)
    own = hint_by_books(hint_by_buckets(compared.differences, buckets), sides.ops)
    foreign = compared.foreign
    differences = pd.concat([own, *(one.differences for one in foreign)], ignore_index=True)
    figures = CrossCheckFigures(
        as_of=sides.at.as_of,
        currency=policy.receivables.currency,
        tolerance=tolerance_of(policy.receivables).text,
        levels=compared.levels,
        differences=explain_differences(
            differences, snapshot.dataset.explanations, snapshot.as_of, policy.receivables.currency
        ),
        by_customer=compared.by_customer,
        by_document=compared.by_document,
        bucket_differences=buckets,
        bucket_totals=totals,
        ledger_differences=_no_ledger(snapshot) if ledger is None else ledger,
        proposals=compared.proposals,
        checks=tie_out((*compared.checks, *(check for one in foreign for check in one.checks))),
        reasons=reasons,
        foreign_customers=pd.concat([one.by_customer for one in foreign], ignore_index=True)
        if foreign
        else pd.DataFrame(),
    )
    return figures, (*found, *compared.findings), ""


def _take_sides(snapshot: Snapshot, position: Position, policy: Policy) -> _Sides:
    day, at = decide_day(snapshot), snapshot
    period = Period(f"{day:%Y-%m}", PeriodKind.MONTH, day.replace(day=1), day, day)
    ops = position
    if day != snapshot.as_of:
        at = take_snapshot(snapshot.dataset, day)
        ops = take_position(at, period, Side.OPS, policy.receivables)
    regions = snapshot.dataset.regions
    return _Sides(
        at=at,
        ops=ops,
        finance=take_position(at, period, Side.FINANCE, policy.receivables),
        has_balances=finance_balances(at) is not None,
        has_documents=any(one.table == "invoices" and one.side is Side.FINANCE for one in regions),
    )


def _reasons(snapshot: Snapshot, sides: _Sides, *, has_ledger: bool) -> dict[str, str]:
    reasons: dict[str, str] = {}
    if not sides.has_balances and not sides.has_documents:
        reasons |= dict.fromkeys(("finance", "document", "buckets"), NO_FINANCE)
    if not sides.has_documents:
        reasons.setdefault("document", NO_DOCUMENTS)
    if snapshot.dataset.balances_buckets.empty:
        reasons.setdefault("buckets", NO_BUCKETS if sides.has_balances else NO_BALANCES)
    if not has_ledger:
        reasons["ledger"] = why_untold(snapshot.dataset, "ledger") or NO_LEDGER
    return reasons


@dataclass(frozen=True, slots=True)
class _Compared:
    """What the levels give together."""

    levels: tuple[CrossCheckLevel, ...]
    differences: pd.DataFrame
    by_customer: pd.DataFrame
    by_document: pd.DataFrame
    proposals: pd.DataFrame
    checks: tuple[TieOut, ...] = ()
    findings: tuple[Finding, ...] = ()
    foreign: tuple[ForeignCompared, ...] = ()

    @classmethod
    def nothing(cls, snapshot: Snapshot) -> _Compared:
        """Return what there is without a finance side: frames without rows."""
        pairs = pd.DataFrame(name_customers(snapshot.dataset, np.empty(0, dtype=np.int64)))
        pairs = pairs.assign(currency=pd.array([], dtype="str"))
        money = ("ops", "finance", "difference", "ops_overdue", "finance_overdue", "overdue_difference")
        pairs = pairs.assign(**{f"{name}_fen": pd.array([], dtype="Int64") for name in money})
        pairs = pairs.assign(ops_unread=False, finance_unread=False)
        differences = list_differences("customer", pairs, (), ((), ()))
        return cls((), differences, pairs, pd.DataFrame(), _no_proposals(snapshot))


def _compare(sides: _Sides, risk: PaymentRiskFigures, policy: Policy) -> _Compared:
    rules, dataset = policy.receivables, sides.at.dataset
    known, tolerance = known_to_ops(dataset), tolerance_of(rules)
    matched = match_documents(sides.at, sides.ops, sides.finance, known) if sides.has_documents else None
    customers = _match_customers(sides, matched, known, rules)
    by_name = compare_customers(customers, tolerance, _basis(matched, customers, rules))
    table = list_customer_pairs(sides.at, customers, by_name.kinds, risk.customers, rules.currency)
    first = by_name.describe(label_customers(table))
    sums = (int(customers.pairs.ops.sum()), int(customers.pairs.finance.sum()))
    checks = by_name.check(first, sums, rules.currency)
    if matched is None:
        told = _explain_none(rules.currency, customers, by_name)
        differences = customer_differences(sides.at, sides.ops, customers, by_name, table, told)
        by_key = table.set_index(by_name.shown).assign(label=pd.Series(None, by_name.shown, dtype="str"))
        found = propose(_propose(by_name, by_key), rules.proposal_documents)
        proposals = without_denied(list_proposals(sides.at, by_key, found), dataset.answers)
        foreign = tuple(_foreign(sides, customers, known, risk, rules, _explain_none))
        return _Compared((first,), differences, table, pd.DataFrame(), proposals, checks, foreign=foreign)
    by_document = compare_documents(matched, tolerance, rules.currency)
    listed = list_document_pairs(sides.at, matched, by_document.kinds, by_document.shown)
    second = by_document.describe(listed["document"].fillna(""))
    checks += by_document.check(second, sum_sides(matched, by_document, rules.currency), rules.currency)

    def explain(currency: str, by_balance: MatchedCustomers, level: Level) -> Positions:
        return _told_by_documents(matched, by_document, by_balance, level, currency, net=rules.compare_net)

    told = explain(rules.currency, customers, by_name)
    parts = [
        _document_differences(sides.at, matched, by_document, listed),
        customer_differences(sides.at, sides.ops, customers, by_name, table, told),
    ]
    differences = pd.concat(parts, ignore_index=True)
    found = propose(_propose(by_document, listed), rules.proposal_documents)
    proposals = without_denied(list_proposals(sides.at, listed, found), dataset.answers)
    return _Compared(
        (first, second),
        differences,
        table,
        listed.drop(columns="label").reset_index(drop=True),
        proposals,
        checks,
        tuple(find_folded(sides.at, matched)),
        tuple(_foreign(sides, customers, known, risk, rules, explain)),
    )


def _foreign(
    sides: _Sides,
    customers: MatchedCustomers,
    known: Mask,
    risk: PaymentRiskFigures,
    rules: ReceivablesPolicy,
    explain: Explain,
) -> Iterator[ForeignCompared]:
    return compare_foreign(sides.at, sides.ops, customers.stated, known, risk.customers, rules, explain)


def _explain_none(_currency: str, _matched: MatchedCustomers, _level: Level) -> Positions:
    return np.zeros(0, dtype=np.intp)


def _match_customers(
    sides: _Sides, matched: MatchedDocuments | None, known: Mask, policy: ReceivablesPolicy
) -> MatchedCustomers:
    """Match customers with finance's balance sheets, else by the sums of the documents."""
    balances = finance_balances(sides.at)
    if balances is not None:
        return match_balances(sides.at, sides.ops, balances, known, policy)
    if matched is None:
        raise ValueError("neither balances nor documents")
    return add_up_documents(matched, known, policy)


def _basis(matched: MatchedDocuments | None, customers: MatchedCustomers, policy: ReceivablesPolicy) -> str:
    if matched is not None and customers.balances is None:
        return matched.basis
    return _NET if policy.compare_net else _GROSS


def _told_by_documents(
    matched: MatchedDocuments,
    by_document: Level,
    customers: MatchedCustomers,
    by_name: Level,
    currency: str,
    *,
    net: bool,
) -> Positions:
    """Return the customers whose difference the differences of their documents explain to the fen."""
    if customers.balances is None:
        return np.arange(len(by_name.kinds))
    explained, concerned = explained_by_documents(matched, by_document, currency, len(by_name.kinds), net=net)
    gap = by_name.pairs.ops - by_name.pairs.finance
    told = concerned & (gap == explained) & ~by_name.pairs.blind_finance
    return np.flatnonzero(told & (by_name.kinds != ""))


def _document_differences(
    snapshot: Snapshot, matched: MatchedDocuments, level: Level, listed: pd.DataFrame
) -> pd.DataFrame:
    keys = level.shown[level.kinds[level.shown] != ""]
    rows = matched.rows[matched.rows["key"].isin(keys)]
    places = cells_of(snapshot, "invoices", rows["row"].to_numpy(dtype=np.intp), "amount")
    cells: list[dict[int, list[Place]]] = [{}, {}]
    for side, key, place in zip(rows["side"].tolist(), rows["key"].tolist(), places, strict=True):
        cells[side].setdefault(key, []).append(place)
    pairs = listed.loc[keys].copy()
    kinds = level.kinds[keys].tolist()
    late = level.kinds[keys] == DifferenceKind.OVERDUE
    ops, finance = (sums[keys] for sums in matched.overdue)
    for name, fen in (("ops_fen", ops), ("finance_fen", finance), ("difference_fen", ops - finance)):
        pairs[name] = pairs[name].mask(late, pd.Series(fen, index=pairs.index, dtype="Int64"))
    of_sides = [[tuple(side.get(key, ())) for key in keys.tolist()] for side in cells]
    return sort_differences(list_differences("document", pairs, kinds, (of_sides[0], of_sides[1])))


def _propose(level: Level, listed: pd.DataFrame) -> pd.DataFrame:
    """Return what one side has alone at a level, for proposals; documents, or customers where none are compared."""
    keys = listed.index.to_numpy()
    kinds = level.kinds[keys]
    pairs = level.pairs
    single = np.isin(
        kinds.astype(str),
        (DifferenceKind.ONLY_OPS, DifferenceKind.ONLY_FINANCE, DifferenceKind.UNKNOWN_CUSTOMER),
    )
    single &= pairs.has_ops[keys] ^ pairs.has_finance[keys]
    alone = listed[single]
    return pd.DataFrame(
        {
            "customer": alone["customer"],
            "customer_name": alone["customer_name"],
            "currency": alone["currency"],
            "side": np.where(pairs.has_ops[keys][single], "ops", "finance"),
            "fen": alone["difference_fen"].abs().fillna(0).astype("int64"),
            "label": alone["label"],
            "numbered": alone["document"].notna() if "document" in alone else False,
        }
    )


def _no_proposals(snapshot: Snapshot) -> pd.DataFrame:
    texts = ("label", "ops_file", "ops_cell", "finance_file", "finance_cell")
    nothing = pd.DataFrame(name_customers(snapshot.dataset, np.empty(0, dtype=np.int64)))
    empty = nothing.assign(
        difference_fen=pd.array([], dtype="Int64"), **{name: pd.array([], dtype="str") for name in texts}
    )
    return list_proposals(snapshot, empty, [])


def compare_ledger(snapshot: Snapshot, position: Position) -> pd.DataFrame | None:
    """Return where the ledger's stated balance is not the sum of the open invoices; ``None`` where it states none."""
    stated = snapshot.ledger_values("receivable_balance")
    if not stated.notna().any():
        return None
    count = snapshot.customer_count
    own = (position.accounts.currencies == 0) & (position.accounts.customers >= 0)
    opened = np.zeros(count, dtype=np.int64)
    opened[position.accounts.customers[own]] = position.sums.outstanding[own]
    said = stated.fillna(0).to_numpy(dtype=np.int64)
    customers = np.flatnonzero(stated.notna().to_numpy() & (said != opened))
    return _ledger_rows(snapshot, customers, said[customers], opened[customers])


def _no_ledger(snapshot: Snapshot) -> pd.DataFrame:
    nothing = np.empty(0, dtype=np.int64)
    return _ledger_rows(snapshot, nothing.astype(np.intp), nothing, nothing)


def _ledger_rows(snapshot: Snapshot, customers: Positions, said: Fen, opened: Fen) -> pd.DataFrame:
    rows = snapshot.ledger_rows()[customers]
    places = place_rows(snapshot.dataset, "ledger", rows, "receivable_balance")
    return pd.DataFrame(
        {
            **name_customers(snapshot.dataset, customers.astype(np.int64)),
            "ledger_fen": said,
            "ops_fen": opened,
            "difference_fen": opened - said,
            "file": places["file"],
            "cell": places["cell"],
        }
    )
