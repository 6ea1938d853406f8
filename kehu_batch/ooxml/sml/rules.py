"""Conditional formats of ours: recognised by a mark in their formula, which other programs keep when they save."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kehu_batch.ooxml.opc.markup import Edits, Node
from kehu_batch.ooxml.plan import HighlightRule
from kehu_batch.ooxml.sml.placement import insertion_point
from kehu_batch.ooxml.sml.text import clean, escape, unescape
from kehu_batch.ooxml.sml.vocabulary import WORKSHEET_ORDER


def marked_formula(marker: str, formula: str) -> str:
    """Return a formula that is true where ``formula`` is, and that carries the mark: ``N`` of a text is 0.

    Example:
        >>> marked_formula("ours", "$P2=1")
        'AND(N("ours")=0,$P2=1)'
    """
    quoted = marker.replace('"', '""')
    return f'AND(N("{quoted}")=0,{formula})'


class RuleMark:
    """Tells rules of ours from others.

    Args:
        marker: The mark.
    """

    def __init__(self, marker: str) -> None:
        quoted = re.escape(marker.replace('"', '""'))
        self._pattern = re.compile(rf'AND\s*\(\s*N\s*\(\s*"{quoted}"\s*\)\s*=\s*0\s*[,;]', re.IGNORECASE)

    def is_on(self, rule: Node) -> bool:
        """Return whether a ``cfRule`` is ours."""
        return any(self._pattern.search(unescape(formula.text)) for formula in rule.named("formula"))


def strip_rules(edits: Edits, worksheet: Node, mark: RuleMark) -> int:
    """Take our rules out of a worksheet, with the lists that hold nothing else. Return how many there were."""
    count = 0
    for block in worksheet.named("conditionalFormatting"):
        rules = block.named("cfRule")
        ours = [rule for rule in rules if mark.is_on(rule)]
        count += len(ours)
        if ours and len(ours) == len(rules):
            edits.delete(block)
        else:
            for rule in ours:
                edits.delete(rule)
    return count


def highest_priority(worksheet: Node, mark: RuleMark) -> int:
    """Return the greatest priority number of rules that are not ours, 0 without any."""
    rules = (rule for rule in worksheet.descendants("cfRule") if not mark.is_on(rule))
    return max((rule.number("priority") for rule in rules), default=0)


def add_rules(
    edits: Edits,
    worksheet: Node,
    rules: Sequence[tuple[HighlightRule, int]],
    marker: str,
    prefix: str,
) -> None:
    """Add rules behind the sheet's own, in order.

    Args:
        edits: Of the bytes that ``worksheet`` was read from.
        worksheet: Root element.
        rules: Each with the index of its colours in ``dxfs``.
        marker: The mark.
        prefix: Of the sheet's elements.
    """
    priority = highest_priority(worksheet, RuleMark(marker))
    pieces: list[str] = []
    for rule, colours in rules:
        priority += 1
        stop = ' stopIfTrue="1"' if rule.stop_if_true else ""
        formula = escape(clean(marked_formula(marker, rule.formula)))
        pieces.append(
            f'<{prefix}conditionalFormatting sqref="{escape(rule.ref)}">'
            f'<{prefix}cfRule type="expression" dxfId="{colours}" priority="{priority}"{stop}>'
            f"<{prefix}formula>{formula}</{prefix}formula></{prefix}cfRule></{prefix}conditionalFormatting>"
        )
    point = insertion_point(worksheet, "conditionalFormatting", WORKSHEET_ORDER)
    edits.insert(point, "".join(pieces).encode("utf-8"))
