"""Awkward files from other projects: each ends in a workbook or a named refusal."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.processing import process_each
from support.tools import CORPUS

from kehu_batch.batch.isolation import run_isolated
from kehu_batch.errors import InputRejected
from kehu_batch.model.tables.source import FileFormat, Workbook
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise
from kehu_batch.source.opening import open_workbook

FILES = sorted(path for path in CORPUS.glob("*") if path.is_file())
CODES = {"empty_workbook", "encrypted", "damaged", "not_a_spreadsheet", "too_large", "unknown_encoding"}

pytestmark = pytest.mark.skipif(not FILES, reason="the files of other projects are not beside the checkout")


def read(path: Path) -> Workbook | InputRejected:
    try:
        return open_workbook(path)
    except InputRejected as error:
        return error


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.rsplit("__", 1)[-1])
def test_ends_in_a_workbook_or_a_named_refusal(path: Path) -> None:
    result = read(path)
    if isinstance(result, InputRejected):
        assert result.code in CODES
        assert result.action
    else:
        assert any(sheet.rows for sheet in result.sheets)
        assert all(len({len(row) for row in sheet.rows}) <= 1 for sheet in result.sheets)
        assert recognise([result], load_vocabulary()).regions == ()


def test_every_file_ends_in_a_named_outcome_in_time_and_memory() -> None:
    processed = run_isolated(process_each, tuple(FILES), seconds=600, memory_bytes=4 << 30)
    assert len(processed) == len(FILES)
    assert {item.outcome for item in processed} <= {*CODES, "no_known_table"}
    assert [item for item in processed if item.seconds > 30 or item.peak > 1024] == []


def test_content_counts_and_not_the_suffix(tmp_path: Path) -> None:
    old = next(path for path in FILES if path.name.endswith("visibility.xls"))
    renamed = tmp_path / "其实是旧格式.xlsx"
    renamed.write_bytes(old.read_bytes())
    assert open_workbook(renamed).format is FileFormat.XLS
