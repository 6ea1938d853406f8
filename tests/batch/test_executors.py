"""Whoever computes, the bytes are the same."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import golden_drops
import pytest

from kehu_batch.batch import executors
from kehu_batch.batch.executors import Task, open_executor, run_task
from kehu_batch.batch.settings import WorkerSettings
from kehu_batch.cli import run
from kehu_batch.errors import InputRejected, KehuError, MissingPart, OutputError
from kehu_batch.model.limits import DropLimits
from kehu_batch.model.outcome import DropRequest, Outcome

DAY = date(2026, 11, 22)


def task(folder: Path, *files: Path) -> Task:
    folder.mkdir(parents=True)
    return Task(DropRequest(files=files, today=DAY, output=folder), DropLimits())


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def computed(settings: WorkerSettings, folder: Path) -> list[dict[str, bytes]]:
    samples = golden_drops.SAMPLES
    drops = [sorted((samples / "worksheet").glob("*.xlsx")), sorted((samples / "ledger").glob("*.xlsx"))] * 2
    with open_executor(settings) as executor:
        stages = [folder / str(number) for number in range(len(drops))]
        tasks = [task(stage, *files) for stage, files in zip(stages, drops, strict=True)]
        for result in [executor.submit(run_task, each) for each in tasks]:
            assert isinstance(result.result(120), Outcome)
    return [content(stage) for stage in stages]


@pytest.fixture(scope="module")
def serial(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, bytes]]:
    return computed(WorkerSettings(executor="serial"), tmp_path_factory.mktemp("serial"))


def test_warm_workers_and_two_at_a_time_give_the_same_bytes(
    serial: list[dict[str, bytes]], tmp_path: Path
) -> None:
    assert serial[:2] == serial[2:]  # a worker's second time is as its first
    assert computed(WorkerSettings(jobs=2), tmp_path / "two") == serial


@pytest.mark.slow
def test_a_dask_cluster_of_two_gives_the_same_bytes(serial: list[dict[str, bytes]], tmp_path: Path) -> None:
    assert computed(WorkerSettings(executor="dask", jobs=2), tmp_path / "dask") == serial


@pytest.mark.slow
def test_a_workspace_is_kept_by_dask(tmp_path: Path) -> None:
    root = tmp_path / "工作区"
    assert run(["init", str(root)]) == 0
    shutil.copy(golden_drops.worksheet_path(), root / "收件箱" / "好.xlsx")
    (root / "收件箱" / "坏.xlsx").write_text("没有填", encoding="utf-8")
    assert run(["run", str(root), "--executor", "dask", "--jobs", "2"]) == 4
    assert (root / "结果" / "2023-11" / "好" / "summary.json").is_file()
    assert (root / "退回" / "坏" / "退回原因.html").is_file()


def test_a_refusal_is_returned_and_the_next_drop_is_done(tmp_path: Path) -> None:
    bad = tmp_path / "坏.xlsx"
    bad.write_text("prose", encoding="utf-8")
    with open_executor(WorkerSettings()) as executor:
        refused = executor.submit(run_task, task(tmp_path / "a", bad)).result()
        done = executor.submit(run_task, task(tmp_path / "b", golden_drops.worksheet_path())).result()
    assert isinstance(refused, InputRejected)
    assert isinstance(done, Outcome)


def test_limits_hold_for_each_drop_of_a_warm_worker(tmp_path: Path) -> None:
    with open_executor(WorkerSettings()) as executor:
        good = task(tmp_path / "a", golden_drops.worksheet_path())
        assert isinstance(executor.submit(run_task, good).result(), Outcome)
        short = replace(
            task(tmp_path / "b", golden_drops.worksheet_path()),
            limits=DropLimits(seconds=0.001, seconds_per_mebibyte=0.001),
        )
        late = executor.submit(run_task, short).result()
        assert isinstance(late, KehuError)
        assert late.code == "timed_out"
        small = replace(good, limits=DropLimits(memory_bytes=1, memory_per_byte=0))
        hungry = executor.submit(run_task, small).result()
        assert isinstance(hungry, KehuError)
        assert hungry.code in {"out_of_memory", "reader_crashed"}


def test_without_dask_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with (
        pytest.raises(MissingPart, match="kehu-batch") as caught,
        open_executor(WorkerSettings(executor="dask")),
    ):
        pass
    assert "kehu-batch[dask]" in caught.value.action


def test_workers_end_with_the_executor(tmp_path: Path) -> None:
    with open_executor(WorkerSettings()) as executor:
        executor.submit(run_task, task(tmp_path / "a", golden_drops.worksheet_path())).result()
        assert executors._WORKERS._by_thread
    assert not executors._WORKERS._by_thread


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import distributed

    def refuse(**_: object) -> None:
        raise OSError

    monkeypatch.setattr(distributed, "Client", refuse)
    settings = WorkerSettings(executor="dask", scheduler="tcp://nowhere:1")
    with pytest.raises(OutputError, match="tcp://nowhere:1"), open_executor(settings):
        pass
