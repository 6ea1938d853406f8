"""Rows of which a note or a column of approvals says that they are withdrawn: they count, as nobody reads it there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import numpy as np

from kehu_batch.cells import column_letter
from kehu_batch.folding import fold_header, fold_text
from kehu_batch.model.findings import catalogue_reading as kinds
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.location import Location
from kehu_batch.model.tables.recognition import Region
from kehu_batch.model.tables.source import CellValue, Sheet
from kehu_batch.policy.cell_words import load_cell_words
from kehu_batch.recognition.cell_flags import Flags, spoken_column

#: Tables whose rows are events; what a customer or a balance is called off for is another matter.
_OF_EVENTS = frozenset({"callbacks", "followups", "complaints", "orders", "invoices", "receipts"})
_NOTES = re.compile("备注|附注|备考|remarks?|notes?")
#: Not 贷款审批 or 退款审核, which tell of a matter of the customer's.
_APPROVAL = re.compile(
    "(?:[表订]?单|单据|记录|数据|回访|投诉|当前|提交|登记)?(?:审批|审核|流程)(?:结果|状态|情况|意见|结论|进度)?"
    "|(?:数据|记录|表单|提交)状态"
)
#: What may be a sum (取消, 坏账) says so with 是否 or 标志 only.
_WHETHER_VOID = re.compile(
    "(?:是否|已)?(?:作废|删除|撤销|无效)(?:标[志记识]|状态)?"
    "|(?:是否|已)被?(?:红冲|冲红|冲销|取消|坏账)(?:标[志记识])?|(?:红冲|冲红|冲销|取消|坏账)(?:标[志记识]|状态)"
)
_WHETHER_VALID = re.compile("(?:是否)?有效(?:标[志记识])?")
_REFUSED = frozenset(
    [
        "拒绝",
        "已拒绝",
        "审批拒绝",
        "审核拒绝",
        "不同意",
        "驳回",
        "已驳回",
        "审批驳回",
        "不通过",
        "未通过",
        "审批不通过",
        "审核不通过",
        "退回",
        "已退回",
        "审批撤销",
        "rejected",
        "refused",
        "withdrawn",
    ]
)
_DEAD_STATES = frozenset({"void", "reversed", "cancelled", "written_off"})
#: A note that is about its own row: 此行作废, 作废，填错了, 录重了; not 作废发票已寄回.
_ABOUT_ROW = re.compile(
    r"(?:^|[,，。.;；(（])(?:[此本该这][行条笔次单]|[此本该这]条?记录)(?:已|请)?(?:作废|无效|不算|不计|忽略|删除|取消)"
    r"|^(?:已)?(?:作废|无效|删除)(?:$|[,，.;；:：(（、]|记录|重[填录])"
    r"|^(?:填错|录错|误填|误录|录重|填写错误|录入错误|登记错误|误登记|重复登记|重复录入|重复填写)了?(?:$|[,，.;；:：(（、]|请|作废|此|本|该)"
)
_LONGEST_NOTE = 40
_SHOWN = 3

_Test = Callable[[CellValue], bool]


def withdrawn_rows(region: Region, sheet: Sheet) -> Iterator[Finding]:
    """Yield a finding for each column that says of rows that they are withdrawn, and that nobody reads for that."""
    if region.table not in _OF_EVENTS:
        return
    columns = [(match.column, match.header) for match in region.columns if match.field == "notes"]
    dead = _called_dead(region, sheet)
    yield from _noted_rows(region, sheet, dead)
    for column, header in [*columns, *((item.column, item.header) for item in region.unknown)]:
        test = _test_of(fold_header(header))
        if test is None:
            continue
        cells = spoken_column(sheet, column)
        passing = np.array([test(value) for value in cells.values.tolist()], dtype=bool)
        rows = region.data_rows[passing[cells.codes[region.data_rows - 1]] & ~dead]
        if len(rows):
            words = dict.fromkeys(str(cells.values[code]).strip() for code in cells.codes[rows - 1].tolist())
            told = "、".join(f"“{word}”" for word in list(words)[:_SHOWN])
            place = Location(region.file, region.sheet, int(rows[0]), column)
            message = f"{column_letter(column)} 列“{header}”写着{told}的 {len(rows)} 行仍照常计入"
            yield Finding(
                kinds.WITHDRAWN_ROWS, place, message, next(iter(words)), region.table, count=len(rows)
            )


def _noted_rows(region: Region, sheet: Sheet, dead: Flags) -> Iterator[Finding]:
    """Yield the finding of rows of which a note at one of their cells says that they are withdrawn."""
    rows = dict(zip(region.data_rows.tolist(), dead.tolist(), strict=True))
    columns = range(region.first_column, region.last_column + 1)
    said = {
        cell: text
        for cell, text in sorted(sheet.notes.items())
        if not rows.get(cell[0], True) and cell[1] in columns and _is_note_of_row(text)
    }
    if not said:
        return
    told = "、".join(f"“{text}”" for text in list(dict.fromkeys(said.values()))[:_SHOWN])
    count = len({row for row, _ in said})
    first = next(iter(said))
    message = f"批注写着{told}的 {count} 行仍照常计入"
    place = Location(region.file, region.sheet, *first)
    yield Finding(kinds.WITHDRAWN_ROWS, place, message, said[first], region.table, count=count)


def _called_dead(region: Region, sheet: Sheet) -> Flags:
    """Return which rows a column that is read says are withdrawn: they do not count, or it is asked."""
    dead = np.zeros(len(region.data_rows), dtype=np.bool_)
    for field in ("status", "call_state"):
        column = region.column_of(field)
        if column is not None:
            cells = sheet.column(column)
            refused = np.array([_is_refused(value) for value in cells.values.tolist()], dtype=np.bool_)
            dead |= refused[cells.codes[region.data_rows - 1]]
    return dead


def _test_of(header: str) -> _Test | None:
    """Return what a cell under a header must pass to say that its row is withdrawn; ``None`` for other headers."""
    if _WHETHER_VOID.fullmatch(header):
        return lambda value: _folded(value) in load_cell_words().ticked or _state_of(value) in _DEAD_STATES
    if _WHETHER_VALID.fullmatch(header):
        return lambda value: _folded(value) in load_cell_words().crossed | {"0"}
    if _APPROVAL.fullmatch(header):
        return _is_refused
    return _is_note_of_row if _NOTES.search(header) else None


def _folded(value: CellValue) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return fold_text(str(value))


def _is_refused(value: CellValue) -> bool:
    return _folded(value) in _REFUSED or _state_of(value) in {"void", "cancelled"}


def _state_of(value: CellValue) -> str | None:
    return load_cell_words().documents.get(_folded(value)) if isinstance(value, str) else None


def _is_note_of_row(value: CellValue) -> bool:
    return (
        isinstance(value, str) and len(value) <= _LONGEST_NOTE and bool(_ABOUT_ROW.search(fold_text(value)))
    )
