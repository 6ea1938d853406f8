"""What changed since the last run of the period: mended, new, still open."""

from __future__ import annotations

from datetime import date

from kehu_batch.model.findings.catalogue_figures import PROMISE_BEFORE_CALL, STALE_CONTACT
from kehu_batch.model.findings.changes import EarlierFinding, EarlierRun, compare_runs
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.location import Location


def then(cell: str, value: str, code: str = STALE_CONTACT.code) -> EarlierFinding:
    return EarlierFinding(code, "warning", "台账", f"台账!{cell}", value, "旧")


def now(row: int, value: str) -> Finding:
    return Finding(STALE_CONTACT, Location("台账.xlsx", "台账", row, 4), "旧", value)


def run(
    *findings: EarlierFinding, period: str = "2024-05", day: int = 20, source: str = "a.json"
) -> EarlierRun:
    return EarlierRun(source, period, date(2024, 5, day), findings)


def test_what_is_gone_is_mended_and_what_was_not_there_is_new() -> None:
    earlier = run(then("E2", "甲"), then("E3", "乙"), then("E9", "丁", PROMISE_BEFORE_CALL.code))
    changes = compare_runs([earlier], "2024-05", [now(2, "甲"), now(5, "丙")])
    assert changes is not None
    assert [one.value for one in changes.mended] == ["乙", "丁"]
    assert [one.value for one in changes.new] == ["丙"]
    assert changes.still_open == 1


def test_a_row_put_in_above_moves_no_finding() -> None:
    earlier = run(then("E2", "甲"), then("E3", "甲"))
    changes = compare_runs([earlier], "2024-05", [now(3, "甲"), now(4, "甲")])
    assert changes is not None
    assert (changes.mended, changes.new, changes.still_open) == ((), (), 2)


def test_one_of_two_alike_that_is_gone_is_mended() -> None:
    changes = compare_runs([run(then("E2", "甲"), then("E3", "甲"))], "2024-05", [now(7, "甲")])
    assert changes is not None
    assert (len(changes.mended), len(changes.new), changes.still_open) == (1, 0, 1)


def test_only_the_last_run_of_the_period_counts() -> None:
    runs = [
        run(then("E2", "甲"), day=30, source="new.json"),
        run(day=20),
        run(then("E3", "乙"), period="2024-04", day=31, source="april.json"),
    ]
    changes = compare_runs(runs, "2024-05", [now(2, "甲")])
    assert changes is not None
    assert (changes.source, changes.still_open) == ("new.json", 1)
    assert compare_runs(runs, "2024-06", []) is None
