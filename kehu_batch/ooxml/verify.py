"""Proof that a patched workbook still holds all that the source held, by other means than patching used.

The pass that wrote the rows is not asked: here rows are cut apart at their end tags, and cells compared
as bytes. A file that fails must not be delivered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

from kehu_batch.cells import column_letter
from kehu_batch.ooxml.errors import VerificationFailed, WorkbookRejected
from kehu_batch.ooxml.opc import content_types
from kehu_batch.ooxml.opc.archive import WorkbookBytes
from kehu_batch.ooxml.opc.limits import DEFAULT_LIMITS
from kehu_batch.ooxml.opc.markup import check_well_formed
from kehu_batch.ooxml.opc.package import Package
from kehu_batch.ooxml.plan import PatchReport, SheetKind, SheetPatch, WorkbookPatch
from kehu_batch.ooxml.sml.book import Book, Tab
from kehu_batch.ooxml.verify_links import links_differ
from kehu_batch.ooxml.verify_rows import PlainProof, PlainRow, ProofRow, ProofRows, as_row, column_number
from kehu_batch.package_limits import ChangeLimits

_MARKUP_EXTENSIONS = (".xml", ".rels")
_COLUMN = re.compile(rb"""<[^>]*?\sr\s*=\s*["']\$?([A-Za-z]+)""")
_SPANS = re.compile(rb"""\s+spans\s*=\s*(?:"[^"]*"|'[^']*')""")
_NO_COLUMNS: frozenset[int] = frozenset()
_BLANK = re.compile(rb"<[^<>]*/>|<[^<>]*>(?:\s|<(?![^<>]*?\bf[\s/>])[^<>]*>)*", re.DOTALL)


def verify_patch(
    source: Path | WorkbookBytes,
    target: Path,
    patch: WorkbookPatch,
    report: PatchReport,
    *,
    limits: ChangeLimits = DEFAULT_LIMITS,
) -> tuple[str, ...]:
    """Check that ``target`` is ``source`` with ``patch`` and nothing else.

    Members that the report does not name are equal byte for byte, and in their order. In patched sheets each
    original cell is there, byte for byte and in its order, save those of ``owned_columns`` and empty ones that
    gave way; all others are ours by their place; no row has a cell twice; links are the original ones, byte for
    byte, save those of ``owned_columns``, then those of the patch. Every part written is well-formed,
    every internal relationship leads to a part, every part has a content type.

    Returns:
        Names of members that were handed on with a checksum that was wrong already: nobody can say what they held.

    Raises:
        VerificationFailed: Something is not so; the message names the part.
    """
    try:
        with Book(source, source.name, limits) as before, Book(target, target.name, limits) as after:
            damaged = _check_members(before.package, after.package, report)
            sheets = _patched_sheets(before, after, patch, report)
            _check_written(after.package, report, but=[tab.part for _, tab in sheets])
            _check_links(before.package, after.package)
            _check_tabs(before, after, patch, report)
            wanted = {sheet.sheet.lower(): sheet for sheet in patch.sheets}
            for old, new in sheets:
                patched = wanted.get(old.name.lower(), SheetPatch(old.name))
                # Each is unpacked once, to be compared and proved well-formed in one go.
                rows = ProofRows(before, old.part), ProofRows(after, new.part, checked=True)
                _SheetCheck(old.name, patched, *rows).run()
                if links_differ(old.part, patched, *(each.frame for each in rows)):
                    raise _failed(f"工作表「{old.name}」的链接不符")
    except WorkbookRejected as error:
        raise _failed(error.message) from error
    return damaged


def _patched_sheets(
    before: Book, after: Book, patch: WorkbookPatch, report: PatchReport
) -> list[tuple[Tab, Tab]]:
    """Return the sheets whose rows were written anew, as they were and as they are."""
    tabs = {tab.name.lower(): tab for tab in after.tabs}
    removed = {name.lower() for name in patch.remove_sheets}
    return [
        (tab, tabs[tab.name.lower()])
        for tab in before.tabs
        if tab.kind is SheetKind.WORKSHEET
        and tab.part in report.members_changed
        and tab.name.lower() in tabs.keys() - removed
    ]


def _failed(what: str) -> VerificationFailed:
    return VerificationFailed(
        f"写出的工作簿未通过校验:{what}", action="原件未改动,请把原件和本提示发给维护人员"
    )


def _check_members(before: Package, after: Package, report: PatchReport) -> tuple[str, ...]:
    """Compare the members that were not written, and return the names of those whose checksum is wrong."""
    touched = {*report.members_changed, *report.members_removed}
    kept = [member for member in before.archive.members if member.name not in touched]
    written = {*report.members_changed, *report.members_added}
    found = [member for member in after.archive.members if member.name not in written]
    if [member.name for member in kept] != [member.name for member in found]:
        raise _failed("部件清单不符")
    for old, new in zip(kept, found, strict=True):
        same = (old.info.CRC, old.info.file_size, old.info.compress_size, old.info.compress_type) == (
            new.info.CRC,
            new.info.file_size,
            new.info.compress_size,
            new.info.compress_type,
        )
        pieces = zip(before.archive.stream_raw(old), after.archive.stream_raw(new), strict=True)
        if not same or any(a != b for a, b in pieces):
            raise _failed(f"部件 {old.name} 被改动")
    return tuple(member.name for member in found if not after.archive.is_sound(member))


def _check_written(after: Package, report: PatchReport, but: Sequence[str]) -> None:
    """Read every part that was written, ``but`` those that are read later."""
    for name in (*report.members_changed, *report.members_added):
        if not after.exists(name):
            raise _failed(f"缺少部件 {name}")
        if name in but:
            continue
        if name.lower().endswith(_MARKUP_EXTENSIONS):
            check_well_formed(after.stream(name), name)
        else:
            for _ in after.stream(name):
                pass


def _check_links(before: Package, after: Package) -> None:
    """Check relationships and content types; what was broken in the source may stay so."""
    broken = {
        (part, entry.target)
        for part in _parts_with_links(before)
        for entry in before.relationships(part).entries
        if entry.part and not before.exists(entry.part)
    }
    for part in _parts_with_links(after):
        for entry in after.relationships(part).entries:
            if entry.part and not after.exists(entry.part) and (part, entry.target) not in broken:
                raise _failed(f"部件 {part or '根'} 指向不存在的 {entry.target}")
    for member in after.archive.members:
        known = after.content_types.type_of(member.key)
        was = before.content_types.type_of(member.key) if before.exists(member.key) else None
        if member.key != content_types.NAME.lower() and (known is None or known != (was or known)):
            if known is None and was is None and before.exists(member.key):
                continue
            raise _failed(f"部件 {member.name} 的内容类型不符")


def _parts_with_links(package: Package) -> list[str]:
    """Return the parts of the workbook, the package itself first; strays that nothing leads to are none of it."""
    return ["", *sorted(package.reachable([""]))]


def _check_tabs(before: Book, after: Book, patch: WorkbookPatch, report: PatchReport) -> None:
    removed = {name.lower() for name in patch.remove_sheets}
    expected = [tab.name for tab in before.tabs if tab.name.lower() not in removed]
    expected += [sheet.final for sheet in report.donor_sheets]
    if [tab.name for tab in after.tabs] != expected:
        raise _failed("工作表清单不符")
    if len({tab.name.lower() for tab in after.tabs}) < len({name.lower() for name in expected}):
        raise _failed("工作表重名")


def _attributes(tag: bytes) -> bytes:
    """Return a row's start tag without the hint how far the row reaches, which the patch leaves out, and its end."""
    return _SPANS.sub(b"", tag).rstrip(b"/> \t\r\n").lstrip()


class _SheetCheck:
    """Compares the cells of one sheet before and after."""

    def __init__(self, sheet: str, patch: SheetPatch, before: ProofRows, after: ProofRows) -> None:
        self._sheet = sheet
        self._before = before
        self._after = after
        name = re.escape(after.prefix) + b"c"
        self._cell = re.compile(
            b"<" + name + rb"""(?=[\s/>])(?:[^<>"']|"[^"]*"|'[^']*')*?(?:/>|>.*?</""" + name + rb"\s*>)",
            re.DOTALL,
        )
        self._cell_mark = b"<" + after.prefix + b"c "
        self._cell_start = re.compile(b"<" + name + rb'(?: r="([A-Z]+)\d+")?(?=[\s/>])')
        self._ours: dict[int, set[int]] = {}
        for block in patch.blocks:
            columns = {column.index for column in block.columns}
            for row in (block.header_row, *block.rows):
                known = self._ours.get(row)
                self._ours[row] = columns if known is None else known | columns
        self._owned: dict[tuple[int, int], set[int]] = {}
        for owned in patch.owned_columns:
            self._owned.setdefault((owned.first_row, owned.last_row), set()).add(owned.column)

    def run(self) -> None:
        """Compare.

        Raises:
            VerificationFailed: At the first difference.
        """
        old_rows = iter(self._before)
        plain = PlainProof(self._after.prefix)
        following = next(old_rows, None)
        for found in self._after:
            if isinstance(found, re.Match) and isinstance(following, re.Match) and not self._owned:
                ours = self._ours.get(int(found[1]), _NO_COLUMNS)
                if plain.holds(following, found, ours):
                    following = next(old_rows, None)
                    continue
            following = self._compare_other(following, as_row(found), old_rows)
        while following is not None:
            if not self._may_vanish(as_row(following)):
                raise self._lost(as_row(following).number)
            following = next(old_rows, None)

    def _compare_other(
        self, following: ProofRow | PlainRow | None, new: ProofRow, old_rows: Iterator[ProofRow | PlainRow]
    ) -> ProofRow | PlainRow | None:
        """Compare a row of the result with its original, cell by cell where need be, and return the one behind that."""
        waiting = None if following is None else as_row(following)
        while waiting is not None and waiting.number != new.number and self._may_vanish(waiting):
            following = next(old_rows, None)
            waiting = None if following is None else as_row(following)
        if waiting is None or waiting.number != new.number:
            self._compare(ProofRow(new.number, b"", b""), new)
            return following
        if waiting.tag != new.tag and _attributes(waiting.tag) != _attributes(new.tag):
            raise self._lost(new.number)
        self._compare(waiting, new)
        return next(old_rows, None)

    def _lost(self, row: int) -> VerificationFailed:
        return _failed(f"工作表「{self._sheet}」第 {row} 行的原有单元格有变化")

    def _owned_in(self, row: int) -> set[int]:
        found: set[int] = set()
        for (first, last), columns in self._owned.items():
            if first <= row <= last:
                found |= columns
        return found

    def _may_vanish(self, row: ProofRow) -> bool:
        """Return whether a row holds nothing but cells of an earlier run."""
        owned = self._owned_in(row.number)
        return bool(owned) and all(column in owned for column, _ in self._cells(row, 0))

    def _compare(self, old: ProofRow, new: ProofRow) -> None:
        ours = self._ours.get(new.number, _NO_COLUMNS)
        owned = self._owned_in(new.number) if self._owned else _NO_COLUMNS
        if not ours and not owned:
            if old.data != new.data:
                raise self._lost(new.number)
            return
        same, last = self._same_start(old, new, owned)
        if same and self._only_ours(old, new, same, last, owned, ours):
            return
        before = self._cells(old, same)
        found = self._cells(new, same)
        columns = [column for column, _ in found]
        if len(set(columns)) < len(columns) or any(column <= last for column in columns):
            raise _failed(f"工作表「{self._sheet}」第 {new.number} 行有重复或次序颠倒的单元格")
        there = dict(found)
        for column, cell in before:
            gave_way = column in owned or (column in ours and _BLANK.fullmatch(cell) is not None)
            if there.get(column) != cell and not gave_way:
                raise self._lost(new.number)
        original = [column for column, cell in before if there.get(column) == cell]
        stayed = set(original)
        if [column for column in columns if column in stayed] != original:
            raise self._lost(new.number)
        if any(column not in stayed and column not in ours for column in columns):
            raise _failed(f"工作表「{self._sheet}」第 {new.number} 行多出单元格")

    def _same_start(self, old: ProofRow, new: ProofRow, owned: AbstractSet[int]) -> tuple[int, int]:
        """Return how many bytes two rows share that hold only original cells, and the last column among these.

        Nearly all cells of a sheet are passed over here at once, as equal bytes.
        """
        same = len(old.data)
        if owned:
            same = old.shadow.find(
                b'<%bc r="%b%d"' % (self._after.prefix, column_letter(min(owned)).encode(), new.number)
            )
        if same <= 0 or not new.data.startswith(old.data if same == len(old.data) else old.data[:same]):
            return 0, -1
        start = old.shadow.rfind(self._cell_mark, 0, same)
        reference = _COLUMN.match(old.shadow, start) if start >= 0 else None
        if reference is None:
            return 0, -1
        return same, column_number(reference[1])

    def _only_ours(
        self,
        old: ProofRow,
        new: ProofRow,
        start: int,
        last: int,
        owned: AbstractSet[int],
        ours: AbstractSet[int],
    ) -> bool:
        """Return whether all that follows is of an earlier run before, and ours in ascending order now."""
        before = self._columns_from(old, start) if start < len(old.shadow) else []
        after = self._columns_from(new, start)
        if before is None or after is None:
            return False
        ascending = after == sorted(set(after)) and (not after or last < after[0])
        return ascending and owned >= set(before) and ours >= set(after)

    def _columns_from(self, row: ProofRow, start: int) -> list[int] | None:
        """Return the columns of a row's cells from an offset on; ``None`` where one does not say it first."""
        letters = self._cell_start.findall(row.shadow, start)
        return [column_number(found) for found in letters] if all(letters) else None

    def _cells(self, row: ProofRow, start: int) -> list[tuple[int, bytes]]:
        """Return the cells of a row from an offset on, each with its column."""
        cells: list[tuple[int, bytes]] = []
        column = -1
        for match in self._cell.finditer(row.shadow, start):
            stated = _COLUMN.match(match[0])
            column = column_number(stated[1]) if stated else column + 1
            cells.append((column, row.data[match.start() : match.end()]))
        return cells
