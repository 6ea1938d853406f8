"""Birthdays: days of which only month and day matter."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kehu_batch.model.outcome import DropRequest
from kehu_batch.normalisation.normalise import normalise
from kehu_batch.pipeline import process_drop
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise
from kehu_batch.source.opening import open_workbook


def ledger(folder: Path, birthday: str, header: str = "生日") -> Path:
    path = folder / "客户台账.csv"
    path.write_text(f"客户编号,客户名称,负责人,{header}\nA001,甲公司,王敏,{birthday}\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("3月15日", date(2096, 3, 15)),
        ("03-15", date(2096, 3, 15)),
        ("2月29日", date(2096, 2, 29)),
        ("1985-03-15", date(1985, 3, 15)),
        ("1985年3月15日", date(1985, 3, 15)),
    ],
)
def test_a_birthday_needs_no_year(written: str, day: date, tmp_path: Path) -> None:
    policy, vocabulary = load_policy().policy, load_vocabulary()
    books = (open_workbook(ledger(tmp_path, written)),)
    table = normalise(books, recognise(books, vocabulary), policy, vocabulary).tables["ledger"]
    assert table["birthday_on"].dt.date.tolist() == [day]


@pytest.mark.parametrize("written", ["农历八月十五", "下周三", "2月30日", "1985年3月", "3月"])
def test_what_is_no_day_of_the_calendar_is_a_finding(written: str, tmp_path: Path) -> None:
    request = DropRequest(files=(ledger(tmp_path, written),), today=date(2023, 12, 1), period="2023-11")
    (found,) = process_drop(request).summary["data_quality"]["findings"]
    assert (found["code"][:3], found["value"]) == ("KB2", written)


def test_a_contracts_end_without_its_year_is_a_finding(tmp_path: Path) -> None:
    path = ledger(tmp_path, "3月15日", "合同到期日")
    request = DropRequest(files=(path,), today=date(2023, 12, 1), period="2023-11")
    (found,) = process_drop(request).summary["data_quality"]["findings"]
    assert found["value"] == "3月15日"
