"""One recognised table to its typed frame: columns, required cells and repeated rows."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.folding import INVISIBLE
from kehu_batch.model.findings.catalogue_values import (
    DITTO,
    FORMULA_UNCACHED,
    REQUIRED_BLANK,
    REQUIRED_MISSING,
    ROW_REPEATED,
    ROW_REPEATED_KEPT,
    SCORE_MISSING,
)
from kehu_batch.model.tables.list_versions import APPLIED_LINE
from kehu_batch.normalisation.cells.collecting import Collector
from kehu_batch.normalisation.cells.distinct import map_distinct, read_distinct
from kehu_batch.normalisation.cells.fields import (
    ANNUAL_FIELDS,
    COMPOSITE_FIELDS,
    MANY_FIELDS,
    REFERENCE_FIELD,
    REPEATS_EXCLUDED,
    TERM_FIELDS,
    TIMED_FIELDS,
)
from kehu_batch.normalisation.cells.raw import RawColumn
from kehu_batch.normalisation.cells.text import cell_text, is_blank_cell, is_none_answer
from kehu_batch.normalisation.identity.names import CustomerName, is_nobody, split_customer
from kehu_batch.normalisation.tables.columns import (
    read_amounts,
    read_dates,
    read_ids,
    read_numbers,
    read_texts,
    report_errors,
)
from kehu_batch.normalisation.tables.duplicates import settle_duplicates
from kehu_batch.policy.vocabulary import Field, FieldKind, Vocabulary
from kehu_batch.records import dataclass

REPEATED = "重复行"

Flags = npt.NDArray[np.bool_]

_PLAIN_FORM = re.compile("(?<!股份)(?:有限公司|有限责任公司)$")


@dataclass(frozen=True, slots=True)
class RequiredCells:
    """Required cells of a table, and those that are right.

    Args:
        rows: Both by row, parallel to the table's frame: ``required``, ``right`` int64.
    """

    rows: pd.DataFrame

    @property
    def total(self) -> int:
        """Return the required cells."""
        return int(self.rows["required"].sum())

    @property
    def right(self) -> int:
        """Return those that are right."""
        return int(self.rows["right"].sum())


def read_table(collector: Collector, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return the typed frame of a table, without its composite fields.

    Columns: ``region``, ``source_row``, then every field of the vocabulary; a field without a column is all
    missing. ``excluded`` is ``""`` throughout.
    """
    settle_duplicates(collector, vocabulary)
    raw = collector.raw
    table = raw.table
    left_out = COMPOSITE_FIELDS.get(table, frozenset()) | MANY_FIELDS.get(table, frozenset())
    columns: dict[str, pd.Series] = {
        "region": pd.Series(raw.region),
        "source_row": pd.Series(raw.source_row),
    }
    fields = [field for field in vocabulary.tables[table].fields.values() if field.code not in left_out]
    for field in vocabulary.tables[table].fields.values():
        if field.code in raw.columns and (field.kind is FieldKind.NAME or field.code in left_out):
            report_errors(collector, field.code)
    names = {
        field.code: read_distinct(raw.columns[field.code], _split)
        for field in fields
        if field.kind is FieldKind.NAME and field.code in raw.columns
    }
    # Reference dates first: other dates of the row are resolved against them.
    references = REFERENCE_FIELD.get(table, {})
    for field in sorted(fields, key=lambda field: field.code in references):
        against = references.get(field.code)
        columns[field.code] = (
            names[field.code].texts(lambda name: name.name or None)
            if field.code in names
            else _read(collector, field, columns[against].to_numpy() if against else None)
        )
    if "contact" in columns and "customer_name" in names:
        contacts = names["customer_name"].texts(lambda name: "、".join(name.contacts) or None)
        columns["contact"] = columns["contact"].where(columns["contact"].notna(), contacts)
    for field_code, positions in raw.uncached.items():
        collector.add(
            FORMULA_UNCACHED, field_code, positions, lambda label, _value: f"{label}的公式没有计算结果"
        )
    _report_dittos(collector)
    columns["excluded"] = pd.Series("", index=range(len(raw)), dtype="str")
    # Arrays, as the indexes of thirty columns are else made one.
    return pd.DataFrame({name: column.array for name, column in columns.items()})


def _report_dittos(collector: Collector) -> None:
    raw = collector.raw
    for code, rows in sorted(raw.dittos.items()):
        for region in raw.regions:
            inside = rows[raw.region[rows] == region.id]
            if len(inside):
                message = (
                    f"{collector.label(code)}有 {len(inside)} 格写着“同上”或同样意思的记号，按上一行的内容读"
                )
                collector.add_together(DITTO, code, inside, message)


def _read(collector: Collector, field: Field, references: npt.NDArray[np.datetime64] | None) -> pd.Series:
    raw = collector.raw
    if field.code not in raw.columns:
        return _missing(field, len(raw))
    match field.kind:
        case FieldKind.DATE:
            timed = field.code in TIMED_FIELDS.get(raw.table, frozenset())
            annual = field.code in ANNUAL_FIELDS.get(raw.table, frozenset())
            term = field.code in TERM_FIELDS.get(raw.table, frozenset())
            return read_dates(collector, field.code, references, timed=timed, annual=annual, term=term)
        case FieldKind.AMOUNT:
            return read_amounts(collector, field.code)
        case FieldKind.ID:
            return read_ids(collector, field.code)
        case FieldKind.NUMBER:
            return read_numbers(collector, field.code, 0, 10)
        case FieldKind.TEXT | FieldKind.NAME:
            return read_texts(collector, field.code)


def _missing(field: Field, size: int) -> pd.Series:
    match field.kind:
        case FieldKind.DATE:
            return pd.Series(np.full(size, np.datetime64("NaT", "s"), dtype="datetime64[s]"))
        case FieldKind.AMOUNT:
            return pd.Series(pd.NA, index=range(size), dtype="Int64")
        case FieldKind.NUMBER:
            return pd.Series(np.full(size, np.nan))
        case _:
            return pd.Series(np.full(size, None), dtype="str")


def _split(cell: object) -> CustomerName:
    return split_customer(cell_text(cell) or "")


def count_required(
    collector: Collector, frame: pd.DataFrame, vocabulary: Vocabulary, counted: Flags
) -> RequiredCells:
    """Count required cells and those that are right, with a finding for each blank one.

    A cell is right where it is filled and nothing is wrong with it. Each group of alternatives is one cell.

    Args:
        collector: The table's cells, and where findings go.
        frame: The typed frame.
        vocabulary: Names the required fields.
        counted: Rows that are looked at.
    """
    required, right = np.zeros(len(frame), dtype=np.int64), np.zeros(len(frame), dtype=np.int64)
    for group in vocabulary.required_fields(collector.raw.table):
        filled = np.zeros(len(frame), dtype=bool)
        for field in group:
            if field in frame:
                right_here = frame[field].notna().to_numpy(dtype=bool, copy=True)
                if field not in _ANSWERED:
                    right_here &= ~_is_none(collector, frame, field)
                # What a cell leaves out (a score) is no mistake in it; what it says wrongly is.
                right_here[collector.faulty_rows(field, but=SCORE_MISSING)] = False
                filled |= right_here
            elif field in collector.raw.columns:
                # A field with several columns is typed elsewhere; here it is enough that one is filled.
                filled |= ~map_distinct(collector.raw.columns[field], is_blank_cell).astype(bool)
        required += counted
        right += filled & counted
        # A row without any customer has a finding of its own.
        if "customer_id" not in group:
            _report_blank(collector, group, ~filled & counted)
    return RequiredCells(pd.DataFrame({"required": required, "right": right}, index=frame.index))


#: Fields in which 无 is an answer and so not blank.
_ANSWERED = frozenset({"feedback", "content"})
#: Fields that say who the customer is.
_CUSTOMER = frozenset({"customer_id", "customer_name"})


def _is_none(collector: Collector, frame: pd.DataFrame, field: str) -> Flags:
    """Return which cells of a text field answer that there is none."""
    if not isinstance(frame[field].dtype, pd.StringDtype):
        return np.zeros(len(frame), dtype=bool)
    cells = collector.raw.columns.get(field)
    # A customer called None or NA is one; and a name is a part of its cell.
    if field in _CUSTOMER:
        return map_distinct(frame[field].astype(object), _is_nobody).astype(bool)
    if cells is None:
        return map_distinct(frame[field].astype(object), is_none_answer).astype(bool)
    return cells.pick(lambda cell: is_none_answer(cell_text(cell)), bool)


def _is_nobody(value: object) -> bool:
    return isinstance(value, str) and is_nobody(value)


def _report_blank(collector: Collector, group: tuple[str, ...], rows: Flags) -> None:
    present = next((field for field in group if field in collector.raw.columns), group[0])
    column = collector.raw.columns.get(present)
    if column is None:
        collector.add_missing_column(REQUIRED_MISSING, present)
        return
    suspects = rows.copy()
    # A cell that was emptied for a reason reported already (a formula without result, two values) is not left out.
    suspects[collector.faulty_rows(present)] = False
    positions = np.flatnonzero(suspects)
    positions = positions[
        column.within(positions).pick(
            lambda cell: cell == "" or is_none_answer(cell) or str(cell).isspace(), bool
        )
    ]
    if len(positions):
        collector.add(REQUIRED_BLANK, present, positions, lambda label, _value: f"{label}没有填写")


def mark_repeated(collector: Collector, frame: pd.DataFrame) -> Flags:
    """Exclude rows equal to an earlier one in every field; where they may be two, keep and flag them.

    Returns:
        Which rows equal one of another list and none of their own. Those of them that are kept are not flagged yet:
        ``report_kept``.
    """
    table = collector.raw.table
    nowhere = np.zeros(len(frame), dtype=np.bool_)
    if table in {"ledger", "balances"}:
        return nowhere
    columns = {**_sides(collector), **_signs(collector, frame), **collector.raw.columns}
    # Of two alike that say what a receipt settles it is told where they are applied.
    repeated = find_repeated(columns, len(frame)) & (frame["excluded"] != APPLIED_LINE).to_numpy(dtype=bool)
    if not repeated.any():
        return nowhere
    identified = (
        frame["order_id"].notna().to_numpy(dtype=bool) if table == "orders" else table in REPEATS_EXCLUDED
    )
    elsewhere = nowhere
    if len(collector.raw.regions) > 1:
        lists = read_distinct(collector.raw.region, lambda region: region)
        elsewhere = repeated & ~find_repeated({**columns, "#": lists}, len(frame))
    excluded = repeated & identified
    frame.loc[excluded, "excluded"] = REPEATED
    _report_rows(collector, excluded, kept=False)
    _report_rows(collector, repeated & ~excluded & ~elsewhere, kept=True)
    return elsewhere


def report_kept(collector: Collector, rows: Flags) -> None:
    """Flag rows that equal a row of another list and count."""
    _report_rows(collector, rows, kept=True)


def exclude_repeated(collector: Collector, frame: pd.DataFrame, rows: Flags) -> None:
    """Exclude rows that equal a row of another list."""
    frame.loc[rows, "excluded"] = REPEATED
    _report_rows(collector, rows, kept=False)


def _sides(collector: Collector) -> dict[str, RawColumn]:
    """Return whose each row is, as one more column: the same row of ops and of finance is no repetition."""
    sides = {region.id: region.side.value for region in collector.raw.regions}
    if len(set(sides.values())) < 2:
        return {}
    return {"": read_distinct(collector.raw.region, lambda region: sides[region])}


def _signs(collector: Collector, frame: pd.DataFrame) -> dict[str, RawColumn]:
    """Return which sums are below zero, as one more column: a return repeats its sale in every cell but its kind."""
    if not any(region.returned_rows for region in collector.raw.regions):
        return {}
    below = (frame["amount"] < 0).fillna(value=False).to_numpy(dtype=bool)
    return {"-": read_distinct(below, lambda negative: negative)}


def _seen(cell: object) -> str:
    """Return what is to be seen of a cell: a blank behind a name, as pasted, makes no other row of it."""
    text = str(cell)
    return text if text.isprintable() and " " not in text else INVISIBLE.sub("", text)


def _seen_name(cell: object) -> str:
    """Return what is to be seen of a customer's name without 有限公司, which people leave out."""
    return _PLAIN_FORM.sub("", _seen(cell))


def find_repeated(columns: Mapping[str, RawColumn], size: int) -> Flags:
    """Return which rows equal an earlier one in every cell, white space and what shows nothing aside."""
    # Rows that differ from all others in the columns seen so far are left out of the next. Free text stands to the
    # right and leaves few.
    rows = np.arange(size)
    combined = np.zeros(size, dtype=np.int64)
    for field, column in reversed(list(columns.items())):
        places: dict[str, int] = {}
        seen = map(_seen_name if field == "customer_name" else _seen, column.results)
        texts = np.array([places.setdefault(text, len(places)) for text in seen], np.int64)
        combined, _ = pd.factorize(combined * (len(places) + 1) + texts[column.codes[rows]])
        shared = np.bincount(combined)[combined] > 1
        rows, combined = rows[shared], combined[shared]
    repeated = np.zeros(size, dtype=bool)
    repeated[rows[pd.Series(combined).duplicated().to_numpy(dtype=bool)]] = True
    return repeated


def _report_rows(collector: Collector, rows: Flags, *, kept: bool) -> None:
    kind = ROW_REPEATED_KEPT if kept else ROW_REPEATED
    message = f"这一行读入的各栏与前面的一行都相同，{'两行都计入' if kept else '只计一次'}"
    field = next(iter(collector.raw.columns))
    collector.add(kind, field, np.flatnonzero(rows), lambda _label, _value: message)
