"""The report as PDF and as a text for a chat group, as a user calls for them."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from golden_drops import SAMPLES
from support.tools import Tool, require

from kehu_batch.batch import printing
from kehu_batch.cli import run
from kehu_batch.errors import MissingPart, OutputError

SHEET = next((SAMPLES / "worksheet").glob("*.xlsx"))


def test_a_page_is_printed_beside_itself(tmp_path: Path) -> None:
    require(Tool.CHROMIUM)
    page = tmp_path / "客户月报_2023-11.html"
    page.write_text("<!DOCTYPE html><title>月报</title><p>满意率", encoding="utf-8")
    target = printing.print_page(page)
    assert target == tmp_path / "客户月报_2023-11.pdf"
    assert target.read_bytes().startswith(b"%PDF-")
    assert {path.name for path in tmp_path.iterdir()} == {target.name, page.name}


def test_without_a_browser_the_rest_is_written_and_the_code_is_6(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(printing, "_PLACES", ())
    monkeypatch.setattr(printing, "_WINDOWS_ROOTS", ())
    with pytest.raises(MissingPart):
        printing.find_browser()
    assert run(["report", str(SHEET), "-o", str(tmp_path / "out"), "--pdf"]) == 6
    assert "请安装 Microsoft Edge、Google Chrome 或 Chromium" in capsys.readouterr().err
    assert list((tmp_path / "out").glob("客户月报_*.html"))
    assert not list((tmp_path / "out").glob("*.pdf"))


def test_a_browser_that_prints_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "月报.html"
    page.write_text("<p>", encoding="utf-8")
    monkeypatch.setattr(printing, "find_browser", lambda: Path(sys.executable))
    with pytest.raises(OutputError, match="没有打印成功"):
        printing.print_page(page)
    assert [path.name for path in tmp_path.iterdir()] == [page.name]


def test_the_digest_tells_what_to_act_on_first_and_the_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", str(SHEET), "-o", str(tmp_path / "out"), "--digest"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "客户月报 2023 年 11 月（截至 2023-11-30）"
    assert lines[1] == "先处理："
    assert lines[2].startswith("1. 逾期跟进 3 项，")
    assert "满意率 1/1（100.0%，样本少，仅供参考），目标 ≥ 90.0% ● 达标" in lines
    assert lines[-1].startswith("策略 annual-spend，策略指纹 ")
    assert len(lines) <= 20
    assert run(["report", str(SHEET), "-o", str(tmp_path / "out"), "--digest", "--json"]) == 2
