"""The row 应收账款 of a trial balance (科目余额表), or a cell named so: the general ledger's balance.

Only the account itself counts, not its sub-accounts; only the closing balance, debit less credit.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date

from kehu_batch.cells import column_letter
from kehu_batch.model.tables.ledger_balance import LedgerBalance
from kehu_batch.normalisation.cells.raw import SheetCells, is_ours
from kehu_batch.normalisation.cells.text import is_none_answer, level_text
from kehu_batch.normalisation.money.amounts import read_amount
from kehu_batch.normalisation.money.scales import FEN_PER_YUAN, unit_of_header
from kehu_batch.normalisation.tables.directions import PostingSide, read_direction
from kehu_batch.policy.cell_words import signs_another_sum
from kehu_batch.records import dataclass

#: Rows in which a trial balance's header is sought.
_HEADER_ROWS = 20
_ACCOUNT = re.compile(r"(?:1122[\s\-_.:]*)?应收账款")
_CODE = "1122"
#: Names that say by themselves whose balance it is; 应收账款 alone does so only on a sheet of finance's.
_NAMED = re.compile(r"(?:总账应收账款(?:余额)?|应收账款总账(?:余额)?|应收账款\(?总账\)?(?:余额)?)[::]?")
#: What stands in the second row of a header of two.
_SECOND_HEADS = frozenset({"借方", "贷方", "借", "贷", "方向", "余额", "金额", "借方金额", "贷方金额"})
#: A balance of the day of the sheet; those of other days say so.
_BALANCE = re.compile(r"(?:[借贷]方?余额|余额(?:\(?[借贷]方?\)?)?)(?:\([^()]*元\))?")
_OF_POSTINGS = re.compile(r"日期|摘要|凭证")
_FINANCE = ("财务", "总账", "科目余额", "试算")
_MONTH = re.compile(r"(20\d\d)\s*(?:年|[-/.])\s*(?:第\s*)?(\d{1,2})(?!\d)")


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where a trial balance has what; rows from 0, columns from 0.

    Args:
        first: First row under the header.
        names: Columns with the account's name or code.
        debit: Column of the closing debit, or of the closing balance where there is one column only.
        credit: Column of the closing credit; ``None`` where there is one column only.
        direction: Column of 借 or 贷 of a single balance.
        beside: Columns next to one, which may hold that where no header says so.
        unit_fen: Fen in one unit of its money.
    """

    first: int
    names: tuple[int, ...]
    debit: int
    credit: int | None
    direction: int | None
    beside: tuple[int, ...]
    unit_fen: int


def read_ledger_balances(sheets: Sequence[SheetCells]) -> tuple[LedgerBalance, ...]:
    """Return every statement of the general ledger's balance of 应收账款 on sheets without a table."""
    found: list[LedgerBalance] = []
    for sheet in sheets:
        if not is_ours(sheet.rows):
            found += _read_sheet(sheet)
    return tuple(found)


def _read_sheet(sheet: SheetCells) -> Iterator[LedgerBalance]:
    layout = _find_layout(sheet)
    if layout is not None:
        yield from _of_accounts(sheet, layout)
        return
    accounts = any("科目" in _squeezed(cell) for row in sheet.rows[:_HEADER_ROWS] for cell in row)
    named = sheet.finance or any(word in f"{sheet.file} {sheet.name}" for word in _FINANCE)
    # A list of accounts whose closing balance is not recognised says nothing by its rows' names.
    ours = named and not accounts
    for number, row in enumerate(sheet.rows):
        labels = [at for at, cell in enumerate(row) if _is_label(cell, bare=ours)]
        values = [at for at, cell in enumerate(row) if labels and at > labels[0] and str(cell).strip()]
        if len(labels) == 1 and len(values) == 1:
            yield _balance(sheet, number, values[0], read_amount(row[values[0]]).fen, str(row[values[0]]))


def _is_label(cell: object, *, bare: bool) -> bool:
    text = _squeezed(cell)
    return bool(_NAMED.fullmatch(text)) or (bare and bool(re.fullmatch(r"应收账款(?:余额)?:?", text)))


def _find_layout(sheet: SheetCells) -> _Layout | None:
    """Return where a trial balance stands on a sheet: a header with 科目 and a closing balance.

    A title that says 科目余额表 is no header.
    """
    for number, row in enumerate(sheet.rows[:_HEADER_ROWS]):
        names = tuple(at for at, cell in enumerate(row) if "科目" in _squeezed(cell) and len(str(cell)) < 12)
        if names:
            below = sheet.rows[number + 1] if number + 1 < len(sheet.rows) else [""] * len(row)
            layout = _layout(sheet, number, names, row, below)
            if layout is not None:
                return layout
    return None


def _layout(
    sheet: SheetCells, number: int, names: tuple[int, ...], row: Sequence[object], below: Sequence[object]
) -> _Layout | None:
    sides = [_squeezed(cell) for cell in below]
    stated = [side for side in sides if side]
    double = len(stated) > 1 and all(side in _SECOND_HEADS for side in stated)
    heads: list[str] = []
    for cell in row:
        text = _squeezed(cell)
        # A head that stands over two columns is written in the first of them.
        heads.append(text or (heads[-1] if double and heads else ""))
    labels = [f"{head}{side if double else ''}" for head, side in zip(heads, sides, strict=True)]
    closing = [at for at, label in enumerate(labels) if "期末" in label] or _closing_unnamed(labels)
    debits = [at for at in closing if "借" in labels[at]]
    credited = [at for at in closing if "贷" in labels[at]]
    single = [at for at in closing if not {"借", "贷", "方"} & set(labels[at])]
    own = [not signs_another_sum(label) for label in labels]
    directions = [at for at, label in enumerate(labels) if "方向" in label and own[at]]
    unit = _unit(sheet, number, row)
    if unit is None:
        return None
    first = number + 1 + double
    if len(debits) == len(credited) == 1:
        return _Layout(first, names, debits[0], credited[0], None, (), unit)
    if len(single) == 1:
        beside = tuple(at for at in (single[0] - 1, single[0] + 1) if 0 <= at < len(labels) and own[at])
        chosen = ([at for at in directions if at in beside] or directions)[-1] if directions else None
        return _Layout(first, names, single[0], None, chosen, beside, unit)
    return None


def _closing_unnamed(labels: Sequence[str]) -> list[int]:
    """Return the columns of a balance that does not say of which day, as a list of accounts on one day prints it.

    A ledger of postings has a balance behind each of them, and the account in every row.
    """
    if any(_OF_POSTINGS.search(label) for label in labels):
        return []
    return [at for at, label in enumerate(labels) if _BALANCE.fullmatch(label)]


def _unit(sheet: SheetCells, number: int, row: Sequence[object]) -> int | None:
    """Return the fen in the unit of a sheet's money; ``None`` where titles or header name two."""
    texts = [str(cell) for line in (*sheet.rows[:number], row) for cell in line if str(cell).strip()]
    units = {unit for unit in map(unit_of_header, texts) if unit is not None} or {FEN_PER_YUAN}
    return units.pop() if len(units) == 1 else None


def _of_accounts(sheet: SheetCells, layout: _Layout) -> Iterator[LedgerBalance]:
    for number in range(layout.first, len(sheet.rows)):
        row = sheet.rows[number]
        texts = [_squeezed(row[at]) for at in layout.names]
        if not any(_ACCOUNT.fullmatch(text) or text.removesuffix(".0") == _CODE for text in texts):
            continue
        seen = "、".join(str(row[at]) for at in (layout.debit, layout.credit) if at is not None)
        yield _balance(sheet, number, layout.debit, _amount(row, layout), seen)


def _amount(row: Sequence[object], layout: _Layout) -> int | None:
    """Return the closing balance of a row; of a debit and a credit one may be blank."""
    debit = read_amount(row[layout.debit], unit_fen=layout.unit_fen).fen
    if layout.credit is None:
        return None if debit is None else _signed(debit, _side_of(row, layout))
    credit = read_amount(row[layout.credit], unit_fen=layout.unit_fen).fen
    blank = [not str(row[at]).strip() for at in (layout.debit, layout.credit)]
    if all(blank) or (debit is None and not blank[0]) or (credit is None and not blank[1]):
        return None
    return (debit or 0) - (credit or 0)


def _side_of(row: Sequence[object], layout: _Layout) -> PostingSide | None:
    """Return on which side a single balance stands: as the column of directions says, else as a cell beside it does."""
    if layout.direction is not None:
        said = row[layout.direction]
        return None if is_none_answer(said) else read_direction(said)
    # A dash or 0 beside it may be a sum of its own.
    beside = (read_direction(row[at]) for at in layout.beside if at < len(row))
    return next((side for side in beside if side in {PostingSide.DEBIT, PostingSide.CREDIT}), None)


def _signed(fen: int, side: PostingSide | None) -> int | None:
    """Return a balance, negative in credit; ``None`` where its sign or 平 contradicts it."""
    if side is PostingSide.CREDIT:
        return -fen if fen >= 0 else None
    return None if side is PostingSide.LEVEL and fen else fen


def _balance(sheet: SheetCells, row: int, column: int, fen: int | None, seen: str) -> LedgerBalance:
    cell = f"{sheet.name}!{column_letter(column)}{row + 1}"
    return LedgerBalance(sheet.file, cell, fen, _month_end(sheet, row), seen)


def _month_end(sheet: SheetCells, row: int) -> date | None:
    """Return the end of the last month that the titles name; ``2026年01月—2026年10月`` is of October."""
    texts = [
        str(cell) for line in sheet.rows[: min(row, _HEADER_ROWS)] for cell in line if isinstance(cell, str)
    ]
    months = [
        (int(match[1]), int(match[2]))
        for text in (sheet.name, *texts)
        for match in _MONTH.finditer(level_text(text))
        if 1 <= int(match[2]) <= 12
    ]
    if not months:
        return None
    year, month = max(months)
    return date(year, month, calendar.monthrange(year, month)[1])


def _squeezed(cell: object) -> str:
    return "".join(level_text(cell).split()) if isinstance(cell, str) else _digits(cell)


def _digits(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
