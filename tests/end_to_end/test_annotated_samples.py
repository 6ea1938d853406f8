"""Independent judges on the annotated samples: nothing of the original changed, and every program opens them."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path

import golden_drops
import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from support import office, sheet_lint, validator

from kehu_batch.batch.drops import resolve_drops
from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop

pytestmark = pytest.mark.slow

TODAY = date(2026, 11, 22)
_CELL = re.compile(rb"<c\b[^>]*?(?:/>|>.*?</c>)", re.DOTALL)

Pair = tuple[Path, Path]


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory, month_outputs: Path) -> list[Pair]:
    """Each sample workbook with its annotated copy."""
    found = []
    for folder in ("worksheet", "ledger", "month"):
        (drop,) = resolve_drops([golden_drops.SAMPLES / folder])
        output = month_outputs
        if folder != "month":
            output = tmp_path_factory.mktemp(folder)
            process_drop(DropRequest(files=drop.files, today=TODAY, output=output))
        found += [(path, output / f"{path.stem}_批注{path.suffix}") for path in drop.files]
    return found


def _sheets(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {
            name: archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")
        }


def test_every_original_cell_is_byte_identical_in_its_sheet(pairs: list[Pair]) -> None:
    seen = 0
    for original, annotated in pairs:
        after = _sheets(annotated)
        for name, xml in _sheets(original).items():
            before = _CELL.findall(xml)
            kept = iter(_CELL.findall(after[name]))
            # In the same order, with cells of ours in between.
            assert all(cell in kept for cell in before), (original.name, name)
            seen += len(before)
    assert seen > 5_000


def test_calamine_and_openpyxl_read_every_original_value_again(pairs: list[Pair]) -> None:
    for original, annotated in pairs:
        old, new = CalamineWorkbook.from_path(original), CalamineWorkbook.from_path(annotated)
        for name in old.sheet_names:
            rows = old.get_sheet_by_name(name).to_python(skip_empty_area=False)
            again = new.get_sheet_by_name(name).to_python(skip_empty_area=False)
            assert [row[: len(rows[0])] for row in again[: len(rows)]] == rows
        was, now = openpyxl.load_workbook(original), openpyxl.load_workbook(annotated)
        for sheet in was.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    assert now[sheet.title][cell.coordinate].value == cell.value


def test_the_validator_and_the_linter_find_nothing_new(pairs: list[Pair]) -> None:
    assert validator.new_complaints(*pairs) == [[] for _ in pairs]
    for original, annotated in pairs:
        assert sheet_lint.lint(annotated) - sheet_lint.lint(original) == set(), original.name


def test_libreoffice_shows_every_sheet(pairs: list[Pair]) -> None:
    saved = office.convert_all([annotated for _, annotated in pairs], "xlsx")
    for (original, annotated), again in zip(pairs, saved, strict=True):
        names = CalamineWorkbook.from_path(annotated).sheet_names
        assert CalamineWorkbook.from_path(again).sheet_names == names, original.name


def test_that_nobody_is_at_risk_is_said_of_what_can_be_told_alone(pairs: list[Pair]) -> None:
    """Two callbacks alone show whose score fell, and nothing that needs orders or receivables."""
    sheet = openpyxl.load_workbook(pairs[0][1], read_only=True)["留存预警"]
    texts = [str(row[0]) for row in sheet.iter_rows(max_col=1, values_only=True)]
    below = texts[next(place for place, text in enumerate(texts) if text.startswith("流失预警名单")) + 1]
    assert below.startswith("截止日没有触及“评分下降”的客户；其余信号看不出：没有")
