"""Pages look right in a browser: nothing overflows, no label is clipped, no axis is empty, no request is made.

What a person must see ``python tests/report/looks.py FOLDER`` takes pictures of, of more pages and in print.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from report.looks import ROOT, look, process_page
from report.report_drops import invented_month, published_rows
from support.tools import Tool, require

from kehu_batch.policy.loading import load_policy
from kehu_batch.report.render import render_report

MONTH = ROOT / "sample_workbooks" / "month"
ALONE = "投诉登记表.xlsx"
WIDTHS = (1280, 768, 390, 320)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    browser = require(Tool.CHROMIUM)
    folder = tmp_path_factory.mktemp("looks")
    (folder / "two.html").write_text(render_report(*published_rows(), load_policy()), encoding="utf-8")
    # Numbers of customers that no phone has room for beside all the rest.
    long = render_report(*invented_month(), load_policy()).replace("（C10", f"（{'W' * 10}C10")
    (folder / "long.html").write_text(long, encoding="utf-8")
    process_page([MONTH / ALONE], None, folder / "results").replace(folder / "alone.html")
    return look(browser, folder, ["two.html", "long.html", "alone.html"], ["light"], WIDTHS)


def test_nothing_is_cut_off_empty_or_asked_for_at_any_width(seen: dict[str, Any]) -> None:
    assert len(seen) == 12
    assert {at: one["wrong"] for at, one in seen.items() if one["wrong"]} == {}


#: What must be seen, and what it is made of; at the end what looks like it and is right.
WRONG = {
    "cut by the edge of “narrow”: 合计 15,092": '<div class="narrow">合计 15,092</div>',
    "broken: 2026-10-08": '<p class="thin">2026-10-08</p>',
    "broken: 客户台账 in": '<p class="thin">客户台账!G17</p>',
    "px apart: “甲乙” and “丙丁”": '<i class="here">甲乙</i><i class="beside">丙丁</i>',
    "at the screen's edge: 边上": '<i class="edge">边上</i>',
    "on a line of its own: ※ of": '<p class="thin">一二 ※</p>',
    "a column of dashes: 说明 of": (
        '<section class="part"><table><thead><tr><th>户<th>说明</thead>'
        "<tbody><tr><td>甲<td>—<tr><td>乙<td>—</tbody></table></section>"
    ),
}
RIGHT = (
    '<div class="narrow">合计</div><p class="thin">二〇二六年</p><p class="thin">一二 345</p>'
    '<i class="here low">戊</i><i class="beside low">己庚</i>'
)
STYLE = (
    "<style>.narrow{width:60px;overflow:hidden;white-space:nowrap}.thin{width:42px;overflow-wrap:anywhere}"
    "i{position:absolute;top:400px}.here{left:100px}.beside{left:129px}.edge{left:2px}.low{top:440px}</style>"
)


def test_the_harness_sees_what_is_wrong(tmp_path: Path) -> None:
    browser = require(Tool.CHROMIUM)
    page = render_report(*invented_month(), load_policy())
    broken = page.replace(
        '<main class="page">', f'<main class="page"><pre>{"W" * 500}</pre><img src="x.png">'
    )
    (tmp_path / "broken.html").write_text(broken, encoding="utf-8")
    bare = '<!DOCTYPE html><meta charset="utf-8"><input id="theme-light" type="radio">'
    made = f"{bare}{STYLE}{''.join(WRONG.values())}"
    (tmp_path / "made.html").write_text(made, encoding="utf-8")
    (tmp_path / "right.html").write_text(f"{bare}{STYLE}<main>{RIGHT}</main>", encoding="utf-8")
    seen = look(browser, tmp_path, ["broken.html", "made.html", "right.html"], ["light"], [1280])
    assert "scrolls sideways" in str(seen["broken.html 1280 light"]["wrong"])
    assert "console" in seen  # the page's own policy refuses the picture, and the console says so
    told = seen["made.html 1280 light"]["wrong"]
    assert [known for known in WRONG if not any(known in one for one in told)] == []
    assert seen["right.html 1280 light"]["wrong"] == []
