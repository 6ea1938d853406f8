"""Who computes drops: workers of this process, or a Dask cluster; both by ``concurrent.futures.Executor``."""

from __future__ import annotations

import contextlib
import multiprocessing
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

from kehu_batch.batch.isolation import Worker
from kehu_batch.batch.run import PIPELINE, compute
from kehu_batch.batch.settings import WorkerSettings
from kehu_batch.errors import KehuError, MissingPart, OutputError
from kehu_batch.model.limits import DropLimits
from kehu_batch.model.outcome import DropRequest, Outcome
from kehu_batch.records import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """One drop to compute: plain data, for any process on any machine that sees the same paths.

    Args:
        request: What is to be done.
        limits: What it may cost.
        drops: How many drops a worker does before a fresh one takes its place.
    """

    request: DropRequest
    limits: DropLimits
    drops: int = 200


def run_task(task: Task) -> Outcome | KehuError:
    """Compute a drop in this thread's worker, and return what became of it; a ``KehuError`` is returned as well.

    Workers stay for the next task of their thread.
    """
    try:
        return compute(_own_worker(task.drops), task.request, task.limits)
    except KehuError as error:
        return error


class _Workers:
    """The workers of this process, one a thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_thread: dict[int, Worker] = {}

    def own(self, drops: int) -> Worker:
        with self._lock:
            ident = threading.get_ident()
            if ident not in self._by_thread:
                self._by_thread[ident] = Worker(PIPELINE, most=drops)
            return self._by_thread[ident]

    def close(self) -> None:
        with self._lock:
            workers = list(self._by_thread.values())
            self._by_thread.clear()
        for worker in workers:
            worker.close()


_WORKERS = _Workers()


def _own_worker(drops: int) -> Worker:
    # Dask's processes are daemons, which may not have children of their own unless they forget it.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]  # noqa: SLF001
    return _WORKERS.own(drops)


@contextlib.contextmanager
def open_executor(settings: WorkerSettings) -> Iterator[Executor]:
    """Give what runs tasks; at the end its work is given up and its processes have ended.

    Raises:
        MissingPart: Dask is asked for and not installed.
        OutputError: Dask's scheduler does not answer.
    """
    if settings.executor == "dask":
        with _dask(settings) as executor:
            yield executor
        return
    jobs = 1 if settings.executor == "serial" else max(1, int(settings.jobs))
    executor = ThreadPoolExecutor(jobs, thread_name_prefix="kehu")
    try:
        yield executor
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        _WORKERS.close()
        executor.shutdown(wait=True)


@contextlib.contextmanager
def _dask(settings: WorkerSettings) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError as error:
        raise MissingPart(
            "没有安装 Dask，不能用 --executor dask",
            action='请运行 pip install "kehu-batch[dask]"，或用 --executor process',
            code="no_dask",
        ) from error
    options: dict[str, Any] = (
        {"address": settings.scheduler, "timeout": 20}
        if settings.scheduler
        else {"n_workers": max(1, int(settings.jobs)), "threads_per_worker": 1, "dashboard_address": None}
    )
    try:
        client = Client(**options)
    except (OSError, TimeoutError) as error:
        raise OutputError(
            f"连不上 Dask 调度器“{settings.scheduler}”（{type(error).__name__}）",
            action="请检查 kehu.toml 中 workers.scheduler 的地址，以及调度器是否在运行",
            code="no_scheduler",
        ) from error
    with client:
        # No retries and no answers from memory: a drop is computed when it is asked for, and its files are new ones.
        executor = client.get_executor(pure=False, retries=0)
        try:
            yield executor
        finally:
            executor.shutdown(wait=False)
