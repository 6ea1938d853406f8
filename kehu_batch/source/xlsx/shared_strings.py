"""Bounds on the texts that the cells of a workbook share, looked at before the reader holds them all."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

from kehu_batch.model.limits import ReadLimits
from kehu_batch.source import refusals

_CHUNK = 1 << 20
#: Where one shared text begins; a text itself cannot hold a raw ``<``.
_ITEM = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?si[\s/>]")
_SHORTEST_ITEM = len(b"<si/>")


def check_shared_strings(archive: zipfile.ZipFile, part: str, file: str, limits: ReadLimits) -> None:
    """Refuse a workbook of too many shared texts, or with one that is too long.

    A long text that many cells share costs the reader its length for each of them.

    Args:
        archive: The open package.
        part: Member of the shared texts; nothing is done where it is empty.
        file: File name, for messages.
        limits: Bounds on ``strings`` and ``text_bytes``; the latter takes a text's markup for text.

    Raises:
        InputRejected: ``too_large`` or ``damaged``.
    """
    smallest = min(limits.text_bytes, limits.strings * _SHORTEST_ITEM)
    if not part or archive.getinfo(part).file_size <= smallest:
        return
    for number, length in enumerate(_item_lengths(archive, part, file, limits.text_bytes)):
        if number > limits.strings:
            raise refusals.too_large(file, f"各单元格共用的文本多于 {limits.strings:,} 条")
        if length > limits.text_bytes:
            most = limits.text_bytes >> 10
            raise refusals.too_large(file, f"有一个单元格的文本超过 {most:,} KB")


def _item_lengths(archive: zipfile.ZipFile, part: str, file: str, most: int) -> Iterator[int]:
    """Yield the length of what stands before the first item, then of each item; beyond ``most`` of its beginning."""
    rest = b""
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                *items, rest = _ITEM.split(rest + chunk)
                yield from map(len, items)
                if len(rest) > most:
                    break
    except refusals.BROKEN_ARCHIVE as error:
        raise refusals.damaged(file, f"部件 {part} 无法解压") from error
    yield len(rest)
