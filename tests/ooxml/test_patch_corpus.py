"""Every workbook of the corpus that opens: patched, verified, patched again, and judged by others."""

from __future__ import annotations

import io
import warnings
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineError, CalamineWorkbook
from support import tools
from support.packages import MARK, donor
from support.sheet_lint import lint
from support.validator import new_complaints

from kehu_batch.cells import range_ref
from kehu_batch.ooxml.errors import WorkbookRejected
from kehu_batch.ooxml.inspect import inspect_workbook
from kehu_batch.ooxml.opc.limits import DEFAULT_LIMITS
from kehu_batch.ooxml.patch import patch_workbook
from kehu_batch.ooxml.plan import (
    AddedColumn,
    CellLook,
    ColumnBlock,
    HighlightRule,
    OwnedColumn,
    SheetKind,
    SheetPatch,
    WorkbookInfo,
    WorkbookPatch,
)
from kehu_batch.ooxml.sml.book import Book
from kehu_batch.ooxml.sml.ranges import Rectangle
from kehu_batch.ooxml.sml.sheet_stream import RowPattern, SheetStream, cell_spans, row_spans
from kehu_batch.ooxml.verify import verify_patch

pytestmark = pytest.mark.slow

FILES = tools.corpus_files(".xlsx", ".xlsm", ".xltx", ".xltm")

_FUZZED = "clusterfuzz-testcase-minimized-POIXSSFFuzzer-4828727001088000.xlsx"

#: Files that are refused, and why.
REFUSED = {
    "apache_poi__test-data__openxml4j__invalid.xlsx": "not_a_workbook",
    "apache_poi__test-data__poifs__protect.xlsx": "encrypted",
    "apache_poi__test-data__spreadsheet__54764-2.xlsx": "document_type",
    f"apache_poi__test-data__spreadsheet__{_FUZZED}": "not_a_workbook",
    "apache_poi__test-data__spreadsheet__duplicate-filename.xlsx": "duplicate_members",
    "apache_poi__test-data__spreadsheet__poc-xmlbomb-empty.xlsx": "document_type",
    "openpyxl_theorchard__openpyxl__tests__data__reader__null_archive.xlsx": "not_a_workbook",
    "tafia_calamine__tests__pass_protected.xlsx": "encrypted",
}
LOOK = CellLook(bold=True, fill_color="DDEBF7", border_color="999999", wrap=True)


class Patched(NamedTuple):
    source: Path
    once: Path
    twice: Path
    sheet: str
    column: int


def first_worksheet(source: Path) -> tuple[str, int, int]:
    """Return the name of a workbook's first worksheet, its last row from 1 and its last column from 0."""
    with Book(source, source.name, DEFAULT_LIMITS) as book:
        tab = next(tab for tab in book.tabs if tab.kind is SheetKind.WORKSHEET)
        _, chunks = book.package.open_markup(tab.part)
        stream = SheetStream(chunks, tab.part)
        pattern = RowPattern.for_prefix(stream.prefix)
        number, last_row, last_column = 0, 0, -1
        for block in stream.blocks():
            for row in row_spans(block, pattern, number, tab.part):
                number = row.number
                for cell in cell_spans(block.shadow, row, pattern, tab.part):
                    last_row, last_column = number, max(last_column, cell.column)
        return tab.name, last_row, last_column


def plan(
    source: Path, info: WorkbookInfo, *, again: tuple[str, ...] | None
) -> tuple[WorkbookPatch, str, int]:
    """Return a patch of the first worksheet with a column right of all in it, a rule, notes and two sheets."""
    name, last_row, last_column = first_worksheet(source)
    sheet = next(sheet for sheet in info.sheets if sheet.name == name)
    areas = [*sheet.merged, *(table.ref for table in sheet.list_objects)]
    rights = [area.right for area in map(Rectangle.parse, areas) if area is not None]
    column, last = max([last_column, *rights]) + 1, max(last_row, 2)
    rows = {row: (f"第{row}行",) for row in range(2, last + 1)}
    block = ColumnBlock(
        range_ref(1, 0, last, max(column - 1, 0)), 1, (AddedColumn(column, "提醒", 20, LOOK),), rows
    )
    rule = HighlightRule(range_ref(1, 0, last, column), "TRUE", "FFF2CC")
    owned = (OwnedColumn(column, 1, last),) if again is not None else ()
    notes = {"A1": "看这里", "C3": "也看这里"}
    patch = SheetPatch(sheet.name, (block,), (rule,), notes, owned)
    guest = donor("月报摘要", rich=True, date1904=info.date1904)
    return WorkbookPatch(MARK, (patch,), again or (), guest), sheet.name, column


@cache
def patch_twice(source: Path, parent: Path) -> Patched:
    """Patch a workbook in a folder of its own; what has been is not done again."""
    folder = parent / str(FILES.index(source))
    folder.mkdir(exist_ok=True)
    once, twice = folder / f"1{source.suffix}", folder / f"2{source.suffix}"
    info = inspect_workbook(source)
    first, sheet, column = plan(source, info, again=None)
    report = patch_workbook(source, once, first)
    verify_patch(source, once, first, report)
    second, _, _ = plan(source, info, again=tuple(added.final for added in report.donor_sheets))
    verify_patch(once, twice, second, patch_workbook(once, twice, second))
    return Patched(source, once, twice, sheet, column)


Values = dict[str, list[list[object]]]


def calamine_values(path: Path) -> Values | None:
    values: Values = {}
    try:
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            values[name] = [list(row) for row in rows]
    except CalamineError:
        return None
    return values


def openpyxl_values(path: Path) -> Values | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(io.BytesIO(path.read_bytes()))
        except Exception:  # noqa: BLE001 - whatever openpyxl cannot read is no reader here
            return None
        return {
            sheet.title: [[_plain(cell.value) for cell in row] for row in sheet.iter_rows()]
            for sheet in book.worksheets
        }


def _plain(value: object) -> object:
    """Return an array formula or the like as what it says."""
    return vars(value) if type(value).__module__.startswith("openpyxl") else value


def assert_kept(before: Values, after: Values, patched: Patched) -> None:
    """Check that each value is where it was; our own column may be new."""
    for name, rows in before.items():
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is None or value == "" or (name == patched.sheet and column == patched.column):
                    continue
                assert str(after[name][number][column]) == str(value), f"{name} {number + 1},{column}"


if FILES:

    @pytest.fixture(scope="module")
    def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
        return tmp_path_factory.mktemp("corpus")

    @pytest.mark.parametrize(
        "source", [path for path in FILES if path.name not in REFUSED], ids=lambda path: path.name
    )
    def test_a_workbook_of_the_corpus(source: Path, folder: Path) -> None:
        patched = patch_twice(source, folder)
        assert patched.once.read_bytes() == patched.twice.read_bytes()
        assert not lint(patched.once) - lint(source)
        for read in (calamine_values, openpyxl_values):
            before = read(source)
            if before is not None:
                after = read(patched.once)
                assert after is not None
                assert_kept(before, after, patched)

    @pytest.mark.parametrize("name", sorted(REFUSED))
    def test_a_refused_workbook_of_the_corpus(name: str) -> None:
        with pytest.raises(WorkbookRejected) as error:
            inspect_workbook(tools.CORPUS / name)
        assert error.value.code == REFUSED[name]

    def test_the_validator_finds_nothing_new(folder: Path) -> None:
        sources = [path for path in FILES if path.name not in REFUSED]
        pairs = [(source, patch_twice(source, folder).once) for source in sources]
        found = {
            source.name: new for (source, _), new in zip(pairs, new_complaints(*pairs), strict=True) if new
        }
        assert not found
