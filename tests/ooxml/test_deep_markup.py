"""A part nested deeper than Python recurses is searched like any other."""

from __future__ import annotations

from kehu_batch.ooxml.opc.markup import parse


def test_descendants_of_a_part_nested_as_deep_as_it_is_long() -> None:
    depth = 50_000
    data = b"<a>" * depth + b"<b/>" + b"</a>" * depth
    root = parse(data, "deep.xml", depth=depth + 1)
    assert len(root.descendants("b")) == 1
    assert len(root.descendants("a")) == depth - 1


def test_descendants_come_in_document_order() -> None:
    root = parse(b'<r><a n="1"><a n="2"/></a><b><a n="3"/></b><a n="4"/></r>', "order.xml")
    assert [node.attribute("n") for node in root.descendants("a")] == ["1", "2", "3", "4"]
