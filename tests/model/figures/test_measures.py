"""A measure is declared once: number, Chinese formula, workbook formula, and its line of the rule book."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from support.chinese_formulas import work_out

from kehu_batch.model.figures.measure import Direction
from kehu_batch.model.figures.measures import MEASURE_BY_CODE, MEASURES
from kehu_batch.model.figures.payment_kpis import PAYMENT_KPIS

_CSAT = MEASURE_BY_CODE["satisfaction.csat"]
_NPS = MEASURE_BY_CODE["satisfaction.nps"]
_GROWN = MEASURE_BY_CODE["retention.growth_rate"]
_RULES = Path(__file__).resolve().parents[3] / "docs" / "rules.md"
_ARROWS = {Direction.UP_GOOD: "↑", Direction.DOWN_GOOD: "↓", Direction.NEUTRAL: "·"}


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(3, 4, 0.75), (0, 7, 0.0), (1, 3, 1 / 3), (0, 0, None)]
)
def test_the_number_is_part_over_whole(part: int, whole: int, expected: float | None) -> None:
    assert _CSAT.rate(part, whole) == expected


def test_the_formulas_say_the_same() -> None:
    assert _CSAT.definition.startswith("评分达到满分 4/5 及以上的回访数 ÷ 有评分数（")
    cells = {"part": "D{row}", "whole": "C{row}"}
    assert _CSAT.live(cells) == "D{row}/C{row}"
    assert _CSAT.live(cells, "—") == 'IF(C{row}=0,"—",D{row}/C{row})'
    assert _GROWN.formula == "（截止日客户数 − 期初客户数） ÷ 期初客户数"
    assert _GROWN.live({"now": "B2", "before": "C2"}) == "(B2-C2)/C2"


def test_promoters_less_detractors_in_points() -> None:
    # 3 of 10 promoters and 2 of 10 detractors: 30 % − 20 % = 10 points.
    assert _NPS.value({"promoters": 3, "detractors": 2, "answered": 10}) == 10.0
    assert _NPS.value({"promoters": 0, "detractors": 0, "answered": 0}) is None


def test_a_measure_over_columns_is_missing_where_it_divides_by_nothing() -> None:
    columns = {"part": pd.Series([3, 1, 0]), "whole": pd.Series([4, 0, 5])}
    found = MEASURE_BY_CODE["issues.per_100"].expression.columns(columns)
    assert found.fillna(-1.0).tolist() == [75.0, -1.0, 0.0]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [("甲 − 甲（乙） ÷ 2", 3), ("（甲 − 甲（乙）） ÷ 2", 1), ("甲 × 100 ÷ 甲（乙）", 200), ("甲 − 1 − 1", 2)],
)
def test_a_printed_formula_is_worked_out_by_its_brackets(formula: str, expected: int) -> None:
    assert work_out(formula, {"甲": 4, "甲（乙）": 2}) == expected


def test_no_two_inputs_of_a_measure_have_one_name() -> None:
    for one in MEASURES:
        used = [one.terms.names[code] for code in one.expression.inputs()]
        assert len(set(used)) == len(used), one.code


def _rule_book() -> dict[str, list[str]]:
    """Return the lines of the rule book's tables of measures by code: name, formula, unit, arrow."""
    found = re.findall(
        r"^\| `([a-z_]+\.[a-z_0-9]+)` \|(.+)\|$", _RULES.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    lines = {code: [cell.strip() for cell in rest.split("|")] for code, rest in found}
    return {
        code: [cells[0], cells[1], cells[3], cells[4]] for code, cells in lines.items() if len(cells) == 5
    }


def test_the_rule_book_states_every_measure_as_it_is_computed() -> None:
    book = _rule_book()
    # A new payment KPI need not wait for the book; what stands there is held to what is computed.
    assert {one.code for one in MEASURES} - {kpi.measure.code for kpi in PAYMENT_KPIS} - set(book) == set()
    assert sum(one.code in book for one in MEASURES) > 40
    for one in (measure for measure in MEASURES if measure.code in book):
        name, formula, shown, good = book[one.code]
        assert (name, good) == (one.name, _ARROWS[one.direction]), one.code
        decimals = "".join(letter for letter in shown if letter.isdigit()) or "0"
        assert (decimals, shown.removeprefix(decimals).removeprefix("·")) == (str(one.decimals), one.unit), (
            one.code
        )
        assert formula == one.formula or not one.expression.sign, one.code
