"""A policy as a workbook: written, edited as a person would, and read again."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from kehu_batch.cli import run
from kehu_batch.errors import PolicyError
from kehu_batch.policy.loading import list_presets, load_policy
from kehu_batch.policy.workbook.writing import write_policy_workbook

PRESETS = [name for name, _ in list_presets()]


def _write(folder: Path, name: str = "annual-spend") -> Path:
    file = folder / "策略.xlsx"
    write_policy_workbook(load_policy(name), file)
    return file


def _set(file: Path, sheet: str, cell: str, value: Any) -> None:  # noqa: ANN401 - any cell value
    book = openpyxl.load_workbook(file)
    book[sheet][cell] = value
    book.save(file)


def _row_of(file: Path, sheet: str, text: str, column: int = 2) -> int:
    rows = openpyxl.load_workbook(file)[sheet].iter_rows(min_col=column, max_col=column)
    return next(row[0].row for row in rows if row[0].value == text)


@pytest.mark.parametrize("name", PRESETS)
def test_written_and_read_it_is_the_same_policy(name: str, tmp_path: Path) -> None:
    read = load_policy(str(_write(tmp_path, name)))
    assert read.policy == load_policy(name).policy
    assert read.sha256 == load_policy(name).sha256
    assert read.base == name


def test_the_same_policy_gives_the_same_bytes(tmp_path: Path) -> None:
    first = _write(tmp_path).read_bytes()
    (tmp_path / "策略.xlsx").unlink()
    assert _write(tmp_path).read_bytes() == first


def test_no_code_stands_where_a_person_reads(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(_write(tmp_path, "value-potential"))
    seen = [
        cell.value
        for sheet in book
        if sheet.title not in {"设置", "填写说明", "选项"}
        for row in sheet.iter_rows(min_row=2)
        for cell in row
        if isinstance(cell.value, str)
    ]
    assert [text for text in seen if "_" in text] == []
    assert "行业地位" in seen


def test_values_have_drop_downs_and_notes(tmp_path: Path) -> None:
    file = _write(tmp_path)
    sheet = openpyxl.load_workbook(file)["设置"]
    row = _row_of(file, "设置", "定级方法")
    lists = [rule for rule in sheet.data_validations.dataValidation if f"C{row}" in rule.sqref]
    assert [rule.formula1 for rule in lists] == ['"按数值分档,按几个方面的高低组合,按加权得分,按 RFM 客群"']
    note = sheet[f"C{_row_of(file, '设置', '逾期多于几天为高')}"].comment
    assert note is not None
    assert "整数" in note.text
    assert "默认值,请部门设定" in note.text


def test_edited_values_count_and_are_told_as_the_workbooks(tmp_path: Path) -> None:
    file = _write(tmp_path)
    _set(file, "设置", f"C{_row_of(file, '设置', '满意率目标')}", "95%")
    _set(file, "设置", f"C{_row_of(file, '设置', '逾期多于几天为高')}", 30)
    _set(file, "等级（从高到低）", "B3", "１２0,000")
    _set(file, "各等级的联系频次", "E3", "上门,视频；当面")
    read = load_policy(str(file))
    assert read.policy.follow_ups.cadence["核心"].methods == ("上门", "视频", "当面")
    assert read.policy.satisfaction.target == 0.95
    assert read.policy.tiers.tiers[0].min_amount == 120000
    assert "follow_ups.severity" not in read.policy.unset_defaults
    assert "receivables.grades" in read.policy.unset_defaults
    assert read.layers[-1].label == "策略工作簿 策略.xlsx"
    assert set(read.layers[-1].values) == {"satisfaction", "follow_ups", "tiers"}


def test_a_column_of_remarks_is_told_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _write(tmp_path)
    assert load_policy(str(file)).notices == ()
    _set(file, "其他叫法对应的等级", "C2", "备注")
    _set(file, "其他叫法对应的等级", "C3", "2023 年起的叫法")
    read = load_policy(str(file))
    assert read.sha256 == load_policy("annual-spend").sha256
    assert read.notices == (
        "策略工作簿 策略.xlsx 里的 其他叫法对应的等级!C2“备注” 不是设置，没有读入；要留作说明可以不动",
    )
    assert run(["policy", "check", str(file)]) == 0
    assert "其他叫法对应的等级!C2“备注” 不是设置" in capsys.readouterr().out


def test_rows_may_be_added_and_taken_away(tmp_path: Path) -> None:
    file = _write(tmp_path)
    book = openpyxl.load_workbook(file)
    aliases = book["其他叫法对应的等级"]
    aliases.delete_rows(next(row[0].row for row in aliases.iter_rows() if row[0].value == "VIP"))
    aliases.append(["钻石", "核心"])
    conditions = book["等级（从高到低） 其他条件（不符合降一级）"]
    conditions.append(["重要", "复购率", None, None, 0.5, None])
    book.save(file)
    tiers = load_policy(str(file)).policy.tiers
    assert "VIP" not in tiers.aliases
    assert tiers.aliases["钻石"] == "核心"
    assert [(one.field, float(one.min or 0)) for one in tiers.tiers[1].conditions] == [
        ("repurchase_rate", 0.5)
    ]


@pytest.mark.parametrize(
    ("sheet", "label", "value", "says"),
    [
        ("设置", "逾期多于几天为高", "两周", ["设置!C", "逾期多于几天为高", "'两周'", "要写整数"]),
        ("设置", "定级方法", "随便", ["设置!C", "定级方法", "'随便'", "bands（按数值分档）"]),
        ("设置", "满意率目标", 95, ["设置!C", "满意率目标", "写的是 95", "不能大于 1"]),
        ("设置", "满意率目标", None, ["设置!C", "满意率目标", "缺少这一项"]),
    ],
)
def test_a_mistake_is_told_with_its_cell(
    sheet: str,
    label: str,
    value: Any,  # noqa: ANN401 - any cell value
    says: list[str],
    tmp_path: Path,
) -> None:
    file = _write(tmp_path)
    _set(file, sheet, f"C{_row_of(file, sheet, label)}", value)
    with pytest.raises(PolicyError) as caught:
        load_policy(str(file))
    for words in ["策略.xlsx", *says]:
        assert words in caught.value.message


@pytest.mark.parametrize(
    ("label", "value", "says"),
    [
        ("距上次成交超过几天为沉默", 400, "“距上次成交超过几天为流失”必须大于“距上次成交超过几天为沉默”；"),
        ("定级方法", "按几个方面的高低组合", "“定级方法”=“按几个方面的高低组合”时要写“方面（各分高低）”，"),
        ("工作时间到", "08:00", "“工作时间从”必须早于“工作时间到”；"),
    ],
)
def test_rules_that_cannot_be_together_are_told_by_their_names_and_cells(
    label: str,
    value: object,
    says: str,
    tmp_path: Path,
) -> None:
    file = _write(tmp_path)
    cell = f"设置!C{_row_of(file, '设置', label)}"
    _set(file, "设置", cell.removeprefix("设置!"), value)
    with pytest.raises(PolicyError) as caught:
        load_policy(str(file))
    assert says in caught.value.message
    assert cell in caught.value.message
    assert re.findall(r"[a-z]+_[a-z_]+", caught.value.message) == []


def test_a_mistake_in_a_table_is_told_with_its_cell(tmp_path: Path) -> None:
    file = _write(tmp_path)
    _set(file, "等级（从高到低）", "B4", "三万")
    with pytest.raises(PolicyError) as caught:
        load_policy(str(file))
    assert "等级（从高到低）!B4" in caught.value.message
    assert "'三万'" in caught.value.message


def test_a_nested_row_of_nobody_is_told(tmp_path: Path) -> None:
    file = _write(tmp_path)
    _set(file, "等级（从高到低） 其他条件（不符合降一级）", "A3", "钻石")
    with pytest.raises(PolicyError) as caught:
        load_policy(str(file))
    assert "写的“钻石”在“等级（从高到低）”里没有，可以写：核心、重要、基础、潜在" in caught.value.message


def test_another_workbook_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "台账.xlsx"
    book = openpyxl.Workbook()
    book.save(other)
    with pytest.raises(PolicyError) as caught:
        load_policy(str(other))
    assert "不是策略工作簿" in caught.value.message
    (tmp_path / "坏.xlsx").write_bytes(b"no workbook")
    with pytest.raises(PolicyError, match="打不开"):
        load_policy(str(tmp_path / "坏.xlsx"))
    with pytest.raises(PolicyError, match="打不开"):
        load_policy(str(tmp_path / "没有.xlsx"))


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "我的策略.xlsx"
    assert run(["policy", "edit", "growth", "--xlsx", str(file)]) == 0
    assert run(["policy", "edit", "growth", "--xlsx", str(file)]) == 2
    assert run(["policy", "edit", "--xlsx", str(tmp_path / "x.toml")]) == 2
    assert run(["policy", "check", str(file)]) == 0
    assert run(["policy", "diff", "growth", str(file)]) == 0
    assert "取值完全相同" in capsys.readouterr().out
    assert run(["policy", "show", str(file)]) == 0
    assert "■ 客户分级" in capsys.readouterr().out


def test_a_setting_with_many_choices_says_that_they_stand_in_the_drop_down(tmp_path: Path) -> None:
    file = tmp_path / "策略.xlsx"
    write_policy_workbook(load_policy(), file)
    rows = openpyxl.load_workbook(file)["设置"].iter_rows(min_row=3, values_only=True)
    told = {str(row[5]): str(row[3]) for row in rows}
    assert told["tiers.measure"].startswith("从下拉中选：窗口内消费、累计消费、窗口内成交天数等 ")
    assert told["complaints.hours"] == "按自然小时、按工作时间"


def test_a_formula_without_its_result_is_refused_with_its_cell(tmp_path: Path) -> None:
    file = _write(tmp_path)
    cell = f"C{_row_of(file, '设置', '统计窗口（月）')}"
    _set(file, "设置", cell, "=6*2")
    with pytest.raises(PolicyError) as caught:
        load_policy(str(file))
    assert f"设置!{cell} 是公式，没有保存结果" in caught.value.message


@pytest.mark.parametrize(
    ("code", "refused"),
    [('0"万"', True), ("0.0\\万", True), ('0!.0,"万"', False), ('#,##0"元"', False), ("0", False)],
)
def test_a_number_that_its_format_multiplies_is_refused_with_its_cell(
    tmp_path: Path, code: str, refused: bool
) -> None:
    file = _write(tmp_path)
    book = openpyxl.load_workbook(file)
    cell = book["等级（从高到低）"]["B3"]
    assert cell.value == 100000
    cell.number_format = code
    book.save(file)
    if not refused:
        load_policy(str(file))
        return
    with pytest.raises(PolicyError) as caught:
        load_policy(str(file))
    assert "等级（从高到低）!B3 格里是 100000，数字格式" in caught.value.message


@pytest.mark.parametrize("part", [True, False])
def test_what_is_struck_out_is_refused_with_its_cell(tmp_path: Path, part: bool) -> None:
    file = _write(tmp_path)
    book = openpyxl.load_workbook(file)
    cell = book["等级（从高到低）"]["B3"]
    if part:
        cell.value = CellRichText(TextBlock(InlineFont(strike=True), "100000"), "150000")
    else:
        cell.font = Font(strike=True)
    book.save(file)
    with pytest.raises(PolicyError) as caught:
        load_policy(str(file))
    assert "等级（从高到低）!B3 划着删除线" in caught.value.message


def test_a_day_in_place_of_a_number_is_called_a_day(tmp_path: Path) -> None:
    file = _write(tmp_path)
    _set(file, "等级（从高到低）", "B3", datetime(2023, 1, 2))
    with pytest.raises(PolicyError) as caught:
        load_policy(str(file))
    assert "写的是日期 2023-01-02，要写数字" in caught.value.message


def test_a_formula_with_its_result_is_its_result(tmp_path: Path) -> None:
    file = _write(tmp_path)
    cell = f"C{_row_of(file, '设置', '统计窗口（月）')}"
    _set(file, "设置", cell, "=6*2")
    calculated = file.with_name("算过的.xlsx")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(calculated, "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb"<f>6\*2</f><v\s*/>", b"<f>6*2</f><v>6</v>", old.read(name)))
    assert load_policy(str(calculated)).policy.tiers.window_months == 6


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = _write(tmp_path)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/more.xml", bytes(65 * 1024 * 1024))
    with pytest.raises(PolicyError, match=r"解压后有 65 MB，超过上限 64 MB"):
        load_policy(str(file))
