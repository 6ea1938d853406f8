"""The notes at cells that people write (批注), with the cells that they are at."""

from __future__ import annotations

import re
from html import unescape

from kehu_batch.cells import parse_ref
from kehu_batch.copy_names import OWN_MARK
from kehu_batch.ooxml.opc.zip_members import Member
from kehu_batch.ooxml.sml.comments.notes import NoteMark
from kehu_batch.source.package.input_package import InputPackage
from kehu_batch.source.package.relations import read_relations

_NOTE = re.compile(rb"<(?:[\w.-]+:)?comment\s([^<>]*)>(.*)", re.DOTALL)
_NOTE_END = re.compile(rb"</(?:[\w.-]+:)?comment>")
_REF = re.compile(rb"\bref=[\"']([A-Z]{1,3}[0-9]{1,7})[\"']")
_TEXT = re.compile(rb"<(?:[\w.-]+:)?t(?:\s[^<>]*)?>([^<]*)<")
#: What Excel puts before a note: who wrote it, and in one of a conversation a remark on versions.
_WHO = re.compile(
    r"\s*(?:\[[^\]]*\].*?\n\s*(?:注释|评论|批注|Comment)|[^\n:：]{1,20})[:：]\s*\n\s*", re.DOTALL
)
#: The writer stands within so many characters.
_LONGEST_HEAD = 400
_OURS = NoteMark(OWN_MARK)


def read_notes(package: InputPackage, part: Member) -> dict[tuple[int, int], str]:
    """Return the notes of a sheet, by 1-based row and 0-based column of their cells.

    Args:
        package: The open package.
        part: Member of the sheet.
    """
    found: dict[tuple[int, int], str] = {}
    for relation in read_relations(package, part.name).values():
        if relation.kind != "comments" or relation.part is None:
            continue
        # Cut at their ends first: notes that never end would each be searched to the end of the part.
        for piece in _NOTE_END.split(package.read(relation.part))[:-1]:
            note = _NOTE.search(piece)
            ref = _REF.search(note[1]) if note else None
            if note is not None and ref is not None:
                text = unescape(b"".join(_TEXT.findall(note[2])).decode("utf-8", "replace"))
                found[parse_ref(ref[1].decode())] = _without_writer(_without_ours(text))
    return {cell: text for cell, text in found.items() if text}


def _without_ours(text: str) -> str:
    """Return a note without what this program wrote there on an earlier run."""
    return "" if _OURS.is_whole(text) else text[: _OURS.cut(text)]


def _without_writer(text: str) -> str:
    r"""Return a note without the name of its writer above it.

    Example:
        >>> _without_writer("王敏:\n此行作废"), _without_writer("此行作废")
        ('此行作废', '此行作废')
    """
    match = _WHO.match(text, 0, _LONGEST_HEAD)
    return (text[match.end() :] if match else text).strip()
