"""Processes damaged files by the thousand, in workers that may die, and names what became of each."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import resource
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from support.awkward import build
from support.mutations import mutate, read_seeds
from support.tools import CORPUS, ROOT

from kehu_batch.batch.drops import Drop
from kehu_batch.batch.run import process
from kehu_batch.errors import KehuError
from kehu_batch.model.outcome import DropRequest

TODAY = date(2026, 11, 22)
SECONDS = 30.0
MEGABYTES = 1024
#: Libraries reserve about 1 GiB of addresses beside what is used.
_ADDRESSES = 3 << 30
#: Every so many-th file is annotated too, and not only read.
_WRITTEN = 3

Seeds = Sequence[tuple[str, bytes]]


@dataclass(slots=True)
class Tally:
    """What became of the files.

    Args:
        outcomes: How often each outcome came: ``done``, or the code of an error.
        failures: ``(number, mutation, what)`` of each file that ended without a name, too late or too large.
        slowest: Seconds of the slowest file.
        largest: Peak memory of the largest worker, in MiB.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[int, str, str]] = field(default_factory=list)
    slowest: float = 0.0
    largest: int = 0

    def add(self, other: Tally) -> None:
        """Take in what another tally has counted."""
        self.outcomes += other.outcomes
        self.failures += other.failures
        self.slowest = max(self.slowest, other.slowest)
        self.largest = max(self.largest, other.largest)


def gather_seeds(*, corpus: bool = True) -> Seeds:
    """Return the files to damage: our samples, the cases of traps, and the corpus where there is one."""
    cases = tomllib.loads((ROOT / "tests" / "cases" / "traps.toml").read_text(encoding="utf-8"))["case"]
    made = []
    with tempfile.TemporaryDirectory() as folder:
        for case in cases:
            if case.get("make") != "ghosts":
                path = build(case, Path(folder))
                made.append((path.name, path.read_bytes()))
    folders = [ROOT / "sample_workbooks", ROOT / "templates", *([CORPUS] if corpus else [])]
    return read_seeds(folders, made)


def damaged(seeds: Seeds, number: int) -> tuple[str, str, bytes]:
    """Return file ``number``: its name, what was done to it, and its content; the same for the same seeds."""
    chance = random.Random(number)  # noqa: S311 - repeatable is what it must be
    name, data = chance.choice(seeds)
    mutation, data = mutate(data, chance, [content for other, content in seeds[:40] if other != name])
    if chance.random() < 0.1:
        name = Path(name).stem + chance.choice([".xlsx", ".csv", ".xls", ".ods", ".et"])
    return name, f"{mutation} of {name}", data


def run(numbers: Sequence[int], seeds: Seeds, workers: int = 2, keep: Path | None = None) -> Tally:
    """Process the files of these numbers; a worker that dies or hangs is replaced.

    Args:
        numbers: Which files, see ``damaged``.
        seeds: Files to damage.
        workers: How many processes.
        keep: Folder for files that failed; ``None`` keeps none.
    """
    tally = Tally()
    todo = iter(numbers)
    running = [started for _ in range(workers) if (started := _Worker.start(seeds, todo)) is not None]
    while running:
        wait([worker.pipe for worker in running], timeout=0.5)
        running = [successor for worker in running for successor in worker.advance(todo, tally, keep)]
    return tally


@dataclass(slots=True)
class _Worker:
    """One process, and the file that it is at."""

    seeds: Seeds
    process: BaseProcess
    pipe: Connection
    number: int
    since: float

    @classmethod
    def start(cls, seeds: Seeds, todo: Iterator[int]) -> _Worker | None:
        """Start a worker on the next file, if there is one."""
        number = next(todo, None)
        return None if number is None else cls.launch(seeds, number)

    @classmethod
    def launch(cls, seeds: Seeds, number: int) -> _Worker:
        """Start a worker on a file."""
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=_work, args=(there, seeds), daemon=True)
        process.start()
        there.close()
        here.send(number)
        return cls(seeds, process, here, number, time.monotonic())

    def advance(self, todo: Iterator[int], tally: Tally, keep: Path | None) -> Iterator[_Worker]:
        """Take what has come, and yield the worker that goes on, if there is more to do."""
        elapsed = time.monotonic() - self.since
        try:
            if self.pipe.poll():
                outcome, peak = self.pipe.recv()
                self._record(tally, outcome, elapsed, peak, keep)
                self.number = next(todo, -1)
                if self.number < 0:
                    self.pipe.send(None)
                    self.process.join()
                    return
                if peak > MEGABYTES:
                    # A process never shrinks: the next file would be blamed.
                    self.process.kill()
                    yield _Worker.launch(self.seeds, self.number)
                    return
                self.pipe.send(self.number)
                self.since = time.monotonic()
            elif elapsed > SECONDS + 10:
                self.process.kill()
                self._record(tally, "hangs", elapsed, 0, keep)
                yield from self._successor(todo)
                return
        except (EOFError, OSError):
            self.process.join()
            self._record(tally, self._isolated(), elapsed, 0, keep)
            yield from self._successor(todo)
            return
        yield self

    def _isolated(self) -> str:
        """Process the file that killed its worker as the command line does: it must end in a named error."""
        name, _, data = damaged(self.seeds, self.number)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / Path(name).name
            path.write_bytes(data)
            output = Path(folder) / "out" if self.number % _WRITTEN == 0 else None
            result = process(Drop("", (path,)), DropRequest(files=(path,), today=TODAY), output)
        if result.error is None:
            return f"died with {self.process.exitcode} and not again"
        return result.error.code

    def _successor(self, todo: Iterator[int]) -> Iterator[_Worker]:
        successor = _Worker.start(self.seeds, todo)
        if successor is not None:
            yield successor

    def _record(self, tally: Tally, outcome: str, elapsed: float, peak: int, keep: Path | None) -> None:
        tally.outcomes[outcome.partition(":")[0]] += 1
        tally.slowest, tally.largest = max(tally.slowest, elapsed), max(tally.largest, peak)
        bad = outcome.startswith(("BUG", "hangs", "died", "internal"))
        late, large = elapsed > SECONDS, peak > MEGABYTES
        if bad or late or large:
            name, mutation, data = damaged(self.seeds, self.number)
            what = f"{outcome} {elapsed:.1f} s {peak} MiB"
            tally.failures.append((self.number, mutation, what))
            if keep is not None:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{self.number}_{name}").write_bytes(data)


def _work(pipe: Connection, seeds: Seeds) -> None:
    # Readers print what they panic of, and warnings are of no interest here.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES, resource.RLIM_INFINITY))
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(EOFError):
        while (number := pipe.recv()) is not None:
            outcome = _process(Path(folder) / str(number), seeds, number)
            pipe.send((outcome, _peak()))


def _peak() -> int:
    """Return the most memory of this process in MiB; its usage would count that of the one which started it, too."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) >> 10


def _process(folder: Path, seeds: Seeds, number: int) -> str:
    from kehu_batch.pipeline import process_drop

    name, _, data = damaged(seeds, number)
    folder.mkdir()
    path = folder / Path(name).name
    path.write_bytes(data)
    output = folder / "out" if number % _WRITTEN == 0 else None
    try:
        process_drop(DropRequest(files=(path,), today=TODAY, output=output))
    except KehuError as error:
        return error.code
    except MemoryError:
        return "out_of_memory"
    except BaseException as error:  # noqa: BLE001 - what has no name is what is looked for
        frames = []
        trace = error.__traceback__
        while trace is not None:
            frames.append(f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}")
            trace = trace.tb_next
        return f"BUG {type(error).__name__} at {' '.join(frames[-6:])}: {str(error)[:200]}"
    return "done" if output is None else "written"


if sys.platform == "win32":
    raise ImportError("limits on memory are POSIX's")
