"""Letters that the register 函件登记 lists, with what people entered of sending and answers."""

from __future__ import annotations

from datetime import date

from kehu_batch.records import dataclass


@dataclass(frozen=True, slots=True)
class RegisteredLetter:
    """One row of the register.

    Args:
        kind: 对账单, 询证函 or 催款函.
        customer_id: As written; empty where there is none.
        customer_name: Likewise.
        as_of: The day that its amount is of; ``None`` where it cannot be read.
        currency: ISO code.
        fen: Its amount; ``None`` where it cannot be read.
        sent_on: When it was sent; ``None`` where nobody said.
        answered_on: When it was answered; likewise.
        answered_fen: The amount that the customer stated; likewise.
        result: 回函结果, then 备注, as written.
        unread: What was entered and cannot be read, each with its header.
    """

    kind: str
    customer_id: str
    customer_name: str
    as_of: date | None
    currency: str
    fen: int | None
    sent_on: date | None
    answered_on: date | None
    answered_fen: int | None
    result: str
    unread: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        """Return whether anything says that an answer came."""
        return self.answered_on is not None or self.answered_fen is not None or bool(self.result)
