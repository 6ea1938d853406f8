"""What a document is called in proposals and answers: its number, else its day and amount."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.wording.numbers import format_yuan

_NUMBERLESS = "无单据号"


def label_documents(invoices: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Return what each row of the invoices is called; ``无单据号 2023-10-01 500.00`` where it has no number.

    By day and amount as the sheet states them it is found again in the next drop, whatever was received since.
    """
    numbers = invoices["invoice_no"]
    labels: npt.NDArray[np.object_] = numbers.fillna("").to_numpy(dtype=object)
    bare = np.flatnonzero(numbers.isna().to_numpy())
    rows = invoices.take(bare)
    days = rows["issued_on"].fillna(rows["due_on"])
    for place, day, fen in zip(bare.tolist(), days, rows["amount"], strict=True):
        when = "" if pd.isna(day) else f" {pd.Timestamp(day).date()}"
        money = "" if pd.isna(fen) else f" {format_yuan(int(fen))}"
        labels[place] = f"{_NUMBERLESS}{when}{money}"
    return labels
