"""States of invoices, receipts and orders (docs/rules.md, 2), and the reasons for which a dead one does not count."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

#: Tables whose rows are documents with a state.
STATE_TABLES = frozenset({"invoices", "receipts", "orders"})


class DocumentState(StrEnum):
    """What a state column says of a document."""

    LIVE = "live"
    """In force, or no state is written."""
    VOID = "void"
    REVERSED = "reversed"
    RED_LETTER = "red_letter"
    """A red-letter document: with the blue one of its number nothing is left of either, without it a credit note."""
    CANCELLED = "cancelled"
    CLOSED = "closed"
    """Closed without having been carried out."""
    WRITTEN_OFF = "written_off"
    """A bad debt: no longer outstanding, and shown apart."""
    SETTLED = "settled"
    """Claimed to be settled; receipts decide."""
    UNKNOWN = "unknown"
    """A word that is not known; the document counts."""


#: Reason of the red-letter document that a reversal takes along.
COUNTERPART = "红冲的红字单据"
#: Reason of a receipt for a document that was written off.
OF_WRITTEN_OFF = "坏账核销单据的回款"

#: Reason of a payment or credit memo on a list of invoices whose account has cleared it.
CLEARED = "已清账"

#: Why a document in one of these states does not count.
DEAD: Mapping[DocumentState, str] = {
    DocumentState.VOID: "作废",
    DocumentState.REVERSED: "红冲",
    DocumentState.CANCELLED: "已取消",
    DocumentState.CLOSED: "已关闭",
    DocumentState.WRITTEN_OFF: "坏账核销",
}
