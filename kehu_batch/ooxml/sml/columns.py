"""Widths of columns: the worksheet's ``cols``, whose ranges must neither overlap nor stand out of order."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kehu_batch.cells import MAX_COLUMN
from kehu_batch.ooxml.opc.markup import Edits, Node, malformed, with_attribute
from kehu_batch.ooxml.sml.placement import insertion_point
from kehu_batch.ooxml.sml.vocabulary import WORKSHEET_ORDER


def _format_width(width: float) -> str:
    return f"{width:.4f}".rstrip("0").rstrip(".")


def _extent(node: Node) -> tuple[int, int]:
    """Return the first and last 0-based column of a ``col``."""
    first, last = node.number("min"), node.number("max")
    if not 1 <= first <= last <= MAX_COLUMN:
        raise malformed("worksheet", "列宽定义")
    return first - 1, last - 1


def _without(spans: list[tuple[int, int, bytes]], columns: Collection[int]) -> list[tuple[int, int, bytes]]:
    """Return spans with single columns cut out of them, splitting a span where need be."""
    for column in sorted(columns):
        parts: list[tuple[int, int, bytes]] = []
        for first, last, tag in spans:
            if not first <= column <= last:
                parts.append((first, last, tag))
                continue
            if first < column:
                parts.append((first, column - 1, tag))
            if column < last:
                parts.append((column + 1, last, tag))
        spans = parts
    return spans


def set_widths(
    edits: Edits, worksheet: Node, widths: Mapping[int, float], freed: Collection[int], prefix: str
) -> None:
    """Give columns of ours their widths, and take away those of columns that are ours no longer.

    Ranges that hold one of them are split; all others keep their bytes.

    Args:
        edits: Of the part's head.
        worksheet: Its root.
        widths: 0-based column to width in characters.
        freed: 0-based columns that an earlier run gave a width.
        prefix: Of the sheet's elements.
    """
    columns = worksheet.child("cols")
    nodes = columns.named("col") if columns else []
    spans = [(*_extent(node), edits.data[node.start : node.end]) for node in nodes]
    kept = _without(spans, {*widths, *freed})
    if kept == spans and not widths:
        return
    ours = [
        (
            column,
            column,
            f'<{prefix}col min="0" max="0" width="{_format_width(width)}" customWidth="1"/>'.encode(),
        )
        for column, width in widths.items()
    ]
    merged = sorted([*kept, *ours], key=lambda span: span[0])
    content = b"".join(
        with_attribute(with_attribute(tag, "min", str(first + 1)), "max", str(last + 1))
        for first, last, tag in merged
    )
    if columns is not None and not merged:
        edits.delete(columns)
    elif nodes and columns is not None:
        edits.replace(nodes[0].start, columns.inner_end, content)
    elif merged:
        if columns is not None:
            edits.delete(columns)
        point = insertion_point(worksheet, "cols", WORKSHEET_ORDER)
        edits.insert(point, f"<{prefix}cols>".encode() + content + f"</{prefix}cols>".encode())


def column_widths(worksheet: Node, default: float) -> dict[int, float]:
    """Return the width in characters of each column that states one, hidden ones as 0; at most 1,024 of them."""
    widths: dict[int, float] = {}
    columns = worksheet.child("cols")
    for node in columns.named("col") if columns else []:
        first, last = _extent(node)
        hidden = node.attributes.get("hidden") in {"1", "true"}
        width = 0.0 if hidden else node.decimal("width", default)
        for column in range(first, min(last + 1, 1024)):
            widths[column] = width
    return widths
