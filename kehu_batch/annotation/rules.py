"""Highlights as conditional-format rules that look at our result columns.

A rule never holds text from the data, only labels of the vocabulary and of our own clocks; it colours a cell for
as long as the result column of its row says so, so sorting and filtering keep it right.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kehu_batch.annotation import palette
from kehu_batch.annotation.columns import FOLLOW_UP, NEEDS_WORK, flag_labels
from kehu_batch.annotation.donor.formulas import text_literal
from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.annotation.flags import RegionFlags
from kehu_batch.cells import column_letter, range_ref
from kehu_batch.model.tables.recognition import Region
from kehu_batch.ooxml.plan import HighlightRule
from kehu_batch.wording.labels import CLOCK_LABELS


def highlight_rules(
    region: Region, drop: ComputedDrop, flags: RegionFlags, placed: Mapping[str, int]
) -> tuple[HighlightRule, ...]:
    """Return the rules of one region; where two hold for a cell, the overdue one comes first.

    Args:
        region: The table.
        drop: The drop.
        flags: What the findings say of the region.
        placed: Sheet column of each result column by its name.
    """
    if not len(region.data_rows):
        return ()
    return (*_overdue_rules(region, drop, placed), *_needs_work_rules(region, drop, flags, placed))


def named_formula(column: int, row: int, label: str) -> str:
    """Return a formula that holds where a cell's list of labels has this one.

    Example:
        >>> named_formula(15, 3, "回访人")
        'ISNUMBER(FIND("、回访人、","、"&$P3&"、"))'
    """
    return f'ISNUMBER(FIND({text_literal(f"、{label}、")},"、"&${column_letter(column)}{row}&"、"))'


def overdue_formula(column: int, row: int, clock: str) -> str:
    """Return a formula that holds where a cell's states have this clock overdue.

    Example:
        >>> overdue_formula(19, 3, "promised_callback")
        'ISNUMBER(FIND("约定回访 逾期",$T3))'
    """
    wanted = text_literal(f"{CLOCK_LABELS.get(clock, clock)} 逾期")
    return f"ISNUMBER(FIND({wanted},${column_letter(column)}{row}))"


def _overdue_rules(region: Region, drop: ComputedDrop, placed: Mapping[str, int]) -> list[HighlightRule]:
    if FOLLOW_UP not in placed:
        return []
    overdue = drop.analysis.follow_ups.overdue
    pairs = overdue.loc[overdue["region"] == region.id, ["clock", "field"]].drop_duplicates()
    rules = []
    for clock, field in sorted(pairs.itertuples(index=False, name=None)):
        column = None if pd.isna(field) else region.column_of(field)
        if column is not None:
            formula = overdue_formula(placed[FOLLOW_UP], int(region.data_rows[0]), clock)
            rules.append(HighlightRule(_data_range(region, column), formula, palette.OVERDUE))
    return rules


def _needs_work_rules(
    region: Region, drop: ComputedDrop, flags: RegionFlags, placed: Mapping[str, int]
) -> list[HighlightRule]:
    labels = flag_labels(region, drop)
    flagged = sorted({column for columns in flags.columns.values() for column in columns} & labels.keys())
    first_row = int(region.data_rows[0])
    return [
        HighlightRule(
            _data_range(region, column),
            named_formula(placed[NEEDS_WORK], first_row, labels[column]),
            palette.NEEDS_WORK,
        )
        for column in flagged
    ]


def _data_range(region: Region, column: int) -> str:
    return range_ref(int(region.data_rows[0]), column, int(region.data_rows[-1]), column)
