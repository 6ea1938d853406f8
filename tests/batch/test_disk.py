"""A full disk and a used-up quota are told from other errors, however they come up."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import pytest
from batch.workspace.fake_work import Desk

from kehu_batch.batch.disk import is_full
from kehu_batch.batch.workspace import settling


def windows(code: int) -> OSError:
    error = OSError("no room")
    error.winerror = code  # type: ignore[attr-defined]
    return error


def chained(cause: BaseException) -> BaseException:
    error = RuntimeError("a library's own words")
    error.__cause__ = cause
    return error


def sqlite(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("x")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (OSError(errno.ENOSPC, "x"), True),
        (OSError(getattr(errno, "EDQUOT", errno.ENOSPC), "x"), True),
        (OSError(errno.EACCES, "x"), False),
        (windows(112), True),
        (windows(1295), True),
        (windows(32), False),
        (chained(OSError(errno.ENOSPC, "x")), True),
        (chained(ValueError("x")), False),
        (sqlite(sqlite3.SQLITE_FULL), True),
        (sqlite(sqlite3.SQLITE_BUSY), False),
    ],
)
def test_what_is_full(error: BaseException, *, full: bool) -> None:
    assert is_full(error) is full


def test_a_quota_used_up_while_results_are_placed_sends_the_drop_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> bool:
        raise OSError(getattr(errno, "EDQUOT", errno.ENOSPC), "Disk quota exceeded")

    desk = Desk(tmp_path / "工作区")
    desk.drop("回访.csv", "2023-11 a")
    with monkeypatch.context() as patch:
        patch.setattr(settling, "_deliver", refuse)
        ((name, error),) = desk.run().errors
    assert (name, error.code) == ("回访.csv", "disk_full")
    assert "配额用尽" in error.message
    assert desk.inbox() == ["回访.csv"]
    assert desk.is_tidy()
