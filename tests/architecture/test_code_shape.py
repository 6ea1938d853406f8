"""The shape of the code: small files and functions, honest names, no clock below batch and cli."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "kehu_batch"
SOURCES = sorted(PACKAGE.rglob("*.py"))

LONGEST_FILE = 400
MOST_MODULES = 20
LONGEST_LINE = 120  # the formatter keeps code to 110; comments and texts may run on a little
LONGEST_FUNCTION = 48
LONGEST_FUNCTION_OF_MOST = 30


@dataclass(frozen=True, slots=True)
class Function:
    """A function's place and its length in lines, decorators and docstring left out."""

    place: str
    lines: int


@cache
def parsed(path: Path) -> ast.Module:
    """Return a module's syntax: all of them take seconds."""
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def may_read_clock(path: Path) -> bool:
    return path.relative_to(PACKAGE).parts[0] in {"batch", "cli.py", "cli"}


def functions() -> Iterator[Function]:
    for path in SOURCES:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                first = node.body[0]
                if ast.get_docstring(node, clean=False) is not None:
                    length -= (first.end_lineno or first.lineno) - first.lineno + 1
                yield Function(f"{name(path)}:{node.lineno} {node.name}", length)


def test_no_file_is_long() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {place: lines for place, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_folder_is_crowded() -> None:
    folders = {path.parent for path in SOURCES}
    counts = {
        name(folder): sum(path.name != "__init__.py" for path in folder.glob("*.py")) for folder in folders
    }
    assert {folder: count for folder, count in counts.items() if count > MOST_MODULES} == {}


def test_no_line_is_long() -> None:
    # Characters, where ruff counts the columns of a terminal and a Chinese character takes two.
    files = [*SOURCES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "sample_workbooks").rglob("*.py")]
    long = [
        f"{name(path)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > LONGEST_LINE
    ]
    assert long == []


def test_no_two_test_modules_have_one_name() -> None:
    # Folders of tests are no packages, so that pytest takes the second of two for the first.
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [module for module, count in names.items() if count > 1] == []


def test_no_two_public_classes_have_one_name() -> None:
    # Records of the JSON's schema are called as what they describe.
    found: dict[str, list[str]] = {}
    for path in (one for one in SOURCES if one.parent.name != "schema"):
        for node in parsed(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found.setdefault(node.name, []).append(name(path))
    assert {one: places for one, places in found.items() if len(places) > 1} == {}


def test_functions_are_short() -> None:
    found = sorted(functions(), key=lambda function: function.lines)
    assert [function for function in found if function.lines > LONGEST_FUNCTION] == []
    most = found[: int(len(found) * 0.95)]
    assert most[-1].lines <= LONGEST_FUNCTION_OF_MOST, found[len(most) :]


def test_modules_are_named_for_what_they_hold() -> None:
    empty_words = {"util", "utils", "helper", "helpers", "common", "manager", "service", "misc"}
    assert [
        name(path) for path in SOURCES if path.stem in empty_words or path.parent.name in empty_words
    ] == []


def test_no_unit_is_told_by_the_end_of_a_name() -> None:
    # A column says its dtype and unit in its declaration.
    deciding = re.compile(r"""endswith\(\(?["']_(fen|on|at|days)\b""")
    assert [name(path) for path in SOURCES if deciding.search(path.read_text(encoding="utf-8"))] == []


def test_no_number_stands_for_a_day() -> None:
    # A number for a day that is not known is before every day in a comparison, and nobody notices; days are
    # datetime64, and the module that has them as numbers, for keys and orders, has a name for each such need.
    least = re.compile(r"iinfo\(np\.int64\)\.min|-9_?223_?372|least int64")
    assert [name(path) for path in SOURCES if least.search(path.read_text(encoding="utf-8"))] == []
    as_number = re.compile(r"""\.view\(|datetime64(\[[Ds]\]["']|\([^)]*)\)\.astype\((np\.int64|int)\b""")
    analysis = [path for path in SOURCES if "kehu_batch/analysis/" in name(path)]
    found = [name(path) for path in analysis if as_number.search(path.read_text(encoding="utf-8"))]
    assert found == ["kehu_batch/analysis/base/days.py"]


def test_no_day_is_compared_with_no_day() -> None:
    # NaT is equal to nothing, itself included.
    compared = re.compile(r"""[=!]= *(NO_DAY|pd\.NaT|np\.datetime64\(["']NaT)""")
    assert [name(path) for path in SOURCES if compared.search(path.read_text(encoding="utf-8"))] == []


def test_only_the_notices_reach_the_network() -> None:
    senders = [name(path) for path in SOURCES if "urllib.request" in path.read_text(encoding="utf-8")]
    assert senders == ["kehu_batch/batch/notices/sending.py"]


def clocks(path: Path) -> Iterator[str]:
    """Yield what of a module asks for the time or the environment."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield from [node.func.attr] * (node.func.attr in {"now", "today", "utcnow", "getenv"})
        if isinstance(node, ast.Attribute) and node.attr == "environ":
            yield node.attr


def test_no_clock_and_no_environment_below_batch_and_cli() -> None:
    below = [path for path in SOURCES if not may_read_clock(path)]
    assert len(below) > 600
    assert {name(path): used for path in below if (used := list(clocks(path)))} == {}
