"""What the history hands to the next drop: earlier months of the same department, as they were told."""

from __future__ import annotations

from pathlib import Path

import pytest
from batch.test_history import record
from batch.workspace.fake_work import Desk

from kehu_batch.batch.history.database import History, Horizon
from kehu_batch.batch.workspace.inbox import InboxEntry
from kehu_batch.batch.workspace.names import undated
from kehu_batch.batch.workspace.queueing import RoundQueue
from kehu_batch.batch.workspace.recorded import recorded_months
from kehu_batch.model.figures.recorded import RecordedMonth


def told(history: History, series: str = "11月回访") -> dict[str, RecordedMonth]:
    return {month.month: month for month in recorded_months(history, series, Horizon(history.newest()))}


def drop(drop_id: str, period: str, name: str, **values: object) -> object:
    given = {"revision": 1, "series": name, "name": name, "as_of": f"{period}-31", "months": (),
             "figures_sha256": drop_id, "policy_sha256": "p"}  # fmt: skip
    return record(drop_id, period=period, **{**given, **values})


def history_of(folder: Path, *records: object) -> History:
    history = History(folder / "h")
    for one in records:
        history.add(one)  # type: ignore[arg-type]
    return history


def test_the_newest_revision_of_each_month_is_told_with_its_source(tmp_path: Path) -> None:
    figures = {
        "csat": 0.9,
        "outstanding": 1234.56,
        "overdue": None,
        "questions": 2.0,
        "satisfaction.scored": 7.0,
    }
    with history_of(
        tmp_path,
        drop("a", "2023-09", "9月回访", figures={"csat": 0.5}),
        drop("b", "2023-10", "10月回访", figures={"csat": 0.1}),
        drop("c", "2023-10", "10月回访", figures=figures, revision=2),
    ) as history:  # fmt: skip
        months = told(history)
        assert [(one.source, one.sha256, one.customers) for one in months.values()] == [
            ("9月回访", "a", ()), ("10月回访（第 2 版）", "c", ()),
        ]  # fmt: skip
        assert months["2023-10"].figures == {
            "payment_risk.outstanding": 123456.0, "satisfaction.csat": 0.9, "satisfaction.scored": 7.0,
        }  # fmt: skip
        assert months["2023-10"].tiers == (("A", "甲", "核心"),)


def test_a_drop_of_another_name_comes_with_customers_to_know_it_by(tmp_path: Path) -> None:
    with history_of(
        tmp_path,
        drop("a", "2023-09", "华东9月"),
        drop("b", "2023-09", "华北9月"),
        drop("c", "2023-10", "华东10月"),
        drop("d", "2023-10", "华北10月"),
        drop("e", "2023-08", "华南"),
    ) as history:
        months = told(history, "华北11月")
        assert [(one.source, one.customers) for one in months.values()] == [
            ("华南", ("A",)), ("华北9月", ()), ("华北10月", ()),
        ]  # fmt: skip
        other = told(history, "西南11月")
        assert other["2023-10"].refused == "这个月的投递（华北10月、华东10月）都与本次不同名"
        assert other["2023-10"].figures == {}


def test_a_month_told_before_its_end_is_not_complete(tmp_path: Path) -> None:
    with history_of(tmp_path, drop("a", "2023-09", "9月回访", as_of="2023-09-29"),
                    drop("b", "2023-10", "10月回访", as_of="2023-10-31")) as history:  # fmt: skip
        assert [one.complete for one in told(history).values()] == [False, True]


def test_months_that_a_later_drop_held_are_told_where_they_had_no_drop_of_their_own(tmp_path: Path) -> None:
    parts = tuple(
        (month, "satisfaction.csat", value) for month, value in (("2023-08", 0.7), ("2023-09", 0.6))
    )
    with history_of(
        tmp_path,
        drop("a", "2023-09", "9月回访", figures={"csat": 0.5}),
        drop("b", "2023-10", "10月回访", months=parts),
        drop("c", "2023-10", "华东", months=(("2023-07", "satisfaction.csat", 0.1),)),
    ) as history:
        months = told(history)
        assert {month: one.figures.get("satisfaction.csat") for month, one in months.items()} == {
            "2023-08": 0.7, "2023-09": 0.5, "2023-10": 0.9,
        }  # fmt: skip
        assert months["2023-08"].source == "10月回访中的 2023-08"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2023年11月客户回访", "客户回访_2023-10"), ("十月份回访", "11月回访"), ("20231105回访", "回访 2023.9"),
        ("回访5-9月", "回访10月"), ("2023年第3季度回访", "2023Q4回访"),
    ],
)  # fmt: skip
def test_names_of_one_department_are_the_same_without_their_dates(one: str, other: str) -> None:
    assert undated(one) == undated(other)


@pytest.mark.parametrize(("one", "other"), [("华东10月", "华北10月"), ("回访10", "回访11"), ("A1组", "A2组")])
def test_names_of_others_stay_apart(one: str, other: str) -> None:
    assert undated(one) != undated(other)


def seen_by(desk: Desk) -> dict[str, list[str]]:
    return {
        task.request.files[0].stem: [month.month for month in task.request.history]
        for task in desk.work.tasks
    }


def test_drops_of_one_round_see_the_history_as_it_was_before(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "工作区")
    desk.drop("回访甲.csv", "2023-09 a")
    desk.run()
    desk.drop("回访乙.csv", "2023-10 a b")
    desk.drop("回访丙.csv", "2023-11 a")
    desk.run()
    desk.drop("回访丁.csv", "2023-12 a")
    desk.run()
    assert seen_by(desk) == {
        "回访甲": [], "回访乙": ["2023-09"], "回访丙": ["2023-09"], "回访丁": ["2023-09", "2023-10", "2023-11"],
    }  # fmt: skip


def test_months_of_a_department_dropped_at_once_come_one_after_the_other(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "工作区")
    for month in (9, 10, 11):
        desk.drop(f"{month}月回访.csv", f"2023-{month:02d} a")
        desk.drop(f"华东2023年{month}月.csv", f"2023-{month:02d} b")
    desk.run()
    assert seen_by(desk) == {
        f"{name}": ["2023-09", "2023-10"][:count]
        for count, month in enumerate((9, 10, 11))
        for name in (f"{month}月回访", f"华东2023年{month}月")
    }
    seen = {task.request.files[0].stem: task.request.history for task in desk.work.tasks}
    assert [month.source for month in seen["华东2023年11月"]] == ["华东2023年9月", "华东2023年10月"]


def test_a_month_waits_for_the_one_before_it_and_holds_up_no_other_department() -> None:
    entries = [
        InboxEntry(Path(f"{name}.csv"), ())
        for name in ("11月回访", "华北", "10月回访", "华东12月", "2023年9月回访(2)")
    ]
    queue: RoundQueue[InboxEntry] = RoundQueue((), entries)
    begun: list[str] = []
    for computing in ((), ["9月回访"], ["9月回访", "华北"], ["9月回访"], (), ["10月回访"]):
        item = queue.take(computing)
        begun.append(item.title if item else "-")
    assert begun == ["2023年9月回访(2)", "华北", "华东12月", "-", "10月回访", "-"]
    last = queue.take(())
    assert last is not None
    assert last.title == "11月回访"
    assert not queue


def test_the_closings_of_the_last_months_come_along_as_they_were_written(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "工作区")
    for month, owed in ((6, "1.00"), (7, "2.00"), (8, None), (9, "3.00"), (10, "4.00")):
        desk.work.extra = {"payment_risk": {"outstanding": owed}}
        desk.drop(f"{month}月回访.csv", f"2023-{month:02d} a")
        desk.run()
    (desk.workspace.results / "2023-09" / "9月回访" / "summary.json").write_text("{}", encoding="utf-8")
    for name in ("11月回访.csv", "别的11月.csv"):
        desk.drop(name, f"2023-11 {name}")
    desk.run()
    told = {task.request.files[0].name: task.request.closings for task in desk.work.tasks[-2:]}
    assert [path.parent.name for path in told["11月回访.csv"]] == ["10月回访", "8月回访", "7月回访"]
    assert told["别的11月.csv"] == ()
    desk.drop("12月/12月回访.csv", "2023-12 a")
    desk.drop("12月/summary.json", "{}")
    desk.run()
    request = desk.work.tasks[-1].request
    assert [path.name for path in request.files] == ["12月回访.csv"]
    assert [path.parent.parent.parent.name for path in request.closings] == [
        ".处理中"
    ]  # the drop's own come first
