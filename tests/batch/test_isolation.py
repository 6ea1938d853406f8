"""A child that fails in any way becomes an error with a code; nothing of it outlives the call."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kehu_batch.batch import isolation
from kehu_batch.batch.isolation import Worker, limits_memory, run_isolated
from kehu_batch.errors import InputRejected, InternalError, OutputError

pytestmark = pytest.mark.cold_children

GIB = 1 << 30
POSIX = sys.platform != "win32"

_LEARNT: list[str] = []


def isolated(function: Callable[[str], object], argument: str = "", *, seconds: float = 30) -> object:
    return run_isolated(function, argument, seconds=seconds, memory_bytes=GIB)


def double(text: str) -> str:
    return text * 2


def large(_: str) -> bytes:
    return b"x" * 50_000_000


def raise_kehu_error(_: str) -> None:
    raise OutputError("写不进去", action="请关闭 Excel", code="output_locked")


def fail_in_the_package(_: str) -> None:
    from kehu_batch.cells import column_letter

    column_letter(-1)


def exit_early(_: str) -> None:
    sys.exit(3)


def return_a_lambda(_: str) -> object:
    return lambda: None


def abort(_: str) -> None:
    os.abort()


def abort_without_memory(_: str) -> None:
    os.write(2, b"memory allocation of 123456 bytes failed\n")
    os.abort()


def be_killed(_: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def take_everything(_: str) -> int:
    return len(bytearray(64 * GIB))


def name_a_want_of_memory_otherwise(_: str) -> None:
    held = []
    try:
        while True:
            held.append(bytearray(8 << 20))
    except MemoryError:
        # What the interpreter makes of a codec whose library did not fit in.
        raise LookupError("unknown encoding: gb2312") from None


def fail_with_memory_to_spare(_: str) -> None:
    raise LookupError("unknown encoding: gb2312")


def panic(_: str) -> None:
    kind = type("PanicException", (BaseException,), {"__module__": "pyo3_runtime"})
    raise kind("index out of bounds")


def shout(_: str) -> str:
    os.write(1, b"to the screen\n")
    os.write(2, b"Traceback (most recent call last)\n")
    print("printed")  # noqa: T201
    return "quiet"


def sleep_with_a_child(note: str) -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    Path(note).write_text(f"{os.getpid()} {child.pid}", encoding="ascii")
    time.sleep(600)


def spin_with_a_child(note: str) -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    Path(note).write_text(f"{os.getpid()} {child.pid}", encoding="ascii")
    while True:
        pass


def wait_a_little(_: str) -> str:
    time.sleep(1.5)
    return "done"


def leave_a_file(_: str) -> str:
    handle, name = tempfile.mkstemp()
    os.close(handle)
    return name


def fill_the_disk(_: str) -> None:
    raise RuntimeError from OSError(errno.ENOSPC, "No space left on device", "/somewhere/结果/甲.xlsx")


def learnt_since_the_start(_: str) -> list[str]:
    return _LEARNT


def leaves_ctrl_c_and_ends_when_told(_: str) -> list[bool]:
    return [
        signal.getsignal(signal.SIGINT) == signal.SIG_IGN,
        signal.getsignal(signal.SIGTERM) == signal.SIG_DFL,
        signal.SIGTERM not in signal.pthread_sigmask(signal.SIG_BLOCK, []),
    ]


def own_number(_: str) -> int:
    return os.getpid()


def leave_a_child(note: str) -> str:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    Path(note).write_text(str(child.pid), encoding="ascii")
    return "done"


def is_running(pid: int) -> bool:
    """Tell whether a process is there and is more than an entry waiting to be reaped."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_a_value_comes_back() -> None:
    assert isolated(double, "回访") == "回访回访"


def test_a_value_larger_than_a_pipe_comes_back() -> None:
    assert isolated(large) == b"x" * 50_000_000


def test_an_error_of_ours_comes_back_whole() -> None:
    with pytest.raises(OutputError) as caught:
        isolated(raise_kehu_error)
    assert (caught.value.message, caught.value.action, caught.value.code) == (
        "写不进去",
        "请关闭 Excel",
        "output_locked",
    )


def test_another_error_is_internal_and_names_its_place_in_the_package() -> None:
    with pytest.raises(InternalError) as caught:
        isolated(fail_in_the_package)
    assert "kehu_batch.cells:" in caught.value.message
    assert caught.value.message.endswith("ValueError")
    assert "out of range" not in str(caught.value)


@pytest.mark.parametrize(("function", "kind"), [(exit_early, "SystemExit"), (return_a_lambda, "Error")])
def test_leaving_early_and_a_value_that_cannot_cross_are_internal(
    function: Callable[[str], object], kind: str
) -> None:
    with pytest.raises(InternalError) as caught:
        isolated(function)
    assert caught.value.message.endswith(kind)


@pytest.mark.parametrize(
    ("function", "code"),
    [
        (abort, "reader_crashed"),
        (panic, "reader_crashed"),
        (abort_without_memory, "out_of_memory"),
    ],
)
def test_a_child_that_crashes_rejects_the_input(function: Callable[[str], object], code: str) -> None:
    with pytest.raises(InputRejected) as caught:
        run_isolated(function, "", seconds=30, memory_bytes=GIB, subject="坏.xls")
    assert caught.value.code == code
    assert caught.value.message.startswith("坏.xls ")
    assert caught.value.action


if POSIX:

    def test_a_child_that_the_system_kills_was_out_of_memory() -> None:
        with pytest.raises(InputRejected) as caught:
            isolated(be_killed)
        assert caught.value.code == "out_of_memory"

    def test_a_child_that_cannot_start_is_not_blamed_on_the_file(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(isolation, "can_fork", lambda: False)
        broken = tmp_path / "python"
        broken.write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
        broken.chmod(0o755)
        multiprocessing.set_executable(str(broken))
        try:
            with pytest.raises(InternalError) as caught:
                isolated(double)
        finally:
            multiprocessing.set_executable(sys.executable)
        assert caught.value.code == "worker_not_started"


if limits_memory():

    def test_memory_is_limited() -> None:
        with pytest.raises(InputRejected) as caught:
            isolated(take_everything)
        assert caught.value.code == "out_of_memory"

    def test_a_want_of_memory_under_another_name_is_no_fault_of_the_program() -> None:
        with pytest.raises(InputRejected) as caught:
            isolated(name_a_want_of_memory_otherwise)
        assert caught.value.code == "out_of_memory"
        with pytest.raises(InternalError):
            isolated(fail_with_memory_to_spare)

    def test_a_child_goes_on_from_its_parent_only_where_that_has_one_thread() -> None:
        code = (
            "import signal, threading, time\n"
            "import test_isolation as t\n"
            "signal.signal(signal.SIGTERM, lambda *_: None)\n"
            "t._LEARNT.append('a word')\n"
            "if __name__ == '__main__':\n"
            "    print(t.isolated(t.learnt_since_the_start), t.isolated(t.leaves_ctrl_c_and_ends_when_told))\n"
            "    threading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n"
            "    print(t.isolated(t.learnt_since_the_start), t.isolated(t.leaves_ctrl_c_and_ends_when_told))\n"
        )
        here = str(Path(__file__).parent)
        paths = os.pathsep.join([here, str(Path(here).parents[1]), os.environ.get("PYTHONPATH", "")])
        told = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": paths},
            capture_output=True,
            text=True,
            check=True,
        )
        assert told.stdout.splitlines() == ["['a word'] [True, True, True]", "[] [True, True, True]"]

    def test_a_child_over_its_time_is_ended_with_its_own_children(tmp_path: Path) -> None:
        note = tmp_path / "pids"
        with pytest.raises(InputRejected) as caught:
            isolated(spin_with_a_child, str(note), seconds=1)
        assert caught.value.code == "timed_out"
        assert "1 秒" in caught.value.message
        pids = [int(pid) for pid in note.read_text(encoding="ascii").split()]
        assert len(pids) == 2
        assert wait_until(lambda: not any(map(is_running, pids)))

    def test_what_a_child_leaves_running_is_ended(tmp_path: Path) -> None:
        note = tmp_path / "pid"
        assert isolated(leave_a_child, str(note)) == "done"
        pid = int(note.read_text(encoding="ascii"))
        assert wait_until(lambda: not is_running(pid))

    @pytest.mark.parametrize(("number", "name"), [(signal.SIGINT, "Ctrl-C"), (signal.SIGKILL, "a kill")])
    def test_a_parent_that_is_ended_leaves_nothing(tmp_path: Path, number: int, name: str) -> None:
        note = tmp_path / "pids"
        code = (
            "import test_isolation as t\n"
            f"if __name__ == '__main__': t.isolated(t.sleep_with_a_child, {str(note)!r}, seconds=600)"
        )
        here = str(Path(__file__).parent)
        paths = os.pathsep.join([here, str(Path(here).parents[1]), os.environ.get("PYTHONPATH", "")])
        parent = subprocess.Popen(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": paths},
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        with parent:
            assert wait_until(lambda: note.exists() and note.read_text(encoding="ascii").count(" ") == 1), (
                name
            )
            pids = [int(pid) for pid in note.read_text(encoding="ascii").split()]
            os.kill(parent.pid, number)
            parent.wait(20)
            assert wait_until(lambda: not any(map(is_running, pids))), name


def test_nothing_that_a_child_prints_is_shown(capfd: pytest.CaptureFixture[str]) -> None:
    assert isolated(shout) == "quiet"
    assert capfd.readouterr() == ("", "")


def test_the_supervisor_needs_no_pandas() -> None:
    code = "import sys, kehu_batch.batch.isolation; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_waiting_is_not_processor_time() -> None:
    assert isolated(wait_a_little, seconds=0.5) == "done"


def test_a_child_that_waits_for_ever_is_given_up(tmp_path: Path) -> None:
    with Worker(stalled=1.0) as worker, pytest.raises(InputRejected) as caught:
        worker.call(
            sleep_with_a_child, str(tmp_path / "pids"), seconds=600, memory_bytes=GIB, subject="甲.xlsx"
        )
    assert caught.value.code == "stalled"
    assert caught.value.message.startswith("甲.xlsx ")


def test_a_full_disk_is_told_whatever_wraps_it() -> None:
    with pytest.raises(OutputError) as caught:
        isolated(fill_the_disk)
    assert caught.value.code == "disk_full"


def test_a_child_stays_until_it_has_done_its_share() -> None:
    with Worker(most=2) as worker:
        pids = [worker.call(own_number, "", seconds=30, memory_bytes=GIB) for _ in range(5)]
    assert pids[0] == pids[1] != pids[2] == pids[3] != pids[4]


def test_a_child_that_failed_is_replaced() -> None:
    with Worker() as worker:
        first = worker.call(own_number, "", seconds=30, memory_bytes=GIB)
        with pytest.raises(OutputError):
            worker.call(raise_kehu_error, "", seconds=30, memory_bytes=GIB)
        assert worker.call(own_number, "", seconds=30, memory_bytes=GIB) != first


def test_temporary_files_go_with_the_work() -> None:
    with Worker() as worker:
        left = worker.call(leave_a_file, "", seconds=30, memory_bytes=GIB)
        assert worker.call(double, "a", seconds=30, memory_bytes=GIB) == "aa"
        assert not Path(left).exists()
        folder = Path(left).parents[1]
        assert folder.is_dir()
    assert not folder.exists()
