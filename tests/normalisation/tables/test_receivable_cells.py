"""Runs the cases of ``payment_terms.toml``: terms, bucket headers, currencies, as-of rows; and reads sheets."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from kehu_batch.model.findings.catalogue_values import AMOUNT_APPROXIMATE, AMOUNT_FOREIGN
from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.normalisation.aging.headers import read_bucket
from kehu_batch.normalisation.money.currencies import read_currency
from kehu_batch.normalisation.normalise import normalise
from kehu_batch.normalisation.tables.payment_terms import read_terms
from kehu_batch.normalisation.tables.stated_days import find_days
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise
from kehu_batch.source.opening import open_workbook

CASES = tomllib.loads(
    (Path(__file__).parents[2] / "cases" / "payment_terms.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES["terms"], ids=lambda case: case[0])
def test_terms(case: list[Any]) -> None:
    text, start, months, days = case
    terms = read_terms(text)
    assert (terms and (terms.start, terms.months, terms.days)) == ((start, months, days) if start else None)


@pytest.mark.parametrize("case", CASES["buckets"], ids=lambda case: case[0])
def test_bucket_header(case: list[Any]) -> None:
    text, kind, unit, low, upto = case
    bucket = read_bucket(text)
    if not kind:
        assert bucket is None
        return
    assert bucket is not None
    ends = [-1 if end is None else end for end in (bucket.low, bucket.upto)]
    assert [bucket.kind, bucket.unit, *ends] == [kind, unit, low, upto]


@pytest.mark.parametrize("case", CASES["currencies"], ids=lambda case: case[0])
def test_currency(case: list[str]) -> None:
    assert (read_currency(case[0]) or "") == case[1]


@pytest.mark.parametrize("case", CASES["days"], ids=lambda case: case[0])
def test_stated_day(case: list[str]) -> None:
    assert find_days(case[0]) == ([date.fromisoformat(case[1])] if case[1] else [])


@given(st.integers(0, 1000), st.sampled_from(["{}天", "月结{}天", "{}", "账期{}日"]))
def test_any_number_of_days_is_read(days: int, pattern: str) -> None:
    terms = read_terms(pattern.format(days))
    assert terms is not None
    assert (terms.months, terms.days) == (0, days)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    read_terms(text)
    read_bucket(text)
    read_currency(text)
    find_days(text)


def read(folder: Path, rows: list[list[Any]], name: str = "财务账龄.xlsx", sheet: str = "账龄") -> Dataset:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    book.save(folder / name)
    vocabulary = load_vocabulary()
    opened = open_workbook(folder / name, limits=ReadLimits())
    return normalise([opened], recognise([opened], vocabulary), load_policy().policy, vocabulary)


HEADER = ["客户编号", "客户名称", "应收余额"]


def ends(dataset: Dataset) -> list[tuple[str, str, str, int | None, int | None]]:
    frame = dataset.balances_buckets.drop_duplicates("column")
    columns = ("clock", "kind", "unit", "over", "upto")
    rows = zip(*(frame[name].astype(object).tolist() for name in columns), strict=True)
    return [
        (str(clock), str(kind), str(unit), _plain(over), _plain(upto))
        for clock, kind, unit, over, upto in rows
    ]


def _plain(value: object) -> int | None:
    return int(value) if isinstance(value, int) else None


def test_a_sheet_by_days_overdue(tmp_path: Path) -> None:
    dataset = read(
        tmp_path,
        [
            ["应收账款账龄分析表"],
            ["截止日期：2026年10月31日", None, None, None, None, None, "单位：万元"],
            [*HEADER, "未到期", "1～30天", "31-60天", "60天以上"],
            ["001", "甲", 10, 1, 2, 3, 4],
            ["002", "乙", 5, None, 5, "约2", None],
            ["合计", None, 15, 1, 7, 3, 4],
        ],
    )
    assert ends(dataset) == [
        ("overdue", "not_due", "day", None, None),
        ("overdue", "range", "day", 0, 30),
        ("overdue", "range", "day", 30, 60),
        ("overdue", "range", "day", 60, None),
    ]
    buckets = dataset.balances_buckets
    first = buckets[buckets["customer"] == 0]
    assert first["amount"].tolist() == [1_000_000, 2_000_000, 3_000_000, 4_000_000]
    assert dataset.balances_buckets.loc[buckets["customer"] == 1, "amount"].isna().tolist() == [
        True,
        False,
        True,
        True,
    ]
    places = [(one.kind, one.location.ref) for one in dataset.findings if one.location and one.location.ref]
    assert places == [(AMOUNT_APPROXIMATE, "F5")]
    assert dataset.tables["balances"]["as_of"].dt.date.tolist() == [date(2026, 10, 31)] * 2


def test_a_sheet_by_age_in_years(tmp_path: Path) -> None:
    dataset = read(
        tmp_path, [[*HEADER, "1年以内", "1-2年", "2-3年", "3年以上"], ["001", "甲", 10, 1, 2, 3, 4]]
    )
    assert ends(dataset) == [
        ("age", "range", "year", None, 1),
        ("age", "range", "year", 1, 2),
        ("age", "range", "year", 2, 3),
        ("age", "range", "year", 3, None),
    ]
    assert dataset.tables["balances"]["as_of"].isna().all()


def test_a_sheet_by_age_in_days(tmp_path: Path) -> None:
    dataset = read(tmp_path, [[*HEADER, "0-30天", "30-60天", ">60天"], ["001", "甲", 10, 1, 2, 7]])
    assert ends(dataset) == [
        ("age", "range", "day", None, 30),
        ("age", "range", "day", 30, 60),
        ("age", "range", "day", 60, None),
    ]


def test_a_subtotal_of_buckets_is_no_bucket(tmp_path: Path) -> None:
    dataset = read(
        tmp_path,
        [
            [*HEADER, "未到期", "1-90天", "91-180天", "181～365天", ">365天", ">90天合计"],
            ["001", "甲", 10, 1, 2, 3, 2, 2, 7],
        ],
    )
    assert [end[3:] for end in ends(dataset)] == [(None, None), (0, 90), (90, 180), (180, 365), (365, None)]


@pytest.mark.parametrize(
    ("headers", "word"),
    [(["0-30天", "31-60天", "70天以上"], "缺口"), (["0-30天", "20-60天", "60天以上"], "重叠")],
)
def test_buckets_that_do_not_join_are_not_compared(tmp_path: Path, headers: list[str], word: str) -> None:
    dataset = read(tmp_path, [[*HEADER, *headers], ["001", "甲", 10, 1, 2, 7]])
    assert dataset.balances_buckets.empty
    (finding,) = dataset.findings
    assert finding.code == "KB614"
    assert word in finding.message


def test_terms_and_currencies_of_a_sheet(tmp_path: Path) -> None:
    ledger = read(
        tmp_path,
        [
            ["客户编号", "客户名称", "负责人", "账期", "所属行业"],
            ["1", "甲", "王", "月结30天", "x"],
            ["2", "乙", "王", "另议", "x"],
            ["3", "丙", "王", None, "x"],
        ],
        "台账.xlsx",
        "台账",
    )
    frame = ledger.tables["ledger"]
    assert frame["credit_start"].fillna("").tolist() == ["month_end", "", ""]
    assert frame["credit_days"].fillna(-1).tolist() == [30, -1, -1]
    assert [(one.code, one.value) for one in ledger.findings] == [("KB602", "另议")]
    invoices = read(
        tmp_path,
        [
            ["单据号", "客户编号", "开票日期", "到期日", "应收金额", "币种"],
            ["A", "1", "2023-11-01", "2023-12-01", 10, "美元"],
            ["B", "1", "2023-11-01", "2023-12-01", 10, None],
            ["C", "1", "2023-11-01", "2023-12-01", 10, "积分"],
        ],
        "应收.xlsx",
        "应收明细",
    )
    assert invoices.tables["invoices"]["currency"].fillna("").tolist() == ["USD", "", "积分"]
    assert [one.code for one in invoices.findings] == ["KB609"]


def test_the_currency_that_an_amount_names(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["A", "1", "2023-11-01", "US$1,200", None],
        ["B", "1", "2023-11-01", "$5", "美元"],
        ["C", "1", "2023-11-01", "€7", "人民币"],
    ]
    header: list[Any] = ["单据号", "客户编号", "开票日期", "应收金额", "币种"]
    dataset = read(tmp_path, [header, *rows], "应收.xlsx", "应收明细")
    frame = dataset.tables["invoices"]
    assert frame["currency"].tolist() == ["USD", "USD", "CNY"]
    assert frame["amount"].fillna(-1).tolist() == [120_000, 500, -1]
    assert [(one.kind, one.location and one.location.ref) for one in dataset.findings] == [
        (AMOUNT_FOREIGN, "D4")
    ]


def test_the_currency_of_a_header(tmp_path: Path) -> None:
    dataset = read(
        tmp_path,
        [["单据号", "客户编号", "开票日期", "应收金额(USD)"], ["A", "1", "2023-11-01", 10]],
        "应收.xlsx",
        "应收明细",
    )
    assert dataset.tables["invoices"]["currency"].tolist() == ["USD"]
    assert dataset.tables["invoices"]["amount"].tolist() == [1000]
