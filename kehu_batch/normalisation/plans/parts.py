"""Cut a plan cell into items and slots, each as written and with its place."""

from __future__ import annotations

import re
from functools import lru_cache

from kehu_batch.normalisation.cells.text import level_text
from kehu_batch.normalisation.plans.labels import begins_with_label, tells_one_plan
from kehu_batch.normalisation.plans.owners import PlanContext
from kehu_batch.numerals import read_count
from kehu_batch.records import dataclass

#: Slashes, bars and line breaks make slots; the other marks may as well be inside a sentence.
#: A blank between two Latin words separates nothing (Tom Lee).
_SEPARATOR = re.compile(r"\s*(?:[/|\n\r;\t,:、。@]|(?<!!)!{2,}(?=[^!])|…{2,})\s*|(?<![a-z])\s+|\s+(?![a-z])")
_SLOT_MARKS = frozenset("/|\n\r;\t")

#: Numbers that begin the plans of a cell that holds several.
CIRCLED = re.compile("[①②③④⑤⑥⑦⑧⑨]")
_NUMBERED = re.compile(
    r"\((?P<bracketed>[1-9])\)|(?:^|(?<=[\s;。,:/]))(?P<plain>[1-9])(?:[、)]|\.(?=[^0-9]|[0-9]{1,2}月))"
    r"|(?:^|(?<=[\n\r;]))(?P<han>[一二三四五六七八九])、",
    re.ASCII,
)
_OWNER_LABEL = re.compile(r"^(?:负责|责任|跟进|经办|执行)人\s*[:：]?\s*(?=[一-龥A-Z])")
_ITEM_BREAK = re.compile(r"[;；\n\r]+")
_ITEM_EDGE = " \t\r\n;；,，。:：、"


@dataclass(frozen=True, slots=True)
class PlanPart:
    """One part of a plan.

    Args:
        text: The part as written, without white space at its ends.
        start: Where it begins in the item's text.
        end: Where it ends.
        is_slot: Whether a slash, bar, semicolon or line break closes it off on one side at least.
        start_of_text: Whether it is the first thing in the item.
    """

    text: str
    start: int
    end: int
    is_slot: bool = False
    start_of_text: bool = False

    def covers(self, start: int, end: int) -> bool:
        """Return whether the part is just that stretch of the text, white space aside."""
        return self.start <= start and end <= self.end and end - start == len(self.text)


def split_parts(text: str, start: int = 0, end: int | None = None) -> list[PlanPart]:
    """Cut a stretch of a text at its separators; empty parts are left out.

    Example:
        >>> [part.text for part in split_parts("技术团队/寄送合同，预约上门")]
        ['技术团队', '寄送合同', '预约上门']
    """
    return list(_split_parts(text, start, len(text) if end is None else end))


@lru_cache(maxsize=256)
def _split_parts(text: str, start: int, stop: int) -> tuple[PlanPart, ...]:
    level = level_text(text)
    parts: list[PlanPart] = []
    done, mark = start, start > 0 and level[:start].rstrip(" ")[-1:] in _SLOT_MARKS
    for separator in _SEPARATOR.finditer(level, start, stop):
        slot = bool(_SLOT_MARKS.intersection(separator[0]))
        if separator.start() > done:
            parts.append(_part(text, done, separator.start(), slot=mark or slot))
        done, mark = separator.end(), slot
    if stop > done:
        follows = level[stop : stop + 1] in _SLOT_MARKS and stop < len(level)
        parts.append(_part(text, done, stop, slot=mark or follows))
    return tuple(parts)


def _part(text: str, start: int, end: int, *, slot: bool) -> PlanPart:
    return PlanPart(text[start:end].strip(), start, end, slot, start_of_text=not text[:start].strip())


def split_items(text: str, context: PlanContext) -> tuple[str, list[str]]:
    """Cut a cell into its plans.

    Args:
        text: The cell's text.
        context: Tells dates and owners.

    Returns:
        What stands before numbered plans and belongs to each (``李强：1、… 2、…``), else ``""``; and the plans, at
        least one.
    """

    def has_date(part: str) -> bool:
        return bool(context.dates_in(part))

    head, numbered = _split_numbered(text)
    if len(numbered) > 1 and not head and all(map(begins_with_label, numbered)):
        return "", ["；".join(numbered)]
    slots = [_OWNER_LABEL.sub("", item) for item in numbered]
    if len(slots) > 1 and not head and _are_slots(slots, context):
        return "", ["/".join(slots)]
    if len(numbered) > 1 and not head and _ends_in_slots(numbered, context):
        return "", [text]
    if len(numbered) > 1 and (not head or (not has_date(head) and all(map(has_date, numbered)))):
        return head, numbered
    if not numbered:
        items = [item for item in _ITEM_BREAK.split(text) if item.strip(_ITEM_EDGE)]
        if len(items) > 1 and all(map(has_date, items)) and not tells_one_plan(text):
            return "", items
    return "", [text]


def _are_slots(items: list[str], context: PlanContext) -> bool:
    """Whether numbers tell the parts of one plan: ``①白雪 ②3/28 ③寄发票``."""
    if len(items) > len(("owner", "due", "content")) or not any(map(context.is_owner, items)):
        return False
    return sum(map(context.is_date, items)) == 1


def _ends_in_slots(items: list[str], context: PlanContext) -> bool:
    """Whether steps without an owner or a date of their own share those at the end: ``1)… 2)…；截止5月31日；何工``."""
    *first, last = items
    parts = [part.strip(_ITEM_EDGE) for part in _ITEM_BREAK.split(last)]
    tail = [part for part in parts[1:] if part]
    plain = not any(context.dates_in(item) for item in [*first, parts[0]])
    if not tail or not plain or any(part.is_slot for item in first for part in split_parts(item)):
        return False
    return all(context.is_date(part) or context.is_owner(part) for part in tail)


def _split_numbered(text: str) -> tuple[str, list[str]]:
    """Cut a text at the numbers 1, 2, 3 …; no items where they do not count up from 1."""
    marks = list(CIRCLED.finditer(text))
    numbers: list[int | None] = ["①②③④⑤⑥⑦⑧⑨".index(mark[0]) + 1 for mark in marks]
    if not marks:
        marks = list(_NUMBERED.finditer(level_text(text)))
        numbers = [read_count(mark["bracketed"] or mark["plain"] or mark["han"]) for mark in marks]
    if len(marks) < 2 or numbers != list(range(1, len(marks) + 1)):
        return "", []
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    items = [text[mark.end() : end].strip(_ITEM_EDGE) for mark, end in zip(marks, ends, strict=True)]
    return text[: marks[0].start()].strip(_ITEM_EDGE), [item for item in items if item]
