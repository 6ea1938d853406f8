"""Where a new element goes among its siblings, whose order the schema demands."""

from __future__ import annotations

from collections.abc import Sequence

from kehu_batch.ooxml.opc.markup import Node


def _rank(node: Node, order: Sequence[str]) -> int | None:
    """Return a child's place in the order; a wrapper for alternatives takes that of its content."""
    if node.local == "AlternateContent":
        inner = (grandchild for choice in node.children for grandchild in choice.children)
        return next((order.index(child.local) for child in inner if child.local in order), None)
    return order.index(node.local) if node.local in order else None


def insertion_point(parent: Node, name: str, order: Sequence[str]) -> int:
    """Return the offset at which a child called ``name`` may be inserted, after its like.

    Args:
        parent: Read to a depth of 3 below itself at least, for wrapped alternatives.
        name: Local name, one of ``order``.
        order: Local names of all children in the schema's order.
    """
    rank = order.index(name)
    point = parent.inner_start
    for child in parent.children:
        place = _rank(child, order)
        if place is not None and place > rank:
            return point
        point = child.end
    return point
