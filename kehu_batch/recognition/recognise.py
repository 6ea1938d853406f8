"""Recognise the tables of a drop: the stage's two doors, ``recognise`` and ``require_tables``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kehu_batch.errors import InputRejected
from kehu_batch.folding import fold_text
from kehu_batch.model import catalogue_reading as kinds
from kehu_batch.model.finding import Finding
from kehu_batch.model.location import Location
from kehu_batch.model.recognition import OwnSheet, Recognition, Region, Side
from kehu_batch.model.source import Sheet, SheetState, Workbook
from kehu_batch.policy.vocabulary import OWN_SHEET_MARKER, Vocabulary
from kehu_batch.recognition.bands import BandFinder
from kehu_batch.recognition.findings import (
    ambiguous_table,
    format_findings,
    near_miss,
    region_findings,
    too_many_headers,
)
from kehu_batch.recognition.headers import HeaderReading, with_nearest
from kehu_batch.recognition.regions import Stretch, build_region, stretches

_MARKER_ROWS = 3
_SHOWN_HEADERS = 12


@dataclass(slots=True)
class _Collected:
    """What has been recognised so far."""

    regions: list[Region] = field(default_factory=list)
    own_sheets: list[OwnSheet] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unrecognised: list[Location] = field(default_factory=list)


def recognise(workbooks: Sequence[Workbook], vocabulary: Vocabulary) -> Recognition:
    """Find every table of the drop by its header, wherever the header stands.

    Result sheets of an earlier run and guide sheets (填写说明) are not read. A header that fits two tables
    equally, and that no sheet name, title or file name tells apart, is a finding, and its table is not read.

    Args:
        workbooks: The drop, in the order in which its files are shown.
        vocabulary: Known headers and words.
    """
    found = _Collected()
    for workbook in workbooks:
        for sheet in workbook.sheets:
            if _is_own(sheet):
                found.own_sheets.append(OwnSheet(workbook.file, sheet.name))
            elif sheet.rows and fold_text(sheet.name) not in vocabulary.words.guide_sheets:
                _recognise_sheet(workbook, sheet, vocabulary, found)
        regions = [region for region in found.regions if region.file == workbook.file]
        found.findings += format_findings(workbook, regions, vocabulary)
    return Recognition(
        regions=tuple(found.regions),
        own_sheets=tuple(found.own_sheets),
        findings=tuple(found.findings),
        unrecognised=tuple(found.unrecognised),
    )


def require_tables(recognition: Recognition, workbooks: Sequence[Workbook], vocabulary: Vocabulary) -> None:
    """Refuse a drop without any table.

    Raises:
        InputRejected: ``no_known_table``; names the headers seen, the nearest table and what it lacks.
    """
    if recognition.regions:
        return
    files = "、".join(workbook.file for workbook in workbooks)
    undecided = [finding for finding in recognition.findings if finding.kind is kinds.AMBIGUOUS_TABLE]
    if undecided:
        raise InputRejected(
            f"{files} 中的表无法判定种类：{undecided[0].message}",
            action=undecided[0].action,
            code="no_known_table",
        )
    readings = [(sheet, reading) for sheet, reading in _near_misses(workbooks, vocabulary)]
    if readings:
        sheet, reading = max(readings, key=lambda item: item[1].score)
        raise InputRejected(
            f"{files} 中没有认识的表。工作表“{sheet.name}”的表头是：{_headers_of(reading)}；"
            f"最接近“{vocabulary.table_label(reading.table)}”，还缺：{'、'.join(reading.missing)}",
            action="请补上缺少的列，或按 kehu-batch template 生成的空白表填写",
            code="no_known_table",
        )
    raise InputRejected(
        f"{files} 中没有认识的表。看到的文字有：{_first_texts(workbooks)}",
        action="请确认文件是否提交对了；空白表可用 kehu-batch template 生成",
        code="no_known_table",
    )


def _recognise_sheet(workbook: Workbook, sheet: Sheet, vocabulary: Vocabulary, found: _Collected) -> None:
    finder = BandFinder(sheet, vocabulary, hints=(workbook.path.stem,))
    bands = finder.find()
    if not bands:
        found.unrecognised.append(Location(workbook.file, sheet.name))
        found.findings.append(near_miss(workbook.file, sheet, finder.near_miss(), vocabulary))
        return
    if finder.is_cut_short:
        found.findings.append(too_many_headers(workbook.file, sheet, bands))
    for stretch in stretches(bands, len(sheet.rows), sheet.rows):
        band = stretch.band
        if len(band.readings) > 1:
            found.findings.append(ambiguous_table(workbook.file, sheet, band, vocabulary))
            continue
        _add_region(workbook, sheet, stretch, vocabulary, found)
    if sheet.state is not SheetState.VISIBLE and any(
        region.file == workbook.file and region.sheet == sheet.name for region in found.regions
    ):
        found.findings.append(
            Finding(
                kinds.HIDDEN_SHEET,
                Location(workbook.file, sheet.name),
                f"工作表“{sheet.name}”是隐藏的，已照常读取",
                sheet.name,
            )
        )


def _add_region(
    workbook: Workbook, sheet: Sheet, stretch: Stretch, vocabulary: Vocabulary, found: _Collected
) -> None:
    band = stretch.band
    table = vocabulary.tables[band.readings[0].table]
    reading = with_nearest(band.readings[0], table)
    side = _side(workbook, sheet, table.code, vocabulary)
    region = build_region(sheet, stretch, reading, vocabulary)
    region = replace(region, id=len(found.regions), side=side)
    found.regions.append(region)
    found.findings += region_findings(region, sheet, reading, vocabulary)


def _is_own(sheet: Sheet) -> bool:
    return any(
        row and isinstance(row[0], str) and OWN_SHEET_MARKER in row[0] for row in sheet.rows[:_MARKER_ROWS]
    )


def _side(workbook: Workbook, sheet: Sheet, table: str, vocabulary: Vocabulary) -> Side:
    named = (fold_text(workbook.file), fold_text(sheet.name))
    marked = workbook.finance or any(word in name for word in vocabulary.words.finance for name in named)
    return Side.FINANCE if marked or table == "balances" else Side.OPS


def _near_misses(
    workbooks: Sequence[Workbook], vocabulary: Vocabulary
) -> Iterator[tuple[Sheet, HeaderReading]]:
    for workbook in workbooks:
        for sheet in workbook.sheets:
            if not _is_own(sheet) and fold_text(sheet.name) not in vocabulary.words.guide_sheets:
                reading = BandFinder(sheet, vocabulary, hints=()).near_miss()
                if reading is not None:
                    yield sheet, reading


def _headers_of(reading: HeaderReading) -> str:
    matched = [(match.column, match.header) for match in (*reading.columns, *reading.duplicates)]
    headers = sorted([*matched, *((column.column, column.header) for column in reading.unknown)])
    return "、".join(header for _, header in headers[:_SHOWN_HEADERS])


def _first_texts(workbooks: Sequence[Workbook]) -> str:
    texts = (
        value.strip()
        for workbook in workbooks
        for sheet in workbook.sheets
        for row in sheet.rows[:5]
        for value in row
        if isinstance(value, str) and value.strip()
    )
    shown = [text[:20] for text, _ in zip(texts, range(_SHOWN_HEADERS), strict=False)]
    return "、".join(shown) or "(没有文字)"
