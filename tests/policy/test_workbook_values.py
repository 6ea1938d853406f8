"""Cells of a policy workbook as people fill them in."""

from __future__ import annotations

from datetime import date, time

import pytest

from kehu_batch.policy.sections.quality import AcceptedFinding
from kehu_batch.policy.sections.receivables import currency_code
from kehu_batch.policy.shape import Shape, ShapeKind
from kehu_batch.policy.workbook.values import Cell, from_cell


@pytest.mark.parametrize(
    ("kind", "written", "read"),
    [
        (ShapeKind.DAY, "2026年2月28日", date(2026, 2, 28)),
        (ShapeKind.DAY, "2026/2/28", date(2026, 2, 28)),
        (ShapeKind.DAY, "２０２６．０２．２８", date(2026, 2, 28)),
        # No such day, and no order that can be known: left as it is, to be refused.
        (ShapeKind.DAY, "2026年2月30日", "2026年2月30日"),
        (ShapeKind.DAY, "28/2/2026", "28/2/2026"),
        (ShapeKind.DAY, "年底", "年底"),
        (ShapeKind.TIME, "8:30", "08:30"),
        (ShapeKind.TIME, "8：30", "08:30"),
        (ShapeKind.TIME, "18:30:00", "18:30:00"),
        (ShapeKind.TIME, time(8, 30), time(8, 30)),
        (ShapeKind.TIME, "25:00", "25:00"),
    ],
)
def test_days_and_times_are_read_as_people_write_them(kind: ShapeKind, written: Cell, read: Cell) -> None:
    assert from_cell(written, Shape(kind), ("x",)) == read


@pytest.mark.parametrize("code", ["KB288", "kb288", "ＫＢ２８８", "KB 288 ", "客户不在台账里"])
def test_a_finding_is_accepted_by_its_code_or_its_title(code: str) -> None:
    accepted = AcceptedFinding(customer="C1", code=code, until=date(2026, 12, 31))
    assert accepted.code == "KB288"


@pytest.mark.parametrize(
    ("written", "code"), [("人民币", "CNY"), ("RMB", "CNY"), ("美元", "USD"), ("sgd", "SGD")]
)
def test_a_currency_is_known_by_its_name(written: str, code: str) -> None:
    assert currency_code(written) == code
