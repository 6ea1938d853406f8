"""Documents of ops and of finance, brought together one by one."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.snapshot import Days, Mask, Positions, Snapshot, is_dated
from kehu_batch.analysis.base.sums import sum_groups
from kehu_batch.analysis.cross_check.kinds import Compared
from kehu_batch.analysis.receivables.aging import count_days
from kehu_batch.analysis.receivables.position import Position
from kehu_batch.folding import fold_text

#: What a document is compared by.
BY_OPEN, BY_AMOUNT = "未收金额", "应收金额"

_HAN_DIGITS = "零一二三四五六七八九"
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class MatchedDocuments:
    """Documents of both sides by their common key.

    Args:
        rows: One row a row of ``invoices``: ``side`` (0 ops, 1 finance), ``row`` (its position there), ``key``,
            ``later`` (dated after the cut-off), ``value``, ``overdue``, ``due``, ``customer``, ``number``, ``part``,
            ``currency``.
        first: Position in ``rows`` of one row of each key, ops' before finance's.
        pairs: What is compared, by key.
        overdue: Overdue fen of ops and of finance, by key; compared where finance states a due date.
        dated: Whether it does, by key.
        basis: ``BY_OPEN``, or ``BY_AMOUNT`` where finance's sheet says nothing of what was received.
    """

    rows: pd.DataFrame
    first: Positions
    pairs: Compared
    overdue: tuple[Days, Days]
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
    rows = pd.concat(
        [_side_rows(0, invoices, ops, basis), _side_rows(1, invoices, finance, basis)], ignore_index=True
    )
    rows["key"] = _keys(rows, known)
    return _pair(rows, ops, finance, known, basis)


def _tells_receipts(invoices: pd.DataFrame, finance: Position) -> bool:
    stated = invoices.take(finance.documents.rows)
    return finance.has_receipts or bool(stated[["paid", "open_amount"]].notna().any(axis=None))


def _side_rows(side: int, invoices: pd.DataFrame, position: Position, basis: str) -> pd.DataFrame:
    documents, state = position.documents, position.state
    stated = invoices.take(documents.rows)
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
            "due_stated": is_dated(documents.due) & ~documents.due_by_terms,
            "customer": documents.customers,
            "number": stated["invoice_no"].to_numpy(dtype=object),
            "part": _fold_instalments(stated["instalment"]),
            "currency": np.array(documents.currency_names, dtype=object)[documents.currencies],
            "group": documents.groups,
        }
    )


def _fold_instalments(instalments: pd.Series) -> npt.NDArray[np.object_]:
    """Return instalments so that ``第2期``, ``2/3``, ``二期`` and ``2`` are one."""
    codes, names = pd.factorize(instalments)
    return np.array([*(fold_instalment(str(name)) for name in names), None], dtype=object)[codes]


def fold_instalment(text: str) -> str:
    """Return the number of an instalment where it tells one, else its folded text.

    Example:
        >>> fold_instalment("第2期"), fold_instalment("二期"), fold_instalment("尾款")
        ('2', '2', '尾款')
    """
    folded = fold_text(text)
    digits = _DIGITS.search(folded)
    if digits:
        return str(int(digits[0]))
    han = [character for character in folded if character in _HAN_DIGITS]
    return str(_HAN_DIGITS.index(han[0])) if len(han) == 1 and "十" not in folded else folded


def _keys(rows: pd.DataFrame, known: Mask) -> Days:
    """Return the key of each row: rows of one key are one document."""
    numbers = pd.factorize(rows["number"])[0].astype(np.int64)
    # A document without a number is itself only.
    bare = numbers < 0
    numbers[bare] = numbers.max(initial=-1) + 1 + np.arange(int(bare.sum()))
    groups = _factorize(numbers, _key_customers(rows, numbers, known), pd.factorize(rows["currency"])[0])
    parts = _parts(rows, groups)
    return _pair_leftovers(rows, groups, _factorize(groups, parts))


def _factorize(*codes: npt.NDArray[np.integer]) -> Days:
    """Number the distinct combinations of codes from 0."""
    combined = codes[0].astype(np.int64)
    for code in codes[1:]:
        shifted = code.astype(np.int64) - int(code.min(initial=0))
        combined, _ = pd.factorize(combined * (int(shifted.max(initial=0)) + 1) + shifted)
    return np.asarray(combined, dtype=np.int64)


def _key_customers(rows: pd.DataFrame, numbers: Days, known: Mask) -> Days:
    """Return the customer as part of the key; -2 where the number alone tells the document.

    It does where each side has it of one customer, and these are the same, or finance's is unknown to ops.
    """
    customers = rows["customer"].to_numpy()
    count = int(numbers.max(initial=-1)) + 1
    lowest = np.full((2, count), np.iinfo(np.int64).max)
    highest = np.full((2, count), -2, dtype=np.int64)
    place = (rows["side"].to_numpy(), numbers)
    np.minimum.at(lowest, place, customers)
    np.maximum.at(highest, place, customers)
    absent = highest == -2
    single = absent | (lowest == highest)
    same = (highest[0] == highest[1]) | absent.any(axis=0) | ~known[highest[1]] | (highest == -1).any(axis=0)
    return np.where((single.all(axis=0) & same)[numbers], -2, customers)


def _parts(rows: pd.DataFrame, groups: Days) -> Days:
    """Return the part of its group that each row is: by instalment, by due date, or all one."""
    count = int(groups.max(initial=-1)) + 1
    instalments = pd.factorize(rows["part"])[0].astype(np.int64)
    dues = np.where(is_dated(rows["due"].to_numpy()), rows["due"].to_numpy(), -1)
    side = rows["side"].to_numpy()
    several = np.zeros((2, count), dtype=np.bool_)
    distinct = pd.DataFrame({"side": side, "group": groups, "i": instalments, "d": dues}).drop_duplicates()
    of_side = distinct.groupby(["side", "group"]).size()
    many = of_side[of_side > 1].index
    several[many.get_level_values(0), many.get_level_values(1)] = True
    present = np.zeros((2, count), dtype=np.bool_)
    present[side, groups] = True
    alone = present[0] ^ present[1]
    split: Mask = (several[0] & several[1]) | ((several[0] | several[1]) & alone)
    by_instalment, by_due = np.ones(count, dtype=np.bool_), np.ones(count, dtype=np.bool_)
    by_instalment[groups[instalments < 0]] = False
    by_due[groups[dues == -1]] = False
    chosen = np.where(by_instalment[groups], instalments * 2, np.where(by_due[groups], dues * 2 + 1, 0))
    return np.where(split[groups], chosen, 0)


def _pair_leftovers(rows: pd.DataFrame, groups: Days, keys: Days) -> Days:
    """Bring together the last document of each side where one of each is left in a group: its date is wrong."""
    count = int(keys.max(initial=-1)) + 1
    present = np.zeros((2, count), dtype=np.bool_)
    present[rows["side"].to_numpy(), keys] = True
    group_of = np.zeros(count, dtype=np.int64)
    group_of[keys] = groups
    target = np.arange(count)
    ops_only, finance_only = (
        np.flatnonzero(present[0] & ~present[1]),
        np.flatnonzero(present[1] & ~present[0]),
    )
    ones_left = pd.Series(ops_only, index=group_of[ops_only])
    ones_right = pd.Series(finance_only, index=group_of[finance_only])
    left = ones_left[~ones_left.index.duplicated(keep=False)]
    right = ones_right[~ones_right.index.duplicated(keep=False)]
    common = left.index.intersection(right.index)
    target[right.loc[common].to_numpy()] = left.loc[common].to_numpy()
    joined: Days = target[keys].astype(np.int64)
    return joined


def _pair(rows: pd.DataFrame, ops: Position, finance: Position, known: Mask, basis: str) -> MatchedDocuments:
    keys, side = rows["key"].to_numpy(), rows["side"].to_numpy()
    later, values = rows["later"].to_numpy(), rows["value"].to_numpy()
    count = int(keys.max(initial=-1)) + 1

    def add(chosen: Mask, fen: Days = values) -> Days:
        return sum_groups(keys[chosen], fen[chosen], count)

    has = [_any(keys[(side == one) & ~later], count) for one in (0, 1)]
    has_later = [_any(keys[(side == one) & later], count) for one in (0, 1)]
    # A document that only finance has, and dates after the cut-off, stands on its sheet: it counts as stated.
    early = has_later[1] & ~has[1] & ~has[0] & ~has_later[0]
    ops_fen = add((side == 0) & ~later)
    finance_fen = add((side == 1) & ~later) + np.where(early, add((side == 1) & later), 0)
    has_ops = has[0] & ((ops_fen != 0) | has[1])
    has_finance = (has[1] & ((finance_fen != 0) | has[0])) | early
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
            repeated=_repeated(rows[~later], ops_fen, finance_fen),
        ),
        overdue=(add(side == 0, overdue), add(side == 1, overdue)),
        dated=stated & has[0] & has[1],
        basis=basis,
    )


def _any(keys: Days, count: int) -> Mask:
    found = np.zeros(count, dtype=np.bool_)
    found[keys] = True
    return found


def _later_receipts(position: Position, rows: pd.DataFrame, keys: Days, side: int, count: int) -> Days:
    """Return what a side receives after the cut-off on each document; 0 where its receipts may be another's, too."""
    receipts = position.receipts
    named = (receipts.groups >= 0) & ~position.state.counted
    of_group = sum_groups(receipts.groups[named], receipts.amounts[named], position.documents.group_count)
    mine = rows["side"].to_numpy() == side
    groups, own = rows["group"].to_numpy()[mine], keys[mine]
    single = pd.DataFrame({"group": groups, "key": own}).drop_duplicates()
    single = single[~single["group"].duplicated(keep=False)]
    later = np.zeros(count, dtype=np.int64)
    later[single["key"].to_numpy()] = of_group[single["group"].to_numpy()]
    return later


def _repeated(rows: pd.DataFrame, ops: Days, finance: Days) -> Mask:
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
