"""Changes to a part by offsets: each where it belongs, also in elements that were written without content."""

from __future__ import annotations

import pytest

from kehu_batch.ooxml.opc.markup import Edits, Node, parse


def opened(data: bytes) -> tuple[Edits, Node]:
    """Return edits of a part and its root."""
    return Edits(data), parse(data, "part.xml")


def test_a_self_closed_element_is_opened_once_for_all_that_goes_in() -> None:
    edits, root = opened(b'<x:a xmlns:x="urn:x" n="1" />')
    assert not edits
    edits.insert_child(root, root.inner_start, b"<b/>")
    edits.append_children(root, b"<c/>")
    assert edits
    assert edits.result() == b'<x:a xmlns:x="urn:x" n="1"><b/><c/></x:a>'


def test_attributes_of_a_self_closed_element_change_with_its_content() -> None:
    edits, root = opened(b'<r><a n="1" m="2"/></r>')
    node = root.children[0]
    edits.set_attributes(node, {"n": "3"})
    edits.append_children(node, b"<b/>")
    edits.set_attributes(node, {"m": None, "o": "4"})
    assert edits.result() == b'<r><a n="3" o="4"><b/></a></r>'


def test_what_stands_before_an_element_stays_before_its_changed_tag() -> None:
    edits, root = opened(b"<r><a><b/></a></r>")
    node = root.children[0]
    edits.set_attributes(node, {"n": "1"})
    edits.insert(node.start, b"<z/>")
    edits.append_children(node, b"<c/>")
    edits.insert_child(node, node.inner_start, b"<y/>")
    assert edits.result() == b'<r><z/><a n="1"><y/><b/><c/></a></r>'


def test_overlapping_changes_are_a_mistake() -> None:
    edits, root = opened(b"<r><a/></r>")
    edits.delete(root.children[0])
    edits.set_attributes(root.children[0], {"n": "1"})
    with pytest.raises(ValueError, match="overlapping"):
        edits.result()
