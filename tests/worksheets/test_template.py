"""Blank worksheets: how they are asked for, what stands in them, and that other programs take them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from support import office, validator
from support.drops import WORKSHEET_HEADER
from support.sheet_lint import lint

from kehu_batch.cells import column_letter
from kehu_batch.errors import OutputError, UsageError
from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.taxonomy import load_taxonomy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.worksheets import template
from kehu_batch.worksheets.guide_sheet import GUIDE_SHEET
from kehu_batch.worksheets.template import find_table, write_template

TABLES = ("callbacks", "ledger", "followups", "orders", "complaints", "invoices", "receipts", "balances")


def blank(folder: Path, table: str | None = None, policy: Policy | None = None) -> Path:
    target = folder / f"{table}.xlsx"
    write_template(table, target, load_vocabulary(), policy or load_policy().policy, load_taxonomy())
    return target


@pytest.fixture(scope="module")
def blanks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("空白表")
    return {table: blank(folder, table) for table in TABLES}


def entry_sheet(path: Path) -> Worksheet:
    return openpyxl.load_workbook(path).worksheets[0]


def checks(sheet: Worksheet) -> dict[str, DataValidation]:
    """Return each column's check by its header."""
    headers = {column_letter(index): str(cell.value) for index, cell in enumerate(sheet[2])}
    return {
        headers[str(found.sqref).partition("3:")[0]]: found for found in sheet.data_validations.dataValidation
    }


def words(found: DataValidation) -> list[str]:
    assert found.type == "list"
    assert found.formula1 is not None
    return str(found.formula1).strip('"').split(",")


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("callbacks", "callbacks"),
        ("回访工作表", "callbacks"),
        ("回访", "callbacks"),
        ("客户回访表", "callbacks"),
        ("LEDGER", "ledger"),
        ("台账", "ledger"),
        ("客戶臺賬", "ledger"),
        ("跟进记录", "followups"),
        ("订单", "orders"),
        ("投诉表", "complaints"),
        ("发票", "invoices"),
        ("回款", "receipts"),
        ("账龄", "balances"),
    ],
)
def test_a_table_goes_by_its_code_its_name_and_its_usual_words(name: str, table: str) -> None:
    assert find_table(name, load_vocabulary()) == table


@pytest.mark.parametrize("name", ["考勤表", "", "回访和台账"])
def test_an_unknown_or_doubtful_table_names_the_choices(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_table(name, load_vocabulary())
    assert f"“{name}”" in caught.value.message
    assert "callbacks(回访工作表)" in caught.value.action
    assert "ledger(客户台账)" in caught.value.action


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "ledger.xlsx"
    target.write_bytes(b"mine")
    with pytest.raises(OutputError, match="已经存在"):
        blank(tmp_path, "ledger")
    assert target.read_bytes() == b"mine"


@pytest.mark.parametrize("name", ["表.xls", "表.csv", "表", "表.xlsx.bak"])
def test_a_blank_worksheet_is_an_xlsx(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="xlsx"):
        write_template(None, tmp_path / name, load_vocabulary(), load_policy().policy, load_taxonomy())
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="写不进去"):
        blank(tmp_path / "文件")


class FullDisk(io.BytesIO):
    """A file on a disk that takes nothing more."""

    def write(self, _: object) -> int:
        raise OSError(28, "No space left on device")


def test_nothing_is_left_of_a_file_that_could_not_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_full(path: Path, mode: str) -> FullDisk:
        assert mode == "xb"
        path.touch()
        return FullDisk()

    monkeypatch.setattr(Path, "open", open_full)
    with pytest.raises(OutputError, match="No space left"):
        template.write_new(tmp_path / "表.xlsx", b"PK")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    assert blank(tmp_path / "一" / "二", "ledger").is_file()


def test_the_same_form_gives_the_same_bytes(tmp_path: Path, blanks: dict[str, Path]) -> None:
    for table in TABLES:
        assert blank(tmp_path, table).read_bytes() == blanks[table].read_bytes()


def test_the_default_is_the_callback_worksheet(tmp_path: Path, blanks: dict[str, Path]) -> None:
    assert blank(tmp_path).read_bytes() == blanks["callbacks"].read_bytes()


def test_the_callback_worksheet_has_the_fifteen_columns(blanks: dict[str, Path]) -> None:
    sheet = entry_sheet(blanks["callbacks"])
    headers = tuple(str(cell.value) for cell in sheet[2])
    assert tuple(header.rstrip("*") for header in headers) == WORKSHEET_HEADER
    assert [header for header in headers if header.endswith("*")] == [
        "客户编号*",
        "本次回访时间*",
        "回访方式*",
        "回访人*",
        "客户反馈(满意度/建议/需求)*",
    ]
    assert sheet["A1"].value == "客户回访工作表"
    assert sheet.freeze_panes == "C3"


def test_no_value_stands_under_the_header(blanks: dict[str, Path]) -> None:
    for path in blanks.values():
        sheet = entry_sheet(path)
        assert not any(cell.value is not None for row in sheet.iter_rows(min_row=3) for cell in row)


def test_drop_down_words_come_from_the_policy_and_the_taxonomy(blanks: dict[str, Path]) -> None:
    callbacks = checks(entry_sheet(blanks["callbacks"]))
    assert words(callbacks["客户等级"]) == [
        "核心",
        "重要",
        "基础",
        "潜在",
        "VIP",
        "战略",
        "A",
        "重点",
        "成长型",
        "B",
        "C",
        "普通",
        "D",
    ]
    assert {"电话", "微信", "上门拜访"} <= set(words(callbacks["回访方式*"]))
    assert {"非常满意", "满意", "一般", "不满意"} <= set(words(callbacks["客户反馈(满意度/建议/需求)*"]))
    complaints = checks(entry_sheet(blanks["complaints"]))
    assert words(complaints["状态"]) == ["待处理", "处理中", "已解决", "已完成", "已关闭", "已处理"]
    assert words(complaints["投诉类型"])[:2] == ["产品质量", "服务响应"]
    ledger = checks(entry_sheet(blanks["ledger"]))
    assert words(ledger["扩展需求"]) == ["高", "中", "低"]


def test_a_wrong_date_is_stopped_and_other_text_only_questioned(blanks: dict[str, Path]) -> None:
    found = checks(entry_sheet(blanks["callbacks"]))
    day = found["本次回访时间*"]
    # 36526 is 2000-01-01, 73050 is 2099-12-31.
    assert (day.type, day.formula1, day.formula2) == ("date", "36526", "73050")
    assert day.errorStyle in {None, "stop"}
    assert "例如 2023-11-05" in str(day.prompt)
    method = found["回访方式*"]
    assert (method.errorStyle, method.showErrorMessage) == ("warning", True)
    assert not found["客户反馈(满意度/建议/需求)*"].showErrorMessage
    assert str(method.sqref) == "H3:H1002"
    assert "例如 2023-11-05 09:30" in str(checks(entry_sheet(blanks["complaints"]))["投诉时间*"].prompt)


def test_every_column_has_a_hint_and_shows_its_kind(blanks: dict[str, Path]) -> None:
    kinds = {
        "客户编号": "@",
        "联系方式": "@",
        "客户反馈(满意度/建议/需求)": "@",
        "本次回访时间": "yyyy-mm-dd",
    }
    kinds |= {"年合作金额": "#,##0.00", "投诉时间": "yyyy-mm-dd hh:mm", "应收余额": "#,##0.00"}
    seen = set()
    for path in blanks.values():
        sheet = entry_sheet(path)
        hints = checks(sheet)
        for index, cell in enumerate(sheet[2]):
            header = str(cell.value)
            assert hints[header].prompt
            if (label := header.rstrip("*")) in kinds:
                seen.add(label)
                assert sheet.cell(3, index + 1).number_format == kinds[label]
                # Rows below the ruled ones have no cells, and take their column's format.
                assert sheet.column_dimensions[column_letter(index)].number_format == kinds[label]
    assert seen == kinds.keys()


def test_headers_fit_into_two_lines(blanks: dict[str, Path]) -> None:
    for path in blanks.values():
        sheet = entry_sheet(path)
        for index, cell in enumerate(sheet[2]):
            room = sheet.column_dimensions[column_letter(index)].width - 1
            assert len(str(cell.value).encode("gbk")) <= 2 * room, cell.value


def test_it_prints_on_landscape_a4_with_its_header_on_every_page(blanks: dict[str, Path]) -> None:
    for path in blanks.values():
        sheet = entry_sheet(path)
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$2"
        footer = sheet.oddFooter
        assert footer is not None
        assert footer.center is not None
        assert "&P" in str(footer.center.text)


def guide_rows(path: Path) -> Iterator[tuple[object, ...]]:
    rows = openpyxl.load_workbook(path)[GUIDE_SHEET].iter_rows(values_only=True)
    for row in rows:
        if row[0] == "列":
            yield from (found for found in rows if found[0])


def test_the_guide_describes_every_column_and_holds_the_example(blanks: dict[str, Path]) -> None:
    for path in blanks.values():
        rows = list(guide_rows(path))
        assert [row[0] for row in rows] == [cell.value for cell in entry_sheet(path)[2]]
        assert rows[0][4] == "示例"
        for row in rows:
            assert row[2], "怎么填"
            assert row[5], "留空会怎样"
            assert (row[1] == "选填") == (not str(row[0]).endswith("*")) or "留空时必填" in str(row[1])


def test_words_that_do_not_fit_into_a_check_stand_on_the_guide(tmp_path: Path) -> None:
    policy = load_policy().policy
    aliases = dict.fromkeys([f'很长的等级叫法"{number}",附注' for number in range(60)], "核心")
    wide = policy.model_copy(update={"tiers": policy.tiers.model_copy(update={"aliases": aliases})})
    path = blank(tmp_path, "callbacks", wide)
    formula = checks(entry_sheet(path))["客户等级"].formula1
    assert formula is not None
    sheet, _, area = str(formula).rpartition("!")
    assert sheet.strip("'") == GUIDE_SHEET
    listed = [row[0].value for row in openpyxl.load_workbook(path)[GUIDE_SHEET][area.replace("$", "")]]
    assert listed == ["核心", "重要", "基础", "潜在", *aliases]
    assert len(checks(entry_sheet(path))) == 15


def test_the_blank_worksheet_itself_is_read_and_said_to_be_empty(blanks: dict[str, Path]) -> None:
    for table, path in blanks.items():
        outcome = process_drop(DropRequest(files=(path,), today=date(2023, 12, 1), period="2023-11"))
        (found,) = outcome.understanding
        assert (found["table"], found["rows"], found["sheet"]) == (table, 0, entry_sheet(path).title)
        (finding,) = outcome.summary["data_quality"]["findings"]
        assert finding["code"] == "KB111"


def test_the_validator_and_the_linter_find_nothing(blanks: dict[str, Path]) -> None:
    assert {path.stem: lint(path) for path in blanks.values()} == {table: set() for table in TABLES}
    assert validator.complaints(*blanks.values()) == [[] for _ in TABLES]


@pytest.mark.slow
def test_libreoffice_prints_the_form_on_one_page_and_the_guide_on_another(
    blanks: dict[str, Path], tmp_path: Path
) -> None:
    # The ledger's columns take two pages side by side, and their notes two more.
    pages = {"callbacks": 2, "ledger": 4, "complaints": 2}
    printed = office.convert_all([blanks[table] for table in pages], "pdf")
    for (table, count), pdf in zip(pages.items(), printed, strict=True):
        folder = tmp_path / table
        folder.mkdir()
        assert len(office.page_images(pdf, folder)) == count
