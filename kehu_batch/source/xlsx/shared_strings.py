"""Bounds on the texts that the cells of a workbook share, looked at before the reader holds them all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehu_batch.ooxml.opc.zip_members import Member
from kehu_batch.source import refusals
from kehu_batch.source.package.input_package import InputPackage
from kehu_batch.source.xlsx.run_marks import has_marked_runs, has_runs

#: Where one shared text begins; a text itself cannot hold a raw ``<``.
_ITEM = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?si[\s/>]")
_LONGEST_NAME = 16
_SHORTEST_ITEM = len(b"<si/>")


def check_shared_strings(package: InputPackage, part: Member | None) -> None:
    """Refuse a workbook of too many shared texts, or with one that is too long.

    A long text that many cells share costs the reader its length for each of them. Of the bounds, ``strings`` and
    ``text_bytes`` are looked at; the latter takes a text's markup for text.

    Args:
        package: The open package.
        part: Member of the shared texts; nothing is done where there is none.

    Raises:
        InputRejected: ``too_large`` or ``damaged``.
    """
    file, limits = package.file, package.limits
    smallest = min(limits.text_bytes, limits.strings * _SHORTEST_ITEM)
    if part is None or part.size <= smallest:
        return
    for number, length in enumerate(_item_lengths(package, part, limits.text_bytes)):
        if number > limits.strings:
            raise refusals.too_large(file, f"各单元格共用的文本多于 {limits.strings:,} 条")
        if length > limits.text_bytes:
            most = limits.text_bytes >> 10
            raise refusals.too_large(file, f"有一个单元格的文本超过 {most:,} KB")


def has_marked_texts(package: InputPackage, part: Member | None, *, struck_cells: bool) -> bool:
    """Whether some of the shared texts may be struck out, or raised, in part.

    Args:
        package: The open package.
        part: Member of the shared texts.
        struck_cells: Whether the workbook strikes out cells: then a text of several runs may be, in those without a
            look of their own.
    """
    if part is None:
        return False
    before = b""
    for chunk in package.chunks(part):
        # A name may lie across two pieces.
        if has_marked_runs(before + chunk) or (struck_cells and has_runs(before + chunk)):
            return True
        before = chunk[-_LONGEST_NAME:]
    return False


def _item_lengths(package: InputPackage, part: Member, most: int) -> Iterator[int]:
    """Yield the length of what stands before the first item, then of each item; beyond ``most`` of its beginning."""
    rest = b""
    for chunk in package.chunks(part):
        *items, rest = _ITEM.split(rest + chunk)
        yield from map(len, items)
        if len(rest) > most:
            break
    yield len(rest)
