"""One streaming pass over a sheet's XML for what the reader drops: errors, missing results, hidden rows.

Each chunk is first asked with plain byte searches whether it holds anything of the kind; a sheet of ordinary
cells costs little more than its decompression.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import chain

import numpy as np
import numpy.typing as npt

from kehu_batch.cells import MAX_COLUMN, MAX_ROW, column_index, parse_ref
from kehu_batch.model.tables.source import TotalsRow
from kehu_batch.ooxml.opc.zip_members import CHUNK, Member
from kehu_batch.records import dataclass, field
from kehu_batch.source.far_cells import column_end, row_end
from kehu_batch.source.formats.shown_forms import CellForm
from kehu_batch.source.package.input_package import InputPackage
from kehu_batch.source.xlsx.cell_formats import CellFormats
from kehu_batch.source.xlsx.page_texts import page_texts
from kehu_batch.source.xlsx.run_marks import has_marked_runs, has_runs
from kehu_batch.source.xlsx.unaddressed import Addresser, lacks_addresses

_ROOT = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)worksheet[\s>]")
_LAST_REF = re.compile(rb"\br=[\"'][A-Z]{0,3}([0-9]{1,7})[\"']")
_WIDE = re.compile(rb"r=[\"']([A-Z]{2,3})[0-9]")
#: A reference beyond column Z or row 999,999: a cell there that is out of order costs the reader memory, too.
_FAR = re.compile(rb"r=[\"'](?:[A-Z]{2,3}[0-9]|[A-Z]?[0-9]{7})")
_LATE = re.compile(rb"r=[\"'][A-Z]{0,3}([0-9]{6,})[\"']")
_ATTRIBUTE = re.compile(rb"\b(\w+)=(?:\"([^\"]*)\"|'([^']*)')")

#: A height or width of nothing.
_ZERO = rb"[\"']0(?:\.0*)?[\"']"
#: A formula element, whose text cannot hold a raw ``<``.
_FORMULA = rb"<P:f\b[^>]*(?:/>|>[^<]*</P:f>)\s*"
#: A cell with one of the styles ``S`` that has content, its address before its style and behind it.
_STYLED = rb"<P:c\s+r=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'][^>]*?\ss=[\"'](S)[\"'][^>]*(?<!/)>"
_STYLED_BACKWARDS = rb"<P:c\s[^>]*?\bs=[\"'](S)[\"'][^>]*?\sr=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'][^>]*(?<!/)>"
_STYLE_FIRST = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?c\s+(?!r=)")
_FILLED = re.compile(rb"\br=[\"']([A-Z]{1,3})([0-9]{1,18})[\"'][^>]*(?<!/)>")

#: A value with white space round it, of a cell that holds no text: behind its tag, with that at its ends.
LOOSE_VALUE = re.compile(
    rb"(<(?P<prefix>(?:[A-Za-z_][\w.-]*:)?)c(?=[\s>])(?![^<>]*\bt=[\"'](?:str|inlineStr)[\"'])[^<>]*+(?<!/)>\s*+"
    rb"(?:<(?P=prefix)f\b[^<>]*(?:/>|>[^<]*</(?P=prefix)f>)\s*+)?<(?P=prefix)v(?:\s[^<>]*)?>)"
    rb"(?:\s++([^<\s]*+)\s*+|([^<\s]++)\s++)(?=</(?P=prefix)v>)"
)
#: A value with a character by its number in it, which the reader leaves out of all but texts: of ``1&#46;5`` it gave 1.
VALUE_BY_NUMBER = re.compile(rb"(?<=[:<]v)((?:\s[^<>]*+)?>)([^<&]*+(?:&(?!#)[^<&]*+)*+&#[^<]*+)(?=</)")
#: Some of these bytes stand wherever there is such a value, by their white space.
_LOOSE = {blank: (b">" + blank, blank + b"</") for blank in (b" ", b"\n", b"\r", b"\t")}


@dataclass(slots=True)
class SheetFacts:
    """What the pass found. Rows count from 1, columns from 0.

    Args:
        shown: Text that a cell shows where the reader gives another value or none: errors and padded numbers.
        uncached: Cells with a formula and no stored result.
        blanks: Cells whose formula gave an empty text.
        styled: Rows of cells whose format shows more than their number, by the letters of their column and the
            index of the format, as written. Cells without a number are among them.
        forms: What those formats show.
        struck: Cells whose font strikes them out.
        symbols: Font of cells that have one of pictures.
        unseen: Cells whose look shows nothing of them.
        hiding: Looks of conditional formats that show nothing.
        rules: What stands behind the cells from the first conditional format on, where there are such looks.
        rich: Whether a text of the sheet's own may be struck out, or raised, in part.
        aside: Whether the markup has comments or literal sections (``<![CDATA[``), white space round values, or
            characters by their numbers in them.
        pictures: Whether cells may hold pictures of WPS, whose value is a formula as a text.
        hidden_rows: Hidden rows.
        hidden_columns: Hidden columns, up to the sheet's last possible one.
        totals_rows: Totals rows of the sheet's tables.
        boxes: Cells over which a box to tick stands that is linked to no cell.
        aside_texts: What headers and footers of its pages, and text boxes, say.
        notes: What people noted at cells.
        far_cells: Stray cells far from all others, which are not to be read.
        last_row: Last row that is mentioned at all, formatted empty ones too.
        last_column: Last column with a cell, formatted empty ones too; 25 where none is beyond Z.
    """

    shown: dict[tuple[int, int], str] = field(default_factory=dict)
    uncached: set[tuple[int, int]] = field(default_factory=set)
    blanks: set[tuple[int, int]] = field(default_factory=set)
    styled: dict[tuple[bytes, bytes], list[bytes]] = field(default_factory=dict)
    forms: dict[bytes, CellForm] = field(default_factory=dict)
    struck: set[tuple[int, int]] = field(default_factory=set)
    symbols: dict[tuple[int, int], str] = field(default_factory=dict)
    unseen: set[tuple[int, int]] = field(default_factory=set)
    hiding: frozenset[int] = frozenset()
    rules: list[bytes] = field(default_factory=list)
    rich: bool = False
    aside: bool = False
    pictures: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    totals_rows: tuple[TotalsRow, ...] = ()
    boxes: frozenset[tuple[int, int]] = frozenset()
    aside_texts: list[str] = field(default_factory=list)
    notes: dict[tuple[int, int], str] = field(default_factory=dict)
    far_cells: tuple[tuple[int, int], ...] = ()
    last_row: int = 0
    last_column: int = 25


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Expressions for one namespace prefix."""

    formula: bytes
    uncached: re.Pattern[bytes]
    error: re.Pattern[bytes]
    padded: re.Pattern[bytes] | None
    styled: re.Pattern[bytes] | None
    styled_backwards: re.Pattern[bytes] | None
    by_font: re.Pattern[bytes] | None
    row: re.Pattern[bytes]
    column: re.Pattern[bytes]


def scan_sheet(package: InputPackage, part: Member, formats: CellFormats) -> SheetFacts:
    """Read a sheet part once.

    Cells without an address (some exporters leave it out) are given theirs first, by their order.

    Args:
        package: The open package.
        part: Member of the sheet.
        formats: Number formats that make more of a number, by the index of their style.

    Raises:
        InputRejected: ``damaged``: the member does not unpack to its stated size and checksum.
    """
    forms = {str(index).encode(): found for index, found in formats.forms.items()}
    facts = SheetFacts(forms=forms, hiding=formats.unseen_rules)
    patterns: _Patterns | None = None
    for text in _addressed_chunks(package, part):
        if patterns is None:
            root = _ROOT.search(text)
            patterns = _patterns(root[1] if root else b"", formats)
        _look(text, patterns, formats, facts)
        if facts.hiding and (facts.rules or b"conditionalFormatting" in text):
            facts.rules.append(text)
    return facts


def find_extent(package: InputPackage, part: Member) -> tuple[int, int, tuple[tuple[int, int], ...]]:
    """Return the last row (from 1) and column (from 0) with content but for stray cells far away, and these.

    Exact, but slower than what the pass over a sheet notes. Rows that no sheet has count as its last.
    """
    by_row = np.zeros(MAX_ROW + 2, dtype=np.int64)
    by_column = np.zeros(MAX_COLUMN + 1, dtype=np.int64)
    for rows, columns in _filled_cells(package, part):
        by_row += np.bincount(rows, minlength=len(by_row))
        by_column += np.bincount(columns, minlength=len(by_column))
    last_row = MAX_ROW + 1 if by_row[-1] else row_end(by_row)
    wide = last_row * int(np.flatnonzero(by_column).max(initial=0)) > package.limits.sparse_cells
    last_column = column_end(by_column, package.limits.columns, wide=wide)
    far: list[tuple[int, int]] = []
    if by_row[last_row + 1 :].any() or by_column[last_column + 1 :].any():
        for rows, columns in _filled_cells(package, part):
            away = (rows > last_row) | (columns > last_column)
            far.extend(zip(rows[away].tolist(), columns[away].tolist(), strict=True))
    return last_row, last_column, tuple(sorted(far))


def _filled_cells(
    package: InputPackage, part: Member
) -> Iterator[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
    """Yield rows and columns of cells with content, a piece of the sheet at a time."""
    for text in _addressed_chunks(package, part):
        found = _FILLED.findall(text)
        letters = {name: min(column_index(name.decode()), MAX_COLUMN) for name in {name for name, _ in found}}
        rows = np.array([min(int(row), MAX_ROW + 1) for _, row in found], dtype=np.intp)
        yield rows, np.array([letters[name] for name, _ in found], dtype=np.intp)


def _addressed_chunks(package: InputPackage, part: Member) -> Iterator[bytes]:
    addresser: Addresser | None = None
    before = b""
    for text in _chunks(package, part):
        if addresser is None and lacks_addresses(text):
            addresser = Addresser()
            # Where it was until here, the piece before tells, which had all of its addresses.
            addresser.complete(before)
        yield text if addresser is None else addresser.complete(text)
        before = text


def _chunks(package: InputPackage, part: Member) -> Iterator[bytes]:
    """Yield the member in pieces that end behind a cell, or at least behind a tag; UTF-16 becomes UTF-8."""
    chunks = package.chunks(part)
    rest = next(chunks, b"")
    encoding = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(rest[:2])
    if encoding is not None:
        yield b"".join((rest[2:], *chunks)).decode(encoding, "replace").encode()
        return
    for chunk in chain((b"",), chunks):
        text = rest + chunk
        end = text.rfind(b"c>") + 2
        if end < 2 or len(text) - end > 8 * CHUNK:
            end = text.rfind(b">") + 1
        yield text[:end]
        rest = text[end:]
    if rest:
        yield rest


def _patterns(prefix: bytes, formats: CellFormats) -> _Patterns:
    def build(source: bytes) -> re.Pattern[bytes]:
        return re.compile(source.replace(b"P:", prefix), re.DOTALL)

    styles, quantities, by_font = (
        b"|".join(str(index).encode() for index in sorted(found))
        for found in (formats.ids, formats.forms, formats.struck.union(formats.symbols, formats.unseen))
    )
    return _Patterns(
        formula=b"<" + prefix + b"f",
        uncached=build(
            rb"<P:c\b([^>]*)>\s*" + _FORMULA + rb"(<P:v\b[^>]*/>|<P:v\b[^>]*>\s*</P:v>)?\s*</P:c>"
        ),
        error=build(
            rb"<P:c\b([^>]*\bt=[\"']e[\"'][^>]*)>\s*(?:" + _FORMULA + rb")?<P:v\b[^>]*>([^<]*)</P:v>"
        ),
        padded=build(
            rb"<P:c\b([^>]*\bs=[\"'](?:"
            + styles
            + rb")[\"'][^>]*)>\s*(?:"
            + _FORMULA
            + rb")?<P:v\b[^>]*>\s*([0-9]+)\s*</P:v>"
        )
        if styles
        else None,
        styled=build(_STYLED.replace(b"S", quantities)) if quantities else None,
        styled_backwards=build(_STYLED_BACKWARDS.replace(b"S", quantities)) if quantities else None,
        by_font=build(rb"<P:c\b(?=[^>]*\bs=[\"'](" + by_font + rb")[\"'])([^>]*)(?<!/)>")
        if by_font
        else None,
        row=build(rb"<P:row\b([^>]*\b(?:hidden=|ht=" + _ZERO + rb")[^>]*)>"),
        column=build(rb"<P:col\b([^>]*\b(?:hidden=|width=" + _ZERO + rb")[^>]*)>"),
    )


def _look(text: bytes, patterns: _Patterns, formats: CellFormats, facts: SheetFacts) -> None:
    _measure(text, facts)
    # Most sheets lack a letter of what is looked for, and one byte is searched for ten times as fast as more.
    if b"h" in text and b"hidden=" in text:
        _look_for_hidden(text, patterns, facts)
    if b"e" in text and (b't="e"' in text or b"t='e'" in text):
        for match in patterns.error.finditer(text):
            _show(facts, match[1], unescape(match[2].decode("utf-8", "replace")).strip())
    if b"f" in text and patterns.formula in text:
        _look_for_uncached(text, patterns, facts)
    if patterns.padded is not None:
        for match in patterns.padded.finditer(text):
            attributes = _attributes(match[1])
            if attributes.get("t", "n") == "n":
                _show(facts, match[1], formats.ids[int(attributes["s"])].show(match[2].decode()))

    if patterns.styled is not None:
        _look_for_styled(text, patterns, facts)
    if patterns.by_font is not None:
        _look_for_fonts(text, patterns.by_font, formats, facts)
    facts.rich = facts.rich or has_marked_runs(text) or (bool(formats.struck) and has_runs(text))
    facts.aside = facts.aside or (b"!" in text and b"<!" in text) or _has_odd_value(text)
    facts.aside_texts += page_texts(text)
    facts.pictures = facts.pictures or (b"I" in text and b"DISPIMG" in text)


def _has_odd_value(text: bytes) -> bool:
    """Whether a value may have white space round it or characters by number; mostly told by searching for bytes."""
    if b"&" in text and b"&#" in text and VALUE_BY_NUMBER.search(text):
        return True
    marks = (mark for blank, found in _LOOSE.items() if blank in text for mark in found)
    return any(mark in text for mark in marks) and LOOSE_VALUE.search(text) is not None


def _look_for_fonts(text: bytes, by_font: re.Pattern[bytes], formats: CellFormats, facts: SheetFacts) -> None:
    for match in by_font.finditer(text):
        ref, style = _attributes(match[2]).get("r"), int(match[1])
        if ref and style in formats.struck:
            facts.struck.add(parse_ref(ref))
        if ref and style in formats.symbols:
            facts.symbols[parse_ref(ref)] = formats.symbols[style]
        if ref and style in formats.unseen:
            facts.unseen.add(parse_ref(ref))


def _look_for_styled(text: bytes, patterns: _Patterns, facts: SheetFacts) -> None:
    for letters, row, style in patterns.styled.findall(text) if patterns.styled else ():
        facts.styled.setdefault((letters, style), []).append(row)
    if patterns.styled_backwards is not None and _STYLE_FIRST.search(text):
        for style, letters, row in patterns.styled_backwards.findall(text):
            facts.styled.setdefault((letters, style), []).append(row)


def _measure(text: bytes, facts: SheetFacts) -> None:
    """Note how far the sheet reaches: rows come in order, so the last reference of a chunk is nearly enough."""
    tail = _LAST_REF.search(text, max(0, text.rfind(b'r="'), text.rfind(b"r='")))
    if tail is not None:
        facts.last_row = max(facts.last_row, int(tail[1]))
    if _FAR.search(text):
        wide = (column_index(letters.decode()) for letters in set(_WIDE.findall(text)))
        facts.last_column = max(facts.last_column, max(wide, default=0))
        facts.last_row = max(facts.last_row, max(map(int, _LATE.findall(text)), default=0))


def _look_for_uncached(text: bytes, patterns: _Patterns, facts: SheetFacts) -> None:
    for match in patterns.uncached.finditer(text):
        attributes = _attributes(match[1])
        if "r" not in attributes:
            continue
        # An empty result of type "str" is a result: the formula gave an empty text.
        empty = match[2] and attributes.get("t") == "str"
        (facts.blanks if empty else facts.uncached).add(parse_ref(attributes["r"]))


def _look_for_hidden(text: bytes, patterns: _Patterns, facts: SheetFacts) -> None:
    for match in patterns.row.finditer(text):
        attributes = _attributes(match[1])
        if _is_hidden(attributes, "ht") and attributes.get("r", "").isdecimal():
            facts.hidden_rows.add(int(attributes["r"]))
    for match in patterns.column.finditer(text):
        attributes = _attributes(match[1])
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if _is_hidden(attributes, "width") and first.isdecimal() and last.isdecimal():
            facts.hidden_columns.update(range(int(first) - 1, min(int(last), MAX_COLUMN)))


def _is_hidden(attributes: dict[str, str], size: str) -> bool:
    """Tell whether a row or column is hidden, or drawn to nothing: its ``size`` is 0."""
    return attributes.get("hidden") in {"1", "true"} or not attributes.get(size, "1").strip("0.")


def _show(facts: SheetFacts, attributes: bytes, text: str) -> None:
    ref = _attributes(attributes).get("r")
    if ref is not None:
        facts.shown[parse_ref(ref)] = text


def _attributes(text: bytes) -> dict[str, str]:
    return {
        match[1].decode(): (match[2] if match[2] is not None else match[3]).decode("utf-8", "replace")
        for match in _ATTRIBUTE.finditer(text)
    }
