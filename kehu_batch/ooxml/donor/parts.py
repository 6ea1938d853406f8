"""Copying a donor's parts into the host under free names, with all that relationships lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kehu_batch.ooxml.donor.charts import state_settings
from kehu_batch.ooxml.donor.sheets import SheetFitter
from kehu_batch.ooxml.errors import DonorRejected
from kehu_batch.ooxml.late_rows import LateRows
from kehu_batch.ooxml.opc.archive_writer import pack_pieces
from kehu_batch.ooxml.opc.markup import parse
from kehu_batch.ooxml.opc.names import part_key, relative_target
from kehu_batch.ooxml.opc.relationships import Relationship
from kehu_batch.ooxml.sml.book import Book
from kehu_batch.ooxml.sml.comments.vml import SHAPE_BLOCK, id_blocks
from kehu_batch.ooxml.sml.comments.vml_parts import blocks_taken
from kehu_batch.ooxml.sml.vocabulary import RELATIONSHIPS, STRICT_NAMESPACES, relationship_type

_ID_MAP = re.compile(r'(<o:idmap [^>]*data=")([\d,]+)(")')
_SHAPE_NUMBER = re.compile(r"(_s)(\d+)(?=\")")
_KNOWN_KINDS = {
    "worksheet",
    "drawing",
    "chart",
    "image",
    "table",
    "comments",
    "vmlDrawing",
    "hyperlink",
}


class PartCopier:
    """Copies parts, each once.

    Args:
        host: Where they go.
        donor: Where they come from.
        fitter: Fits their content.
        late: Rows that sheets were written without, by the key of their part.
    """

    def __init__(
        self, host: Book, donor: Book, fitter: SheetFitter, late: Mapping[str, Sequence[LateRows]]
    ) -> None:
        self._host = host
        self._donor = donor
        self._fitter = fitter
        self._late = late
        self._copies: dict[str, str] = {}
        self._tables = _TableNames(host)

    def copy(self, part: str) -> str:
        """Copy a part and all that it leads to; return its name in the host.

        Raises:
            DonorRejected: It leads to something that is not known here.
        """
        key = part_key(part)
        if key in self._copies:
            return self._copies[key]
        host, donor = self._host.package, self._donor.package
        name = host.free_name(part)
        self._copies[key] = name
        content_type = donor.content_types.type_of(part) or ""
        host.write(name, pack_pieces(self._fitted(part, content_type)))
        if content_type.endswith("+xml"):
            host.content_types.set_override(name, content_type)
        else:
            host.content_types.state_by_extension(name, content_type)
        for entry in donor.relationships(part).entries:
            self._copy_link(name, entry)
        return name

    def _copy_link(self, name: str, entry: Relationship) -> None:
        if entry.kind not in _KNOWN_KINDS:
            raise DonorRejected(f"结果工作表含有无法并入的部件:{entry.kind}")
        type_uri = entry.type
        if type_uri.startswith(RELATIONSHIPS + "/"):
            type_uri = relationship_type(entry.kind, strict=self._host.strict)
        if entry.external or entry.target.startswith("#"):
            target = self._fitter.target(entry.target)
        else:
            target = relative_target(name, self.copy(entry.part))
        links = self._host.package.relationships(name)
        links.add(type_uri, target, external=entry.external, identifier=entry.id)

    def _fitted(self, part: str, content_type: str) -> Iterator[bytes]:
        """Yield a part as the host has it."""
        if content_type.endswith("worksheet+xml"):
            late = self._late.get(part_key(part), ())
            pieces = self._fitter.sheet(self._donor.package.read_bytes(part), late)
        else:
            pieces = iter((self._small(part, content_type),))
        for piece in pieces:
            data = piece
            for transitional, strict in STRICT_NAMESPACES if self._host.strict else ():
                data = data.replace(f'"{transitional}"'.encode(), f'"{strict}"'.encode())
            yield data

    def _small(self, part: str, content_type: str) -> bytes:
        """Return a part other than a sheet."""
        data = self._donor.package.read_bytes(part)
        if part.endswith(".vml"):
            return self._renumbered(data.decode("utf-8")).encode("utf-8")
        if not content_type.endswith("+xml"):
            return data
        if content_type.endswith("table+xml"):
            root = parse(data, part, depth=1)
            identifier, names = self._tables.take(root.attributes.get("displayName", ""))
            data = self._fitter.table(data, identifier, names)
        elif content_type.endswith("chart+xml"):
            data = state_settings(self._fitter.references(data), part)
        elif content_type.endswith("drawing+xml"):
            data = self._fitter.references(data)
        return data

    def _renumbered(self, vml: str) -> str:
        """Return a drawing whose shapes are numbered in blocks that no drawing of the host owns."""
        free = max(blocks_taken(self._host.package), default=0) + 1
        blocks = {old: free + index for index, old in enumerate(sorted(id_blocks(vml)))}

        def owned(match: re.Match[str]) -> str:
            numbers = (str(blocks[int(number)]) for number in match[2].split(","))
            return f"{match[1]}{','.join(numbers)}{match[3]}"

        vml = _ID_MAP.sub(owned, vml)

        def number(match: re.Match[str]) -> str:
            block, rest = divmod(int(match[2]), SHAPE_BLOCK)
            return f"{match[1]}{blocks[block] * SHAPE_BLOCK + rest}"

        return _SHAPE_NUMBER.sub(number, vml)


class _TableNames:
    """Hands out ids and names of tables that are free in the host."""

    def __init__(self, host: Book) -> None:
        self._taken = {name.name.lower() for name in host.workbook.names}
        self._last = 0
        for key in sorted(host.package.keys):
            if (host.package.content_types.type_of(key) or "").endswith(".table+xml"):
                root = parse(host.package.read(key), key, depth=1)
                self._last = max(self._last, root.number("id"))
                self._taken.add(root.attributes.get("displayName", "").lower())

    def take(self, wanted: str) -> tuple[int, dict[str, str]]:
        """Return an id, and the old name to a free one where it must change."""
        self._last += 1
        name, number = wanted, 1
        while name.lower() in self._taken:
            number += 1
            name = f"{wanted}_{number}"
        self._taken.add(name.lower())
        return self._last, {} if name == wanted else {wanted: name}
