"""Where each table of the result sheets stands, and formulas with their placeholders filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kehu_batch.annotation.donor.layout import Lines, Part, ResultForm, ResultSheet, ResultTable
from kehu_batch.cells import column_letter
from kehu_batch.records import dataclass

#: Rows before the first part: title, marker, scope and a blank one.
LEADING_ROWS = 4

#: Rows that a chart covers.
CHART_ROWS = 10

_PLACEHOLDER = re.compile(r"\{(?:(row|first|last)([+-]\d+)?|([\w.]+)(#|\[(\d+):(\d+)\])?)\}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part stands; rows are 1-based.

    Args:
        title_row: Its heading.
        header_row: A table's header; the first line of ``Lines``.
        last_row: Its last row; of an empty table the row that says so.
        end_row: The last row that it takes up, charts beside it counted.
    """

    title_row: int
    header_row: int
    last_row: int
    end_row: int


def place_parts(sheet: ResultSheet) -> tuple[Place, ...]:
    """Return where each part of a sheet stands, a blank row between two."""
    places = []
    row = LEADING_ROWS + 1
    for part in sheet.parts:
        place = _place(part, row)
        places.append(place)
        row = place.end_row + 2
    return tuple(places)


def _place(part: Part, row: int) -> Place:
    if isinstance(part, Lines | ResultForm):
        last = row + max(len(part.lines if isinstance(part, Lines) else part.rows), 1)
        return Place(row, row + 1, last, last)
    header = row + (2 if part.note else 1)
    last = header + max(part.rows, 1) + len(part.again)
    if not part.charts:
        return Place(row, header, last, last)
    return Place(
        row, header, last, last + 1 + CHART_ROWS if part.charts_below else max(last, header + CHART_ROWS)
    )


def sheet_in_quotes(name: str) -> str:
    """Return a sheet's name as formulas and links write it.

    Example:
        >>> sheet_in_quotes("回访"), sheet_in_quotes("王's 表")
        ("'回访'", "'王''s 表'")
    """
    doubled = name.replace("'", "''")
    return f"'{doubled}'"


def collect_addresses(sheets: Iterable[ResultSheet]) -> Mapping[str, str]:
    """Return the absolute range of each column of each table that has rows, and of its header.

    Keys are ``table.column`` and ``table.column#``, values such as ``'客户分级'!$D$20:$D$219``. Of a table whose header
    stands in it again, each cell has a key too, ``table.column@5`` for the sixth; its ranges hold the word of the
    header, which counts and sums pass over.
    """
    found: dict[str, str] = {}
    for sheet in sheets:
        for part, place in zip(sheet.parts, place_parts(sheet), strict=True):
            if isinstance(part, ResultTable):
                found.update(_table_addresses(sheet.name, part, place))
            elif isinstance(part, ResultForm):
                found.update(_form_addresses(sheet.name, part, place))
    return found


def _form_addresses(sheet: str, form: ResultForm, place: Place) -> dict[str, str]:
    quoted = sheet_in_quotes(sheet)
    return {
        f"{form.key}.{row.key}": f"{quoted}!$B${place.header_row + offset}"
        for offset, row in enumerate(form.rows)
        if row.key
    }


def _table_addresses(sheet: str, table: ResultTable, place: Place) -> dict[str, str]:
    found = {}
    quoted = sheet_in_quotes(sheet)
    again = [place.header_row + table.below_header(row) for row in range(table.rows)] if table.again else []
    for index, column in enumerate(table.columns):
        letter = column_letter(index)
        found[f"{table.key}.{column.key}#"] = f"{quoted}!${letter}${place.header_row}"
        if table.rows:
            rows = f"${letter}${place.header_row + 1}:${letter}${place.last_row}"
            found[f"{table.key}.{column.key}"] = f"{quoted}!{rows}"
        for offset, row in enumerate(again):
            found[f"{table.key}.{column.key}@{offset}"] = f"{quoted}!${letter}${row}"
    return found


def resolve(text: str, addresses: Mapping[str, str], row: int, place: Place) -> str:
    """Return a formula with its placeholders filled in.

    ``{row}`` is the row that the formula stands in, ``{first}`` and ``{last}`` are its table's first and last
    data row, each with an offset where wanted (``{last-1}``); ``{table.column}`` is a column's range,
    ``{table.column[2:5]}`` its third to fifth cell and ``{table.column#}`` its header cell.

    Raises:
        KeyError: No such table or column, or the table has no rows.
    """

    def fill(match: re.Match[str]) -> str:
        word, offset, key, part, start, stop = match.groups()
        if word:
            base = {"row": row, "first": place.header_row + 1, "last": place.last_row}[word]
            return str(base + int(offset or 0))
        return _part(addresses, key, int(start), int(stop)) if start else addresses[f"{key}{part or ''}"]

    return _PLACEHOLDER.sub(fill, text)


def _part(addresses: Mapping[str, str], key: str, start: int, stop: int) -> str:
    """Return the cells of a column from one offset up to another, a header that stands among them counted in."""
    first = addresses.get(f"{key}@{start}")
    if first is None:
        return _cut(addresses[key], start, stop)
    last = addresses[f"{key}@{stop - 1}"].rpartition("!")[2]
    return first if stop - start == 1 else f"{first}:{last}"


def _cut(address: str, start: int, stop: int) -> str:
    """Return a part of a column's range; one cell is no range, which some formulas take otherwise.

    Example:
        >>> _cut("'满意度'!$A$20:$A$31", 9, 12)
        "'满意度'!$A$29:$A$31"
    """
    sheet, _, cells = address.rpartition("!")
    _, letter, first = cells.partition(":")[0].split("$")
    top, bottom = f"${letter}${int(first) + start}", f"${letter}${int(first) + stop - 1}"
    return f"{sheet}!{top}" if top == bottom else f"{sheet}!{top}:{bottom}"
