"""One table written in every format that is read, with number formats and merged cells."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

import xlsxwriter
from support.old_formats import brt, ods_package, wide, xlsb_package, xlsb_row, xlsb_sheet
from support.xls_records import Page, compound_file, label, record, workbook
from support.xls_records import number as xls_number


@dataclass(frozen=True)
class Shaped:
    """A number with its format, what that shows, and the currency that an .ods would state."""

    number: float
    code: str
    text: str
    iso: str = ""


@dataclass(frozen=True)
class Worded:
    """A text with its format, and what that shows."""

    said: str
    code: str
    text: str

    def __str__(self) -> str:
        return self.said


@dataclass(frozen=True)
class Merge:
    """A merged range, rows and columns from 0, ends inclusive."""

    top: int
    left: int
    bottom: int
    right: int


Cell = str | float | date | Shaped | Worded
Rows = Sequence[Sequence[Cell]]
_DAY = "yyyy-mm-dd"


def _serial(day: date) -> int:
    return (day - date(1899, 12, 30)).days


def _codes(rows: Rows) -> list[str]:
    """Return the number formats of a table, the general one first and that of days behind it."""
    used = {cell.code: None for row in rows for cell in row if isinstance(cell, Shaped | Worded)}
    return ["General", _DAY, *(code for code in used if code not in {"General", _DAY})]


def _number(cell: Cell) -> tuple[float, str] | None:
    """Return the number and format of a cell; ``None`` for a text."""
    if isinstance(cell, Shaped):
        return cell.number, cell.code
    if isinstance(cell, date):
        return float(_serial(cell)), _DAY
    return None if isinstance(cell, str | Worded) else (float(cell), "General")


def _style(cell: Cell, codes: Sequence[str]) -> int:
    """Return the place of a text's format."""
    return codes.index(cell.code) if isinstance(cell, Worded) else 0


def xlsx(rows: Rows, sheet: str = "表", merges: Sequence[Merge] = (), lists: Sequence[Merge] = ()) -> bytes:
    """Write with the library that writes our own workbooks; values under a merge are left where they are.

    Args:
        rows: The cells.
        sheet: The sheet's name.
        merges: Merged ranges.
        lists: Tables of Excel, each with a header above and a totals row below.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        formats = {code: book.add_format({"num_format": code}) for code in _codes(rows)}
        for one in lists:
            columns = [{"header": str(rows[one.top][c])} for c in range(one.left, one.right + 1)]
            area = one.top, one.left, one.bottom, one.right
            page.add_table(*area, {"total_row": True, "columns": columns})
        for one in merges:
            page.merge_range(one.top, one.left, one.bottom, one.right, "")
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                number = _number(cell)
                if number is not None:
                    page.write_number(r, c, number[0], formats[number[1]])
                elif cell != "":
                    page.write_string(
                        r, c, str(cell), formats[cell.code] if isinstance(cell, Worded) else None
                    )
    return out.getvalue()


def xls(rows: Rows, sheet: str = "表", merges: Sequence[Merge] = (), lists: Sequence[Merge] = ()) -> bytes:
    """Write the records of Excel 97; ``lists`` as for ``xlsx``."""
    codes = _codes(rows)
    formats = {164 + place: code for place, code in enumerate(codes) if place}
    cells = b""
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            number = _number(cell)
            if number is not None:
                cells += xls_number(r, c, number[0], codes.index(number[1]))
            elif cell != "":
                cells += label(r, c, str(cell), _style(cell, codes))
    areas = b"".join(struct.pack("<HHHH", one.top, one.bottom, one.left, one.right) for one in merges)
    cells += record(0xE5, struct.pack("<H", len(merges)) + areas) if merges else b""
    cells += b"".join(map(_list_feature, lists))
    stream = workbook([Page(cells, sheet)], formats=formats, styles=(0, *formats))
    return compound_file({"Workbook": stream})


def _list_feature(one: Merge) -> bytes:
    """Return the record of a list with a totals row in an .xls workbook."""
    head = struct.pack("<HH8x", 0x872, 0) + struct.pack("<HBIHIH", 5, 0, 0, 1, 0, 0)
    area = struct.pack("<HHHH", one.top, one.bottom, one.left, one.right)
    return record(0x872, head + area + struct.pack("<IIII", 0, 1, 1, 1) + b"\0" * 40)


def xlsb(rows: Rows, sheet: str = "表", merges: Sequence[Merge] = (), lists: Sequence[Merge] = ()) -> bytes:
    """Write the records of the binary format since Excel 2007; ``lists`` as for ``xlsx``."""
    codes = _codes(rows)
    formats = {164 + place: code for place, code in enumerate(codes) if place}
    body = b""
    for r, row in enumerate(rows):
        body += xlsb_row(r)
        for c, cell in enumerate(row):
            number = _number(cell)
            if number is not None:
                head = struct.pack("<II", c, codes.index(number[1]))
                body += brt(5, head + struct.pack("<d", number[0]))
            elif cell != "":
                body += brt(6, struct.pack("<II", c, _style(cell, codes)) + wide(str(cell)))
    areas = b"".join(
        brt(176, struct.pack("<IIII", one.top, one.bottom, one.left, one.right)) for one in merges
    )
    listed = b"".join(brt(44, struct.pack("<H", key) + wide(code)) for key, code in formats.items())
    return _with_lists(xlsb_package({sheet: xlsb_sheet(body, behind=areas)}, listed, (0, *formats)), lists)


def _with_lists(package: bytes, lists: Sequence[Merge]) -> bytes:
    """Return a binary workbook with tables on its first sheet."""
    out = io.BytesIO(package)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/table"
    listed = ""
    with zipfile.ZipFile(out, "a") as parts:
        for number, one in enumerate(lists, start=1):
            head = struct.pack("<IIIIIIII", one.top, one.bottom, one.left, one.right, 0, number, 1, 1)
            parts.writestr(f"xl/tables/table{number}.bin", brt(343, head + b"\0" * 64))
            listed += f'<Relationship Id="rId{number}" Type="{kind}" Target="../tables/table{number}.bin"/>'
        if listed:
            space = "http://schemas.openxmlformats.org/package/2006/relationships"
            text = f'<Relationships xmlns="{space}">{listed}</Relationships>'
            parts.writestr("xl/worksheets/_rels/sheet1.bin.rels", text)
    return out.getvalue()


def ods(rows: Rows, sheet: str = "表", merges: Sequence[Merge] = ()) -> bytes:
    """Write an OpenDocument spreadsheet, each number with the text that it shows."""
    spans = {(one.top, one.left): one for one in merges}
    body = "".join(
        "<table:table-row>"
        + "".join(_ods_cell(cell, spans.get((r, c))) for c, cell in enumerate(row))
        + "</table:table-row>"
        for r, row in enumerate(rows)
    )
    return ods_package(f'<table:table table:name="{escape(sheet)}">{body}</table:table>')


def _ods_cell(cell: Cell, span: Merge | None) -> str:
    merged = (
        ""
        if span is None
        else f' table:number-rows-spanned="{span.bottom - span.top + 1}"'
        f' table:number-columns-spanned="{span.right - span.left + 1}"'
    )
    if cell == "":
        return f"<table:table-cell{merged}/>"
    shown = str(cell)
    if isinstance(cell, Shaped):
        shown = cell.text.strip()
        kind = f'office:value-type="float" office:value="{cell.number!r}"'
        if cell.iso:
            kind = f'office:value-type="currency" office:currency="{cell.iso}" office:value="{cell.number!r}"'
        elif shown.endswith("%") and cell.code.replace("0", "").strip(".") == "%":
            kind = f'office:value-type="percentage" office:value="{cell.number!r}"'
        elif "yyyy" in cell.code or 'm"月' in cell.code:
            day = date(1899, 12, 30) + timedelta(days=cell.number)
            kind = f'office:value-type="date" office:date-value="{day}"'
    elif isinstance(cell, date):
        kind = f'office:value-type="date" office:date-value="{cell}"'
    elif isinstance(cell, str | Worded):
        kind = 'office:value-type="string"'
        shown = cell.text if isinstance(cell, Worded) else cell
    else:
        shown = f"{cell:.15g}"
        kind = f'office:value-type="float" office:value="{cell!r}"'
    return f"<table:table-cell {kind}{merged}><text:p>{escape(shown)}</text:p></table:table-cell>"


def web_page(rows: Rows, sheet: str = "表", merges: Sequence[Merge] = ()) -> bytes:
    """Write a page as Excel saves it: what is shown, with the number and its format beside it."""
    spans = {(one.top, one.left): one for one in merges}
    under = {
        (r, c)
        for one in merges
        for r in range(one.top, one.bottom + 1)
        for c in range(one.left, one.right + 1)
        if (r, c) not in spans
    }
    body = "".join(
        "<tr>"
        + "".join(_web_cell(cell, spans.get((r, c))) for c, cell in enumerate(row) if (r, c) not in under)
        + "</tr>"
        for r, row in enumerate(rows)
    )
    page = (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8">'
        "<!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet>"
        f"<x:Name>{escape(sheet)}</x:Name></x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]-->"
        f"</head><body><table>{body}</table></body></html>"
    )
    return page.encode()


def _web_cell(cell: Cell, span: Merge | None) -> str:
    merged = (
        ""
        if span is None
        else f' rowspan="{span.bottom - span.top + 1}" colspan="{span.right - span.left + 1}"'
    )
    number, shown, style = _number(cell), cell.text if isinstance(cell, Worded) else str(cell), ""
    if number is not None:
        shown = cell.text.strip() if isinstance(cell, Shaped) else f"{number[0]:.15g}"
        shown = str(cell) if isinstance(cell, date) else shown
        # Excel escapes every sign of the code that means something to a style sheet.
        code = "".join(f"\\{ord(mark):04X}" if not mark.isalnum() else mark for mark in number[1])
        style = f' style="mso-number-format:\'{code}\'" x:num="{number[0]!r}"'
    return f"<td{merged}{style}>{escape(shown)}</td>"


def xml_2003(rows: Rows, sheet: str = "表", merges: Sequence[Merge] = ()) -> bytes:
    """Write an XML spreadsheet."""
    codes = _codes(rows)
    styles = "".join(
        f'<Style ss:ID="s{place}"><NumberFormat ss:Format="{escape(code)}"/></Style>'
        for place, code in enumerate(codes)
    )
    spans = {(one.top, one.left): one for one in merges}
    body = ""
    for r, row in enumerate(rows):
        body += f'<Row ss:Index="{r + 1}">'
        for c, cell in enumerate(row):
            if cell == "":
                continue
            span = spans.get((r, c))
            merged = (
                f' ss:MergeAcross="{span.right - span.left}" ss:MergeDown="{span.bottom - span.top}"'
                if span
                else ""
            )
            number = _number(cell)
            at = codes.index(number[1]) if number else _style(cell, codes)
            style = f' ss:StyleID="s{at}"' if number or at else ""
            kind, value = ("Number", repr(number[0])) if number else ("String", escape(str(cell)))
            data = f'<Data ss:Type="{kind}">{value}</Data>'
            body += f'<Cell ss:Index="{c + 1}"{style}{merged}>{data}</Cell>'
        body += "</Row>"
    return (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Styles>{styles}</Styles><Worksheet ss:Name="{escape(sheet)}"><Table>{body}</Table></Worksheet></Workbook>'
    ).encode()


def delimited(rows: Rows, _: str = "", merges: Sequence[Merge] = ()) -> bytes:
    """Write what the cells show, as a spreadsheet program saves a csv; values under a merge are gone."""
    under = {
        (r, c)
        for one in merges
        for r in range(one.top, one.bottom + 1)
        for c in range(one.left, one.right + 1)
        if (r, c) != (one.top, one.left)
    }
    out = io.StringIO()
    writer = csv.writer(out)
    for r, row in enumerate(rows):
        writer.writerow(["" if (r, c) in under else _spelled(cell) for c, cell in enumerate(row)])
    return out.getvalue().encode("utf-8-sig")


def _spelled(cell: Cell) -> str:
    if isinstance(cell, Shaped | Worded):
        return cell.text.strip()
    return f"{cell:.15g}" if isinstance(cell, int | float) else str(cell)


#: How a table is written, by suffix.
WRITERS: Mapping[str, Callable[..., bytes]] = {
    "xlsx": xlsx,
    "xls": xls,
    "xlsb": xlsb,
    "ods": ods,
    "html": web_page,
    "xml": xml_2003,
    "csv": delimited,
}
