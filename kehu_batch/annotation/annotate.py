"""Writes the annotated copy of one workbook, and proves that nothing of the original changed."""

from __future__ import annotations

from pathlib import Path

from kehu_batch.annotation.drop import ComputedDrop, choose_host
from kehu_batch.annotation.originals import original_bytes
from kehu_batch.annotation.patch import build_companion, build_patch, own_sheets_of
from kehu_batch.copy_names import OWN_MARK
from kehu_batch.errors import OutputError
from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.tables.source import Workbook
from kehu_batch.ooxml.errors import WorkbookRejected
from kehu_batch.ooxml.far_formulas import FarFormulas
from kehu_batch.ooxml.inspect import inspect_book
from kehu_batch.ooxml.opc.archive import WorkbookBytes
from kehu_batch.ooxml.patch import patch_book
from kehu_batch.ooxml.plan import PatchReport, SkipReason
from kehu_batch.ooxml.sml.book import Book
from kehu_batch.ooxml.verify import verify_patch
from kehu_batch.package_limits import ChangeLimits
from kehu_batch.policy.vocabulary import OWN_COLUMN_PREFIX
from kehu_batch.records import dataclass, replace
from kehu_batch.released_memory import release_memory

#: Parts that we may add for each sheet: notes, their boxes, and the sheet's relationships.
_PARTS_PER_SHEET = 3
#: And to the workbook: result sheets with their charts.
_RESULT_PARTS = 200


@dataclass(frozen=True, slots=True)
class Annotated:
    """What became of one workbook.

    Args:
        written: Whether there is a file for it.
        notices: What the user should know, in Chinese: notes that were left out, filters that could not be
            extended, an original that could not be annotated.
    """

    written: bool
    notices: tuple[str, ...] = ()


_NOT_EXTENDED = {
    SkipReason.TOTALS_ROW: "带有汇总行",
    SkipReason.NOT_ADJACENT: "与批注列不相邻",
    SkipReason.PARTLY_COVERED: "的标题行与识别的表头不在同一行",
    SkipReason.OTHER_CELLS: "的行列与识别的表不一致",
    SkipReason.EXTERNAL_QUERY: "由外部查询生成",
}


def annotate(
    workbook: Workbook,
    target: Path,
    drop: ComputedDrop,
    *,
    limits: ReadLimits | None = None,
) -> Annotated:
    """Write a workbook with its marks, result columns and result sheets.

    Every cell, style, drawing and other part of the original stays byte for byte; marks of an earlier run are
    replaced. The same inputs give the same bytes. An original that cannot be annotated in place stays as it is:
    where it would have taken the result sheets, they stand in a companion workbook instead.

    Args:
        workbook: The original as read, from ``workbook.path``.
        target: Where to write; overwritten.
        drop: The drop that it belongs to, computed.
        limits: The bounds that the original was read within; the defaults where ``None``.

    Raises:
        InputRejected: The original has changed since it was read.
        OutputError: The file cannot be written.
    """
    host = choose_host((item.file for item in drop.dataset.inputs), drop.recognition) == workbook.file
    if not workbook.format.patchable:
        reason = f"“{workbook.file}”是 {workbook.format} 格式，不能在原文件上批注（另存为 .xlsx 后即可）"
        return _write_companion(workbook, target, drop, reason, host=host)
    try:
        bounds = _package_limits(limits or ReadLimits())
        source = WorkbookBytes(workbook.path.name, original_bytes(workbook))
        with Book(source, source.name, bounds) as book:
            info = inspect_book(book, OWN_MARK, _far_formulas(workbook, drop))
            planned = build_patch(workbook, drop, info, host=host)
            release_memory(sum(len(sheet.rows) for sheet in workbook.sheets))
            report = patch_book(book, target, planned.patch, info)
        damaged = verify_patch(source, target, planned.patch, report, limits=bounds)
    except (WorkbookRejected, OutputError) as error:
        # What could not be proved whole is not delivered.
        target.unlink(missing_ok=True)
        reason = f"“{workbook.file}”不能在原文件上批注：{error.message}"
        return _write_companion(workbook, target, drop, reason, host=host)
    notices = (*planned.notices, *_notices(workbook.file, report), *_damage(workbook.file, damaged))
    return Annotated(written=True, notices=notices)


def _far_formulas(workbook: Workbook, drop: ComputedDrop) -> FarFormulas:
    """Return what gathers the formulas in whose ranges our columns could come to stand."""
    edges: dict[str, int] = {}
    for region in drop.recognition.regions:
        if region.file == workbook.file:
            edges[region.sheet] = max(edges.get(region.sheet, 0), region.last_column)
    return FarFormulas(edges, own_sheets_of(workbook, drop))


def _package_limits(limits: ReadLimits) -> ChangeLimits:
    """Return bounds under which a package that could be read can be written, with what we add to it."""
    most = ChangeLimits()
    return replace(
        most,
        members=limits.members + limits.sheets * _PARTS_PER_SHEET + _RESULT_PARTS,
        part_bytes=max(most.part_bytes, limits.file_bytes),
        ratio=limits.ratio,
        ratio_floor_bytes=limits.ratio_floor_bytes,
    )


def _write_companion(
    workbook: Workbook, target: Path, drop: ComputedDrop, reason: str, *, host: bool
) -> Annotated:
    if not host:
        return Annotated(written=False, notices=(f"{reason}，它的问题列在“数据质量”表中",))
    target.write_bytes(build_companion(workbook, drop))
    return Annotated(written=True, notices=(f"{reason}，结果写在配套工作簿“{target.name}”中",))


def _damage(file: str, members: tuple[str, ...]) -> list[str]:
    if not members:
        return []
    names = "、".join(members[:5]) + (f"等 {len(members):,} 个" if len(members) > 5 else "")
    return [
        f"“{file}”的部件 {names} 校验和不符：原件收到时已损坏，批注副本中原样保留；请用 Excel 或 WPS 打开原件核对后另存"
    ]


def _notices(file: str, report: PatchReport) -> list[str]:
    found = []
    if report.notes_skipped:
        cells = "、".join(f"{note.sheet}!{note.cell}" for note in report.notes_skipped[:5])
        more = f"等 {len(report.notes_skipped):,} 处" if len(report.notes_skipped) > 5 else ""
        found.append(
            f"“{file}”的 {cells}{more}已有对话式批注，没有再加批注；要说的话写在“{OWN_COLUMN_PREFIX}说明”列"
        )
    found += [
        f"“{file}”的工作表“{left.sheet}”中“{left.what}”{_NOT_EXTENDED.get(left.reason, '')}，筛选范围不含批注列"
        for left in report.not_extended
    ]
    return found
