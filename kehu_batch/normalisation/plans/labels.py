"""Plans whose parts have labels: ``负责人：李强；时间：11月20日``, and the same with other marks or as programs write them."""

from __future__ import annotations

import re
from collections.abc import Callable

from kehu_batch.normalisation.cells.text import level_text
from kehu_batch.normalisation.plans.acts import begins_as_task
from kehu_batch.normalisation.plans.owners import PlanContext, is_no_owner
from kehu_batch.records import dataclass

#: Names that introduce a part, by the part.
_LABELS = {
    "owner": (
        "负责人员?|责任(?:人|部门|方|单位|班组)?|负责(?:部门|单位)?|跟进人员?|经办人?|执行人|对接人|承办(?:人|部门|单位)?|主办人?|督办人?|主责(?:人|部门)?|牵头(?:人|部门)"
        "|担当者?|受理人|处理人|指派(?:给|人)?|谁|何人|owner|assignee|pic"
    ),
    "due": (
        "(?:计划|完成|截止|跟进|执行|预计|要求|整改|处理|办结|答复)?(?:时间|日期|期限|时限)"
        "|截止|何时|几号|哪天|啥时候?|期日|納期|纳期|eta|ddl|due(?:\\sdate)?|deadline|date"
    ),
    "content": "(?:跟进|计划|工作|具体|整改|处理|行动)?(?:内容|事项|措施|任务|动作)|做什么|干什么|干啥|何事|desc(?:ription)?|content|task|action|todo",
}
#: Names so short that only a colon makes labels of them.
_SHORTEST = {"owner": "人", "due": "期", "content": "事"}
_COLON_NAMES = "|".join(f"(?P<{part}>{names}|{_SHORTEST[part]})" for part, names in _LABELS.items())
_LABEL = re.compile(rf"(?:(?<=^)|(?<=[\s,;。、/|(\d]))(?:{_COLON_NAMES})\s*[:]\s*")
_LABEL_EDGE = " \t\r\n\u3000,，;；、/／|。"

#: Labels between other marks, and what stands for the colon there: 负责人=尹航, {"负责人":"尹航"}, 【负责人】尹航, 跟进人_易烊_截止_0620.
_PLAIN_NAMES = "|".join(_LABELS.values())
_OTHER_MARK = re.compile(
    rf"[\"'“(\[]\s*(?P<quoted>{_PLAIN_NAMES})\s*[\"'”)\]]\s*[:=_]?\s*"
    rf"|(?<![^\s,;。/|(&{{_])(?:(?P<plain>{_PLAIN_NAMES})"
    r"\s*(?:=|_|->|→|-(?![0-9])|(?P<blank>\s)(?=\S))|(?P<by>assigned)\s+to\s)\s*"
)
#: What some name of a label holds: most plans have none.
_ANY_NAME = re.compile(
    "[任负责跟经办执接承主牵督担谁何时日期限截内容事项措施务动做几哪啥]|owner|assign|pic|due|eta|d(?:ead|d)l|date|task|action|todo|desc|content"
)
_OWNER_IS = re.compile("(?:负责|责任|跟进|经办|执行|对接|处理)人=")
_OWNER_FIRST = re.compile("(?:负责|责任|跟进|经办|执行|对接|承办)人")
_BRACES = re.compile(r"^\s*\{(?!.*\{)|(?<=.)\}\s*$")
_PROGRAMS_MARKS = re.compile('[{}"“”]')
#: Where the value of a label ends, if more follows than a value.
_VALUE_END = re.compile(r"[,，;；/／|。\n\r]")
#: Names with a slash between them behind the owner's label: 负责：晓雯/凯文.
_NAMES_LISTED = re.compile(
    r"(?:[一-龥]{2,3}|[A-Z][a-z]+)(?:[/／](?:[一-龥]{2,3}|[A-Z][a-z]+)){1,2}(?=$|[,，;；|。\s])"
)
_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])([0-2][0-9]|3[01])")


@dataclass(frozen=True, slots=True)
class LabelledPlan:
    """What labels tell of a plan, as written; ``rest`` is what stands outside them.

    Args:
        owner: Who; empty where no label names anybody.
        due: When; empty where none tells.
        content: What; empty where none tells.
        rest: The text before the labels, and what follows an owner or a date in a part of its own.
    """

    owner: str = ""
    due: str = ""
    content: str = ""
    rest: str = ""


def read_labels(text: str, context: PlanContext) -> LabelledPlan | None:
    """Return what the labels of a plan tell; ``None`` where it has none.

    Example:
        >>> read_labels("负责人=尹航,时间=2024.4.3,内容=换屏", PlanContext(None, None, frozenset()))
        LabelledPlan(owner='尹航', due='2024.4.3', content='换屏', rest='')
    """
    labels = split_labels(_with_colons(_BRACES.sub("", text)))
    if not labels:
        return None
    named = labels.get("owner", "").strip("—-－–/")
    listed = _NAMES_LISTED.match(named)
    if listed is not None and not any(map(begins_as_task, re.split("[/／]", listed[0]))):
        owner, behind_owner = (
            listed[0].replace("／", "、").replace("/", "、"),
            named[listed.end() :].strip(_LABEL_EDGE),
        )
    else:
        owner, behind_owner = _first_value(named, context.is_owner)
    due, behind_due = _first_value(labels.get("due", ""), context.is_date)
    month_day = _MONTH_DAY.fullmatch(due)
    if month_day is not None:
        due = f"{month_day[1]}-{month_day[2]}"
    if owner and not context.is_owner(owner) and (is_no_owner(owner) or begins_as_task(owner)):
        owner, behind_owner = "", "" if is_no_owner(owner) else labels["owner"]
    rest = (labels[""], behind_owner, behind_due)
    return LabelledPlan(
        owner,
        due,
        labels.get("content", ""),
        "/".join(part for part in rest if part),
    )


def _with_colons(text: str) -> str:
    """Return a text with colons behind its labels, whatever marks they have; as written where they have none."""
    level = level_text(text)
    if _ANY_NAME.search(level) is None:
        return text
    found = list(_OTHER_MARK.finditer(level))
    if any(match["blank"] for match in found) and not _names_owner_first(level, found):
        found = [match for match in found if not match["blank"]]
    # 内容-换屏 alone may be a sentence; who and when beside it make labels of them.
    alone = len(found) == 1 and _LABEL.search(level) is None
    if not found or (alone and found[0]["by"] is None and _OWNER_IS.match(level, found[0].start()) is None):
        return text
    joined, done = "", 0
    for match in found:
        name = match["quoted"] or match["plain"] or "owner"
        joined += f"{text[done : match.start()]};{name}:"
        done = match.end()
    joined = _PROGRAMS_MARKS.sub("", joined + text[done:])
    if any("_" in match[0] for match in found):
        joined = joined.replace("_", ";")
    return joined.lstrip(";")


def _names_owner_first(level: str, found: list[re.Match[str]]) -> bool:
    """Whether a blank alone stands behind labels (``责任人 李强 期限 3月9日``): the owner's is one, and stands first."""
    return len(found) > 1 and found[0].start() == 0 and _OWNER_FIRST.match(level) is not None


def _first_value(value: str, is_whole: Callable[[str], bool]) -> tuple[str, str]:
    """Return a label's value, and what follows it in a part of its own: ``佐藤／4月5日／部品再送`` names 佐藤."""
    if is_whole(value):
        return value, ""
    blank = re.search(r"\s", value)
    ends = list(_VALUE_END.finditer(value))
    # 6/24, 补文档: a slash may be the value's own.
    whole = (end for end in ends if is_whole(value[: end.start()].strip()))
    end = next(whole, ends[0] if ends else None)
    if blank is not None and is_whole(value[: blank.start()]) and (end is None or blank.end() < end.start()):
        end = blank
    if end is None:
        return value, ""
    return value[: end.start()].strip(), value[end.end() :].strip(_LABEL_EDGE)


def begins_with_label(text: str) -> bool:
    """Return whether a text begins with a label, whatever mark or blank stands behind it: ``负责人 史磊``."""
    level = level_text(text)
    match = _OTHER_MARK.match(level) or _LABEL.match(level)
    return match is not None


def tells_one_plan(text: str) -> bool:
    """Return whether labels of who and when stand in a text once each, so that marks between them part no plans."""
    names = [match.lastgroup for match in _LABEL.finditer(level_text(text))]
    return names.count("owner") == names.count("due") == 1


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
