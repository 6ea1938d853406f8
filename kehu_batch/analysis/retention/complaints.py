"""What retention asks of the register of complaints: when, of which type, and whether they are solved."""

from __future__ import annotations

import pandas as pd

from kehu_batch.analysis.complaints.register import Register


def list_complaints(register: Register) -> pd.DataFrame:
    """Return the complaints of known customers up to the register's day.

    Returns:
        One row a complaint: ``customer``, ``day`` (received), ``open`` bool, ``type`` (primary).
    """
    frame = pd.DataFrame(
        {
            "customer": register.customers,
            "day": register.days("received_at"),
            "open": ~register.solved,
            "type": register.rows["type"].array,
        }
    )
    return frame[(frame["customer"] >= 0) & frame["day"].notna()].reset_index(drop=True)
