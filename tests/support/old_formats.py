"""Small workbooks in the formats that xlsxwriter does not write: xls, xlsb and ods, byte by byte."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from datetime import date
from xml.sax.saxutils import escape

Cell = str | float | int | date
Rows = Sequence[Sequence[Cell]]

_SECTOR = 512
_SMALLEST_STREAM = 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def serial(day: date) -> int:
    """Return the number that Excel keeps for a day."""
    return (day - date(1899, 12, 30)).days


def write_xls(rows: Rows, sheet: str = "Sheet1") -> bytes:
    """Return a BIFF8 workbook in its compound file; dates carry a date format, text beginning ``#`` is an error."""
    globals_ = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 1997, 0, 6))
    globals_ += _record(0x42, struct.pack("<H", 1200))
    globals_ += b"".join(_record(0xE0, struct.pack("<HH16x", 0, number)) for number in (0, 14))
    name = _record(0x85, struct.pack("<IBB", 0, 0, 0) + bytes([len(sheet), 1]) + sheet.encode("utf-16-le"))
    end = _record(0x0A, b"")
    start = len(globals_) + len(name) + len(end)
    name = _record(
        0x85, struct.pack("<IBB", start, 0, 0) + bytes([len(sheet), 1]) + sheet.encode("utf-16-le")
    )
    body = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 1997, 0, 6))
    width = max(map(len, rows), default=0)
    body += _record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    cells = ((r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row) if value != "")
    stream = globals_ + name + end + body + b"".join(_biff_cell(*cell) for cell in cells) + end
    return _compound(stream, "Workbook")


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _biff_cell(row: int, column: int, value: Cell) -> bytes:
    if isinstance(value, date):
        return _record(0x203, struct.pack("<HHHd", row, column, 1, serial(value)))
    if isinstance(value, int | float):
        return _record(0x203, struct.pack("<HHHd", row, column, 0, value))
    if value.startswith("#"):
        return _record(0x205, struct.pack("<HHHBB", row, column, 0, 0x2A, 1))
    text = struct.pack("<HHHHB", row, column, 0, len(value), 1) + value.encode("utf-16-le")
    return _record(0x204, text)


def _compound(stream: bytes, name: str) -> bytes:
    """Return a compound file with one stream, long enough to need no small sectors."""
    stream = stream.ljust(max(_SMALLEST_STREAM, -(-len(stream) // _SECTOR) * _SECTOR), b"\x00")
    count = len(stream) // _SECTOR
    chain = [_FAT, _END, *range(3, count + 2), _END]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(_SECTOR, b"\xff")
    if len(table) > _SECTOR:
        raise ValueError("one sector of the table serves 126 sectors of stream")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, _SMALLEST_STREAM, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    folder = _entry("Root Entry", 5, 1, _END, 0) + _entry(name, 2, _FREE, 2, len(stream)) + bytes(256)
    return header + table + folder + stream


def _entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\x00\x00"
    links = struct.pack("<BBIII", kind, 1, _FREE, _FREE, child)
    return (
        text.ljust(64, b"\x00")
        + struct.pack("<H", len(text))
        + links
        + bytes(36)
        + struct.pack("<IQ", first, size)
    )


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
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2"'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="{escape(sheet)}">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
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


def write_xlsb(rows: Rows, sheet: str = "Sheet1") -> bytes:
    """Return a binary workbook; dates are plain serial numbers, as it has no styles."""
    main = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    types = (
        f'<Types xmlns="{package}/content-types"><Default Extension="bin" ContentType="application/vnd.ms-excel'
        '.sheet.binary.macroEnabled.main"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
        'package.relationships+xml"/><Override PartName="/xl/worksheets/sheet1.bin" ContentType="application/'
        'vnd.ms-excel.worksheet"/></Types>'
    )

    def relations(kind: str, target: str) -> str:
        relation = f'<Relationship Id="rId1" Type="{main}/{kind}" Target="{target}"/>'
        return f'<Relationships xmlns="{package}/relationships">{relation}</Relationships>'

    book = _brt(0x83) + _brt(0x8F)
    book += _brt(0x9C, struct.pack("<II", 0, 1) + _wide("rId1") + _wide(sheet)) + _brt(0x90) + _brt(0x84)
    body = (
        _brt(0x81)
        + _brt(0x94, struct.pack("<IIII", 0, len(rows) - 1, 0, max(map(len, rows)) - 1))
        + _brt(0x91)
    )
    for number, row in enumerate(rows):
        body += _brt(0x00, struct.pack("<IIHBBB", number, 0, 300, 0, 0, 0) + struct.pack("<I", 0))
        for column, value in enumerate(row):
            if value != "":
                body += _xlsb_cell(column, value)
    body += _brt(0x92) + _brt(0x82)
    return zipped(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": relations("officeDocument", "xl/workbook.bin"),
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": relations("worksheet", "worksheets/sheet1.bin"),
            "xl/worksheets/sheet1.bin": body,
        }
    )


def _xlsb_cell(column: int, value: Cell) -> bytes:
    head = struct.pack("<II", column, 0)
    if isinstance(value, str):
        return _brt(0x06, head + _wide(value))
    number = serial(value) if isinstance(value, date) else value
    return _brt(0x05, head + struct.pack("<d", number))


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _brt(kind: int, data: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 0x80 else bytes([(kind & 0x7F) | 0x80, kind >> 7])
    size, length = b"", len(data)
    while True:
        length, low = length >> 7, length & 0x7F
        size += bytes([low | (0x80 if length else 0)])
        if not length:
            return number + size + data


def zipped(members: dict[str, str | bytes]) -> bytes:
    """Return a package of these members, the same bytes every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, (2023, 11, 1, 0, 0, 0))
            archive.writestr(
                info, content, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            )
    return out.getvalue()
