"""A drop ends in exactly one place, whatever comes between; by a clock that the test turns."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from batch.workspace.fake_work import Desk
from report.html_reading import read_page

from kehu_batch.batch.executors import Task
from kehu_batch.batch.history.records import Status
from kehu_batch.batch.workspace import settling
from kehu_batch.batch.workspace.deciding import CHANGES_FILE
from kehu_batch.batch.workspace.requesting import Surroundings
from kehu_batch.errors import OutputError


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "工作区")


def dropping(desk: Desk, name: str, text: str) -> Callable[[Task], None]:
    """Return what drops a file while another is computed."""

    def drop(_task: Task) -> None:
        desk.drop(name, text)

    return drop


def statuses(desk: Desk) -> list[str]:
    return [row["status"] for row in reversed(desk.history.latest())]


def test_a_drop_gives_results_and_goes_to_the_archive(desk: Desk) -> None:
    desk.drop("回访.csv", "2023-11 a b")
    (record,) = desk.run().records
    assert (record.status, record.period, record.revision) == (Status.DONE, "2023-11", 1)
    assert desk.inbox() == []
    assert desk.files(desk.workspace.results) == [
        "2023-11/回访/summary.json", "2023-11/回访/回访_批注.xlsx", "2023-11/回访/客户月报_2023-11.html",
    ]  # fmt: skip
    assert desk.files(desk.workspace.archive) == ["2023-11/回访/回访.csv"]
    assert desk.is_tidy()
    assert desk.history.figures_of(record.id)["called"] == 3
    assert desk.history.tiers_of(record.id) == [{"customer_id": "A", "customer_name": "甲", "tier": "核心"}]
    page = desk.workspace.index_page.read_text(encoding="utf-8")
    assert "../%E7%BB%93%E6%9E%9C/2023-11/" in page
    assert "客户月报_2023-11.html" in read_page(page).all_text()


def test_the_index_is_at_most_two_seconds_behind_and_whole_in_the_end(desk: Desk) -> None:
    told: list[int] = []

    def count(_task: Task) -> None:
        page = desk.workspace.index_page.read_text(encoding="utf-8")
        told.append(sum(f"第{number}份" in page for number in range(6)))
        desk.clock.sleep(0.5)

    for number in range(6):
        desk.drop(f"第{number}份.csv", f"2023-11 {'甲' * number}")
    desk.work.before = count
    desk.run()
    assert told == [0, 0, 0, 0, 4, 4]
    page = desk.workspace.index_page.read_text(encoding="utf-8")
    assert all(f"第{number}份" in page for number in range(6))


def test_an_index_that_a_stop_left_behind_is_made_anew_first(desk: Desk) -> None:
    desk.drop("回访.csv", "2023-11 a")
    desk.run()
    desk.workspace.index_page.write_text("没有这一份", encoding="utf-8")
    desk.another().work([])
    assert "回访" in desk.workspace.index_page.read_text(encoding="utf-8")


def test_a_bad_one_is_refused_with_a_page_and_stops_no_other(desk: Desk) -> None:
    desk.drop("一.csv", "bad")
    desk.drop("二.csv", "good")
    assert [record.status for record in desk.run().records] == [Status.REJECTED, Status.DONE]
    assert desk.files(desk.workspace.rejected) == ["一/一.csv", "一/退回原因.html"]
    page = (desk.workspace.rejected / "一" / "退回原因.html").read_text(encoding="utf-8")
    for text in ("一.csv 是坏的", "请改好", "再放回", "damaged", "收件箱"):
        assert text in page
    index = desk.workspace.index_page.read_text(encoding="utf-8")
    assert "等着处理" in index
    desk.drop("一.csv", "mended")
    desk.run()
    assert "等着处理" not in desk.workspace.index_page.read_text(encoding="utf-8")


def test_a_refused_folder_may_come_back_whole(desk: Desk) -> None:
    desk.drop("一.csv", "bad")
    desk.run()
    folder = desk.workspace.rejected / "一"
    (folder / "一.csv").write_text("mended", encoding="utf-8")
    folder.rename(desk.workspace.inbox / "一")
    (record,) = desk.run().records
    assert record.status == Status.DONE
    assert [path.name for path in desk.work.tasks[-1].request.files] == ["一.csv"]


def test_a_folder_is_one_drop_with_finances_files(desk: Desk) -> None:
    desk.drop("十一月/回访.csv", "2023-11 a")
    desk.drop("十一月/财务/账龄.csv", "b")
    desk.drop("十一月/~$回访.csv.bak", "owner")
    desk.drop("十一月/Thumbs.db", "x")
    (record,) = desk.run().records
    request = desk.work.tasks[0].request
    assert [path.name for path in request.files] == ["回访.csv", "账龄.csv"]
    assert [path.name for path in request.finance_files] == ["账龄.csv"]
    assert record.name == "十一月"
    assert "2023-11/十一月/财务/账龄.csv" in desk.files(desk.workspace.archive)


def test_files_that_stand_too_deep_are_told(desk: Desk) -> None:
    desk.drop("十一月/回访.csv", "2023-11 a")
    desk.drop("十一月/附件/照片.csv", "b")
    desk.drop("只有附件/附件/照片.csv", "b")
    (record,) = desk.run().records
    assert record.message == "子文件夹里的 附件/照片.csv 没有读（只看这一层和其中的“财务”）"
    assert desk.keeper.look() == []
    assert desk.run().waiting == [("只有附件", "里面没有可以处理的文件（只看这一层和其中的“财务”）")]


def test_the_newest_ledger_is_offered(desk: Desk) -> None:
    for name, at in (("旧.csv", 1000), ("新.csv", 2000), ("~$新.csv", 3000), ("空.csv", 4000)):
        path = desk.workspace.ledgers / name
        path.write_text("" if name == "空.csv" else "x", encoding="utf-8")
        os.utime(path, (at, at))
    desk.drop("回访.csv", "a")
    desk.run()
    ledger = desk.work.tasks[0].request.ledger
    assert ledger is not None
    assert ledger.name == "新.csv"


def test_the_same_bytes_are_told_and_not_done_again(desk: Desk) -> None:
    desk.drop("回访.csv", "2023-11 a")
    desk.run()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Surroundings, "equal", lambda *_: True)
        desk.drop("换个名字.csv", "2023-11 a")
        (record,) = desk.run().records
    assert record.status == Status.DUPLICATE
    assert record.message is not None
    assert "“回访”内容完全相同" in record.message
    assert record.result_folder == "结果/2023-11/回访"
    assert len(desk.work.tasks) == 1
    assert desk.files(desk.workspace.archive) == ["2023-11/回访/回访.csv", "重复/换个名字/换个名字.csv"]


def test_the_same_bytes_under_other_rules_are_done_again(desk: Desk) -> None:
    desk.drop("回访.csv", "2023-11 a")
    desk.run()
    desk.drop("回访.csv", "2023-11 a")
    desk.run()
    assert len(desk.work.tasks) == 2


def test_the_same_data_saved_by_another_program_is_unchanged(desk: Desk) -> None:
    desk.drop("回访.csv", "2023-11 a")
    desk.run()
    desk.drop("回访.csv", "2023-11   a\n")
    (record,) = desk.run().records
    assert record.status == Status.UNCHANGED
    assert sorted(path.name for path in (desk.workspace.results / "2023-11").iterdir()) == ["回访"]


def test_other_content_is_a_revision_that_says_what_changed(desk: Desk) -> None:
    desk.drop("回访.csv", "2023-11 a")
    desk.run()
    desk.drop("回访 - 副本.csv", "2023-11 a b")
    (record,) = desk.run().records
    assert (record.revision, record.series) == (2, "回访")
    assert record.changes == "回访次数：2 次 → 3 次"
    said = (desk.workspace.results / "2023-11" / "回访_第2版" / CHANGES_FILE).read_text(encoding="utf-8")
    assert "第 2 版与第 1 版相比" in said
    assert "回访次数：2 次 → 3 次" in said


def test_a_revision_without_a_customer_of_the_one_before_is_told(desk: Desk) -> None:
    desk.drop("回访.csv", "2023-11 a")
    desk.run()
    desk.work.extra = {
        "tiers": {"customers": [{"customer_id": "B", "customer_name": "乙", "recomputed": None}]}
    }
    desk.drop("回访.csv", "2023-11 a b")
    (record,) = desk.run().records
    assert record.revision == 2
    assert record.message is not None
    assert record.message.startswith("与第 1 版没有一个相同的客户")
    desk.drop("回访.csv", "2023-11 a b c")
    (record,) = desk.run().records
    assert (record.revision, record.message) == (3, None)


def test_a_changed_annotated_workbook_is_a_revision_of_its_original(desk: Desk) -> None:
    desk.drop("回访.csv", "2023-11 a")
    desk.run()
    desk.drop("回访_批注.xlsx", "2023-11 a mended")
    (record,) = desk.run().records
    assert (record.series, record.revision) == ("回访", 2)


def test_an_annotated_workbook_with_entries_alone_is_a_revision_too(desk: Desk) -> None:
    """Signatures and explained differences are in no figure, yet must not be lost with the old revision."""
    desk.drop("回访.csv", "2023-11 a")
    desk.run()
    desk.drop("回访_批注.xlsx", "2023-11  a")
    (record,) = desk.run().records
    assert (record.status, record.revision) == (Status.DONE, 2)
    assert str(record.changes).startswith("数字没有变化；批注工作簿里填写的内容")
    desk.drop("回访_批注.xlsx", "2023-11  a")
    (record,) = desk.run().records
    assert record.status == Status.UNCHANGED  # the same bytes: nothing new was written


def test_our_own_output_as_it_was_is_not_processed(desk: Desk) -> None:
    desk.drop("回访.csv", "2023-11 a")
    (first,) = desk.run().records
    assert first.result_folder is not None
    ours = (desk.root / first.result_folder / "回访_批注.xlsx").read_bytes()
    (desk.workspace.inbox / "回访_批注.xlsx").write_bytes(ours)
    (record,) = desk.run().records
    assert record.status == Status.DUPLICATE
    assert record.message is not None
    assert "没有改动过" in record.message
    assert len(desk.work.tasks) == 1


def test_outputs_that_come_along_with_a_changed_one_are_left_out(desk: Desk) -> None:
    desk.drop("回访.csv", "2023-11 a")
    (first,) = desk.run().records
    assert first.result_folder is not None
    (desk.root / first.result_folder).rename(desk.workspace.inbox / "回访")
    (desk.workspace.inbox / "回访" / "回访_批注.xlsx").write_text("2023-11 mended", encoding="utf-8")
    desk.run()
    assert [path.name for path in desk.work.tasks[-1].request.files] == ["回访_批注.xlsx"]


@pytest.mark.parametrize(
    "name",
    [
        "回访 (张三的冲突副本 2023-11-05).csv", "回访.sync-conflict-20231105-101010-ABC.csv",
        "回访 (Zhang's conflicted copy 2023-11-05).csv", "回访_冲突文件.csv",
        "回访_DESKTOP-AB12_Nov-05-101010-2023_Conflict.csv", "回访-DESKTOP-AB12CD3.csv", "回访-LAPTOP-9F8E7D6-2.csv",
    ],
)  # fmt: skip
def test_a_conflict_of_synchronisation_is_set_aside(desk: Desk, name: str) -> None:
    desk.drop(name, "2023-11 a")
    (record,) = desk.run().records
    assert (record.status, record.error_code) == (Status.REJECTED, "sync_conflict")
    assert record.series == "回访"
    assert not desk.work.tasks


def test_a_file_about_conflicts_is_none(desk: Desk) -> None:
    for name in ("客户纠纷与冲突处理.csv", "Conflicts.csv", "DESKTOP-AB12CD3.csv", "回访-WIN-2023.10.csv"):
        desk.drop(name, f"2023-11 {name}")
    assert {record.status for record in desk.run().records} == {Status.DONE}


def test_versions_that_lie_there_together_are_taken_as_they_were_saved(desk: Desk) -> None:
    """By name ``回访 (2)`` comes first; it was mended last, and is the version that counts."""
    for place, name in enumerate(
        ("复件 回访.csv", "回访.csv", "回访 - 副本.csv", "另一份.csv", "回访 (2).csv")
    ):
        saved = desk.drop(name, f"2023-11 {'a ' * (place + 1)}")
        os.utime(saved, (1_000_000 + place, 1_000_000 + place))
    found = [(record.name, record.series, record.revision) for record in desk.run().records]
    assert [one for one in found if one[1] == "回访"] == [
        ("复件 回访", "回访", 1),
        ("回访", "回访", 2),
        ("回访 - 副本", "回访", 3),
        ("回访 (2)", "回访", 4),
    ]
    assert ("另一份", "另一份", 1) in found


AWKWARD = [
    "a b.csv", " 前后空格 .csv", "回访'“”\"&<>.csv", "-rf.csv", "%2e%2e.csv", "回访#1?.csv", "名" * 70 + ".csv",
    "CON.csv", "e\u0301.csv", "\u202e回访.csv", "回访.tar.csv", "😀.csv", "$(x)`y`.csv", "无后缀", "a\\b.csv", "行\n行.csv",
]  # fmt: skip


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_names_come_through(desk: Desk, name: str) -> None:
    desk.drop(name, "2023-11 a")
    (record,) = desk.run().records
    assert record.status == Status.DONE
    (kept,) = [path for path in desk.workspace.archive.rglob("*") if path.is_file()]
    assert kept.name == name
    assert (desk.root / str(record.result_folder)).is_dir()
    assert desk.is_tidy()


def test_a_slow_copy_is_left_until_it_stands_still(desk: Desk) -> None:
    path = desk.drop("回访.csv", "a")
    for count in range(2, 6):
        assert desk.keeper.look() == []
        desk.clock.sleep(1.9)
        path.write_text("a" * count, encoding="utf-8")
    assert desk.keeper.look() == []
    desk.clock.sleep(2)
    assert [entry.path.name for entry in desk.keeper.look()] == ["回访.csv"]


def test_a_rename_into_place_is_taken_when_it_is_there(desk: Desk) -> None:
    part = desk.drop("回访.csv.part", "2023-11 a")
    assert desk.run().records == []
    part.rename(desk.workspace.inbox / "回访.csv")
    assert [record.status for record in desk.run().records] == [Status.DONE]


def test_a_package_without_its_end_is_still_being_copied(desk: Desk) -> None:
    path = desk.workspace.inbox / "回访.xlsx"
    path.write_bytes(b"PK\x03\x04" + b"x" * 100)
    tally = desk.run()
    assert tally.waiting == [("回访.xlsx", "文件还不完整")]
    old = path.stat().st_mtime - 3600
    os.utime(path, (old, old))
    assert desk.run().waiting == []  # it will not change any more, and is refused by its content


@pytest.mark.parametrize("owner", ["~$回访.xlsx", ".~lock.回访.xlsx#"])
def test_a_file_that_is_open_is_left(desk: Desk, owner: str) -> None:
    desk.drop("回访.xlsx", "2023-11 a")
    desk.drop(owner, "zhang")
    assert desk.run().waiting == [("回访.xlsx", "正在 Excel 或 WPS 中打开")]
    assert "正在 Excel 或 WPS 中打开" in desk.workspace.index_page.read_text(encoding="utf-8")
    (desk.workspace.inbox / owner).unlink()
    assert len(desk.run().records) == 1


def test_a_file_that_cannot_be_moved_is_left_told_and_taken_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where nobody moves what another program has open."""
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path.name == "回访.csv":
            raise PermissionError(13, "in use")
        return rename(path, target)

    desk.drop("回访.csv", "2023-11 a")
    desk.drop("另一份.csv", "2023-11 b")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refuse)
        tally = desk.run()
    assert [record.name for record in tally.records] == ["另一份"]
    assert tally.waiting == [("回访.csv", "打不开，正被其他程序占用或没有读取权限")]
    assert "正被其他程序占用" in desk.workspace.index_page.read_text(encoding="utf-8")
    assert desk.is_tidy()
    assert [record.name for record in desk.run().records] == ["回访"]


def test_an_empty_file_is_left_and_told(desk: Desk) -> None:
    desk.drop("空.csv", "")
    assert desk.run().waiting == [("空.csv", "是空文件")]


def test_a_clock_that_is_set_back_changes_nothing(desk: Desk) -> None:
    path = desk.drop("回访.csv", "2023-11 a")
    future = path.stat().st_mtime + 1e7
    os.utime(path, (future, future))
    desk.keeper.look()
    desk.clock.time = desk.clock.time.replace(year=2020)
    desk.clock.seconds += 2
    (record,) = desk.keeper.work(desk.keeper.look()).records
    assert record.status == Status.DONE


def test_what_is_dropped_while_another_is_computed_is_taken_by_the_next_look(desk: Desk) -> None:
    desk.drop("一.csv", "2023-11 a")
    desk.work.before = dropping(desk, "二.csv", "2023-11 b")
    desk.run()
    desk.work.before = lambda _task: None
    assert desk.inbox() == ["二.csv"]
    assert len(desk.run().records) == 1


def test_a_file_of_the_same_name_dropped_meanwhile_is_another_drop(desk: Desk) -> None:
    desk.drop("回访.csv", "2023-11 a")
    desk.work.before = dropping(desk, "回访.csv", "2023-11 new one")
    (first,) = desk.run().records
    desk.work.before = lambda _task: None
    (second,) = desk.run().records
    assert (first.revision, second.revision) == (1, 2)
    kept = [path.read_text(encoding="utf-8") for path in sorted(desk.workspace.archive.rglob("*.csv"))]
    assert sorted(kept) == ["2023-11 a", "2023-11 new one"]


def test_a_writer_that_goes_on_into_the_taken_file_sends_it_back(desk: Desk) -> None:
    path = desk.drop("回访.csv", "2023-11 a")
    with path.open("a", encoding="utf-8") as writer:

        def write_on(_task: Task) -> None:
            writer.write(" b")
            writer.flush()

        desk.work.after = write_on
        tally = desk.run()
    assert [error.code for _, error in tally.errors] == ["changed"]
    assert desk.inbox() == ["回访.csv"]
    assert desk.files(desk.workspace.results) == []
    desk.work.after = lambda _task: None
    desk.clock.sleep(60)
    (record,) = desk.run().records
    assert record.status == Status.DONE
    assert desk.history.figures_of(record.id)["called"] == 3


def test_two_watchers_take_a_drop_once(desk: Desk) -> None:
    desk.drop("回访.csv", "2023-11 a")
    other = desk.another()
    desk.keeper.look()
    other.look()
    desk.clock.sleep(2)
    ready, its = desk.keeper.look(), other.look()
    assert len(ready) == len(its) == 1
    desk.work.before = lambda _task: None if other.work(its).records == [] else pytest.fail("taken twice")
    assert len(desk.keeper.work(ready).records) == 1
    assert statuses(desk) == [Status.DONE]


def test_results_that_cannot_be_placed_send_the_drop_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> bool:
        raise PermissionError(13, "Permission denied")

    desk.drop("回访.csv", "2023-11 a")
    with monkeypatch.context() as patch:
        patch.setattr(settling, "_deliver", refuse)
        tally = desk.run()
    assert [type(error) for _, error in tally.errors] == [OutputError]
    assert desk.inbox() == ["回访.csv"]
    assert desk.is_tidy()
    assert desk.run().records == []  # not at once again
    desk.clock.sleep(60)
    assert [record.status for record in desk.run().records] == [Status.DONE]


def test_a_refused_drop_that_cannot_be_moved_goes_back_as_it_was(desk: Desk) -> None:
    def refuse(*_: object) -> Path:
        raise PermissionError(13, "Permission denied")

    desk.drop("回访.csv", "bad")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settling, "move_folder", refuse)
        assert [name for name, _ in desk.run().errors] == ["回访.csv"]
    assert desk.inbox() == ["回访.csv"]
    assert desk.is_tidy()
    assert statuses(desk) == []


@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_interrupt_gives_the_drop_back(desk: Desk, moment: str) -> None:
    def interrupt(_task: Task) -> None:
        raise KeyboardInterrupt

    desk.drop("回访.csv", "2023-11 a")
    setattr(desk.work, moment, interrupt)
    with pytest.raises(KeyboardInterrupt):
        desk.run()
    assert desk.inbox() == ["回访.csv"]
    assert desk.is_tidy()


def test_an_interrupt_after_the_decision_is_finished_by_the_next_run(desk: Desk) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    desk.drop("回访.csv", "2023-11 a")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settling, "move_folder", interrupt)
        with pytest.raises(KeyboardInterrupt):
            desk.run()
    desk.another().work([])
    assert statuses(desk) == [Status.DONE]
    assert desk.is_tidy()


class Killed(BaseException):
    """The process ends here."""


STEPS = {
    "before it is computed": "kehu_batch.batch.workspace.keeper.list_inputs",
    "after it was computed": "kehu_batch.batch.workspace.keeper.plan_results",
    "before outputs move": "kehu_batch.batch.workspace.settling._deliver",
    "before inputs move": "kehu_batch.batch.workspace.settling.move_folder",
    "before it is recorded": "kehu_batch.batch.history.database.History.add",
    "before the claim ends": "kehu_batch.batch.workspace.claims.Claim.end",
    "before the index": "kehu_batch.batch.pages.standing.StandingIndex.write",
}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # files of the dead process
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("text", ["2023-11 a", "bad"])
def test_after_a_crash_at_any_step_the_next_run_finishes_once(desk: Desk, step: str, text: str) -> None:
    desk.drop("回访.csv", text)
    desk.keeper.look()
    desk.clock.sleep(2)
    ready = desk.keeper.look()

    def die(*_: object, **__: object) -> None:
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(STEPS[step], die)
        try:
            desk.keeper.work(ready)
        except Killed:
            pass
        else:
            assert text == "bad"  # it has no outputs to compute or move
    gc.collect()  # a process that ends lets go of its locks
    desk.another().work([])
    assert statuses(desk) == [Status.REJECTED if text == "bad" else Status.DONE]
    assert desk.inbox() == []
    kept = desk.workspace.rejected if text == "bad" else desk.workspace.archive
    assert len(list(kept.rglob("回访.csv"))) == 1
    assert len(list(desk.workspace.results.rglob("summary.json"))) == (0 if text == "bad" else 1)
    assert desk.is_tidy()


def test_deleting_the_history_loses_no_result(desk: Desk) -> None:
    desk.drop("回访.csv", "2023-11 a")
    desk.run()
    before = desk.files(desk.workspace.results)
    desk.history.close()
    desk.workspace.history_file.unlink()
    desk.history = desk.open_history()
    desk.keeper = desk.another()
    desk.drop("回访.csv", "2023-11 b c")
    desk.run()
    assert set(before) < set(desk.files(desk.workspace.results))


def test_the_log_has_a_line_an_event_and_no_name(desk: Desk) -> None:
    desk.drop("客户张三.csv", "2023-11 秘密")
    desk.run()
    (log,) = (desk.workspace.state / "log").iterdir()
    lines = log.read_text(encoding="utf-8").splitlines()
    assert [line.split()[1] for line in lines] == ["claim", "start", "settled"]
    assert "张三" not in log.read_text(encoding="utf-8")
    assert "秘密" not in log.read_text(encoding="utf-8")


def test_summary_stands_whole_beside_what_history_says(desk: Desk) -> None:
    desk.drop("回访.csv", "2023-11 a")
    (record,) = desk.run().records
    for name, digest in record.outputs:
        assert settling.digest_of(desk.root / str(record.result_folder) / name) == digest
    summary = json.loads((desk.root / str(record.result_folder) / "summary.json").read_text(encoding="utf-8"))
    assert summary["period"] == record.period
