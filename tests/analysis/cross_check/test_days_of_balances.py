"""Finance's balances of several days in one drop: of each customer one day counts, the others are told."""

from __future__ import annotations

from datetime import date

import pytest
from support.drops import make_sheet, make_workbook

from kehu_batch.analysis.base.snapshot import exclusion_reasons
from kehu_batch.model.tables.source import CellValue
from kehu_batch.normalisation.normalise import normalise
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise

SHEETS = (
    (10, 31, {"甲公司": 1200.0, "乙公司": 500.0}),
    (11, 30, {"甲公司": 1000.0}),
    (12, 31, {"甲公司": 900.0, "丙公司": 70.0}),
)


@pytest.mark.parametrize(
    ("as_of", "counted"),
    [
        (date(2023, 11, 30), [("乙公司", 10), ("甲公司", 11), ("丙公司", 12)]),
        (date(2023, 11, 15), [("甲公司", 10), ("乙公司", 10), ("丙公司", 12)]),
        (date(2023, 9, 30), [("甲公司", 10), ("乙公司", 10), ("丙公司", 12)]),
    ],
)
def test_the_newest_sheet_up_to_the_day_counts(as_of: date, counted: list[tuple[str, int]]) -> None:
    sheets = []
    for month, day, amounts in SHEETS:
        rows: list[list[CellValue]] = [
            ["应收余额表"],
            [f"截止日期：2023-{month}-{day}"],
            ["客户名称", "应收余额"],
        ]
        rows += [[name, amount] for name, amount in amounts.items()]
        sheets.append(make_sheet(rows, f"{month}月"))
    books, vocabulary = [make_workbook(*sheets, finance=True)], load_vocabulary()
    dataset = normalise(books, recognise(books, vocabulary), load_policy().policy, vocabulary)
    frame = dataset.tables["balances"]
    reasons = exclusion_reasons("balances", frame, as_of)
    used = frame[reasons == ""]
    months = [int(dataset.regions[region].sheet.removesuffix("月")) for region in used["region"]]
    assert list(zip(used["customer_name"], months, strict=True)) == counted
    assert set(reasons) == {"", "别的截止日"}
