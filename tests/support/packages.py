"""Workbooks for the patcher's tests: written byte by byte, or by xlsxwriter, and read back part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import xlsxwriter

from kehu_batch.ooxml.patch import patch_workbook
from kehu_batch.ooxml.plan import (
    AddedColumn,
    CellLook,
    CellValue,
    ColumnBlock,
    PatchReport,
    SheetPatch,
    WorkbookPatch,
)
from kehu_batch.ooxml.verify import verify_patch

MARK = "标记"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml."
PACKAGE_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

STYLES = (
    f'{DECLARATION}<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def worksheet(
    body: str, *, head: str = "", tail: str = "", prefix: str = "", rows_tag: str = "sheetData"
) -> str:
    """Return a worksheet whose ``sheetData`` holds ``body``, with ``head`` before and ``tail`` after it."""
    p = f"{prefix}:" if prefix else ""
    xmlns = f'xmlns:{prefix}="{MAIN}"' if prefix else f'xmlns="{MAIN}"'
    rows = f"<{p}{rows_tag}>{body}</{p}{rows_tag}>" if body else f"<{p}{rows_tag}/>"
    return f'{DECLARATION}<{p}worksheet {xmlns} xmlns:r="{LINKS}">{head}{rows}{tail}</{p}worksheet>'


def links(*entries: tuple[str, str, str]) -> str:
    """Return a relationships part of (id, kind, target)."""
    inner = "".join(
        f'<Relationship Id="{i}" Type="{LINKS}/{kind}" Target="{to}"/>' for i, kind, to in entries
    )
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE_LINKS}">{inner}</Relationships>'


def package(
    path: Path,
    sheet: str | bytes,
    *,
    more: Mapping[str, str | bytes] | None = None,
    overrides: Mapping[str, str] | None = None,
    sheet_links: str = "",
    workbook_sheets: str = "",
    workbook_tail: str = "",
    workbook_head: str = "",
    styles: str | None = STYLES,
) -> Path:
    """Write a workbook of one sheet called 表, byte by byte; return ``path``.

    ``more`` are further members, ``overrides`` their content types by part name.
    """
    types = {
        "/xl/workbook.xml": TYPES + "sheet.main+xml",
        "/xl/worksheets/sheet1.xml": TYPES + "worksheet+xml",
        **({"/xl/styles.xml": TYPES + "styles+xml"} if styles else {}),
        **(overrides or {}),
    }
    stated = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in types.items())
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{DECLARATION}<Types xmlns="{CONTENT_TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{stated}</Types>',
        "_rels/.rels": links(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{workbook_head}'
        f'<sheets><sheet name="表" sheetId="1" r:id="rId1"/>{workbook_sheets}</sheets>{workbook_tail}</workbook>',
        "xl/_rels/workbook.xml.rels": links(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            *([("rId2", "styles", "styles.xml")] if styles else []),
        ),
        **({"xl/styles.xml": styles} if styles else {}),
        "xl/worksheets/sheet1.xml": sheet,
        **({"xl/worksheets/_rels/sheet1.xml.rels": sheet_links} if sheet_links else {}),
        **(more or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def member(path: Path, name: str) -> str:
    """Return a member's text."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode("utf-8")


def names(path: Path) -> list[str]:
    """Return a package's member names in order."""
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def rows_of(path: Path, name: str = "xl/worksheets/sheet1.xml") -> str:
    """Return what stands in a sheet's ``sheetData``."""
    text = member(path, name)
    return text.partition("sheetData>")[2].rpartition("</")[0].rpartition("sheetData")[0].rpartition("</")[0]


def block(
    column: int,
    values: Mapping[int, CellValue],
    *,
    header: str = "提醒",
    header_row: int = 1,
    table: str = "A1:C9",
    look: CellLook | None = None,
) -> ColumnBlock:
    """Return a block of one column."""
    added = AddedColumn(column, header, 12.0, CellLook(), look or CellLook())
    return ColumnBlock(table, header_row, (added,), {row: (value,) for row, value in values.items()})


def patched(source: Path, patch: WorkbookPatch | SheetPatch) -> tuple[Path, PatchReport]:
    """Patch a workbook beside itself, verified; return the file and the report."""
    whole = patch if isinstance(patch, WorkbookPatch) else WorkbookPatch(MARK, (patch,))
    target = source.with_name(f"{source.stem}+.xlsx")
    report = patch_workbook(source, target, whole)
    verify_patch(source, target, whole, report)
    return target, report


def donor(*sheets: str, rich: bool = False, date1904: bool = False) -> bytes:
    """Return a donor of these sheets; a rich one has a chart, links, rules, a note, a table and names."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "date_1904": date1904})
    strong = book.add_format({"bold": True, "num_format": "#,##0.000", "bg_color": "#FFC7CE"})
    for name in sheets:
        sheet = book.add_worksheet(name)
        sheet.write_row("A1", ["项目", "值"], strong)
        sheet.write_row("A2", ["甲", 3])
        sheet.write_row("A3", ["乙", 4.5], strong)
        if rich:
            _enrich(book, sheet, name)
    book.close()
    return file.getvalue()


def _enrich(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet, name: str) -> None:
    quoted = "'" + name + "'"
    sheet.write_formula("C2", f"=SUM({quoted}!B2:B3)", None, 7.5)
    sheet.write_url("A5", f"internal:{quoted}!A1", string="去")
    sheet.write_url("A6", "https://example.com/", string="外")
    sheet.write_comment("A1", "说明")
    sheet.conditional_format(
        "B2:B3",
        {"type": "cell", "criteria": ">", "value": 4, "format": book.add_format({"font_color": "#9C0006"})},
    )
    sheet.add_table("E1:F3", {"name": f"数据_{len(name)}", "columns": [{"header": "a"}, {"header": "b"}]})
    sheet.autofilter("A1:B3")
    sheet.repeat_rows(0)
    sheet.data_validation("B2", {"validate": "list", "source": f"={quoted}!$A$2:$A$3"})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"categories": f"={quoted}!$A$2:$A$3", "values": f"={quoted}!$B$2:$B$3"})
    sheet.insert_chart("H2", chart)
    book.define_name("总计", f"={quoted}!$B$3")
