"""One annotated copy put back is the next revision of the whole drop that it came from."""

from __future__ import annotations

from pathlib import Path

import pytest
from batch.workspace.fake_work import Desk

from kehu_batch.batch.history.records import Record, Status


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return a desk at which a month of three workbooks, one of them finance's, was processed."""
    desk = Desk(tmp_path / "工作区")
    month(desk, "十一月")
    return desk


def month(desk: Desk, name: str) -> Record:
    """Drop a month's three workbooks under a name, and have them annotated each under its own."""
    for file in ("回访.csv", "订单.csv", "财务/账龄.csv"):
        desk.drop(f"{name}/{file}", f"2023-11 {name} {file}")
    (record,) = desk.run().records
    return record


def read(desk: Desk) -> list[str]:
    return [path.name for path in desk.work.tasks[-1].request.files]


def test_a_mended_copy_is_read_with_the_others_as_they_were(desk: Desk) -> None:
    desk.drop("回访_批注.xlsx", "2023-11 mended")
    (record,) = desk.run().records
    assert (record.series, record.revision, record.name) == ("十一月", 2, "回访_批注")
    assert record.message == "与“十一月”归档中的其余 2 个文件一起处理"
    assert read(desk) == ["回访_批注.xlsx", "订单.csv", "账龄.csv"]
    request = desk.work.tasks[-1].request
    assert [path.name for path in request.finance_files] == ["账龄.csv"]
    assert [name for name, *_ in record.inputs] == ["回访_批注.xlsx", "订单.csv", "财务/账龄.csv"]
    assert desk.files(desk.workspace.archive)[-1] == "2023-11/十一月_第2版/回访_批注.xlsx"
    assert desk.is_tidy()


@pytest.mark.parametrize("name", ["回访_批注 (1)", "回访_批注 - 副本", "回访_批注-最终版"])
def test_a_copy_that_was_downloaded_or_copied_again_is_the_same_copy(desk: Desk, name: str) -> None:
    desk.drop(f"{name}.xlsx", "2023-11 mended")
    (record,) = desk.run().records
    assert (record.series, record.revision) == ("十一月", 2)
    assert read(desk) == [f"{name}.xlsx", "订单.csv", "账龄.csv"]


def test_the_next_one_is_read_with_the_mended_one(desk: Desk) -> None:
    desk.drop("回访_批注.xlsx", "2023-11 mended")
    desk.run()
    desk.drop("账龄_批注.xlsx", "2023-11 mended too")
    (record,) = desk.run().records
    assert (record.series, record.revision) == ("十一月", 3)
    files = desk.work.tasks[-1].request.files
    assert [path.name for path in files] == ["账龄_批注.xlsx", "回访_批注.xlsx", "订单.csv"]
    assert files[1].read_text(encoding="utf-8") == "2023-11 mended"
    assert [path.name for path in desk.work.tasks[-1].request.finance_files] == ["账龄_批注.xlsx"]
    desk.drop("账龄_批注.xlsx", "2023-11 mended too")
    assert [one.status for one in desk.run().records] == [Status.UNCHANGED]


def test_two_of_one_round_build_on_each_other(desk: Desk) -> None:
    desk.drop("回访_批注.xlsx", "2023-11 mended")
    desk.drop("订单_批注.xlsx", "2023-11 mended too")
    records = desk.run().records
    assert [(one.series, one.revision) for one in records] == [("十一月", 2), ("十一月", 3)]
    assert sorted(read(desk)) == ["回访_批注.xlsx", "订单_批注.xlsx", "账龄.csv"]


def test_a_copy_that_may_be_of_two_drops_stands_alone(desk: Desk) -> None:
    month(desk, "另一份")
    desk.drop("回访_批注.xlsx", "2023-11 mended")
    (record,) = desk.run().records
    assert (record.series, record.message) == ("回访", None)
    assert read(desk) == ["回访_批注.xlsx"]


@pytest.mark.parametrize("away", ["moved", "changed"])
def test_where_the_others_are_not_as_they_were_a_copy_stands_alone(desk: Desk, away: str) -> None:
    (kept,) = desk.workspace.archive.rglob("订单.csv")
    kept.unlink() if away == "moved" else kept.write_text("x", encoding="utf-8")
    desk.drop("回访_批注.xlsx", "2023-11 mended")
    (record,) = desk.run().records
    assert record.series == "回访"
    told = "“十一月”的其余文件在归档里找不到了（订单.csv），只处理了放进来的，按另一次投递计"
    assert record.message == told
    assert read(desk) == ["回访_批注.xlsx"]


def test_what_is_no_annotated_copy_is_a_drop_of_its_own(desk: Desk) -> None:
    desk.drop("回访.csv", "2023-11 mended")
    desk.drop("新的_批注.xlsx", "2023-11 other")
    records = desk.run().records
    assert [(one.series, one.revision) for one in records] == [("回访", 1), ("新的", 1)]


def test_a_copy_of_a_folder_with_one_file_keeps_the_folders_name(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "工作区")
    desk.drop("华东/回访.csv", "2023-11 a")
    desk.run()
    desk.drop("回访_批注.xlsx", "2023-11 a b")
    (record,) = desk.run().records
    assert (record.series, record.revision, record.message) == ("华东", 2, None)


def test_a_renamed_copy_is_a_version_of_what_it_says_it_was_made_of(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "工作区")
    desk.drop("回访.csv", "2023-11 a")
    desk.run()
    # The ledger was joined from the workspace's; the second one was made of what came of the first.
    for name, text, original in (
        ("十一月终稿.xlsx", "2023-11 a b", "回访.csv"),
        ("给领导.xlsx", "2023-11 a  b", "十一月终稿.xlsx"),
        ("十二月.xlsx", "2023-12 a", "给领导.xlsx"),
    ):
        desk.work.originals = (original, "台账.xlsx")
        desk.drop(name, text)
        desk.clock.sleep(5)
        desk.run()
    told = [
        (row["name"], row["series"], row["status"], row["revision"])
        for row in reversed(desk.history.latest())
    ]
    assert told == [
        ("回访", "回访", Status.DONE, 1),
        ("十一月终稿", "回访", Status.DONE, 2),
        # The same figures: but what people wrote beside them is in no figure.
        ("给领导", "回访", Status.DONE, 3),
        # Filled in for another month it is another drop.
        ("十二月", "十二月", Status.DONE, 1),
    ]


def test_a_renamed_copy_with_macros_is_a_version_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "工作区")
    desk.drop("回访.xlsm", "2023-11 a")
    desk.run()
    desk.work.originals = ("回访.xlsm",)
    desk.drop("十一月终稿.xlsm", "2023-11 a b")
    (record,) = desk.run().records
    assert (record.name, record.series, record.revision) == ("十一月终稿", "回访", 2)


def test_a_renamed_copy_of_one_file_of_several_stands_alone(desk: Desk) -> None:
    desk.work.originals = ("回访.csv", "订单.csv", "账龄.csv")
    desk.drop("终稿.xlsx", "2023-11 mended")
    (record,) = desk.run().records
    assert (record.series, record.revision) == ("终稿", 1)
    assert record.message == (
        "像是“十一月”的批注工作簿改了名，那次的其余文件没有一起读；要一起读，请改回原来的名字再放一次"
    )


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (
            ["回访.csv"],
            "第 1 版还读了 订单.csv、账龄.csv，这一版没有：要一起读，请放在同一个子文件夹里再放一次",
        ),
        (["回访.csv", "订单(2).csv", "财务/账龄.csv"], None),
        (["回访.csv", "订单甲.csv", "账龄.csv"], None),
    ],
)
def test_a_revision_without_files_of_the_one_before_is_told(
    desk: Desk, files: list[str], told: str | None
) -> None:
    for file in files:
        desk.drop(f"十一月/{file}", f"2023-11 anew {file}")
    (record,) = desk.run().records
    assert (record.series, record.revision, record.message) == ("十一月", 2, told)
