"""Words in order that tell a type, alone and where the model is in doubt (``tests/cases/issue_sequences.toml``)."""

from __future__ import annotations

import pytest
from support.cases import load_cases

from kehu_batch.analysis.issues.clause_model import ClauseReading, load_clause_model
from kehu_batch.analysis.issues.labels import classify_with
from kehu_batch.analysis.issues.lexicon import told_types
from kehu_batch.policy.taxonomy import load_taxonomy
from kehu_batch.records import replace

TOLD: dict[str, list[str]] = load_cases("issue_sequences.toml")["told"]


@pytest.mark.parametrize(("text", "types"), TOLD.items())
def test_words_in_order_tell_a_type_and_their_neighbours_none(text: str, types: list[str]) -> None:
    assert [told.name for told in told_types(text, load_taxonomy())] == types


def test_the_words_are_shown_as_written_each_once() -> None:
    told = told_types("收据、發票：缺6月的收據", load_taxonomy())
    assert [(item.name, item.words) for item in told] == [("账务票据", ("缺", "收據"))]


def test_words_that_say_more_outweigh_mild_ones_of_their_type() -> None:
    mild, strong = (told_types(text, load_taxonomy())[0] for text in ("桌面松动", "桌面松动、起皮"))
    assert (mild.mild, mild.words) == (True, ("松动",))
    assert (strong.mild, strong.words) == (False, ("起皮",))


@pytest.mark.parametrize(
    ("text", "likeliest", "next_one", "gap", "types"),
    [
        # The model holds the type for the likeliest, however little.
        ("滤膜断货", "交付周期", "产品质量", 0.01, ("交付周期",)),
        ("桌面松动", "产品质量", "物流配送", 0.01, ("产品质量",)),
        ("货期又改", "交付周期", "物流配送", 0.45, ("交付周期",)),
        # It holds it for the next one and is not certain; it is; and mild words.
        ("滤膜断货", "产品质量", "交付周期", 0.34, ("交付周期",)),
        ("滤膜断货", "产品质量", "交付周期", 1.5, ("产品质量",)),
        ("桌面松动", "物流配送", "产品质量", 0.01, ()),
        # It thinks of neither, or of no problem, or is certain of another.
        ("滤膜断货", "产品质量", "价格费用", 0.01, ()),
        ("滤膜断货", "无", "交付周期", 0.1, ()),
        ("滤膜断货", "物流配送", "交付周期", 1.5, ("物流配送",)),
    ],
)
def test_they_settle_a_doubt_of_the_model_and_no_more(
    text: str, likeliest: str, next_one: str, gap: float, types: tuple[str, ...]
) -> None:
    reading = ClauseReading(likeliest, next_one, gap, likeliest, next_one, -gap)
    model = replace(load_clause_model(), _read={text: reading})
    assert classify_with(text, load_taxonomy(), model).types == types


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("合格率说99%，抽检才92%", ("产品质量",)),
        ("请教6个参数，答对1个", ("技术支持",)),
        ("交期5.20，今天6.8", ("交付周期",)),
        # Two figures of which nothing is amiss.
        ("请教6个参数，答对6个", ()),
        ("交期6.8，今天5.20", ()),
    ],
)
def test_what_tells_the_whole_of_a_fault_decides_whatever_the_model_says(
    text: str, types: tuple[str, ...]
) -> None:
    model = replace(
        load_clause_model(), _read={text: ClauseReading("请求", "系统性能", 1.5, "系统性能", "系统性能", 1.5)}
    )
    assert classify_with(text, load_taxonomy(), model).types == types
