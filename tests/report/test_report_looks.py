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


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    browser = require(Tool.CHROMIUM)
    folder = tmp_path_factory.mktemp("looks")
    for name, drop in (("two.html", published_rows()), ("invented.html", invented_month())):
        (folder / name).write_text(render_report(*drop, load_policy()), encoding="utf-8")
    process_page([MONTH / ALONE], None, folder / "results").replace(folder / "alone.html")
    return look(browser, folder, ["two.html", "invented.html", "alone.html"], ["light"])


def test_nothing_is_cut_off_empty_or_asked_for_at_either_width(seen: dict[str, Any]) -> None:
    assert len(seen) == 6
    assert {at: one["wrong"] for at, one in seen.items() if one["wrong"]} == {}


def test_the_harness_sees_what_is_wrong(tmp_path: Path) -> None:
    browser = require(Tool.CHROMIUM)
    page = render_report(*invented_month(), load_policy())
    broken = page.replace(
        '<main class="page">', f'<main class="page"><pre>{"W" * 500}</pre><img src="x.png">'
    )
    (tmp_path / "broken.html").write_text(broken, encoding="utf-8")
    seen = look(browser, tmp_path, ["broken.html"], ["light"])
    assert "scrolls sideways" in str(seen["broken.html 1280 light"]["wrong"])
    assert "console" in seen  # the page's own policy refuses the picture, and the console says so
