"""How outputs that are forwarded present themselves; no figure depends on it."""

from __future__ import annotations

from kehu_batch.records import dataclass


@dataclass(frozen=True, slots=True)
class Publishing:
    """What the page, the digest and ``summary.json`` say of themselves, and what they hide.

    Args:
        unit: Name of the department, as the page's head has it.
        batch: Name of the drop that they are made from; empty where its files say enough.
        contacts: Whether names and phone numbers of contact persons are shown; else they are masked.
    """

    unit: str = ""
    batch: str = ""
    contacts: bool = False
