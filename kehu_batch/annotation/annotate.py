"""Writes the annotated copy of one workbook, and proves that nothing of the original changed."""

from __future__ import annotations

from pathlib import Path

from kehu_batch.annotation.drop import Drop, choose_host
from kehu_batch.annotation.patch import build_patch
from kehu_batch.model.analysis import Analysis
from kehu_batch.model.dataset import Dataset
from kehu_batch.model.recognition import Recognition
from kehu_batch.model.source import Workbook
from kehu_batch.ooxml.inspect import inspect_workbook
from kehu_batch.ooxml.patch import patch_workbook
from kehu_batch.ooxml.plan import PatchReport, SkipReason
from kehu_batch.ooxml.verify import verify_patch
from kehu_batch.policy.loading import LoadedPolicy
from kehu_batch.policy.vocabulary import OWN_COLUMN_PREFIX, Vocabulary

_NOT_EXTENDED = {
    SkipReason.TOTALS_ROW: "带有汇总行",
    SkipReason.NOT_ADJACENT: "与批注列不相邻",
    SkipReason.PARTLY_COVERED: "的标题行与识别的表头不在同一行",
    SkipReason.EXTERNAL_QUERY: "由外部查询生成",
}


def annotate(
    workbook: Workbook,
    target: Path,
    recognition: Recognition,
    dataset: Dataset,
    analysis: Analysis,
    policy: LoadedPolicy,
    vocabulary: Vocabulary,
) -> tuple[str, ...]:
    """Write a workbook with its marks, result columns and result sheets.

    Every cell, style, drawing and other part of the original stays byte for byte; marks of an earlier run are
    replaced. The same inputs give the same bytes.

    Args:
        workbook: The original as read, from ``workbook.path``.
        target: Where to write; overwritten.
        recognition: What the drop's sheets are.
        dataset: The drop's typed tables.
        analysis: The drop's figures.
        policy: The policy in force.
        vocabulary: Labels of tables and fields.

    Returns:
        What the user should know, in Chinese: notes that were left out, filters that could not be extended.

    Raises:
        WorkbookRejected: The original cannot be annotated; the message says why.
        OutputError: A sheet has no room to the right, or the result did not pass its verification.
    """
    drop = Drop(recognition, dataset, analysis, policy, vocabulary)
    host = choose_host((item.file for item in dataset.inputs), recognition) == workbook.file
    planned = build_patch(workbook, drop, inspect_workbook(workbook.path), host=host)
    report = patch_workbook(workbook.path, target, planned.patch)
    verify_patch(workbook.path, target, planned.patch, report)
    return (*planned.notices, *_notices(workbook.file, report))


def _notices(file: str, report: PatchReport) -> list[str]:
    found = []
    if report.notes_skipped:
        cells = "、".join(f"{note.sheet}!{note.cell}" for note in report.notes_skipped[:5])
        more = f"等 {len(report.notes_skipped):,} 处" if len(report.notes_skipped) > 5 else ""
        found.append(
            f"“{file}”的 {cells}{more}已有对话式批注,没有再加批注;要说的话写在“{OWN_COLUMN_PREFIX}说明”列"
        )
    found += [
        f"“{file}”的工作表“{left.sheet}”中“{left.what}”{_NOT_EXTENDED.get(left.reason, '')},筛选范围不含批注列"
        for left in report.not_extended
    ]
    return found
