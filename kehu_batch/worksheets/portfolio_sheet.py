"""The sheet 名下客户: one row a customer of a person, with what whoever is responsible must know."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kehu_batch.policy.vocabulary import OWN_SHEET_MARKER, FieldKind
from kehu_batch.sheet_writing.book import CheckedSheet, Value
from kehu_batch.sheet_writing.page import set_up_page
from kehu_batch.worksheets.filling import fill_between, rows_around
from kehu_batch.worksheets.portfolio import Portfolio
from kehu_batch.worksheets.styles import ROOM, TITLE_HEIGHT, FormStyles

_TEXT, _DAY, _MONEY = FieldKind.TEXT, FieldKind.DATE, FieldKind.AMOUNT
HEADER_ROW = 3
#: Height of the shortest row of a list, in points.
ROW_HEIGHT = 24

#: A column of a list: header, width and kind.
ListColumn = tuple[str, float, FieldKind]

_FIELDS: tuple[tuple[str, ListColumn], ...] = (
    ("customer_id", ("客户编号", 12, _TEXT)),
    ("customer_name", ("客户名称", 20, _TEXT)),
    ("tier", ("客户等级", 9, _TEXT)),
    ("stage", ("客户阶段", 9, _TEXT)),
    ("contact", ("联系人", 12, _TEXT)),
    ("phone", ("联系方式", 14, _TEXT)),
    ("preferences", ("沟通偏好", 18, _TEXT)),
    ("last_contact_on", ("最近联系", 12, _DAY)),
    ("last_contact_by", ("联系人员", 9, _TEXT)),
    ("last_contact_said", ("最近沟通内容", 28, _TEXT)),
    ("promise_on", ("约定回访", 12, _DAY)),
    ("others", ("别人负责的未完成事项", 22, _TEXT)),
    ("issues", ("未解决问题与投诉", 32, _TEXT)),
    ("overdue_fen", ("逾期金额(元)", 13, _MONEY)),
    ("risk", ("流失预警", 28, _TEXT)),
    ("contract_end_on", ("合同到期日", 12, _DAY)),
)

#: Columns of the sheet.
PORTFOLIO_COLUMNS: tuple[ListColumn, ...] = tuple(column for _, column in _FIELDS)


def write_portfolio(
    sheet: CheckedSheet,
    looks: FormStyles,
    portfolio: Portfolio,
    titles: tuple[str, str],
) -> None:
    """Write the sheet; ``titles`` are its heading and the line below it."""
    rows = [list(row) for row in zip(*portfolio_values(portfolio.customers), strict=True)]
    write_list(sheet, looks, PORTFOLIO_COLUMNS, rows, titles)


def portfolio_values(customers: pd.DataFrame) -> list[list[Value]]:
    """Return what the columns of the sheet hold of some customers, see ``Portfolio.customers``."""
    return [plain_values(customers[field], kind) for field, (_, _, kind) in _FIELDS]


def is_missing(value: object) -> bool:
    """Return whether a frame has no value there; pandas takes ten times as long to say so of one value."""
    return value is None or value is pd.NaT or value is pd.NA or bool(value != value)  # noqa: PLR0124 - NaN


def plain_value(value: object, kind: FieldKind = FieldKind.TEXT) -> Value:
    """Return a frame's value as a cell holds it: missing as blank, a moment as its day, amounts (fen) as yuan."""
    if is_missing(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date()
    if kind is FieldKind.AMOUNT:
        return int(str(value)) / 100
    return value if isinstance(value, int | float) else str(value)


def plain_values(values: pd.Series, kind: FieldKind = FieldKind.TEXT) -> list[Value]:
    """Return a column as cells hold it, see ``plain_value``; its days once each, as pandas takes long over one."""
    if values.dtype == "str":
        return ["" if value != value else value for value in values.tolist()]  # noqa: PLR0124 - NaN
    if values.dtype.kind != "M":
        return [plain_value(value, kind) for value in values.tolist()]
    codes, days = pd.factorize(values)
    # Codes of what is missing are -1: the last place.
    plain = [*(plain_value(day) for day in days), ""]
    return [plain[code] for code in codes.tolist()]


def write_list(
    sheet: CheckedSheet,
    looks: FormStyles,
    columns: Sequence[ListColumn],
    rows: Sequence[Sequence[Value]],
    titles: tuple[str, str],
) -> None:
    """Write a list under its heading; it is known as written by this program and never read as input."""
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.write_value(0, 0, titles[0], looks.heading)
    sheet.write_value(1, 0, OWN_SHEET_MARKER, looks.line)
    sheet.write_value(HEADER_ROW - 1, 0, titles[1], looks.line)
    sheet.set_row(HEADER_ROW - 1, ROW_HEIGHT)
    sheet.set_row(HEADER_ROW, ROW_HEIGHT)
    bodies = []
    widths = [width for _, width, _ in columns]
    sheet.set_widths(widths)
    for index, (header, _, kind) in enumerate(columns):
        sheet.write_value(HEADER_ROW, index, header, looks.header)
        bodies.append(looks.body(kind, boxed=True))
    heights = [max(height, ROW_HEIGHT) for height in ROOM.row_heights(rows, widths)]
    for number in rows_around(len(rows)):
        sheet.set_row(HEADER_ROW + 1 + number, heights[number])
        for index, (value, look) in enumerate(zip(rows[number], bodies, strict=True)):
            sheet.write_value(HEADER_ROW + 1 + number, index, value, look)
    fill_between(sheet, rows, bodies, heights, HEADER_ROW + 1)
    sheet.freeze_panes(HEADER_ROW + 1, 3)
    sheet.repeat_rows(HEADER_ROW)
    set_up_page(sheet)
