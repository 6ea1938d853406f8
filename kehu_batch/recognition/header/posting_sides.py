"""Several columns 方向 in one header: each signs the amount beside it, and one signs that of the table."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from kehu_batch.model.tables.recognition import ColumnMatch

_SIDE = "direction"
#: The amounts that a side signs: a customer's closing balance, a document's amount.
_SIGNED = frozenset({"receivable_balance", "amount", "open_amount"})
#: What headers of money are made of.
_AMOUNT = re.compile(r"余|额|[期年月]初|[期年月]末|借|贷|应收|欠款")


def sides_of(matches: Iterable[ColumnMatch]) -> list[int]:
    """Return the columns 方向, left to right as they stand in ``matches``."""
    return [match.column for match in matches if match.field == _SIDE]


def find_other_sides(
    sides: Collection[int], texts: Mapping[int, str], found: Iterable[ColumnMatch]
) -> frozenset[int]:
    """Return the columns 方向 that sign another amount, such as 期初余额, where one stands beside the table's own.

    Exports write the side left of its amount (``方向, 期初余额, 借方, 贷方, 方向, 期末余额``), few right of it; which
    of the two a sheet does shows where each side has an amount there.

    Args:
        sides: The columns 方向.
        texts: The header's texts by column.
        found: The columns of the table's fields, surely or weakly named.
    """
    signed = {match.column for match in found if match.field in _SIGNED}
    for beside in (1, -1):
        own = [side for side in sides if side + beside in signed]
        if len(own) == 1 and all(_AMOUNT.search(texts.get(side + beside, "")) for side in sides):
            return frozenset(sides).difference(own)
    return frozenset()
