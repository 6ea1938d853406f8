"""Sheets of money that came in or went back and are not read: a bank's lines, whose payer is 对方户名, and refunds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kehu_batch.cells import column_letter
from kehu_batch.folding import fold_header
from kehu_batch.model.findings import catalogue_reading as kinds
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.location import Location
from kehu_batch.model.tables.source import CellValue, Sheet
from kehu_batch.recognition.cell_flags import is_filled
from kehu_batch.recognition.table_span.plain_numbers import read_number
from kehu_batch.records import dataclass

#: A header stands among so many first rows of a sheet.
_ROWS = 30
#: Who paid into an account, as banks write it.
_PAYER = re.compile("(?:对方|交易对方|对手方?|付款方?|付款人)(?:账户|单位)?(?:户名|名称|单位|姓名)")
_CAME_IN = re.compile("(?:收入|贷方|转入|存入|入账|收款|来账|进账)(?:发生)?(?:金额|额)?|(?:贷方|收入)发生数")
_REFUNDED = re.compile("(?:实际)?退(?:款|货款)(?:金额|额)")
_DAY = re.compile("(?:交易|记账|入账|发生|到账|退款|业务)?(?:日期|时间)|(?:交易|记账|入账)日")
_WHOSE = re.compile("客户.*|.*单号|往来单位|购货单位")


@dataclass(frozen=True, slots=True)
class _Flow:
    """One kind of such sheets: the headers that tell it, and what its finding says of it."""

    party: re.Pattern[str]
    money: re.Pattern[str]
    message: str


_FLOWS = (
    _Flow(
        _PAYER,
        _CAME_IN,
        "像银行流水：{column} 列“{money}”有 {rows} 行，共 {total:,.2f}，没有读入，收款没有计入。"
        "若别处没有列这些回款，请删去不是客户付的行，把“{party}”改为“客户名称”、“{money}”改为“回款金额”、"
        "“{day}”改为“回款日期”再投",
    ),
    _Flow(
        _WHOSE,
        _REFUNDED,
        "像退款清单：{column} 列“{money}”有 {rows} 行，共 {total:,.2f}，没有读入，退款没有加回应收。"
        "退的若是回款，请在回款明细里各记一行负数",
    ),
)


def unread_flow(file: str, sheet: Sheet) -> Finding | None:
    """Return the finding for an unread sheet of receipts or refunds with what they come to; ``None`` for others.

    Args:
        file: The workbook's name.
        sheet: A sheet of which nothing is read.
    """
    for row, cells in enumerate(sheet.rows[:_ROWS], start=1):
        headers = {
            column: fold_header(cell) for column, cell in enumerate(cells) if isinstance(cell, str) and cell
        }
        day = _matching(headers, _DAY)
        for flow in _FLOWS if day is not None else ():
            party, money = _matching(headers, flow.party), _matching(headers, flow.money)
            if day is None or party is None or money is None:
                continue
            numbers = _numbers(sheet.rows[row:], party, money)
            if numbers:
                names = {"day": cells[day], "party": cells[party], "money": cells[money]}
                letter, total = column_letter(money), sum(numbers)
                text = flow.message.format(column=letter, rows=len(numbers), total=total, **names)
                message = f"工作表“{sheet.name}”第{row}行的表头{text}"
                return Finding(
                    kinds.FLOW_UNREAD, Location(file, sheet.name, row, money), message, f"{total:,.2f}"
                )
    return None


def _matching(headers: Mapping[int, str], pattern: re.Pattern[str]) -> int | None:
    return next((column for column, header in headers.items() if pattern.fullmatch(header)), None)


def _numbers(rows: Sequence[Sequence[CellValue]], party: int, money: int) -> list[float]:
    """Return the sums of the rows that name somebody; totals name nobody."""
    cells = (row[money] for row in rows if is_filled(row[party]) and is_filled(row[money]))
    return [number for cell in cells if (number := read_number(cell))]
