"""Status words of follow-ups, complaints and issues, folded to done and not done (docs/rules.md, 6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.snapshot import Mask, Snapshot
from kehu_batch.folding import fold_text
from kehu_batch.model.findings.catalogue_figures import UNKNOWN_STATUS
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.tables.listed import list_values
from kehu_batch.policy.answered_states import TASK_TABLES, ask_task_state
from kehu_batch.policy.schema import FollowUpPolicy, Policy
from kehu_batch.policy.task_states import read_task_state
from kehu_batch.records import replace


def is_closed(statuses: pd.Series, policy: FollowUpPolicy) -> Mask:
    """Return which statuses say that it is done; a missing one does not."""
    return says_done(statuses, (*policy.closing_statuses, *policy.closed_words), policy.open_words)


def says_done(statuses: pd.Series, done: Iterable[str], undone: Iterable[str]) -> Mask:
    """Return which statuses say that it is done, by words for it and for what is not."""
    return np.array([state is True for state in _states(statuses, done, undone)], dtype=np.bool_)


def _states(statuses: pd.Series, done: Iterable[str], undone: Iterable[str]) -> list[bool | None]:
    """Return of each status whether it says that it is done; ``None`` where it is missing or not known."""
    if not len(statuses):
        return []
    words = frozenset(map(fold_text, done)), frozenset(map(fold_text, undone))
    codes, distinct = pd.factorize(statuses)
    told = [read_task_state(str(status), *words) for status in list_values(distinct)]
    return [told[code] if code >= 0 else None for code in codes.tolist()]


def find_unknown_statuses(
    snapshot: Snapshot, policy: Policy, with_issues: npt.NDArray[np.intp]
) -> tuple[Finding, ...]:
    """Return a finding for each status known neither as done nor as not done, at the first cell that has it.

    Args:
        snapshot: The drop as of its day.
        policy: The words that are known.
        with_issues: Positions of the callbacks that name an issue; of the others nothing is to be solved.
    """
    rules = policy.follow_ups
    done = (*rules.closing_statuses, *rules.closed_words)
    found = [
        finding
        for table in TASK_TABLES
        for finding in _find_in(snapshot, table, _task_rows(snapshot, table), done, rules.open_words)
    ]
    rows = snapshot.rows_at("callbacks", np.unique(with_issues), "region", "source_row", "resolution_status")
    rows = rows.rename(columns={"resolution_status": "status"})
    issues = policy.issues
    solved = (*issues.resolved_statuses, *issues.closed_words)
    unsolved = (*issues.open_words, *rules.open_words)
    return (*found, *_find_in(snapshot, "callbacks", rows, solved, unsolved))


def _task_rows(snapshot: Snapshot, table: str) -> pd.DataFrame:
    attempt = ("attempt",) if table == "followups" else ()
    rows = snapshot.rows(table, "region", "source_row", "status", *attempt)
    # 无人接听 says what came of it, and is no state of a task.
    return rows[~rows["attempt"]] if attempt and len(rows) else rows


def _find_in(
    snapshot: Snapshot, table: str, rows: pd.DataFrame, done: tuple[str, ...], undone: tuple[str, ...]
) -> Iterator[Finding]:
    if not len(rows):
        return
    field = "status" if table in TASK_TABLES else "resolution_status"
    known = np.array([state is not None for state in _states(rows["status"], done, undone)], dtype=np.bool_)
    unknown = rows[~known & rows["status"].notna().to_numpy()]
    for (_, status), cells in unknown.groupby(["region", "status"], sort=False):
        first = cells.iloc[0]
        place = snapshot.dataset.location(int(first["region"]), field, int(first["source_row"]))
        message = f"状态“{status}”不认识，共 {len(cells):,} 行，按没有完成处理"
        question = replace(ask_task_state(str(status)), count=len(cells))
        yield Finding(
            UNKNOWN_STATUS,
            place,
            message,
            str(status),
            table,
            field,
            count=len(cells),
            question=question,
        )
