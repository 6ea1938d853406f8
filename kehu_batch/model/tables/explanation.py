"""What people wrote into an earlier workbook of ours about a difference (差异说明)."""

from __future__ import annotations

from datetime import date

from kehu_batch.records import dataclass


@dataclass(frozen=True, slots=True)
class Explanation:
    """What somebody wrote about a difference in an earlier workbook.

    Args:
        note: 差异说明, as written; empty where nobody did.
        first_seen: As-of date of the first run that showed the difference.
        kind_label: Kind that it had, in Chinese.
        customer_id: Its customer, as shown then.
        customer_name: Likewise.
        document: Its document, as shown then.
    """

    note: str
    first_seen: date
    kind_label: str = ""
    customer_id: str = ""
    customer_name: str = ""
    document: str = ""
