"""A column of 借 and 贷 under a header that says nothing, or under none: it signs money (docs/rules.md, 2)."""

from __future__ import annotations

from kehu_batch.folding import fold_text
from kehu_batch.model.tables.recognition import ColumnMatch, Region
from kehu_batch.model.tables.source import Sheet
from kehu_batch.policy.cell_words import sides_named, signs_another_sum
from kehu_batch.policy.vocabulary import Vocabulary
from kehu_batch.records import replace

#: Why such a column is understood.
BY_WORDS = "列中都是借、贷"

_DIRECTION = "direction"
#: Where a side of its own is a column, or rows are receipts, which stand in credit by their nature, 贷 signs nothing.
_SIGNED = frozenset({"balances", "invoices"})
_OTHER_SIDES = ("credit_balance", "credit_amount")
_NEITHER = frozenset({"平", "平衡"})


def with_directions(sheet: Sheet, region: Region, vocabulary: Vocabulary) -> Region:
    """Return a region whose one column of 借 and 贷 is its direction, where no header says which is.

    A column of 借 alone is left: it signs nothing, and may be the side on which an account stands by its nature. So is
    one whose header names another sum: 期初方向, 变动方向.

    Args:
        sheet: The region's sheet.
        region: The region, its rows known.
        vocabulary: The fields of its table.
    """
    fields = (_DIRECTION, *_OTHER_SIDES)
    if region.table not in _SIGNED or _DIRECTION not in vocabulary.tables[region.table].fields:
        return region
    if any(region.column_of(field) is not None for field in fields):
        return region
    unknown = {column.column: column.header for column in region.unknown}
    understood = {match.column for match in (*region.columns, *region.duplicates)}
    found = [
        column
        for column in range(region.first_column, region.last_column + 1)
        if column not in understood
        and not signs_another_sum(unknown.get(column, ""))
        and _signs(sheet, region, column)
    ]
    if len(found) != 1:
        return region
    match = ColumnMatch(_DIRECTION, found[0], unknown.get(found[0], ""), BY_WORDS)
    return replace(
        region,
        columns=tuple(sorted((*region.columns, match), key=lambda item: item.column)),
        unknown=tuple(column for column in region.unknown if column.column != found[0]),
    )


def _signs(sheet: Sheet, region: Region, column: int) -> bool:
    """Whether a column holds directions and nothing else, and one of them is 贷."""
    cells = sheet.column(column)
    held = {
        fold_text(str(cells.values[code])) for code in set(cells.codes[region.data_rows - 1].tolist())
    } - {""}
    sides = sides_named(held - _NEITHER)
    return sides is not None and "credit" in sides.values()
