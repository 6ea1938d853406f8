"""What 说明 says of a row where another column stands right of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from annotation.hand_made_drop import FILE, SHEET, drop, region, workbook

from kehu_batch.annotation.explaining import explain_shortly
from kehu_batch.annotation.flags import Told
from kehu_batch.annotation.notes import whole_notes
from kehu_batch.annotation.patch import build_patch
from kehu_batch.model.tables.recognition import Recognition
from kehu_batch.ooxml.plan import SheetInfo, WorkbookInfo

#: 44, 30 and 20 wide; what to do, 7 letters, is 14 wide and its comma 2.
LONG, MIDDLE, SHORT = "长" * 22, "中" * 15, "短" * 10


def told(seen: str, cell: str, title: str = "题") -> Told:
    return Told(f"{seen}，补填这一格子吧", seen, title, cell)


@pytest.mark.parametrize(
    ("found", "noted", "said"),
    [
        ([], "", ""),
        # 44 + 2 + 14 = 60, the widest that is told whole; one letter more and what to do goes.
        ([told(LONG, "B3")], "B3", f"{LONG}，补填这一格子吧"),
        ([told(f"{LONG}长", "B3")], "B3", f"{LONG}长"),
        # 30 + 2 + 20 = 52: what was seen, of both.
        ([told(MIDDLE, "B3"), told(SHORT, "C3")], "B3 C3", f"{MIDDLE}；{SHORT}"),
        # 44 + 2 + 30 = 76: the most severe is told, and where the other one is.
        ([told(LONG, "B3"), told(MIDDLE, "C3")], "B3 C3", f"{LONG}；另 1 项见单元格批注"),
        # The same thing in two cells is one thing.
        (
            [told(LONG, "B3"), told(LONG, "C3"), told(MIDDLE, "D3")],
            "B3 C3 D3",
            f"{LONG}；另 1 项见单元格批注",
        ),
        # 2 + 2 + 20 + 2 + 19 (另 2 项见单元格批注) = 45: a short one is told as well, the long one is not.
        (
            [told("短", "B3"), told(LONG, "C3"), told(SHORT, "D3")],
            "B3 C3 D3",
            f"短；{SHORT}；另 1 项见单元格批注",
        ),
        # What no note says stands here: of the whole row, or in a cell that has no note.
        ([told(LONG, "B3"), told(MIDDLE, "")], "B3", f"{LONG}；{MIDDLE}"),
        (
            [told(LONG, "B3"), told(MIDDLE, "C3"), told(f"{MIDDLE}中", "D3")],
            "B3 D3",
            f"{LONG}；{MIDDLE}；另 1 项见单元格批注",
        ),
        ([told("很" * 31, "B3")], "", "很" * 31),
        # Wider than the rest alone: its kind, and the whole in its note.
        ([told("很" * 31, "B3", "日期无效")], "B3", "日期无效（详见单元格批注）"),
        (
            [told("很" * 31, "B3", "日期无效"), told(MIDDLE, "C3")],
            "B3 C3",
            "日期无效（详见单元格批注）；另 1 项见单元格批注",
        ),
    ],
)
def test_a_row_is_told_in_few_words_and_nothing_is_lost(found: list[Told], noted: str, said: str) -> None:
    assert explain_shortly(found, noted.split()) == said


def test_a_note_that_is_cut_or_cannot_be_written_says_not_all() -> None:
    notes = {"B3": "甲" * 1_500, "C3": "甲" * 1_501, "D3": "乙"}
    assert whole_notes(notes, frozenset({"D3"})) == {"B3"}


@pytest.mark.parametrize(
    ("threaded", "limit", "said"),
    [
        # 16, 14 and 16 wide, and 20 of the whole row, which has no note.
        ((), 9, "回访方式没有填写；回访人没有填写；没有消费金额,未定级；另 1 项见单元格批注"),
        # A conversation takes no note, and of five notes the last one is too many.
        (("K4",), 9, "回访方式没有填写；回访人没有填写；客户反馈没有评分；没有消费金额,未定级"),
        ((), 4, "回访方式没有填写；回访人没有填写；客户反馈没有评分；没有消费金额,未定级"),
    ],
)
def test_the_notes_that_a_row_points_to_are_there(
    threaded: tuple[str, ...], limit: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kehu_batch.annotation.patch.MAX_NOTES", limit)
    beside = replace(region(), id=1, table="followups", first_column=16, last_column=17, columns=())
    both = replace(drop(), recognition=Recognition((region(), beside)))
    sheet = SheetInfo(SHEET, "", threaded_cells=frozenset(threaded))
    book = workbook(Path(FILE), width=18)
    planned = build_patch(book, both, WorkbookInfo((sheet,)), host=False)
    block = planned.patch.sheets[0].blocks[0]
    place = [column.header for column in block.columns].index("批注·说明（回访工作表）")
    assert block.rows[4][place] == said
