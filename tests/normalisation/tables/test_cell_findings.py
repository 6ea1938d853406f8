"""What is told of cells: number formats of amounts, sub-fen amounts, fates of rows, a year that stands alone."""

from __future__ import annotations

from typing import Any

import pytest
from support.typed_rows import read_rows

from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.model.tables.shown import Shown
from kehu_batch.normalisation.cells.shown_numbers import ShownNumber
from kehu_batch.normalisation.money.amounts import read_amount
from kehu_batch.normalisation.statements.scores import read_score


def codes(dataset: Dataset, field: str) -> list[str]:
    return [finding.code for finding in dataset.findings if finding.field == field]


@pytest.mark.parametrize(
    ("number", "shown", "unit_fen", "fen", "currency"),
    [
        (10000.0, Shown(currency="¥"), 100, 1_000_000, "CNY"),
        (10000.0, Shown(currency="US$"), 100, 1_000_000, "USD"),
        (10000.0, Shown(currency="HKD"), 100, 1_000_000, "HKD"),
        (10000.0, Shown(before="人民币"), 100, 1_000_000, "CNY"),
        (10000.0, Shown(after="美元"), 100, 1_000_000, "USD"),
        # A currency that is not known is one all the same.
        (10.0, Shown(currency="Q$"), 100, 1000, "Q$"),
        # A unit beside the digits is the number's; digits left out belong to it.
        (12.5, Shown(after="万元"), 100, 12_500_000, None),
        (12.5, Shown(after="万元"), 1_000_000, 12_500_000, None),
        (123456.0, Shown(after="万", scaled=10000), 100, 12_345_600, None),
        (5.0, Shown(after="分"), 100, 5, None),
        (1234000.0, Shown(scaled=1000), 100_000, 123_400_000, None),
        (1234000.0, Shown(scaled=1000), 100, 123_400_000, None),
        # Words that say neither leave the number as it is.
        (3.0, Shown(before="余"), 100, 300, None),
        (103.0, Shown(after="含税"), 100, 10300, None),
        # The value has all the digits that its format leaves out, whatever the unit behind them is called.
        (1160000.0, Shown(after="M", scaled=1_000_000), 100, 116_000_000, None),
        (0.0, Shown(instead="免费"), 100, 0, None),
        (1.0, Shown(instead="五万"), 100, 5_000_000, None),
        (0.5, Shown(instead="1/2"), 100, 50, None),
        (500.0, Shown(instead=""), 100, 50000, None),
        (-7.5, Shown(currency="$"), 100, -750, "USD"),
    ],
)
def test_a_number_format_is_part_of_an_amount(
    number: float, shown: Shown, unit_fen: int, fen: int, currency: str | None
) -> None:
    reading = read_amount(ShownNumber(number, shown), unit_fen=unit_fen)
    assert (reading.fen, reading.currency) == (fen, currency)


def test_a_percent_is_no_amount() -> None:
    reading = read_amount(ShownNumber(0.9, Shown(percent=True)))
    assert (reading.fen, reading.problem) == (None, "not_an_amount")


@pytest.mark.parametrize(
    ("shown", "problem"),
    [
        (Shown(before="约"), "approximate"),
        (Shown(before="(预估"), "approximate"),
        (Shown(before="退"), "not_an_amount"),
        (Shown(after="人"), "not_an_amount"),
        (Shown(after="0万"), "not_an_amount"),
        (Shown(before="1"), "not_an_amount"),
        (Shown(after="元/月"), "not_an_amount"),
        (Shown(instead="待定"), "not_an_amount"),
    ],
)
def test_words_round_a_number_may_make_it_no_amount(shown: Shown, problem: str) -> None:
    reading = read_amount(ShownNumber(105.0, shown))
    assert (reading.fen, reading.problem) == (None, problem)


@pytest.mark.parametrize(
    ("number", "shown", "share"),
    [
        (0.9, Shown(percent=True), 0.9),
        (1.0, Shown(percent=True), 1.0),
        (90.0, Shown(percent=True, scaled=100), 0.9),
        (8.0, Shown(after="/10"), 0.8),
        (4.5, Shown(after="分"), 0.9),
        (4.0, Shown(after="星"), 0.8),
        (0.8, Shown(instead="4/5"), 0.8),
        (1.0, Shown(instead="9分(10分制)"), 0.9),
    ],
)
def test_a_number_format_is_part_of_a_score(number: float, shown: Shown, share: float) -> None:
    reading = read_score(ShownNumber(number, shown), words={}, default_full_mark=5)
    assert reading.fraction == pytest.approx(share)


def test_what_rounding_moved_is_summed_and_told_once() -> None:
    rows = [
        {"customer_id": "A", "ordered_on": "2023-11-05", "amount": cell} for cell in (1000 / 1.13, "0.005", 7)
    ]
    dataset = read_rows("orders", rows)
    assert dataset.tables["orders"]["amount"].tolist() == [88496, 1, 700]
    told = [finding for finding in dataset.findings if finding.code == "KB216"]
    assert [(finding.count, "+0.0092 元" in finding.message) for finding in told] == [(2, True)]


@pytest.mark.parametrize(
    ("table", "event", "fate"),
    [
        ("callbacks", "called_on", "这一次回访不计入"),
        ("followups", "followed_on", "这一条跟进不计入"),
        ("orders", "ordered_on", "这一笔订单不计入"),
        ("receipts", "received_on", "这一笔回款不计入"),
    ],
)
def test_a_finding_says_what_becomes_of_the_row(table: str, event: str, fate: str) -> None:
    row = {"customer_id": "A", event: "2023-02-30", "amount": 5, "content": "联系", "receipt_no": "1"}
    fields = {"callbacks": ("customer_id", event), "followups": ("customer_id", event, "content")}
    kept = fields.get(table, ("customer_id", event, "amount"))
    dataset = read_rows(table, [{name: row[name] for name in kept}])
    assert [fate in f.message for f in dataset.findings if f.field == event] == [True]


@pytest.mark.parametrize(
    ("table", "field", "read"),
    [
        ("invoices", "open_amount", {"欠 7300 元", "3万（未收）", "5000"}),
        ("invoices", "paid", {"已收 2,000", "实收2000", "5000"}),
        ("invoices", "amount", {"应收5000", "5000"}),
        ("orders", "amount", {"应收5000", "实收2000", "5000"}),
        ("receipts", "amount", {"已收 2,000", "实收2000", "5000"}),
    ],
)
def test_money_that_is_said_to_be_other_than_the_column_asks_for_is_not_read(
    table: str, field: str, read: set[str]
) -> None:
    cells = ["欠 7300 元", "3万（未收）", "已收 2,000", "实收2000", "应收5000", "退500", "5000"]
    rows = [{"customer_name": f"客户{place}", field: cell} for place, cell in enumerate(cells)]
    typed = read_rows(table, rows).tables[table][field]
    assert {cell for cell, told in zip(cells, typed.notna(), strict=True) if told} == read


def years(days: list[Any]) -> list[str]:
    rows = [{"customer_id": f"A{place}", "called_on": day} for place, day in enumerate(days)]
    return codes(read_rows("callbacks", rows), "called_on")


OCTOBER = ["2026-10-02", "2026-10-09", "2026-10-15", "2026-10-22", "2026-10-30"]


def test_a_year_that_stands_alone_is_told() -> None:
    assert years([*OCTOBER, "2025-10-20"]) == ["KB208"]
    assert years([*OCTOBER, "2062-10-20"]) == ["KB208"]


@pytest.mark.parametrize(
    "days",
    [
        OCTOBER,
        # Two of the other year, one that follows from the rest, one of another season, and too few to tell.
        [*OCTOBER, "2025-10-20", "2025-10-21"],
        ["2026-01-05", "2026-01-09", "2026-01-12", "2026-01-15", "2026-01-20", "2025-12-30"],
        [*OCTOBER, "2025-03-01"],
        ["2026-10-02", "2026-10-09", "2025-10-20"],
    ],
)
def test_other_years_are_no_slip(days: list[str]) -> None:
    assert years(days) == []
