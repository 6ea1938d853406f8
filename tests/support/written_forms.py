"""Reads the written forms under tests/cases/written_*.toml and tells how each was read: right, not read or wrong.

The answers were worked out by hand before the parsers knew the forms. *Not read* is a form refused with a problem that
the user sees; *wrong* is a value other than the right one, or a value where there is none. As a script it prints the
table: ``python tests/support/written_forms.py``.
"""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from kehu_batch.normalisation.dates.reading import DateOrder, read_date
from kehu_batch.normalisation.money.amounts import read_amount
from kehu_batch.normalisation.plans.owners import split_owners
from kehu_batch.normalisation.plans.reading import Plan, read_plans
from kehu_batch.normalisation.statements.score_values import ScoreReading, full_mark_of_header
from kehu_batch.normalisation.statements.scores import read_score, split_feedback

CASES = Path(__file__).parent.parent / "cases"
Case = Mapping[str, Any]


class Verdict(StrEnum):
    """How a written form was read."""

    RIGHT = "right"
    NOT_READ = "not read"
    WRONG = "wrong"


@dataclass(frozen=True)
class Outcome:
    """One form, what it should be and what it was read as."""

    case: Case
    verdict: Verdict
    wanted: object
    got: object


def load(kind: str) -> dict[str, Any]:
    return tomllib.loads((CASES / f"written_{kind}.toml").read_text(encoding="utf-8"))


def weekday_after(day: date, count: int) -> date:
    """Return the n-th day after ``day`` that is Monday to Friday."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def judge(wanted: object, got: object, *, has_value: bool, case: Case) -> Outcome:
    """Compare a reading; ``has_value`` tells that one was made of the cell."""
    verdict = Verdict.RIGHT if wanted == got else Verdict.WRONG if has_value else Verdict.NOT_READ
    return Outcome(case, verdict, wanted, got)


def judge_dates() -> Iterator[Outcome]:
    data = load("dates")
    for case in data["cases"]:
        reading = read_date(
            case["cell"],
            reference=case.get("reference", data["reference"]) or None,
            order=DateOrder(case.get("order", "unknown")),
            date1904=case.get("date1904", False),
            working_day_after=weekday_after if case.get("calendar", True) else None,
        )
        wanted = (case.get("date"), case.get("problem"), case.get("time"))
        got = (reading.value, reading.problem, reading.time)
        yield judge(wanted, got, has_value=reading.value is not None, case=case)


def judge_amounts() -> Iterator[Outcome]:
    for case in load("amounts")["cases"]:
        reading = read_amount(case["cell"], unit_fen=case.get("unit_fen", 100))
        currency = case.get("currency", reading.currency) or None
        wanted = (case.get("fen"), case.get("problem"), currency)
        got = (reading.fen, reading.problem, reading.currency)
        yield judge(wanted, got, has_value=reading.fen is not None, case=case)


def _judge_score(case: Case, reading: ScoreReading | None) -> Outcome:
    """Compare a score; ``raw`` and ``full_mark`` count where the case names them."""
    if reading is None:
        return judge("fraction" not in case and "problem" not in case, True, has_value=False, case=case)
    names = ("fraction", "problem", *(name for name in ("raw", "full_mark") if name in case))
    wanted = tuple(case.get(name) for name in names)
    got = tuple(getattr(reading, name) for name in names)
    if reading.fraction is not None and math.isclose(reading.fraction, case.get("fraction", math.nan)):
        got = (case["fraction"], *got[1:])
    return judge(wanted, got, has_value=reading.fraction is not None, case=case)


def judge_scores() -> Iterator[Outcome]:
    data = load("scores")
    for case in data["column"]:
        mark = case.get("default_full_mark", data["default_full_mark"]) or None
        yield _judge_score(case, read_score(case["cell"], words=data["words"], default_full_mark=mark))
    for case in data.get("header", ()):
        got = full_mark_of_header(case["header"])
        yield judge(case["full_mark"] or None, got, has_value=got is not None, case=case)


def judge_feedback() -> Iterator[Outcome]:
    data = load("scores")
    for case in data["feedback"]:
        mark = case.get("default_full_mark", data["default_full_mark"]) or None
        feedback = split_feedback(case["text"], words=data["words"], default_full_mark=mark)
        outcome = _judge_score(case, feedback.score)
        if outcome.verdict is Verdict.RIGHT and feedback.rest != case.get("rest", feedback.rest):
            outcome = Outcome(case, Verdict.WRONG, case["rest"], feedback.rest)
        yield outcome


def as_parts(plan: Plan) -> dict[str, Any]:
    """Return a plan as the cases write it; owners are a set, as their order says nothing."""
    due = None if plan.due is None else plan.due.value or str(plan.due.problem)
    parts = {
        "owner": frozenset(split_owners(plan.owner)) if plan.owner else None,
        "due": due,
        "content": plan.content,
        "problems": list(map(str, plan.problems)),
    }
    return {key: value for key, value in parts.items() if value}


def _wanted_plan(plan: Case) -> dict[str, Any]:
    owner = plan.get("owner")
    return {**plan, **({"owner": frozenset(split_owners(owner))} if owner else {})}


def judge_plans() -> Iterator[Outcome]:
    data = load("plans")
    for case in data["cases"]:
        plans = read_plans(
            case["cell"],
            reference=data["reference"],
            working_day_after=weekday_after,
            known_owners=frozenset(data["known_owners"]),
        )
        wanted, got = list(map(_wanted_plan, case["plans"])), list(map(as_parts, plans))
        yield judge(wanted, got, has_value=_says_other(wanted, got), case=case)


def _says_other(wanted: list[dict[str, Any]], got: list[dict[str, Any]]) -> bool:
    """Whether a plan read names an owner or a day that is not the right one, or is one too many."""
    if len(got) > len(wanted):
        return True
    return any(
        part in read and not isinstance(read[part], str) and read[part] != right.get(part)
        for right, read in zip(wanted, got, strict=False)
        for part in ("owner", "due")
    )


JUDGES: Mapping[str, Callable[[], Iterator[Outcome]]] = {
    "amounts": judge_amounts,
    "dates": judge_dates,
    "scores": judge_scores,
    "feedback": judge_feedback,
    "plans": judge_plans,
}


def table() -> str:
    """Return a line for each kind: how many forms were read right, not read, and read wrongly."""
    lines = [f"{'':10}{'right':>8}{'not read':>10}{'wrong':>8}"]
    for kind, outcomes in JUDGES.items():
        counts = Counter(outcome.verdict for outcome in outcomes())
        lines.append(
            f"{kind:10}{counts[Verdict.RIGHT]:>8}{counts[Verdict.NOT_READ]:>10}{counts[Verdict.WRONG]:>8}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())  # noqa: T201
