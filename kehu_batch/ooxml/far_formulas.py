"""Formulas that look further right than a table goes: ours would stand in what they add up and count."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from html import unescape

from kehu_batch.cells import MAX_COLUMN, column_index
from kehu_batch.ooxml.plan import FarFormula, ListObject
from kehu_batch.ooxml.sml.ranges import Rectangle
from kehu_batch.ooxml.sml.sheet_stream import RowBlock
from kehu_batch.ooxml.sml.workbook import DefinedName
from kehu_batch.records import dataclass, replace

#: Functions that look up what is asked for by name or place, and find nothing else for more columns behind.
_LOOKING_UP = frozenset(
    {
        *("VLOOKUP", "HLOOKUP", "XLOOKUP", "INDEX", "ROW", "ROWS", "COLUMN", "COLUMNS", "AREAS", "CELL"),
        *("GETPIVOTDATA", "ISFORMULA", "FORMULATEXT", "SHEET"),
    }
)
#: These do so for an exact match only; another one ends at the last column that holds something.
_MATCHING = frozenset({"MATCH", "XMATCH"})
_EXACT = re.compile(r"\s*,\s*(?:0|FALSE)\s*\)", re.IGNORECASE)
_NEWER = re.compile(r"(?:_xl(?:fn|ws)\.)+", re.IGNORECASE)
#: What may begin the end of a range of several columns: letters of a column, or the number of a whole row.
_END = re.compile(rb":\$?(?:([A-Za-z]{1,3})(?![A-Za-z])|[0-9])")
#: Numbers of rows; formulas that differ in them alone look at the same columns.
_ROW = re.compile(rb"(?:(?<=[A-Za-z$:])[0-9]{1,7}|[0-9]{1,7}(?=:))(?![\w(!.])")
_QUOTES = (b"'", b"&apos;", b"&#39;")
_TOKEN = re.compile(
    r"""
    "(?:[^"]|"")*"                                                        # a text
    |(?<![\w.$:!'\]])(?P<list>[^\W\d][\w.]*)(?![\w.(!:'])                   # a list, all its columns
     (?:(?P<items>\[\s*(?:@|\#[^\[\],]+|(?:\[\#[^\[\]]+\][\s,]*)+)?\s*\])|(?!\[))
    |\[(?:[^\[\]]|\[[^\[\]]*\])*\](?:[\w.]*!(?:[$A-Za-z0-9:]*))?          # columns of a list, another workbook
    |(?<![\w.$:!'])(?:(?:'(?P<quoted>(?:[^']|'')+)'|(?P<bare>[^\W\d][\w.]*(?::[^\W\d][\w.]*)?))!)?
     (?P<area>\$?[A-Za-z]{1,3}\$?\d{1,7}:\$?[A-Za-z]{1,3}\$?\d{1,7}|\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}
     |\$?\d{1,7}:\$?\d{1,7})(?![\w.(!$:])
    |(?P<call>[\w.]*)\(
    |(?P<close>\))
    """,
    re.VERBOSE,
)
_ADDRESS = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3}[0-9]{1,7})["']""")
_SHARED = re.compile(rb"""\sref\s*=\s*["']([$A-Za-z0-9:]+)["']""")
#: Names that Excel makes for itself: print areas, filters.
_BUILT_IN = "_xlnm."


@dataclass(frozen=True, slots=True)
class _Look:
    """A range that a formula adds up, counts or shows, on the sheet so called; empty for the formula's own."""

    sheet: str
    area: Rectangle


#: The sheet that formulas look at, folded, and the last column that they take in.
_Key = tuple[str, int]


@dataclass(slots=True)
class _Found:
    """What formulas take in together, where the first of them stands, and how many they are."""

    area: Rectangle
    place: str
    count: int = 1


class FarFormulas:
    """Gathers the formulas of a workbook that take in more columns than its tables have.

    One that looks only at what stands behind a table is meant to: at a column of ours from an earlier run.

    Args:
        edges: Last 0-based column of what was recognised, by name of its sheet.
        ours: Names of sheets of an earlier run, whose formulas go.
    """

    def __init__(self, edges: Mapping[str, int], ours: Collection[str] = ()) -> None:
        self._edges = {name.casefold(): edge for name, edge in edges.items()}
        self._ours = frozenset(ours)
        self._nearest = min(self._edges.values(), default=0)
        self._lists: dict[str, _Look] = {}
        self._list_names: tuple[bytes, ...] = ()
        self._found: dict[_Key, _Found] = {}
        self._alike: dict[tuple[str, bytes], list[_Key]] = {}

    @property
    def found(self) -> tuple[FarFormula, ...]:
        """What was gathered: the ranges of a sheet that end in one column are one entry."""
        return tuple(
            FarFormula(sheet, one.area.ref, one.place, one.count) for (sheet, _), one in self._found.items()
        )

    def know_lists(self, sheet: str, lists: Iterable[ListObject]) -> None:
        """Take the list objects of a sheet: a formula over all columns of one takes in those that widen it."""
        for item in lists:
            area = Rectangle.parse(item.ref)
            if area is not None and sheet.casefold() in self._edges:
                wider = replace(area, right=min(area.right + 1, MAX_COLUMN - 1))
                self._lists[item.name.casefold()] = _Look(sheet, wider)
                self._list_names += (item.name.encode(),)

    def read_rows(self, block: RowBlock, prefix: bytes, sheet: str) -> None:
        """Look through the formulas of some rows."""
        opening = b"<" + prefix + b"f"
        if not self._edges or sheet in self._ours or block.shadow.find(opening) < 0:
            return
        formula = re.compile(re.escape(opening) + rb"(?=[\s>])([^<>]*)(?<!/)>([^<]*)<")
        for match in formula.finditer(block.shadow):
            text = match[2]
            if b":" in text or self._names_list(text):
                place = (block.shadow, match.start(), prefix)
                self._read(text, sheet, place, _SHARED.search(match[1]))

    def _read(
        self, text: bytes, sheet: str, place: tuple[bytes, int, bytes], shared: re.Match[bytes] | None
    ) -> None:
        """Take a formula, at once where one was that differs in its rows alone."""
        named = self._names_list(text)
        if not named and not self._reaches(text):
            return
        # What looks like a row may belong to the name of a sheet in quotes, or of a list.
        alone = shared is not None or any(quote in text for quote in _QUOTES)
        shape = (sheet, text if named else _ROW.sub(b"", text))
        known = None if alone else self._alike.get(shape)
        if known is None:
            formula, ref = unescape(text.decode("utf-8", "replace")), shared and shared[1]
            found = self._take(formula, sheet, _address(*place), ref)
            if not alone:
                self._alike[shape] = found
        elif known:
            rows = [] if named else [int(number) for number in _ROW.findall(text)]
            for key in known:
                area = self._found[key].area
                top, bottom = min(rows, default=area.top), max(rows, default=area.bottom)
                self._add(key[0], replace(area, top=top, bottom=bottom), "")

    def read_names(self, names: tuple[DefinedName, ...]) -> None:
        """Look through the names that calculate something; one that only calls a range by name is none of them."""
        for name in names:
            calculates = "(" in name.text and not name.name.lower().startswith(_BUILT_IN)
            if calculates and self._edges:
                self._take(name.text, "", f"名称“{name.name}”", None)

    def _names_list(self, text: bytes) -> bool:
        return any(name in text for name in self._list_names)

    def _reaches(self, text: bytes) -> bool:
        """Whether a range of a formula may end behind the table that has the fewest columns."""
        return any(
            not letters or column_index(letters.decode()) > self._nearest for letters in _END.findall(text)
        )

    def _take(self, formula: str, sheet: str, place: str, shared: bytes | None) -> list[_Key]:
        """Take what a formula looks at, and return the entries that it went to."""
        copies = Rectangle.parse(shared.decode()) if shared else None
        place = f"{sheet}!{place}" if sheet else place
        looks = [
            (name, look.area if copies is None else _spread(look.area, copies))
            for look in _looks(formula, self._lists)
            for name in self._sheets_called(look.sheet or sheet)
        ]
        return [
            self._add(name, area, place)
            for name, area in looks
            if area.left <= self._edges[name] < area.right
        ]

    def _sheets_called(self, name: str) -> Iterator[str]:
        folded = name.casefold()
        if ":" in folded:  # from one sheet to another: any may stand between
            yield from self._edges
        elif folded in self._edges:
            yield folded

    def _add(self, sheet: str, area: Rectangle, place: str) -> _Key:
        key = (sheet, area.right)
        known = self._found.get(key)
        if known is None:
            self._found[key] = _Found(area, place)
        else:
            known.area, known.count = known.area.joined(area), known.count + 1
        return key


def _looks(formula: str, lists: Mapping[str, _Look]) -> Iterator[_Look]:
    """Yield the ranges of several columns whose sum, number or content a formula takes.

    Args:
        formula: As it is written.
        lists: What a formula over all columns of a list comes to look at, by the list's name, folded.

    Example:
        >>> [look.area.ref for look in _looks("IF(SUM(F2:Z2)>0,VLOOKUP(A2,表!A:AB,2,0),COUNTA($1:$1))", {})]
        ['F2:Z2', 'A1:XFD1']
    """
    calls: list[str] = []
    for match in _TOKEN.finditer(formula):
        if match["close"]:
            del calls[-1:]
        elif match["call"] is not None:
            calls.append(_NEWER.sub("", match["call"]).upper())
        elif _only_looks_up(calls, formula, match.end()):
            continue
        elif match["list"]:
            if (look := lists.get(match["list"].casefold())) is not None:
                yield look
        elif match["area"]:
            area = Rectangle.parse(match["area"])
            quoted = (match["quoted"] or "").replace("''", "'")
            if area is None or "[" in quoted:
                continue
            yield _Look(quoted or match["bare"] or "", area)


def _only_looks_up(calls: list[str], formula: str, behind: int) -> bool:
    """Whether the function around a range finds the same whatever stands further right."""
    inner = next((call for call in reversed(calls) if call), "")
    return inner in _LOOKING_UP or (inner in _MATCHING and _EXACT.match(formula, behind) is not None)


def _spread(area: Rectangle, copies: Rectangle) -> Rectangle:
    """Return what the copies of a shared formula take in together, as far as they may."""
    down, right = copies.bottom - copies.top, copies.right - copies.left
    return replace(area, bottom=area.bottom + down, right=min(area.right + right, MAX_COLUMN - 1))


def _address(shadow: bytes, at: int, prefix: bytes) -> str:
    """Return the address of the cell that a formula stands in; empty where it is not stated."""
    start = shadow.rfind(b"<" + prefix + b"c ", 0, at)
    stated = _ADDRESS.search(shadow, start, at) if start >= 0 else None
    return stated[1].decode() if stated else ""
