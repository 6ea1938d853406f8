"""Ends the program in good order whoever asks: Ctrl-C, a service manager, a closed window, a lost connection."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from types import FrameType

#: What asks a program to end, where the system has it. Windows sends SIGBREAK for Ctrl-Break and for a closed window.
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")

_INTERRUPTED = 130


def _signals() -> list[signal.Signals]:
    """Return those that are not ignored already: ``nohup`` and shells' background jobs rely on it."""
    known = (getattr(signal, name, None) for name in _NAMES)
    return [number for number in known if number is not None and signal.getsignal(number) != signal.SIG_IGN]


def end_at_once() -> None:
    """Until there is something to clean up, make an interrupt end the program without a word or trace."""
    _handle(lambda _number, _frame: os._exit(_INTERRUPTED))


def raise_interrupts() -> None:
    """From now on make the first interrupt a ``KeyboardInterrupt``, so that all is cleaned up on its way.

    Further ones are passed over: they would interrupt the cleaning.
    """
    _handle(_interrupt)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    _handle(lambda _number, _frame: None)
    raise KeyboardInterrupt


def _handle(handler: object) -> None:
    for number in _signals():
        try:
            signal.signal(number, handler)  # type: ignore[arg-type]
        except ValueError:  # not in the main thread, where a program that embeds us handles them
            return


def leave_interrupts() -> None:
    """In a child, leave Ctrl-C to the parent, and let all else that asks it to end do so at once."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in _signals():
        signal.signal(number, signal.SIG_DFL)  # a forked child has its parent's handlers
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _signals())


@contextlib.contextmanager
def shield_start() -> Iterator[None]:
    """Let a child that is started inside begin life deaf to interrupts: in its first moments it would show a trace.

    One that comes meanwhile reaches this process a moment later; the child hears again by :func:`leave_interrupts`.
    """
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetConsoleCtrlHandler(None, True)
        try:
            yield
        finally:
            kernel.SetConsoleCtrlHandler(None, False)
        return
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, _signals())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
