"""Due dates by the terms on invoices' own rows: the cases of ``document_terms.toml``, as one drop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from receivable_drops import measure
from support.cases import load_cases
from support.drops import make_sheet, make_workbook

from kehu_batch.analysis.owed import Owed
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.normalisation.normalise import normalise
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise

CASES: list[dict[str, Any]] = load_cases("document_terms.toml")["cases"]
HEADER = ["单据号", "客户编号", "开票日期", "到期日", "应收金额"]


def read(header: list[Any], rows: list[list[Any]], ledger: Sequence[list[Any]] = ()) -> Dataset:
    sheets = [make_sheet([header, *rows], "应收明细")]
    if ledger:
        sheets.append(make_sheet([["客户编号", "客户名称", "负责人", "账期"], *ledger], "客户台账"))
    books, vocabulary = [make_workbook(*sheets)], load_vocabulary()
    return normalise(books, recognise(books, vocabulary), load_policy().policy, vocabulary)


@pytest.fixture(scope="module")
def drop() -> tuple[Dataset, Owed]:
    rows = [
        [f"F{place:02d}", f"C{place:02d}", case["issued"], case.get("due", ""), 100, case["cell"]]
        for place, case in enumerate(CASES)
    ]
    ledger = [
        [f"C{place:02d}", f"客户{place:02d}", "王敏", case.get("ledger", "")]
        for place, case in enumerate(CASES)
    ]
    dataset = read([*HEADER, "账期"], rows, ledger)
    return dataset, measure(dataset, "2026-12-31", "2026-01-01")


def test_days_due(drop: tuple[Dataset, Owed]) -> None:
    risk = drop[1].payment_risk
    assert risk is not None
    frame = risk.documents
    found = [
        ("" if due != due else str(due.date()), source if isinstance(source, str) else "")  # noqa: PLR0124
        for due, source in zip(frame["due_on"], frame["due_source"], strict=True)
    ]
    assert found == [(case["want"], case["source"]) for case in CASES]


def test_findings(drop: tuple[Dataset, Owed]) -> None:
    dataset, owed = drop
    told: dict[int, list[str]] = defaultdict(list)
    for finding in (*dataset.findings, *owed.findings):
        if finding.code in {"KB601", "KB602", "KB603", "KB626", "KB627"} and finding.location:
            told[finding.location.row - 2].append(finding.code)
    assert [sorted(told[place]) for place in range(len(CASES))] == [
        case.get("findings", []) for case in CASES
    ]


@pytest.mark.parametrize(
    ("header", "due"),
    [("账期(月)", "2026-12-31"), ("账期（天）", "2026-11-02"), ("付款条件", "2026-11-02")],
)
def test_a_bare_number_is_of_the_headers_unit(header: str, due: str) -> None:
    dataset = read([*HEADER, header], [["F1", "C1", date(2026, 10, 31), "", 100, 2]])
    owed = measure(dataset, "2026-10-31")
    assert owed.payment_risk is not None
    assert str(owed.payment_risk.documents["due_on"].iloc[0].date()) == due
