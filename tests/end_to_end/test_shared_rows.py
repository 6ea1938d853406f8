"""Tables that share rows, dropped again as annotated: our columns stand behind them, whichever is the longer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop

HEADER = ["客户编号", "客户名称", "回访时间", "满意度"]
BESIDE = [
    [*HEADER, "", *HEADER],
    ["A", "甲", "2023-11-02", 5, "", "D", "丁", "2023-11-06", 2],
    ["B", "乙", "2023-11-03", 4, "", "E", "戊", "2023-11-07", 3],
    ["C", "丙", "2023-11-04", 1],
]
CALLS = [
    ["客户编号", "客户名称", "第1次回访日期", "第1次满意度", "第2次回访日期", "第2次满意度", "下次回访时间"],
    ["A", "甲", "2023-11-02", 5, "2023-11-12", 4, "2023-11-20"],
    ["B", "乙", "", "", "2023-11-13", 3, ""],
    ["C", "丙", "2023-11-04", 1],
]


@pytest.mark.parametrize(("rows", "called", "mean"), [(BESIDE, 5, 3.0), (CALLS, 4, 3.25)])
def test_the_annotated_copy_dropped_again_is_the_same(
    tmp_path: Path, rows: list[list[object]], called: int, mean: float
) -> None:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append([None if value == "" else value for value in row])
    source = tmp_path / "回访.xlsx"
    book.save(source)
    copies = []
    for name in ("一", "二"):
        request = DropRequest(files=(source,), today=date(2023, 11, 30), output=tmp_path / name)
        made = process_drop(request).summary
        assert (made["satisfaction"]["called"], made["satisfaction"]["mean"]) == (called, mean)
        source = tmp_path / name / "回访_批注.xlsx"
        copies.append(source.read_bytes())
    assert copies[0] == copies[1]
