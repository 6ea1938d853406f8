"""Cut a plan cell into items, labelled parts and slots, each as written and with its place."""

from __future__ import annotations

import re
from collections.abc import Callable

from kehu_batch.normalisation.cells.text import level_text
from kehu_batch.numerals import read_count
from kehu_batch.records import dataclass

#: Names that introduce a part, by the part.
_LABELS = {
    "owner": "负责人员?|责任人|跟进人员?|经办人|执行人|对接人|承办人",
    "due": "(?:计划|完成|截止|跟进|执行|预计)?(?:时间|日期)|期限|时限",
    "content": "(?:跟进|计划|工作|具体)?(?:内容|事项|措施|任务)",
}
_LABEL = re.compile(
    r"(?:(?<=^)|(?<=[\s,;。、/|(\d]))(?:"
    + "|".join(f"(?P<{part}>{names})" for part, names in _LABELS.items())
    + r")\s*[:]\s*"
)
_LABEL_EDGE = " \t\r\n,，;；、/／|。"

#: Slashes, bars and line breaks make slots; the other marks may as well be inside a sentence.
#: A blank between two Latin words separates nothing (Tom Lee).
_SEPARATOR = re.compile(r"\s*[/|\n\r;\t,:、。@]\s*|(?<![a-z])\s+|\s+(?![a-z])")
_SLOT_MARKS = frozenset("/|\n\r;\t")

#: Numbers that begin the plans of a cell that holds several.
CIRCLED = re.compile("[①②③④⑤⑥⑦⑧⑨]")
_NUMBERED = re.compile(
    r"\((?P<bracketed>[1-9])\)|(?:^|(?<=[\s;。,:/]))(?P<plain>[1-9])(?:[、)]|\.(?=[^0-9]|[0-9]{1,2}月))"
    r"|(?:^|(?<=[\n\r;]))(?P<han>[一二三四五六七八九])、",
    re.ASCII,
)
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
    level = level_text(text)
    stop = len(text) if end is None else end
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
    return parts


def _part(text: str, start: int, end: int, *, slot: bool) -> PlanPart:
    return PlanPart(text[start:end].strip(), start, end, slot, start_of_text=not text[:start].strip())


def split_labels(text: str) -> dict[str, str]:
    """Cut a text at labels such as ``负责人:``.

    Returns:
        Text by part (``owner``, ``due``, ``content``), and under ``""`` what stands before the first label; empty
        where there is no label. Of a label that stands twice the first counts, and the second stays in its text.

    Example:
        >>> split_labels("负责人:李强 时间:11月20日")
        {'': '', 'owner': '李强', 'due': '11月20日'}
    """
    starts: list[tuple[str, int, int]] = []
    for match in _LABEL.finditer(level_text(text)):
        part = match.lastgroup or ""
        if part not in {seen for seen, _, _ in starts}:
            starts.append((part, match.start(), match.end()))
    if not starts:
        return {}
    parts = {"": text[: starts[0][1]].rstrip("(（【").strip(_LABEL_EDGE)}
    ends = [start for _, start, _ in starts[1:]] + [len(text)]
    for (part, _, begin), end in zip(starts, ends, strict=True):
        inside = text[begin:end].strip(_LABEL_EDGE)
        # （负责人：李强） leaves its closing bracket behind.
        opened = re.search("[(（【]", inside)
        parts[part] = inside if opened else inside.rstrip(")）】").strip(_LABEL_EDGE)
    return parts


def split_items(text: str, has_date: Callable[[str], bool]) -> tuple[str, list[str]]:
    """Cut a cell into its plans.

    Args:
        text: The cell's text.
        has_date: Tells whether a part of it holds a date.

    Returns:
        What stands before numbered plans and belongs to each (``李强：1、… 2、…``), else ``""``; and the plans, at
        least one.
    """
    head, numbered = _split_numbered(text)
    if len(numbered) > 1 and (not head or (not has_date(head) and all(map(has_date, numbered)))):
        return head, numbered
    if not numbered:
        items = [item for item in _ITEM_BREAK.split(text) if item.strip(_ITEM_EDGE)]
        if len(items) > 1 and all(map(has_date, items)):
            return "", items
    return "", [text]


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
