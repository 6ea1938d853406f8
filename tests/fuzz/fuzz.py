"""Process thousands of damaged files and say what became of them.

Run it from the repository: ``python tests/fuzz/fuzz.py 5000 --keep FOLDER``. Files are numbered, and a number gives
the same file every time as long as the samples stay.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

_TESTS = str(Path(__file__).resolve().parents[1])
# The script's own folder would hide the package of its name.
sys.path[0] = _TESTS
sys.path.insert(1, str(Path(_TESTS).parent))

from support.fuzzing import Tally, gather_seeds, run  # noqa: E402

#: Files after which the state is shown.
_AT_ONCE = 500


def main() -> int:
    """Return 1 where any file failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--first", type=int, default=0, help="number of the first file")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="folder for files that failed")
    arguments = parser.parse_args()
    seeds = gather_seeds()
    last = arguments.first + arguments.count
    tally = Tally()
    for start in range(arguments.first, last, _AT_ONCE):
        tally.add(run(range(start, min(start + _AT_ONCE, last)), seeds, arguments.workers, arguments.keep))
        sys.stdout.write(_describe(tally, len(seeds)))
        sys.stdout.flush()
    return 1 if tally.failures else 0


def _describe(tally: Tally, seeds: int) -> str:
    lines = [f"{tally.outcomes.total():,} files of {seeds} seeds, slowest {tally.slowest:.1f} s, "]
    lines[0] += f"largest process {tally.largest:,} MiB"
    lines += [f"{count:7,}  {outcome}" for outcome, count in tally.outcomes.most_common()]
    lines += [f"FAILED {number}: {mutation}: {what}" for number, mutation, what in tally.failures]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
