"""Properties of issue texts that no single case shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kehu_batch.analysis.issues import split
from kehu_batch.analysis.issues.labels import IssueLabel, classify_by_words, classify_issue
from kehu_batch.analysis.issues.lexicon import lexicon_of, stated_type
from kehu_batch.analysis.issues.split import hard_pieces
from kehu_batch.analysis.issues.text import read_issues, split_cell
from kehu_batch.folding import fold_text
from kehu_batch.model.figures.states import UNCLASSIFIED
from kehu_batch.policy.taxonomy import IssueType, load_taxonomy

TAXONOMY = load_taxonomy()


def pieces_of(cell: str) -> list[str]:
    return [piece for _, pieces in split_cell(cell, TAXONOMY) for piece in pieces]


words_and_marks = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *[
                    "卡顿",
                    "卡頓",
                    "发票未开",
                    "質量",
                    "物流",
                    "问题",
                    "满意",
                    "希望",
                    "没有",
                    "無",
                    "不是",
                    "已解决",
                    "等",
                    "的",
                    "但",
                ],
                *[
                    "、",
                    "，",
                    ",",
                    "；",
                    ";",
                    "。",
                    "/",
                    "\n",
                    " ",
                    "\u3000",
                    "：",
                    "（",
                    "）",
                    "1、",
                    "2.",
                    "①",
                    "一、",
                    "二、",
                    "和",
                ],
                *["\u200b", "℃", "㈱", "ｶﾞ", "1", "2"],
            ]
        ),
        st.text(max_size=2),
    ),
    max_size=14,
).map("".join)


@pytest.mark.parametrize("item", TAXONOMY.types, ids=lambda item: item.name)
def test_every_problem_word_shows_its_type_and_can_be_denied_and_settled(item: IssueType) -> None:
    for word in item.problems:
        assert classify_by_words(word, TAXONOMY) == IssueLabel((item.name,), (word,), "problem")
        assert classify_by_words(f"未出现{word}", TAXONOMY).denied, word
        assert classify_by_words(f"{word}已解决", TAXONOMY).denied, word


@pytest.mark.parametrize("item", TAXONOMY.types, ids=lambda item: item.name)
def test_every_topic_becomes_a_problem_or_a_request_by_the_words_beside_it(item: IssueType) -> None:
    for word in (item.name, *item.topics):
        asked = classify_by_words(f"希望改进{word}", TAXONOMY)
        wrong = classify_by_words(f"{word}有问题", TAXONOMY)
        assert (asked.types, asked.kind) == ((item.name,), "demand"), word
        assert (wrong.types, wrong.kind) == ((item.name,), "problem"), word
        assert classify_by_words(f"{word}没有问题", TAXONOMY).denied, word


@pytest.mark.parametrize("item", TAXONOMY.types, ids=lambda item: item.name)
def test_every_pair_is_a_problem_with_and_without_a_word_between(item: IssueType) -> None:
    for pair in item.pairs:
        for subject in pair.subjects:
            for fault in pair.faults:
                assert item.name in classify_by_words(f"{subject}总是{fault}", TAXONOMY).types


@pytest.mark.parametrize("item", TAXONOMY.types, ids=lambda item: item.name)
def test_every_synonym_states_its_type(item: IssueType) -> None:
    for word in (item.name, *item.synonyms):
        assert stated_type(word, TAXONOMY) == item.name
        assert stated_type(f" {word}投诉 ", TAXONOMY) == item.name


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        ("praise", "praise"),
        ("demands", "demand"),
        ("latent", "latent"),
        ("problems", "problem"),
        ("moods", "problem"),
    ],
)
def test_every_word_without_a_type_decides_the_kind(role: str, kind: str) -> None:
    for word in getattr(TAXONOMY.words, role):
        assert classify_by_words(word, TAXONOMY).kind == kind, word


@pytest.mark.parametrize(
    "text", ["。。", "...", "？？", "√", "5", "12345678", "C001", "INV-0007", "A1", "2、", "😡"]
)
def test_marks_numbers_and_codes_have_no_type(text: str) -> None:
    label = classify_issue(text, TAXONOMY)
    assert (label.types, label.matched, label.perhaps) == ((), (), ())


@pytest.mark.parametrize("text", ["卡", "APP卡", "crash", "PLC坏了"])
def test_a_word_is_read_however_short(text: str) -> None:
    assert classify_issue(text, TAXONOMY).kind == "problem"


@given(text=words_and_marks)
@settings(deadline=timedelta(seconds=20))
def test_what_is_returned_stands_in_the_text(text: str) -> None:
    label = classify_issue(text, TAXONOMY)
    assert all(word in text for word in label.matched)
    assert len(set(label.matched)) == len(label.matched)
    assert list(label.types) == sorted(set(label.types), key=TAXONOMY.names.index)
    assert bool(label.types) == bool(label.matched)
    assert label.is_certain or not label.types
    assert not (label.denied and label.types)
    place = 0
    for piece in pieces_of(text):
        assert piece == piece.strip()
        assert piece
        found = text.find(piece, place)
        assert found >= 0
        place = found + len(piece)


@given(text=words_and_marks)
@settings(deadline=timedelta(seconds=20))
def test_a_piece_is_not_cut_again(text: str) -> None:
    for piece in pieces_of(text):
        assert "\n" not in piece
        assert "；" not in piece
        assert hard_pieces(piece)


@given(pending=words_and_marks, feedback=words_and_marks)
@settings(deadline=timedelta(seconds=20))
def test_an_answered_cell_keeps_the_feedback_from_counting(pending: str, feedback: str) -> None:
    read = read_issues(pending, feedback, TAXONOMY)
    alone = read_issues(pending, "", TAXONOMY)
    assert read.source == ("pending" if fold_text(pending) else "feedback")
    if read.source == "pending":
        assert read.issues == alone.issues
        assert read.demands == (*alone.demands, *read_issues("无", feedback, TAXONOMY).demands)


@given(text=words_and_marks)
@settings(deadline=timedelta(seconds=20))
def test_every_found_word_has_its_place_in_the_original(text: str) -> None:
    scanned = lexicon_of(TAXONOMY).scan(text)
    for token in scanned.tokens:
        folded = "".join(fold_text(character) for character in scanned.original(token))
        assert scanned.folded[token.start : token.end] in folded


@pytest.mark.parametrize("cell", [None, "", " ", "\n\t", "\u3000", "\u200b"])
def test_blank_cells_hold_nothing(cell: str | None) -> None:
    read = read_issues(cell, cell, TAXONOMY)
    assert (read.issues, read.demands, read.latent, read.praises, read.source) == ((), (), (), (), "feedback")


@pytest.mark.parametrize("answer", TAXONOMY.words.none_answers)
@pytest.mark.parametrize("form", ["{}", "{}。", " {} ", "（{}）"])
def test_an_answer_that_there_is_none_is_no_issue_and_not_blank(answer: str, form: str) -> None:
    read = read_issues(form.format(answer), "系统卡顿", TAXONOMY)
    assert (read.issues, read.source) == ((), "pending")


def test_feedback_is_told_apart() -> None:
    read = read_issues("", "服务很满意，系统卡顿；考虑明年扩产，希望提供培训", TAXONOMY)
    assert [item.text for item in read.praises] == ["服务很满意"]
    assert [item.text for item in read.issues] == ["系统卡顿"]
    assert [item.text for item in read.latent] == ["考虑明年扩产"]
    assert [item.text for item in read.demands] == ["希望提供培训"]


def test_the_primary_type_is_the_first_in_the_taxonomy() -> None:
    label = classify_issue("发票未开和卡顿", TAXONOMY)
    assert label.types == ("系统性能", "账务票据")
    assert label.matched == ("发票未开", "卡顿")
    assert label.primary == "系统性能"
    assert classify_issue("张经理调岗", TAXONOMY).primary == UNCLASSIFIED


def test_a_word_broken_by_spaces_is_shown_as_written() -> None:
    assert classify_issue("服務器 卡 頓", TAXONOMY).matched == ("卡 頓",)
    assert classify_by_words("℃异常，ｂｕｇ较多", TAXONOMY).matched == ("ｂｕｇ",)


def test_a_long_cell_is_read_in_reasonable_time() -> None:
    cell = "，".join(["系统卡顿", "客户说", "1、2、3", "（未闭合"] * 500)
    assert len(read_issues(cell, cell, TAXONOMY).issues) >= 1
    # What is made ready for the model before cells are read grows with the cell, and not with its square.
    assert sum(map(len, split.candidate_clauses(cell))) < 10 * len(cell)
    assert list(split.halves_of("甲乙丙")) == [("甲", "乙，丙"), ("甲，乙", "丙")]
    assert list(split.halves_of("甲" * 13)) == []


@pytest.mark.parametrize(
    ("text", "same"),
    [("送错货导致对账不平", "送錯貨導致對賬不平"), ("送错货导致对账不平", "送错货导 致对账不平")],
)
def test_what_leads_to_what_is_seen_in_any_spelling(text: str, same: str) -> None:
    plain, other = (read_issues(one, None, TAXONOMY).issues for one in (text, same))
    assert [(one.label.types, one.label.perhaps) for one in plain] == [
        (one.label.types, one.label.perhaps) for one in other
    ]


@given(text=st.text("。！!？?，,/／.但可是然而不凡卡顿a1 （）", max_size=12))
def test_a_piece_that_is_not_looked_through_has_no_place_to_split_at(text: str) -> None:
    assert split._MAYBE_SOFT.search(text) or not split._SOFT.search(text)


def test_a_cell_of_very_many_commas_tells_each_of_its_parts_once() -> None:
    # Each comma asked what all before it says: a cell of 28,000 characters took minutes.
    issues = read_issues("3月9日到期，" * 300, None, TAXONOMY).issues
    assert {issue.text for issue in issues} == {"3月9日到期"}
    assert len(issues) == 300
