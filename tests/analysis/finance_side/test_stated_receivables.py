"""Balance sheets of finance alone, from their sheets to every figure (tests/cases/finance_balances.toml)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import pytest
from receivable_drops import month_of, policy_with
from support.cases import load_cases
from support.drops import make_sheet, make_workbook

from kehu_batch.analysis.base.snapshot import take_snapshot
from kehu_batch.analysis.owed import Owed
from kehu_batch.analysis.receivables_section import measure_owed
from kehu_batch.cells import parse_ref
from kehu_batch.model.figures.finance.stated import StatedReceivables
from kehu_batch.model.figures.states import BucketClock
from kehu_batch.model.findings.question import Answer, QuestionKind
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.model.tables.source import CellValue
from kehu_batch.normalisation.normalise import normalise
from kehu_batch.policy.answers import join_answers
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise
from kehu_batch.wording.numbers import fen_to_decimal

CASES: list[dict[str, Any]] = load_cases("finance_balances.toml")["case"]
#: Codes that a case names wherever they are found.
CODES = {"KB261", "KB613", "KB614", "KB615", "KB643", "KB644", "KB645", "KB646", "KB647", "KB648"}


def read(case: dict[str, Any]) -> Dataset:
    sheets = []
    for one in case["sheets"]:
        merged = [_area(text) for text in one.get("merge", ())]
        sheets.append(make_sheet(one["rows"], one["name"], merged=merged))
    books, vocabulary = [make_workbook(*sheets)], load_vocabulary()
    return normalise(books, recognise(books, vocabulary), policy_with(), vocabulary)


def _area(text: str) -> tuple[int, int, int, int]:
    first, last = (parse_ref(ref) for ref in text.split(":"))
    return first[0], first[1], last[0], last[1]


def measure(case: dict[str, Any]) -> tuple[Dataset, Owed]:
    dataset = read(case)
    day = case.get("day", date(2026, 10, 31)).isoformat()
    return dataset, measure_owed(
        take_snapshot(dataset, date.fromisoformat(day)), month_of(day), policy_with()
    )


def yuan(fen: object) -> str:
    return "" if fen is None or fen is pd.NA else fen_to_decimal(int(str(fen)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_finance_states(case: dict[str, Any]) -> None:
    dataset, owed = measure(case)
    if "none" in case:
        assert owed.stated is None
        assert case["none"] in owed.reasons["payment_risk"]
        return
    if "detail" in case:
        assert owed.stated is None
        assert owed.payment_risk is not None
        assert yuan(owed.payment_risk.total.outstanding_fen) == case["detail"]
        return
    figures = owed.stated
    assert owed.payment_risk is None
    assert figures is not None
    total = figures.total
    found = {
        "outstanding": yuan(total.outstanding_fen),
        "credit": yuan(total.credit_fen),
        "net": yuan(total.net_fen),
        "overdue": yuan(total.overdue_fen),
        "due": spread(figures, BucketClock.OVERDUE),
        "age": spread(figures, BucketClock.AGE),
        "rest": {clock: yuan(fen) for clock, fen in total.unspread.items() if fen},
        "foreign": {
            one.currency: [yuan(one.outstanding_fen), yuan(one.overdue_fen)] for one in figures.foreign
        },
        "owed": customers(figures, "grade"),
        "told": told(dataset, owed),
    }
    empty: dict[str, Any] = {"due": [], "age": [], "rest": {}, "foreign": {}, "told": []}
    assert found == {name: case.get(name, empty.get(name)) for name in found}
    if "kpis" in case:
        known = {code: round(kpi.value, 4) for code, kpi in total.kpis.items() if kpi.value is not None}
        assert known == case["kpis"]
        assert all(kpi.reason for kpi in total.kpis.values() if kpi.value is None)
    for code, inputs in case.get("inputs", {}).items():
        assert [
            yuan(one.value) if one.unit == "元" else str(one.value) for one in total.kpis[code].inputs
        ] == inputs
    if "unspread" in case:
        rest = figures.customers.set_index("customer_name")["unspread_fen"]
        assert {name: yuan(rest[name]) for name in case["unspread"]} == case["unspread"]
    if "ledger" in case:
        balance, where = case["ledger"]
        assert yuan(figures.ledger_balance_fen) == balance
        assert where in (figures.ledger_source if balance else figures.ledger_reason)
    for name, grade in case.get("may", {}).items():
        row = figures.customers[figures.customers["customer_name"] == name].iloc[0]
        assert row["may_be"] == grade
        assert f"可能更高（{grade}）" in row["reason"]


def spread(figures: StatedReceivables, clock: BucketClock) -> list[list[str]]:
    return [[label, yuan(fen)] for label, fen in figures.total.spread(figures.buckets, clock).items()]


def customers(figures: StatedReceivables, column: str) -> dict[str, list[str]]:
    own = figures.customers[figures.customers["currency"] == figures.currency]
    labels = own["customer_id"].fillna(own["customer_name"])
    grades = own[column].fillna("")
    return {
        label: [yuan(owed), yuan(late), grade]
        for label, owed, late, grade in zip(
            labels, own["outstanding_fen"], own["overdue_fen"], grades, strict=True
        )
    }


def told(dataset: Dataset, owed: Owed) -> list[str]:
    """Return codes with their cells, the sheet's name where the drop has several or is about months."""
    several = len({area.sheet for area in dataset.regions}) > 1
    places = []
    for one in (*dataset.findings, *owed.findings):
        if one.code in CODES and one.location is not None:
            place = one.location
            named = several or place.sheet.endswith("月")
            places.append(f"{one.code} {place.cell if named else place.ref}")
    return sorted(places)


def test_receivables_by_contract_that_were_answered_for_are_balances() -> None:
    header = ("合同号", "客户名称", "合同金额", "未收金额", "账龄")
    owed = (("H1", "甲公司", 1000, 600, "1-30天"), ("H2", "乙公司", 500, 500, "1年以上"))
    rows: list[Sequence[CellValue]] = [header, *owed]
    books, vocabulary = [make_workbook(make_sheet(rows, "应收账款"))], load_vocabulary()
    asked = [one.question for one in recognise(books, vocabulary).findings if one.question is not None]
    assert [(one.kind, one.choices) for one in asked] == [(QuestionKind.TABLE, ("是应收余额表", "不是"))]
    given = join_answers([Answer(QuestionKind.TABLE, asked[0].key, "是应收余额表")])
    dataset = normalise(books, recognise(books, vocabulary, given), policy_with(), vocabulary, given)
    snapshot = take_snapshot(dataset, date(2026, 10, 31))
    figures = measure_owed(snapshot, month_of("2026-10-31"), policy_with()).stated
    assert figures is not None
    assert yuan(figures.total.outstanding_fen) == "1100.00"
    assert spread(figures, BucketClock.AGE) == [["1-30天", "600.00"], ["1年以上", "500.00"]]
