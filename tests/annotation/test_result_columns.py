"""Result columns, notes and highlight rules of the published worksheet."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from annotation.hand_made_drop import BLANK, FIELDS, FILE, HEADER, SHEET, drop, region, workbook

from kehu_batch.annotation.columns import ResultColumn, filled_columns, result_columns
from kehu_batch.annotation.drop import ComputedDrop, choose_host
from kehu_batch.annotation.flags import collect_flags
from kehu_batch.annotation.notes import note_text, write_notes
from kehu_batch.annotation.patch import build_patch
from kehu_batch.annotation.placement import place_columns
from kehu_batch.errors import OutputError
from kehu_batch.model.findings.finding import Finding, Severity
from kehu_batch.model.location import Location
from kehu_batch.model.tables.recognition import ColumnMatch, Recognition, Region, Side
from kehu_batch.model.tables.source import CellValue, Sheet, SheetState
from kehu_batch.ooxml.plan import ListObject, SheetInfo, SheetPatch, WorkbookInfo

PATH = Path(FILE)


def sheet_info(**more: object) -> SheetInfo:
    part = "xl/worksheets/sheet1.xml"
    return SheetInfo(SHEET, part, **more)  # type: ignore[arg-type]


def patch_of(of: ComputedDrop) -> SheetPatch:
    planned = build_patch(workbook(PATH), of, WorkbookInfo((sheet_info(),)), host=True)
    assert planned.notices == ()
    return planned.patch.sheets[0]


def by_name(columns: tuple[ResultColumn, ...]) -> dict[str, dict[int, object]]:
    return {name: {**values} for name, values in ((column.name, column.values) for column in columns)}  # noqa: PD011


def test_columns_of_a_callback_worksheet() -> None:
    block = patch_of(drop()).blocks[0]
    assert block.table_ref == "A2:O4"
    assert block.header_row == 2
    assert [(column.index, column.header) for column in block.columns] == [
        (15, "批注·需处理"),
        (16, "批注·满意度"),
        (17, "批注·问题类型"),
        (18, "批注·跟进状态"),
        (19, "批注·统计月"),
        (20, "批注·分组等级"),
        (21, "批注·说明"),
    ]
    # Nothing stands right of the last one: it runs on in one line, however low the original's rows are.
    assert [column.body_look.wrap for column in block.columns] == [True, None, True, True, None, None, None]
    assert block.rows == {
        3: (
            "回访人、跟进计划",
            5.0,
            None,
            "跟进计划 逾期15天；约定回访 未到期",
            "2023-11",
            "VIP",
            "回访人没有填写，补填这一格；跟进计划没有写负责人，补上负责人",
        ),
        4: (
            "回访方式、回访人、客户反馈",
            None,
            "功能操作、系统性能",
            "跟进计划 逾期20天；约定回访 逾期10天",
            "2023-11",
            "普通",
            (
                "回访方式没有填写，补填这一格；回访人没有填写，补填这一格；客户反馈没有评分，在客户反馈里写明评分；"
                "没有消费金额,未定级，投递客户台账或订单明细"
            ),
        ),
    }


def test_a_finding_of_a_whole_row_or_an_info_is_explained_but_not_named() -> None:
    columns = by_name(
        _columns_for(
            (
                Finding(BLANK, Location(FILE, SHEET, 3), "整行有问题"),
                Finding(BLANK, Location(FILE, SHEET, 4, 7), "只是提示", severity_override=Severity.INFO),
            )
        )
    )
    assert columns["需处理"] == {}
    assert columns["说明"] == {3: "整行有问题，补填这一格", 4: "只是提示，补填这一格"}


def test_findings_elsewhere_leave_the_table_alone() -> None:
    columns = by_name(
        _columns_for(
            (
                Finding(BLANK, Location("别的.xlsx", SHEET, 3, 7), "别的文件"),
                Finding(BLANK, Location(FILE, "别的表", 3, 7), "别的工作表"),
                Finding(BLANK, Location(FILE, SHEET, 1, 0), "标题"),
                Finding(BLANK, Location(FILE, SHEET, 3, 40), "表格右侧"),
                Finding(BLANK, None, "整次投递"),
            )
        )
    )
    assert columns["需处理"] == {}
    assert columns["说明"] == {}


def test_rules_look_at_the_result_columns_and_overdue_comes_first() -> None:
    rules = [(rule.ref, rule.formula, rule.fill_color) for rule in patch_of(drop()).rules]
    assert rules == [
        ("M3:M4", 'ISNUMBER(FIND("跟进计划 逾期",$S3))', "FBE0E4"),
        ("N3:N4", 'ISNUMBER(FIND("约定回访 逾期",$S3))', "FBE0E4"),
        ("H3:H4", 'ISNUMBER(FIND("、回访方式、","、"&$P3&"、"))', "FFF2CC"),
        ("I3:I4", 'ISNUMBER(FIND("、回访人、","、"&$P3&"、"))', "FFF2CC"),
        ("K3:K4", 'ISNUMBER(FIND("、客户反馈、","、"&$P3&"、"))', "FFF2CC"),
        ("M3:M4", 'ISNUMBER(FIND("、跟进计划、","、"&$P3&"、"))', "FFF2CC"),
    ]


def test_notes_say_what_was_seen_its_effect_and_what_to_do() -> None:
    notes = patch_of(drop()).notes
    assert set(notes) == {"I3", "M3", "H4", "I4", "K4"}
    assert notes["M3"] == (
        "【警告 KB203】跟进计划缺负责人\n看到：跟进计划没有写负责人\n影响：逾期时找不到责任人\n处理：补上负责人"
    )


def test_several_findings_of_a_cell_share_its_note_and_say_a_thing_once() -> None:
    one = Finding(BLANK, Location(FILE, SHEET, 3, 7), "甲")
    other = Finding(BLANK, Location(FILE, SHEET, 3, 7), "乙")
    assert note_text([one, other, one]).count("看到：") == 2


def test_the_least_severe_go_without_a_note_where_there_are_too_many() -> None:
    info = Finding(BLANK, Location(FILE, SHEET, 3, 0), "提示", severity_override=Severity.INFO)
    error = Finding(BLANK, Location(FILE, SHEET, 4, 0), "错误", severity_override=Severity.ERROR)
    assert set(write_notes({"A3": [info], "A4": [error]}, limit=1)) == {"A4"}


def test_what_lies_under_a_merged_area_is_noted_at_its_first_cell() -> None:
    below, above, beside = (Finding(BLANK, Location(FILE, SHEET, 4, 2), text) for text in "甲乙丙")
    notes = write_notes({"C4": [below], "B3": [above], "D4": [beside]}, ["B3:C5", "A9:D9"])
    told = {cell: [text for text in "甲乙丙" if f"看到：{text}" in note] for cell, note in notes.items()}
    assert told == {"B3": ["甲", "乙"], "D4": ["丙"]}


def test_too_many_notes_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kehu_batch.annotation.patch.MAX_NOTES", 2)
    planned = build_patch(workbook(PATH), drop(), WorkbookInfo((sheet_info(),)), host=True)
    assert len(planned.patch.sheets[0].notes) == 2
    assert planned.notices == (
        "“客户回访工作表.xlsx”的工作表“回访”问题较多，只加了 2 个单元格批注，另有 3 个单元格的问题写在“批注·说明”列",
    )


def test_result_sheets_are_as_wide_in_a_workbook_with_a_small_font() -> None:
    widths = []
    for size in (11.0, 7.0):
        info = WorkbookInfo((sheet_info(),), font_size=size)
        donor = build_patch(workbook(PATH), drop(), info, host=True).patch.donor
        assert donor is not None
        sheet = openpyxl.load_workbook(BytesIO(donor)).worksheets[0]
        widths.append(sheet.column_dimensions["A"].width - 5 / 7)
    # Half of 7 points are 4 2/3 pixels, 7 of a character as columns are counted.
    assert widths[1] == pytest.approx(widths[0] * 1.5, abs=0.2)


def test_a_ledger_has_its_tiers_and_a_follow_up_log_the_shared_columns() -> None:
    made = drop()
    ledger = pd.DataFrame({"region": [1, 1], "source_row": [3, 4], "customer": [1, 0], "excluded": ["", ""]})
    dataset = replace(made.dataset, tables={**made.dataset.tables, "ledger": ledger})
    made = replace(made, dataset=dataset)
    flags = collect_flags(FILE, [replace(region(), id=1, table="ledger")], ())
    columns = result_columns(replace(region(), id=1, table="ledger"), made, flags.regions[1])
    assert [column.name for column in columns] == ["需处理", "重算等级", "变动", "说明", "定级依据"]
    assert by_name(columns)["重算等级"] == {3: "未定级", 4: "未定级"}
    assert by_name(columns)["变动"] == {3: "无法比较", 4: "无法比较"}
    log = result_columns(replace(region(), id=1, table="followups"), made, flags.regions[1])
    assert [column.name for column in log] == ["需处理", "说明"]


def test_what_stands_left_of_another_column_is_short_and_whole() -> None:
    one = replace(region(), id=1, table="ledger")
    # 30 letters of 2 are 60 wide, the widest whole text; with one more what to do is left out.
    found = (
        Finding(BLANK, Location(FILE, SHEET, 3, 2), "额" * 23 + "一"),
        Finding(BLANK, Location(FILE, SHEET, 4, 2), "额" * 23 + "一x"),
        Finding(BLANK, Location(FILE, SHEET, 5, 2), "额" * 50),
        Finding(BLANK, Location(FILE, SHEET, 5, 3), "日" * 40),
        Finding(BLANK, Location(FILE, SHEET, 5, 4), "日" * 40),
    )
    flags = collect_flags(FILE, [replace(one, data_rows=np.array([3, 4, 5]))], found).regions[1]
    column = next(one for one in result_columns(one, drop(), flags) if one.name == "说明")
    assert dict(column.values) == {
        3: "额" * 23 + "一，补填这一格",
        4: "额" * 23 + "一x",
        5: "额" * 50 + "；" + "日" * 40,
    }
    # All on one line, as rows keep their heights: 1.1 × 182 and 1.
    assert column.width == pytest.approx(201.2)


def test_what_runs_on_says_also_what_to_do() -> None:
    (column,) = [
        one
        for one in _columns_for((Finding(BLANK, Location(FILE, SHEET, 3, 7), "额" * 80),))
        if one.name == "说明"
    ]
    assert (dict(column.values), column.width) == ({3: "额" * 80 + "，补填这一格"}, 40.0)


def test_what_needs_work_is_never_wrapped_in_rows_that_keep_their_height() -> None:
    # 最近交易时间、本次回访时间、回访方式、回访人、客户反馈、跟进计划、下次回访时间: 66 wide and six commas of 2.
    found = tuple(Finding(BLANK, Location(FILE, SHEET, 3, place), "甲") for place in (4, 6, 7, 8, 10, 12, 13))
    column = _columns_for(found)[0]
    assert column.name == "需处理"
    assert column.width == pytest.approx(1.1 * 78 + 1)
    # 批注·满意度 is 12 wide, and would be cut in a low header.
    assert ResultColumn("满意度", 8).fitting_width == pytest.approx(14.2)
    assert ResultColumn("说明", 40).fitting_width == pytest.approx(40)


# -- where the columns go ------------------------------------------------------------------------


def place(sheet: Sheet, *regions: Region, info: SheetInfo | None = None, width: int = 5) -> dict[int, int]:
    return place_columns(sheet, info or sheet_info(), regions, {one.id: width for one in regions})


def cells(*rows: str) -> Sheet:
    """Make a sheet from rows where ``x`` is a filled cell."""
    width = max(map(len, rows))
    filled: list[list[CellValue]] = [["x" if c == "x" else "" for c in row.ljust(width)] for row in rows]
    return Sheet(FILE, SHEET, SheetState.VISIBLE, filled)


def small(id_: int, first: int, last: int, left: int, right: int, own: tuple[int, ...] = ()) -> Region:
    rows = np.arange(first + 1, last + 1, dtype=np.int64)
    matches = (ColumnMatch("customer_id", left, "客户编号", ""),)
    return Region(
        id_, "followups", Side.OPS, FILE, SHEET, first, first, left, right, rows, matches, own_columns=own
    )


def test_right_after_the_table() -> None:
    assert place(cells("xx", "xx"), small(0, 1, 2, 0, 1)) == {0: 2}


def test_beyond_what_stands_beside_the_table_in_its_rows_only() -> None:
    assert place(cells("xx       x", "xx", "xx  x"), small(0, 2, 3, 0, 1)) == {0: 5}


def test_beyond_formulas_in_its_rows_that_read_as_empty() -> None:
    """A note `=IF(A2="","",…)` beside a table shows nothing and is there all the same."""
    places, sheet = frozenset({(1, 8), (2, 4)}), cells("xx", "xx        ")
    for held in (replace(sheet, uncached=places), replace(sheet, blanks=places)):
        assert place(held, small(0, 2, 2, 0, 1)) == {0: 5}
        assert place(held, small(0, 2, 2, 0, 1, own=(4,))) == {0: 2}


def test_our_own_earlier_columns_do_not_count() -> None:
    assert place(cells("xxxxxxx", "xxx  xx"), small(0, 1, 2, 0, 1, own=(2, 3, 4, 5, 6))) == {0: 2}


def test_tables_beside_one_another_do_not_overlap() -> None:
    assert place(cells("xx xx", "xx xx"), small(0, 1, 2, 0, 1), small(1, 1, 2, 3, 4)) == {0: 5, 1: 10}


def test_tables_below_one_another_share_columns_right_of_both() -> None:
    sheet = cells("xx", "xx", "", "xxxx", "xxxx")
    assert place(sheet, small(0, 1, 2, 0, 1), small(1, 4, 5, 0, 3)) == {0: 4, 1: 4}


def test_beyond_a_list_object_whose_tail_of_ours_does_not_count() -> None:
    item = ListObject(
        "表1", "A1:G2", has_header=True, has_totals=False, columns=("甲", "乙", "丙", *["批注·x"] * 4)
    )
    info = sheet_info(list_objects=(item,), merged=("A9:Z9",))
    assert place(cells("xx", "xx"), small(0, 1, 2, 0, 1), info=info) == {0: 3}


def test_a_sheet_without_room_is_said() -> None:
    with pytest.raises(OutputError, match="没有空列"):
        place(cells("xx", "xx"), small(0, 1, 2, 0, 1), width=16_384)


def test_earlier_columns_are_cleared_in_the_rows_of_the_table() -> None:
    own = patch_of(drop(own_columns=(15, 16))).owned_columns
    assert [(one.column, one.first_row, one.last_row) for one in own] == [(15, 2, 4), (16, 2, 4)]


def test_the_host_is_the_workbook_with_the_callbacks_else_the_first_by_name() -> None:
    with_callbacks = Recognition((region("b.xlsx"),))
    assert choose_host(["a.xlsx", "b.xlsx"], with_callbacks) == "b.xlsx"
    assert choose_host(["b.xlsx", "a.xlsx"], Recognition(())) == "a.xlsx"


def _columns_for(findings: tuple[Finding, ...]) -> tuple[ResultColumn, ...]:
    made = drop()
    flags = collect_flags(FILE, made.recognition.regions, findings)
    return result_columns(made.recognition.regions[0], made, flags.regions[0])


def test_the_hand_made_worksheet_is_the_published_one() -> None:
    assert len(HEADER) == len(FIELDS) == 15


def test_columns_that_say_nothing_are_not_added_but_those_that_formulas_count_by_are() -> None:
    """A host keeps 满意度, 统计月 and 分组等级 for its formulas; another workbook has only what is filled."""
    filled, empty = {3: "甲"}, dict[int, object]()
    made = tuple(
        ResultColumn(name, 9, values)  # type: ignore[arg-type]
        for name, values in (
            ("需处理", empty), ("满意度", empty), ("问题类型", filled), ("统计月", filled), ("分组等级", empty), ("说明", empty),
        )
    )  # fmt: skip
    names = [[column.name for column in filled_columns(made, counted=counted)] for counted in (True, False)]
    assert names == [["满意度", "问题类型", "统计月", "分组等级"], ["问题类型", "统计月"]]


@pytest.mark.parametrize(("file", "kept"), [(FILE, True), ("别的.xlsx", False)])
def test_a_host_that_has_not_all_callbacks_has_no_empty_columns_for_formulas(file: str, kept: bool) -> None:
    made = drop()
    callbacks = made.dataset.tables["callbacks"].assign(called_on=pd.Timestamp("2024-01-05"))
    later = replace(made, dataset=replace(made.dataset, tables={"callbacks": callbacks}))
    others = (region(), replace(region(), id=1, file=file))
    headers = [
        column.header
        for column in patch_of(replace(later, recognition=Recognition(others))).blocks[0].columns
    ]
    assert ("批注·统计月" in headers, "批注·分组等级" in headers) == (kept, kept)


def test_a_table_without_anything_to_say_takes_no_columns() -> None:
    made = drop()
    quiet = replace(
        made, analysis=replace(made.analysis, quality=replace(made.analysis.quality, findings=()))
    )
    log = replace(made.recognition.regions[0], table="followups")
    quiet = replace(quiet, recognition=replace(made.recognition, regions=(log,)))
    planned = build_patch(workbook(PATH), quiet, WorkbookInfo((sheet_info(),)), host=False)
    assert planned.patch.sheets[0].blocks == ()


def test_columns_of_tables_side_by_side_say_whose_they_are() -> None:
    """Else a sheet would have two columns 批注·需处理; of two tables of one kind the name would tell nothing."""
    beside = replace(region(), id=1, table="followups", first_column=16, last_column=17, columns=())
    twin = replace(beside, table="callbacks")
    headers = [
        [
            column.header
            for column in patch_of(replace(drop(), recognition=Recognition((region(), one))))
            .blocks[0]
            .columns
        ]
        for one in (beside, twin)
    ]
    assert headers[0] == [f"{header}（回访工作表）" for header in headers[1]]
    assert headers[1][0] == "批注·需处理"
