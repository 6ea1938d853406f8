"""Amounts that are not seen as they stand in their cells: hidden, shown smaller, or with another sign."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from support.table_formats import Cell, Shaped, xlsx

from kehu_batch.normalisation.normalise import normalise
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise
from kehu_batch.source.opening import open_workbook
from kehu_batch.wording.numbers import fen_to_decimal

#: Number, format and what Excel shows; the amount read, the finding, and what its message says.
CELLS = (
    (500.0, ";;;", "", "500.00", "KB217", "不显示"),
    (123456.0, "#,##0,", "123", "123456.00", "KB217", "缩小"),
    (-5.0, "0;0", "5", "-5.00", "KB217", "看不出是负数"),
    (5000.0, "-#,##0", "-5,000", "-5000.00", "KB218", "“-5000”"),
    (5000.0, "(0);0", "(5000)", "-5000.00", "KB218", "“-5000”"),
    (-5000.0, "(0);0", "5000", "5000.00", "KB218", "“5000”"),
    # The number and what is seen are a thousand or ten times apart, and which is meant nobody knows.
    (123456.0, '0.0,"万"', "123.5万", "", "KB211", "“123.456万”不是明确的金额"),
    (123456.0, '#,##0,"元"', "123元", "", "KB211", "不是明确的金额"),
    (123456.0, '0!.0,"万"', "12.3万", "123456.00", "", ""),
    (123456.0, '#,##0.0,"千元"', "123.5千元", "123456.00", "", ""),
    (12.5, '0.0"万"', "12.5万", "125000.00", "", ""),
    (-5.0, "0;[Red]0", "5", "-5.00", "", ""),
    (-5.0, "0_);(0)", "(5)", "-5.00", "", ""),
    (5.0, "0;0", "5", "5.00", "", ""),
    (0.0, "-#,##0", "-0", "0.00", "", ""),
    (0.0, "#,##0;-#,##0;", "", "0.00", "", ""),
)


def test_what_is_not_seen_as_it_stands_is_told(tmp_path: Path) -> None:
    head: list[Cell] = ["单据号", "客户名称", "开票日期", "到期日", "应收金额"]
    rows: list[list[Cell]] = [
        [f"N{place}", "甲公司", "2023-09-01", "2023-10-01", Shaped(number, code, text)]
        for place, (number, code, text, *_) in enumerate(CELLS)
    ]
    path = tmp_path / "应收.xlsx"
    path.write_bytes(xlsx([head, *rows]))
    books, vocabulary = (open_workbook(path),), load_vocabulary()
    dataset = normalise(books, recognise(books, vocabulary), load_policy().policy, vocabulary)
    read = [
        None if pd.isna(fen) else fen_to_decimal(int(fen)) for fen in dataset.tables["invoices"]["amount"]
    ]
    assert [amount or "" for amount in read] == [one[3] for one in CELLS]
    told = {
        one.location.ref: (one.code, one.message)
        for one in dataset.findings
        if one.location is not None and one.code in {"KB211", "KB217", "KB218"}
    }
    assert {ref: code for ref, (code, _) in told.items()} == {
        f"E{place}": one[4] for place, one in enumerate(CELLS, start=2) if one[4]
    }
    assert all(told[f"E{place}"][1].count(one[5]) for place, one in enumerate(CELLS, start=2) if one[4])
