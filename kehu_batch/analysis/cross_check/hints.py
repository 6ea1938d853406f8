"""What slip may have made a difference: of two amounts alone, and of what else the books hold (docs/rules.md, 10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

import numpy as np
import pandas as pd

from kehu_batch.analysis.receivables.position import Position
from kehu_batch.model.figures.states import DifferenceKind
from kehu_batch.records import dataclass
from kehu_batch.wording.numbers import format_yuan

SWAPPED, OPPOSITE = "两位数字颠倒", "金额相等，正负号相反"
ROUNDED, CUT = "四舍五入到元", "只取整元"

_POWERS: Mapping[int, str] = {10: "相差10倍", 100: "相差100倍", 10_000: "相差10000倍，可能是元与万元"}
_TAXES = ("1.13", "1.09", "1.06")
_YUAN = 100
#: Steps in fen to which a whole side may be rounded: amounts in ten thousands of yuan with so many decimals.
_STEPS: Mapping[int, str] = {
    1_000_000: "四舍五入到万元",
    100_000: "四舍五入到千元（0.1万元）",
    10_000: "四舍五入到百元（0.01万元）",
    1_000: "四舍五入到十元（0.001万元）",
}
#: So many differences that rounding explains show that a side is rounded; one may be a slip of a round amount.
_ROUNDED_ALIKE = 2
#: Most receipts of a customer that are looked through for one that makes the difference.
_MOST_RECEIPTS = 500


def hint_amount(ops: int, finance: int) -> str | None:
    """Return what slip could turn one amount into the other; ``None`` where none is known.

    Example:
        >>> hint_amount(123400, 132400), hint_amount(15600, 156000)
        ('两位数字颠倒', '相差10倍')
        >>> hint_amount(113000, 100000), hint_amount(123456, 123500)
        ('一方含税、一方不含税（×1.13）', '四舍五入到元')
    """
    if ops == 0 or finance in {0, ops}:
        return None
    if (ops < 0) != (finance < 0):
        return OPPOSITE if ops == -finance else None
    small, large = sorted((abs(ops), abs(finance)))
    for factor, words in _POWERS.items():
        if small * factor == large:
            return words
    for rate in _TAXES:
        if _is_taxed(small, large, Fraction(rate)):
            return f"一方含税、一方不含税（×{rate}）"
    if is_swap(small, large):
        return SWAPPED
    return _hint_rounding(small, large)


def _is_taxed(small: int, large: int, rate: Fraction) -> bool:
    """Return whether one amount is the other with tax, rounded to the fen either way."""
    return large == _half_up(small * rate) or small == _half_up(large / rate)


def _half_up(value: Fraction) -> int:
    return int((2 * value + 1) // 2)


def _hint_rounding(small: int, large: int) -> str | None:
    for exact, whole in ((small, large), (large, small)):
        if whole % _YUAN == 0 and exact % _YUAN:
            if whole == _half_up(Fraction(exact, _YUAN)) * _YUAN:
                return ROUNDED
            if whole == exact // _YUAN * _YUAN:
                return CUT
    return None


def is_swap(one: int, other: int) -> bool:
    """Return whether two amounts of equal length differ by two digits that changed places.

    Example:
        >>> is_swap(1234, 1324), is_swap(1234, 4321), is_swap(1234, 1235)
        (True, False, False)
    """
    left, right = str(one), str(other)
    if len(left) != len(right):
        return False
    unequal = [place for place, pair in enumerate(zip(left, right, strict=True)) if pair[0] != pair[1]]
    return (
        len(unequal) == 2 and left[unequal[0]] == right[unequal[1]] and left[unequal[1]] == right[unequal[0]]
    )


@dataclass(frozen=True, slots=True)
class _Money:
    """What else ops' books hold of one customer, in fen."""

    unallocated: int
    credit_notes: int
    receipts: tuple[tuple[int, str, bool], ...]


def hint_by_books(differences: pd.DataFrame, ops: Position) -> pd.DataFrame:
    """Add hints to amounts that have none: swapped, rounded as a whole side is, net of advances, a receipt too many.

    Args:
        differences: Rows of ``list_differences``, of all levels.
        ops: Ops' position at the cut-off.
    """
    # A customer of whom ops has nothing but credit notes or advances stands as one that only finance has.
    of_finance = (differences["kind"] == DifferenceKind.ONLY_FINANCE) & (differences["level"] == "customer")
    asked = ((differences["kind"] == DifferenceKind.AMOUNT) | of_finance) & differences["hint"].isna()
    hints = differences["hint"].to_numpy(dtype=object).copy()
    for row, words in _hint_exchanged(differences[asked]):
        hints[row] = words
    for row, words in _hint_steps(differences):
        hints[row] = words if pd.isna(hints[row]) else hints[row]
    own = (differences["currency"] == ops.documents.currency_names[0]).to_numpy()
    left = np.flatnonzero(asked.to_numpy() & own & pd.isna(hints))
    customers = differences["customer"].to_numpy(dtype=np.int64)
    books = _collect_money(ops, set(customers[left].tolist()))
    documents = differences["document"].to_numpy(dtype=object)
    for row in left.tolist():
        money = books.get(int(customers[row]))
        gap = int(differences["difference_fen"].iloc[row])
        if money is not None:
            hints[row] = _hint_gap(gap, money, of_document=isinstance(documents[row], str))
    return differences.assign(hint=pd.array(hints, dtype="str"))


def _hint_exchanged(differences: pd.DataFrame) -> Iterator[tuple[int, str]]:
    """Yield the rows whose amounts are another's the wrong way round, where only one other is."""
    names = (
        differences["document"]
        .fillna(differences["customer_name"])
        .fillna(differences["customer_id"])
        .fillna("")
    )
    keys: dict[tuple[str, str, int, int], list[tuple[int, str]]] = {}
    rows = zip(
        differences.index.tolist(),
        names.tolist(),
        differences["level"].tolist(),
        differences["currency"].tolist(),
        differences["ops_fen"].tolist(),
        differences["finance_fen"].tolist(),
        strict=True,
    )
    listed = list(rows)
    for row, name, level, currency, ops, finance in listed:
        keys.setdefault((level, currency, ops, finance), []).append((row, name))
    for row, _, level, currency, ops, finance in listed:
        others = keys.get((level, currency, finance, ops), [])
        if len(others) == 1 and len(keys[level, currency, ops, finance]) == 1:
            yield row, f"与“{others[0][1]}”的金额互换"


def _hint_steps(differences: pd.DataFrame) -> Iterator[tuple[int, str]]:
    """Yield the rows where one side is the other rounded to tens of yuan or more, as all that side's amounts are."""
    asked = differences["kind"].isin([DifferenceKind.AMOUNT, DifferenceKind.OVERDUE])
    both = asked & (differences["ops_fen"].fillna(0) != 0) & (differences["finance_fen"].fillna(0) != 0)
    if np.count_nonzero(both) < _ROUNDED_ALIKE:
        return
    for rows in differences[both].groupby(["level", "kind", "currency"], dropna=False).groups.values():
        ops, finance = (differences.loc[rows, name].to_numpy(np.int64) for name in ("ops_fen", "finance_fen"))
        for exact, whole in ((ops, finance), (finance, ops)):
            step = next((step for step in _STEPS if not (whole % step).any()), None)
            if step is None:
                continue
            alike = np.sign(exact) * ((2 * np.abs(exact) + step) // (2 * step)) * step == whole
            if np.count_nonzero(alike) >= _ROUNDED_ALIKE:
                yield from ((int(row), _STEPS[step]) for row in rows[alike])


def _collect_money(ops: Position, customers: set[int]) -> dict[int, _Money]:
    """Return what ops' books hold of customers in the policy's own currency."""
    accounts, receipts = ops.accounts, ops.receipts
    wanted = np.isin(receipts.customers, list(customers)) & (receipts.currencies == 0) & ops.state.counted
    listed: dict[int, list[tuple[int, str, bool]]] = {}
    for place in np.flatnonzero(wanted).tolist():
        day = str(receipts.days[place])
        one = (int(receipts.amounts[place]), day, bool(receipts.groups[place] >= 0))
        listed.setdefault(int(receipts.customers[place]), []).append(one)
    found = {}
    for place in np.flatnonzero(
        np.isin(accounts.customers, list(customers)) & (accounts.currencies == 0)
    ).tolist():
        customer = int(accounts.customers[place])
        found[customer] = _Money(
            int(ops.sums.unallocated[place]),
            int(ops.sums.credit_notes[place]),
            tuple(listed.get(customer, [])[:_MOST_RECEIPTS]),
        )
    return found


def _hint_gap(gap: int, money: _Money, *, of_document: bool) -> str | None:
    """Return what of ops' books makes the difference to the fen."""
    apart = ((money.unallocated, "预收、未分配回款"), (money.credit_notes, "贷项"))
    if not of_document and gap:
        for fen, name in apart:
            if gap == fen:
                return f"财务可能按扣除{name}后的净额"
        if gap == money.unallocated + money.credit_notes:
            return "财务可能按扣除贷项和预收、未分配回款后的净额"
    for sign, named, words in (
        (-1, True, "财务可能缺运营 {day} 的回款 {yuan} 元"),
        (1, False, "财务可能已冲运营 {day} 没写单据号的回款 {yuan} 元"),
    ):
        same = [day for fen, day, filled in money.receipts if filled is named and fen and sign * fen == gap]
        if len(same) == 1:
            return words.format(day=same[0], yuan=format_yuan(abs(gap)))
    return None
