"""A linter for what the Open XML SDK's validator does not look at: cells, columns, notes, links and names.

It is written apart from the package it judges, with ``zipfile`` and ``ElementTree`` only.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

Element = ET.Element

WORKSHEET_ORDER = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
]


def local(element: Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def column_number(ref: str) -> int:
    """Return the 1-based column of a cell's reference."""
    number = 0
    for letter in re.sub(r"[^A-Z]", "", ref.upper()):
        number = number * 26 + ord(letter) - 64
    return number


class Linter:
    """Looks through one workbook. ``findings`` are texts that name no offsets, so that two files can be compared."""

    def __init__(self, path: Path) -> None:
        self.findings: set[str] = set()
        with zipfile.ZipFile(path) as archive:
            names = [info.filename.replace("\\", "/") for info in archive.infolist()]
            self.files = {
                name.lower(): archive.read(info) for name, info in zip(names, archive.infolist(), strict=True)
            }
        self._say_twice("member", names)
        self._check_types()
        self._check_links()
        self.workbook = self._target("", "officeDocument")
        self.styles = self._styles()
        self.strings = self._count(self._target(self.workbook, "sharedStrings"), "si")
        self._check_workbook()
        self._shapes: Counter[str] = Counter()
        for name, kind in self._parts():
            if kind.endswith("worksheet+xml"):
                self._check_sheet(name)
            elif kind.endswith(".table+xml"):
                self._check_table(name)
        self._say_twice("shape id", list(self._shapes.elements()))

    def say(self, what: str) -> None:
        self.findings.add(what)

    def _say_twice(self, what: str, things: list[str]) -> None:
        for thing, count in Counter(thing.lower() for thing in things).items():
            if count > 1:
                self.say(f"{what} twice: {thing}")

    def _tree(self, name: str) -> Element | None:
        data = self.files.get(name.lower())
        try:
            return None if data is None else ET.fromstring(data)  # noqa: S314 - of the tests' own making
        except ET.ParseError:
            self.say(f"not well-formed: {name.lower()}")
            return None

    def _count(self, name: str, child: str) -> int:
        root = self._tree(name)
        return 0 if root is None else sum(1 for node in root if local(node) == child)

    def _parts(self) -> Iterator[tuple[str, str]]:
        for name in self.files:
            yield name, self.types.get("/" + name) or self.defaults.get(name.rpartition(".")[2], "")

    def _check_types(self) -> None:
        root = self._tree("[content_types].xml")
        assert root is not None
        overrides = [node for node in root if local(node) == "Override"]
        self._say_twice("override", [node.get("PartName", "") for node in overrides])
        self.types = {node.get("PartName", "").lower(): node.get("ContentType", "") for node in overrides}
        self.defaults = {
            node.get("Extension", "").lower(): node.get("ContentType", "")
            for node in root
            if local(node) == "Default"
        }
        for name, kind in self._parts():
            if not kind and name != "[content_types].xml":
                self.say(f"no content type: {name}")
        for name in self.types:
            if name.lstrip("/") not in self.files:
                self.say(f"content type for a missing part: {name}")

    def links(self, part: str) -> dict[str, tuple[str, str]]:
        """Return a part's internal relationships: id to kind and lower-case target."""
        folder, base = posixpath.split(part)
        root = self._tree(posixpath.join(folder, "_rels", base + ".rels"))
        found: dict[str, tuple[str, str]] = {}
        for node in root if root is not None else []:
            if node.get("TargetMode") != "External":
                target = node.get("Target", "").replace("\\", "/")
                where = posixpath.normpath(posixpath.join("/" + folder, target.partition("#")[0])).lstrip("/")
                found[node.get("Id", "")] = (node.get("Type", "").rpartition("/")[2], where.lower())
        return found

    def _target(self, part: str, kind: str) -> str:
        return next((target for found, target in self.links(part).values() if found == kind), "")

    def _check_links(self) -> None:
        for name in self.files:
            folder, _, base = (
                name.rpartition("/_rels/") if "/_rels/" in name else ("", "", name.removeprefix("_rels/"))
            )
            if not name.endswith(".rels"):
                continue
            root = self._tree(name)
            if root is None:
                continue
            self._say_twice(f"relationship in {name}", [node.get("Id", "") for node in root])
            part = posixpath.join(folder, base.removesuffix(".rels"))
            if part and part not in self.files:
                self.say(f"relationships of a missing part: {part}")
            for kind, target in self.links(part).values():
                if target and target not in self.files:
                    self.say(f"{part}: {kind} leads to a missing part")

    def _styles(self) -> dict[str, int]:
        root = self._tree(self._target(self.workbook, "styles"))
        counts: dict[str, int] = {}
        for node in root if root is not None else []:
            counts[local(node)] = len(node)
            if node.get("count") not in {None, str(len(node))}:
                self.say(f"styles: count of {local(node)}")
        formats = [node for node in root if local(node) == "cellXfs"] if root is not None else []
        for xf in formats[0] if formats else []:
            for attribute, section in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
                if int(xf.get(attribute, "0")) >= counts.get(section, 0):
                    self.say(f"styles: {attribute} out of range")
        return counts

    def _check_workbook(self) -> None:
        root = self._tree(self.workbook)
        assert root is not None
        sheets = [node for node in root.iter() if local(node) == "sheet"]
        self._say_twice("sheet", [node.get("name", "") for node in sheets])
        self._say_twice("sheet id", [node.get("sheetId", "") for node in sheets])
        names = [node for node in root.iter() if local(node) == "definedName"]
        self._say_twice("name", [f"{node.get('name')}@{node.get('localSheetId')}" for node in names])
        for node in names:
            if int(node.get("localSheetId", "0")) >= len(sheets):
                self.say("name of a missing sheet")
        links = self.links(self.workbook)
        for sheet in sheets:
            identifier = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
            if identifier and identifier not in links:
                self.say(f"sheet without part: {sheet.get('name')}")

    def _check_sheet(self, name: str) -> None:
        root = self._tree(name)
        if root is None:
            return
        places = [WORKSHEET_ORDER.index(local(node)) for node in root if local(node) in WORKSHEET_ORDER]
        if places != sorted(places):
            self.say(f"{name}: children out of order")
        self._check_cells(name, root)
        self._check_columns(name, root)
        for rule in (node for node in root.iter() if local(node) == "cfRule"):
            if int(rule.get("dxfId", "-1")) >= self.styles.get("dxfs", 0):
                self.say(f"{name}: dxfId out of range")
        for node in root.iter():
            for key, value in node.attrib.items():
                if (
                    key.endswith("relationships}id")
                    and value not in self.links(name)
                    and local(node) != "hyperlink"
                ):
                    self.say(f"{name}: {local(node)} without relationship")
        self._check_notes(name)

    def _check_cells(self, name: str, root: Element) -> None:
        last_row = 0
        for row in (node for node in root.iter() if local(node) == "row"):
            number = int(row.get("r", last_row + 1))
            if number <= last_row:
                self.say(f"{name}: rows out of order")
            last_row = number
            last_column = 0
            for cell in (node for node in row if local(node) == "c"):
                ref = cell.get("r", "")
                column = column_number(ref) if ref else last_column + 1
                if column <= last_column:
                    self.say(f"{name}: cells twice or out of order")
                if ref and int(re.sub(r"\D", "", ref)) != number:
                    self.say(f"{name}: a cell in another row")
                last_column = column
                self._check_cell(name, cell)

    def _check_cell(self, name: str, cell: Element) -> None:
        if int(cell.get("s") or 0) >= max(1, self.styles.get("cellXfs", 0)):
            self.say(f"{name}: style out of range")
        value = next((node.text or "" for node in cell if local(node) == "v"), "")
        if cell.get("t") == "s" and value and int(value) >= self.strings:
            self.say(f"{name}: string out of range")

    def _check_columns(self, name: str, root: Element) -> None:
        last = 0
        for column in (node for node in root.iter() if local(node) == "col"):
            first, end = int(column.get("min", "0")), int(column.get("max", "0"))
            if first <= last or end < first:
                self.say(f"{name}: columns overlap")
            last = end

    def _check_notes(self, name: str) -> None:
        links = self.links(name).values()
        drawn: Counter[str] = Counter()
        for _, part in (link for link in links if link[0] == "vmlDrawing"):
            text = self.files.get(part, b"").decode("utf-8", "replace")
            if not re.search(r"</(?:\w+:)?xml\s*>\s*\Z", text):
                self.say(f"{name}: drawing cut short")
            self._shapes.update(
                f"{part} {found}" for found in re.findall(r"<v:shape\s[^>]*?\bid=\"([^\"]+)\"", text)
            )
            for data in re.findall(
                r"<[\w:]*ClientData[^>]*ObjectType=\"Note\".*?</[\w:]*ClientData>", text, re.DOTALL
            ):
                row, column = (re.search(r"Row>\s*(\d+)", data), re.search(r"Column>\s*(\d+)", data))
                if row and column:
                    drawn[f"{row[1]},{column[1]}"] += 1
        for _, part in (link for link in links if link[0] == "comments"):
            root = self._tree(part)
            if root is None:
                continue
            comments = [node for node in root.iter() if local(node) == "comment"]
            authors = sum(1 for node in root.iter() if local(node) == "author")
            self._say_twice(f"{name}: note", [node.get("ref", "") for node in comments])
            if any(int(node.get("authorId", "0")) >= authors for node in comments):
                self.say(f"{name}: author out of range")
            for node in comments:
                ref = node.get("ref", "A1")
                place = f"{int(re.sub(r'[^0-9]', '', ref)) - 1},{column_number(ref) - 1}"
                if drawn[place] != 1:
                    self.say(f"{name}: {drawn[place]} boxes for a note")

    def _check_table(self, name: str) -> None:
        root = self._tree(name)
        if root is None:
            return
        columns = [node.get("name", "") for node in root.iter() if local(node) == "tableColumn"]
        self._say_twice(f"{name}: column", columns)
        first, _, last = root.get("ref", "A1").partition(":")
        if len(columns) != column_number(last or first) - column_number(first) + 1:
            self.say(f"{name}: columns and range differ")
        filters = [node.get("ref", "") for node in root if local(node) == "autoFilter"]
        for ref in filters:
            if column_number(ref.partition(":")[2]) != column_number(last):
                self.say(f"{name}: filter and range differ")


def lint(path: Path) -> set[str]:
    """Return what is wrong with a workbook."""
    return Linter(path).findings
