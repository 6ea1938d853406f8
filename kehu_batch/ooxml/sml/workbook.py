"""The workbook part: its tabs, its names, its date system."""

from __future__ import annotations

from collections.abc import Container

from kehu_batch.ooxml.opc.markup import Edits, Node, parse, prefix_for, prefix_of, quote_attribute
from kehu_batch.ooxml.sml.placement import insertion_point
from kehu_batch.ooxml.sml.text import escape
from kehu_batch.ooxml.sml.vocabulary import (
    RELATIONSHIPS,
    RELATIONSHIPS_STRICT,
    SPREADSHEET_STRICT,
    WORKBOOK_ORDER,
)
from kehu_batch.records import dataclass, replace

_TRUE = {"1", "true", "on"}
MAX_SHEET_NAME = 31


def free_sheet_name(wanted: str, taken: Container[str]) -> str:
    """Return ``wanted`` with the lowest number behind it that makes it free.

    Args:
        wanted: A name that is taken.
        taken: Names in lower case.

    Example:
        >>> free_sheet_name("逾期跟进", {"逾期跟进"})
        '逾期跟进(2)'
    """
    number = 2
    while True:
        suffix = f"({number})"
        name = wanted[: MAX_SHEET_NAME - len(suffix)] + suffix
        if name.lower() not in taken:
            return name
        number += 1


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One tab as the workbook lists it; ``state`` is ``visible``, ``hidden`` or ``veryHidden``."""

    name: str
    sheet_id: int
    relationship: str
    state: str = "visible"


@dataclass(frozen=True, slots=True)
class DefinedName:
    """A name; ``sheet`` is the position of the tab it belongs to, or ``None`` for the whole workbook."""

    name: str
    text: str
    sheet: int | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class _Held:
    """A defined name with where it came from; new ones came from nowhere."""

    value: DefinedName
    node: Node | None


class WorkbookPart:
    """The workbook part, with changes held back until ``render``.

    Args:
        data: The part in UTF-8.
        part: Its name.
    """

    def __init__(self, data: bytes, part: str) -> None:
        self._data = data
        self._root = parse(data, part)
        self.dialect = self._root.uri
        self.strict = self.dialect == SPREADSHEET_STRICT
        self._sheets_node = self._root.child("sheets")
        nodes = self._sheets_node.named("sheet") if self._sheets_node else []
        self._sheets: list[tuple[SheetEntry, Node | None]] = [(_entry(node), node) for node in nodes]
        self._removed: list[Node] = []
        self._names_node = self._root.child("definedNames")
        held = self._names_node.named("definedName") if self._names_node else []
        self._names = [_Held(_name(node), node) for node in held]
        self._original_names = list(self._names)
        self._views = self._root.descendants("workbookView")
        self._active = [view.number("activeTab") for view in self._views]

    @property
    def sheets(self) -> tuple[SheetEntry, ...]:
        """The tabs, in order."""
        return tuple(entry for entry, _ in self._sheets)

    @property
    def names(self) -> tuple[DefinedName, ...]:
        """The defined names."""
        return tuple(held.value for held in self._names)

    @property
    def date1904(self) -> bool:
        """Whether day 0 is 1904-01-01."""
        properties = self._root.child("workbookPr")
        return properties is not None and properties.attributes.get("date1904", "0") in _TRUE

    def add_sheet(self, name: str, relationship: str, state: str = "visible") -> int:
        """Append a tab; return its position."""
        # A view may name a tab that is long gone; it must not come to mean the new one.
        self._active = [tab if tab < len(self._sheets) else self._first_shown() for tab in self._active]
        number = max((entry.sheet_id for entry in self.sheets), default=0) + 1
        self._sheets.append((SheetEntry(name, number, relationship, state), None))
        return len(self._sheets) - 1

    def remove_sheet(self, position: int) -> None:
        """Take a tab away, with the names that belong to it; names of later tabs follow their tab."""
        _, node = self._sheets.pop(position)
        if node is not None:
            self._removed.append(node)
        names: list[_Held] = []
        for held in self._names:
            sheet = held.value.sheet
            if sheet == position:
                continue
            later = sheet is not None and sheet > position
            moved = replace(held.value, sheet=(sheet or 0) - 1) if later else held.value
            names.append(_Held(moved, held.node))
        self._names = names
        self._active = [
            self._first_shown() if tab == position else tab - (tab > position) for tab in self._active
        ]

    def _first_shown(self) -> int:
        shown = (index for index, entry in enumerate(self.sheets) if entry.state == "visible")
        return next(shown, 0)

    def add_name(self, name: DefinedName) -> None:
        """Append a defined name."""
        self._names.append(_Held(name, None))

    def remove_name(self, name: DefinedName) -> None:
        """Take a defined name away."""
        self._names = [held for held in self._names if held.value != name]

    def change_name(self, old: DefinedName, new: DefinedName) -> None:
        """Give a defined name another meaning."""
        self._names = [_Held(new, held.node) if held.value == old else held for held in self._names]

    def render(self) -> bytes:
        """Return the part with all changes; without any, the very bytes that were read."""
        edits = Edits(self._data)
        prefix = prefix_of(self._data, self._root)
        for node in self._removed:
            edits.delete(node)
        self._render_sheets(edits, prefix)
        self._render_names(edits, prefix)
        changed = bool(self._removed) or any(node is None for _, node in self._sheets)
        for view, active in zip(self._views, self._active, strict=True):
            if active != view.number("activeTab"):
                edits.set_attributes(view, {"activeTab": str(active)})
            if changed and view.number("firstSheet") >= len(self._sheets):
                edits.set_attributes(view, {"firstSheet": None})
        return edits.result()

    def _render_sheets(self, edits: Edits, prefix: str) -> None:
        new = [entry for entry, node in self._sheets if node is None]
        if not new or self._sheets_node is None:
            return
        uri = RELATIONSHIPS_STRICT if self.strict else RELATIONSHIPS
        link, declaration = prefix_for(self._data, self._root, uri, "r")
        markup = "".join(
            f'<{prefix}sheet name="{quote_attribute(entry.name)}" sheetId="{entry.sheet_id}"'
            + ("" if entry.state == "visible" else f' state="{entry.state}"')
            + f'{declaration} {link}id="{quote_attribute(entry.relationship)}"/>'
            for entry in new
        )
        edits.append_children(self._sheets_node, markup.encode("utf-8"))

    def _render_names(self, edits: Edits, prefix: str) -> None:
        if self._names == self._original_names:
            return
        kept = {id(held.node) for held in self._names if held.node is not None}
        node = self._names_node
        new = "".join(_markup(held.value, prefix) for held in self._names if held.node is None)
        if node is None:
            if new:
                point = insertion_point(self._root, "definedNames", WORKBOOK_ORDER)
                edits.insert(point, f"<{prefix}definedNames>{new}</{prefix}definedNames>".encode())
            return
        if not self._names:
            edits.delete(node)
            return
        originals = {id(held.node): held.value for held in self._original_names}
        for held in self._original_names:
            if held.node is not None and id(held.node) not in kept:
                edits.delete(held.node)
        for held in self._names:
            if held.node is not None and held.value != originals[id(held.node)]:
                _change(edits, held.node, originals[id(held.node)], held.value)
        if new:
            edits.append_children(node, new.encode("utf-8"))


def _change(edits: Edits, node: Node, old: DefinedName, new: DefinedName) -> None:
    if old.sheet != new.sheet:
        edits.set_attributes(node, {"localSheetId": None if new.sheet is None else str(new.sheet)})
    if old.text != new.text:
        edits.replace(node.inner_start, node.inner_end, escape(new.text).encode("utf-8"))


def _entry(node: Node) -> SheetEntry:
    return SheetEntry(
        name=node.attributes.get("name", ""),
        sheet_id=node.number("sheetId"),
        relationship=node.attribute("id") or "",
        state=node.attributes.get("state", "visible"),
    )


def _name(node: Node) -> DefinedName:
    sheet = node.number("localSheetId", -1)
    return DefinedName(
        name=node.attributes.get("name", ""),
        text=node.text,
        sheet=sheet if sheet >= 0 else None,
        hidden=node.attributes.get("hidden", "0") in _TRUE,
    )


def _markup(name: DefinedName, prefix: str) -> str:
    local = "" if name.sheet is None else f' localSheetId="{name.sheet}"'
    hidden = ' hidden="1"' if name.hidden else ""
    start = f'<{prefix}definedName name="{quote_attribute(name.name)}"{local}{hidden}>'
    return f"{start}{escape(name.text)}</{prefix}definedName>"
