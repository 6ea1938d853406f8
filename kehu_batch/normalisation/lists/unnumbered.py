"""Rows without a number that two lists of overlapping spans both have (docs/rules.md, 1.12)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kehu_batch.model.tables.dataset import EVENT_DATE
from kehu_batch.model.tables.recognition import Region
from kehu_batch.normalisation.tables.typed import Flags

#: Fewer equal rows may be equal by chance.
_FEWEST = 3


def find_overlap(table: str, frame: pd.DataFrame, regions: Sequence[Region], again: Flags) -> Flags:
    """Return which rows that equal a row of another list are that row: lists that overlap.

    They are where most of what a list has inside the span of the lists before it stands on those, too; of a few rows,
    where all of it does.

    Args:
        table: Table code.
        frame: Its rows.
        regions: Every region of the drop, by id.
        again: Rows that equal one of another list and none of their own.
    """
    same = np.zeros(len(frame), dtype=np.bool_)
    if not again.any():
        return same
    days, of_rows = frame[EVENT_DATE[table]], frame["region"]
    tells = frame["invoice_no"].notna().to_numpy() if "invoice_no" in frame else same
    for region in np.unique(of_rows.to_numpy()[again]).tolist():
        before = [
            one.id for one in regions[:region] if one.table == table and one.side is regions[region].side
        ]
        span = days[of_rows.isin(before)]
        inside = ((of_rows == region) & (days >= span.min()) & (days <= span.max())).to_numpy(dtype=np.bool_)
        found = inside & again
        if _is_overlap(int(found.sum()), int(inside.sum()), named=bool((~found | tells).all())):
            same |= found
    return same


def _is_overlap(equal: int, inside: int, *, named: bool) -> bool:
    """Whether so many equal rows of those inside the span make two lists overlap.

    Args:
        equal: Rows that another list has, too.
        inside: All rows of the list inside the span of the others.
        named: Whether each of the equal ones names a document.
    """
    return equal * 2 >= inside if equal >= _FEWEST else equal == inside and (equal > 1 or named)
