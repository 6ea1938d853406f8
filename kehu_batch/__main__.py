"""The program's start: minds interrupts before anything that takes time is imported."""

from __future__ import annotations

import gc
import sys

from kehu_batch.interruption import end_at_once


def main() -> None:
    """Run the command line and exit with its code."""
    end_at_once()
    gc.disable()
    from kehu_batch.cli import main as command_line

    # What imports make stays to the end: looking through it for cycles, then and as it is made, takes a fifth of them.
    gc.freeze()
    gc.enable()
    command_line()


if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()
    main()
