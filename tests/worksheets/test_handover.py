"""The handover workbook: one person's customers and all that is open with them, and nobody else's."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from support import validator
from support.sheet_lint import lint

from kehu_batch.cli import run
from kehu_batch.policy.loading import load_policy

LEDGER = """客户编号,客户名称,负责人,客户等级,联系方式,沟通偏好,合同到期日
A001,甲公司,王敏,核心,13800000001,下午电话,2024-01-15
B002,乙公司,王敏,普通,13800000002,,
C003,丙公司,李强,普通,13800000003,,2024-02-01
"""
CALLS = """客户编号,客户名称/联系人,本次回访时间,回访方式,回访人,沟通核心内容摘要,客户反馈(满意度/建议/需求),待解决问题,下次回访时间
A001,甲公司,2023-11-05,电话,王敏,谈续约,满意度4分(满分5分),服务器卡顿,2023-12-05
B002,乙公司,2023-11-06,电话,李强,问近况,满意度5分(满分5分),无,2023-11-20
C003,丙公司,2023-11-07,电话,李强,问近况,满意度5分(满分5分),价格偏高,2023-12-09
"""
INVOICES = """单据号,客户编号,开票日期,到期日,应收金额
YS1,A001,2023-09-01,2023-10-01,1200.50
YS2,A001,2023-11-01,2023-12-31,800
YS3,C003,2023-09-01,2023-10-01,500
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("交接")
    for name, text in (("客户台账", LEDGER), ("回访记录", CALLS), ("应收明细", INVOICES)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def book(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("输出") / "王敏交接.xlsx"
    assert run(["handover", str(folder), "--from", "王敏", "-o", str(target), "--as-of", "2023-11-30"]) == 0
    return target


def rows(path: Path, sheet: str) -> list[dict[object, object]]:
    header, *found = openpyxl.load_workbook(path)[sheet].iter_rows(min_row=4, values_only=True)
    return [dict(zip(header, row, strict=True)) for row in found]


def test_only_that_persons_customers_stand_anywhere(book: Path) -> None:
    sheets = ("客户", "约定与计划", "未解决问题", "逾期款项", "合同")
    assert tuple(openpyxl.load_workbook(book).sheetnames) == sheets
    seen = {sheet: [row["客户编号"] for row in rows(book, sheet)] for sheet in sheets}
    assert seen == {
        "客户": ["A001", "B002"],
        "约定与计划": ["B002", "A001"],
        "未解决问题": ["A001"],
        "逾期款项": ["A001"],
        "合同": ["A001"],
    }


def test_it_says_by_which_rules_it_was_computed(book: Path) -> None:
    line = openpyxl.load_workbook(book)["客户"]["A3"].value
    assert str(line).endswith(f"策略 annual-spend，策略指纹 {load_policy().sha256}")


def test_each_list_says_what_whoever_takes_over_must_know(book: Path) -> None:
    (first, second) = rows(book, "客户")
    assert (first["沟通偏好"], first["最近沟通内容"], first["逾期金额(元)"]) == ("下午电话", "谈续约", 1200.5)
    assert (second["联系人员"], second["逾期金额(元)"]) == ("李强", None)
    (issue,) = rows(book, "未解决问题")
    assert (issue["来源"], issue["内容"]) == ("回访", "服务器卡顿")
    (owed,) = rows(book, "逾期款项")
    assert (owed["单据号"], owed["逾期天数"], owed["未收金额(元)"]) == ("YS1", 60, 1200.5)
    (contract,) = rows(book, "合同")
    assert contract["剩余天数"] == "46 天"


def test_somebody_without_customers_is_refused_with_the_names_that_there_are(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "x.xlsx"
    assert run(["handover", str(folder), "--from", "赵磊", "-o", str(target)]) == 2
    assert "李强、王敏" in capsys.readouterr().err
    assert not target.exists()


def test_a_file_that_is_there_is_not_overwritten(folder: Path, book: Path) -> None:
    before = book.read_bytes()
    assert run(["handover", str(folder), "--from", "李强", "-o", str(book)]) == 5
    assert book.read_bytes() == before


def test_the_validator_and_the_linter_find_nothing(book: Path) -> None:
    assert lint(book) == set()
    assert validator.complaints(book) == [[]]
