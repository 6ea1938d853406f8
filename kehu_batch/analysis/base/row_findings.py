"""Findings about rows of a table, each with its cell; one for a column that is wrong from top to bottom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.snapshot import Positions
from kehu_batch.model.findings.finding import Finding, FindingKind
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.wording.numbers import format_yuan


def find_in_rows(
    dataset: Dataset,
    kind: FindingKind,
    place: tuple[str, str],
    rows: Positions,
    messages: Sequence[str],
    *,
    whole_column_rows: int,
) -> tuple[Finding, ...]:
    """Return a finding for each row, or one for a region of which every row is concerned.

    Args:
        dataset: The drop.
        kind: The catalogue entry.
        place: Table and field code of the cell at fault.
        rows: Positions in the table.
        messages: What was seen, one a row.
        whole_column_rows: From this many rows on, a whole column is one finding.
    """
    frame = dataset.table(place[0])
    if frame is None or not len(rows):
        return ()
    rows = np.asarray(rows)
    region_ids = frame["region"].to_numpy()[rows]
    whole = {
        int(region): int(count)
        for region, count in zip(*np.unique(region_ids, return_counts=True), strict=True)
        if count == len(dataset.regions[region].data_rows) and count >= whole_column_rows
    }
    single = ~np.isin(region_ids, list(whole))
    return (
        *(_column_finding(dataset, kind, place, region, count) for region, count in whole.items()),
        *_cell_findings(dataset, kind, place, rows[single], np.asarray(messages, dtype=object)[single]),
    )


def _cell_findings(
    dataset: Dataset,
    kind: FindingKind,
    place: tuple[str, str],
    rows: Positions,
    messages: npt.NDArray[np.object_],
) -> Iterator[Finding]:
    table, field = place
    frame = dataset.tables[table]
    cells = zip(
        frame["region"].to_numpy()[rows].tolist(),
        frame["source_row"].to_numpy()[rows].tolist(),
        frame[field].take(rows).astype(object),
        messages,
        _customer_labels(dataset)[frame["customer"].to_numpy()[rows]],
        strict=True,
    )
    for region, row, value, message, label in cells:
        yield Finding(
            kind, dataset.location(region, field, row), message, show_value(value), table, field, label
        )


def _customer_labels(dataset: Dataset) -> npt.NDArray[np.object_]:
    """Return each customer's id, else its name, else nothing; nothing for -1."""
    known = dataset.customers
    labels = known["customer_id"].fillna(known["customer_name"]).fillna("")
    return np.append(labels.to_numpy(dtype=object), "")


def show_value(value: object) -> str:
    """Return a typed value as a finding shows it: a date as a day, money in yuan, missing as nothing."""
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    return format_yuan(int(value)) if isinstance(value, (int, np.integer)) else str(value)


def _column_finding(
    dataset: Dataset, kind: FindingKind, place: tuple[str, str], region: int, count: int
) -> Finding:
    table, field = place
    area = dataset.regions[region]
    location = area.location(field, area.header_row)
    return Finding(
        kind, location, f"整列 {count} 行都有同样的问题：{kind.title}", "", table, field, count=count
    )
