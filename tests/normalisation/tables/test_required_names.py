"""A customer called NA or None is one, so the cell that names him is right; 无 and 待定 name nobody."""

from __future__ import annotations

from receivable_drops import policy_with
from support.drops import make_sheet, make_workbook

from kehu_batch.model.tables.source import CellValue
from kehu_batch.normalisation.normalise import normalise
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise


def test_names_of_latin_letters_are_filled_in() -> None:
    names = ["None", "null", "NA", "nan", "N/A科技", "无", "待定", "甲公司"]
    rows: list[list[CellValue]] = [["客户名称", "负责人", "年合作金额"]]
    rows += [[name, "王敏", 20000] for name in names]
    books, vocabulary = [make_workbook(make_sheet(rows, "台账"))], load_vocabulary()
    dataset = normalise(books, recognise(books, vocabulary), policy_with(), vocabulary)
    assert (dataset.required_total["ledger"], dataset.required_right["ledger"]) == (8, 6)
    assert [(one.code, one.location.row) for one in dataset.findings if one.location] == [
        ("KB281", 7),
        ("KB281", 8),
    ]
