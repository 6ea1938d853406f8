"""An inbox that was renamed or whose share is gone is told, and nothing is made in its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from batch.workspace.fake_work import Desk

from kehu_batch.batch.history.records import Status
from kehu_batch.cli import run
from kehu_batch.cli.workspace_words import print_watched


def test_a_watcher_tells_once_and_goes_on_when_it_is_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(tmp_path / "工作区")
    away = desk.workspace.inbox.rename(desk.root / "收件箱-旧")
    tally = desk.run()
    assert len(tally.notes) == 1
    assert "“收件箱”不见了" in tally.notes[0]
    print_watched(tally)
    assert "恢复后自动继续" in capsys.readouterr().err
    assert desk.run().notes == []
    assert not desk.workspace.inbox.exists()
    away.rename(desk.workspace.inbox)
    desk.drop("回访.csv", "2023-11 a")
    assert [record.status for record in desk.run().records] == [Status.DONE]


def test_a_run_names_the_folder_that_was_the_inbox(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "工作区"
    assert run(["init", str(root)]) == 0
    (root / "收件箱").rename(root / "11月")
    assert run(["run", str(root)]) == 2
    assert "被改名或移成了“11月”" in capsys.readouterr().err
    assert not (root / "收件箱").exists()
    (root / "11月").rename(root / "收件箱")
    assert run(["run", str(root)]) == 7
    (root / "收件箱" / ".处理中").rmdir()
    (root / "收件箱").rmdir()
    assert run(["run", str(root)]) == 7  # it was removed: a new one is made
    assert (root / "收件箱").is_dir()
