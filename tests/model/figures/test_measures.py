"""A rate is declared once: number, Chinese formula, workbook formula."""

from __future__ import annotations

import pytest

from kehu_batch.model.figures.measures import MEASURE_BY_CODE, MEASURES

_CSAT = MEASURE_BY_CODE["satisfaction.csat"]


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(3, 4, 0.75), (0, 7, 0.0), (1, 3, 1 / 3), (0, 0, None)]
)
def test_the_number_is_part_over_whole(part: int, whole: int, expected: float | None) -> None:
    assert _CSAT.rate(part, whole) == expected


def test_the_formulas_say_the_same() -> None:
    assert _CSAT.definition.startswith("评分达到满分 4/5 及以上的回访数 ÷ 有评分数（")
    assert _CSAT.rate_formula("D{row}", "C{row}", "—") == 'IF(C{row}=0,"—",D{row}/C{row})'


def test_every_quotient_reads_as_its_numerator_over_its_denominator() -> None:
    quotients = [one for one in MEASURES if one.denominator and not one.formula]
    assert len(quotients) > 10
    for one in quotients:
        assert one.definition.startswith(f"{one.numerator} ÷ {one.denominator}（{one.population}）"), one.code
