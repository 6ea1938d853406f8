"""Small workbooks in the formats that xlsxwriter does not write: xls, xlsb and ods, byte by byte."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from xml.sax.saxutils import escape

from support.xls_records import Page, compound_file, error, label, record, workbook
from support.xls_records import number as xls_number

Cell = str | float | int | date
Rows = Sequence[Sequence[Cell]]

#: Cell formats of ``write_xls``: as it is, a date, and six digits.
_XLS_STYLES = (0, 14, 164)


def serial(day: date) -> int:
    """Return the number that Excel keeps for a day."""
    return (day - date(1899, 12, 30)).days


def write_xls(rows: Rows, sheet: str = "Sheet1", hidden: Sequence[int] = ()) -> bytes:
    """Return a workbook of Excel 97 in its compound file; texts and ``hidden`` are those of ``write_ods``."""
    cells = b"".join(record(0x208, struct.pack("<H10xI", row - 1, 0x20)) for row in hidden)
    cells += b"".join(
        _xls_cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row) if value != ""
    )
    stream = workbook([Page(cells, sheet)], formats={164: "000000"}, styles=_XLS_STYLES)
    return compound_file({"Workbook": stream})


def _xls_cell(row: int, column: int, value: Cell) -> bytes:
    if isinstance(value, date):
        return xls_number(row, column, serial(value), 1)
    if isinstance(value, int | float):
        return xls_number(row, column, value)
    if value.startswith("#"):
        return error(row, column, 0x2A)
    if "=" in value:
        return xls_number(row, column, float(value.split("=")[1]), 2)
    return label(row, column, value)


def write_ods(rows: Rows, sheet: str = "Sheet1", hidden: Sequence[int] = ()) -> bytes:
    """Return an OpenDocument spreadsheet.

    Text such as ``"000123=123"`` is the number 123 shown as 000123, ``"#N/A"`` an error; ``hidden`` are rows from 1.
    """
    body = "".join(
        f"<table:table-row{' table:visibility=' + chr(34) + 'collapse' + chr(34) if number in hidden else ''}>"
        + "".join(map(_ods_cell, row))
        + "</table:table-row>"
        for number, row in enumerate(rows, start=1)
    )
    return ods_package(f'<table:table table:name="{escape(sheet)}">{body}</table:table>')


def ods_package(spreadsheet: str, styles: str = "", encrypted: str = "") -> bytes:
    """Return an OpenDocument package.

    Args:
        spreadsheet: What stands in ``office:spreadsheet``.
        styles: What stands in ``office:automatic-styles``.
        encrypted: The member of which the manifest says that it is encrypted.
    """
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"'
        for name, kind in (
            *((name, name) for name in ("office", "table", "text", "style")),
            ("draw", "drawing"),
            ("number", "datastyle"),
        )
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2"{spaces}'
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{spreadsheet}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    listed = [("/", kind), *((name, "text/xml") for name in ("content.xml", "Basic/Protected/Module1.xml"))]
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        + "".join(
            f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{media}">'
            + "<manifest:encryption-data/>" * (name == encrypted)
            + "</manifest:file-entry>"
            for name, media in listed
        )
        + "</manifest:manifest>"
    )
    return zipped({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def _ods_cell(value: Cell) -> str:
    if value == "":
        return "<table:table-cell/>"
    if isinstance(value, date):
        kind, shown = f'office:value-type="date" office:date-value="{value}"', str(value)
    elif isinstance(value, int | float):
        kind, shown = f'office:value-type="float" office:value="{value}"', str(value)
    elif value.startswith("#"):
        kind, shown = 'office:value-type="string" office:string-value="" calcext:value-type="error"', value
    elif "=" in value:
        shown, number = value.split("=")
        kind = f'office:value-type="float" office:value="{number}"'
    else:
        kind, shown = 'office:value-type="string"', value
    return f"<table:table-cell {kind}><text:p>{escape(shown)}</text:p></table:table-cell>"


#: Cell formats of ``write_xlsb``: as it is, a date, and six digits.
_XLSB_STYLES = (0, 14, 164)


def write_xlsb(rows: Rows, sheet: str = "Sheet1", hidden: Sequence[int] = ()) -> bytes:
    """Return a binary workbook; texts and ``hidden`` are those of ``write_ods``, a number is padded to six digits."""
    body = b""
    for number, row in enumerate(rows):
        body += xlsb_row(number, hidden=number + 1 in hidden)
        body += b"".join(_xlsb_cell(column, value) for column, value in enumerate(row) if value != "")
    styles = brt(44, struct.pack("<H", 164) + wide("000000"))
    return xlsb_package({sheet: xlsb_sheet(body)}, styles, _XLSB_STYLES)


def xlsb_sheet(cells: bytes, before: bytes = b"", behind: bytes = b"") -> bytes:
    """Return the part of a sheet: records of its rows and cells, and of what stands before and behind them."""
    return brt(129) + before + brt(145) + cells + brt(146) + behind + brt(130)


def xlsb_row(number: int, *, hidden: bool = False) -> bytes:
    """Return the record of a row, counted from 0."""
    return brt(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0x10 if hidden else 0, 0, 0))


def xlsb_package(
    sheets: Mapping[str, bytes],
    formats: bytes = b"",
    styles: Sequence[int] = (),
    texts: Sequence[str | bytes] = (),
    settings: int = 0,
    states: Sequence[int] = (),
) -> bytes:
    """Return a binary workbook.

    Args:
        sheets: Parts of worksheets by name.
        formats: Records of number formats.
        styles: The number format of each cell format.
        texts: Shared texts; bytes for one with what stands round it.
        settings: Flags of the workbook; 1: dates count from 1904.
        states: Of the sheets: 0 visible, 1 hidden, 2 very hidden.
    """
    main = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    types = (
        f'<Types xmlns="{package}/content-types"><Default Extension="bin" ContentType="application/vnd.ms-excel'
        '.sheet.binary.macroEnabled.main"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
        'package.relationships+xml"/><Override PartName="/xl/worksheets/sheet1.bin" ContentType="application/'
        'vnd.ms-excel.worksheet"/></Types>'
    )

    def relations(targets: Sequence[tuple[str, str]]) -> str:
        listed = "".join(
            f'<Relationship Id="rId{number}" Type="{main}/{kind}" Target="{target}"/>'
            for number, (kind, target) in enumerate(targets, start=1)
        )
        return f'<Relationships xmlns="{package}/relationships">{listed}</Relationships>'

    book = brt(131) + brt(153, struct.pack("<IIi", settings, 0, -1)) + brt(143)
    for number, name in enumerate(sheets, start=1):
        state = states[number - 1] if states else 0
        book += brt(156, struct.pack("<II", state, number) + wide(f"rId{number}") + wide(name))
    parts = {f"worksheets/sheet{number}.bin": part for number, part in enumerate(sheets.values(), start=1)}
    parts["styles.bin"] = (
        formats
        # A named style has a record of the same kind as a cell's, which does not count.
        + brt(626, struct.pack("<I", 1))
        + brt(47, struct.pack("<HH12x", 0xFFFF, 14))
        + brt(627)
        + brt(617, struct.pack("<I", len(styles)))
        + b"".join(brt(47, struct.pack("<HH12x", 0, number)) for number in styles)
        + brt(618)
    )
    parts["sharedStrings.bin"] = b"".join(
        brt(19, text if isinstance(text, bytes) else b"\x00" + wide(text)) for text in texts
    )
    kinds = [*[("worksheet", name) for name in parts][: len(sheets)], ("styles", "styles.bin")]
    return zipped(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": relations([("officeDocument", "xl/workbook.bin")]),
            "xl/workbook.bin": book + brt(144) + brt(132),
            "xl/_rels/workbook.bin.rels": relations([*kinds, ("sharedStrings", "sharedStrings.bin")]),
            **{f"xl/{name}": part for name, part in parts.items()},
        }
    )


def _xlsb_cell(column: int, value: Cell) -> bytes:
    head = struct.pack("<II", column, isinstance(value, date))
    if isinstance(value, str):
        if value.startswith("#"):
            return brt(3, head + b"\x2a")
        if "=" not in value:
            return brt(6, head + wide(value))
        head, value = struct.pack("<II", column, 2), int(value.partition("=")[2])
    number = serial(value) if isinstance(value, date) else value
    return brt(5, head + struct.pack("<d", number))


def wide(text: str) -> bytes:
    """Return a text of a binary workbook."""
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def brt(kind: int, data: bytes = b"") -> bytes:
    """Return a record of a binary workbook."""
    number = bytes([kind]) if kind < 0x80 else bytes([(kind & 0x7F) | 0x80, kind >> 7])
    size, length = b"", len(data)
    while True:
        length, low = length >> 7, length & 0x7F
        size += bytes([low | (0x80 if length else 0)])
        if not length:
            return number + size + data


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """Return a package of these members, the same bytes every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, (2023, 11, 1, 0, 0, 0))
            archive.writestr(
                info, content, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            )
    return out.getvalue()
