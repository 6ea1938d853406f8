"""What a trial balance, or a cell named so, says of the general ledger's 应收账款."""

from __future__ import annotations

from datetime import date

from kehu_batch.records import dataclass


@dataclass(frozen=True, slots=True)
class LedgerBalance:
    """One statement of the general ledger's balance of 应收账款.

    Args:
        file: File that it stands in.
        cell: ``sheet!A1`` of the amount.
        fen: The balance, debit positive; ``None`` where it cannot be read.
        month_end: End of the month that the sheet says it is of; ``None`` where it says none.
        seen: What stands there, where it cannot be read.
    """

    file: str
    cell: str
    fen: int | None
    month_end: date | None = None
    seen: str = ""
