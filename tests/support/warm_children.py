"""Children of the program that begin warm: forked from a server that has imported once what a drop needs.

A test process has threads, so the program starts its children anew (``can_fork``), each with a second of imports. Here
they are forked from a process of one thread instead, as the program forks its own where it can. All else of a child is
as it ever is: limits, pipe, end. A test of the start itself is marked ``cold_children``.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Mapping
from functools import cache
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any

import pytest


class WarmContext:
    """What the program asks of a context of :mod:`multiprocessing`: a pipe and a process."""

    def Pipe(self) -> tuple[Connection, Connection]:  # noqa: N802 - the library's name
        """Return the two ends of a pipe."""
        return _server().Pipe()

    def Process(self, *, target: Callable[..., None], args: tuple[Any, ...]) -> ForkServerProcess:  # noqa: N802
        """Return a process that has what the server has imported, and the environment of now."""
        return _server().Process(target=_go_on, args=(dict(os.environ), target, args))


@cache
def _server() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["support.warm_imports"])
    # The server does not get our path, of which pytest has made the tests a part.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parents[1]), prepend=os.pathsep)
        forkserver.ensure_running()
    return context


def _go_on(environment: Mapping[str, str], target: Callable[..., None], args: tuple[Any, ...]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    target(*args)
