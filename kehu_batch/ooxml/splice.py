"""Splicing: the sheets of a donor, written by xlsxwriter, become sheets of the workbook.

Part names, relationships, content types, styles, sheet and table ids, and names are all fitted to the host; the
donor's sheets take the host's theme. Where a sheet's name is taken, references to it follow its new name.
"""

from __future__ import annotations

from collections.abc import Sequence

from kehu_batch.ooxml.donor.parts import PartCopier
from kehu_batch.ooxml.donor.sheets import SheetFitter, shared_strings
from kehu_batch.ooxml.donor.styling import StyleMap
from kehu_batch.ooxml.errors import DonorRejected
from kehu_batch.ooxml.late_rows import LateRows
from kehu_batch.ooxml.opc.names import part_key
from kehu_batch.ooxml.plan import RenamedSheet, SheetKind
from kehu_batch.ooxml.sml.book import Book
from kehu_batch.ooxml.sml.formulas import rename_sheets, sheets_in
from kehu_batch.ooxml.sml.workbook import DefinedName, free_sheet_name
from kehu_batch.records import dataclass

_KNOWN_LINKS = {"worksheet", "theme", "styles", "sharedStrings"}


@dataclass(frozen=True, slots=True)
class _Placed:
    """A donor's sheet in its new place; ``position`` is that of its tab in the host."""

    requested: str
    final: str
    position: int


def splice(host: Book, donor: bytes, rows: Sequence[Sequence[LateRows]] = ()) -> tuple[RenamedSheet, ...]:
    """Append all sheets of a donor to a workbook.

    Args:
        host: The workbook, changed in memory.
        donor: An xlsx written by xlsxwriter, in the host's date system.
        rows: What each of its sheets was written without; none where empty.

    Returns:
        The sheets' names as asked for and as they are now, in order.

    Raises:
        DonorRejected: Another date system, or something that these sheets need is not carried over: a chart sheet,
            macros, or a name that the host uses for something else.
    """
    with Book(donor, "结果工作表") as guest:
        _check(host, guest)
        names = _final_names(host, guest)
        renamed = {old.lower(): new for old, new in names.items() if old != new}
        fitter = SheetFitter(StyleMap(guest.styles, host.styles), shared_strings(guest), renamed)
        late = dict(zip((part_key(tab.part) for tab in guest.tabs), rows, strict=bool(rows)))
        copier = PartCopier(host, guest, fitter, late)
        placed: list[_Placed] = []
        for tab in guest.tabs:
            part = copier.copy(tab.part)
            link = host.link_workbook("worksheet", part)
            final = names[tab.name]
            placed.append(_Placed(tab.name, final, host.workbook.add_sheet(final, link, tab.state)))
        _add_names(host, guest, placed, renamed)
    return tuple(RenamedSheet(sheet.requested, sheet.final) for sheet in placed)


def _check(host: Book, guest: Book) -> None:
    if host.workbook.date1904 != guest.workbook.date1904:
        raise DonorRejected("结果工作表与原件的日期系统(1900/1904)不同", code="donor_date_system")
    kinds = {entry.kind for entry in guest.package.relationships(guest.part).entries}
    if kinds - _KNOWN_LINKS or any(tab.kind is not SheetKind.WORKSHEET for tab in guest.tabs):
        raise DonorRejected(
            f"结果工作表含有无法并入的部件:{'、'.join(sorted(kinds - _KNOWN_LINKS)) or '图表工作表'}"
        )


def _final_names(host: Book, guest: Book) -> dict[str, str]:
    """Return the donor's sheet names to names that are free in the host and among themselves."""
    taken = {entry.name.lower() for entry in host.workbook.sheets}
    wanted = {entry.name.lower() for entry in guest.workbook.sheets}
    names: dict[str, str] = {}
    for entry in guest.workbook.sheets:
        final = entry.name
        if final.lower() in taken:
            final = free_sheet_name(final, taken | wanted)
        taken.add(final.lower())
        names[entry.name] = final
    return names


def _add_names(host: Book, guest: Book, placed: list[_Placed], renamed: dict[str, str]) -> None:
    existing = {(name.name.lower(), name.sheet): name.text for name in host.workbook.names}
    theirs = {sheet.requested.lower() for sheet in placed}
    for name in guest.workbook.names:
        sheet = None if name.sheet is None else placed[name.sheet].position
        new = DefinedName(name.name, rename_sheets(name.text, renamed), sheet, name.hidden)
        taken = existing.get((new.name.lower(), sheet))
        if taken is not None and taken != new.text and sheets_in(name.text) <= theirs:
            raise DonorRejected(f"名称 {name.name} 在原件中已有别的用途")
        if taken is None:
            host.workbook.add_name(new)
            existing[new.name.lower(), sheet] = new.text
