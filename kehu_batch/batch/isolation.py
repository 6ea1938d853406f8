"""Run work in a child process with limits on its time and memory.

A hostile or damaged workbook can make a reader abort its process, never end, or ask for all of the memory
there is. None of that may reach the program that supervises, so a drop is processed by a child that can be
ended at any moment. A child stays for the next piece of work, its imports done, until it fails or has done many.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from kehu_batch.batch.child import WORDS, limits_memory, serve
from kehu_batch.batch.processor_time import processor_seconds
from kehu_batch.batch.scratch import scratch_folder
from kehu_batch.errors import InputRejected, InternalError, KehuError
from kehu_batch.interruption import shield_start

__all__ = ["STALLED", "Worker", "limits_memory", "run_isolated"]

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

#: How often a child's processor time is looked at, at least, in seconds.
_LOOK = 0.5

#: A child that uses no processor time for so long waits for what does not come, in seconds.
STALLED = 900.0

#: A child starts with the interpreter and the imports of ``preload``, in seconds of processor time.
_START = 120.0


def run_isolated(
    function: Callable[[Argument], Result],
    argument: Argument,
    *,
    seconds: float,
    memory_bytes: int,
    subject: str = "输入文件",
    preload: str = "",
) -> Result:
    """Call ``function(argument)`` in a child process of its own and return its value; see :meth:`Worker.call`."""
    with Worker(preload) as worker:
        return worker.call(function, argument, seconds=seconds, memory_bytes=memory_bytes, subject=subject)


class Worker:
    """A child process that does one piece of work after another, supervised.

    Nothing that the child prints is shown. When it is closed, the child and all that it started have ended,
    after Ctrl-C as well. Used by one thread at a time; ``close`` may come from another.

    Args:
        preload: Module that the child imports before its memory is limited; none where empty.
        most: How many pieces of work a child does before another takes its place.
        stalled: Seconds without any processor time after which it is given up.
    """

    def __init__(self, preload: str = "", *, most: int = 200, stalled: float = STALLED) -> None:
        self._preload = preload
        self._most = most
        self._stalled = stalled
        self._child: _Child | None = None
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def start(self) -> None:
        """Start the child ahead of its first work: it imports meanwhile, and see :func:`can_fork`."""
        if self._child is None:
            self._child = _Child(self._preload)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The child's process id; ``None`` where there is none now."""
        return self._child.pid if self._child is not None else None

    def close(self) -> None:
        """End the child; work that it does is given up, and there is no other."""
        self._closed = True
        self._dismiss()

    def _dismiss(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end()

    def call(
        self,
        function: Callable[[Argument], Result],
        argument: Argument,
        *,
        seconds: float,
        memory_bytes: int,
        subject: str = "输入文件",
    ) -> Result:
        """Call ``function(argument)`` in the child and return its value.

        Args:
            function: A function that the child can import by its name.
            argument: Plain data; it crosses by pickle, as the value does.
            seconds: Limit of processor time, the child's start not counted: a busy machine refuses nobody.
            memory_bytes: How much address space the child may take beside what it has when the work begins:
                libraries reserve more of it than they use. Not applied where :func:`limits_memory` is false.
            subject: What is being processed, as messages name it, e.g. ``"客户回访工作表.xlsx"``.

        Raises:
            KehuError: What the function raised of this kind.
            InputRejected: ``timed_out``, ``stalled``, ``out_of_memory``, or ``reader_crashed`` for a child that died.
            OutputError: ``disk_full``.
            InternalError: The function raised anything else (its type and place are named), or the child did
                not start.
        """
        work = pickle.dumps((function, argument, memory_bytes))
        whole = False
        try:
            kind, value = self._exchange(work, seconds, subject)
            whole = kind == "value"
        finally:
            # A failure of any kind may have left something behind in the child.
            if not whole or (self._child is not None and self._child.done >= self._most):
                self._dismiss()
        if kind == "memory":
            raise _out_of_memory(subject)
        if kind == "panic":
            raise _reader_crashed(subject)
        if kind == "error" and isinstance(value, KehuError):
            raise value
        result: Result = value  # type: ignore[assignment]
        return result

    def _exchange(self, work: bytes, seconds: float, subject: str) -> tuple[str, object]:
        if self._child is None:
            self._child = _Child(self._preload)
            if self._closed:
                self._dismiss()
                raise KeyboardInterrupt
        child = self._child
        watch = _Watch(child.pid, seconds + (0 if child.done else _START), self._stalled)
        if not child.done:
            if self._await(child, watch, seconds, subject) is None:
                raise KeyboardInterrupt if self._closed else _not_started(child.words)
            watch = _Watch(child.pid, seconds, self._stalled)
        child.send(work)
        message = self._await(child, watch, seconds, subject)
        if message is None:
            raise self._death(child, subject)
        child.done += 1
        kind, value = pickle.loads(message)  # noqa: S301 - written by our own child
        return kind, value

    def _await(self, child: _Child, watch: _Watch, seconds: float, subject: str) -> bytes | None:
        """Return the child's next message; ``None`` where it died without one."""
        pause = min(_LOOK, max(0.02, seconds / 4))
        while not child.wait(pause):
            verdict = watch.look()
            if verdict == "late":
                raise _timed_out(subject, seconds)
            if verdict == "stalled":
                raise _stalled(subject, self._stalled)
        return child.receive()

    def _death(self, child: _Child, subject: str) -> BaseException:
        if self._closed:
            return KeyboardInterrupt()
        return _death(subject, child.exit_code(), child.words)


def can_fork() -> bool:
    """Tell whether a child may go on from this process as it stands, instead of starting Python and importing anew.

    It saves a tenth of a small drop's processor time: 0.06 s for the child's start, and what it shares with its
    parent. Only with a single thread, of which a fork leaves no lock held; threads of libraries count. macOS does not
    bear a fork of whatever has used its frameworks.
    """
    return sys.platform.startswith("linux") and _count_threads() == 1


def _count_threads() -> int:
    try:
        # The name, in brackets, may hold anything; the number of threads is field 20.
        fields = Path("/proc/self/stat").read_bytes().rpartition(b")")[2].split()
        return int(fields[17])
    except (OSError, ValueError, IndexError):
        return 0


def _context() -> Any:  # noqa: ANN401 - the contexts of fork and of spawn are of no common type
    return multiprocessing.get_context("fork" if can_fork() else "spawn")


class _Watch:
    """The processor time of a child, from now on."""

    def __init__(self, pid: int, allowed: float, stalled: float) -> None:
        self._pid = pid
        self._allowed = allowed
        self._stall = stalled
        self._first = self._last = processor_seconds(pid) or 0.0
        self._began = self._moved = time.monotonic()

    def look(self) -> str:
        """Return ``late`` past the limit, ``stalled`` where nothing happens any more, else nothing."""
        now, used = time.monotonic(), processor_seconds(self._pid)
        if used is None:  # not told here, or just ended: then the clock on the wall must do
            return "late" if now - self._began > self._allowed + self._stall else ""
        if used > self._last:
            self._last, self._moved = used, now
        if used - self._first > self._allowed:
            return "late"
        return "stalled" if now - self._moved > self._stall else ""


class _Child:
    """One child process, its pipe and its temporary files."""

    def __init__(self, preload: str) -> None:
        self.done = 0
        self._stack = contextlib.ExitStack()
        with contextlib.ExitStack() as started:
            temporary = Path(tempfile.gettempdir())
            folder = started.enter_context(scratch_folder(temporary))
            self.words = folder / WORDS
            context = _context()
            self._pipe, far = context.Pipe()
            started.callback(self._pipe.close)
            self._process: BaseProcess = context.Process(target=serve, args=(far, str(folder), preload))
            started.callback(self._kill)
            with far, shield_start():
                self._process.start()
            self._stack = started.pop_all()

    @property
    def pid(self) -> int:
        return self._process.pid or 0

    def exit_code(self) -> int | None:
        self._process.join(_GRACE)
        return self._process.exitcode

    def send(self, work: bytes) -> None:
        with contextlib.suppress(OSError):  # it has died; its message will be missing
            self._pipe.send_bytes(work)

    def wait(self, seconds: float) -> bool:
        """Tell whether there is a message, or an end, within some seconds."""
        return bool(wait([self._pipe, self._process.sentinel], timeout=seconds))

    def receive(self) -> bytes | None:
        """Return the child's message; ``None`` where it died without one."""
        try:
            return self._pipe.recv_bytes() if self._pipe.poll() else None
        except (EOFError, OSError):
            return None

    def end(self) -> None:
        """End the child, and whatever it started, and remove what it left."""
        self._stack.close()

    def _kill(self) -> None:
        """Kill: its message is all that is wanted of it, so it is not waited for.

        On POSIX its process group is killed, on Windows its process tree while it still runs.
        """
        if self._process.pid is None:
            return
        if sys.platform == "win32":
            if self._process.is_alive():
                tree = ["taskkill", "/F", "/T", "/PID", str(self._process.pid)]
                subprocess.run(tree, capture_output=True, check=False)  # noqa: S603 - our own arguments
        else:
            # Nobody is left in the group (macOS then refuses), or the child had not yet made it its own.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.join()
        self._process.close()


def _timed_out(subject: str, seconds: float) -> InputRejected:
    return InputRejected(
        f"{subject} 处理超过 {seconds:g} 秒（处理器时间），已停止",
        action="请把工作簿拆小，或清除表格以外的大片格式后重试；也可在设置中放宽时间限制",
        code="timed_out",
    )


def _stalled(subject: str, seconds: float) -> InputRejected:
    return InputRejected(
        f"{subject} 的处理停住不动已超过 {seconds:g} 秒，已停止",
        action="多半是网络盘断开或没有响应；请确认网络盘已连接后重试",
        code="stalled",
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


def _not_started(words: Path) -> InternalError:
    said = words.read_text(encoding="utf-8", errors="replace").split("\n") if words.exists() else []
    last = next((line.strip() for line in reversed(said) if line.strip()), "")
    return InternalError(
        f"处理进程未能启动（{last[:200]}）" if last else "处理进程未能启动",
        action="请重试；若仍如此，请检查安全软件是否拦截了 Python，或重新安装本程序",
        code="worker_not_started",
    )


def _death(subject: str, exit_code: int | None, words: Path) -> KehuError:
    """Say why a child died without a message, by its exit code and its last words."""
    last = words.read_bytes()[-_LAST_WORDS:]
    if exit_code == _KILLED or any(sign in last for sign in _OUT_OF_MEMORY_WORDS):
        return _out_of_memory(subject)
    return _reader_crashed(subject)
