"""A monthly workbook is compared with the month before, which only the workspace's history holds."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import golden_drops
from openpyxl import load_workbook
from report.html_reading import read_page

from kehu_batch.cli import run

SAMPLE = golden_drops.worksheet_path()


def _october(target: Path) -> None:
    """Write the sample as a month earlier, its one score 4 instead of 5."""
    book = load_workbook(SAMPLE)
    sheet = book["回访"]
    for row in sheet.iter_rows(min_row=3, max_row=4):
        for cell in row:
            if isinstance(cell.value, str):
                cell.value = cell.value.replace("满意度5分", "满意度4分")
            elif isinstance(cell.value, date) and cell.value.month == 11:
                cell.value = cell.value.replace(month=10)
    book.save(target)


def test_the_month_before_is_taken_from_the_history_and_said(tmp_path: Path) -> None:
    root = tmp_path / "工作区"
    assert run(["init", str(root)]) == 0
    (root / "kehu.toml").write_text("[folder]\nstill_seconds = 0.05\n", encoding="utf-8")
    _october(root / "收件箱" / "10月回访.xlsx")
    assert run(["run", str(root)]) == 0
    shutil.copy(SAMPLE, root / "收件箱" / "11月回访.xlsx")
    assert run(["run", str(root)]) == 0
    results = root / "结果" / "2023-11" / "11月回访"
    summary = json.loads((results / "summary.json").read_text(encoding="utf-8"))
    (month,) = summary["history"]
    assert (month["month"], month["source"], month["used"], month["fills"]) == (
        "2023-10",
        "10月回访",
        True,
        True,
    )
    assert (month["figures"]["satisfaction.mean"], month["figures"]["satisfaction.called"]) == (4.0, 2.0)
    assert summary["tiers"]["previous_source"] == "10月回访"
    mean = summary["trend"]["before"]["figures"]["satisfaction.mean"]
    assert (mean["value"], mean["origin"]) == (4.0, "10月回访")
    accuracy = summary["trend"]["before"]["figures"]["data_quality.accuracy"]
    assert (accuracy["value"], accuracy["origin"]) == (0.7, "10月回访")  # 7 of 10 cells, as in November
    page = (results / "客户月报_2023-11.html").read_text(encoding="utf-8")
    assert "1.00 分（按历史）" in page  # 5.00 now, 4.00 then
    (tile,) = (
        tile
        for tile in read_page(page).find("article", class_="kpi")
        if tile.find("h2")[0].text == "数据准确率"
    )
    assert "持平（按历史）" in tile.all_text()  # 70.0 % in both months
    assert "上期按历史（10月回访）" in page  # the movements of tiers
    assert "历史 2023-10：10月回访" in read_page(page).all_text()  # listed among the inputs
    sheet = load_workbook(results / "11月回访_批注.xlsx")["客户分级"]
    assert any("上期等级按历史（10月回访）" in str(cell.value) for row in sheet.iter_rows() for cell in row)
