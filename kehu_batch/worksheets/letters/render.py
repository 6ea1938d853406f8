"""Writes letters as a workbook, one sheet each, and their register."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pandas as pd

from kehu_batch.errors import UsageError
from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.policy.vocabulary import OWN_SHEET_MARKER, FieldKind
from kehu_batch.records import dataclass
from kehu_batch.sheet_writing.book import CheckedSheet, Value, add_sheet, open_book
from kehu_batch.sheet_writing.page import Margins, set_up_page
from kehu_batch.wording.numbers import format_day, format_yuan
from kehu_batch.worksheets.file_names import UniqueNames
from kehu_batch.worksheets.letters.kinds import LetterKind, LetterTemplate, load_template
from kehu_batch.worksheets.letters.register import (
    REGISTER_COLUMNS,
    REGISTER_NAME,
    REGISTER_SHEET,
    RegisterEntry,
    extend_register,
    join_registers,
)
from kehu_batch.worksheets.letters.selection import Letter, select_letters
from kehu_batch.worksheets.portfolio_sheet import ListColumn, plain_value, write_list
from kehu_batch.worksheets.styles import ROOM, TITLE_HEIGHT, FormStyles

_TEXT, _DAY, _MONEY = FieldKind.TEXT, FieldKind.DATE, FieldKind.AMOUNT
_NAME_LENGTH = 28
_MARGINS: Margins = (0.5, 0.5, 0.7, 0.7)
#: Widest table, in characters, that stands upright on A4 with its texts at 8.6 points: with instalments, too.
_UPRIGHT = 90
#: Of A4, in points.
_SHORT_EDGE, _LONG_EDGE = 595.3, 841.9
#: By this row the program knows the sheet again, and a reviewer the policy; whom it is written to need not read it.
_OWN_ROW = 1
#: Height of a row of a letter's table, in points.
_TABLE_ROW = 20.0
#: A letter is as wide as its table; long lines wrap over all columns.
_TABLE: tuple[tuple[str, ListColumn], ...] = (
    ("invoice_no", ("单据号", 16, _TEXT)),
    ("instalment", ("期数", 6, _TEXT)),
    ("issued_on", ("开票日期", 11, _DAY)),
    ("due_on", ("到期日", 11, _DAY)),
    ("amount_fen", ("应收金额", 12.5, _MONEY)),
    ("received_fen", ("已收金额", 12.5, _MONEY)),
    ("open_fen", ("未收金额", 12.5, _MONEY)),
    ("days_overdue", ("逾期天数", 8, FieldKind.NUMBER)),
)


@dataclass(frozen=True, slots=True)
class LetterRequest:
    """What letters are wanted.

    Args:
        kind: Which.
        customers: Ids or names; all that the kind is for where empty.
        sender: Our own name.
        template: A template file of the department; ``None`` for ours.
        registers: Earlier registers, of the drop and of the output; they need not exist.
    """

    kind: LetterKind
    customers: tuple[str, ...] = ()
    sender: str = "（我方名称）"
    template: Path | None = None
    registers: tuple[Path, ...] = ()


def render_letters(analysis: Analysis, request: LetterRequest, *, stamp: str) -> dict[str, bytes]:
    """Return the workbooks by file name: the letters, and the register with these added. The same drop, the same bytes.

    Args:
        analysis: The figures.
        request: What is wanted.
        stamp: By which rules the figures were computed.

    Raises:
        UsageError: There is nothing to write, or the template or the register cannot be used.
    """
    figures = analysis.payment_risk
    if figures is None:
        reason = analysis.reasons.get("payment_risk") or "没有应收明细"
        raise UsageError(f"{reason}，写不出{request.kind.label}", action="请投递应收明细")
    template = load_template(request.kind, request.template)
    letters = select_letters(figures, request.kind, request.customers)
    entries = extend_register(join_registers(request.registers), letters, request.kind, figures.as_of)
    name = f"{request.kind.label}_{format_day(figures.as_of)}.xlsx"
    return {
        name: _write_letters(letters, template, request, stamp),
        REGISTER_NAME: _write_register(entries, format_day(figures.as_of), stamp),
    }


def _write_letters(
    letters: Sequence[Letter], template: LetterTemplate, request: LetterRequest, stamp: str
) -> bytes:
    target, names = BytesIO(), UniqueNames()
    with open_book(target, title=template.title) as book:
        looks = FormStyles(book)
        for letter in letters:
            tab = names.take(
                letter.customer_name[:_NAME_LENGTH].replace("[", "(").replace("]", ")").strip("'")
            )
            sheet = add_sheet(book, tab)
            _write_letter(sheet, looks, letter, template, request)
            sheet.write_value(_OWN_ROW, 2, stamp, looks.line)
    return target.getvalue()


#: Said instead of days late: before the due date, and of what is owed to the customer.
NOT_DUE, CREDIT = "未到期", "贷项"


def _write_letter(
    sheet: CheckedSheet,
    looks: FormStyles,
    letter: Letter,
    template: LetterTemplate,
    request: LetterRequest,
) -> None:
    columns = _columns(request.kind, letter.documents)
    values = {**letter.values, "我方名称": request.sender}  # noqa: PD011 - no frame's values
    sheet.set_widths([width for _, (_, width, _) in columns])
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.write_value(0, 0, template.title, looks.heading)
    sheet.set_row(_OWN_ROW, None, None, {"hidden": True})
    sheet.write_value(_OWN_ROW, 0, OWN_SHEET_MARKER, looks.line)
    before, after = (template.fill(lines, values) for lines in (template.before, template.after))
    row = _write_lines(sheet, looks, before, columns, 2)
    row = _write_table(sheet, looks, letter, columns, row)
    _write_lines(sheet, looks, after, columns, row)
    # Each letter goes to another customer: its pages count from 1, and not those of the others.
    width = sum(width for _, (_, width, _) in columns)
    set_up_page(sheet, _MARGINS, "&C第 &P 页", landscape=width > _UPRIGHT)
    sheet.set_start_page(1)
    above = TITLE_HEIGHT + sum(_line_heights(before, columns)) + (len(letter.documents) + 2) * _TABLE_ROW
    if _are_parted(above, sum(_line_heights(after, columns)), landscape=width > _UPRIGHT):
        sheet.set_h_pagebreaks([row])


def _are_parted(above: float, below: float, *, landscape: bool) -> bool:
    """Tell whether a page would end among the lines to be signed, which another page would hold whole.

    Args:
        above: Points of what stands above them.
        below: Points of the lines.
        landscape: How the letter lies.
    """
    _, _, top, bottom = _MARGINS
    page = (_SHORT_EDGE if landscape else _LONG_EDGE) - (top + bottom) * 72
    return below <= page < above % page + below


def _columns(kind: LetterKind, documents: pd.DataFrame) -> list[tuple[str, ListColumn]]:
    """Return the columns of a letter's table: no instalments where there are none, amounts as wide as theirs."""
    found = []
    for field, (header, least, look) in _fields(kind):
        if field == "instalment" and documents[field].isna().all():
            continue
        amounts = (int(documents[field].sum()), *documents[field]) if look is _MONEY else ()
        width = max([least, *(len(format_yuan(fen)) + 1.5 for fen in amounts)])
        found.append((field, (header, width, look)))
    return found


def _fields(kind: LetterKind) -> tuple[tuple[str, ListColumn], ...]:
    if kind is not LetterKind.DUNNING:
        return _TABLE
    return (*_TABLE, ("asked_fen", ("请付金额", 12.5, _MONEY)))


def _write_lines(
    sheet: CheckedSheet,
    looks: FormStyles,
    lines: Sequence[str],
    columns: Sequence[tuple[str, ListColumn]],
    row: int,
) -> int:
    """Write lines of text, each over the whole width, and return the row below them."""
    look = looks.body(_TEXT)
    heights = _line_heights(lines, columns)
    for number, (line, height) in enumerate(zip(lines, heights, strict=True), start=row):
        sheet.set_row(number, height)
        if line.strip():
            sheet.merge_range(number, 0, number, len(columns) - 1, "", look)
            sheet.write_value(number, 0, line, look)
    return row + len(lines)


def _line_heights(lines: Sequence[str], columns: Sequence[tuple[str, ListColumn]]) -> list[float]:
    width = sum(wide for _, (_, wide, _) in columns)
    return [ROOM.row_height([(line, width)]) for line in lines]


def _write_table(
    sheet: CheckedSheet,
    looks: FormStyles,
    letter: Letter,
    columns: Sequence[tuple[str, ListColumn]],
    row: int,
) -> int:
    """Write the documents with their sums and return the row below."""
    for index, (_, (header, _, _)) in enumerate(columns):
        sheet.write_value(row, index, header, looks.header)
    count = len(letter.documents)
    for number in range(row, row + count + 2):
        sheet.set_row(number, _TABLE_ROW)
    for index, (field, (_, _, kind)) in enumerate(columns):
        look = looks.body(kind, boxed=True)
        values = zip(letter.documents[field].tolist(), letter.documents["open_fen"].tolist(), strict=True)
        for number, (value, fen) in enumerate(values, start=row + 1):
            sheet.write_value(number, index, _shown(value, field, kind, open_fen=fen), look)
        total: Value = "合计" if index == 0 else ""
        if kind is _MONEY:
            total = int(letter.documents[field].sum()) / 100
        sheet.write_value(row + count + 1, index, total, look)
    return row + count + 2


def _shown(value: object, field: str, kind: FieldKind, *, open_fen: int) -> Value:
    """Return a cell of a letter; days until the due date are no days late, and nobody is late with a credit."""
    shown = plain_value(value, kind)
    if field != "days_overdue" or not isinstance(shown, int | float):
        return shown
    if open_fen < 0:
        return CREDIT
    return NOT_DUE if shown <= 0 else shown


def _write_register(entries: Sequence[RegisterEntry], as_of: str, stamp: str) -> bytes:
    target = BytesIO()
    with open_book(target, title=REGISTER_SHEET) as book:
        rows = [[*entry.cells, *entry.entered] for entry in entries]
        line = f"最近一次截止日 {as_of}；{stamp}；寄出和回函请填在右侧各列，下次生成时保留"
        write_list(
            add_sheet(book, REGISTER_SHEET), FormStyles(book), REGISTER_COLUMNS, rows, ("函件登记", line)
        )
    return target.getvalue()
