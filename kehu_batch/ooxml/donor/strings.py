"""The donor's shared strings, to be written inline: the host's own table stays as it is."""

from __future__ import annotations

from kehu_batch.ooxml.opc.markup import parse
from kehu_batch.ooxml.opc.package import follow
from kehu_batch.ooxml.sml.book import Book


def shared_strings(donor: Book) -> list[bytes]:
    """Return the content of each shared string as XML; plain and rich text are built alike inline."""
    part = next(iter(follow(donor.package, donor.part, "sharedStrings")), "")
    if not part:
        return []
    data = donor.package.read(part)
    return [data[node.inner_start : node.inner_end] for node in parse(data, part, depth=2).named("si")]
