"""差异说明 of an earlier run, as people leave them on our sheet."""

from __future__ import annotations

from datetime import date, datetime

from support.drops import make_sheet, make_workbook

from kehu_batch.model.tables.explanation import Explanation
from kehu_batch.model.tables.recognition import OwnSheet, Recognition
from kehu_batch.model.tables.source import CellValue, Sheet
from kehu_batch.normalisation.gathering.drop_cells import own_rows
from kehu_batch.normalisation.tables.explanations import read_explanations
from kehu_batch.policy.own_sheets import show_difference

HEADER = ("客户名称", "客户编号", "类型", "单据号", "差异说明", "首次发现", "差异标识")
FILE = "回访_批注.xlsx"


def row(note: CellValue, first: CellValue, key: str, number: str = "A001") -> tuple[CellValue, ...]:
    return ("甲公司", number, "金额不符", "", note, first, key)


def ours(*rows: tuple[CellValue, ...], name: str = "对账") -> Sheet:
    blank = ("",) * len(HEADER)
    return make_sheet(
        [("运营与财务对账", *blank[1:]), blank, HEADER, *rows, blank, ("合计", *blank[1:])], name, file=FILE
    )


def read(*sheets: Sheet, own: bool = True) -> dict[str, Explanation]:
    marked = tuple(OwnSheet(sheet.file, sheet.name) for sheet in sheets) if own else ()
    return dict(read_explanations([*own_rows([make_workbook(*sheets, file=FILE)], Recognition((), marked))]))


def test_note_first_day_and_the_difference_itself_are_read() -> None:
    found = read(ours(row("财务已入账", datetime(2026, 9, 30), "customer|A001||")))
    assert found == {
        "customer|A001||": Explanation("财务已入账", date(2026, 9, 30), "金额不符", "A001", "甲公司", "")
    }


def test_keys_are_read_as_the_sheet_shows_them_and_as_earlier_versions_wrote_them() -> None:
    """Numbers of customers and documents may hold the mark that stands between the parts of a key."""
    keys = (
        "customer|A001||",
        "customer|甲|乙||",
        "customer|A002||USD",
        "document|A001|FP1|",
        "document||FP|2|第1期",
    )
    shown = read(ours(*(row("已查", "2026-09-30", show_difference(key)) for key in keys)))
    assert tuple(shown) == keys
    assert tuple(read(ours(*(row("已查", "2026-09-30", key) for key in keys)))) == keys
    assert show_difference(keys[0]) == "客户 › A001"


def test_days_and_notes_come_as_other_programs_write_them() -> None:
    found = read(
        ours(
            row(5.0, "2026-09-30", "a|1||"),
            row(datetime(2026, 9, 1), date(2026, 8, 31), "a|2||"),
            row("—", "不明", "a|3||"),
        )
    )
    assert [(one.note, one.first_seen) for one in found.values()] == [
        ("5", date(2026, 9, 30)),
        ("2026-09-01", date(2026, 8, 31)),
        ("", date.max),
    ]


def test_a_table_ends_where_a_key_is_missing() -> None:
    found = read(
        ours(
            row("甲", "2026-09-30", "a|1||"),
            row("不属于任何差异", "2026-09-30", ""),
            row("丙", "2026-09-30", "a|3||"),
        )
    )
    assert list(found) == ["a|1||"]


def test_of_two_sheets_the_text_counts_and_the_earliest_day() -> None:
    found = read(
        ours(row("", "2026-08-31", "a|1||")),
        ours(row("已查明", "2026-09-30", "a|1||"), name="对账（批注）"),
    )
    assert (found["a|1||"].note, found["a|1||"].first_seen) == ("已查明", date(2026, 8, 31))


def test_a_sheet_that_is_not_ours_is_not_read() -> None:
    assert read(ours(row("甲", "2026-09-30", "a|1||")), own=False) == {}
