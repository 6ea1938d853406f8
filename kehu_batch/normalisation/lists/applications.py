"""What lists of settlements (核销明细) say of the receipts on other lists: which part of each fills which document.

A line never brings money of its own: the receipt's day and sum decide (docs/rules.md, 10.6).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from kehu_batch.folding import fold_document_number
from kehu_batch.model.findings.catalogue_lists import APPLICATION_LEFT, LISTED_TWICE
from kehu_batch.model.findings.finding import Finding, Severity
from kehu_batch.model.tables.dataset import no_applications
from kehu_batch.model.tables.list_versions import APPLICATION_COLUMNS, APPLIED_LINE
from kehu_batch.normalisation.cells.collecting import Collector
from kehu_batch.normalisation.lists.grouping import name_sides
from kehu_batch.normalisation.lists.reporting import RowPlaces
from kehu_batch.records import dataclass, field
from kehu_batch.wording.joining import name_lines
from kehu_batch.wording.numbers import format_yuan


def mark_applied_lines(collector: Collector, frame: pd.DataFrame) -> None:
    """Exclude the rows that say what receipts of other lists settle; their money is what they apply.

    Args:
        collector: The cells of receipts.
        frame: The typed frame; changed in place.
    """
    regions = {region.id: region for region in collector.raw.regions if region.applies}
    if not regions:
        return
    lines = frame["region"].isin(list(regions))
    frame.loc[lines, "excluded"] = APPLIED_LINE
    stated = frame["region"].isin(
        [one.id for one in regions.values() if one.column_of("applied") is not None]
    )
    frame.loc[stated, "amount"] = frame["applied"][stated]


@dataclass(slots=True)
class _Receipt:
    """A receipt that lines may part: one row, or several of one number, customer, day and currency.

    Args:
        rows: Positions of its rows.
        left: Fen of each that no line has taken yet.
        customer: Its customer; -1 where it names none.
        currency: Its currency; empty where it names none.
        lines: What is said of it.
    """

    rows: list[int]
    left: list[int]
    customer: int
    currency: str
    lines: list[_Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Line:
    """What one line says, or what is left of several that take one another back.

    Args:
        position: In the table.
        region: Its list.
        side: Whose list it is.
        number: The receipt's number as written; empty where it says none.
        document: The document's number as written; empty where it says none.
        fen: What it applies; ``None`` where it cannot be read.
        customer: Its customer; -1 where it names none.
        currency: Its currency; empty where it names none.
    """

    position: int
    region: int
    side: str
    number: str
    document: str
    fen: int | None
    customer: int
    currency: str


@dataclass(slots=True)
class _Found:
    """Lines that apply, and why others do not."""

    applied: list[tuple[int, int, str, int]] = field(default_factory=list)
    left: dict[int, str] = field(default_factory=dict)


def settle_applications(places: RowPlaces, whole_column_rows: int) -> tuple[pd.DataFrame, list[Finding]]:
    """Return what the lines apply, as ``Dataset.applications``, with what is told of them.

    Args:
        places: The receipts, their customers known and lists settled.
        whole_column_rows: From this many rows on, a list that applies nothing is told once.
    """
    frame = places.frame
    if not (frame["excluded"] == APPLIED_LINE).any():
        return no_applications(), []
    sides = name_sides(frame, places.regions)
    known = _receipts(frame, sides)
    lines = list(_lines(frame[frame["excluded"] == APPLIED_LINE], sides))
    again, found = _listed_again(lines), _Found()
    for line in (one for one in lines if one.position not in again):
        receipt = _find(line, known.get((line.side, fold_document_number(line.number)), ()))
        if isinstance(receipt, _Receipt):
            receipt.lines.append(line)
        else:
            found.left[line.position] = receipt
    for receipt in (receipt for mine in known.values() for receipt in mine if receipt.lines):
        _apply(receipt, found)
    applied = sorted(found.applied, key=lambda one: (one[1], one[0]))
    table = pd.DataFrame(applied, columns=list(APPLICATION_COLUMNS)).astype(dict(APPLICATION_COLUMNS))
    return table, [*_tell_again(places, again), *_tell_left(places, found.left, whole_column_rows)]


def _lines(rows: pd.DataFrame, sides: pd.Series) -> Iterator[_Line]:
    texts = [rows[name].fillna("").astype(str).tolist() for name in ("receipt_no", "invoice_no")]
    fen = rows["amount"].astype(object).tolist()
    for position, region, side, number, document, one, customer, currency in zip(
        rows.index.tolist(),
        rows["region"].tolist(),
        sides[rows.index].tolist(),
        *texts,
        fen,
        rows["customer"].tolist(),
        rows["currency"].fillna("").tolist(),
        strict=True,
    ):
        known = None if pd.isna(one) else int(one)
        yield _Line(position, region, side, number, document, known, customer, currency)


def _receipts(frame: pd.DataFrame, sides: pd.Series) -> dict[tuple[str, str], list[_Receipt]]:
    """Return the receipts that count by side and folded number: several where rows of a number are not of one."""
    known = frame[["amount", "received_on", "receipt_no"]].notna().all(axis=1)
    counted = frame[known & (frame["excluded"] == "")]
    receipts: dict[tuple[object, ...], _Receipt] = {}
    found: dict[tuple[str, str], list[_Receipt]] = defaultdict(list)
    for position, side, number, customer, day, currency, fen in zip(
        counted.index.tolist(),
        sides[counted.index].tolist(),
        counted["receipt_no"].map(fold_document_number).tolist(),
        counted["customer"].tolist(),
        counted["received_on"].tolist(),
        counted["currency"].fillna("").tolist(),
        counted["amount"].tolist(),
        strict=True,
    ):
        key = side, number, customer, day, currency
        if key not in receipts:
            receipts[key] = _Receipt([], [], customer, currency)
            found[side, number].append(receipts[key])
        receipts[key].rows.append(position)
        receipts[key].left.append(int(fen))
    return found


def _listed_again(lines: Sequence[_Line]) -> set[int]:
    """Return the lines that another list has already: each list has as many alike as were entered."""
    seen: dict[tuple[object, ...], Counter[int]] = defaultdict(Counter)
    again: set[int] = set()
    for line in lines:
        if line.fen is None or not line.number:
            continue
        numbers = fold_document_number(line.number), fold_document_number(line.document)
        alike = seen[line.side, numbers, line.fen, line.customer]
        alike[line.region] += 1
        others = [count for region, count in alike.items() if region != line.region]
        if alike[line.region] <= max(others, default=0):
            again.add(line.position)
    return again


def _find(line: _Line, known: Sequence[_Receipt]) -> _Receipt | str:
    """Return the receipt of a line, or why there is none that it may part."""
    number = line.number
    mine = [one for one in known if min(line.customer, one.customer) < 0 or one.customer == line.customer]
    currency = mine[0].currency if mine else ""
    reasons = {
        "没有读到核销金额": line.fen is None,
        "没有写回款单号": not number,
        "没有写冲的是哪张单据": not line.document,
        f"计入的回款里没有“{number}”": not known,
        f"回款“{number}”是另一个客户的": not mine,
        f"有几笔回款的单号都是“{number}”，客户、日期或币种不同，分不清是哪一笔": len(mine) > 1,
        f"币种与回款“{number}”不同": bool(line.currency) and currency not in {"", line.currency},
    }
    return next((reason for reason, is_so in reasons.items() if is_so), "") or mine[0]


def _apply(receipt: _Receipt, found: _Found) -> None:
    """Part a receipt by its lines in their order; one that goes beyond what is left of it applies nothing."""
    sign = -1 if sum(receipt.left) < 0 else 1
    if any(fen * sign < 0 for fen in receipt.left):
        reason = "这个单号的回款有正有负，分不清冲的是哪一笔"
        found.left.update((line.position, reason) for line in receipt.lines)
        return
    lines = _without_taken_back(receipt.lines, sign)
    # What a credit note adds to a receipt (a customer pays less by it) makes room for its other documents.
    for line, fen in sorted(lines, key=lambda one: one[1] * sign > 0):
        left = sum(receipt.left)
        if fen * sign > abs(left):
            rest = f"超出回款“{line.number}”还没有核销的 {format_yuan(left)}"
            found.left[line.position] = f"{rest} {line.currency or receipt.currency or '元'}"
        else:
            found.applied += _parts(receipt, line, fen, sign)


def _without_taken_back(lines: Sequence[_Line], sign: int) -> Iterator[tuple[_Line, int]]:
    """Yield lines with what they apply: those of one document that take others back as what is left of them."""
    documents: dict[str, list[_Line]] = defaultdict(list)
    for line in lines:
        documents[fold_document_number(line.document)].append(line)
    joined: dict[int, int] = {}
    for mine in documents.values():
        fen = [(line.fen or 0) * sign for line in mine]
        if min(fen) < 0 < max(fen):
            first = next(line for line, one in zip(mine, fen, strict=True) if one > 0)
            joined |= {line.position: sum(fen) * sign if line is first else 0 for line in mine}
    for line in lines:
        fen_of = joined.get(line.position, line.fen or 0)
        if fen_of:
            yield line, fen_of


def _parts(receipt: _Receipt, line: _Line, fen: int, sign: int) -> Iterator[tuple[int, int, str, int]]:
    """Yield what a line takes from the rows of a receipt, first to last; what is left of them shrinks.

    A line of the other sign gives to the first row what others may take from it.
    """
    rest = fen
    for place, row in enumerate(receipt.rows):
        left = receipt.left[place]
        taken = rest if rest * sign < 0 else sign * min(rest * sign, left * sign)
        if taken:
            receipt.left[place] -= taken
            rest -= taken
            yield row, line.position, line.document, taken


def _tell_again(places: RowPlaces, again: set[int]) -> Iterator[Finding]:
    """Yield the lines of each list that another list has, too."""
    lists: dict[int, list[int]] = defaultdict(list)
    for row in sorted(again):
        lists[places.region(row).id].append(row)
    for rows in lists.values():
        lines = name_lines(places.line(row) for row in rows)
        message = f"有 {len(rows)} 行核销在另一份核销明细里也有，只采用一次：{lines}没有再用"
        yield Finding(
            LISTED_TWICE,
            places.of(rows[0], "receipt_no"),
            message,
            str(places.frame["receipt_no"].iloc[rows[0]]),
            "receipts",
            "receipt_no",
            count=len(rows),
            severity_override=Severity.INFO,
        )


def _tell_left(places: RowPlaces, left: Mapping[int, str], whole_column_rows: int) -> Iterator[Finding]:
    """Yield the lines that apply nothing and why; once of a long list that applies nothing at all."""
    lists: dict[int, list[int]] = defaultdict(list)
    for row in sorted(left):
        lists[places.region(row).id].append(row)
    for rows in lists.values():
        region, size = places.region(rows[0]), len(rows)
        if len(region.data_rows) == size >= whole_column_rows:
            place = region.location("receipt_no", region.header_row)
            money = format_yuan(int(places.frame["amount"].iloc[rows].fillna(0).sum()))
            message = f"整列 {size} 行都没有采用（第一行：{left[rows[0]]}），金额合计 {money} 没有冲到单据"
            yield Finding(APPLICATION_LEFT, place, message, "", "receipts", "receipt_no", count=size)
            continue
        for row in rows:
            yield _tell_line(places, row, left[row])


def _tell_line(places: RowPlaces, row: int, reason: str) -> Finding:
    fen = places.frame["amount"].iloc[row]
    value = "" if pd.isna(fen) else format_yuan(int(fen))
    message = f"{reason}：这一行没有采用" + (f"，{value} 没有冲到单据" if value else "")
    place, customer = places.of(row, "amount"), places.customer(row)
    return Finding(APPLICATION_LEFT, place, message, value, "receipts", "amount", customer)
