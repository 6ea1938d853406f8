"""Documents of ops and of finance, brought together one by one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.days import is_dated, to_days
from kehu_batch.analysis.base.snapshot import Codes, Fen, Mask, Positions, Snapshot
from kehu_batch.analysis.base.sums import sum_groups
from kehu_batch.analysis.cross_check.answered_pairs import join_answered
from kehu_batch.analysis.cross_check.keys import key_documents
from kehu_batch.analysis.cross_check.kinds import Compared
from kehu_batch.analysis.cross_check.unreadable import cells_unread, unread_rows
from kehu_batch.analysis.receivables.aging import count_days
from kehu_batch.analysis.receivables.due_days import DueSource
from kehu_batch.analysis.receivables.position import Position
from kehu_batch.folding import fold_document_number
from kehu_batch.model.findings.catalogue_receivables import CROSS_NUMBER_FOLDED
from kehu_batch.model.findings.finding import Finding
from kehu_batch.records import dataclass

#: What a document is compared by.
BY_OPEN, BY_AMOUNT = "未收金额", "应收金额"


@dataclass(frozen=True, slots=True)
class MatchedDocuments:
    """Documents of both sides by their common key.

    Args:
        rows: One row a row of ``invoices``: ``side`` (0 ops, 1 finance), ``row`` (its position there), ``key``,
            ``later`` (dated after the cut-off), ``unread`` (its value could not be read, and is 0), ``value``,
            ``overdue``, ``due``, ``customer``, ``number``, ``part``, ``currency``.
        first: Position in ``rows`` of one row of each key, ops' before finance's.
        pairs: What is compared, by key.
        overdue: Overdue fen of ops and of finance, by key; compared where finance states a due date.
        dated: Whether it does, by key.
        basis: ``BY_OPEN``, or ``BY_AMOUNT`` where finance's sheet says nothing of what was received.
    """

    rows: pd.DataFrame
    first: Positions
    pairs: Compared
    overdue: tuple[Fen, Fen]
    dated: Mask
    basis: str


def match_documents(snapshot: Snapshot, ops: Position, finance: Position, known: Mask) -> MatchedDocuments:
    """Match documents by number and, where a number has several on both sides, by instalment or due date.

    Args:
        snapshot: The drop as of the cut-off.
        ops: Ops' position at the cut-off.
        finance: Finance's.
        known: Which customers ops has in any of its tables; the last entry is of rows without one.
    """
    invoices = snapshot.dataset.tables["invoices"]
    basis = BY_OPEN if _tells_receipts(invoices, finance) else BY_AMOUNT
    parts = [
        part
        for side, position in enumerate((ops, finance))
        for part in (
            _side_rows(side, snapshot, position, basis),
            _unread_rows(side, snapshot, position, basis),
        )
    ]
    rows = pd.concat(parts, ignore_index=True)
    rows["key"] = key_documents(rows, known)
    rows = join_answered(rows, snapshot.dataset)
    return _pair(rows, ops, finance, known, basis)


def _tells_receipts(invoices: pd.DataFrame, finance: Position) -> bool:
    stated = invoices.take(finance.documents.rows)
    return finance.has_receipts or bool(stated[["paid", "open_amount"]].notna().any(axis=None))


def _side_rows(side: int, snapshot: Snapshot, position: Position, basis: str) -> pd.DataFrame:
    documents, state = position.documents, position.state
    stated = snapshot.dataset.tables["invoices"].take(documents.rows)
    opened = np.where(state.live, state.opened, documents.amounts - documents.undated)
    if side == 1 and not position.has_receipts:
        # What finance's sheet says is open is what is checked, whatever its other columns add up to.
        opened = stated["open_amount"].fillna(pd.Series(opened, stated.index)).to_numpy(dtype=np.int64)
    value = opened if basis == BY_OPEN else documents.amounts
    late = count_days(documents.due, position.as_of) > 0
    return pd.DataFrame(
        {
            "side": side,
            "row": documents.rows,
            "later": ~state.live,
            "value": value,
            "overdue": np.where(late & state.live, np.maximum(value, 0), 0),
            "due": documents.due,
            "due_stated": is_dated(documents.due) & (documents.dues.source == DueSource.STATED),
            "customer": documents.customers,
            "number": stated["invoice_no"].to_numpy(dtype=object),
            "part": stated["instalment_key"].to_numpy(dtype=object),
            "currency": np.array(documents.currency_names, dtype=object)[documents.currencies],
            "group": documents.groups,
            "unread": _paid_unread(snapshot, position, stated) & (basis == BY_OPEN),
        }
    )


def _paid_unread(snapshot: Snapshot, position: Position, stated: pd.DataFrame) -> Mask:
    """Return of which documents what was received is said by a cell that could not be read, and by nothing else."""
    documents = position.documents
    named = np.zeros(documents.group_count + 1, dtype=np.bool_)
    named[position.receipts.groups] = True
    paid, opened = (cells_unread(snapshot.dataset, "invoices", field) for field in ("paid", "open_amount"))
    unsaid = stated[["paid", "open_amount"]].isna().all(axis=1).to_numpy()
    return unsaid & (paid | opened)[documents.rows] & ~named[documents.groups]


def _unread_rows(side: int, snapshot: Snapshot, position: Position, basis: str) -> pd.DataFrame:
    """Return a side's documents without an amount that can be read; what is open counts where it is stated."""
    rows = unread_rows(snapshot, position.side)
    due = to_days(rows["due_on"])
    states = (basis == BY_OPEN) & (side == 1) & (not position.has_receipts)
    opened = (
        rows["open_amount"].fillna(0).to_numpy(dtype=np.int64) if states else np.zeros(len(rows), np.int64)
    )
    late = count_days(due, position.as_of) > 0
    return pd.DataFrame(
        {
            "side": side,
            "row": rows.index.to_numpy(dtype=np.intp),
            "later": False,
            "value": opened,
            "overdue": np.where(late, np.maximum(opened, 0), 0),
            "due": due,
            "due_stated": is_dated(due),
            "customer": rows["customer"].to_numpy(dtype=np.int64),
            "number": rows["invoice_no"].to_numpy(dtype=object),
            "part": rows["instalment_key"].to_numpy(dtype=object),
            "currency": rows["currency"].fillna(position.documents.currency_names[0]).to_numpy(dtype=object),
            "group": np.full(len(rows), -1, dtype=np.int64),
            "unread": rows["open_amount"].isna().to_numpy() if states else np.ones(len(rows), dtype=np.bool_),
        }
    )


def _pair(rows: pd.DataFrame, ops: Position, finance: Position, known: Mask, basis: str) -> MatchedDocuments:
    keys, side = rows["key"].to_numpy(), rows["side"].to_numpy()
    later, values = rows["later"].to_numpy(), rows["value"].to_numpy()
    count = int(keys.max(initial=-1)) + 1

    def add(chosen: Mask, fen: Fen = values) -> Fen:
        return sum_groups(keys[chosen], fen[chosen], count)

    has = [_any(keys[(side == one) & ~later], count) for one in (0, 1)]
    blind = [_any(keys[(side == one) & rows["unread"].to_numpy() & ~later], count) for one in (0, 1)]
    has_later = [_any(keys[(side == one) & later], count) for one in (0, 1)]
    # A document that only finance has, and dates after the cut-off, stands on its sheet: it counts as stated.
    early = has_later[1] & ~has[1] & ~has[0] & ~has_later[0]
    ops_fen = add((side == 0) & ~later)
    finance_fen = add((side == 1) & ~later) + np.where(early, add((side == 1) & later), 0)
    has_ops = has[0] & ((ops_fen != 0) | has[1] | blind[0])
    has_finance = (has[1] & ((finance_fen != 0) | has[0] | blind[1])) | early
    gap = ops_fen - finance_fen
    first = np.zeros(count, dtype=np.intp)
    first[keys[::-1]] = np.arange(len(rows))[::-1]
    of_finance = np.full(count, -2, dtype=np.int64)
    of_finance[keys[side == 1]] = rows["customer"].to_numpy()[side == 1]
    unknown = (of_finance >= -1) & ~known[of_finance] & ((of_finance >= 0) | ~has[0])
    moved = [_later_receipts(one, rows, keys, number, count) for number, one in enumerate((ops, finance))]
    stated = np.zeros(count, dtype=np.bool_)
    stated[keys[(side == 1) & ~later]] = True
    stated[keys[(side == 1) & ~rows["due_stated"].to_numpy()]] = False
    overdue = rows["overdue"].to_numpy()
    return MatchedDocuments(
        rows=rows,
        first=first,
        pairs=Compared(
            ops=np.where(has_ops, ops_fen, 0),
            finance=np.where(has_finance, finance_fen, 0),
            has_ops=has_ops,
            has_finance=has_finance,
            unknown=unknown,
            crossed=early | (has[0] & ~has[1] & has_later[1]) | (has[1] & ~has[0] & has_later[0]),
            moved=(gap != 0) & ((gap == moved[0]) | (gap == -moved[1]) | (gap == moved[0] - moved[1])),
            repeated=_repeated(rows[~later], ops_fen, finance_fen) | _spelled_twice(rows[~later], has, count),
            blind_ops=blind[0],
            blind_finance=blind[1],
        ),
        overdue=(add(side == 0, overdue), add(side == 1, overdue)),
        dated=stated & has[0] & has[1],
        basis=basis,
    )


def _any(keys: Codes, count: int) -> Mask:
    found = np.zeros(count, dtype=np.bool_)
    found[keys] = True
    return found


def _later_receipts(position: Position, rows: pd.DataFrame, keys: Codes, side: int, count: int) -> Fen:
    """Return what a side receives after the cut-off on each document; 0 where its receipts may be another's, too."""
    receipts = position.receipts
    named = (receipts.groups >= 0) & ~position.state.counted
    of_group = sum_groups(receipts.groups[named], receipts.amounts[named], position.documents.group_count)
    mine = (rows["side"].to_numpy() == side) & (rows["group"].to_numpy() >= 0)
    groups, own = rows["group"].to_numpy()[mine], keys[mine]
    single = pd.DataFrame({"group": groups, "key": own}).drop_duplicates()
    single = single[~single["group"].duplicated(keep=False)]
    later = np.zeros(count, dtype=np.int64)
    later[single["key"].to_numpy()] = of_group[single["group"].to_numpy()]
    return later


def _spelled_twice(rows: pd.DataFrame, has: list[Mask], count: int) -> Mask:
    """Return which documents of one side alone are another of it, spelled otherwise: of one sum and customer."""
    numbered = rows[rows["number"].notna() & ~rows["unread"]]
    codes, names = pd.factorize(numbered["number"])
    folds = np.array([fold_document_number(str(name)) for name in names], dtype=object)[codes]
    alike = numbered.assign(fold=folds, name=codes)
    of_one = alike.groupby(["side", "fold", "customer", "currency", "value"])["name"].transform("nunique")
    twice = _any(alike.loc[of_one > 1, "key"].to_numpy(), count)
    return twice & (has[0] ^ has[1])


def _repeated(rows: pd.DataFrame, ops: Fen, finance: Fen) -> Mask:
    """Return where a side has a document twice, and once would equal the other side."""
    repeated = np.zeros(len(ops), dtype=np.bool_)
    for side, other in ((0, finance), (1, ops)):
        mine = rows.loc[rows["side"] == side, ["key", "value"]]
        mine = mine[mine["key"].duplicated(keep=False)]
        once = mine.drop_duplicates()
        keys, values = once["key"].to_numpy(), once["value"].to_numpy()
        sums = sum_groups(keys, values, len(ops))
        repeated[keys[(sums[keys] == other[keys]) | (values == other[keys])]] = True
    return repeated


def find_folded(snapshot: Snapshot, matched: MatchedDocuments) -> Iterator[Finding]:
    """Yield one finding where documents of both sides are the same but for the spelling of their numbers."""
    rows = matched.rows[matched.rows["number"].notna()]
    of_sides = [rows[rows["side"] == side].drop_duplicates("key").set_index("key") for side in (0, 1)]
    both = of_sides[0].merge(
        of_sides[1], how="inner", left_index=True, right_index=True, suffixes=("_ops", "_finance")
    )
    unlike = both[both["number_ops"] != both["number_finance"]]
    if unlike.empty:
        return
    first = snapshot.dataset.tables["invoices"].iloc[int(unlike["row_finance"].iloc[0])]
    place = snapshot.dataset.location(int(first["region"]), "invoice_no", int(first["source_row"]))
    ours, theirs = unlike["number_ops"].iloc[0], unlike["number_finance"].iloc[0]
    message = f"有 {len(unlike)} 张单据两方的号码写法不同，例如运营“{ours}”、财务“{theirs}”"
    yield Finding(
        CROSS_NUMBER_FOLDED, place, message, str(theirs), "invoices", "invoice_no", count=len(unlike)
    )
