"""LibreOffice as a second program: it opens, recalculates and saves; results are kept by content."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path

from support import tools


def convert(path: Path, suffix: str, *, timeout: int = 240) -> Path:
    """Return ``path`` opened by LibreOffice and saved as ``suffix`` (``"xlsx"``, ``"pdf"``), formulas recalculated.

    The result is shared between tests: read it, do not change it.
    """
    program = tools.require(tools.Tool.LIBREOFFICE)
    kept = tools.CACHE / "office" / f"{sha256(path.read_bytes()).hexdigest()}.{suffix}"
    if kept.is_file():
        return kept
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"in{path.suffix}"
        shutil.copyfile(path, source)
        out = Path(folder) / "out"
        command = [
            str(program),
            "--headless",
            f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}",
            "--convert-to",
            suffix,
            "--outdir",
            str(out),
            str(source),
        ]
        done = subprocess.run(command, capture_output=True, check=False, timeout=timeout)
        result = out / f"in.{suffix}"
        if not result.is_file():
            raise AssertionError(
                f"LibreOffice could not open {path.name}: {done.stderr.decode(errors='replace')}"
            )
        shutil.move(result, kept)
    return kept


def page_images(pdf: Path, folder: Path, *, dpi: int = 60) -> list[Path]:
    """Return the pages of a PDF as PNG files in ``folder``."""
    program = tools.require(tools.Tool.PDFTOPPM)
    command = [str(program), "-png", "-r", str(dpi), str(pdf), str(folder / "page")]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return sorted(folder.glob("page*.png"))
