"""The child's side of isolation: withdraws from the terminal, keeps to its memory, answers whatever happens."""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import importlib
import mmap
import multiprocessing
import os
import pickle
import shutil
import signal
import sys
import tempfile
import threading
import traceback
from multiprocessing.connection import Connection
from pathlib import Path

from kehu_batch.batch.disk import is_full, output_full
from kehu_batch.batch.kept_patterns import keep_patterns, recall_patterns
from kehu_batch.errors import InternalError, KehuError
from kehu_batch.interruption import leave_interrupts

#: Name of the file that takes what a child prints; that it exists shows that the child got so far.
WORDS = "words"

#: Address space in bytes that a child which still can go on must have left: enough to load a library.
_SPARE = 32 * 1024 * 1024

#: How long a child waits for more work before it clears up, in seconds.
_PAUSE = 0.2


def limits_memory() -> bool:
    """Tell whether :func:`serve` can limit memory here: on Linux; not on Windows or macOS."""
    return sys.platform.startswith("linux")


def serve(pipe: Connection, folder: str, preload: str) -> None:
    """Do one piece of work after another in the child, each answered by ``(kind, value)``.

    The first message tells that the child is ready. The kind is value, error, memory or panic.
    """
    _withdraw(str(Path(folder) / WORDS))
    tempfile.tempdir = folder  # what libraries leave there goes with the child
    # A drop multiplies no matrices: the threads that numpy starts for that cost 0.02 s of each child.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if preload:
        gc.disable()  # what imports make stays: looking through it for cycles takes a tenth of their time
        known = recall_patterns()
        module = importlib.import_module(preload)
        keep_patterns(known, getattr(module, "compile_patterns", lambda: iter(())))
        gc.freeze()
        gc.enable()
    pipe.send_bytes(b"ready")
    clean, works = True, 0
    while True:
        if not clean and not pipe.poll(_PAUSE):
            clean = _clear(Path(folder), first=works == 1)
        try:
            work = pipe.recv_bytes()
        except EOFError:
            return
        if not clean:
            _clear(Path(folder), first=works == 1)
        try:
            message = _attempt(work)
        except MemoryError:
            message = pickle.dumps(("memory", None))
        pipe.send_bytes(message)
        del work, message
        clean, works = False, works + 1


def _clear(folder: Path, *, first: bool) -> bool:
    """Give back what a piece of work left behind; return that it is done.

    Not before the next one comes, or none does for a moment: most children end with their first, and looking for
    what can be given back took a hundredth of a small drop's processor time. What stays after the ``first`` one is
    what was imported late and tables made once: it stays for good and is not looked through again.
    """
    gc.collect()
    if first:
        gc.freeze()
    _empty(folder)
    return True


def _empty(folder: Path) -> None:
    """Remove temporary files that a piece of work forgot."""
    for path in folder.iterdir():
        if path.name != WORDS:
            with contextlib.suppress(OSError):
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _attempt(work: bytes) -> bytes:
    try:
        function, argument, memory_bytes = pickle.loads(work)  # noqa: S301 - written by our own parent
        _limit(memory_bytes)
        return pickle.dumps(("value", function(argument)))
    except MemoryError:
        raise
    except KehuError as error:
        return pickle.dumps(("error", error))
    except BaseException as error:  # noqa: BLE001 - the boundary, for SystemExit and Rust's panics too
        if _memory_is_short():  # with the failed work's own still held by the traceback
            return pickle.dumps(("memory", None))
        if type(error).__module__ == "pyo3_runtime":
            return pickle.dumps(("panic", None))
        return pickle.dumps(
            ("error", output_full(_place(error)) if is_full(error) else internal_error(error))
        )


def _memory_is_short() -> bool:
    """Tell whether the limit of memory leaves too little to go on with.

    Libraries name a want of memory in their own ways: a codec that could not be loaded is a LookupError, a
    module an ImportError. None of these may be shown as a fault of this program.
    """
    try:
        mmap.mmap(-1, _SPARE).close()
    except (OSError, MemoryError):
        return True
    return False


def _place(error: BaseException) -> str:
    """Return the folder that an error of writing names, or the one for temporary files."""
    named = getattr(error, "filename", None)
    return (
        str(Path(named).parent)
        if isinstance(named, str)
        else f"输出文件夹或临时文件夹 {tempfile.gettempdir()}"
    )


def internal_error(error: BaseException) -> InternalError:
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
    # A forked child has its parent's streams and fault handler, which may lead elsewhere by now.
    sys.stdout = sys.stderr = open(1, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    faulthandler.disable()
    leave_interrupts()
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
