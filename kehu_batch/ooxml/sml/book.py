"""A workbook package opened for change: its parts by their roles."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from kehu_batch.ooxml.errors import NotAPackage, UnsupportedWorkbook
from kehu_batch.ooxml.opc.archive import WorkbookBytes
from kehu_batch.ooxml.opc.limits import DEFAULT_LIMITS
from kehu_batch.ooxml.opc.names import relative_target
from kehu_batch.ooxml.opc.package import Package, follow
from kehu_batch.ooxml.plan import SheetKind
from kehu_batch.ooxml.sml.styles import StyleBook, empty_styles
from kehu_batch.ooxml.sml.vocabulary import SPREADSHEET, SPREADSHEET_STRICT, STYLES_TYPE, relationship_type
from kehu_batch.ooxml.sml.workbook import WorkbookPart
from kehu_batch.package_limits import ChangeLimits
from kehu_batch.records import dataclass

_KINDS = {
    "worksheet": SheetKind.WORKSHEET,
    "chartsheet": SheetKind.CHARTSHEET,
    "dialogsheet": SheetKind.DIALOGSHEET,
    "xlMacrosheet": SheetKind.MACROSHEET,
    "xlIntlMacrosheet": SheetKind.MACROSHEET,
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of the workbook; ``part`` is empty when it leads nowhere."""

    position: int
    name: str
    state: str
    sheet_id: int
    kind: SheetKind
    part: str


class Book:
    """A workbook package, its workbook part and its styles.

    Args:
        source: A file, or the bytes of one.
        label: Name for messages.
        limits: Bounds on what it may unpack to.

    Attributes:
        package: The parts.
        part: Name of the workbook part.
        workbook: The workbook part, changed in memory until ``settle``.

    Raises:
        NotAPackage: No workbook.
        UnsupportedWorkbook: A binary workbook, or one in a dialect of before the standard.
    """

    def __init__(
        self, source: Path | WorkbookBytes | bytes, label: str, limits: ChangeLimits = DEFAULT_LIMITS
    ) -> None:
        self.package = Package(source, label, limits)
        try:
            self.part = self._find_workbook()
            self.workbook = WorkbookPart(self.package.read(self.part), self.part)
            self._check_dialect()
        except BaseException:
            self.package.close()
            raise
        self._styles: StyleBook | None = None
        self._styles_part = ""

    def _find_workbook(self) -> str:
        label = self.package.label
        part = next(iter(follow(self.package, "", "officeDocument")), "")
        if not part:
            raise NotAPackage(f"{label} 不是 Excel 工作簿", action="请投递 .xlsx 或 .xlsm 文件")
        content_type = self.package.content_types.type_of(part) or ""
        if part.lower().endswith(".bin") or "binary" in content_type:
            raise UnsupportedWorkbook(
                f"{label} 是二进制工作簿(.xlsb),无法在原件上批注", action="请在 Excel 中另存为 .xlsx 后再投递"
            )
        if "sheet" not in content_type and "excel" not in content_type:
            raise NotAPackage(f"{label} 不是 Excel 工作簿", action="请投递 .xlsx 或 .xlsm 文件")
        return part

    def _check_dialect(self) -> None:
        if self.workbook.dialect not in {SPREADSHEET, SPREADSHEET_STRICT}:
            raise UnsupportedWorkbook(
                f"{self.package.label} 是 Excel 测试版时期的格式,无法在原件上批注",
                action="请在 Excel 中另存为 .xlsx 后再投递",
            )

    @property
    def strict(self) -> bool:
        """Whether the workbook is in the Strict dialect."""
        return self.workbook.strict

    @property
    def tabs(self) -> tuple[Tab, ...]:
        """The tabs as they are now, in order."""
        links = self.package.relationships(self.part)
        tabs: list[Tab] = []
        for position, entry in enumerate(self.workbook.sheets):
            link = links.get(entry.relationship)
            there = link is not None and bool(link.part) and self.package.exists(link.part)
            kind = _KINDS.get(link.kind, SheetKind.MISSING) if link and there else SheetKind.MISSING
            part = self.package.name_of(link.part) if link and there else ""
            tabs.append(Tab(position, entry.name, entry.state, entry.sheet_id, kind, part))
        return tuple(tabs)

    @property
    def signed(self) -> bool:
        """Whether the package carries a digital signature."""
        kinds = {entry.kind for entry in self.package.relationships("").entries}
        return "origin" in kinds or any(key.startswith("_xmlsignatures/") for key in self.package.keys)

    def ensure_styles(self) -> None:
        """Add a styles part where the workbook has none."""
        _ = self.styles

    @property
    def styles(self) -> StyleBook:
        """The workbook's styles; made where it has none, so ask only when something is to be added."""
        if self._styles is None:
            part = next(iter(follow(self.package, self.part, "styles")), "")
            if not part:
                part = self._add_styles()
            self._styles_part = part
            self._styles = StyleBook(self.package.read(part), part)
        return self._styles

    def _add_styles(self) -> str:
        lost = [link.part for link in self.package.relationships(self.part).of_kind("styles") if link.part]
        part = lost[0] if lost else self.package.free_name("xl/styles.xml")
        self.package.write(part, empty_styles(strict=self.strict))
        self.package.content_types.set_override(part, STYLES_TYPE)
        if not lost:
            self.link_workbook("styles", part)
        return part

    def link_workbook(self, kind: str, part: str) -> str:
        """Relate the workbook to a part; return the relationship's id."""
        type_uri = relationship_type(kind, strict=self.strict)
        return self.package.relationships(self.part).add(type_uri, relative_target(self.part, part))

    def settle(self) -> None:
        """Hand the workbook part and the styles over to the package."""
        if self._styles is not None:
            self.package.write_markup(self._styles_part, self._styles.render())
        self.package.write_markup(self.part, self.workbook.render())

    def close(self) -> None:
        """Let go of the source."""
        self.package.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
