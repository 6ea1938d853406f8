"""The page in a real browser: its width on a phone, its tables with scripts on and off, its themes."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from report.report_drops import invented_month, with_text
from support.tools import Tool, require, require_axe

from kehu_batch.policy.loading import load_policy
from kehu_batch.report.render import render_report

HARNESS = Path(__file__).with_name("report_harness.html")
HOSTILE = "=1+1\"'<script>window.alerted=1</script>" + "W" * 400 + "長" * 400


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what a browser saw of the invented month and of a hostile page."""
    browser = require(Tool.CHROMIUM)
    folder = tmp_path_factory.mktemp("browser")
    for name, drop in (("report.html", invented_month()), ("hostile.html", with_text(HOSTILE))):
        page = render_report(*drop, load_policy())
        (folder / name).write_text(page, encoding="utf-8", newline="\n")
    return drive(browser, folder, HARNESS)


def drive(browser: Path, folder: Path, harness: Path) -> dict[str, Any]:
    """Return what a harness saw of the pages in a folder."""
    shutil.copy(harness, folder)
    done = subprocess.run(
        [
            str(browser), "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
            "--no-first-run", "--allow-file-access-from-files", f"--user-data-dir={folder / 'profile'}",
            "--window-size=1400,1000", "--virtual-time-budget=20000", "--dump-dom", (folder / harness.name).as_uri(),
        ],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    found = re.search(rb'<pre id="seen">([^<]*)</pre>', done.stdout)
    assert found, done.stdout[-2000:]
    result: dict[str, Any] = json.loads(base64.b64decode(found[1]))
    assert "error" not in result, result["error"]
    return result


def test_the_page_never_scrolls_sideways(seen: dict[str, Any]) -> None:
    for name in ("widths", "hostileWidths"):
        for width, found in seen[name].items():
            assert found <= int(width), f"{name} at {width}"


def test_style_and_script_pass_the_page_s_own_policy(seen: dict[str, Any]) -> None:
    assert seen["script"]["font"] == "15px"
    assert seen["script"]["tools"]


def test_sorting_by_name_is_by_pinyin(seen: dict[str, Any]) -> None:
    up, down = seen["script"]["customersUp"], seen["script"]["customersDown"]
    assert seen["script"]["customersSort"] == "ascending"
    # 博 bo, 达 da, 丰 feng, 禾 he, 恒 heng, 嘉 jia, 瑞 rui, 泰 tai, 信 xin, 远 yuan
    assert list(dict.fromkeys(name[0] for name in up)) == list("博达丰禾恒嘉瑞泰信远")
    assert list(dict.fromkeys(name[0] for name in down)) == list("远信泰瑞嘉恒禾丰达博")


def test_sorting_by_days_is_by_size(seen: dict[str, Any]) -> None:
    script = seen["script"]
    days = [int(text) for text in script["daysUp"]]
    assert days == sorted(int(text) for text in script["before"])
    assert days[0] < 10 < days[-1]
    assert script["daysSort"] == [None] * 4 + ["ascending"] + [None] * 4
    assert list(dict.fromkeys(script["severityUp"])) == ["● 低", "◆ 中", "■ 高"]


def test_filters_narrow_the_rows(seen: dict[str, Any]) -> None:
    script = seen["script"]
    assert script["filtered"] == ["博禾机械设备有限公司（C1019）"]
    assert script["count"] == "筛选出 1 条，共 34 条"
    assert script["options"][0] == "全部负责人"
    assert set(script["options"][1:]) == {"王建国", "李晓雯", "张海涛", "陈思远", "刘佳怡", "未指定"}
    assert script["picked"] == ["未指定"]


def test_export_has_a_mark_for_excel_and_only_the_rows_shown(seen: dict[str, Any]) -> None:
    data = bytes(seen["script"]["csvFiltered"])
    assert seen["script"]["csvName"] == "逾期跟进.csv"
    assert data.startswith(b"\xef\xbb\xbf")
    lines = data.decode("utf-8-sig").split("\r\n")
    assert lines[0] == '"客户","来源","事项","到期日","逾期天数","工作日","程度","负责人","位置"'
    assert len(lines) == 3
    assert lines[1].startswith('"博禾机械设备有限公司（C1019）","约定回访",')


def test_export_never_makes_a_formula(seen: dict[str, Any]) -> None:
    assert not seen["hostile"]["alerted"]
    assert '"\'=1+1""\'<script>' in seen["hostile"]["csv"]
    assert '"=1+1' not in seen["hostile"]["csv"]


def test_without_script_the_tables_are_whole_and_nothing_is_dead(seen: dict[str, Any]) -> None:
    plain = seen["plain"]
    assert plain["buttons"] == 0
    assert plain["tools"]
    assert plain["rows"] == 34
    assert plain["width"] > 300


def test_theme_is_switched_without_script(seen: dict[str, Any]) -> None:
    assert seen["plain"]["light"] == "rgb(250, 249, 247)"
    assert seen["plain"]["dark"] == "rgb(17, 21, 27)"


@pytest.mark.slow
def test_axe_finds_no_violation_in_either_theme_and_width(tmp_path: Path) -> None:
    browser = require(Tool.CHROMIUM)
    shutil.copy(require_axe(), tmp_path)
    page = render_report(*invented_month(), load_policy())
    # The page's own policy forbids every script but its own, so it is taken off for the judge.
    opened = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    (tmp_path / "open_report.html").write_text(opened, encoding="utf-8", newline="\n")
    seen = drive(browser, tmp_path, HARNESS.with_name("axe_harness.html"))
    for width in ("1280", "390"):
        for theme in ("light", "dark"):
            assert seen[width][theme] == [], f"{theme} at {width}"
            assert seen[width][f"{theme}Passes"] > 20
