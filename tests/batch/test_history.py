"""The history: brought up from each earlier schema, begun anew where it is damaged."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from kehu_batch.batch.history.database import History
from kehu_batch.batch.history.migrations import MIGRATIONS, migrate
from kehu_batch.batch.history.records import (
    HEADLINES,
    KEPT,
    Record,
    Status,
    earlier_months,
    figures_hash,
    headline_figures,
)
from kehu_batch.errors import OutputError

#: A row as the first version wrote it.
FIRST_ROW = (
    "INSERT INTO drops (id, series, name, status, revision, period, as_of, finished_at, seconds, policy_name,"
    " policy_sha256, program, error_code, message, action, result_folder, archive_folder, figures_sha256)"
    " VALUES ('a', '回访', '回访', '已处理', 1, '2023-11', '2023-11-30', '2023-12-01T09:30:00+08:00', 1.5,"
    " 'annual-spend', 'p', 'kehu-batch 0.1.0', NULL, NULL, NULL, '结果/2023-11/回访', '归档/2023-11/回访', 'f')"
)


def record(drop_id: str = "b", **values: object) -> Record:
    given = {
        "series": "回访", "name": "回访", "status": Status.DONE, "finished_at": "2023-12-02T09:30:00+08:00",
        "seconds": 1.0, "program": "kehu-batch", "period": "2023-11", "revision": 2,
        "inputs": (("回访.xlsx", "1" * 64, 9),), "outputs": (("回访_批注.xlsx", "2" * 64),),
        "figures": {"csat": 0.9, "called": None}, "tiers": (("A", "甲", "核心"),),
        "months": (("2023-10", "satisfaction.csat", 0.8),),
    }  # fmt: skip
    return Record(id=drop_id, **{**given, **values})  # type: ignore[arg-type]


@pytest.mark.parametrize("version", range(len(MIGRATIONS) + 1))
def test_each_earlier_schema_is_brought_up(tmp_path: Path, version: int) -> None:
    file = tmp_path / "history.sqlite"
    with sqlite3.connect(file, isolation_level=None) as old:
        for step in MIGRATIONS[:version]:
            old.executescript(step)
        if version:
            old.execute(FIRST_ROW)
        old.execute(f"PRAGMA user_version = {version}")
    old.close()
    with History(file) as history:
        history.add(record())
        rows = history.latest()
        assert [row["id"] for row in rows] == (["b", "a"] if version else ["b"])
        assert history.tiers_of("b") == [{"customer_id": "A", "customer_name": "甲", "tier": "核心"}]
        assert history.months_of("b", "2023-10") == {"satisfaction.csat": 0.8}
        if version:
            assert rows[1]["result_folder"] == "结果/2023-11/回访"
            assert rows[1]["ledger"] is None
            assert rows[1]["answers_sha256"] is None
            newest = history.newest_revision("回访", "2023-11")
            assert newest is not None
            assert newest["revision"] == 2
    with sqlite3.connect(file) as again:
        assert again.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert migrate(again) == 0
    again.close()


def test_a_step_that_fails_leaves_the_version_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "kehu_batch.batch.history.migrations.MIGRATIONS", (*MIGRATIONS[:1], "CREATE TABLE x (a); NONSENSE")
    )
    connection = sqlite3.connect(":memory:", isolation_level=None)
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection)
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'x'").fetchone() == (0,)
    connection.close()


def test_a_drop_is_recorded_once_and_whole(tmp_path: Path) -> None:
    with History(tmp_path / "h") as history:
        history.add(record())
        history.add(record())
        assert history.count() == {Status.DONE: 1}
        assert history.inputs_of("b") == [{"file": "回访.xlsx", "sha256": "1" * 64, "bytes": 9}]
        assert history.figures_of("b") == {"csat": 0.9, "called": None}
        with pytest.raises(OutputError):
            history.add(record("c", tiers=(("A", "甲", object()),)))
        assert history.count() == {Status.DONE: 1}
        assert history.inputs_of("c") == []


def test_a_damaged_history_is_put_aside(tmp_path: Path) -> None:
    file = tmp_path / "history.sqlite"
    file.write_bytes(b"this is no database" * 100)
    with History(file) as history:
        assert history.latest() == []
    assert (tmp_path / "history.sqlite.damaged-1").is_file()


def test_months_are_told_by_the_newest_revision(tmp_path: Path) -> None:
    with History(tmp_path / "h") as history:
        history.add(record("a", revision=1, figures={"csat": 0.5}))
        history.add(record("b", revision=2, figures={"csat": 0.9}))
        history.add(record("c", revision=1, period="2023-12", figures={"csat": 0.8}))
        history.add(record("d", revision=1, period="2023Q4"))
        assert [(row["period"], history.figures_of(row["id"])["csat"]) for row in history.by_month()] == [
            ("2023-12", 0.8), ("2023-11", 0.9),
        ]  # fmt: skip


def test_a_record_crosses_json_whole() -> None:
    assert Record.from_json(record().to_json()) == record()


def test_figures_are_those_of_the_summary() -> None:
    summary = {
        "satisfaction": {"csat": 0.75, "mean": None, "called": 4},
        "follow_ups": {"overdue": [{}, {}], "kept_rate": 0.5},
        "payment_risk": {"outstanding": "123456.78"},
        "issues": None,
        "questions": [{}],
    }
    figures = headline_figures(summary)
    assert set(figures) == {headline.name for headline in HEADLINES} | {"questions", *KEPT}
    assert (figures["csat"], figures["mean"], figures["overdue"], figures["outstanding"]) == (
        0.75,
        None,
        2,
        123456.78,
    )
    assert (figures["issues"], figures["questions"]) == (None, 1)


def test_the_hash_of_figures_minds_what_is_said_not_where_it_came_from() -> None:
    one = {"inputs": [{"sha256": "1"}], "a": {"file": "x", "cell": "s!A1", "value": 1}}
    same = {"inputs": [{"sha256": "2"}], "a": {"file": "y", "cell": "s!A1", "value": 1}}
    other = {"inputs": [{"sha256": "1"}], "a": {"file": "x", "cell": "s!A1", "value": 2}}
    assert figures_hash(one) == figures_hash(same) != figures_hash(other)


def test_what_is_known_besides_is_no_figure_of_the_drop() -> None:
    """The same data in a later month, when the history and the answers have grown, is still the same data."""
    plain = {"tiers": {"movements": {"previous": {"核心": 1}}, "previous_source": None}, "value": 1}
    asked = {**plain, "questions": {"open": 1, "items": [{"key": "x"}], "answered": 0, "answers": []}}
    told = {**asked, "history": [{"month": "2023-10"}]}
    told["questions"] = {**asked["questions"], "answered": 2, "answers": [{"key": "y"}]}  # type: ignore[dict-item]
    assert figures_hash(asked) == figures_hash(told) != figures_hash(plain)
    recorded = {"tiers": {"movements": {"previous": {"核心": 1}}, "previous_source": "10月"}}
    other = {"tiers": {"movements": {"previous": {"核心": 2}}, "previous_source": "10月（第 2 版）"}}
    assert figures_hash(recorded) == figures_hash(other)
    recomputed = {"tiers": {"movements": {"previous": {"核心": 2}}, "previous_source": None}, "value": 1}
    assert figures_hash(plain) != figures_hash(recomputed)


def test_how_findings_changed_since_the_last_drop_is_no_figure_of_the_drop() -> None:
    """Of the same data the first drop has nothing to compare with, the second has."""
    first = {"data_quality": {"accuracy": 1.0, "changes": None}}
    again = {"data_quality": {"accuracy": 1.0, "changes": {"mended": 0, "new": 0}}}
    other = {"data_quality": {"accuracy": 0.9, "changes": None}}
    assert figures_hash(first) == figures_hash(again) != figures_hash(other)


def figure(value: object, origin: str = "") -> dict[str, object]:
    return {"value": value, "part": None, "restated_from": 0.1, "origin": origin}


def test_recomputed_months_are_told_and_those_of_the_history_are_not_told_again() -> None:
    overdue, owed, csat = "follow_ups.overdue", "payment_risk.outstanding", "satisfaction.csat"
    months = [
        {"period": "2023-09", "figures": {csat: figure(0.8, "9月回访")}},
        {"period": "2023-10", "figures": {overdue: figure(3.0), owed: figure("12.50"), csat: figure(None)}},
        {"period": "2023-11", "figures": {overdue: figure(1.0)}},
    ]
    summary = {"period": "2023-11", "trend": {"months": months}}
    assert earlier_months(summary) == (("2023-10", overdue, 3.0), ("2023-10", owed, 12.5))
    without = {"period": "2023-11", "trend": {"months": months[1:]}}
    assert figures_hash(summary) == figures_hash(without)
    other = [months[1], {"period": "2023-11", "figures": {overdue: figure(2.0)}}]
    assert figures_hash(summary) != figures_hash({"period": "2023-11", "trend": {"months": other}})


def test_months_before_the_period_are_told_as_the_inputs_have_them() -> None:
    group = {"called": 4, "scored": 2, "mean": 4.5, "csat": 0.5}
    summary = {
        "period": "2023-11",
        "satisfaction": {"by_month": {"2023-09": {"called": 0}, "2023-10": group, "2023-11": group}},
        "issues": {"by_month": {"2023-10": {"count": 3}}},
    }
    assert earlier_months(summary) == (
        ("2023-10", "satisfaction.called", 4.0),
        ("2023-10", "satisfaction.scored", 2.0),
        ("2023-10", "satisfaction.mean", 4.5),
        ("2023-10", "satisfaction.csat", 0.5),
        ("2023-10", "issues.total", 3.0),
    )
    assert earlier_months({**summary, "period": "all"}) == ()
    assert earlier_months({**summary, "period": "2023Q4"})[0][0] == "2023-10"
    assert earlier_months({"period": "2023-11", "satisfaction": None, "issues": None}) == ()
