"""One side's receipts, and the documents that each of them names (docs/rules.md, 10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.days import Days, to_days
from kehu_batch.analysis.base.snapshot import Codes, Fen, Mask, Positions, Snapshot
from kehu_batch.analysis.base.sums import guard_sums, sum_groups
from kehu_batch.analysis.receivables.documents import (
    DocumentKeys,
    Documents,
    collect_documents,
    currency_codes,
    currency_names,
    take_rows,
    to_fen,
)
from kehu_batch.analysis.receivables.numbers import NumberIndex, find_numbers
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.model.tables.recognition import Side
from kehu_batch.records import dataclass, replace

#: Why a receipt fills no document.
UNNAMED, EXCESS, UNMATCHED = "未写单据号", "超出单据金额", "单据号不在应收明细"
OTHER_CURRENCY, AMBIGUOUS = "币种与单据不同", "单据号对应多个客户"
ALIKE, SEVERAL = "单据号对应多张单据", "退款写了几个单据号"
_REASONS = ("", UNNAMED, UNMATCHED, OTHER_CURRENCY, AMBIGUOUS, ALIKE, SEVERAL)


@dataclass(frozen=True, slots=True)
class Receipts:
    """Receipts of one side, dated whenever; parallel arrays sorted by group and day.

    A receipt that names several documents stands here once for each of them, with its part of the money.

    Args:
        rows: Their positions in ``receipts``.
        groups: The documents that each one names; -1 where none.
        numbers: The documents' number as the documents have it; missing where ``groups`` is -1.
        customers: The customer of the document that it names, else its own; -1 where neither is known.
        days: Day received.
        currencies: Code of each, as in ``Documents``.
        amounts: Fen; negative for a refund.
        reasons: Why it names no documents of ours; ``""`` where it does.
        payer_differs: Whether it names a customer other than the document's.
        folded: Whether it took folding to find the number.
        split: Whether it is a part of a receipt that names several documents.
        named_at: Position in ``receipts`` of the row that names its document: its own, or a line of 核销明细.
        left: Lines that fill nothing, by position, and why.
    """

    rows: Positions
    groups: Codes
    numbers: npt.NDArray[np.object_]
    customers: Codes
    days: Days
    currencies: Codes
    amounts: Fen
    reasons: npt.NDArray[np.object_]
    payer_differs: Mask
    folded: Mask
    split: Mask
    named_at: Positions
    left: Mapping[int, str]


def collect_side(snapshot: Snapshot, side: Side, currency: str) -> tuple[Documents, Receipts]:
    """Collect one side's documents and receipts, of any date, that have an amount and are no repeated rows.

    Raises:
        InputRejected: Amounts beyond what can be added exactly.
    """
    invoices = take_rows(snapshot.dataset, "invoices", side)
    rows = take_rows(snapshot.dataset, "receipts", side)
    rows = rows[rows["received_on"].notna()]
    guard_sums(to_fen(invoices["amount"]), to_fen(invoices["paid"]), to_fen(rows["amount"]))
    names = currency_names(currency, invoices["currency"], rows["currency"])
    documents, keys = collect_documents(snapshot, invoices, names)
    receipts = _collect(rows, documents, keys, snapshot.dataset)
    return _with_undated(documents, receipts, invoices, snapshot.day), receipts


def _collect(frame: pd.DataFrame, documents: Documents, keys: DocumentKeys, dataset: Dataset) -> Receipts:
    frame, left = _part_by_lines(frame, dataset, documents, keys)
    asked = _ask(frame, documents, keys)
    numbers = asked["number"].to_numpy(dtype=np.int64)
    rows = frame.take(asked["row"].to_numpy())
    stated = rows["currency"].notna().to_numpy()
    codes = currency_codes(rows["currency"], documents.currency_names)
    customers = rows["customer"].to_numpy(dtype=np.int64)
    own = keys.exact(numbers, customers, codes)
    only, count = keys.by_number(numbers, np.where(stated, codes, -1))
    groups = np.where((own >= 0) & (customers >= 0), own, only)
    named = groups >= 0
    of_group = _first_of_groups(documents)
    group_customer = np.append(documents.customers[of_group], -1)[groups]
    group_currency = np.append(documents.currencies[of_group], 0)[groups]
    # A receipt without a currency is in that of the document it names.
    codes = np.where(named & ~stated, group_currency, codes)
    bare = rows["invoice_no"].isna().to_numpy()
    reasons = np.select(
        [
            named,
            bare,
            asked["alike"].to_numpy(),
            asked["several"].to_numpy(),
            count == 0,
            stated & (count == 1),
        ],
        [0, 1, 5, 6, 2, 3],
        default=4,
    )
    days = to_days(rows["received_on"])
    order = np.lexsort((np.arange(len(rows)), days, groups))
    written = np.array([*keys.numbers.tolist(), None], dtype=object)
    return Receipts(
        rows=rows.index.to_numpy(dtype=np.intp)[order],
        groups=groups[order],
        numbers=written[np.where(named, numbers, -1)][order],
        customers=np.where(named, group_customer, customers)[order],
        days=days[order],
        currencies=codes[order],
        amounts=asked["fen"].to_numpy(dtype=np.int64)[order],
        reasons=np.array(_REASONS, dtype=object)[reasons[order]],
        payer_differs=(named & (customers >= 0) & (customers != group_customer))[order],
        folded=(asked["folded"].to_numpy(dtype=np.bool_) & named)[order],
        split=asked["split"].to_numpy(dtype=np.bool_)[order],
        named_at=rows["named_at"].to_numpy(dtype=np.intp)[order],
        left=left,
    )


def _part_by_lines(
    frame: pd.DataFrame, dataset: Dataset, documents: Documents, keys: DocumentKeys
) -> tuple[pd.DataFrame, Mapping[int, str]]:
    """Return receipts with a row for each part that a line, or the receipt, gives to a document, before what is left.

    The parts of a receipt have its index; ``named_at`` is the position in ``receipts`` of the row that names the
    document. What lines leave stays as it is: for the receipt's own document, or none.

    Args:
        frame: One side's receipts that count.
        dataset: The drop, with its ``applications``.
        documents: The side's documents.
        keys: Their keys.

    Returns:
        The receipts, and why lines give nothing to a document, by position.
    """
    frame = frame.assign(named_at=frame.index.to_numpy(dtype=np.int64))
    lines = dataset.applications
    lines = lines[lines["receipt"].isin(frame.index)] if len(lines) else lines
    if not len(lines):
        return _part_by_claims(frame, dataset), {}
    customers = dataset.tables["receipts"]["customer"]
    payers = customers.loc[lines["receipt"]].to_numpy(dtype=np.int64)
    # A receipt that says nothing of its payer is of whom the line names.
    payers = np.where(payers >= 0, payers, customers.loc[lines["line"]].to_numpy(dtype=np.int64))
    lines = lines.assign(payer=payers, whole=to_fen(frame["amount"].loc[lines["receipt"]]))
    why = _why_not(lines, documents, keys)
    left = {line: reason for line, reason in zip(lines["line"].tolist(), why, strict=True) if reason}
    lines = lines[[not reason for reason in why]]
    parts = frame.loc[lines["receipt"]].assign(
        invoice_no=lines["invoice_no"].array,
        amount=lines["fen"].astype("Int64").array,
        customer=lines["payer"].to_numpy(),
        named_at=lines["line"].to_numpy(dtype=np.int64),
    )
    taken = lines.groupby("receipt")["fen"].sum().reindex(frame.index).fillna(0).astype("int64")
    rest = frame.assign(amount=frame["amount"] - taken)
    rest = rest[(rest["amount"] != 0) | ~frame.index.isin(lines["receipt"])]
    # Stable, so the parts of a receipt stand in the order of their lines.
    return _part_by_claims(pd.concat([parts, rest]).sort_index(kind="stable"), dataset), left


def _part_by_claims(frame: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """Return receipts that state less for the document they name than came (核销金额) as that part, and what is left.

    What is left names no document; a receipt that a list of settlements parts is parted by that alone.
    """
    claimed = frame["applied"]
    less = (claimed * frame["amount"] > 0) & (claimed.abs() < frame["amount"].abs())
    less = less.fillna(value=False) & frame["invoice_no"].notna()
    less &= ~frame.index.isin(dataset.applications["receipt"])
    if not less.any():
        return frame
    rest = frame[less].assign(amount=frame["amount"] - claimed, invoice_no=None)
    named = frame.assign(amount=frame["amount"].mask(less, claimed))
    return pd.concat([named, rest.astype({"invoice_no": frame["invoice_no"].dtype})]).sort_index(
        kind="stable"
    )


def _why_not(lines: pd.DataFrame, documents: Documents, keys: DocumentKeys) -> list[str]:
    """Return why each line fills no document; ``""`` where it may."""
    owners = keys.customers_of_numbers()
    found = find_numbers(
        lines["invoice_no"], lines["payer"].to_numpy(dtype=np.int64), NumberIndex(keys.numbers), owners
    )
    signs = set(zip(_numbers_of(documents, keys).tolist(), (documents.amounts < 0).tolist(), strict=True))
    why: list[str] = []
    room: dict[int, int] = {}
    rows = zip(
        *(lines[name].tolist() for name in ("receipt", "invoice_no", "payer", "fen", "whole")), strict=True
    )
    for place, (receipt, number, payer, fen, whole) in enumerate(rows):
        code, turned = int(found.codes[place]), fen * whole < 0
        reasons = {
            f"应收明细里有几张单据的号码与“{number}”只差写法": bool(found.alike[place]),
            f"应收明细里没有单据“{number}”": code < 0 and place not in found.lists,
            f"单据“{number}”是另一个客户的": code >= 0
            and payer >= 0
            and owners[code].isdisjoint({payer, -1}),
            f"正负与回款相反，而单据“{number}”不是贷项": turned and (code, fen < 0) not in signs,
        }
        why.append(next((reason for reason, is_so in reasons.items() if is_so), ""))
        if not why[-1]:
            room[receipt] = room.get(receipt, whole) - fen
    return _within(lines, why, room)


def _within(lines: pd.DataFrame, why: list[str], room: Mapping[int, int]) -> list[str]:
    """Return the same with lines left out that go beyond their receipt, as one of the other sign gives it nothing."""
    over = dict(room)
    rows = list(zip(lines["receipt"].tolist(), lines["fen"].tolist(), lines["whole"].tolist(), strict=True))
    for place in reversed(range(len(rows))):
        receipt, fen, whole = rows[place]
        if not why[place] and over.get(receipt, 0) * whole < 0 < fen * whole:
            why[place] = "超出回款还没有核销的金额"
            over[receipt] += fen
    return why


def _numbers_of(documents: Documents, keys: DocumentKeys) -> Codes:
    """Return the code of each document's number."""
    width = (keys.customer_count + 1) * (keys.currency_count + 1)
    return (keys.keys // width - 1)[documents.groups]


def _ask(frame: pd.DataFrame, documents: Documents, keys: DocumentKeys) -> pd.DataFrame:
    """Return what the receipts ask for, those that name several documents in parts.

    Returns:
        In the order of the sheets, and of a receipt's parts in the order named: ``row`` int64 (position in ``frame``),
        ``number`` int64 (code; -1 where none is found), ``fen`` int64, and bool ``folded`` (it took folding),
        ``split`` (a part), ``alike`` (several numbers answer), ``several`` (a refund that names several).
    """
    customers = frame["customer"].to_numpy(dtype=np.int64)
    index = NumberIndex(keys.numbers)
    found = find_numbers(frame["invoice_no"], customers, index, keys.customers_of_numbers())
    fen = to_fen(frame["amount"])
    asked = pd.DataFrame(
        {
            "row": np.arange(len(frame), dtype=np.int64),
            "number": found.codes,
            "fen": fen,
            "folded": found.folded,
            "split": False,
            "alike": found.alike,
            "several": np.isin(np.arange(len(frame)), list(found.lists)),
        }
    )
    # Money paid back cannot be spread over documents in the order named.
    lists = {row: codes for row, codes in found.lists.items() if fen[row] >= 0}
    if not lists:
        return asked
    parts = pd.DataFrame(
        list(_split(lists, asked, to_days(frame["received_on"]), _room(documents, keys))),
        columns=["row", "number", "fen"],
    ).assign(folded=False, split=True, alike=False, several=False)
    whole = pd.concat([asked[~asked["row"].isin(list(lists))], parts], ignore_index=True)
    return whole.sort_values("row", kind="stable", ignore_index=True)


def _room(documents: Documents, keys: DocumentKeys) -> dict[int, int]:
    """Return what the documents of each number amount to, credit notes left out."""
    width = (keys.customer_count + 1) * (keys.currency_count + 1)
    numbers = keys.keys // width - 1
    sums = sum_groups(documents.groups, np.maximum(documents.amounts, 0), documents.group_count)
    room: dict[int, int] = {}
    for number, fen in zip(numbers.tolist(), sums.tolist(), strict=True):
        room[number] = room.get(number, 0) + fen
    return room


def _split(
    lists: Mapping[int, tuple[int, ...]], asked: pd.DataFrame, days: Days, room: dict[int, int]
) -> Iterator[tuple[int, int, int]]:
    """Yield row, number and fen of each part: documents are filled in the order named, after earlier receipts.

    What they have no room for is left on a number that no document has, else on the last one.
    """
    numbers, fen = asked["number"].tolist(), asked["fen"].tolist()
    for row in sorted(range(len(numbers)), key=lambda one: (days[one], one)):
        if row not in lists:
            if numbers[row] >= 0:
                room[numbers[row]] = max(room.get(numbers[row], 0) - fen[row], 0)
            continue
        yield from ((row, number, part) for number, part in _spread(lists[row], fen[row], room))


def _spread(numbers: tuple[int, ...], fen: int, room: dict[int, int]) -> list[tuple[int, int]]:
    """Return number and fen of the parts of one receipt; ``room`` shrinks by what they take."""
    parts: list[tuple[int, int]] = []
    rest = fen
    for number in numbers:
        taken = min(rest, room.get(number, 0)) if number >= 0 else 0
        if taken:
            parts.append((number, taken))
            room[number] -= taken
            rest -= taken
    if rest or not parts:
        parts.append((-1 if -1 in numbers else numbers[-1], rest))
    return parts


def _first_of_groups(documents: Documents) -> Positions:
    """Return the position of one document of each group."""
    first = np.zeros(documents.group_count, dtype=np.intp)
    first[documents.groups] = np.arange(len(documents))
    return first


def _with_undated(
    documents: Documents, receipts: Receipts, invoices: pd.DataFrame, day: np.datetime64
) -> Documents:
    """Add 已收 of the documents that no receipt names; else amount − 未收 where only that is stated.

    A day beside it (回款日期) is that of the last of several receipts: it tells what had not come by ``day``, and of
    the rest not how much had come when.
    """
    named = np.zeros(documents.group_count + 1, dtype=np.bool_)
    named[receipts.groups] = True
    rest = invoices["amount"] - invoices["open_amount"]
    # What is left may be typed as more than the amount (told): nothing was received less than none.
    stated = invoices["paid"].fillna(rest.where(rest * invoices["amount"] >= 0, 0).where(rest.notna()))
    undated = np.where(named[documents.groups], 0, to_fen(stated))
    later = to_days(invoices["paid_on"]) > day
    return replace(documents, undated=np.where(later, 0, undated), paid_later=np.where(later, undated, 0))
