"""Dates and reasons that the ledger keeps of some customers: contracts, birthdays, foundings, why one left."""

from __future__ import annotations

from datetime import date

#: The last day of a contract: 0, 30, 60 and 90 days after 2026-10-31, then one too far and one past.
CONTRACT_ENDS: dict[int, date] = {
    1016: date(2026, 10, 31),
    1001: date(2026, 11, 30),
    1003: date(2026, 12, 30),
    1004: date(2027, 1, 29),
    1010: date(2027, 1, 30),
    1018: date(2026, 10, 30),
}

#: Birthdays as the clerk wrote them, with the day of the coming November; ``None`` where it is another month's.
BIRTHDAYS: dict[int, tuple[object, date | None, int | None]] = {
    1001: ("11月8日", date(2026, 11, 8), None),
    1007: (date(1979, 11, 30), date(2026, 11, 30), 47),
    1016: (date(1985, 12, 1), None, None),
    1021: ("10-31", None, None),
}

#: Days on which customers were founded; 1012's anniversary is in May.
FOUNDED: dict[int, date] = {1003: date(2006, 11, 18), 1012: date(2010, 5, 20)}

LOSS_REASONS: dict[int, str] = {1088: "转向同行低价产品"}
