"""The index: offline, escaped, its links lead somewhere, and it says which month a figure is compared with."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from batch.test_history import record

from kehu_batch.batch.history.database import History
from kehu_batch.batch.history.records import Status
from kehu_batch.batch.pages.index import IndexPage
from kehu_batch.batch.pages.rejection import render_reason
from kehu_batch.errors import InputRejected


def test_it_shows_months_links_and_what_waits(tmp_path: Path) -> None:
    with History(tmp_path / "h") as history:
        history.add(record("a", revision=1, period="2023-10", figures={"csat": 0.8, "questions": 2.0},
                           result_folder="结果/2023-10/回访", outputs=(("客户月报.html", "1"), ("a/深.xlsx", "2"))))  # fmt: skip
        history.add(record("b", revision=1, figures={"csat": 0.9}, result_folder="结果/没有"))
        history.add(record("c", series="坏", name="坏", status=Status.REJECTED, message="坏.xlsx 已损坏",
                           archive_folder="退回/坏", period=None, revision=None))  # fmt: skip
        (tmp_path / "结果" / "2023-10" / "回访").mkdir(parents=True)
        (tmp_path / "结果" / "2023-10" / "回访" / "客户月报.html").touch()
        page = IndexPage(history, tmp_path).render([("新.xlsx", "还在复制或保存")])
    assert "比 2023-10 ↑ 10.0 个百分点" in page
    assert "2 个问题" in page
    assert "坏.xlsx 已损坏" in page
    assert "还在复制或保存" in page
    assert "结果已移走" in page
    assert "深.xlsx" not in page
    links = re.findall(r'href="([^"]*)"', page)
    assert links
    assert all((tmp_path / "结果" / unquote(link)).exists() for link in links)


def test_hostile_names_are_only_ever_text(tmp_path: Path) -> None:
    name = "<script>alert(1)</script>\u202e\"' {{ 1 }}"
    with History(tmp_path / "h") as history:
        history.add(record("a", series=name, name=name, message=name, figures={"csat": 0.5}, changes=name))
        page = IndexPage(history, tmp_path).render([(name, name)])
    reason = render_reason(name, [name], InputRejected(name, action=name))
    for shown in (page, reason):
        assert "<script" not in shown
        assert "\u202e" not in shown
        assert "<bdi>&lt;script&gt;" in shown
        assert "://" not in shown
        assert "style=" not in shown
