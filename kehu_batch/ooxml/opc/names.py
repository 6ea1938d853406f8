"""Part names: compared without case, written with ``/``, without a leading one.

A *key* is the form in which two spellings of one part's name are equal.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container
from urllib.parse import unquote

_NUMBER = re.compile(r"\d*(?=\.[^.]*\Z)")


def part_key(name: str) -> str:
    r"""Return the form of a part's name in which spellings are compared, percent-encoding undone.

    Example:
        >>> part_key("/xl\\Worksheets/Sheet1.XML"), part_key("xl/%E8%A1%A8.xml")
        ('xl/worksheets/sheet1.xml', 'xl/表.xml')
    """
    return unquote(name).replace("\\", "/").lstrip("/").lower()


def relationships_name(part: str) -> str:
    """Return the name of the part that holds a part's relationships; the package's own for ``""``.

    Example:
        >>> relationships_name("xl/workbook.xml"), relationships_name("")
        ('xl/_rels/workbook.xml.rels', '_rels/.rels')
    """
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def relationships_owner(name: str) -> str:
    """Return the part whose relationships a part holds; ``""`` where it is no such part, or the package's own.

    Example:
        >>> relationships_owner("xl/_rels/workbook.xml.rels"), relationships_owner("xl/workbook.xml")
        ('xl/workbook.xml', '')
    """
    folder, base = posixpath.split(name)
    if not base.endswith(".rels") or posixpath.basename(folder) != "_rels":
        return ""
    return posixpath.join(posixpath.dirname(folder), base.removesuffix(".rels"))


def resolve_target(part: str, target: str) -> str:
    r"""Return the part that a relationship of ``part`` leads to.

    Targets in the wild are absolute, relative, percent-encoded, or written with backslashes.

    Example:
        >>> resolve_target("xl/worksheets/sheet1.xml", "..\\comments1.xml")
        'xl/comments1.xml'
        >>> resolve_target("xl/workbook.xml", "/xl/styles.xml")
        'xl/styles.xml'
    """
    path = unquote(target.split("#", 1)[0]).replace("\\", "/")
    if not path.startswith("/"):
        path = posixpath.join("/", posixpath.dirname(part), path)
    return posixpath.normpath(path).lstrip("/")


def relative_target(part: str, other: str) -> str:
    """Return how a relationship of ``part`` names ``other``.

    Example:
        >>> relative_target("xl/worksheets/sheet1.xml", "xl/comments1.xml")
        '../comments1.xml'
        >>> relative_target("XL/Workbook.xml", "xl/worksheets/sheet2.xml")
        'worksheets/sheet2.xml'
    """
    folder = posixpath.dirname(part)
    # Case tells no folders apart, and a program that resolves no ".." finds the part all the same.
    inside = other[: len(folder) + 1].lower() == f"{folder}/".lower()
    there = folder + other[len(folder) :] if inside else other
    return posixpath.relpath(f"/{there}", posixpath.join("/", folder))


def free_name(pattern: str, taken: Container[str]) -> str:
    """Return ``pattern`` with the lowest number from 1 that is free, in place of the number before its extension.

    Args:
        pattern: A part name, e.g. ``"xl/worksheets/sheet3.xml"``; its own number does not matter. One without a
            number is taken as it is where it is free.
        taken: Keys of the parts that exist.

    Example:
        >>> free_name("xl/media/image9.png", {"xl/media/image1.png"})
        'xl/media/image2.png'
        >>> free_name("xl/styles.xml", {"xl/media/image1.png"})
        'xl/styles.xml'
    """
    numbered = _NUMBER.search(pattern)
    if numbered and not numbered[0] and part_key(pattern) not in taken:
        return pattern
    number = 1
    while True:
        name = _NUMBER.sub(str(number), pattern, count=1)
        if part_key(name) not in taken:
            return name
        number += 1
