"""What changed since the last run of the period: findings mended, new and still open."""

from __future__ import annotations

from kehu_batch.model.findings.changes import FindingChanges
from kehu_batch.model.findings.finding import Severity
from kehu_batch.report.blocks import MAX_ROWS, Block, Cell, Note, PageColumn, TableBlock, text_of
from kehu_batch.wording.numbers import MISSING

_LABELS = {level.value: level.label for level in Severity}
_COLUMNS = (
    PageColumn("变化", "tag", pick=True),
    PageColumn("级别", "tag", phone=False),
    PageColumn("位置", "code"),
    PageColumn("看到的值", phone=False),
    PageColumn("问题"),
)


def build_changes(changes: FindingChanges | None) -> tuple[Block, ...]:
    """Return a sentence with the counts and the list of what is mended and new; nothing without an earlier run."""
    if changes is None:
        return ()
    sentence = (
        f"与上次（{changes.source}，截至 {changes.as_of:%Y-%m-%d}）相比：已消除 {len(changes.mended):,} 项，"
        f"新增 {len(changes.new):,} 项，仍有 {changes.still_open:,} 项。"
    )
    rows: list[tuple[Cell | str, ...]] = [
        (
            Cell("新增", tone="bad"),
            one.severity.label,
            str(one.location or MISSING),
            text_of(one.value),
            text_of(one.message),
        )
        for one in changes.new
    ]
    rows += [
        (
            Cell("已消除", tone="good"),
            _LABELS.get(one.severity, one.severity),
            one.cell or MISSING,
            text_of(one.value),
            text_of(one.message),
        )
        for one in changes.mended
    ]
    if not rows:
        return (Note(sentence),)
    table = TableBlock(
        "与上次相比",
        _COLUMNS,
        tuple(rows[:MAX_ROWS]),
        "按问题、单元格和看到的值对照；插入或删除行后按列和值对照",
        total=len(rows),
        tools=len(rows) > 12,
        name="与上次相比",
        wide=True,
        sheet="summary.json 的 data_quality.changes",
        id="list-changes",
    )
    return (Note(sentence), table)
