"""The program starts at once: what is heavy is imported only when there is work for it."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("pandas", "numpy", "openpyxl", "xlsxwriter", "opencc", "chinese_calendar")

ASK_FOR_HELP = f"""
import sys
sys.argv = ["kehu-batch", "--help"]
from kehu_batch.cli import main
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
loaded = [name for name in {HEAVY!r} if name in sys.modules]
assert not loaded, loaded
"""


def test_help_imports_nothing_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", ASK_FOR_HELP], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert "report" in done.stdout
