"""Number formats of cells that make more of a number than the reader does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kehu_batch.ooxml.sml.elements import whole_number
from kehu_batch.records import dataclass, field
from kehu_batch.source.formats.number_formats import IdFormat, parse_id_format
from kehu_batch.source.formats.shown_forms import CellForm, cell_form


@dataclass(frozen=True, slots=True)
class CellFormats:
    """Formats by the index of their ``xf``.

    Args:
        ids: Those that make an id of a number.
        forms: Those that show something beyond values.
        struck: Those whose font strikes the cell out.
        symbols: Font of those in a font of pictures.
        unseen: Those that show nothing: written in the colour of their paper, or formatted as ``;;;``.
        unseen_rules: Looks of conditional formats (by their index) that do the same.
    """

    ids: Mapping[int, IdFormat] = field(default_factory=dict)
    forms: Mapping[int, CellForm] = field(default_factory=dict)
    struck: frozenset[int] = frozenset()
    symbols: Mapping[int, str] = field(default_factory=dict)
    unseen: frozenset[int] = frozenset()
    unseen_rules: frozenset[int] = frozenset()


def make_cell_formats(codes: Mapping[str, str], cell_formats: Sequence[str]) -> CellFormats:
    """Return the formats of cells by their numbers' formats alone.

    Args:
        codes: Format codes of the file, by their numbers; those that Excel knows without may be missing.
        cell_formats: The number of each cell format's number format.
    """
    ids: dict[int, IdFormat] = {}
    forms: dict[int, CellForm] = {}
    known = {number: _read(codes.get(number), number) for number in {*cell_formats}}
    for index, number in enumerate(cell_formats):
        id_format, form = known[number]
        if id_format is not None:
            ids[index] = id_format
        if form is not None:
            forms[index] = form
    return CellFormats(ids, forms)


def _read(code: str | None, number: str) -> tuple[IdFormat | None, CellForm | None]:
    return None if code is None else parse_id_format(code), cell_form(code, whole_number(number))
