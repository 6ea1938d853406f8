"""The VML drawings of a package: read, written, and the shape numbers that they own among them."""

from __future__ import annotations

from kehu_batch.ooxml.opc.names import part_key
from kehu_batch.ooxml.opc.package import Package
from kehu_batch.ooxml.sml.comments.vml import id_blocks


def read_vml(package: Package, part: str) -> str:
    """Return a drawing's text. Some programs write it in the encoding of their system: such bytes are kept."""
    return package.read(part).decode("utf-8", "surrogateescape")


def write_vml(package: Package, part: str, vml: str) -> None:
    """Give a drawing new text; the same text changes nothing."""
    package.write_markup(part, vml.encode("utf-8", "surrogateescape"))


def blocks_taken(package: Package, *, besides: str = "") -> set[int]:
    """Return the blocks of shape numbers that drawings own or use, all but the one called ``besides``."""
    types = package.content_types
    drawings = [
        key
        for key in package.keys
        if key.endswith(".vml") or (types.type_of(key) or "").endswith("vmlDrawing")
    ]
    others = (key for key in drawings if key != part_key(besides))
    return {block for key in others for block in id_blocks(read_vml(package, key))}
