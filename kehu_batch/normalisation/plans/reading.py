"""Read follow-up plans: who does what by when, from the composite cell 跟进计划(负责人/时间/内容).

People fill it loosely: slots in any order, some empty, date and content run together, several plans in one cell. What
the cell does not settle is named as a problem, never filled in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache

from kehu_batch.normalisation.cells.text import is_blank_cell, is_none_answer, level_text
from kehu_batch.normalisation.dates.reading import (
    find_dates,
    level_has_date,
    may_hold_date,
    read_date,
    read_told,
    told_alone,
)
from kehu_batch.normalisation.dates.values import DateProblem, DateReading, WorkingDayAfter
from kehu_batch.normalisation.identity.names import is_person_like
from kehu_batch.normalisation.plans.acts import begins_as_task
from kehu_batch.normalisation.plans.choice import who_and_what
from kehu_batch.normalisation.plans.forms import level_plan
from kehu_batch.normalisation.plans.labels import read_labels
from kehu_batch.normalisation.plans.owners import (
    PlanContext,
    owners_apart,
    split_owners,
)
from kehu_batch.normalisation.plans.parts import (
    CIRCLED,
    PlanPart,
    split_items,
    split_parts,
)
from kehu_batch.normalisation.plans.roles import join_roles
from kehu_batch.records import dataclass, replace


class PlanProblem(StrEnum):
    """What a plan leaves open."""

    MISSING_OWNER = "missing_owner"
    """Nobody is named, or not plainly enough."""
    SEVERAL_OWNERS = "several_owners"
    """Two or more share it; ``owner`` holds all of them as written."""
    MISSING_DATE = "missing_date"
    """No date is written."""
    UNUSABLE_DATE = "unusable_date"
    """Something about a date is written that gives no day; ``due.problem`` says why."""
    SEVERAL_DATES = "several_dates"
    """Two dates, neither in a slot of its own; neither is taken."""
    MISSING_CONTENT = "missing_content"
    """Nothing is said of what to do."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One follow-up plan, parts as written.

    Args:
        owner: Person or team; ``None`` where the cell does not say.
        due: The date read, with or without a day; ``None`` where none is written or two compete.
        content: What is to be done.
        problems: What is open, in the order of ``PlanProblem``.
    """

    owner: str | None = None
    due: DateReading | None = None
    content: str | None = None
    problems: tuple[PlanProblem, ...] = ()


_NO_PLAN = re.compile(r"(?:暂?[无不]|没有|不用)(?:需要?|必|用|再)*(?:跟进|回访|处理)?(?:计划|安排)?[。.]?")


def read_plans(
    text: str,
    *,
    reference: date | None,
    working_day_after: WorkingDayAfter | None = None,
    known_owners: frozenset[str] = frozenset(),
    level: str | None = None,
) -> tuple[Plan, ...]:
    """Read every plan of a cell.

    Several plans are told by numbering, or by semicolons or line breaks between parts that each have a date.

    Args:
        text: The cell's text.
        reference: The callback's date, which years and relative words count from.
        working_day_after: See ``read_date``.
        known_owners: Names of owners that stand elsewhere in the drop, as written there.
        level: The text levelled, where that is known.

    Returns:
        No plan for a blank cell, ``无`` or separators alone.

    Example:
        >>> plan, = read_plans("/11月15日前/发送培训资料", reference=date(2023, 11, 5))
        >>> plan.owner, plan.due.value.isoformat(), plan.content, [str(problem) for problem in plan.problems]
        (None, '2023-11-15', '发送培训资料', ['missing_owner'])
    """
    context = PlanContext(reference, working_day_after, known_owners)
    ordinary = _read_ordinary(text, level or level_text(text), context)
    if ordinary is not None:
        return (ordinary,)
    if _says_nothing(text):
        return ()
    shared, items = split_items(text, context)
    if shared and not context.is_owner(shared):
        shared, items = "", [text]
    plans = (_read_item(item, context) for item in items if not _says_nothing(item))
    return tuple(_with_owner(plan, shared) if shared else plan for plan in plans)


#: The format's own forms: one owner, one day, a content without marks; a day with its 前 may run into the content.
#: Nearly every plan of a tidy worksheet has one of them.
_ORDINARY = re.compile(
    r"(?P<owner>[a-z一-龥]{2,8})[/,]"
    r"(?P<due>[0-9]{1,2}月[0-9]{1,2}[日号]前?|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}前?|下周[一二三四五])"
    r"(?:[/,]|(?<=前)(?![后往去来台端期提述置]))(?P<content>[^\s/|;,:、。@]{2,60})"
)


def _read_ordinary(text: str, level: str, context: PlanContext) -> Plan | None:
    """Read a plan in the format's own form as the general reader would, in a tenth of its time; else ``None``."""
    match = _ORDINARY.fullmatch(level)
    if match is None or CIRCLED.search(text):
        return None
    start = match.start("content")
    owner, content = text[: match.end("owner")], text[start:]
    if not context.knows(owner) and (_meets_date(owner) or context.knows(content)):
        return None
    if not _is_one_owner(owner, context.known_owners) or is_none_answer(content):
        return None
    if level_has_date(level, start):
        return None
    due = _date_in_slot(match["due"], context.reference, context.working_day_after)
    return Plan(owner, due, content) if due is not None else None


#: A date of each length and form that stands in the format's own form.
_SAMPLE_DATES = ("1月2日", "11月20号前", "2023-1-2", "2023-11-20前", "下周一")


@lru_cache(maxsize=1024)
def _meets_date(name: str) -> bool:
    """Return whether a name, or what it makes with the date behind it, could be read as a date (客服中心 is none)."""
    if not may_hold_date(name):
        return False
    start = len(name) + 1
    texts = [(f"{name}{mark}{due}/处理", start + len(due)) for due in _SAMPLE_DATES for mark in "/,"]
    found = ([place[1:] for place in find_dates(text, None, slots=True)] for text, _ in texts)
    return any(places != [(start, end)] for places, (_, end) in zip(found, texts, strict=True))


@lru_cache(maxsize=1024)
def _is_one_owner(name: str, known_owners: frozenset[str]) -> bool:
    """Return whether a name is one owner, known or such as looks like one."""
    return len(split_owners(name)) == 1 and PlanContext(None, None, known_owners).is_owner(name)


@lru_cache(maxsize=16_384)
def _date_in_slot(
    due: str, reference: date | None, working_day_after: WorkingDayAfter | None
) -> DateReading | None:
    """Read a levelled date that stands between slashes; ``None`` where it gives no day, or is not all of the slot."""
    told = told_alone(due)
    if told is not None:
        reading = read_told(told, reference, working_day_after)
        return reading if reading.value is not None else None
    found = find_dates(f"/{due}/", reference, working_day_after=working_day_after, slots=True)
    if len(found) != 1 or found[0][1:] != (1, len(due) + 1) or found[0][0].value is None:
        return None
    return found[0][0]


def _says_nothing(text: str) -> bool:
    if is_blank_cell(text) or is_none_answer(text):
        return True
    level = level_text(text).strip(" \t\r\n/|,;、-—.。")
    return not level or _NO_PLAN.fullmatch(level) is not None


def _with_owner(plan: Plan, owner: str) -> Plan:
    if plan.owner is not None:
        return plan
    return _judged(replace(plan, owner=owner), several_dates=PlanProblem.SEVERAL_DATES in plan.problems)


def _judged(plan: Plan, *, several_dates: bool = False) -> Plan:
    """Name what a plan leaves open."""
    open_points = {
        PlanProblem.MISSING_OWNER: plan.owner is None,
        PlanProblem.SEVERAL_OWNERS: plan.owner is not None and len(split_owners(plan.owner)) > 1,
        PlanProblem.MISSING_DATE: plan.due is None and not several_dates,
        PlanProblem.UNUSABLE_DATE: plan.due is not None and plan.due.value is None,
        PlanProblem.SEVERAL_DATES: several_dates,
        PlanProblem.MISSING_CONTENT: plan.content is None,
    }
    return replace(plan, problems=tuple(problem for problem, is_open in open_points.items() if is_open))


def _read_item(text: str, context: PlanContext) -> Plan:
    text = join_roles(text, context)
    labelled = read_labels(text, context)
    if labelled is None:
        return _read_loose(text, context)
    if labelled.content and not (labelled.owner or labelled.due) and _says_nothing(labelled.rest):
        # 待办: Grace 11/18 发报价.
        return _read_loose(labelled.content, context)
    loose = Plan() if _says_nothing(labelled.rest) else _read_loose(labelled.rest, context)
    due = loose.due
    if labelled.due:
        due = read_date(
            labelled.due, reference=context.reference, working_day_after=context.working_day_after
        )
    owner = owners_apart(labelled.owner) if labelled.owner else loose.owner
    content = "，".join(filter(None, (labelled.content, loose.content)))
    return _judged(Plan(owner, due, content or None))


def _read_loose(text: str, context: PlanContext) -> Plan:
    """Read an item without labels: its text levelled, or as it is written where that set nothing apart."""
    levelled = level_plan(text, context)
    plan = _read_parts(levelled, context)
    ours_is_left = "/" not in text and any("/" in part for part in (plan.owner, plan.content) if part)
    return _read_parts(text, context) if ours_is_left else plan


def _read_parts(text: str, context: PlanContext) -> Plan:
    """Read the date first, then who and what among the parts around it."""
    parts = split_parts(text)
    searched = text
    if len(parts) > 1 and context.knows(parts[0].text):
        # A known name may hold a weekday (周天宇).
        searched = " " * parts[0].end + text[parts[0].end :]
    dates = context.dates_in(searched)
    chosen, several = _choose_date(text, parts, dates)
    if chosen is None:
        owner, content = who_and_what(parts, text, context, date_at=-1)
        return _judged(Plan(owner, None, content), several_dates=several)
    reading, start, end = chosen
    if _EARLIER.search(level_text(text)):
        reading = DateReading(problem=DateProblem.UNDETERMINABLE)
    before, after = split_parts(text, 0, start), split_parts(text, end, len(text))
    if _embedded(text, start, before, context):
        clause = before.pop()
        runs_on = bool(after) and not level_text(text[end : after[0].start]).strip(" ")
        last = after[0].end if runs_on else end
        after = [PlanPart(text[clause.start : last].strip(), clause.start, end), *after[runs_on:]]
    slots = [*before, *after]
    owner, content = who_and_what(
        slots,
        text,
        context,
        date_at=start,
        first_is_owner=len(before) == 1 and (bool(after) or _leaves_room(text, before[0].text, end)),
    )
    return _judged(Plan(owner, reading, content))


def _leaves_room(text: str, first: str, end: int) -> bool:
    """Whether a slash behind the date holds the place of a content, and who may be a person comes first (聂风/5月9日/)."""
    return (
        level_text(text[end:]).strip() == "/"
        and is_person_like(level_text(first))
        and not begins_as_task(first)
    )


#: Days beside a plan's own: of what has happened, and of what ends by itself.
_DAY_OF = re.compile(
    r"(?:到期日?|生日|签[约订]日?|合同日|下[单订]日?|购[买机]日?|[发出]货日?|开票日?|安装日?|报修日?|投诉日?|受理日?|上次|上回|原定|原计划|原约)(?:为|是|于|在|:|：)?\s*$"
)
#: The day told is not the plan's own, which comes before it: 客户5月10日开业，要提前三天送到.
_EARLIER = re.compile(r"提前(?:至少)?[0-9一二两三四五六七八九十半]+个?(?:天|日|周|星期|工作日|月|小时)")
_WHAT_WAS = re.compile(
    r"\s*(?:已|曾|到期|过期|[下买签订装发开寄修送退换付](?:出|货|修|单|票)?(?:了|过|的)|投诉的?|报修的?|来电|反[映馈]|收到|联系过|沟通过|没|的?那[笔次单批票张个])"
)


def _tells_what_was(level: str, start: int, end: int) -> bool:
    """Whether a date of several is that of something else than the plan: ``2月28日已发过报价``, ``到期日11月18日``."""
    return (
        _DAY_OF.search(level[max(0, start - 10) : start]) is not None
        or _WHAT_WAS.match(level, end) is not None
    )


def _choose_date(
    text: str, parts: Sequence[PlanPart], dates: Sequence[tuple[DateReading, int, int]]
) -> tuple[tuple[DateReading, int, int] | None, bool]:
    """Return the date that counts, and whether there are several of which none does."""
    if len(dates) > 1:
        level = level_text(text)
        dates = [found for found in dates if not _tells_what_was(level, *found[1:])] or dates
    if len(dates) < 2 or all(dates[0][0] == other for other, _, _ in dates[1:]):
        return (dates[0] if dates else None), False
    alone = [
        found for found in dates if any(part.is_slot and part.covers(found[1], found[2]) for part in parts)
    ]
    return (alone[0], False) if len(alone) == 1 else (None, True)


def _embedded(text: str, start: int, before: Sequence[PlanPart], context: PlanContext) -> bool:
    """Return whether the date stands inside a clause (``预约11月20日上门``), which then stays whole."""
    if not before or before[-1].end < len(text[:start].rstrip()) or text[start - 1 : start].isspace():
        return False
    return not context.is_owner(before[-1].text)
