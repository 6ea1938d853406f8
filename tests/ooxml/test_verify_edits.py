"""Five hundred edits of a patched sheet, each of one cell or row that came with the source: every one is found."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from support.packages import MARK, block, package, worksheet

from kehu_batch.ooxml.errors import VerificationFailed
from kehu_batch.ooxml.patch import patch_workbook
from kehu_batch.ooxml.plan import OwnedColumn, SheetPatch, WorkbookPatch
from kehu_batch.ooxml.verify import verify_patch

SHEET = "xl/worksheets/sheet1.xml"
EDITS = 500
ROWS = 40
COLUMNS = "ABCDEF"
#: Cells of the source; ours stand behind them, in column H.
_CELL = re.compile(r'<c r="[A-F]\d+"[^>]*>.*?</c>')
_ROW = re.compile(r'<row r="\d+"[^>]*>')


def source_rows() -> str:
    """Return rows of numbers and texts, some with a style, a type or a height."""
    chance = random.Random(7)  # noqa: S311 - the same at every run
    rows = []
    for number in range(1, ROWS + 1):
        cells = []
        for column in COLUMNS:
            style = ' s="0"' if chance.random() < 0.5 else ""
            text = chance.random() < 0.3
            value = f"文{chance.randrange(10, 99)}" if text else str(chance.randrange(10, 9999))
            cells.append(
                f'<c r="{column}{number}"{style}{" t=" + chr(34) + "str" + chr(34) if text else ""}>'
            )
            cells.append(f"<v>{value}</v></c>")
        height = ' ht="20" customHeight="1"' if chance.random() < 0.3 else ""
        rows.append(f'<row r="{number}"{height}>{"".join(cells)}</row>')
    return "".join(rows)


def change_digit(text: str, chance: random.Random) -> str:
    """Change one digit of a value."""
    digits = [match.start() for match in re.finditer(r"\d(?=[^<>]*</v>)", text)]
    place = chance.choice(digits)
    other = chance.choice([digit for digit in "0123456789" if digit != text[place]])
    return text[:place] + other + text[place + 1 :]


def drop_digit(text: str, chance: random.Random) -> str:
    """Leave one digit of a value out."""
    digits = [match.start() for match in re.finditer(r"\d(?=[^<>]*</v>)", text)]
    place = chance.choice(digits)
    return text[:place] + text[place + 1 :]


def move_cell(text: str, chance: random.Random) -> str:
    """Give a cell the address of another column or another row."""
    column, number = re.findall(r'r="([A-F])(\d+)"', text)[0]
    others = [f"{other}{number}" for other in "ABCDEFGI" if other != column]
    others += [f"{column}{int(number) + step}" for step in (1, 7)]
    return text.replace(f'r="{column}{number}"', f'r="{chance.choice(others)}"', 1)


def drop_attribute(text: str, chance: random.Random) -> str:
    """Leave one attribute of the first tag out."""
    tag = text[: text.index(">")]
    return text.replace(chance.choice(re.findall(r' \w+="[^"]*"', tag)), "", 1)


def drop_whole(_: str, __: random.Random) -> str:
    """Leave a cell out."""
    return ""


def double(text: str, _: random.Random) -> str:
    """Write a cell twice."""
    return text * 2


Edit = tuple[re.Pattern[str], Callable[[str, random.Random], str]]
_EDITS: tuple[Edit, ...] = (
    (_CELL, change_digit),
    (_CELL, drop_digit),
    (_CELL, move_cell),
    (_CELL, drop_attribute),
    (_ROW, drop_attribute),
    (_CELL, drop_whole),
    (_CELL, double),
)


@pytest.fixture(scope="module")
def patched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("patched")


@pytest.mark.parametrize(
    ("owned", "edits"),
    [((), EDITS), ((OwnedColumn(8, 1, ROWS),), EDITS // 4)],
    ids=["by bytes", "cell by cell, as behind columns of an earlier run"],
)
def test_every_random_edit_is_found(patched: Path, owned: tuple[OwnedColumn, ...], edits: int) -> None:
    source, target, edited = (patched / name for name in ("a.xlsx", "b.xlsx", "c.xlsx"))
    package(source, worksheet(source_rows()))
    added = block(8, {row: f"结果{row}" for row in range(3, ROWS + 1)}, table=f"A1:F{ROWS}")
    patch = WorkbookPatch(MARK, (SheetPatch("表", (added,), owned_columns=owned),))
    report = patch_workbook(source, target, patch)
    with zipfile.ZipFile(target) as archive:
        members = [(info, archive.read(info)) for info in archive.infolist()]
    sheet = next(data for info, data in members if info.filename == SHEET).decode("utf-8")

    def verify(text: str) -> None:
        with zipfile.ZipFile(edited, "w", zipfile.ZIP_DEFLATED) as archive:
            for info, data in members:
                archive.writestr(info, text if info.filename == SHEET else data)
        verify_patch(source, edited, patch, report)

    verify(sheet)
    chance = random.Random(20231130)  # noqa: S311 - likewise
    missed = []
    for number in range(edits):
        pattern, edit = _EDITS[number % len(_EDITS)]
        found = chance.choice(list(pattern.finditer(sheet)))
        changed = edit(found[0], chance)
        assert changed != found[0]
        try:
            verify(sheet[: found.start()] + changed + sheet[found.end() :])
        except VerificationFailed:
            continue
        missed.append((edit.__name__, found[0], changed))
    assert missed == []
