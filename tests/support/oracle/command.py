"""The command line of the modules that write books into a folder."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path


def write_into_folder(about: str | None, write_all: Callable[[Path, int], object], count: int) -> None:
    """Write so many books, by default ``count``, into the folder named on the command line."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=count)
    options = parser.parse_args()
    write_all(options.folder, options.count)
