"""What the reader does not tell of an Office Open XML package: parts, bounds, date system, number formats."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from xml.parsers import expat

from kehu_batch.cells import cell_ref
from kehu_batch.model.limits import ReadLimits
from kehu_batch.ooxml.opc.limits import Limits, find_excess
from kehu_batch.ooxml.opc.parsers import make_parser
from kehu_batch.source import refusals
from kehu_batch.source.xlsx.cell_formats import CellFormats, make_cell_formats
from kehu_batch.xml_feeding import feed_whole

_CHUNK = 1 << 20
#: Small parts (workbook, relationships, styles) are read whole up to this size.
_SMALL_PART_BYTES = 64 << 20

#: Kinds of sheets that the reader knows; those of a chart or a dialog it passes over.
_READABLE_SHEETS = frozenset({"worksheet", "chartsheet", "dialogsheet"})
_LISTED_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*\bid=([\"'])([^\"'>]*)\1[^>]*/>")

Attributes = dict[str, str]


@dataclass(frozen=True, slots=True)
class PackageSheet:
    """One sheet as the workbook part lists it.

    Args:
        name: Sheet name.
        part: Member that holds it; empty where the relationship is missing.
        worksheet: Whether it holds cells, and not a chart or a dialog.
    """

    name: str
    part: str
    worksheet: bool


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a package that matter beside the cells.

    Args:
        workbook_part: Member of the workbook.
        sheets: In the order of the tabs.
        date1904: Whether serial dates count from 1904.
        formats: Number formats of the cells.
        unreadable: Relationship ids of listed sheets that the reader cannot take: without a part, and macro sheets.
        strings_part: Member of the texts that cells share; empty where there is none.
    """

    workbook_part: str
    sheets: tuple[PackageSheet, ...]
    date1904: bool
    formats: CellFormats
    unreadable: frozenset[str]
    strings_part: str


def check_bounds(archive: zipfile.ZipFile, file: str, limits: ReadLimits) -> None:
    """Refuse a package that unpacks to too much, going by sizes stated and, where they can lie, by unpacking.

    Raises:
        InputRejected: ``too_large``, or ``damaged`` where a member does not unpack.
    """
    bounds = Limits(
        members=limits.members,
        total_bytes=limits.unpacked_bytes,
        ratio=limits.ratio,
        ratio_floor=limits.ratio_floor_bytes,
    )
    excess = find_excess(archive.infolist(), bounds)
    if excess is None:
        return
    told = {
        "members": f"包内有 {excess.count:,} 个部件，上限 {limits.members:,}",
        "ratio": f"部件 {excess.member} 的压缩比为 {excess.count}，上限 {limits.ratio}",
        "bytes": f"解压后有 {excess.count >> 20:,} MB，上限 {limits.unpacked_bytes >> 20:,} MB",
    }
    raise refusals.too_large(file, told[excess.what])


def read_package(archive: zipfile.ZipFile, file: str, limits: ReadLimits) -> Package:
    """Read the workbook part, its relationships and its number formats.

    Raises:
        InputRejected: ``damaged``: a part is missing or no XML; ``not_a_spreadsheet``: it declares entities.
    """
    workbook = find_workbook_part(archive, file, limits)
    entries: list[Attributes] = []
    flags: list[str] = []

    def visit(tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            entries.append(attributes)
        elif tag == "workbookPr":
            flags.append(attributes.get("date1904", ""))

    parse_markup(read_part(archive, workbook, file), visit, file, limits.nesting)
    relations = read_relations(archive, workbook, file, limits)
    sheets = tuple(_sheet(entry, relations) for entry in entries)
    return Package(
        workbook_part=workbook,
        sheets=sheets,
        date1904=any(flag in {"1", "true"} for flag in flags),
        formats=_cell_formats(archive, relations, file, limits),
        unreadable=frozenset(
            entry.get("id", "") for entry in entries if _kind(entry, relations) not in _READABLE_SHEETS
        ),
        strings_part=part_of_kind(relations, "sharedStrings"),
    )


def readable_copy(
    data: bytes, package: Package, far: Mapping[str, Collection[tuple[int, int]]], file: str
) -> bytes:
    """Return the package as the reader can take it: itself, or a copy.

    The copy has its members under plain names (some programs write backslashes in them, or entries for folders) and
    lists only sheets that the reader knows, which are without their stray cells far away.

    Args:
        data: The package.
        package: What is known of it.
        far: Stray cells by member.
        file: File name, for messages.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if not (package.unreadable or any(far.values())) and all(
            member.filename == _plain(member.filename) for member in members
        ):
            return data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
            for member in members:
                if not _plain(member.filename):
                    continue
                content = _listed_only(archive, member.filename, package, file)
                if cells := far.get(member.filename):
                    content = _without_cells(content, cells)
                copy.writestr(_plain(member.filename), content)
    return out.getvalue()


def _plain(name: str) -> str:
    """Return a member's name with slashes and without a leading one; empty for a folder."""
    plain = name.replace("\\", "/").lstrip("/")
    return "" if plain.endswith("/") else plain


def _without_cells(content: bytes, cells: Collection[tuple[int, int]]) -> bytes:
    """Return a sheet's part without some cells."""
    refs = b"|".join(cell_ref(row, column).encode() for row, column in cells)
    cell = rb"<((?:[A-Za-z_][\w.-]*:)?c)\b[^>]*?\br=[\"'](?:" + refs + rb")[\"'][^>]*(?:/>|>.*?</\1>)"
    return re.sub(cell, b"", content, flags=re.DOTALL)


def _listed_only(archive: zipfile.ZipFile, member: str, package: Package, file: str) -> bytes:
    content = read_part(archive, member, file, whole=True)
    if member != package.workbook_part:
        return content
    return _LISTED_SHEET.sub(
        lambda entry: b"" if entry[2].decode("utf-8", "replace") in package.unreadable else entry[0], content
    )


def _kind(entry: Attributes, relations: dict[str, tuple[str, str]]) -> str:
    """Return the kind of a listed sheet's part; empty where there is no part."""
    kind, part = relations.get(entry.get("id", ""), ("", ""))
    return kind if part else ""


def _sheet(entry: Attributes, relations: dict[str, tuple[str, str]]) -> PackageSheet:
    kind, part = relations.get(entry.get("id", ""), ("", ""))
    return PackageSheet(entry.get("name", ""), part, kind == "worksheet")


def part_of_kind(relations: dict[str, tuple[str, str]], wanted: str) -> str:
    """Return the first member of a kind among relations, empty where there is none."""
    return next((part for kind, part in relations.values() if kind == wanted), "")


def find_workbook_part(archive: zipfile.ZipFile, file: str, limits: ReadLimits) -> str:
    """Return the member of the workbook, as the package tells it.

    Raises:
        InputRejected: ``damaged``: there is none.
    """
    if part := part_of_kind(read_relations(archive, "", file, limits), "officeDocument"):
        return part
    raise refusals.damaged(file, "缺少工作簿部件")


def read_relations(
    archive: zipfile.ZipFile, part: str, file: str, limits: ReadLimits
) -> dict[str, tuple[str, str]]:
    """Return ``id → (last word of the type, member name)`` of a part; of the package for an empty name.

    A member that does not exist is an empty name.

    Raises:
        InputRejected: ``damaged``, ``not_a_spreadsheet`` or ``too_large``, as for any part.
    """
    folder, name = posixpath.split(_plain(part))
    found: dict[str, tuple[str, str]] = {}

    def visit(tag: str, attributes: Attributes) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "").replace("\\", "/")
            path = (
                target.lstrip("/")
                if target.startswith("/")
                else posixpath.normpath(posixpath.join(folder, target))
            )
            kind = attributes.get("Type", "").rsplit("/", 1)[-1]
            found[attributes.get("Id", "")] = (kind, find_member(archive, path))

    rels = find_member(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    if not rels:
        if part:
            return {}
        raise refusals.damaged(file, "缺少关系部件")
    parse_markup(read_part(archive, rels, file), visit, file, limits.nesting)
    return found


def find_member(archive: zipfile.ZipFile, path: str) -> str:
    """Return the member of that name, whatever its case and slashes; empty where there is none."""
    wanted = path.lower()
    return next(
        (name for name in archive.namelist() if name.replace("\\", "/").lstrip("/").lower() == wanted), ""
    )


def _cell_formats(
    archive: zipfile.ZipFile, relations: dict[str, tuple[str, str]], file: str, limits: ReadLimits
) -> CellFormats:
    part = part_of_kind(relations, "styles")
    if not part:
        return CellFormats()
    content = read_part(archive, part, file)
    codes: dict[str, str] = {}
    cell_formats: list[str] = []
    inside = [False]

    def visit(tag: str, attributes: Attributes) -> None:
        if tag == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag in {"cellXfs", "cellStyleXfs", "cellStyles"}:
            inside[0] = tag == "cellXfs"
        elif tag == "xf" and inside[0]:
            cell_formats.append(attributes.get("numFmtId", ""))

    parse_markup(content, visit, file, limits.nesting)
    return make_cell_formats(codes, cell_formats)


def read_part(archive: zipfile.ZipFile, name: str, file: str, *, whole: bool = False) -> bytes:
    """Return what a member holds, up to the size of a small part unless the ``whole`` is wanted.

    Raises:
        InputRejected: ``damaged``: it does not unpack; ``too_large``.
    """
    try:
        with archive.open(name) as stream:
            content = stream.read() if whole else stream.read(_SMALL_PART_BYTES + 1)
    except refusals.BROKEN_ARCHIVE as error:
        raise refusals.damaged(file, f"部件 {name} 无法解压") from error
    if not whole and len(content) > _SMALL_PART_BYTES:
        raise refusals.too_large(file, f"部件 {name} 超过 {_SMALL_PART_BYTES >> 20} MB")
    return content


def parse_markup(content: bytes, visit: Callable[[str, Attributes], None], file: str, nesting: int) -> None:
    """Call ``visit`` with the local name and attributes of each element.

    Args:
        content: A small part, whole.
        visit: What is called.
        file: File name, for messages.
        nesting: How deep elements may lie in one another.

    Raises:
        InputRejected: ``not_a_spreadsheet``: it declares entities; ``too_large``: it is too deep; ``damaged``.
    """
    depth = 0

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > nesting:
            raise refusals.too_deep(file, nesting)
        visit(tag.rsplit(":", 1)[-1], {key.rsplit(":", 1)[-1]: value for key, value in attributes.items()})

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser = make_parser(partial(refusals.declares_entities, file))
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        feed_whole(parser, content)
    except (expat.ExpatError, LookupError, ValueError) as error:
        # The latter two for encodings that are none, or that the parser has not got, and for a tag without an end.
        raise refusals.damaged(file, "XML 不完整") from error
