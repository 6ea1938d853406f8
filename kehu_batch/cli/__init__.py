"""The command line: options in, exit code out. Keeps clear of pandas, so that ``--help`` is quick."""

from __future__ import annotations

from kehu_batch.cli.start import main, run

__all__ = ["main", "run"]
