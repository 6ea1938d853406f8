"""Marks the rows of callbacks and follow-ups in which nobody was reached (docs/rules.md, 6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.folding import fold_text
from kehu_batch.model.findings.catalogue_stated import CALL_NOT_MADE, CALL_WITHOUT_DAY, REACHED_UNKNOWN
from kehu_batch.model.tables.recognition import Region
from kehu_batch.normalisation.cells.collecting import Collector, say
from kehu_batch.normalisation.cells.distinct import find_distinct, map_distinct
from kehu_batch.normalisation.statements.attempts import (
    CallOutcome,
    name_attempts,
    read_outcome,
    says_reached,
)
from kehu_batch.normalisation.statements.ticked import choose_ticked
from kehu_batch.normalisation.tables.typed import Flags
from kehu_batch.policy.cell_words import load_cell_words, say_no

#: Columns of the worksheet that say whether the customer was reached and what came of it.
_SAID = ("feedback", "summary", "pending_issues")
#: Columns in which people write ``未接通`` although they are about something else; they deny no attempt.
_ASIDE = ("notes", "score", "call_state")

#: Headers of results that ask only whether somebody answered, and not what came of it.
_ASKS_REACHED = re.compile(r"接通|接听|(?:通话|拨打|呼叫|外呼|电话)状态|callstatus", re.IGNORECASE)

#: What becomes of a callback whose state says that it was not made.
_PLANNED = "按计划未执行计，这一天不是回访的日子"
_MADE = "而这一行有评分、沟通内容、反馈或待解决问题，按已回访计"


def add_attempts(collector: Collector, frame: pd.DataFrame) -> None:
    """Add ``attempt``: whether nobody was reached, which the row says and nothing in it denies.

    In a worksheet, a score or anything of substance in its texts makes the row a contact; the notes may tell of an
    attempt but deny none, as what is noted need not be of this call, and so may words in the column of
    scores. A follow-up's status counts as its result.

    Args:
        collector: The table's cells.
        frame: The typed frame, with ``score`` where it is the worksheet's; changed in place.
    """
    if collector.raw.table == "callbacks":
        attempt = _passing(collector, (*_SAID, *_ASIDE), name_attempts) | _failed(collector, "result")
        rows = np.flatnonzero(attempt)
        attempt[rows] = _is_attempt(collector, frame, rows)
        _tell_unknown(collector, frame, attempt)
    else:
        attempt = _followup_attempts(collector)
    frame["attempt"] = attempt


def unmake_planned(collector: Collector, frame: pd.DataFrame) -> None:
    """Take the day from callbacks whose state says that nobody has called yet: it is the day of the plan.

    A score or anything of substance says that somebody has.

    Args:
        collector: The worksheet's cells, and where the findings go.
        frame: The typed frame with ``score``; ``called_on`` is changed in place.
    """
    unmade = _passing(collector, ("call_state",), _are_unmade) & frame["called_on"].notna().to_numpy()
    if not unmade.any():
        return
    answered = frame["score"].notna().to_numpy() | _passing(collector, _SAID, _have_substance)
    for rows, fate in ((unmade & ~answered, _PLANNED), (unmade & answered, _MADE)):
        collector.add(CALL_NOT_MADE, "call_state", np.flatnonzero(rows), partial(_say_unmade, fate))
    frame.loc[unmade & ~answered, "called_on"] = np.datetime64("NaT", "s")


def tell_undated(collector: Collector, frame: pd.DataFrame, misread: npt.NDArray[np.intp]) -> None:
    """Tell of callbacks without a day whose score or feedback shows that they were made: only their first may have it.

    They stay planned ones, as nobody can tell when they were made.

    Args:
        collector: The worksheet's cells, and where the findings go.
        frame: The typed frame with ``score``.
        misread: Rows whose day stands there and cannot be read.
    """
    undated = frame["called_on"].isna().to_numpy(dtype=bool, copy=True)
    undated[misread] = False
    if not undated.any():
        return
    undated &= (frame["customer_id"].notna() | frame["customer_name"].notna()).to_numpy(dtype=bool)
    undated &= frame["score"].notna().to_numpy() | _passing(collector, ("feedback",), _have_substance)
    message = "没有写{label}，而这一行有评分或客户反馈，按计划未执行计，评分、反馈和问题都没有计入"
    collector.add(CALL_WITHOUT_DAY, "called_on", np.flatnonzero(undated), say(message))


def _say_unmade(fate: str, label: str, value: str) -> str:
    return f"{label}“{value}”说还没有回访，{fate}"


def _are_unmade(cells: Sequence[object]) -> list[bool]:
    words, marked = load_cell_words().unmade, say_no(cells)
    said = [isinstance(cell, str) and fold_text(cell) in words for cell in cells]
    return [one or other for one, other in zip(said, marked, strict=True)]


def _have_substance(cells: Iterable[object]) -> list[bool]:
    return [read_outcome(cell) is CallOutcome.SUBSTANCE for cell in cells]


def _passing(
    collector: Collector, fields: Iterable[str], test: Callable[[Sequence[object]], Iterable[bool]]
) -> Flags:
    """Return the rows with a cell that passes a test of distinct cells, in any of the fields."""
    found = np.zeros(len(collector.raw), dtype=np.bool_)
    for field in fields:
        column = collector.raw.columns.get(field)
        if column is not None:
            cells = find_distinct(column)
            found |= np.array([*test([_chosen(cell) for cell in cells.results])], dtype=np.bool_)[cells.codes]
    return found


def _failed(collector: Collector, field: str) -> Flags:
    """Return the rows whose result column is known as an attempt."""
    failed = _passing(collector, (field,), partial(_are_attempts, result_column=True))
    return failed | _passing(collector, (field,), say_no) if field == "result" else failed


def _is_attempt(collector: Collector, frame: pd.DataFrame, rows: npt.NDArray[np.intp]) -> Flags:
    """Return the attempts among rows that name one somewhere."""
    attempt, denied = _failed(collector, "result")[rows], frame["score"].notna().to_numpy()[rows]
    for field in (*_SAID, *_ASIDE):
        column = collector.raw.columns.get(field)
        if column is None:
            continue
        outcomes = map_distinct(column.within(rows), read_outcome)
        attempt = attempt | (outcomes == CallOutcome.ATTEMPT)
        if field not in _ASIDE:
            denied = denied | (outcomes == CallOutcome.SUBSTANCE)
    attempted: Flags = (attempt & ~denied).astype(np.bool_)
    return attempted


def _tell_unknown(collector: Collector, frame: pd.DataFrame, attempt: Flags) -> None:
    """Tell the words that leave open whether somebody answered, of rows in which nothing else says so."""
    asking = [region.id for region in collector.raw.regions if _asks_reached(region)]
    unknown = np.isin(collector.raw.region, asking) & ~attempt & frame["score"].isna().to_numpy()
    if not unknown.any():
        return
    unknown &= _passing(collector, ("result",), _are_unknown)
    unknown &= ~_passing(collector, _SAID, _have_substance)
    message = say("{label}“{value}”看不出接通没有，按已接通计")
    collector.add(REACHED_UNKNOWN, "result", np.flatnonzero(unknown), message)


def _asks_reached(region: Region) -> bool:
    header = next((match.header for match in region.columns if match.field == "result"), "")
    return _ASKS_REACHED.search(fold_text(header)) is not None


def _are_unknown(cells: Sequence[object]) -> list[bool]:
    words = load_cell_words()
    marks = words.ticked | words.unticked | words.crossed
    return [
        not (fold_text(str(cell)) in marks or fold_text(str(cell)).startswith(words.attempts.connected))
        and read_outcome(cell) is not CallOutcome.NOTHING
        for cell in cells
    ]


def _followup_attempts(collector: Collector) -> Flags:
    by_content = _passing(collector, ("content",), _are_attempts)
    by_status = _failed(collector, "status")
    return by_content | (by_status & ~_passing(collector, ("content",), partial(map, says_reached)))


def _chosen(cell: object) -> object:
    return choose_ticked(cell) if isinstance(cell, str) else cell


def _are_attempts(cells: Iterable[object], *, result_column: bool = False) -> list[bool]:
    return [read_outcome(cell, result_column=result_column) is CallOutcome.ATTEMPT for cell in cells]
