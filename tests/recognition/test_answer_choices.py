"""Answers as people type them: the choice that is meant, or told and not used."""

from __future__ import annotations

import pytest
from support.drops import make_sheet, make_workbook

from kehu_batch.model.findings.question import (
    DOCUMENT_STATES,
    ORDERS,
    SCALES,
    UNITS,
    Answer,
    QuestionKind,
)
from kehu_batch.policy.answered_states import state_words
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.own_sheets import ANSWER_HEADERS
from kehu_batch.policy.taxonomy import load_taxonomy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.answer_choices import choose, understand
from kehu_batch.recognition.answers import read_answers

SAME = ("是", "不是")
HEADER = ("是回访人", "不是")
TABLES = ("是客户台账", "是应收余额表", "不是")


@pytest.mark.parametrize(
    ("typed", "choices", "meant"),
    [
        (" 作废　", DOCUMENT_STATES, "作废"),
        ("作 废。", DOCUMENT_STATES, "作废"),
        ("“作废”", DOCUMENT_STATES, "作废"),
        ("已作废", DOCUMENT_STATES, None),
        ("没有作废", DOCUMENT_STATES, None),
        ("１０分制", SCALES, "10分制"),
        ("10", SCALES, "10分制"),
        ("10.0", SCALES, "10分制"),
        ("100", SCALES, "100分制"),
        ("1", SCALES, None),
        ("万", UNITS, "万元"),
        ("元", UNITS, "元"),
        ("日／月／年", ORDERS, "日/月/年"),
        ("日/月", ORDERS, "日/月/年"),
        ("日月年", ORDERS, None),
        ("是的", SAME, "是"),
        ("对", SAME, "是"),
        ("True", SAME, "是"),
        ("否", SAME, "不是"),
        ("不是。", SAME, "不是"),
        ("不一定", SAME, None),
        ("回访人", HEADER, "是回访人"),
        ("是", HEADER, "是回访人"),
        ("是", TABLES, None),
        ("否", TABLES, "不是"),
        ("应收余额表", TABLES, "是应收余额表"),
        ("服务響應", load_taxonomy().names, "服务响应"),
        ("服务", load_taxonomy().names, None),
        ("", SAME, None),
    ],
)
def test_what_is_typed_is_the_choice_that_it_means(
    typed: str, choices: tuple[str, ...], meant: str | None
) -> None:
    assert choose(typed, choices) == meant


def test_an_answer_of_a_file_is_held_to_the_choices_of_its_kind() -> None:
    given = [
        Answer(QuestionKind.HEADER, "callbacks|回访人员姓名", "回访人"),
        Answer(QuestionKind.HEADER, "callbacks|回访人员", "回信人"),
        Answer(QuestionKind.HEADER, "没有这种表|x", "是回访人"),
        Answer(QuestionKind.TABLE, "a|b", "应收余额表"),
        Answer(QuestionKind.ISSUE_TYPE, "x", "不是问题"),
    ]
    known, told = understand(given, load_taxonomy().names, load_vocabulary(), {})
    assert [one.text for one in known] == ["是回访人", "是应收余额表", "不是问题"]
    assert [(one.code, one.value) for one in told] == [("KB532", "回信人"), ("KB532", "是回访人")]


def test_one_on_a_sheet_that_is_none_is_told_with_its_cell() -> None:
    rows = (
        ("由 kehu-batch 生成", "", ""),
        (ANSWER_HEADERS["kind"], ANSWER_HEADERS["answer"], ANSWER_HEADERS["key"]),
        ("", "", ""),
        (QuestionKind.TABLE.label, "应收余额表", "a|b"),
        (QuestionKind.TABLE.label, "看不懂", "c|d"),
    )
    given = read_answers([make_workbook(make_sheet(rows, "待确认", file="回访_批注.xlsx"))])
    known, told = understand(given, load_taxonomy().names, load_vocabulary(), {})
    assert [one.text for one in known] == ["是应收余额表"]
    assert [one.message.partition("：")[0] for one in told] == ["回访_批注.xlsx 待确认!B5"]


TASK, STATUS = QuestionKind.TASK_STATE, QuestionKind.STATUS


@pytest.mark.parametrize(
    ("kind", "typed", "meant"),
    [
        (TASK, "完成", "已完成"),
        (TASK, "Done", "已完成"),
        (TASK, "未完成", "没有完成"),
        (TASK, "跟进中。", "没有完成"),
        (TASK, "等排期", None),
        (STATUS, "已作废", "作废"),
        (STATUS, "VOID", "作废"),
        (STATUS, "正常", "有效"),
        (STATUS, "已核销", "已结清"),
        # Red letters and cancelled orders are told as such where a cell says so; no answer offers them.
        (STATUS, "已红冲", None),
        (STATUS, "没有作废", None),
    ],
)
def test_a_word_of_state_that_cells_may_hold_is_an_answer_too(
    kind: QuestionKind, typed: str, meant: str | None
) -> None:
    words = state_words(load_policy("annual-spend").policy)
    known, told = understand([Answer(kind, "x|y", typed)], (), load_vocabulary(), words)
    assert [one.text for one in known] == ([] if meant is None else [meant])
    assert len(told) == (meant is None)


def test_what_is_offered_on_the_sheet_holds_for_the_file_too() -> None:
    """``是`` in a file means what the sheet's row offers, and does not contradict it."""
    key = "callbacks|回访人员姓名"
    given = [
        Answer(QuestionKind.HEADER, key, "是", choices=("是回访人", "不是")),
        Answer(QuestionKind.HEADER, key, "是的"),
    ]
    known, told = understand(given, (), load_vocabulary(), {})
    assert [one.text for one in known] == ["是回访人", "是回访人"]
    assert told == ()
