"""What the reader does not tell of an Office Open XML package: parts, date system, number formats."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import closing
from functools import partial
from html import escape
from urllib.parse import unquote

from kehu_batch.cells import cell_ref
from kehu_batch.ooxml.errors import MalformedPart
from kehu_batch.ooxml.opc.archive_writer import ArchiveWriter, pack
from kehu_batch.ooxml.opc.encoding import Encoding, to_utf8
from kehu_batch.ooxml.opc.names import part_key, relationships_name, resolve_target
from kehu_batch.ooxml.opc.zip_members import Member
from kehu_batch.records import dataclass
from kehu_batch.source import refusals
from kehu_batch.source.package.input_package import InputPackage
from kehu_batch.source.package.markup import Attributes, visit_elements
from kehu_batch.source.package.relations import (
    Relation,
    Relations,
    find_workbook_part,
    part_of_kind,
    read_relations,
)
from kehu_batch.source.xlsx.cell_formats import CellFormats
from kehu_batch.source.xlsx.run_marks import mark_runs
from kehu_batch.source.xlsx.sheet_facts import LOOSE_VALUE, VALUE_BY_NUMBER
from kehu_batch.source.xlsx.styles import read_cell_formats

#: Kinds of sheets that the reader knows; those of a chart or a dialog it passes over.
_READABLE_SHEETS = frozenset({"worksheet", "chartsheet", "dialogsheet"})
_LISTED_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*\bid=([\"'])([^\"'>]*)\1[^>]*/>")
#: The name of the encoding in a part's first line, and a target with percent signs or dots.
_DECLARED = re.compile(rb"""(\A<\?xml[^>]*?\sencoding\s*=\s*["'])[^"']*(["'])""")
_ODD_TARGET = re.compile(rb"""(\bTarget\s*=\s*["'])(?!\.\./customXml/)([^"']*(?:%|\./|\\)[^"']*)""")
_TARGET = re.compile(rb"""(\bTarget\s*=\s*["'])([^"']*)""")
#: Where the reader looks for the workbook, whatever the package says (``xl/workbook2.xml`` of books edited online).
_WORKBOOK = "xl/workbook.xml"
#: What stands in a sheet's markup beside elements and texts; the reader takes a value for ended there.
_ASIDE = re.compile(rb"<!--.*?-->|<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_BY_NUMBER = re.compile(rb"&#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}));")
#: So much of a part tells its encoding.
_HEAD = 512
#: Compressions that every reader knows: none, and deflate.
_WELL_KNOWN = {0, 8}
_NOWHERE = Relation("", None)


@dataclass(frozen=True, slots=True)
class PackageSheet:
    """One sheet as the workbook part lists it.

    Args:
        name: Sheet name.
        part: Member that holds it; ``None`` where the relationship is missing.
        worksheet: Whether it holds cells, and not a chart or a dialog.
    """

    name: str
    part: Member | None
    worksheet: bool


@dataclass(frozen=True, slots=True)
class XlsxPackage:
    """The parts of a package that matter beside the cells.

    Args:
        workbook_part: Member of the workbook.
        sheets: In the order of the tabs.
        date1904: Whether serial dates count from 1904.
        formats: Number formats of the cells.
        unreadable: Relationship ids of listed sheets that the reader cannot take: without a part, and macro sheets.
        strings_part: Member of the texts that cells share; ``None`` where there is none.
        respelled: Whether a relationship of the workbook spells a part with percent signs or dots, which the reader
            would look for as they stand.
        moved: Whether the workbook is not where the reader looks for it, or is not plainly named there.
    """

    workbook_part: Member
    sheets: tuple[PackageSheet, ...]
    date1904: bool
    formats: CellFormats
    unreadable: frozenset[str]
    strings_part: Member | None
    respelled: bool
    moved: bool


def read_package(package: InputPackage) -> XlsxPackage:
    """Read the workbook part, its relationships and its number formats.

    Raises:
        InputRejected: ``damaged``: a part is missing or no XML; ``not_a_spreadsheet``: it declares entities.
    """
    workbook = find_workbook_part(package)
    entries: list[Attributes] = []
    flags: list[str] = []

    def visit(tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            entries.append(attributes)
        elif tag == "workbookPr":
            flags.append(attributes.get("date1904", ""))

    visit_elements(package, workbook, visit)
    relations = read_relations(package, workbook.name)
    sheets = tuple(_sheet(entry, relations) for entry in entries)
    return XlsxPackage(
        workbook_part=workbook,
        sheets=sheets,
        date1904=any(flag in {"1", "true"} for flag in flags),
        formats=read_cell_formats(package, part_of_kind(relations, "styles")),
        unreadable=frozenset(
            entry.get("id", "") for entry in entries if _kind(entry, relations) not in _READABLE_SHEETS
        ),
        strings_part=part_of_kind(relations, "sharedStrings"),
        respelled=_spells_oddly(package, workbook.name),
        moved=workbook.key != _WORKBOOK or _spells_oddly(package, ""),
    )


def readable_copy(
    data: bytes,
    package: InputPackage,
    known: XlsxPackage,
    far: Mapping[str, Collection[tuple[int, int]]],
    rich: Collection[str] = (),
    aside: Collection[str] = (),
) -> bytes:
    """Return the package as the reader can take it: itself, or a copy.

    The copy has its members under plain names (some programs write backslashes or percent signs in them, or entries
    for folders, or have the workbook elsewhere), its parts in UTF-8, and lists only sheets that the reader knows,
    which are without their stray cells far away, comments of markup, and white space round values. What is struck out
    in a text is marked.

    Args:
        data: The package as it came.
        package: The same, open.
        known: What is known of it.
        far: Stray cells by the keys of their members.
        rich: Keys of members with texts that are struck out or raised in part.
        aside: Keys of members with comments or literal sections in their markup, or white space round values.
    """
    other = frozenset(member.key for member in package.members if not _in_utf8(package, member))
    if package.plainly_named and not (
        known.unreadable or known.respelled or known.moved or other or rich or aside or any(far.values())
    ):
        return data
    out = io.BytesIO()
    writer = ArchiveWriter(out)
    for member in package.members:
        name = _plain_name(member, known)
        if name is None:
            continue
        content = b"".join(package.chunks(member))
        changed = _as_utf8(content, member.name) if member.key in other else content
        changed = _plain_structure(changed, member, known)
        if member.key in aside:
            changed = VALUE_BY_NUMBER.sub(_spelled_out, _ASIDE.sub(_as_text, changed))
            changed = LOOSE_VALUE.sub(_as_value, changed)
        if member.key in rich:
            changed = mark_runs(changed)
        if cells := far.get(member.key):
            changed = _without_cells(changed, cells)
        if changed is content and member.info.compress_type in _WELL_KNOWN:
            writer.copy(member, package.packed(member), name)
            continue
        with closing(pack(changed)) as stream:
            writer.add(name.encode(), stream, utf8=not name.isascii())
    writer.finish()
    return out.getvalue()


def _plain_name(member: Member, known: XlsxPackage) -> str | None:
    """Return a member's name in the copy; ``None`` for one that stands where the workbook is to stand."""
    if known.moved:
        workbook = known.workbook_part.name
        moved = {
            part_key(workbook): _WORKBOOK,
            part_key(relationships_name(workbook)): relationships_name(_WORKBOOK),
        }
        if member.key in moved:
            return moved[member.key]
        if member.key in moved.values():
            return None
    return (unquote(member.name) if known.respelled or known.moved else member.name).lstrip("/")


def _plain_structure(content: bytes, member: Member, known: XlsxPackage) -> bytes:
    """Return the workbook's part, its relationships or the package's as the reader knows them; others as they are."""
    workbook = known.workbook_part
    if member.key == workbook.key:
        return _listed_only(content, known)
    if member.key == part_key(relationships_name(workbook.name)) and (known.respelled or known.moved):
        targets = _TARGET if known.moved else _ODD_TARGET
        return targets.sub(partial(_plain_target, workbook.name), content)
    if member.key == relationships_name("") and known.moved:
        return _TARGET.sub(partial(_target_of_workbook, workbook.key), content)
    return content


def _target_of_workbook(workbook: str, target: re.Match[bytes]) -> bytes:
    leads = part_key(resolve_target("", target[2].decode("utf-8", "replace")))
    return target[1] + _WORKBOOK.encode() if leads == workbook else target[0]


def _as_text(aside: re.Match[bytes]) -> bytes:
    """Return a literal section as a text like any other, and nothing for a comment."""
    return escape(aside[1].decode("utf-8", "replace"), quote=False).encode() if aside[1] else b""


def _as_value(value: re.Match[bytes]) -> bytes:
    """Return a value without the white space round it; the reader would take the file for damaged."""
    return value[1] + (value[3] or value[4] or b"")


def _spelled_out(value: re.Match[bytes]) -> bytes:
    """Return a value with the characters themselves for their numbers, but for those that are markup."""
    return value[1] + _BY_NUMBER.sub(_character, value[2])


def _character(number: re.Match[bytes]) -> bytes:
    code = int(number[1], 16) if number[1] else int(number[2])
    plain = 0x20 <= code < 0x7F and chr(code) not in "<>&\"'"
    return bytes([code]) if plain else number[0]


def _spells_oddly(package: InputPackage, workbook: str) -> bool:
    member = package.find(relationships_name(workbook))
    return member is not None and _ODD_TARGET.search(package.read(member)) is not None


def _plain_target(workbook: str, target: re.Match[bytes]) -> bytes:
    """Return a relationship's target as the name of its part; one outside the package as it is."""
    name = resolve_target(workbook, target[2].decode("utf-8", "replace"))
    return (
        target[0] if b"://" in target[2] or set(name) & set("<>&\"'#") else target[1] + b"/" + name.encode()
    )


def _in_utf8(package: InputPackage, member: Member) -> bool:
    """Whether a part of markup is in UTF-8, which alone the reader knows."""
    if not member.key.endswith((".xml", ".rels")):
        return True
    try:
        return Encoding(package.head(member, _HEAD), member.name).is_utf8
    except MalformedPart as error:
        raise refusals.damaged(package.file, "文字编码无法识别") from error


def _as_utf8(content: bytes, part: str) -> bytes:
    return _DECLARED.sub(rb"\1UTF-8\2", to_utf8(content, part), count=1)


def _without_cells(content: bytes, cells: Iterable[tuple[int, int]]) -> bytes:
    """Return a sheet's part without some cells."""
    refs = b"|".join(cell_ref(row, column).encode() for row, column in cells)
    cell = rb"<((?:[A-Za-z_][\w.-]*:)?c)\b[^>]*?\br=[\"'](?:" + refs + rb")[\"'][^>]*(?:/>|>.*?</\1>)"
    return re.sub(cell, b"", content, flags=re.DOTALL)


def _listed_only(content: bytes, known: XlsxPackage) -> bytes:
    return _LISTED_SHEET.sub(
        lambda entry: b"" if entry[2].decode("utf-8", "replace") in known.unreadable else entry[0], content
    )


def _kind(entry: Attributes, relations: Relations) -> str:
    """Return the kind of a listed sheet's part; empty where there is no part."""
    found = relations.get(entry.get("id", ""), _NOWHERE)
    return found.kind if found.part else ""


def _sheet(entry: Attributes, relations: Relations) -> PackageSheet:
    found = relations.get(entry.get("id", ""), _NOWHERE)
    return PackageSheet(entry.get("name", ""), found.part, found.kind == "worksheet")
