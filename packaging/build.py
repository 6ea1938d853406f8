"""Builds the self-contained folder: the program with its own Python, for people who have none.

``python packaging/build.py -o dist`` needs the package and PyInstaller (``pip install .[build]``) and gives
``dist/kehu-batch/`` with the starter ``kehu-batch`` (``kehu-batch.exe`` on Windows), for the system it runs on.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAME = "kehu-batch"

#: Imported late, by name: PyInstaller does not see them.
_HIDDEN = ("kehu_batch.pipeline", "kehu_batch.cli.start")
#: Packages whose data files are needed at run time.
_DATA = ("kehu_batch", "chinese_calendar", "opencc")
#: What pandas, openpyxl and rich could use and we do not.
_LEFT_OUT = (
    "matplotlib", "scipy", "pyarrow", "tkinter", "IPython", "pytest", "hypothesis", "mypy", "lxml", "distributed", "dask",
    "numba", "yaml", "psutil", "fsspec", "attr", "xlrd", "PIL", "pygments", "markdown_it", "mdurl",
)  # fmt: skip


def build(target: Path, work: Path) -> Path:
    """Build, and return the starter."""
    separator = os.pathsep
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--onedir", "--console"]
    command += ["--name", NAME, "--distpath", str(target), "--workpath", str(work), "--specpath", str(work)]
    command += ["--paths", str(ROOT), "--add-data", f"{ROOT / 'templates'}{separator}kehu_batch/templates"]
    for name in _HIDDEN:
        command += ["--hidden-import", name]
    for name in _DATA:
        command += ["--collect-data", name]
    command += ["--collect-submodules", "kehu_batch"]
    for name in _LEFT_OUT:
        command += ["--exclude-module", name]
    subprocess.run([*command, str(ROOT / "packaging" / "start.py")], check=True, cwd=work)
    suffix = ".exe" if sys.platform == "win32" else ""
    return target / NAME / f"{NAME}{suffix}"


def folder_size(folder: Path) -> int:
    """Return the bytes of a folder's files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def main() -> None:
    """Build and say how large it is and how soon it starts."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("-o", "--output", type=Path, default=ROOT / "dist")
    options.add_argument("--work", type=Path, default=ROOT / "build")
    given = options.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    starter = build(given.output.resolve(), given.work.resolve())
    began = time.monotonic()
    subprocess.run([str(starter), "--version"], check=True, stdout=subprocess.DEVNULL)
    seconds = time.monotonic() - began
    size = folder_size(starter.parent) / 1_048_576
    sys.stdout.write(f"{starter}: {size:.0f} MiB, --version in {seconds:.2f} s\n")


if __name__ == "__main__":
    main()
