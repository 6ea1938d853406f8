"""The page that ``check`` prints for the sample month; run as a script it writes the golden file anew."""

from __future__ import annotations

import contextlib
import io
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "check_month.txt"


def check_month() -> str:
    """Return the page, as printed into a pipe."""
    from kehu_batch.batch.drops import resolve_drops
    from kehu_batch.batch.run import DropResult
    from kehu_batch.model.outcome import DropRequest
    from kehu_batch.pipeline import process_drop
    from kehu_batch.terminal import print_check

    (drop,) = resolve_drops((ROOT / "sample_workbooks" / "month",))
    request = DropRequest(files=drop.files, finance_files=drop.finance_files, today=date(2026, 11, 22))
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        print_check(DropResult(drop, None, process_drop(request)))
    return printed.getvalue()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    GOLDEN.write_text(check_month(), encoding="utf-8", newline="\n")
