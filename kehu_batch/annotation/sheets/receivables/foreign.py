"""What is owed in other currencies: told by itself, never converted and never added to the policy's own."""

from __future__ import annotations

from collections.abc import Sequence

from kehu_batch.annotation.donor.layout import Cell, Column, Kind, ResultTable


def foreign_sums(lines: Sequence[tuple[str, Cell, str]]) -> tuple[ResultTable, ...]:
    """Return the table of sums in other currencies; none where nothing is owed in them.

    Args:
        lines: What a sum is of, the sum in units of its currency or as a formula, and the currency.
    """
    if not lines:
        return ()
    names, amounts, currencies = zip(*lines, strict=True)
    columns = (
        Column("name", "项目", names),
        Column("amount", "原币金额", amounts, Kind.MONEY),
        Column("currency", "币种", currencies),
    )
    return (ResultTable("currencies", "外币应收（按原币，不折算，不与本位币相加）", columns),)
