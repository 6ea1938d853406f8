"""What was recognised, as JSON data: what ``check`` shows before anything is written."""

from __future__ import annotations

import numpy as np

from kehu_batch.cells import column_letter, range_ref
from kehu_batch.model.schema.understanding import ColumnRecord, TableUnderstood
from kehu_batch.model.tables.dataset import EVENT_DATE, Dataset
from kehu_batch.model.tables.recognition import ColumnMatch, Recognition, Region
from kehu_batch.policy.vocabulary import Vocabulary


def describe_understanding(
    recognition: Recognition, dataset: Dataset, vocabulary: Vocabulary
) -> tuple[TableUnderstood, ...]:
    """Return one entry a table: place, header, columns with reasons, rows, months, what was passed over or hidden."""
    return tuple(_describe(region, dataset, vocabulary) for region in recognition.regions)


def _describe(region: Region, dataset: Dataset, vocabulary: Vocabulary) -> TableUnderstood:
    rows = region.data_rows
    last = int(rows[-1]) if len(rows) else region.header_row
    return {
        "table": region.table,
        "table_label": vocabulary.table_label(region.table),
        "side": region.side.value,
        "candidates": [{"table": table, "score": round(score, 2)} for table, score in region.candidates],
        "file": region.file,
        "sheet": region.sheet,
        "sheet_state": region.sheet_state.value,
        "range": range_ref(region.header_first_row, region.first_column, last, region.last_column),
        "header_row": region.header_row,
        "rows": len(rows),
        "months": _months(region, dataset),
        "columns": [_describe_column(region, match, vocabulary) for match in region.columns],
        "duplicate_columns": [_describe_column(region, match, vocabulary) for match in region.duplicates],
        "unknown_columns": [
            {
                "column": column_letter(column.column),
                "header": column.header,
                "nearest": column.nearest,
                "why": column.why,
            }
            for column in region.unknown
        ],
        "passed_rows": [
            {"row": row.row, "rows": row.rows, "reason": row.reason, "text": row.text}
            for row in region.passed
        ],
        "hidden_rows": list(region.hidden_rows),
        "hidden_columns": [column_letter(column) for column in region.hidden_columns],
    }


def _describe_column(region: Region, match: ColumnMatch, vocabulary: Vocabulary) -> ColumnRecord:
    return {
        "column": column_letter(match.column),
        "header": match.header,
        "field": match.field,
        "label": vocabulary.field_label(region.table, match.field),
        "reason": match.reason,
        "unit": match.unit,
    }


def _months(region: Region, dataset: Dataset) -> list[str]:
    frame = dataset.table(region.table)
    date_column = EVENT_DATE.get(region.table)
    if frame is None or date_column is None or date_column not in frame:
        return []
    days = frame[date_column].to_numpy()[frame["region"].to_numpy() == region.id]
    return [str(month) for month in np.unique(days[~np.isnat(days)].astype("datetime64[M]"))]
