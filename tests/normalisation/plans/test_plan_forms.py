"""The quick reader of the format's own plans says what the general one says, or leaves the text to it."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kehu_batch.normalisation.cells.text import level_text
from kehu_batch.normalisation.plans import reading
from kehu_batch.normalisation.plans.owners import PlanContext
from kehu_batch.normalisation.plans.reading import Plan, read_plans
from kehu_batch.working_days import working_day_after

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).resolve().parents[2] / "cases" / "plans.toml").read_text(encoding="utf-8")
)["cases"]
KNOWN = frozenset({"李强", "周天宇", "王和平", "客户", "技术部"})

owners = st.sampled_from(
    [
        "李强",
        "李強",
        "周天宇",
        "王和平",
        "客户",
        "技术部",
        "技术团队",
        "客服",
        "中心",
        "方案",
        "小李",
        "财务及法务",
        "A组",
        "1组",
        "李强(主管)",
        "",
    ]
)
days = st.sampled_from(
    [
        "11月15日前",
        "11月15日",
        "１１月５号前",
        "2月30日",
        "2023-11-15",
        "2023-11-15前",
        "2023-13-40",
        "下周三",
        "下周五前",
        "尽快",
        "3-5",
        "",
    ]
)
contents = st.text(
    alphabet="发送资料回访上门无周三下月底前年15日1/、,，；。:：-①②)(. 李强技术部客户\n", max_size=14
) | st.sampled_from(
    [
        "发送培训资料",
        "回访",
        "无",
        "李强",
        "技术部",
        "3件配件",
        "11月20日上门",
        "10月对账单",
        "1)发送2)回访",
        "①发送②回访",
        "周报",
        "后续跟进",
        "台账核对",
        "期货报价",
    ]
)
separators = st.sampled_from(["/", "/", "/", "／", "，", ",", " / ", ""])


def read_generally(text: str, reference: date | None, known: frozenset[str]) -> tuple[Plan, ...]:
    with patch.object(reading, "_read_ordinary", return_value=None):
        return read_quickly(text, reference, known)


def read_quickly(text: str, reference: date | None, known: frozenset[str]) -> tuple[Plan, ...]:
    return read_plans(text, reference=reference, working_day_after=working_day_after, known_owners=known)


@pytest.mark.parametrize("known", [frozenset(), KNOWN], ids=["none known", "some known"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: repr(case["cell"]))
def test_every_case_reads_alike(case: dict[str, Any], known: frozenset[str]) -> None:
    reference = date(2023, 11, 6)
    assert read_quickly(case["cell"], reference, known) == read_generally(case["cell"], reference, known)


@given(
    parts=st.tuples(owners, separators, days, separators, contents),
    reference=st.one_of(st.none(), st.dates(date(2022, 1, 1), date(2024, 12, 31))),
    known=st.sampled_from([frozenset(), KNOWN]),
)
@example(parts=("李强", "/", "11月15日前", "/", "发送培训资料"), reference=date(2023, 11, 6), known=KNOWN)
@example(parts=("李强", "/", "11月15日", "/", "16日上门"), reference=date(2023, 11, 6), known=KNOWN)
def test_any_plan_reads_alike(parts: tuple[str, ...], reference: date | None, known: frozenset[str]) -> None:
    text = "".join(parts)
    assert read_quickly(text, reference, known) == read_generally(text, reference, known)


def test_the_formats_own_plans_are_read_quickly() -> None:
    context = PlanContext(date(2023, 11, 6), working_day_after, KNOWN)
    for text in (
        "李强/11月15日前/发送培训资料",
        "技术团队/2023-11-15/更换配件",
        "李强/下周三/预约上门",
        "技术团队/11月10日前远程指导",
        "李强，11月20日，寄送合同",
    ):
        assert reading._read_ordinary(text, level_text(text), context) is not None, text


def test_a_cell_full_of_dates_is_levelled_no_oftener_than_one_with_two(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Levelled once for each of its dates, a cell of 30,000 characters took half a minute.
    levelled: list[str] = []

    def count(text: str) -> str:
        levelled.append(text)
        return level_text(text)

    monkeypatch.setattr(reading, "level_text", count)
    counts = []
    for dates in (2, 300):
        levelled.clear()
        read_plans("3月9日到期，" * dates, reference=date(2024, 3, 6))
        counts.append(len(levelled))
    assert counts[1] == counts[0] > 0
