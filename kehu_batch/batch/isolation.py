"""Run one piece of work in a child process with limits on its time and memory.

A hostile or damaged workbook can make a reader abort its process, never end, or ask for all of the memory
there is. None of that may reach the program that supervises, so a drop is processed by a child that can be
ended at any moment.
"""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import TypeVar

from kehu_batch.errors import InputRejected, InternalError, KehuError

Argument = TypeVar("Argument")
Result = TypeVar("Result")

#: How a child's last words show that it ran out of memory: as Rust's allocator aborts, and as C++ does.
_OUT_OF_MEMORY_WORDS = (b"memory allocation of", b"bad_alloc")

#: How many bytes of the child's last words are looked at.
_LAST_WORDS = 4096

#: Exit code of a process that the system killed; if we did not, it was for want of memory.
_KILLED = -9

#: How long a child that has closed its pipe may take to be gone, in seconds.
_GRACE = 5.0


def limits_memory() -> bool:
    """Tell whether :func:`run_isolated` can limit memory here: on Linux; not on Windows or macOS."""
    return sys.platform.startswith("linux")


def run_isolated(
    function: Callable[[Argument], Result],
    argument: Argument,
    *,
    seconds: float,
    memory_bytes: int,
    subject: str = "输入文件",
    preload: str = "",
) -> Result:
    """Call ``function(argument)`` in a child process and return its value.

    Nothing that the child prints is shown. When this returns or raises, the child and all that it started
    have ended, after Ctrl-C as well.

    Args:
        function: A function that the child can import by its name.
        argument: Plain data; it crosses by pickle, as the value does.
        seconds: Wall-clock limit, the child's start included.
        memory_bytes: How much address space the child may take beside what it has once ``preload`` is imported:
            libraries reserve more of it than they use. Not applied where :func:`limits_memory` is false.
        subject: What is being processed, as messages name it, e.g. ``"客户回访工作表.xlsx"``.
        preload: Module that the child imports before its memory is limited; none where empty.

    Raises:
        KehuError: What the function raised of this kind.
        InputRejected: ``timed_out``, ``out_of_memory``, or ``reader_crashed`` for a child that died.
        InternalError: The function raised anything else (its type and place are named), or the child did
            not start.
    """
    work = pickle.dumps((function, argument))
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(prefix="kehu-", ignore_cleanup_errors=True) as folder:
        words = Path(folder) / "words"
        receiver, sender = context.Pipe(duplex=False)
        child = context.Process(target=_work, args=(sender, work, memory_bytes, str(words), preload))
        with receiver, _ending(child):
            with sender:
                child.start()
            if not wait([receiver, child.sentinel], timeout=seconds):
                raise _timed_out(subject, seconds)
            message = _receive(receiver)
            if message is None:
                child.join(_GRACE)
                raise _death(subject, child.exitcode, words)
    kind, value = pickle.loads(message)  # noqa: S301 - written by our own child
    if kind == "memory":
        raise _out_of_memory(subject)
    if kind == "panic":
        raise _reader_crashed(subject)
    if kind == "error":
        raise value
    result: Result = value
    return result


def _receive(receiver: Connection) -> bytes | None:
    """Return the child's message; ``None`` where it died without one."""
    try:
        return receiver.recv_bytes() if receiver.poll() else None
    except (EOFError, OSError):
        return None


@contextlib.contextmanager
def _ending(child: SpawnProcess) -> Iterator[None]:
    """End the child, and whatever it started, on the way out.

    Its message is all that is wanted of it, so it is not waited for: on POSIX its process group is killed,
    on Windows its process tree while it still runs.
    """
    try:
        yield
    finally:
        if child.pid is not None:
            if sys.platform == "win32":
                if child.is_alive():
                    tree = ["taskkill", "/F", "/T", "/PID", str(child.pid)]
                    subprocess.run(tree, capture_output=True, check=False)  # noqa: S603 - our own arguments
            else:
                # Nobody is left in the group (macOS then refuses), or the child had not yet made it its own.
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(child.pid, signal.SIGKILL)
            child.kill()
            child.join()
            child.close()


def _timed_out(subject: str, seconds: float) -> InputRejected:
    return InputRejected(
        f"{subject} 处理超过 {seconds:g} 秒，已停止",
        action="请把工作簿拆小，或清除表格以外的大片格式后重试；也可在设置中放宽时间限制",
        code="timed_out",
    )


def _out_of_memory(subject: str) -> InputRejected:
    return InputRejected(
        f"{subject} 处理时内存不足，已停止",
        action="请把工作簿拆小，或清除表格以外的大片格式后重试；也可在设置中放宽内存限制",
        code="out_of_memory",
    )


def _reader_crashed(subject: str) -> InputRejected:
    return InputRejected(
        f"{subject} 无法读取：读取程序在处理它时崩溃，文件可能已损坏",
        action="请用 Excel 或 WPS 打开，另存为新的 .xlsx 文件后重试",
        code="reader_crashed",
    )


def _death(subject: str, exit_code: int | None, words: Path) -> KehuError:
    """Say why a child died without a message, by its exit code and its last words."""
    if not words.exists():
        return InternalError(
            "处理进程未能启动",
            action="请重试；若仍如此，请检查安全软件是否拦截了 Python，或重新安装本程序",
            code="worker_not_started",
        )
    last = words.read_bytes()[-_LAST_WORDS:]
    if exit_code == _KILLED or any(sign in last for sign in _OUT_OF_MEMORY_WORDS):
        return _out_of_memory(subject)
    return _reader_crashed(subject)


def _work(sender: Connection, work: bytes, memory_bytes: int, words: str, preload: str) -> None:
    """Do the work in the child and send ``(kind, value)``, kind being value, error, memory or panic."""
    _withdraw(words)
    try:
        message = _attempt(work, memory_bytes, preload)
    except MemoryError:
        message = pickle.dumps(("memory", None))
    sender.send_bytes(message)


def _attempt(work: bytes, memory_bytes: int, preload: str) -> bytes:
    try:
        if preload:
            importlib.import_module(preload)
        _limit(memory_bytes)
        function, argument = pickle.loads(work)  # noqa: S301 - written by our own parent
        return pickle.dumps(("value", function(argument)))
    except MemoryError:
        raise
    except KehuError as error:
        return pickle.dumps(("error", error))
    except BaseException as error:  # noqa: BLE001 - the boundary, for SystemExit and Rust's panics too
        if type(error).__module__ == "pyo3_runtime":
            return pickle.dumps(("panic", None))
        return pickle.dumps(("error", _internal(error)))


def _internal(error: BaseException) -> InternalError:
    """Name an error's type and the innermost place in this program; its text may quote a customer's data."""
    places = [
        (frame.f_globals.get("__name__", "?"), line) for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    package = __name__.partition(".")[0]
    ours = [place for place in places if place[0].startswith(f"{package}.") and place[0] != __name__]
    module, line = (ours or places)[-1]
    return InternalError(
        f"程序内部出错：{module}:{line} {type(error).__name__}",
        action="请把这行文字和所用的文件发给维护人员",
    )


def _withdraw(words: str) -> None:
    """Leave the terminal to the parent: its keys, its screen, its life.

    What is printed goes to the file ``words``, whose existence shows that the child got here.
    """
    file = os.open(words, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(file, 1)
    os.dup2(file, 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "win32":
        import msvcrt

        msvcrt.SetErrorMode(msvcrt.SEM_NOGPFAULTERRORBOX)  # a crash shows no dialogue box
    else:
        os.setsid()  # a group of its own, to be ended as a whole
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for a parent that was itself killed, and leave nothing of the work behind."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        if sys.platform != "win32":
            os.killpg(0, signal.SIGKILL)
        os._exit(1)


def _limit(memory_bytes: int) -> None:
    """Limit the address space to what is taken so far and ``memory_bytes``; leave no core file behind."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    if limits_memory():
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit = pages * resource.getpagesize() + memory_bytes
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
