"""Markup that begins again and again and never ends is passed over once, not from each of its beginnings."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from kehu_batch.source.ods.text_styles import read_text_styles
from kehu_batch.source.xlsx import cell_notes, page_texts

#: From each beginning to the end it would be some 10^12 characters: hours, where once takes part of a second.
TIMES = 300_000


class _Package:
    """A package of one part."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def read(self, _part: str) -> bytes:
        return self.content

    def find(self, name: str) -> str:
        return name

    def head(self, _part: str, _size: int) -> bytes:
        return self.content


def _related(content: bytes, kind: str, monkeypatch: pytest.MonkeyPatch, module: Any) -> Any:  # noqa: ANN401
    relation = SimpleNamespace(kind=kind, part="other.xml")
    monkeypatch.setattr(module, "read_relations", lambda *_: {"r1": relation})
    return _Package(content)


@pytest.mark.parametrize("text", [b'<comment ref="A1">', b"<comment ", b"<t ", b"</comment>"])
def test_notes(text: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    package = _related(text * TIMES + b"</comment>", "comments", monkeypatch, cell_notes)
    assert cell_notes.read_notes(package, SimpleNamespace(name="sheet.xml")) == {}  # type: ignore[arg-type]


def test_a_note_of_nothing_but_line_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    note = b'<comment ref="A1"><t>[1]' + b"\n" * TIMES + b"x</t></comment>"
    package = _related(note, "comments", monkeypatch, cell_notes)
    assert list(cell_notes.read_notes(package, SimpleNamespace(name="sheet.xml"))) == [(1, 0)]  # type: ignore[arg-type]


@pytest.mark.parametrize("text", [b"<xdr:sp>", b"<a:t ", b"</xdr:sp>", b"<xdr:sp"])
def test_text_boxes(text: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    package = _related(text * TIMES + b"</xdr:sp>", "drawing", monkeypatch, page_texts)
    assert page_texts.read_text_boxes(package, SimpleNamespace(name="sheet.xml")) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("text", [b"<oddHeader", b"<oddHeader>", b"<a:"])
def test_headers_of_pages(text: bytes) -> None:
    assert page_texts.page_texts(text * TIMES) == []


@pytest.mark.parametrize(
    "text",
    [b"<number:text-style x>", b"<number:text ", b"<style:style ", b'style:name="', b"</number:text-style>"],
)
def test_styles_of_texts(text: bytes) -> None:
    package: Any = _Package(text * TIMES + b"</number:text-style>")
    assert read_text_styles(package, ("content.xml",)) == {}
