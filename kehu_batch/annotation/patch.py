"""What to do to one workbook of the drop: marks, result columns, highlights and result sheets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from kehu_batch.annotation import palette
from kehu_batch.annotation.columns import ResultColumn, filled_columns, result_columns
from kehu_batch.annotation.difference_marks import mark_differences
from kehu_batch.annotation.donor.writing import write_donor
from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.annotation.flags import FileFlags, collect_flags
from kehu_batch.annotation.links import ResultPlaces
from kehu_batch.annotation.notes import MAX_NOTES, whole_notes, write_notes
from kehu_batch.annotation.placement import formulas_over, own_columns_end, place_columns, rows_of
from kehu_batch.annotation.row_values import RowValues
from kehu_batch.annotation.rules import highlight_rules
from kehu_batch.annotation.sheets.build import build_sheets
from kehu_batch.annotation.sheets.live_callbacks import are_countable, live_callbacks
from kehu_batch.annotation.source_cells import SourceCells
from kehu_batch.cells import column_letter, range_ref
from kehu_batch.copy_names import OWN_MARK
from kehu_batch.model.tables.recognition import Region
from kehu_batch.model.tables.source import Workbook
from kehu_batch.ooxml.late_rows import LateRows
from kehu_batch.ooxml.plan import (
    AddedColumn,
    CellLook,
    ColumnBlock,
    FarFormula,
    HighlightRule,
    OwnedColumn,
    SheetPatch,
    WorkbookInfo,
    WorkbookPatch,
)
from kehu_batch.policy.vocabulary import OWN_COLUMN_PREFIX, OWN_SHEET_MARKER
from kehu_batch.records import dataclass, replace

SHEET_MARKER = f"{OWN_SHEET_MARKER}；再次投递时本表会被替换，请勿在此填写"

_HEADER_LOOK = CellLook(
    bold=True,
    font_color=palette.WHITE,
    fill_color=palette.INK,
    wrap=True,
    horizontal="center",
    vertical="center",
)


@dataclass(frozen=True, slots=True)
class PlannedPatch:
    """A patch with what the user should know of it.

    Args:
        patch: What to do.
        notices: What was left out, in Chinese.
    """

    patch: WorkbookPatch
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _PlacedColumns:
    """The result columns of one region, and the sheet column of the first."""

    columns: tuple[ResultColumn, ...]
    start: int

    @property
    def positions(self) -> dict[str, int]:
        """Return the sheet column of each by its name."""
        return {column.name: self.start + offset for offset, column in enumerate(self.columns)}


def build_patch(workbook: Workbook, drop: ComputedDrop, info: WorkbookInfo, *, host: bool) -> PlannedPatch:
    """Return all that is to be done to one workbook.

    Args:
        workbook: The workbook as read.
        drop: The drop that it belongs to.
        info: What the workbook holds besides cells.
        host: Whether it takes all result sheets; another takes marks, columns and a brief 运行信息 only.

    Raises:
        OutputError: A sheet has no room for the result columns.
    """
    removed = own_sheets_of(workbook, drop)
    marks = (*drop.analysis.quality.findings, *mark_differences(drop))
    flags = collect_flags(workbook.file, drop.recognition.regions, marks)
    merged = {sheet.name: sheet.merged for sheet in info.sheets}
    notes = {sheet: write_notes(cells, merged[sheet], MAX_NOTES) for sheet, cells in flags.cells.items()}
    placed = _place_all(workbook, drop, info, flags, notes, host=host)
    sheets, notices = _patch_sheets(workbook, drop, flags, notes, placed)
    kept = {item.name.casefold() for item in info.sheets} - {name.casefold() for name in removed}
    positions = {region: one.positions for region, one in placed.items()}
    callbacks = live_callbacks(drop, workbook, positions) if host else None
    sources = SourceCells(drop, workbook, positions, date1904=info.date1904) if host else None
    results = build_sheets(drop, workbook.file, kept, host=host, callbacks=callbacks, sources=sources)
    sheets = _with_print_areas(sheets, workbook, drop, info, placed)
    if host:
        places = ResultPlaces(drop, workbook.file, results)
        regions = _by_sheet(workbook, drop)
        sheets = [
            replace(one, links=places.links(regions[one.sheet], flags.regions, positions)) for one in sheets
        ]
    rows: list[tuple[LateRows, ...]] = []
    donor = write_donor(results, SHEET_MARKER, date1904=info.date1904, font_size=info.font_size, apart=rows)
    patch = WorkbookPatch(
        marker=OWN_MARK, sheets=tuple(sheets), remove_sheets=removed, donor=donor, donor_rows=tuple(rows)
    )
    notices += [*_put_aside(workbook, drop, info, placed), *_counted_in(workbook, drop, info, placed)]
    return PlannedPatch(patch, tuple(notices))


def own_sheets_of(workbook: Workbook, drop: ComputedDrop) -> tuple[str, ...]:
    """Return the names of the sheets that an earlier run added to a workbook."""
    return tuple(own.sheet for own in drop.recognition.own_sheets if own.file == workbook.file)


def _with_print_areas(
    patches: Sequence[SheetPatch],
    workbook: Workbook,
    drop: ComputedDrop,
    info: WorkbookInfo,
    placed: Mapping[int, _PlacedColumns],
) -> list[SheetPatch]:
    """Have each sheet print its own columns only, as it did before ours stood beside them."""
    cells, infos = {one.name: one for one in workbook.sheets}, {one.name: one for one in info.sheets}
    regions = _by_sheet(workbook, drop)
    kept = []
    for one in patches:
        first = min(placed[region.id].start for region in regions[one.sheet])
        until = own_columns_end(cells[one.sheet], infos[one.sheet], regions[one.sheet], first)
        kept.append(replace(one, print_until=until))
    return kept


def build_companion(workbook: Workbook, drop: ComputedDrop) -> bytes:
    """Return a workbook of result sheets alone, for an original that cannot be annotated."""
    return write_donor(build_sheets(drop, workbook.file, (), host=True), SHEET_MARKER, packed=True)


def _place_all(
    workbook: Workbook,
    drop: ComputedDrop,
    info: WorkbookInfo,
    flags: FileFlags,
    notes: Mapping[str, Mapping[str, str]],
    *,
    host: bool,
) -> dict[int, _PlacedColumns]:
    """Return the result columns of each region of the workbook, by region id; none of a region that has none to say."""
    infos = {item.name: item for item in info.sheets}
    cells = {sheet.name: sheet for sheet in workbook.sheets}
    placed: dict[int, _PlacedColumns] = {}
    counted = host and are_countable(drop, workbook.file)
    for name, regions in _by_sheet(workbook, drop).items():
        noted = whole_notes(notes.get(name, {}), infos[name].threaded_cells)
        columns = {
            region.id: filled_columns(
                result_columns(region, drop, flags.regions[region.id], noted), counted=counted
            )
            for region in regions
        }
        widths = {id_: len(each) for id_, each in columns.items()}
        starts = place_columns(cells[name], infos[name], regions, widths, info.far_formulas)
        placed |= {id_: _PlacedColumns(columns[id_], start) for id_, start in starts.items()}
    return placed


def _by_sheet(workbook: Workbook, drop: ComputedDrop) -> dict[str, list[Region]]:
    found: dict[str, list[Region]] = defaultdict(list)
    for region in drop.recognition.regions:
        if region.file == workbook.file:
            found[region.sheet].append(region)
    return found


def _put_aside(
    workbook: Workbook, drop: ComputedDrop, info: WorkbookInfo, placed: Mapping[int, _PlacedColumns]
) -> list[str]:
    """Say on which sheets ours stand far right: formulas count the columns beside the table, or a chart is there."""
    infos = {item.name: replace(item, drawn=()) for item in info.sheets}
    cells = {sheet.name: sheet for sheet in workbook.sheets}
    said = []
    for name, regions in _by_sheet(workbook, drop).items():
        widths = {region.id: len(placed[region.id].columns) for region in regions}
        first = min((placed[id_].start for id_, width in widths.items() if width), default=0)
        if first and first not in place_columns(cells[name], infos[name], regions, widths).values():
            said.append(
                f"“{workbook.file}”的工作表“{name}”的批注列从 {column_letter(first)} 列起：左边的列有公式在统计，或有图表、图片"
            )
    return said


def _counted_in(
    workbook: Workbook, drop: ComputedDrop, info: WorkbookInfo, placed: Mapping[int, _PlacedColumns]
) -> list[str]:
    """Say which formulas of the workbook take in columns of ours: no place near by is out of their reach."""
    met: dict[FarFormula, int] = {}
    for regions in _by_sheet(workbook, drop).values():
        for region in regions:
            columns = placed[region.id]
            found = formulas_over(region, columns.start, len(columns.columns), info.far_formulas)
            met |= {one: max(item.last_column for item in regions) for one in found}
    if not met:
        return []
    first, edge = next(iter(met.items()))
    count = sum(one.count for one in met)
    others = f"等 {count:,} 处公式" if count > 1 else "的公式"
    meant = f"请以原文件为准，或把公式改为只到 {column_letter(edge)} 列"
    return [
        f"“{workbook.file}”中{first.place}{others}统计整行或表格右边的列，在批注副本里重算时会把批注列也算进去；{meant}"
    ]


def _patch_sheets(
    workbook: Workbook,
    drop: ComputedDrop,
    flags: FileFlags,
    notes: Mapping[str, Mapping[str, str]],
    placed: Mapping[int, _PlacedColumns],
) -> tuple[list[SheetPatch], list[str]]:
    patches, notices = [], []
    for name, regions in _by_sheet(workbook, drop).items():
        own = notes.get(name, {})
        patches.append(_patch_sheet(name, regions, drop, flags, own, placed))
        left_out = max(0, len(flags.cells.get(name, {})) - MAX_NOTES)
        if left_out:
            notices.append(
                f"“{workbook.file}”的工作表“{name}”问题较多，只加了 {MAX_NOTES:,} 个单元格批注，"
                f"另有 {left_out:,} 个单元格的问题写在“{OWN_COLUMN_PREFIX}说明”列"
            )
    return patches, notices


def _patch_sheet(
    sheet: str,
    regions: Sequence[Region],
    drop: ComputedDrop,
    flags: FileFlags,
    notes: Mapping[str, str],
    placed: Mapping[int, _PlacedColumns],
) -> SheetPatch:
    blocks: list[ColumnBlock] = []
    rules: list[HighlightRule] = []
    for region in regions:
        if placed[region.id].columns:
            blocks.append(_block(region, placed[region.id]))
        rules += highlight_rules(region, drop, flags.regions[region.id], placed[region.id].positions)
    return SheetPatch(
        sheet=sheet,
        blocks=tuple(blocks),
        rules=tuple(rules),
        notes=notes,
        owned_columns=tuple(owned for region in regions for owned in _owned(region, regions)),
    )


def _block(region: Region, placed: _PlacedColumns) -> ColumnBlock:
    first, last = rows_of(region)
    columns = placed.columns
    added = tuple(
        AddedColumn(
            placed.start + offset,
            column.header,
            column.fitting_width,
            _HEADER_LOOK,
            column.look,
        )
        for offset, column in enumerate(columns)
    )
    values = [RowValues.of(column.values) for column in columns]
    rows = np.unique(np.concatenate([each.rows for each in values]))
    rows = rows[rows >= first]
    return ColumnBlock(
        table_ref=range_ref(region.header_row, region.first_column, last, region.last_column),
        header_row=region.header_row,
        columns=added,
        rows=dict(
            zip(rows.tolist(), zip(*(each.in_rows(rows) for each in values), strict=True), strict=True)
        ),
    )


def _owned(region: Region, beside: Sequence[Region]) -> list[OwnedColumn]:
    """Return our columns of an earlier run, down to the last row of the tables under the same header row."""
    last = max(rows_of(other)[1] for other in beside if other.header_row == region.header_row)
    return [OwnedColumn(column, region.header_row, last) for column in region.own_columns]
