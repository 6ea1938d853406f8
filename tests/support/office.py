"""LibreOffice as a second program: it opens, recalculates and saves; results are kept by content."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from openpyxl import Workbook
from support import tools

#: How long it may take to start before each call starts it anew.
_PATIENCE = 30.0


def convert(path: Path, suffix: str) -> Path:
    """Return ``path`` opened by LibreOffice and saved as ``suffix`` (``"xlsx"``, ``"pdf"``), formulas recalculated.

    The result is shared between tests: read it, do not change it.
    """
    (kept,) = convert_all([path], suffix)
    return kept


def convert_all(paths: Sequence[Path], suffix: str) -> list[Path]:
    """Return each of some files as ``convert`` does; the program, which is slow to start, is started once for all."""
    program = tools.require(tools.Tool.LIBREOFFICE)
    kept = [tools.CACHE / "office" / f"{sha256(path.read_bytes()).hexdigest()}.{suffix}" for path in paths]
    unknown = {target: path for target, path in zip(kept, paths, strict=True) if not target.is_file()}
    if unknown:
        with tempfile.TemporaryDirectory() as folder:
            _convert_in(Path(folder), program, unknown, suffix)
    return kept


def _convert_in(folder: Path, program: Path, unknown: Mapping[Path, Path], suffix: str) -> None:
    """Convert files in a folder of their own and move the results to where they are kept."""
    sources = []
    for number, path in enumerate(unknown.values()):
        sources.append(folder / f"in{number}{path.suffix}")
        shutil.copyfile(path, sources[-1])
    command = [
        *_program(program),
        "--convert-to",
        suffix,
        "--outdir",
        str(folder / "out"),
        *map(str, sources),
    ]
    _stay_open(program)
    done = subprocess.run(command, capture_output=True, check=False, timeout=240 * len(sources))
    for source, (target, path) in zip(sources, unknown.items(), strict=True):
        result = folder / "out" / f"{source.stem}.{suffix}"
        if not result.is_file():
            raise AssertionError(
                f"LibreOffice could not open {path.name}: {done.stderr.decode(errors='replace')}"
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(result, target)


@cache
def _stay_open(program: Path) -> None:
    """Keep one running with a workbook open, as starting it costs ten times what converting a small workbook does.

    Whoever starts it with the same settings hands its files over and waits; where it has ended, it is started anew.
    """
    if not sys.platform.startswith("linux"):
        return
    book = _profile() / "open.xlsx"
    Workbook().save(book)
    command = [*_program(program), "--norestore", str(book)]
    nowhere = subprocess.DEVNULL
    running = subprocess.Popen(command, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True)
    atexit.register(_end, running)
    patient_until = time.monotonic() + _PATIENCE
    # It locks the workbook once it listens.
    while not (book.parent / f".~lock.{book.name}#").exists() and time.monotonic() < patient_until:
        time.sleep(0.05)


def _end(running: subprocess.Popen[bytes]) -> None:
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()


def _program(program: Path) -> list[str]:
    return [str(program), "--headless", f"-env:UserInstallation={_profile().as_uri()}"]


@cache
def _profile() -> Path:
    """Return the settings folder of this process's LibreOffice: to make one takes it a quarter of its start."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def page_images(pdf: Path, folder: Path, *, dpi: int = 60) -> list[Path]:
    """Return the pages of a PDF as PNG files in ``folder``."""
    program = tools.require(tools.Tool.PDFTOPPM)
    command = [str(program), "-png", "-r", str(dpi), str(pdf), str(folder / "page")]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return sorted(folder.glob("page*.png"))
