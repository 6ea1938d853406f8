"""A text near to an answered one is suggested that answer; what only shares words with it is not."""

from __future__ import annotations

from itertools import islice

import pytest

from kehu_batch.analysis.issues.clause_model import load_clause_model
from kehu_batch.analysis.near_texts import NEAR, find_near

ANSWERED = {
    "老板看了数直摇头呢": "价格费用",
    "三楼那台开起来像拖拉机": "产品质量",
    "合同没盖章寄回": "合同条款",
    "柜台说还在排队": "不是问题",
    "电话打过去一直说在开会": "服务响应",
    "电话打过去一直说在开会呢": "服务态度",
}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("老板看了数直摇头", "老板看了数直摇头呢"),
        ("老板娘看了数直摇头", "老板看了数直摇头呢"),
        ("老闆看了數直搖頭呢", "老板看了数直摇头呢"),
        ("二楼那台开起来像拖拉机", "三楼那台开起来像拖拉机"),
        ("柜台说还在排队呢", "柜台说还在排队"),
    ],
)
def test_a_near_text_is_suggested_the_answer(text: str, key: str) -> None:
    (found,) = find_near([text], ANSWERED, load_clause_model())
    assert found is not None
    assert (found.key, found.answer) == (key, ANSWERED[key])
    assert found.likeness >= NEAR


@pytest.mark.parametrize(
    "text",
    [
        "老板点头了",
        "老板看了直点头",
        "三楼那台车开到哪了",
        "拖拉机三台",
        "合同已盖章寄回",
        "合同盖章寄回",
        "还没排队",
        "电话打过去一直说在开会的",  # near to two that were answered differently
        "呢",
        "",
    ],
)
def test_a_neighbour_is_suggested_nothing(text: str) -> None:
    assert find_near([text], ANSWERED, load_clause_model()) == [None]


def test_without_answers_or_texts_nothing_is_near() -> None:
    assert find_near(["老板看了数直摇头"], {}, load_clause_model()) == [None]
    assert find_near([], ANSWERED, load_clause_model()) == []


def test_a_text_is_as_near_in_any_company() -> None:
    texts = [f"{key}{tail}" for key in ANSWERED for tail in ("", "呢", "嘛", "，再看")] * 30
    together = find_near(texts, ANSWERED, load_clause_model())
    alone = [find_near([text], ANSWERED, load_clause_model())[0] for text in islice(texts, 24)]
    assert [near and (near.key, near.answer) for near in together[:24]] == [
        near and (near.key, near.answer) for near in alone
    ]
    assert together[:24] == together[-24:]
