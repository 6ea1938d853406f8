"""回款风险 and 对账 as workpapers: a reviewer changes a receipt, and every figure follows."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from annotation.test_recalculation import assert_recomputed
from annotation.test_result_sheets import table_rows
from openpyxl.worksheet.worksheet import Worksheet
from support import office
from support.drops import INVOICE_HEADER
from support.made_once import read_book

from kehu_batch.annotation.sheets import receivable_rows
from kehu_batch.model.outcome import DropRequest, Outcome
from kehu_batch.pipeline import process_drop

TODAY = date(2026, 11, 22)
FIRST, AS_OF = date(2026, 10, 1), date(2026, 10, 31)
HOST = "2026年10月客户回访工作表_批注.xlsx"
BUCKETS = (("未到期", 0), ("1-30天", 30), ("31-60天", 60), ("61-90天", 90), ("91-180天", 180))
MONEY_SHEETS = ("回款风险", "客户应收", "应收底稿", "回款底稿", "对账", "逐户对账")

Row = Mapping[str, Any]


def run(folder: Path, files: Sequence[Path], finance: Sequence[Path]) -> Outcome:
    return process_drop(DropRequest(tuple(files), today=TODAY, output=folder, finance_files=tuple(finance)))


@pytest.fixture
def month(month_outputs: Path) -> Path:
    """Return the folder with the outputs of the sample month."""
    return month_outputs


# -- the same figures once more, by plain loops over what the lists say ---------------------------


@dataclass
class Owed:
    """What a recomputation comes to; money in fen."""

    outstanding: int = 0
    overdue: int = 0
    credit_notes: int = 0
    unallocated: int = 0
    buckets: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    customers: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    on_time: int = 0
    falling_due: int = 0

    @property
    def net(self) -> int:
        return self.outstanding - self.credit_notes - self.unallocated


def fen(value: object) -> int:
    return round(float(str(value)) * 100)


def day(value: object) -> date | None:
    return value.date() if isinstance(value, datetime) else None


def bucket_of(due: date | None) -> str:
    if due is None:
        return "到期日缺失"
    late = (AS_OF - due).days
    return next((name for name, end in BUCKETS if late <= end), ">180天")


def recompute(documents: Sequence[Row], receipts: Sequence[Row]) -> Owed:
    """Fill each document's instalments in due order with the receipts that name it, and add up what is left."""
    found = Owed()
    paid: dict[tuple[str, str], list[tuple[date, int]]] = defaultdict(list)
    for row in receipts:
        when = day(row["回款日期"])
        if when is not None and when <= AS_OF:
            found.unallocated += fen(row["回款金额"])
            paid[row["客户编号"], row["单据号"]].append((when, fen(row["回款金额"])))
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in documents:
        groups[row["客户编号"], row["单据号"]].append(row)
    for key, rows in groups.items():
        fill(found, sorted(rows, key=lambda row: day(row["到期日"]) or date.max), paid.get(key, []))
    return found


def fill(found: Owed, rows: Sequence[Row], paid: Sequence[tuple[date, int]]) -> None:
    before = 0
    for row in rows:
        amount, due = fen(row["应收金额"]), day(row["到期日"])
        if amount < 0:
            found.credit_notes -= amount
            continue
        received = max(0, min(amount, sum(money for _, money in paid) - before))
        if due is not None and FIRST <= due <= AS_OF:
            by_due = sum(money for when, money in paid if when <= due)
            found.falling_due += amount
            found.on_time += max(0, min(amount, by_due - before))
        left = amount - received
        found.unallocated -= received
        found.outstanding += left
        found.overdue += left if due is not None and due < AS_OF else 0
        found.buckets[bucket_of(due)] += left
        found.customers[row["客户编号"]] += left
        before += amount


def lists_of(book: openpyxl.Workbook) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    return table_rows(book["应收底稿"], "应收单据"), table_rows(book["回款底稿"], "回款")


def column(sheet: Worksheet, title: str, name: str, value: str) -> dict[str, Any]:
    return {str(row[name]): row[value] for row in table_rows(sheet, title)}


def title_of(sheet: Worksheet, start: str) -> str:
    return next(str(cell.value) for cell in sheet["A"] if str(cell.value or "").startswith(start))


def assert_follows(book: openpyxl.Workbook, owed: Owed) -> None:
    """Compare the cells of 回款风险, 客户应收 and 逐户对账 with a recomputation."""
    risk = book["回款风险"]
    totals = column(risk, title_of(risk, "余额构成"), "项目", "金额")
    assert fen(totals["未收余额（总额）"]) == owed.outstanding
    assert fen(totals["　其中：逾期"]) == owed.overdue
    assert fen(totals["减：贷项（红字单据）"]) == owed.credit_notes
    assert fen(totals["减：未分配回款"]) == owed.unallocated
    assert fen(totals["净额"]) == owed.net
    buckets = column(risk, title_of(risk, "逾期分段"), "分段", "未收金额")
    assert {name: fen(value) for name, value in buckets.items() if name != "合计" and value} == {
        name: value for name, value in owed.buckets.items() if value
    }
    assert fen(column(risk, title_of(risk, "本期变动"), "项目", "金额")["期末净额（推算）"]) == owed.net
    timeliness = column(risk, "回款指标", "指标", "数值")["收款及时率"]
    assert timeliness == pytest.approx(owed.on_time / owed.falling_due, abs=1e-12)
    debtors = book["客户应收"]
    each = column(debtors, title_of(debtors, "客户应收与账龄（"), "客户编号", "未收余额")
    assert {name: fen(value) for name, value in each.items()} == {name: owed.customers[name] for name in each}


def checks_of(sheet: Worksheet) -> dict[str, str]:
    return column(sheet, "核对（差异应为 0）", "核对项", "结果")


# -- the sample month -----------------------------------------------------------------------------


def test_kept_values_are_those_of_a_recomputation(month: Path) -> None:
    book = read_book(month / HOST, values=True)
    owed = recompute(*lists_of(book))
    assert_follows(book, owed)
    # From the plan of the month, worked out without the program.
    assert (owed.outstanding, owed.net) == (44_880_000, 44_110_000)
    assert set(checks_of(book["回款风险"]).values()) == {"✓ 相符"}
    assert set(checks_of(book["对账"]).values()) == {"✓ 相符"}


def test_a_changed_receipt_moves_every_figure(month: Path, tmp_path: Path) -> None:
    """The receipt of 10,000.55 instead of 20,300.00 leaves the first of two instalments open."""
    book = openpyxl.load_workbook(month / HOST)
    receipts = book["回款底稿"]
    places = {
        (str(row[1].value), row[2].value): row[4]  # no receipt has a number of its own
        for row in receipts.iter_rows(min_row=8)
        if row[0].value is not None
    }
    cell = places["001003", "FP26002089"]
    old = fen(cell.value)
    cell.value = 10_000.55
    changed = tmp_path / "改动.xlsx"
    book.save(changed)
    book.close()
    computed = openpyxl.load_workbook(office.convert(changed, "xlsx"), data_only=True)
    owed = recompute(*lists_of(computed))
    assert_follows(computed, owed)
    gap = old - 1_000_055
    assert owed.outstanding == 44_880_000 + gap
    checks = checks_of(computed["回款风险"])
    turned = {name for name, result in checks.items() if result != "✓ 相符"}
    spreads = (f"各{name}（差额绝对值合计）" for name in ("逾期分段", "账龄分段", "客户"))
    assert turned == {
        f"与本次运行：{name}" for name in ("回款金额", "未收余额", "逾期金额", "净额", *spreads)
    }
    account = next(
        row for row in table_rows(computed["逐户对账"], "逐户对账（CNY）") if row["客户编号"] == "001003"
    )
    assert (fen(account["差异"]), account["结果"]) == (gap, "金额不符")
    bridge = column(computed["对账"], "余额调节：运营 → 财务", "项目", "金额")
    assert fen(bridge["运营合计"]) == owed.outstanding
    assert fen(bridge["差异（应为 0）"]) == 0


@pytest.fixture
def host(month: Path) -> openpyxl.Workbook:
    """Return the workbook with the papers, to be read only."""
    return read_book(month / HOST)


def test_lists_of_differences_stand_before_proofs(host: openpyxl.Workbook) -> None:
    titles = [str(row[0].value or "") for row in host["对账"].iter_rows()]
    starts = ("差异清单", "台账应收余额与未收单据不符的客户", "控制总数", "余额调节", "核对")
    order = [next(place for place, title in enumerate(titles) if title.startswith(one)) for one in starts]
    assert order == sorted(order)


def test_columns_of_papers_in_which_nothing_stands_are_left_out(host: openpyxl.Workbook) -> None:
    """The month compares by customer, finance gives no grades, and no receipt has a number of its own."""
    differences = table_rows(host["对账"], "差异清单")
    assert "单据号" not in differences[0]
    assert differences[2]["提示"] == "相差10倍"
    assert host["对账"].print_area.startswith("'对账'!$A$1:$H$")  # up to 差异说明
    assert [row["差异标识"] for row in differences][:2] == ["客户 › 001025", "客户 › 001088"]
    assert not {"回款单号"} & table_rows(host["回款底稿"], "回款")[0].keys()
    assert host["回款底稿"].print_area.startswith("'回款底稿'!$A$1:$J$")  # up to 位置
    assert "财务评级" not in table_rows(host["逐户对账"], "逐户对账（CNY）")[0]


def test_papers_say_what_their_money_and_their_buckets_are_in(host: openpyxl.Workbook) -> None:
    notes = {sheet: str(host[sheet].cell(6, 1).value) for sheet in ("客户应收", "应收底稿", "回款底稿")}
    assert [note.partition("。")[0] for note in notes.values()] == ["金额单位：元（CNY）"] * 3
    debtors = table_rows(host["客户应收"], title_of(host["客户应收"], "客户应收与账龄（"))[0]
    assert [name for name in debtors if name.endswith("天")] == [
        "1-30天",
        "31-60天",
        "61-90天",
        "91-180天",
        ">180天",
    ]


@pytest.mark.parametrize(
    ("sheet", "title", "names"),
    [
        ("待确认", "待确认（", {"类别", "问题", "可选的答复", "涉及处数", "影响", "位置"}),
        ("客户分级", "客户清单（", {"原等级", "重算等级", "变动", "定级依据", "位置"}),
        ("客户分级", "与上期相比有变动的客户", {"上期等级", "本期等级", "变动", "定级依据"}),
        ("满意度", "评分分布", {"评分", "回访数", "占比"}),
        ("问题分析", "问题清单", {"问题", "命中词", "建议转交", "位置"}),
        ("回款风险", "回款指标", {"指标", "数值", "口径"}),
        ("对账", "差异清单", {"运营", "财务", "差异", "提示", "未说明（天）"}),
        ("数据质量（续）", "行数核对", {"读取", "计入", "排除", "排除原因"}),
        ("数据质量", "问题清单", {"级别", "代码", "处理办法"}),
    ],
)
def test_columns_are_called_on_the_page_as_on_the_sheets(
    month: Path, host: openpyxl.Workbook, sheet: str, title: str, names: set[str]
) -> None:
    assert names <= table_rows(host[sheet], title_of(host[sheet], title))[0].keys()
    page = next(month.glob("*.html")).read_text("utf-8")
    heads = {
        re.sub("<[^>]*>", "", head).strip() for head in re.findall(r"<th[^>]*>(.*?)</th>", page, re.DOTALL)
    }
    assert names <= heads


def test_lists_stand_above_the_proof_that_every_row_is_accounted_for(host: openpyxl.Workbook) -> None:
    # The list of findings is longer than a page and ends its sheet; the sheet and the contents name what follows.
    titles = ("数据准确率", "按问题种类", "问题清单", "不计入的行", "行数核对")
    stood = [
        (sheet, title)
        for sheet in ("数据质量", "数据质量（续）")
        for cell in host[sheet]["A"]
        for title in titles
        if str(cell.value).partition("（")[0] == title
    ]
    assert stood == [
        *(("数据质量", title) for title in titles[:3]),
        *(("数据质量（续）", title) for title in titles[3:]),
    ]
    assert str(host["数据质量"]["A3"].value).endswith("其后各表见“数据质量（续）”")
    told = {row["工作表"]: row["内容"] for row in table_rows(host["月报摘要"], "目录")}
    assert told["数据质量（续）"] == "接“数据质量”：不计入的行、行数核对"


def test_a_settled_document_has_no_days_overdue(month: Path) -> None:
    book = read_book(month / HOST, values=True)
    rows = table_rows(book["应收底稿"], "应收单据")
    settled = [row for row in rows if row["未收"] <= 0]
    assert len(settled) > 100
    assert {row["逾期天数"] for row in settled} == {None}
    # What is open has them, or a dash where nobody knows when it was due.
    assert {type(row["逾期天数"]) for row in rows if row["未收"] > 0} == {int, str}


def test_sheets_say_what_stated_tiers_stand_for_and_what_repeated_last_comes_first(
    host: openpyxl.Workbook,
) -> None:
    notes = [str(cell.value) for cell in host["满意度"]["A"] if "按重新计算的等级" in str(cell.value)]
    assert len(notes) == 1
    assert "重点 相当于重要" in notes[0]
    days = [row["回访日期"] for row in table_rows(host["问题分析"], "90 天内重复的问题")]
    assert len(set(days)) > 1
    assert days == sorted(days, reverse=True)


def test_what_only_the_program_reads_of_a_question_is_hidden(host: openpyxl.Workbook) -> None:
    sheet = host["待确认"]
    spans = [one for one in sheet.column_dimensions.values() if one.hidden]
    hidden = {
        sheet.cell(7, place).value for one in spans for place in range(one.min or 0, (one.max or 0) + 1)
    }
    assert hidden == {"问题标识", "问题出处"}
    assert sheet.print_area.startswith("'待确认'!$A$1:$G$")


SIGNED = ("结论", "编制人", "编制日期", "复核人", "复核日期", "复核意见")


def form_rows(sheet: Worksheet, labels: Sequence[str]) -> dict[str, Any]:
    """Return the cells of a sheet's form by the labels beside them."""
    return {str(row[0].value): row[1] for row in sheet.iter_rows() if row[0].value in labels}


def signed_sheet(book: openpyxl.Workbook, name: str) -> Worksheet:
    """Return the sheet with a paper's form: one of its own where the list is longer than a page."""
    apart = f"{name}（签署）"
    return book[apart if apart in book.sheetnames else name]


def test_papers_can_be_signed_printed_and_traced(month: Path) -> None:
    book = read_book(month / HOST)
    for name in MONEY_SHEETS:
        sheet = book[name]
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9), name
        assert sheet.oddFooter is not None
        assert sheet.oddFooter.right is not None
        assert "&P" in (sheet.oddFooter.right.text or ""), name
    # A header repeats above the last list alone: nothing follows it that it would mislead about.
    for name in ("客户应收", "应收底稿", "回款底稿", "逐户对账"):
        header = int(str(book[name].print_title_rows).rpartition("$")[2])
        below = [row[0].value for row in book[name].iter_rows(min_row=header)]
        assert None not in below, name
    for name in ("回款风险", "对账"):
        sheet = book[name]
        entries = form_rows(sheet, SIGNED)
        assert list(entries) == list(SIGNED)
        assert all(not cell.protection.locked for cell in entries.values())
        texts = {str(cell.value) for row in sheet.iter_rows() for cell in row}
        hashes = {text for text in texts if len(text) == 64 and not set(text) - set("0123456789abcdef")}
        assert len(hashes) == 10  # nine inputs and the policy


PAPERS = {"回款风险": "AR-1", "客户应收": "AR-2", "应收底稿": "AR-3", "回款底稿": "AR-4", "对账": "AR-5"}
#: What the draft conclusion says, and where the list stands that comes before the form.
DRAFTS = dict.fromkeys(PAPERS, ("各项核对相符", "客户名称")) | {
    "对账": ("尚有 5 项差异没有写差异说明", "客户名称")
}


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_has_the_form_of_an_audit_below_its_list(month: Path, name: str) -> None:
    book = read_book(month / HOST, values=True)
    sheet = signed_sheet(book, name)
    pages = (book[name],) if sheet.title == name else (book[name], sheet)
    labels = [str(row[0].value) for page in pages for row in page.iter_rows()]
    # In words of the policy's own sheet, not by its key.
    whose = form_rows(sheet, ("被审计单位",))["被审计单位"].value
    assert whose == "（未写明；在策略的“被审计单位（底稿用）”里填写单位名称）"
    about = (
        "被审计单位",
        "索引号",
        "目的",
        "总体与来源",
        "程序",
        "标记",
        "重要性水平",
        "例外",
        "结论（程序草拟）",
    )
    form = form_rows(sheet, (*about, *SIGNED))
    assert list(form) == [*about, *SIGNED]
    assert form["索引号"].value == PAPERS[name]
    assert all(str(form[label].value) for label in about)
    assert form["结论"].value == form["结论（程序草拟）"].value
    said, listed = DRAFTS[name]
    assert said in str(form["结论"].value)
    # The list comes first, hashes last.
    assert labels.index(listed) < labels.index("被审计单位")
    if "依据" in labels:
        assert labels.index("被审计单位") < labels.index("依据")
    assert sheet.oddHeader is not None
    assert sheet.oddHeader.right is not None
    assert sheet.oddHeader.right.text == f"索引号 {PAPERS[name]}"


@pytest.mark.parametrize("name", [*PAPERS, "逐户对账"])
def test_nothing_is_printed_under_eight_points(month: Path, name: str) -> None:
    fitted, size = printed_size(read_book(month / HOST)[name])
    assert size >= 8
    # Customers with their buckets stand on two pages side by side; all else of the sample month is one page wide.
    assert fitted == (name != "客户应收")


def printed_size(sheet: Worksheet) -> tuple[bool, float]:
    """Return whether a sheet is fitted to a page's width, and the points of its smallest text on A4 landscape."""
    first, last = sheet.print_area.replace("$", "").split("!")[-1].split(":")
    columns = sheet[first].column, sheet[last].column
    printed = [cell for row in sheet.iter_rows(max_col=columns[1]) for cell in row if cell.value is not None]
    smallest = min(float(cell.font.size) for cell in printed)
    pixels = sum(round(width * 9.7) for width in column_widths(sheet)[: columns[1]])
    paper = (297 / 25.4 - 0.6) * 96
    properties = sheet.sheet_properties.pageSetUpPr
    fitted = properties is not None and bool(properties.fitToPage)
    return fitted, smallest * (min(paper / pixels, 1) if fitted else (sheet.page_setup.scale or 100) / 100)


def column_widths(sheet: Worksheet) -> list[float]:
    """Return the width of each column; openpyxl gives those of equal width under their first letter."""
    spans = sorted((one.min, one.max, one.width) for one in sheet.column_dimensions.values() if one.min)
    return [width for first, last, width in spans for _ in range(first or 1, (last or 1) + 1)]


def test_no_text_of_the_data_stands_in_a_formula(month: Path) -> None:
    book = read_book(month / HOST)
    documents, _ = lists_of(book)
    words = {str(row[name]) for row in documents for name in ("客户名称", "客户编号", "单据号")}
    for name in MONEY_SHEETS:
        formulas = [
            str(cell.value) for row in book[name].iter_rows() for cell in row if cell.data_type == "f"
        ]
        assert formulas
        assert not [text for text in formulas for word in words if word in text]


# -- what is written about a difference -----------------------------------------------------------


def redrop(month: Path, folder: Path, host: Path, without: str = "") -> openpyxl.Workbook:
    """Drop the annotated workbooks of the month again, one of them changed, and return the new host."""
    drop = folder / "投递"
    (drop / "财务").mkdir(parents=True)
    for path in sorted(month.glob("*_批注.xlsx")):
        target = drop / "财务" if "账龄" in path.name else drop
        if not without or without not in path.name:
            shutil.copyfile(host if path.name == HOST else path, target / path.name)
    finance = sorted((drop / "财务").glob("*.xlsx"))
    run(folder / "结果", [*sorted(drop.glob("*.xlsx")), *finance], finance)
    return openpyxl.load_workbook(folder / "结果" / HOST, data_only=True)


def explain(month: Path, target: Path, notes: Mapping[str, tuple[str, date]]) -> Path:
    """Write 差异说明 and 首次发现 of some customers, and a further row as an earlier month had it."""
    book = openpyxl.load_workbook(month / HOST)
    sheet = book["对账"]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "差异说明" for cell in row))
    places = {str(cell.value): cell.column for cell in header if cell.value}
    row = (header[0].row or 0) + 1
    while sheet.cell(row, places["差异标识"]).value:
        note = notes.get(str(sheet.cell(row, places["客户编号"]).value))
        if note:
            sheet.cell(row, places["差异说明"], note[0])
            sheet.cell(row, places["首次发现"], note[1])
        row += 1
    former: dict[str, Any] = {
        "客户名称": "某某公司",
        "类型": "金额不符",
        "差异说明": "=已补记",
        "首次发现": date(2026, 8, 31),
    }
    for name, value in (former | {"差异标识": "customer|001999||"}).items():
        cell = sheet.cell(row, places[name], value)
        if isinstance(value, str):
            cell.data_type = "s"
    sign(book)
    book.save(target)
    return target


def sign(book: openpyxl.Workbook) -> None:
    """Sign 应收底稿 and write a conclusion; sign 回款底稿 and leave its draft."""
    for name, signed in SIGNATURES.items():
        for label, cell in form_rows(signed_sheet(book, name), tuple(signed)).items():
            cell.value = signed[label]


SIGNATURES: Mapping[str, Mapping[str, Any]] = {
    "应收底稿": {
        "结论": "应收可以确认",
        "编制人": "王敏",
        "编制日期": datetime(2026, 11, 3),
        "复核人": "李强",
    },
    "回款底稿": {"编制人": "赵磊", "复核日期": "2026年11月5日"},
}


@pytest.mark.slow
def test_explanations_and_signatures_are_kept(month: Path, tmp_path: Path) -> None:
    host = explain(
        month,
        tmp_path / HOST,
        {"001010": ("财务已入账，运营未登记", date(2026, 9, 30)), "001019": ("", date(2026, 9, 30))},
    )
    book = redrop(month, tmp_path, host)
    rows = {row["客户编号"]: row for row in table_rows(book["对账"], "差异清单")}
    assert (rows["001010"]["差异说明"], day(rows["001010"]["首次发现"])) == (
        "财务已入账，运营未登记",
        date(2026, 9, 30),
    )
    assert rows["001010"]["未说明（天）"] == "已说明"
    assert (day(rows["001019"]["首次发现"]), rows["001019"]["未说明（天）"]) == (date(2026, 9, 30), 31)
    assert (day(rows["001001"]["首次发现"]), rows["001001"]["未说明（天）"]) == (AS_OF, 0)
    gone = table_rows(book["对账"], "已消除的差异（保留说明）")
    assert [(row["客户名称"], row["差异说明"], row["状态"]) for row in gone] == [
        ("某某公司", "=已补记", "已消除")
    ]
    for name, signed in SIGNATURES.items():
        form = {label: cell.value for label, cell in form_rows(signed_sheet(book, name), SIGNED).items()}
        assert {label: form[label] for label in signed} == signed
    assert "各项核对相符" in str(form_rows(signed_sheet(book, "回款底稿"), SIGNED)["结论"].value)
    again = tmp_path / "再投"
    redrop(tmp_path / "结果", again, tmp_path / "结果" / HOST)
    assert (again / "结果" / HOST).read_bytes() == (tmp_path / "结果" / HOST).read_bytes()


def test_explanations_outlive_a_drop_without_finance(month: Path, tmp_path: Path) -> None:
    host = explain(month, tmp_path / HOST, {"001010": ("财务已入账", date(2026, 9, 30))})
    book = redrop(month, tmp_path, host, without="账龄")
    kept = {row["差异标识"]: row for row in table_rows(book["对账"], "以前的差异说明（保留）")}
    assert kept["客户 › 001010"]["差异说明"] == "财务已入账"
    assert {row["状态"] for row in kept.values()} == {"本次未对账"}
    assert len(kept) == 6


# -- what receivables come in ----------------------------------------------------------------------

CALLBACKS = (
    ("客户编号", "客户名称", "本次回访时间", "客户反馈(满意度/建议/需求)", "待解决问题"),
    ("1", "*经理公司", date(2026, 10, 5), "满意度2分(满分5分)", "无"),
    ("001", "=1+1公司", date(2026, 10, 6), "满意度5分(满分5分)", "无"),
    ("002", "乙公司", date(2026, 10, 7), "满意度5分(满分5分)", "无"),
)
INVOICES = (
    ("客户编号", "客户名称", "单据号", "期数", "开票日期", "到期日", "应收金额", "争议金额", "币种"),
    ("1", "*经理公司", "001", "1", date(2026, 8, 1), date(2026, 9, 1), 300.10, 0, None),
    ("1", "*经理公司", "001", "2", date(2026, 8, 1), date(2026, 10, 31), 500.20, 100, None),
    ("1", "*经理公司", "001", "3", date(2026, 10, 5), date(2026, 11, 30), 200, 0, None),
    ("001", "=1+1公司", "1", None, date(2024, 2, 29), date(2024, 3, 30), 1000, 0, None),
    ("001", "=1+1公司", "INV*", None, date(2026, 10, 10), date(2026, 10, 20), 77.77, 0, None),
    ("001", "=1+1公司", "INV1", None, date(2025, 10, 31), date(2025, 12, 1), 88.88, 0, None),
    ("002", "乙公司", "C1", None, date(2026, 10, 2), date(2026, 10, 2), -50.05, 0, None),
    ("002", "乙公司", "C2", None, date(2026, 9, 2), date(2026, 10, 2), 120.05, 120.05, None),
    ("002", "乙公司", "U1", None, date(2026, 9, 1), date(2026, 10, 15), 900, 0, "USD"),
    ("002", "乙公司", "U2", None, date(2026, 10, 1), date(2026, 12, 15), 450.5, 0, "USD"),
    ("003", "丙公司", "Q1", None, date(2026, 9, 15), None, 60_000_000_000.03, 0, None),
)
RECEIPTS = (
    ("回款单号", "客户编号", "客户名称", "单据号", "回款日期", "回款金额", "币种"),
    ("R1", "1", "*经理公司", "001", date(2026, 8, 20), 250.05, None),
    ("R2", "1", "*经理公司", "001", date(2026, 10, 31), 300.10, None),
    ("R3", "001", "=1+1公司", "1", date(2026, 10, 3), 1200, None),
    ("R4", "001", "=1+1公司", None, date(2026, 10, 4), 33.33, None),
    ("R5", "001", "=1+1公司", "INV?", date(2026, 10, 4), 5, None),
    ("R6", "002", "乙公司", "C1", date(2026, 10, 8), -20, None),
    ("R7", "002", "乙公司", "U1", date(2026, 10, 14), 100, None),
    ("R8", "002", "乙公司", "U1", date(2026, 10, 20), 1000, "USD"),
    ("R9", "002", "乙公司", "C2", date(2026, 11, 3), 20.05, None),
    ("R10", "003", "丙公司", "Q1", date(2026, 10, 31), 0.01, None),
)
FINANCE = (
    ("客户编号", "客户名称", "单据号", "期数", "开票日期", "到期日", "应收金额", "已收金额"),
    ("1", "*经理公司", "001", "2", date(2026, 8, 1), date(2026, 10, 31), 500.20, 250.05),
    ("001", "=1+1公司", "INV*", None, date(2026, 10, 10), date(2026, 10, 20), 77.77, 0),
    ("001", "=1+1公司", "INV1", None, date(2025, 10, 31), date(2025, 12, 1), 98.88, 0),
    ("002", "乙公司", "Z9", None, date(2026, 9, 2), date(2026, 10, 2), 12, 0),
)


def write_book(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cells in sheet.iter_rows():
            for cell in cells:
                if isinstance(cell.value, str):
                    cell.data_type = "s"
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def awkward(folder: Path) -> Path:
    """Return the host of a drop with instalments, credit notes, refunds, a foreign currency and names like patterns."""
    finance = write_book(folder / "财务" / "明细.xlsx", {"应收明细": FINANCE})
    files = [
        write_book(folder / "回访.xlsx", {"回访": CALLBACKS}),
        write_book(folder / "应收.xlsx", {"应收明细": INVOICES, "回款明细": RECEIPTS}),
        finance,
    ]
    run(folder / "结果", files, [finance])
    return folder / "结果" / "回访_批注.xlsx"


def test_awkward_receivables_are_recomputed_too(tmp_path: Path) -> None:
    host = awkward(tmp_path)
    assert assert_recomputed(host.read_bytes(), tmp_path) > 500
    book = openpyxl.load_workbook(host, data_only=True)
    risk = book["回款风险"]
    totals = column(risk, title_of(risk, "余额构成"), "项目", "金额")
    # 500.20 + 200 − (550.15 − 300.10); 77.77; 88.88; 120.05; 60,000,000,000.02. Of 1,200 for 1,000, 200 are left.
    assert fen(totals["未收余额（总额）"]) == fen(450.15 + 77.77 + 88.88 + 120.05) + 6_000_000_000_002
    assert fen(totals["减：贷项（红字单据）"]) == 3_005
    assert [fen(totals[f"　其中：{name}"]) for name in ("未写单据号", "超出单据金额", "单据号对不上")] == [
        3_333,
        20_000,
        500,
    ]
    assert fen(totals["截止日之后的回款（不计入）"]) == 2_005
    foreign = table_rows(risk, title_of(risk, "外币应收"))
    found = {(row["币种"], row["项目"]): fen(row["原币金额"]) for row in foreign}
    assert (found["USD", "未收余额"], found["USD", "未分配回款"]) == (45_050, 20_000)
    assert set(checks_of(risk).values()) == {"✓ 相符"}
    assert "逐单对账" in book.sheetnames


def test_a_list_too_long_to_recompute_is_values_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receivable_rows, "LIVE_LIMIT", 10)
    book = openpyxl.load_workbook(awkward(tmp_path))
    for name in ("应收底稿", "回款底稿"):
        rows = list(book[name].iter_rows())
        assert "底稿说明与签署" not in {row[0].value for row in rows}
        assert not [cell for row in rows for cell in row if cell.data_type == "f"]
        assert any("各数为值" in str(cell.value) for cell in book[name]["A"])
    assert assert_recomputed((tmp_path / "结果" / "回访_批注.xlsx").read_bytes(), tmp_path) > 20


def test_a_drop_without_receivables_has_no_workpapers(tmp_path: Path) -> None:
    path = write_book(tmp_path / "回访.xlsx", {"回访": CALLBACKS})
    run(tmp_path / "结果", [path], [])
    names = openpyxl.load_workbook(tmp_path / "结果" / "回访_批注.xlsx").sheetnames
    assert not set(MONEY_SHEETS) & set(names)


def test_amounts_up_to_ten_trillion_yuan_are_recomputed_to_the_fen(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    invoices = book.active
    assert isinstance(invoices, Worksheet)
    invoices.title = "应收明细"
    invoices.append(INVOICE_HEADER)
    # Together 10¹³ yuan less a fen: 15 digits, which is what a spreadsheet's number holds.
    amounts = (0.01, 99_999_999_999.99, 9_899_999_999_999.99)
    for number, amount in enumerate(amounts):
        invoices.append([f"F{number}", "A1", "甲公司", date(2026, 9, 1), date(2026, 9, 30), amount])
    receipts = book.create_sheet("回款明细")
    receipts.append(["回款单号", "单据号", "客户编号", "客户名称", "回款日期", "回款金额"])
    receipts.append(["R1", "F2", "A1", "甲公司", date(2026, 10, 10), 0.99])
    path = tmp_path / "应收.xlsx"
    book.save(path)
    outcome = run(tmp_path / "out", [path], [])
    assert outcome.summary["payment_risk"]["outstanding"] == "9999999999999.00"
    assert outcome.summary["payment_risk"]["buckets"]["31-60"] == "9999999999999.00"
    assert_recomputed((tmp_path / "out" / "应收_批注.xlsx").read_bytes(), tmp_path)
    # Amounts of twenty characters still stand on one page beside one another, and nothing of them is cut.
    papers = openpyxl.load_workbook(tmp_path / "out" / "应收_批注.xlsx")
    for name in ("回款风险", "应收底稿", "回款底稿"):
        fitted, size = printed_size(papers[name])
        assert (fitted, size >= 8) == (True, True), name
    # 16 digits of 8 pixels, 4 marks of 4 and 4 free, where a character of the workbook takes 7.
    assert column_widths(papers["应收底稿"])[5] * 7 >= 16 * 8 + 4 * 4 + 4
