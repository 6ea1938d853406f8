"""The program's start: minds interrupts before anything that takes time is imported."""

from __future__ import annotations

import sys

from kehu_batch.interruption import end_at_once


def main() -> None:
    """Run the command line and exit with its code."""
    end_at_once()
    from kehu_batch.cli import main as command_line

    command_line()


if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()
    main()
