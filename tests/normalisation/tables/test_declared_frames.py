"""The frames that normalisation makes are those that ``model/tables/frames.py`` declares."""

from __future__ import annotations

import pytest
from support.typed_rows import read_rows

from kehu_batch.model.tables.frames import FRAMES, PLANS, FrameColumn, empty_frame
from kehu_batch.policy.vocabulary import load_vocabulary


def declared(columns: tuple[FrameColumn, ...]) -> dict[str, str]:
    return {column.name: column.dtype for column in columns}


@pytest.mark.parametrize("table", load_vocabulary().tables)
@pytest.mark.parametrize("cell", ["", "1"])
def test_a_typed_table_has_the_declared_columns(table: str, cell: str) -> None:
    fields = load_vocabulary().tables[table].fields
    row = {field: cell for field in fields if field != "buckets"}
    frame = read_rows(table, [row]).tables[table]
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == declared(FRAMES[table])
    assert empty_frame(FRAMES[table]).dtypes.astype(str).to_dict() == declared(FRAMES[table])


def test_plans_have_the_declared_columns() -> None:
    for table, row in (
        ("callbacks", {"plan": "李强/11月20日/寄样品", "called_on": "2023-11-06"}),
        ("orders", {}),
    ):
        plans = read_rows(table, [{"customer_id": "A", **row}]).plans
        assert {name: str(dtype) for name, dtype in plans.dtypes.items()} == declared(PLANS)


def test_each_column_is_declared_once_and_explained() -> None:
    for table, columns in FRAMES.items():
        assert len(declared(columns)) == len(columns), table
        assert all(column.meaning for column in columns), table
        assert all(column.unit for column in columns if column.dtype == "datetime64[s]"), table
