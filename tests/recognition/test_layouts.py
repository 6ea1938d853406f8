"""Sheets drawn at random as people lay them out, and layouts too large to write down cell by cell."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.drops import make_sheet, make_workbook
from support.examples import examples, times

from kehu_batch.model.tables.recognition import Recognition
from kehu_batch.model.tables.source import CellValue, Sheet
from kehu_batch.policy.vocabulary import FieldKind, load_vocabulary
from kehu_batch.recognition.header import bands
from kehu_batch.recognition.recognise import recognise

SYNONYMS = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "header_synonyms.toml").read_text(encoding="utf-8")
)
#: What a table is drawn with whatever else it has, besides a customer's name.
NEEDED = {
    "callbacks": ("called_on", "method", "feedback"),
    "ledger": ("stated_tier", "owner", "industry"),
    "followups": ("followed_on", "content", "owner"),
    "orders": ("ordered_on", "amount", "product"),
    "complaints": ("received_at", "content", "owner"),
    "invoices": ("invoice_no", "amount", "due_on"),
    "receipts": ("received_on", "amount", "receipt_no"),
    "balances": ("receivable_balance", "overdue_balance", "risk_grade"),
}
LOG = ("跟进客户", "跟进时间", "跟进内容", "负责人员")
DRAWN = times(30)


@dataclass
class Drawn:
    """A sheet in the making, with what must be read from it."""

    chance: random.Random
    table: str
    columns: list[tuple[str, str]]
    left: int
    rows: list[list[CellValue]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    data: list[int] = field(default_factory=list)
    header: tuple[int, int] = (0, 0)

    def row(self, cells: Sequence[CellValue]) -> int:
        """Add a row at the table's columns and return its number."""
        self.rows.append([*[""] * self.left, *cells, *[""] * (len(self.columns) - len(cells))])
        return len(self.rows)

    def maybe(self, part: float, add: Callable[[], Any]) -> None:
        if self.chance.random() < part:
            add()

    def amounts(self) -> list[int]:
        fields = load_vocabulary().tables[self.table].fields
        return [
            place
            for place, (_, code) in enumerate(self.columns)
            if code and fields[code].kind is FieldKind.AMOUNT
        ]

    def total(self, label: str) -> None:
        """Add a row with the sums so far, the label in the first column of an id or name."""
        cells: list[CellValue] = [""] * len(self.columns)
        for place in self.amounts():
            cells[place] = sum(float(str(self.rows[row - 1][self.left + place])) for row in self.data)
        cells[0] = label
        self.row(cells)

    def head(self) -> None:
        """Add the header: in one row, or in two with groups over some of it, merged or not."""
        texts = [text for text, _ in self.columns]
        first = len(self.rows) + 1
        style = self.chance.choice(["one", "one", "merged", "plain"])
        if style == "one" or len(texts) < 4:
            self.row(texts)
        else:
            self.row([*texts[:2], "业务情况", *[""] * (len(texts) - 3)])
            self.row(["", "", *texts[2:]])
            if style == "merged":
                self.merged += [(first, self.left + place, first + 1, self.left + place) for place in (0, 1)]
                self.merged.append((first, self.left + 2, first, self.left + len(texts) - 1))
        self.header = (first, len(self.rows))


def draw(table: str, seed: int) -> Drawn:
    """Return a sheet with one table in it."""
    # A sheet is named by its table and seed, so that a failure can be had again.
    chance = random.Random(f"{table} {seed}")  # noqa: S311
    texts = {code: options for code, options in SYNONYMS[table].items() if code != "weak"}
    codes = ["customer_name", *NEEDED[table]]
    columns = [(chance.choice(texts[code]), code) for code in codes]
    columns += [(text, "") for text in chance.sample(["附件", "审批状态", "邮编"], chance.randint(0, 2))]
    sheet = Drawn(chance, table, columns, chance.choice([0, 0, 1, 3]))
    sheet.maybe(0.5, lambda: sheet.row(["二〇二三年度汇总"]))
    sheet.maybe(0.3, lambda: [sheet.row(["填表说明："]), sheet.row(["1. 带 * 的必填；"])])
    sheet.maybe(0.3, lambda: sheet.row(["部门：客服部", "", "制表人：王敏"]))
    sheet.maybe(0.3, lambda: sheet.row([]))
    sheet.head()
    sheet.maybe(0.2, lambda: sheet.row([str(place + 1) for place in range(len(columns))]))
    _fill(sheet)
    sheet.maybe(0.5, lambda: sheet.total("合计"))
    sheet.maybe(0.3, lambda: sheet.row(["制表人：王敏", "审核人：李四", "日期：2023-11-30"]))
    sheet.maybe(0.3, lambda: [sheet.row(["注：1、每月提交一次"]), sheet.row(["2、如有疑问请联系客服部"])])
    sheet.maybe(
        0.3,
        lambda: [sheet.row([]), sheet.row(["姓名", "部门", "电话"]), sheet.row(["张三", "客服部", "010"])],
    )
    return sheet


def _fill(sheet: Drawn) -> None:
    head = sheet.rows[sheet.header[0] - 1 : sheet.header[1]]
    again, subtotals, groups = (sheet.chance.random() < 0.25 for _ in range(3))
    for number in range(sheet.chance.choice([1, 3, 12, 45])):
        if groups and number % 6 == 0:
            sheet.row([sheet.chance.choice(["华东区", "一、重点客户", "2023年11月", "A类客户（3家）"])])
        if again and number and number % 5 == 0:
            sheet.rows += [list(row) for row in head]
        sheet.data.append(sheet.row([_value(sheet, code, number) for _, code in sheet.columns]))
        sheet.maybe(0.1, lambda: sheet.row([]))
        if subtotals and number % 6 == 5:
            sheet.total("小计")


def _value(sheet: Drawn, code: str, number: int) -> CellValue:
    if not code:
        return ""
    match load_vocabulary().tables[sheet.table].fields[code].kind:
        case FieldKind.ID:
            return f"K{number:04}"
        case FieldKind.NAME:
            return f"第{number}商贸公司"
        case FieldKind.DATE:
            return date(2023, 11, 1) + timedelta(days=number % 28)
        case FieldKind.AMOUNT:
            return round(sheet.chance.uniform(1, 1e5), 2)
    return sheet.chance.choice(["电话", "王敏", "已完成", "质量不好，要求退换"])


def read(*sheets: Sheet) -> Recognition:
    return recognise([make_workbook(*sheets)], load_vocabulary())


@pytest.mark.parametrize("table", NEEDED)
def test_drawn_layouts(table: str) -> None:
    wrong = {}
    for seed in range(DRAWN):
        sheet = draw(table, seed)
        found = read(make_sheet(sheet.rows, "Sheet1", merged=sheet.merged))
        columns = {sheet.left + place: code for place, (_, code) in enumerate(sheet.columns) if code}
        told = [
            (
                region.table,
                region.header_row,
                {match.column: match.field for match in region.columns},
                region.data_rows.tolist(),
            )
            for region in found.regions
        ]
        if told != [(table, sheet.header[1], columns, sheet.data)]:
            wrong[seed] = (told, sheet.header, sheet.data, [finding.message for finding in found.findings])
    assert wrong == {}


def rows_of(count: int, start: int = 0) -> list[list[CellValue]]:
    return [[f"第{start + n}公司", date(2023, 11, 1 + n % 28), "报价", "李强"] for n in range(count)]


class TestLargeLayouts:
    def test_a_header_right_under_sixty_rows_of_instructions(self) -> None:
        preamble: list[list[CellValue]] = [[f"{n}. 请按要求填写第 {n} 项"] for n in range(1, 61)]
        header = ["＊跟进 客户", "跟进\n时间*", "跟进内容（必填）", "负责人员："]
        (region,) = read(make_sheet([*preamble, header, *rows_of(3)])).regions
        assert (region.header_row, region.data_rows.tolist()) == (61, [62, 63, 64])

    def test_a_table_far_down_and_far_right(self) -> None:
        rows: list[list[CellValue]] = [[] for _ in range(4999)]
        rows.append([*[""] * 51, "序号", "附件", "邮编", *LOG])
        rows += [[*[""] * 51, 1, "", "", *row] for row in rows_of(2)]
        (region,) = read(make_sheet(rows)).regions
        assert (region.header_row, region.first_column, region.last_column) == (5000, 51, 57)
        assert region.data_rows.tolist() == [5001, 5002]

    def test_pages_of_forty_rows_under_a_header_of_two(self) -> None:
        rows: list[Sequence[CellValue]] = []
        merged = []
        for page in range(12):
            first = len(rows) + 1
            rows += [
                ["跟进客户", "跟进时间", "跟进", ""],
                ["", "", "内容", "负责人"],
                *rows_of(40, 40 * page),
            ]
            merged += [(first, 0, first + 1, 0), (first, 1, first + 1, 1), (first, 2, first, 3)]
        (region,) = read(make_sheet(rows, merged=merged)).regions
        assert len(region.data_rows) == 480
        assert sum(row.reason == "重复的表头" for row in region.passed) == 22
        assert region.merged == ()

    def test_a_sheet_for_each_month(self) -> None:
        sheets = [make_sheet([LOG, *rows_of(3, 3 * month)], f"{month}月") for month in range(1, 13)]
        found = read(*sheets)
        assert [region.sheet for region in found.regions] == [f"{month}月" for month in range(1, 13)]
        assert found.findings == ()

    def test_two_hundred_columns(self) -> None:
        header = [*LOG, *(f"指标{n}" for n in range(196))]
        (region,) = read(make_sheet([header, *([*row, *range(196)] for row in rows_of(2))])).regions
        assert (len(region.columns), len(region.unknown)) == (4, 196)

    def test_a_work_order_export_of_sixty_columns(self) -> None:
        known = {
            "工单号": "complaint_id",
            "客户编号": "customer_id",
            "客户名称": "customer_name",
            "受理时间": "received_at",
            "诉求描述": "content",
            "一级分类": "issue_type",
            "首次响应时间": "responded_at",
            "完结时间": "resolved_at",
            "受理人": "owner",
            "工单状态": "status",
        }
        texts = [
            text for n, text in enumerate(known) for text in (text, *(f"扩展字段{n}_{k}" for k in range(5)))
        ]
        (region,) = read(make_sheet([texts, [f"值{n}" for n in range(60)]], "导出")).regions
        assert region.table == "complaints"
        assert {match.header: match.field for match in region.columns} == known

    def test_many_small_tables_under_titles_of_their_own(self) -> None:
        rows: list[Sequence[CellValue]] = []
        for n in range(400):
            rows += [[f"第{n}位客户的跟进"], LOG, *rows_of(2), []]
        found = read(make_sheet(rows))
        assert len(found.regions) == 400
        assert all(len(region.data_rows) == 2 for region in found.regions)
        assert found.findings == ()

    def test_a_sheet_with_too_many_headers_is_read_down_to_the_one_too_many(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bands, "_MOST_BANDS", 3)
        rows: list[Sequence[CellValue]] = []
        for n in range(5):
            rows += [[f"第{n}位客户的跟进"], LOG, *rows_of(2), []]
        found = read(make_sheet(rows))
        assert [region.data_rows.tolist() for region in found.regions] == [[3, 4], [8, 9], [13, 14]]
        assert [finding.code for finding in found.findings] == ["KB115"]

    def test_data_of_header_words_takes_no_time(self) -> None:
        rows: list[Sequence[CellValue]] = [["客户名称", "跟进时间", "跟进内容", "问题", "客户"]]
        rows += [[f"第{n}公司", f"11月{n % 28 + 1}日", "电话", "产品", "客户"] for n in range(4000)]
        (region,) = read(make_sheet(rows)).regions
        assert len(region.data_rows) == 4000


CELLS: st.SearchStrategy[CellValue] = st.one_of(
    st.sampled_from(
        [
            "",
            "",
            *LOG,
            "客户编号",
            "应收余额",
            "1-30天",
            "合计",
            "一、",
            "(元)",
            "3",
            "单位：万元",
            "例：A",
            " ",
        ]
    ),
    st.dates(date(2023, 1, 1), date(2024, 1, 1)),
    st.integers(0, 5),
    st.text(max_size=4),
)
AREAS = st.tuples(st.integers(1, 12), st.integers(0, 8), st.integers(0, 4), st.integers(0, 4))


@examples(30)
@given(st.lists(st.lists(CELLS, max_size=7), max_size=10), st.lists(AREAS, max_size=4))
def test_no_row_is_two_things_whatever_is_merged(
    rows: list[list[CellValue]], areas: list[tuple[int, int, int, int]]
) -> None:
    merged = [(row, column, row + down, column + right) for row, column, down, right in areas]
    for region in read(make_sheet(rows, merged=merged)).regions:
        data = set(region.data_rows.tolist())
        passed = [row for item in region.passed for row in range(item.row, item.row + item.rows)]
        assert not data.intersection(passed)
        assert len(set(passed)) == len(passed)
        assert data.union(passed) <= set(range(1, len(rows) + 1))
