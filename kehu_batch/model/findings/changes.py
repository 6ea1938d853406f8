"""What changed since an earlier run of the same period: findings mended, new, and still open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from kehu_batch.model.findings.finding import Finding
from kehu_batch.records import dataclass

_DIGITS = "0123456789"


@dataclass(frozen=True, slots=True)
class EarlierFinding:
    """A finding as an earlier run told it.

    Args:
        code: Its kind.
        severity: ``error``, ``warning`` or ``info``.
        sheet: Sheet; empty for one of the whole drop.
        cell: ``sheet!A1``; empty where no single cell is meant.
        value: What was seen.
        message: What was said.
    """

    code: str
    severity: str
    sheet: str
    cell: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class EarlierRun:
    """An earlier run of a period.

    Args:
        source: File that tells of it.
        period: Its period.
        as_of: Its day.
        findings: What it found.
    """

    source: str
    period: str
    as_of: date
    findings: tuple[EarlierFinding, ...]


@dataclass(frozen=True, slots=True)
class FindingChanges:
    """What changed since the last run of the period.

    Args:
        source: File that tells of that run.
        as_of: Its day.
        mended: Findings of then that are gone.
        new: Findings that were not there then.
        still_open: Findings that were there then and are.
    """

    source: str
    as_of: date
    mended: tuple[EarlierFinding, ...]
    new: tuple[Finding, ...]
    still_open: int


_Key = tuple[str, ...]
_Item = TypeVar("_Item")


def compare_runs(
    earlier: Iterable[EarlierRun], period: str, findings: Sequence[Finding], mask: Callable[[str], str] = str
) -> FindingChanges | None:
    """Compare with the last earlier run of the period; ``None`` where there is none.

    A finding is the same where kind, cell and value are; else where kind, column and value are, for rows move when
    one is put in above them.

    Args:
        earlier: Earlier runs, of any period; of several as of one day the last one counts.
        period: The period.
        findings: What is found now.
        mask: How texts of earlier runs may have been masked.
    """
    runs = [run for run in earlier if run.period == period]
    if not runs:
        return None
    last = max(reversed(runs), key=lambda run: run.as_of)
    now, then = list(findings), list(last.findings)
    for exact in (True, False):
        now, then = _leave_out_same(now, then, mask, exact=exact)
    return FindingChanges(last.source, last.as_of, tuple(then), tuple(now), len(findings) - len(now))


def _leave_out_same(
    now: list[Finding], then: list[EarlierFinding], mask: Callable[[str], str], *, exact: bool
) -> tuple[list[Finding], list[EarlierFinding]]:
    """Return those of now and of then that have no counterpart; each has at most one."""

    def of_now(finding: Finding) -> _Key:
        place = finding.location
        sheet, cell = (place.sheet, place.cell or "") if place else ("", "")
        return _key(finding.code, sheet, cell, mask(finding.value), mask(finding.message), exact=exact)

    def of_then(finding: EarlierFinding) -> _Key:
        texts = (finding.code, finding.sheet, finding.cell, mask(finding.value), mask(finding.message))
        return _key(*texts, exact=exact)

    waiting: dict[_Key, int] = {}
    for finding in then:
        waiting[of_then(finding)] = waiting.get(of_then(finding), 0) + 1
    matched: dict[_Key, int] = {}
    fresh = _left(now, of_now, waiting, matched)
    return fresh, _left(then, of_then, matched, {})


def _left(
    items: list[_Item], key_of: Callable[[_Item], _Key], waiting: dict[_Key, int], matched: dict[_Key, int]
) -> list[_Item]:
    left = []
    for item in items:
        key = key_of(item)
        if waiting.get(key, 0):
            waiting[key] -= 1
            matched[key] = matched.get(key, 0) + 1
        else:
            left.append(item)
    return left


def _key(code: str, sheet: str, cell: str, value: str, message: str, *, exact: bool) -> _Key:
    # Without a value the message tells findings of one kind apart, where the place does not.
    told = value or ("" if cell else message)
    return (code, sheet, cell if exact else cell.rstrip(_DIGITS), told)
