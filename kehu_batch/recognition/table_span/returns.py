"""Rows that a column calls a return or a refund: ``销售退货单`` in a list of sales, 借 in one of receipts."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from kehu_batch.folding import fold_header, fold_text
from kehu_batch.model.tables.recognition import UnknownColumn
from kehu_batch.model.tables.source import Sheet
from kehu_batch.policy.cell_words import sides_named, signs_another_sum
from kehu_batch.policy.headers.words import Words

#: Tables whose rows come to something that may be given back.
_TABLES = frozenset({"orders", "receipts", "invoices"})

#: Of what became of a sale, which the row still is: 售后类型.
_AFTERWARDS = ("售后", "退款", "退货")
_ADVANCE = "(?:预收|预付|预存|定金|订金)(?:账款|货款|款)?"
#: An advance that is set off, either word first.
_SET_OFF = re.compile(
    rf"{_ADVANCE}(?:余额)?(?:冲|抵|核销|结转|转(?:为|作|入|成)?(?:应收|货款|尾款|回款|收入))"
    rf"|(?:冲|抵|核销)(?:[销抵减扣])?(?:前期|上期|原)?{_ADVANCE}|(?:用|以|由|从)(?:前期|上期|原)?{_ADVANCE}.{{0,2}}[冲抵]"
)
#: What has not happened, and an advance that is taken in.
_NOT_SET_OFF = re.compile("[未待拟可]|以后|后续|下次|[?？]")


def find_returns(
    sheet: Sheet, unknown: Sequence[UnknownColumn], rows: Sequence[int], table: str, words: Words
) -> tuple[tuple[int, ...], tuple[UnknownColumn, ...]]:
    """Return the rows of returns and refunds, 1-based, and the columns that stay unknown as they say nothing of it.

    A list of nothing else is one of returns, whose sums may mean anything: none of its rows is named.

    Args:
        sheet: The table's sheet.
        unknown: Its columns that are no field of the vocabulary.
        rows: 1-based rows of its data.
        table: Its code; in a list of invoices what was received (``收款单``) is given back as well.
        words: What such columns end with, and the kinds.
    """
    if table not in _TABLES:
        return (), tuple(unknown)
    kinds = words.returns | (words.payments if table == "invoices" else frozenset())
    found: set[int] = set()
    telling: set[int] = set()
    for column in unknown:
        header = fold_header(column.header)
        if not header.endswith(words.document_kinds) or header.startswith(_AFTERWARDS):
            continue
        cells = ((row, sheet.rows[row - 1]) for row in rows)
        mine = [
            row for row, line in cells if column.column < len(line) and _kind(line[column.column]) in kinds
        ]
        if mine:
            telling.add(column.column)
            found.update(mine)
    if table == "receipts":
        for column in unknown:
            if mine := _on_the_other_side(sheet, column, rows):
                telling.add(column.column)
                found.update(mine)
    if not found or len(found) == len(rows):
        return (), tuple(unknown)
    return tuple(sorted(found)), tuple(column for column in unknown if column.column not in telling)


def find_payments(
    sheet: Sheet, unknown: Sequence[UnknownColumn], rows: Sequence[int], words: Words
) -> tuple[int, ...]:
    """Return the rows of a list of invoices, 1-based, that a column calls what was received: ``收款单``, SAP's ``DZ``.

    Args:
        sheet: The table's sheet.
        unknown: Its columns that are no field of the vocabulary.
        rows: 1-based rows of its data.
        words: What such columns end with, and the kinds.
    """
    columns = [one.column for one in unknown if fold_header(one.header).endswith(words.document_kinds)]
    found = [
        row
        for row in rows
        if any(
            column < len(line) and _kind(line[column]) in words.payments
            for line in (sheet.rows[row - 1],)
            for column in columns
        )
    ]
    return tuple(found)


def find_set_offs(
    sheet: Sheet, unknown: Sequence[UnknownColumn], rows: Sequence[int], table: str
) -> tuple[int, ...]:
    """Return the rows of receipts, 1-based, that say that an advance is set off: ``预收冲抵``, ``定金转货款``.

    Args:
        sheet: The table's sheet.
        unknown: Its columns that are no field of the vocabulary.
        rows: 1-based rows of its data.
        table: Its code.
    """
    if table != "receipts":
        return ()
    places = np.asarray(rows, dtype=np.int64) - 1
    found = np.zeros(len(places), dtype=np.bool_)
    for column in unknown:
        cells = sheet.column(column.column)
        said = [isinstance(text, str) and _says_set_off(text) for text in cells.values]
        if any(said):
            found |= np.array(said)[cells.codes[places]]
    return tuple(row for row, one in zip(rows, found.tolist(), strict=True) if one)


def _says_set_off(text: str) -> bool:
    return _SET_OFF.search(text) is not None and _NOT_SET_OFF.search(text) is None


def _on_the_other_side(sheet: Sheet, column: UnknownColumn, rows: Sequence[int]) -> list[int]:
    """Return the rows of receipts that a column of 借 and 贷 sets against the others.

    A bank and an account of what is owed have receipts in credit, a firm's own book of its bank in debit: what most
    rows say are receipts, and 贷 where as many say either. A column of one side alone sets nothing against anything.
    """
    if signs_another_sum(column.header):
        return []
    cells, places = sheet.column(column.column), np.asarray(rows, dtype=np.int64) - 1
    codes = cells.codes[places]
    texts = {code: fold_text(str(cells.values[code])) for code in set(codes.tolist())}
    sides = sides_named({*texts.values()} - {""})
    if sides is None or not {"debit", "credit"} <= {*sides.values()}:
        return []
    said = [sides.get(texts[code], "") for code in codes.tolist()]
    other = "credit" if said.count("credit") < said.count("debit") else "debit"
    return [row for row, side in zip(rows, said, strict=True) if side == other]


def _kind(value: object) -> str:
    return fold_text(value) if isinstance(value, str) and value else ""
