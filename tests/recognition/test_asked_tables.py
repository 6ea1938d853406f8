"""A table in doubt is asked about, and read as what somebody answered; one that is denied is asked about no more."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.answer_files import write_sheet

from kehu_batch.model.findings.question import Answer, QuestionKind, settled_key
from kehu_batch.policy.answers import dump_answers, join_answers, load_answers
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
    given = join_answers([Answer(QuestionKind.TABLE, KEY, answer)] if answer else [])
    found = recognise([book], load_vocabulary(), given)
    assert [region.table for region in found.regions] == tables
    asked = [one.question for one in found.findings if one.question is not None]
    assert [one.choices for one in asked if one.kind is QuestionKind.TABLE] == ([choices] if choices else [])


@pytest.mark.parametrize("kept", [KEY, settled_key(QuestionKind.TABLE, KEY)])
@pytest.mark.parametrize(("answer", "tables"), [("是客户台账", ["ledger"]), ("不是", [])])
def test_a_table_whose_columns_were_moved_is_not_asked_about_again(
    kept: str, answer: str, tables: list[str], tmp_path: Path
) -> None:
    moved = ("负责人", "意向等级", "客户名称", "电话", "联系人")
    book = open_workbook(write_sheet(tmp_path / "二.xlsx", "客户", [moved, ("王", "高", "甲", "1380", "张")]))
    # As a file of answers has it, of an earlier version in the order of the columns.
    file = tmp_path / "答复.toml"
    file.write_text(dump_answers([Answer(QuestionKind.TABLE, kept, answer)]), encoding="utf-8")
    found = recognise([book], load_vocabulary(), join_answers(load_answers(file)))
    assert [region.table for region in found.regions] == tables
    assert not [one for one in found.findings if one.question and one.question.kind is QuestionKind.TABLE]


def test_a_table_with_another_column_is_another_question(tmp_path: Path) -> None:
    other = write_sheet(
        tmp_path / "三.xlsx", "客户", [(*HEADER, "备注"), ("甲", "张", "1380", "高", "王", "")]
    )
    given = join_answers([Answer(QuestionKind.TABLE, KEY, "不是")])
    found = recognise([open_workbook(other)], load_vocabulary(), given)
    assert [one for one in found.findings if one.question and one.question.kind is QuestionKind.TABLE]


def test_answers_of_two_orders_that_contradict_each_other_do_not_count() -> None:
    first, *others = KEY.split("|")
    told = [
        Answer(QuestionKind.TABLE, KEY, "不是"),
        Answer(QuestionKind.TABLE, "|".join((*others, first)), "是客户台账"),
    ]
    joined = join_answers(told)
    assert (dict(joined.given), len(joined.contradicting)) == ({}, 1)


CONTRACTS = ("合同编号", "客户名称", "合同名称", "签订日期", "合同金额")


@pytest.mark.parametrize(
    ("header", "answer", "tables", "asked"),
    [
        (CONTRACTS, "", ["orders"], True),
        (CONTRACTS, "是订单明细", ["orders"], False),
        (CONTRACTS, "不是", [], False),
        # Orders that name their contract are orders.
        (("订单编号", "客户名称", "合同编号", "下单日期", "合同金额"), "", ["orders"], False),
        (("订单编号", "客户名称", "产品", "下单日期", "金额"), "", ["orders"], False),
    ],
)
def test_contracts_are_read_as_orders_and_asked_about(
    header: tuple[str, ...], answer: str, tables: list[str], asked: bool, tmp_path: Path
) -> None:
    row = ("H1", "甲公司", "设备", date(2026, 10, 3), 100_000)
    book = open_workbook(write_sheet(tmp_path / "四.xlsx", "合同台账", [header, row]))
    given = [Answer(QuestionKind.TABLE, "|".join(header), answer)] if answer else []
    found = recognise([book], load_vocabulary(), join_answers(given))
    assert [region.table for region in found.regions] == tables
    assert [one.question is not None for one in found.findings if one.code == "KB132"] == (
        [True] if asked else [] if tables else [False]
    )
