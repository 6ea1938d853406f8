"""The sections 下月工作 and 待确认, their figures those of the worksheet, the lists and the sheet beside the page."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from report.html_reading import Element, read_page

from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop

# Promised for December: A by 王敏, B and C by 李强, D by nobody. E was promised nothing; its 最近交易时间 is blank, so it
# is 潜在, to be called each month, and as there is no ledger by nobody in particular.
CALLBACKS = """客户编号,客户名称,本次回访时间,回访方式,回访人,客户反馈,待解决问题,下次回访时间,最近交易时间
A,甲公司,2023-11-06,电话,王敏,满意度5分(满分5分),无,2023-12-05,
B,乙公司,2023-11-07,电话,李强,满意度5分(满分5分),无,2023-12-06,
C,丙公司,2023-11-08,电话,李强,满意度5分(满分5分),老样子还是那个事,2023-12-07,
D,丁公司,2023-11-09,电话,,满意度5分(满分5分),无,2023-12-08,
E,戊公司,2023-11-10,电话,王敏,满意度5分(满分5分),无,,
"""


@pytest.fixture(scope="module")
def drop(tmp_path_factory: pytest.TempPathFactory) -> tuple[Element, dict[str, Any], Path]:
    folder = tmp_path_factory.mktemp("next")
    (folder / "回访.csv").write_text(CALLBACKS, encoding="utf-8")
    request = DropRequest((folder / "回访.csv",), today=date(2023, 12, 1), period="2023-11", output=folder)
    process_drop(request)
    page = read_page((folder / "客户月报_2023-11.html").read_text(encoding="utf-8"))
    return page, json.loads((folder / "summary.json").read_text(encoding="utf-8")), folder


def rows(page: Element, anchor: str) -> list[Element]:
    (block,) = [one for one in page.walk() if one.attributes.get("id") == anchor]
    return block.find("tr")[1:]


def test_next_month_counts_the_rows_of_the_worksheet_by_who_is_to_call(
    drop: tuple[Element, dict[str, Any], Path],
) -> None:
    page, summary, folder = drop
    assert summary["next_month"] == {
        "month": "2023-12",
        "customers": 5,
        "by_owner": {"李强": 2, "未指定": 2, "王敏": 1},
    }
    told = [[cell.all_text().strip() for cell in row.children] for row in rows(page, "list-next-month")]
    assert told[0] == ["合计", "5", "回访工作表_2023-12.xlsx"]
    assert {row[0]: row[1] for row in told[1:]} == {"李强": "2", "未指定": "2", "王敏": "1"}
    # Each leads to a file that is there.
    links = [link.all_text() for row in rows(page, "list-next-month") for link in row.find("a")]
    assert len(links) == 4
    assert all((folder / name).is_file() for name in links)


def test_what_is_asked_is_on_the_page_as_on_its_sheet(drop: tuple[Element, dict[str, Any], Path]) -> None:
    page, summary, folder = drop
    (listed,) = rows(page, "list-questions")
    text = listed.all_text()
    assert summary["questions"]["open"] == 1
    assert "老样子还是那个事" in text
    assert "回访!G4" in text
    host = next(folder.glob("*_批注.xlsx"))
    sheet = openpyxl.load_workbook(host)["待确认"]
    asked = [str(cell.value) for row in sheet.iter_rows() for cell in row if "老样子" in str(cell.value)]
    assert asked
    assert asked[0] in text
    section = page.find("section", id="questions")[0].all_text()
    assert f"在 {host.name} 的工作表“待确认”里选答复后再投递一次就会生效" in section
