"""Folders to work in are swept when nobody holds them, and never while somebody is about to."""

from __future__ import annotations

import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kehu_batch.batch.scratch import is_abandoned, scratch_folder


def test_many_at_once_sweep_nobodys_folder_away(tmp_path: Path) -> None:
    def work(number: int) -> int:
        for _ in range(60):
            with scratch_folder(tmp_path) as folder:
                (folder / "a").write_text("甲", encoding="utf-8")
        return number

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(work, range(6))) == list(range(6))
    assert list(tmp_path.iterdir()) == []


def test_a_lock_in_the_making_is_nobodys_only_after_a_day(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    assert not is_abandoned(lock)
    lock.touch()
    assert not is_abandoned(lock)
    long_ago = time.time() - 2 * 24 * 60 * 60
    os.utime(lock, (long_ago, long_ago))
    assert is_abandoned(lock)


def test_a_lock_is_somebodys_while_it_is_held(tmp_path: Path) -> None:
    with scratch_folder(tmp_path) as folder:
        lock = folder.with_name("lock")
        assert not is_abandoned(lock)
    lock.parent.mkdir()
    lock.write_bytes(b"\n")
    assert is_abandoned(lock)


def test_a_folder_goes_also_where_the_interrupt_comes_while_it_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    removing, interrupts = shutil.rmtree, iter([KeyboardInterrupt])

    def remove(path: Path, *, ignore_errors: bool) -> None:
        for interrupt in interrupts:
            raise interrupt
        removing(path, ignore_errors=ignore_errors)

    def work() -> None:
        with scratch_folder(tmp_path):
            monkeypatch.setattr(shutil, "rmtree", remove)

    with pytest.raises(KeyboardInterrupt):
        work()
    assert list(tmp_path.iterdir()) == []
