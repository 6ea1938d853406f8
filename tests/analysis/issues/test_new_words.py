"""Words that answers agree on and the taxonomy lacks are proposed; what answers disagree on is not."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from support.answer_files import write_answers

from kehu_batch.analysis.issues.new_words import propose_words
from kehu_batch.cli.answer_commands import answers
from kehu_batch.model.findings.question import ANSWERS_NAME
from kehu_batch.policy.taxonomy import load_taxonomy

ANSWERED = {
    "三楼那台像拖拉机": "产品质量",
    "新来的那批像拖拉机": "产品质量",
    "老板看了直摇头": "价格费用",
    "会计看了直摇头": "不是问题",
    "又卡顿得不行": "系统性能",
    "还是卡顿得不行": "系统性能",
    "门口停着拖拉车": "不是问题",
    "门口停着三轮车": "不是问题",
}


def test_the_longest_word_of_one_type_is_proposed_and_nothing_else() -> None:
    found = propose_words(ANSWERED, load_taxonomy())
    # 看了直摇头 has two answers, 卡顿得不行 is read already, and 门口停着 is no problem.
    assert [(one.type, one.word, len(one.texts)) for one in found] == [("产品质量", "像拖拉机", 2)]


def test_one_answer_proposes_nothing() -> None:
    assert propose_words({"三楼那台像拖拉机": "产品质量"}, load_taxonomy()) == ()
    assert propose_words({}, load_taxonomy()) == ()


def test_the_command_lists_them_for_approval(tmp_path: Path) -> None:
    kept = write_answers(tmp_path / ANSWERS_NAME, (("issue_type", *one) for one in ANSWERED.items()))
    before = kept.read_bytes()
    result = CliRunner().invoke(answers, ["words", str(kept)], standalone_mode=False)
    assert "产品质量  像拖拉机" in result.output
    assert "共 1 个词；只供审批" in result.output
    assert kept.read_bytes() == before
