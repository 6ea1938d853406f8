"""Task lists: one for each person, in safe files, with that person's tasks only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import validator
from support.sheet_lint import lint
from worksheets.filled_drops import CALLBACKS, LEDGER, Read, blank, fill, read

from kehu_batch.errors import InputRejected
from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.outcome import DropRequest
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.pipeline import process_drop
from kehu_batch.worksheets.file_names import UniqueNames, safe_stem
from kehu_batch.worksheets.owner_lists import write_owner_lists


@pytest.fixture(scope="module")
def drop(tmp_path_factory: pytest.TempPathFactory) -> Read:
    folder = tmp_path_factory.mktemp("十一月")
    files = fill(blank(folder, "callbacks"), CALLBACKS), fill(blank(folder, "ledger"), LEDGER)
    return read(*files)


@pytest.fixture(scope="module")
def analysis(drop: Read) -> Analysis:
    return drop.analysis


def nobody(drop: Read) -> Dataset:
    """Return the drop without its rows: nobody is in charge of a customer."""
    return replace(drop.dataset, tables={})


def tasks(path: Path) -> list[Sequence[object]]:
    rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(min_row=5, values_only=True)
    return list(rows)


def test_each_person_has_a_list_of_their_own_tasks(analysis: Analysis, drop: Read, tmp_path: Path) -> None:
    written = write_owner_lists(analysis, drop.dataset, tmp_path)
    assert written == ("负责人清单/技术团队.xlsx", "负责人清单/李强.xlsx", "负责人清单/赵磊.xlsx")
    # 李强 promised four callbacks: 20 days late is high, 10 medium, the rest by due date.
    assert [row[:7] for row in tasks(tmp_path / written[1])] == [
        ("约定回访", "C003", "C商贸", "普通", datetime(2023, 11, 10), "逾期20天", "高"),
        ("约定回访", "B002", "B企业", "普通", datetime(2023, 11, 20), "逾期10天", "中"),
        ("约定回访", "A001", "A公司", "普通", datetime(2023, 12, 5), "未到期", None),
        ("约定回访", "D004", "D集团", "普通", datetime(2024, 1, 15), "未到期", None),
    ]
    (plan,) = tasks(tmp_path / written[0])
    assert (plan[0], plan[1], plan[7]) == ("跟进计划", "B002", "远程指导操作")
    assert (plan[8], plan[9]) == ("技术团队", "李强")
    assert str(plan[10]).endswith("回访!M4")
    (cadence,) = tasks(tmp_path / written[2])
    assert (cadence[0], cadence[2]) == ("等级回访频率", "E药业")


def test_a_list_has_the_customers_in_charge_with_what_is_known_of_them(
    analysis: Analysis, drop: Read, tmp_path: Path
) -> None:
    written = write_owner_lists(analysis, drop.dataset, tmp_path)
    book = openpyxl.load_workbook(tmp_path / written[2])
    header, *rows = book["名下客户"].iter_rows(min_row=4, values_only=True)
    (customer,) = [dict(zip(header, row, strict=True)) for row in rows]
    assert customer["客户编号"] == "E005"
    assert customer["沟通偏好"] == "下午电话联系"
    assert customer["最近联系"] == datetime(2023, 10, 20)
    # 李强 is nobody's owner in the ledger, and called the other four last.
    rows = list(
        openpyxl.load_workbook(tmp_path / written[1])["名下客户"].iter_rows(min_row=5, values_only=True)
    )
    assert [row[0] for row in rows] == ["A001", "B002", "C003", "D004"]
    assert rows[1][11:13] == ("跟进计划（技术团队）", "功能操作问题；服务器卡顿")
    assert "名下客户" not in openpyxl.load_workbook(tmp_path / written[0]).sheetnames


def with_owners(analysis: Analysis, owners: list[str | None]) -> Analysis:
    items = analysis.follow_ups.items.head(len(owners)).assign(owner=pd.array(owners, dtype="str"))
    return replace(analysis, follow_ups=replace(analysis.follow_ups, items=items))


def test_names_of_the_sheet_never_leave_the_folder(analysis: Analysis, drop: Read, tmp_path: Path) -> None:
    owners = ["../../etc/passwd", "CON", "li:", "LI?", None]
    written = write_owner_lists(with_owners(analysis, owners), nobody(drop), tmp_path)
    assert sorted(written) == [
        "负责人清单/CON_.xlsx",
        "负责人清单/LI_.xlsx",
        "负责人清单/_.._etc_passwd.xlsx",
        "负责人清单/li_(2).xlsx",
        "负责人清单/未指定.xlsx",
    ]
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.xlsx")) == sorted(
        written
    )


def test_what_several_share_is_on_the_list_of_each(analysis: Analysis, drop: Read, tmp_path: Path) -> None:
    owners: list[str | None] = ["王敏、技术部", "王敏", "李强／王敏", "A/B 组"]
    written = write_owner_lists(with_owners(analysis, owners), nobody(drop), tmp_path)
    assert written == tuple(f"负责人清单/{name}.xlsx" for name in ("A_B 组", "技术部", "李强", "王敏"))
    found = [sorted(str(row[8]) for row in tasks(tmp_path / name)) for name in written]
    assert found == [["A/B 组"], ["王敏、技术部"], ["李强／王敏"], ["李强／王敏", "王敏", "王敏、技术部"]]


def test_nothing_open_gives_no_file(analysis: Analysis, drop: Read, tmp_path: Path) -> None:
    assert write_owner_lists(with_owners(analysis, []), nobody(drop), tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


def test_a_list_is_never_read_as_input(analysis: Analysis, drop: Read, tmp_path: Path) -> None:
    (first, *_) = write_owner_lists(analysis, drop.dataset, tmp_path)
    with pytest.raises(InputRejected):
        process_drop(DropRequest(files=(tmp_path / first,), today=date(2023, 12, 1)))


def test_the_same_analysis_gives_the_same_bytes(analysis: Analysis, drop: Read, tmp_path: Path) -> None:
    first, second = tmp_path / "一", tmp_path / "二"
    for name in write_owner_lists(analysis, drop.dataset, first):
        write_owner_lists(analysis, drop.dataset, second)
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_the_validator_and_the_linter_find_nothing(analysis: Analysis, drop: Read, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in write_owner_lists(analysis, drop.dataset, tmp_path)]
    assert [lint(path) for path in paths] == [set()] * len(paths)
    assert validator.complaints(*paths) == [[]] * len(paths)


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("王敏", "王敏"),
        ("王敏/李强", "王敏_李强"),
        ("a\\b:c*?", "a_b_c__"),
        ("..", "未命名"),
        ("", "未命名"),
        ("nul", "nul_"),
        ("Com1.客户", "Com1.客户_"),
        ("console", "console"),
        ("王敏. ", "王敏"),
        ("\u202e王敏", "_王敏"),
    ],
)
def test_a_stem_is_safe_on_every_system(text: str, stem: str) -> None:
    assert safe_stem(text) == stem


@given(st.lists(st.text(max_size=300), max_size=6))
def test_any_names_give_different_files_in_one_folder(texts: list[str]) -> None:
    names = UniqueNames()
    stems = [names.take(text) for text in texts]
    assert len({stem.casefold() for stem in stems}) == len(stems)
    for stem in stems:
        assert 0 < len(f"{stem}.xlsx".encode()) <= 255
        assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', stem)
        assert stem == stem.strip(" .")
