"""Files of answers, and workbooks of one sheet, for tests that ask, answer and drop again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl


def write_answers(file: Path, answers: Iterable[tuple[str, str, str]]) -> Path:
    """Write kind, key and answer of each, as a department keeps them."""
    entries = (
        f'[[answers]]\nkind = "{kind}"\nkey = {json.dumps(key, ensure_ascii=False)}\nanswer = "{text}"\n'
        for kind, key, text in answers
    )
    file.write_text("\n".join(entries), encoding="utf-8")
    return file


def contradict(summary: Mapping[str, Any], folder: Path) -> tuple[Path, Path]:
    """Write two files that answer every open question of a drop in two ways, the first choice and the second."""
    folder.mkdir(exist_ok=True)
    asked = summary["questions"]["items"]
    first, second = (
        write_answers(
            folder / f"{place}.toml", ((one["kind"], one["key"], one["choices"][place]) for one in asked)
        )
        for place in (0, 1)
    )
    return first, second


def assert_neither_counts(before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Assert that two answers to every question are told, change nothing and leave it open."""
    told = [one for one in after["data_quality"]["findings"] if one["code"] == "KB531"]
    assert len(told) == len(before["questions"]["items"]) > 0
    assert all("都没有采用" in one["message"] for one in told)
    assert after["questions"] == before["questions"]
    for section in before:
        if section not in {"data_quality", "scorecard"}:
            assert after[section] == before[section], section


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
