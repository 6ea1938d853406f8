"""Amounts written as text: the formula that follows them comes to what the program read."""

from __future__ import annotations

from pathlib import Path

import pytest
from annotation.test_source_changes import INVOICES, RECEIPTS, annotate_book, outstanding, recompute, turned
from openpyxl.workbook import Workbook

from kehu_batch.annotation.text_amounts import reads_as


@pytest.mark.parametrize(
    ("text", "fen", "scale", "follows"),
    [
        ("1,200元", 120_000, 1, True),
        ("￥3，400.50", 340_050, 1, True),
        ("人民币 90", 9_000, 1, True),
        ("1.5万", 1_500_000, 1, True),
        ("2万元", 2_000_000, 10_000, True),
        ("1.2", 1_200_000, 10_000, True),
        # The cell's own unit beats the column's, which the formula does not know.
        ("500元", 50_000, 10_000, False),
        ("壹仟元整", 100_000, 1, False),
        ("（200.00）", -20_000, 1, False),
        ("1万2", 1_200_000, 1, False),
        # What was read is not what the formula gives.
        ("1,200元", 120_001, 1, False),
    ],
)
def test_what_a_formula_can_follow(text: str, fen: int, scale: int, follows: bool) -> None:
    assert reads_as(text, fen, scale) is follows


def test_texts_follow_their_source_or_tell_that_it_was_changed(tmp_path: Path) -> None:
    amounts = ("100元", "250.5", "捌拾元整", 40, "0.1万")
    rows = (
        INVOICES[0],
        *((*row[:5], amount) for row, amount in zip(INVOICES[1:], amounts, strict=True)),
    )
    path = annotate_book(tmp_path, rows, RECEIPTS)
    book = recompute(path, tmp_path, lambda _: None)
    assert (outstanding(book), turned(book)) == (70 + 250.5 + 30 + 1000, set())
    listed = [
        row
        for row in book["应收底稿"].iter_rows(values_only=True)
        if row[0] in {"甲公司", "乙公司", "丙公司"}
    ]
    assert {row[2]: row[-2] for row in listed if row[2] != "B1"} == dict.fromkeys(("A1", "A2", "C1"), "公式")
    assert {str(row[-2]) for row in listed if row[2] == "B1"} == {
        "公式",
        "值：来源是公式读不出的文字，或这一行按规则改了正负、只计一部分",
    }

    def change(book: Workbook) -> None:
        book["应收明细"]["F2"] = "1,100元"
        book["应收明细"]["F4"] = "玖拾元整"

    book = recompute(path, tmp_path, change)
    assert outstanding(book) == 70 + 1000 + 250.5 + 30 + 1000
    assert {"完整性：应收明细 写成文字的金额没有改动", "与本次运行：应收单据金额"} <= turned(book)
