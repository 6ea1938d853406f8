"""Which column is the customer's id, as far as what stands under it tells.

A column 客户 of codes beside one of names is: SAP and others head the number so. A column 编号 that counts the rows of
a list of calls is not: forms number what they are sent.
"""

from __future__ import annotations

import re

from kehu_batch.model.tables.dataset import CONTACT_TABLES
from kehu_batch.model.tables.recognition import ColumnMatch, Region, UnknownColumn
from kehu_batch.model.tables.source import CellValue, Sheet
from kehu_batch.policy.vocabulary import Vocabulary
from kehu_batch.recognition.header.forms import header_forms
from kehu_batch.recognition.header.general_columns import WEAK
from kehu_batch.records import replace

_ID, _NAME = "customer_id", "customer_name"
_CODE = re.compile(r"[A-Za-z]{0,6}[-._]?\d[\dA-Za-z._-]*")
_REASON = "“{header}”下都是编码，名称在{name}列"
#: Tables of which a customer may have many rows, so that a number for each row is none of his.
_COUNTS = "下是逐行加一的流水号，不是客户编号；客户按名称连接"


def with_coded_customers(sheet: Sheet, region: Region, vocabulary: Vocabulary) -> Region:
    """Return a region in which a column of names that holds codes only is the id, and that beside it the name.

    Args:
        sheet: The region's sheet.
        region: The region, its rows known.
        vocabulary: Headers that may name a customer.
    """
    coded = next((match for match in region.columns if match.field == _NAME), None)
    if coded is None or region.column_of(_ID) is not None or not _are_codes(sheet, region, coded.column):
        return region
    named = next(
        (
            match
            for match in (*region.duplicates, *_unread_names(region, vocabulary))
            if match.field == _NAME and not _are_codes(sheet, region, match.column)
        ),
        None,
    )
    if named is None:
        return region
    number = replace(coded, field=_ID, reason=_REASON.format(header=coded.header, name=named.header))
    others = (match for match in region.columns if match is not coded)
    return replace(
        region,
        columns=tuple(sorted((number, named, *others), key=lambda match: match.column)),
        duplicates=tuple(match for match in region.duplicates if match is not named),
        unknown=tuple(column for column in region.unknown if column.column != named.column),
    )


def without_running_numbers(sheet: Sheet, region: Region) -> Region:
    """Return a region in which a general 编号 that counts the rows from 1 on is not the customer's id.

    Args:
        sheet: The region's sheet.
        region: The region, its rows known.
    """
    number = next((match for match in region.columns if match.field == _ID and match.reason == WEAK), None)
    if number is None or region.table not in CONTACT_TABLES or region.column_of(_NAME) is None:
        return region
    cells = sheet.column(number.column)
    held = [_whole(cells.values[code]) for code in cells.codes[region.data_rows - 1].tolist()]
    if len(held) < 2 or held != list(range(1, len(held) + 1)):
        return region
    told = UnknownColumn(number.column, number.header, why=_COUNTS)
    return replace(
        region,
        columns=tuple(match for match in region.columns if match is not number),
        unknown=tuple(sorted((*region.unknown, told), key=lambda item: item.column)),
    )


def _whole(value: CellValue) -> int | None:
    """Return a cell's whole number, typed or written with leading zeros; ``None`` where it is none."""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    return int(text) if text.isdecimal() else None


def _unread_names(region: Region, vocabulary: Vocabulary) -> list[ColumnMatch]:
    """Return the columns that would be the customer's name if none were more clearly so (``名称 1``)."""
    weak = vocabulary.tables[region.table].weak
    return [
        ColumnMatch(_NAME, column.column, column.header, WEAK)
        for column in region.unknown
        if any(_NAME in weak.get(form.text, ()) for form in header_forms(column.header))
    ]


def _are_codes(sheet: Sheet, region: Region, column: int) -> bool:
    """Whether a column holds codes only, such as ``100001`` and ``K-01``."""
    cells = sheet.column(column)
    held = {str(cells.values[code]).strip() for code in set(cells.codes[region.data_rows - 1].tolist())} - {
        ""
    }
    return bool(held) and all(_CODE.fullmatch(text) for text in held)
