"""Runs the cases of ``counted_once.toml``: drops in which money could count twice, from sheets to figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from support.cases import load_cases, typed_cells
from support.drops import make_sheet, make_workbook

from kehu_batch.analysis.base.period import decide_period
from kehu_batch.analysis.base.snapshot import Snapshot, take_snapshot
from kehu_batch.analysis.base.unread_cells import why_excluded
from kehu_batch.analysis.owed import Owed
from kehu_batch.analysis.receivables_section import measure_owed
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.findings.question import NO, YES, Answer, Answers, QuestionKind
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.model.tables.source import CellValue, Workbook
from kehu_batch.normalisation.normalise import normalise
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise
from kehu_batch.wording.numbers import fen_to_decimal
from kehu_batch.wording.same_customers import customer_part, same_key

CASES = load_cases("counted_once.toml")["case"]
BY_NAME = {case["name"]: case for case in CASES}
#: Codes of findings about what stands twice, or says of other lists what they settle.
TOLD = (
    "KB25",
    "KB264",
    "KB266",
    "KB267",
    "KB268",
    "KB269",
    "KB270",
    "KB29",
    "KB618",
    "KB620",
    "KB157",
    "KB158",
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_counted_once(case: Mapping[str, Any]) -> None:
    expected = case["expect"]
    lists = case.get("lists") or BY_NAME[case["like"]]["lists"]
    policy, vocabulary = load_policy().policy, load_vocabulary()
    books = list(_books(lists))
    dataset = normalise(books, recognise(books, vocabulary), policy, vocabulary)
    as_of = date.fromisoformat(case["as_of"])
    period, _ = decide_period(
        dataset, period=f"{as_of:%Y-%m}", as_of=as_of, today=date(2036, 1, 1), policy=policy
    )
    snapshot = take_snapshot(dataset, as_of)
    owed = measure_owed(snapshot, period, policy)
    assert {name: _figures(owed)[name] for name in _NAMES if name in expected} == {
        name: expected[name] for name in _NAMES if name in expected
    }
    for table, sums in expected.get("sums", {}).items():
        assert _sums(snapshot, table) == sums
    for table, rows in expected.get("used", {}).items():
        assert list(_used(snapshot, table)) == rows
    assert sorted(_left_out(snapshot.dataset, as_of, lists)) == sorted(expected["left_out"])
    found = (*dataset.findings, *owed.findings)
    assert sorted(_told(dataset, found, lists)) == sorted(expected["findings"])
    told = "\n".join(one.message for one in found if one.code.startswith(TOLD))
    assert [text for text in expected.get("says", []) if text not in told] == []
    read = sum(len(frame) for frame in dataset.tables.values())
    assert read == sum(len(one["rows"]) - one.get("passed", 0) for one in lists)


_NAMES = ("outstanding", "credit_notes", "unallocated")


def _books(lists: list[Mapping[str, Any]]) -> Iterator[Workbook]:
    for file in dict.fromkeys(one["file"] for one in lists):
        sheets = []
        for one in lists:
            if one["file"] == file:
                above = [[one["title"]]] if "title" in one else []
                rows = [typed_cells(row) for row in one["rows"]]
                grid: list[list[CellValue]] = [*above, one["header"].split("|"), *rows]
                sheets.append(make_sheet(grid, one["sheet"], file=file))
        yield make_workbook(*sheets, file=file, finance="财务" in file)


def _figures(owed: Owed) -> dict[str, str]:
    if owed.payment_risk is None:
        return {}
    money = owed.payment_risk.currencies["CNY"]
    return {
        "outstanding": fen_to_decimal(money.outstanding_fen),
        "credit_notes": fen_to_decimal(money.credit_notes_fen),
        "unallocated": fen_to_decimal(money.unallocated_fen),
    }


def _sums(snapshot: Snapshot, table: str) -> dict[str, str]:
    field = "receivable_balance" if table == "balances" else "amount"
    rows = snapshot.rows(table, "customer", field)
    names = snapshot.dataset.customers["customer_name"]
    sums = rows.groupby("customer")[field].sum()
    return {
        str(names.iloc[customer]): fen_to_decimal(fen)
        for customer, fen in zip(sums.index.tolist(), sums.tolist(), strict=True)
    }


def _label(dataset: Dataset, region: int, lists: list[Mapping[str, Any]]) -> str:
    """Name a list by its file, by its sheet where the drop is one file."""
    place = dataset.regions[region]
    return place.sheet if len({one["file"] for one in lists}) == 1 else place.file


def _used(snapshot: Snapshot, table: str) -> Iterator[str]:
    rows = snapshot.rows(table, "region", "source_row")
    for region, row in rows.itertuples(index=False):
        yield f"{snapshot.dataset.regions[region].sheet} {row}"


def _left_out(dataset: Dataset, as_of: date, lists: list[Mapping[str, Any]]) -> Iterator[str]:
    for table, frame in dataset.tables.items():
        reasons = why_excluded(dataset, table, as_of)
        for region, row, reason in zip(frame["region"], frame["source_row"], reasons, strict=True):
            if reason:
                yield f"{_label(dataset, region, lists)} {row} {reason}"


def _told(dataset: Dataset, found: Iterable[Finding], lists: list[Mapping[str, Any]]) -> Iterator[str]:
    places = {(region.file, region.sheet): region.id for region in dataset.regions}
    for one in found:
        if one.code.startswith(TOLD) and one.location is not None:
            region = places[one.location.file, one.location.sheet]
            yield f"{one.code} {_label(dataset, region, lists)} {one.location.row}"


@pytest.mark.parametrize(("answer", "rows", "told"), [(YES, 1, ["KB291"]), (NO, 2, []), ("", 2, ["KB293"])])
def test_customers_of_one_invoice_are_asked_about(answer: str, rows: int, told: list[str]) -> None:
    header = "单据号|客户名称|开票日期|到期日|应收金额"
    lists: list[Mapping[str, Any]] = [
        {
            "file": "应收.xlsx",
            "sheet": sheet,
            "header": header,
            "rows": [f"N1|{name}|2026-09-01|2026-09-30|1000"],
        }
        for sheet, name in (("2026年9月", "甲公司"), ("2026年10月", "新甲（上海）公司"))
    ]
    key = same_key(customer_part("", "甲公司"), customer_part("", "新甲（上海）公司"))
    given = Answer(QuestionKind.SAME_CUSTOMER, key, answer)
    vocabulary, books = load_vocabulary(), list(_books(lists))
    answers = Answers({given.matter: given} if answer else {})
    dataset = normalise(books, recognise(books, vocabulary), load_policy().policy, vocabulary, answers)
    assert int((dataset.tables["invoices"]["excluded"] == "").sum()) == rows
    found = [one for one in dataset.findings if one.code.startswith(TOLD)]
    assert [one.code for one in found] == told
    assert [one.question.key for one in found if one.question] == ([] if answer else [key])
