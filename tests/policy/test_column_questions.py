"""Keys of questions about columns: the same in every month, however the header is written."""

from __future__ import annotations

import numpy as np
import pytest

from kehu_batch.model.tables.recognition import ColumnMatch, Region, Side
from kehu_batch.policy.column_questions import unit_key

ROWS = np.arange(2, 3, dtype=np.int64)


def key(header: str, unit: str = "") -> str:
    column = ColumnMatch("annual_amount", 0, header, "标准表头", unit=unit)
    return unit_key(
        Region(0, "ledger", Side.OPS, "台账.xlsx", "台账", 1, 1, 0, 1, ROWS, (column,)), "annual_amount"
    )


@pytest.mark.parametrize(
    "header",
    [
        "年合作金额(万元)",
        "年合作金額（萬元）",
        "年合作金额 (万元)",
        "年合作金额\n（万元）",
        "年合作金额(萬元)",
    ],
)
def test_a_header_in_other_characters_is_the_same_column(header: str) -> None:
    assert key(header, "万元") == "ledger|annual_amount|年合作金额(万元)"


@pytest.mark.parametrize("above", ["万元", "千元"])
def test_a_unit_above_the_table_is_part_of_it(above: str) -> None:
    assert key("年合作金額", above) == f"ledger|annual_amount|年合作金额({above})"
    assert key("年合作金额") == "ledger|annual_amount|年合作金额"
