"""Many small drops in one ``run``: processor time a drop beside that of one ``report``, and memory over thousands.

``python tests/batch/many.py --drops 300`` measures a run with one worker and one with two; ``--leak 2000`` computes so
many drops in one worker that is never replaced and prints its memory as it goes.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import NamedTuple

from openpyxl import load_workbook

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample_workbooks" / "worksheet" / "客户回访工作表.xlsx"
sys.path.insert(0, str(ROOT))

_CALL = [sys.executable, "-m", "kehu_batch"]


def _spent(*arguments: str) -> tuple[float, float]:
    """Return processor seconds, children's included, and seconds by the clock, of one call."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(
        [*_CALL, *arguments],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.monotonic() - began


def measure(folder: Path, drops: int) -> dict[str, float]:
    """Return processor seconds of one report, of a drop among many, and drops a second with one worker and two."""
    single, _ = _spent("report", str(SAMPLE), "-o", str(folder / "one"))
    figures = {"report": single}
    for jobs in (1, 2):
        root = folder / f"jobs{jobs}"
        _spent("init", str(root))
        for number in range(drops):
            book = load_workbook(SAMPLE)
            book.worksheets[0]["O3"] = f"第 {number} 份"
            book.save(root / "收件箱" / f"投递{number:04}.xlsx")
        cpu, wall = _spent("run", str(root), "--jobs", str(jobs))
        figures |= {f"cpu_per_drop_{jobs}": cpu / drops, f"drops_per_second_{jobs}": drops / wall}
    return figures


def resident(pid: int) -> int:
    """Return a process's resident memory in KiB."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


class Size(NamedTuple):
    """What a worker holds: resident memory in KiB, and open files."""

    memory: int
    files: int


def grow(folder: Path, drops: int, every: int) -> list[Size]:
    """Compute drops in one worker, and return what it holds after each so many."""
    from kehu_batch.batch.isolation import Worker
    from kehu_batch.batch.run import PIPELINE, compute
    from kehu_batch.model.limits import DropLimits
    from kehu_batch.model.outcome import DropRequest

    seen: list[Size] = []
    with Worker(PIPELINE, most=drops + 1) as worker:
        for number in range(1, drops + 1):
            stage = folder / "stage"
            stage.mkdir()
            compute(
                worker, DropRequest(files=(SAMPLE,), today=date(2026, 11, 22), output=stage), DropLimits()
            )
            shutil.rmtree(stage)
            if number % every == 0:
                assert worker.pid is not None
                seen.append(Size(resident(worker.pid), len(list(Path(f"/proc/{worker.pid}/fd").iterdir()))))
    return seen


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--drops", type=int, default=300)
    options.add_argument("--leak", type=int, default=0)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if given.leak:
            sizes = grow(Path(name), given.leak, max(1, given.leak // 20))
            sys.stdout.write(f"MiB: {' '.join(str(size.memory >> 10) for size in sizes)}\n")
            sys.stdout.write(f"open files: {' '.join(str(size.files) for size in sizes)}\n")
            return
        figures = measure(Path(name), given.drops)
        for key, value in figures.items():
            sys.stdout.write(f"{key}: {value:.3f}\n")
        sys.stdout.write(
            f"a drop among many / a report: {figures['cpu_per_drop_1'] / figures['report']:.2f}\n"
        )
        sys.stdout.write(
            f"two workers / one: {figures['drops_per_second_2'] / figures['drops_per_second_1']:.2f}\n"
        )


if __name__ == "__main__":
    main()
