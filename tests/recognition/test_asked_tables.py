"""A table in doubt is asked about, and read as what somebody answered; one that is denied is asked about no more."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.answer_files import write_sheet

from kehu_batch.model.findings.question import Answer, Answers, QuestionKind
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise
from kehu_batch.source.opening import open_workbook

HEADER = ("客户名称", "联系人", "电话", "意向等级", "负责人")
KEY = "|".join(HEADER)


@pytest.mark.parametrize(
    ("answer", "tables", "choices"),
    [("", [], ("是客户台账", "不是")), ("是客户台账", ["ledger"], ()), ("不是", [], ())],
)
def test_customers_with_how_much_they_want_it(
    answer: str, tables: list[str], choices: tuple[str, ...], tmp_path: Path
) -> None:
    book = open_workbook(
        write_sheet(tmp_path / "一.xlsx", "客户", [HEADER, ("甲", "张", "1380", "高", "王")])
    )
    given = {(QuestionKind.TABLE, KEY): Answer(QuestionKind.TABLE, KEY, answer)} if answer else {}
    found = recognise([book], load_vocabulary(), Answers(given))
    assert [region.table for region in found.regions] == tables
    asked = [one.question for one in found.findings if one.question is not None]
    assert [one.choices for one in asked if one.kind is QuestionKind.TABLE] == ([choices] if choices else [])
