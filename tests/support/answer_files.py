"""Files of answers, and workbooks of one sheet, for tests that ask, answer and drop again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl


def write_answers(file: Path, answers: Iterable[tuple[str, str, str]]) -> Path:
    """Write kind, key and answer of each, as a department keeps them."""
    entries = (
        f'[[answers]]\nkind = "{kind}"\nkey = {json.dumps(key, ensure_ascii=False)}\nanswer = "{text}"\n'
        for kind, key, text in answers
    )
    file.write_text("\n".join(entries), encoding="utf-8")
    return file


def write_sheet(file: Path, title: str, rows: Iterable[Sequence[object]]) -> Path:
    """Write a workbook of one sheet, and the folder that it lies in."""
    file.parent.mkdir(exist_ok=True)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    book.save(file)
    return file
