"""Plans in a form of their own, levelled to slots: brackets round who and when, marks of any kind, names in a sentence.

``寄样品（李强，11月20日前）`` becomes ``寄样品/李强，11月20日前/``, and ``由李强11月20日前寄样品`` becomes
``李强/11月20日前寄样品``. What is content stays as it was written.
"""

from __future__ import annotations

import re

from kehu_batch.normalisation.statements.plan_owners import (
    PlanContext,
    is_trade,
    leading_owner,
    leading_trade,
    plain_name,
)

_BRACKETS = re.compile(r"[(（\[【「『〔](?P<inside>[^()（）\[\]【】「」『』〔〕]{1,40})[)）\]】」』〕]")
_BETWEEN = re.compile(r"[,，;；/／、|｜\s]+")
#: Marks that separate where an owner or a date stands beside them, and are part of the words elsewhere.
_MARKS = ("\\", "→", "_", "—", "·", "-", "–", "*")
_DOTTED_DATE = re.compile(r"(?<![0-9])([0-9]{4})\s?[·•・‧]\s?([0-9]{1,2})\s?[·•・‧]\s?([0-9]{1,2})(?![0-9])")
_BY = re.compile(r"(?<![自理缘事经])由(?=[^于此来衷])")
_CHARGED = re.compile(r"\s*(?:负责|(?:跟进|处理|落实|对接|安排)(?=$|[,，。;；/]))")
_MODAL = re.compile(r"\s*(?:负责|须|应该?|将|要|需要?|得|必须|务必)?[于在]?(?=.)")
_LISTED = re.compile("[、和与及]")
#: Words that ask somebody to do it: no part of the name behind them. 请购部, 请示 are words of their own.
_ASKED = re.compile(r"\s*(?:[烦拟敬]?请(?![购示假款])|麻烦|安排|责成|委派|指派)\s*(?=.)")
_BEFORE_DATE = re.compile(r"\s*(?:须|应该?|将|需|务必)?[于在]?$")
_LONGEST = 200
#: Marks behind an owner that set him apart already.
_STOPS = ",，/／、;；"
#: Owners, a day written with a point, and what is to be done, blanks between: ``李强 王敏 3.20 上门``.
_BLANK_FORM = re.compile(
    r"(?P<who>\S+(?:\s+\S+){0,3}?)\s+(?P<when>[0-9]{1,2}\.[0-9]{1,2})前?\s+(?P<what>[^0-9\s].*)"
)


def level_plan(text: str, context: PlanContext) -> str:
    """Return a plan's text with slashes where who and when are set apart in another way."""
    if len(text) > _LONGEST:
        return text
    plain = _DOTTED_DATE.sub(r"\1-\2-\3", text)
    plain = _without_asking(plain, context)
    plain = _open_blanks(plain, context)
    plain = _open_brackets(plain, context)
    for mark in _MARKS:
        if mark in plain:
            plain = _open_marks(plain, mark, context)
    return _open_sentence(plain, context)


def _without_asking(text: str, context: PlanContext) -> str:
    """Leave out the word that asks, where an owner and then the date follow it: ``请李工11月20日前复测``."""
    asked = _ASKED.match(text)
    dates = context.dates_in(text) if asked else []
    if asked is None or not dates:
        return text
    owner = _BEFORE_DATE.sub("", text[asked.end() : dates[0][1]].rstrip(_STOPS + " "))
    return text[asked.end() :] if context.is_owner(owner) else text


def _open_blanks(text: str, context: PlanContext) -> str:
    """Turn the blanks round a day with a point into slashes, where nothing but owners stands before it."""
    match = _BLANK_FORM.fullmatch(text.strip())
    if match is None or not all(map(context.is_owner, match["who"].split())):
        return text
    return f"{'、'.join(match['who'].split())}/{match['when']}/{match['what']}"


def _is_date(text: str, context: PlanContext) -> bool:
    """Whether a part is a date and nothing else."""
    stripped = text.strip()
    found = context.dates_in(f"/{stripped}/") if stripped else []
    return len(found) == 1 and found[0][1:] == (1, len(stripped) + 1)


def _open_brackets(text: str, context: PlanContext) -> str:
    """Turn brackets round owners and dates into slots; those round a role beside its name stay."""
    found = list(_BRACKETS.finditer(text))
    opened = [match for match in found if _holds_slots(text, match, context)]
    if not opened:
        return text
    # [李强][11月20日][寄样品]: the last one is the content in the same dress.
    opened += [
        match
        for match in found
        if match not in opened and match.end() == len(text.rstrip()) and match.start() == opened[-1].end()
    ]
    for match in sorted(opened, key=re.Match.start, reverse=True):
        text = f"{text[: match.start()]}/{match['inside']}/{text[match.end() :]}"
    return text


def _holds_slots(text: str, match: re.Match[str], context: PlanContext) -> bool:
    """Whether brackets hold owners and dates alone, and neither beside what they explain (11月20日（周一）)."""
    inside = match["inside"].strip()
    dates = context.dates_in(f"/{inside}/")
    rest = f"/{inside}/"
    for _, start, end in reversed(dates):
        rest = f"{rest[:start]},{rest[end:]}"
    owners = [part for part in _BETWEEN.split(rest) if part]
    if not (dates or owners) or not all(map(context.is_owner, owners)):
        return False
    before = _BETWEEN.split(text[: match.start()].rstrip())[-1]
    if not owners:
        return not (before and _is_date(before, context))
    return bool(dates) or not (before and context.is_owner(before))


def _open_marks(text: str, mark: str, context: PlanContext) -> str:
    """Turn a mark into a slash where an owner or a date stands on one side of it, if both are set apart by it."""
    parts = text.split(mark)
    kinds = [_kind(part, context) for part in parts]
    if not {"when", "who"}.issubset(kinds):
        return text
    joined = parts[0]
    for place in range(1, len(parts)):
        joined += ("/" if kinds[place - 1] or kinds[place] else mark) + parts[place]
    return joined


def _kind(part: str, context: PlanContext) -> str:
    if _is_date(part, context):
        return "when"
    return "who" if context.is_owner(part.strip()) or is_trade(part.strip()) else ""


def _open_sentence(text: str, context: PlanContext) -> str:
    """Set the owner apart where a sentence names it: after 由, before the date or right behind it."""
    by = _BY.search(text)
    if by is not None:
        owners = _owners_at(text[by.end() :], context)
        if owners:
            rest = _CHARGED.sub("", text[by.end() + len(owners) :], count=1)
            return f"{text[: by.start()]}/{owners}/{rest}" if by.start() else f"{owners}/{rest}"
        return text
    listed = _owners_at(text.lstrip(), context)
    if _LISTED.search(listed):
        rest = text.lstrip()[len(listed) :].lstrip()
        return f"{listed}/{rest}" if rest and rest[0] not in _STOPS else text
    owner = leading_owner(text.lstrip(), context, named=True)
    if owner:
        start = len(text) - len(text.lstrip())
        rest = text[start + len(owner) :]
        modal = _MODAL.match(rest)
        dates = context.dates_in(rest[modal.end() :] if modal else rest)
        if modal is not None and modal[0].strip() and dates and dates[0][1] == 0:
            return f"{owner}/{rest[modal.end() :]}"
        return text
    return _behind_date(text, context)


def _owners_at(text: str, context: PlanContext) -> str:
    """Return the owner or list of owners that a text begins with, as written."""
    done, owners = 0, 0
    while True:
        owner = leading_owner(text[done:], context, named=True) or leading_trade(text[done:])
        if not owner:
            break
        done, owners = done + len(owner), owners + 1
        more = re.match(r"[、和与及]", text[done:])
        if more is None:
            break
        done += more.end()
    listed = text[:done].rstrip("、,，和与及")
    return "" if owners == 1 and leading_trade(text) == listed else listed


def _behind_date(text: str, context: PlanContext) -> str:
    """Set apart an owner that stands right behind the date: ``11月20日李强寄样品``, ``11/20 Amy寄样品``."""
    dates = context.dates_in(text)
    if len(dates) != 1 or dates[0][0].value is None:
        return text
    end = dates[0][2]
    rest = text[end:].lstrip()
    listed = _owners_at(rest, context)
    # Two names in a list and an act behind them are owners; one alone may be a word that looks like a name.
    owner = (
        listed if _LISTED.search(listed) else leading_owner(rest, context, named=False) or plain_name(rest)
    )
    follows = rest[len(owner) :].lstrip()
    if not owner or not follows or follows[0] in _STOPS:
        return text
    return f"{text[:end]}/{owner}/{rest[len(owner) :]}"
