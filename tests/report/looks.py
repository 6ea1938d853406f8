"""Looks at pages in a browser, and for what a script cannot judge takes pictures of them.

``python tests/report/looks.py FOLDER`` writes the pages of the sample month, the published rows, a quarter, a year and
each of the month's books alone, so that every section is without data once, checks them at 1280 and 390 px in both
themes, in print and, for where their texts stand, at the widths of other phones and tablets, and keeps pictures;
``--rows 100000`` adds a department of 20,000 customers. ``--page FILE`` looks at a page that is written already
instead. It ends with 1 where anything is wrong.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(HERE.parent), str(ROOT / "sample_workbooks")]

from report.report_drops import invented_month  # noqa: E402
from support.tools import Tool  # noqa: E402

from kehu_batch.batch.drops import resolve_drops  # noqa: E402
from kehu_batch.batch.printing import print_page  # noqa: E402
from kehu_batch.model.outcome import DropRequest  # noqa: E402
from kehu_batch.pipeline import process_drop  # noqa: E402
from kehu_batch.policy.loading import load_policy  # noqa: E402
from kehu_batch.report.render import render_report  # noqa: E402

WIDTHS, THEMES = (1280, 390), ("light", "dark")
#: Widths of phones and tablets that texts are looked at in, too.
MORE_WIDTHS = (320, 360, 430, 768)
#: Largest sizes in bytes, and pages of print.
MOST_BYTES = {"month": 400_000, "many": 2_000_000}
MOST_PAGES = {"month": 14}
#: Size of the title in print.
_TITLE_POINTS = 20
#: Height of a picture, and of what is pictured of a page at most.
_PIECE, _MOST_PIXELS = 6_000, 60_000
#: Lays out long lists above and below a piece, which would else have a height that is guessed.
_LAID_OUT = (
    "this.contentDocument.querySelectorAll('.many').forEach(l => l.style.contentVisibility = 'visible')"
)
#: What stands below a list that is cut in print; above it are rows, or the page breaks wrongly.
_CUT = "打印列出前"
#: What stands in the place of a list that is in the appendix.
_MOVED = "见附录"
#: Lines of a printed page that holds but a rest, its number among them.
_REST = 6


def browse(
    browser: Path, folder: Path, url: str, *options: str, seconds: int = 120
) -> subprocess.CompletedProcess[bytes]:
    """Run a headless browser on a page, its console on standard error."""
    return subprocess.run(
        [
            str(browser), "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
            "--no-first-run", "--allow-file-access-from-files", "--hide-scrollbars", "--enable-logging=stderr",
            f"--user-data-dir={folder / 'profile'}", *options, url,
        ],
        capture_output=True, check=True, timeout=seconds,
    )  # fmt: skip


def look(
    browser: Path,
    folder: Path,
    pages: Sequence[str],
    themes: Sequence[str] = THEMES,
    widths: Sequence[int] = WIDTHS,
) -> dict[str, Any]:
    """Return what is wrong with pages of a folder, by page, width and theme; what the console says is wrong, too."""
    harness = (HERE / "looks_harness.html").read_text(encoding="utf-8")
    harness = harness.replace("const PAGES = [];", f"const PAGES = {json.dumps(list(pages))};")
    harness = harness.replace(
        'const THEMES = ["light", "dark"];', f"const THEMES = {json.dumps(list(themes))};"
    )
    harness = harness.replace("const WIDTHS = [1280, 390];", f"const WIDTHS = {json.dumps(list(widths))};")
    (folder / "looks_harness.html").write_text(harness, encoding="utf-8")
    shutil.copy(HERE / "looks_probe.js", folder)
    done = browse(
        browser, folder, (folder / "looks_harness.html").as_uri(),
        "--window-size=1400,1000", "--virtual-time-budget=60000", "--dump-dom", seconds=600,
    )  # fmt: skip
    found = re.search(rb'<pre id="seen">([^<]*)</pre>', done.stdout)
    assert found, done.stdout[-2000:]
    seen: dict[str, Any] = json.loads(base64.b64decode(found[1]))
    said = [line.decode(errors="replace") for line in done.stderr.splitlines() if b"CONSOLE" in line]
    if said:
        seen["console"] = {"wrong": said, "height": 0}
    return seen


def process_page(paths: Sequence[Path], period: str | None, folder: Path) -> Path:
    """Process a drop and return its page."""
    (drop,) = resolve_drops(paths)
    request = DropRequest(
        files=drop.files,
        finance_files=drop.finance_files,
        period=period,
        output=folder,
        today=date(2026, 11, 22),
    )
    outputs = process_drop(request).outputs
    assert outputs.report is not None
    return folder / outputs.report


def _write_pages(folder: Path, rows: int) -> list[str]:
    samples = ROOT / "sample_workbooks"
    wanted: list[tuple[str, Sequence[Path], str | None]] = [
        ("month", [samples / "month"], None),
        ("two", [samples / "worksheet"], None),
        ("quarter", [samples / "month"], "2026Q3"),
        ("year", [samples / "month"], "2026"),
    ]
    if rows:
        from benchmarks.generate import write_drop

        write_drop(folder / "many_drop", rows)
        wanted.append(("many", [folder / "many_drop" / "drop"], None))
    # Each book of the month alone: whatever it does not tell is a section without data.
    alone = sorted((samples / "month").rglob("*.xlsx"))
    wanted += [(f"only_{number}", [path], None) for number, path in enumerate(alone, 1)]
    names = []
    for name, paths, period in wanted:
        page = process_page(paths, period, folder / f"{name}_results")
        page.replace(folder / f"{name}.html")
        names.append(f"{name}.html")
    (folder / "invented.html").write_text(render_report(*invented_month(), load_policy()), encoding="utf-8")
    return [*names, "invented.html"]


def _copy_pages(folder: Path, pages: Sequence[Path]) -> list[str]:
    """Copy pages under names of their own: two of one month have one name."""
    names = [f"{number}_{page.name}" for number, page in enumerate(pages, 1)]
    for name, page in zip(names, pages, strict=True):
        (folder / name).write_bytes(page.read_bytes())
    return names


def _picture(browser: Path, folder: Path, page: str, width: int, theme: str, height: int) -> None:
    """Keep a picture of a page: in a frame, for a window is never as narrow as a phone."""
    text = (folder / page).read_text(encoding="utf-8").replace(' id="theme-auto" checked', ' id="theme-auto"')
    themed = folder / f"themed_{page}"
    themed.write_text(text.replace(f'id="theme-{theme}"', f'id="theme-{theme}" checked'), encoding="utf-8")
    frame = folder / "frame.html"
    for number, top in enumerate(range(0, min(height, _MOST_PIXELS), _PIECE), 1):
        tall = min(height - top, _PIECE)
        frame.write_text(
            f'<body style="margin:0;overflow:hidden"><iframe src="{themed.name}" onload="{_LAID_OUT}" '
            f'style="border:0;width:{width}px;height:{height}px;margin-top:-{top}px"></iframe>',
            encoding="utf-8",
        )
        target = folder / f"{Path(page).stem}_{width}_{theme}_{number}.png"
        size = f"--window-size={max(width, 500)},{tall}"
        browse(browser, folder, frame.as_uri(), size, f"--screenshot={target}")
    themed.unlink()


def _print(folder: Path, page: str) -> tuple[int, list[str]]:
    """Print a page; return how many pages that takes, and what is wrong with them.

    A browser prints all of a page smaller where something on it is wider than the paper; pages may begin with the last
    rows of a list.
    """
    printed = print_page(folder / page)
    text = subprocess.run(["pdftotext", "-layout", str(printed), "-"], capture_output=True, check=True)
    pages = text.stdout.decode().rstrip("\f").split("\f")
    lines = [[line for line in one.splitlines() if line.strip()] for one in pages]
    short = [number for number, one in enumerate(lines, 1) if any(_CUT in line for line in one[:4])]
    wrong = [f"page {number} has few rows of a list" for number in short]
    wrong += [f"page {number} holds but a rest" for number, one in enumerate(lines, 1) if len(one) <= _REST]
    wrong += [
        f"page {number} begins with a pointer" for number, one in enumerate(lines, 1) if _MOVED in one[0]
    ]
    heads = _heads((folder / page).read_text(encoding="utf-8"))
    wrong += [
        f"page {number} ends with a heading: {one[-2].strip()}"
        for number, one in enumerate(lines, 1)
        if len(one) > 1 and _MOVED not in one[-2] and "".join(one[-2].split()).startswith(heads)
    ]
    scale = _title_points(printed) / _TITLE_POINTS
    if scale < 0.99:
        wrong.append(f"printed at {scale:.0%} of its size: something is wider than the paper")
    return len(pages), wrong


def _heads(text: str) -> tuple[str, ...]:
    """Return how the headings of a page and the lines below them begin, without blanks."""
    found = re.findall(r'<h[23](?! class="plain")[^>]*>(.*?)</h[23]>|<p class="sub">(.*?)</p>', text)
    plain = (re.sub(r"<[^>]*>|\s", "", "".join(one)) for one in found)
    return tuple(one[:18] for one in plain if len(one) > 5)


def _title_points(printed: Path) -> float:
    """Return the size of the title's characters on the first page, which are as wide as they are high."""
    told = subprocess.run(
        ["pdftotext", "-bbox", "-l", "1", str(printed), "-"], capture_output=True, check=True, text=True
    )
    found = re.search(r'xMin="([\d.]+)"[^>]* xMax="([\d.]+)"[^>]*>(客户[月季年报告]+)<', told.stdout)
    return (float(found[2]) - float(found[1])) / len(found[3]) if found else 0.0


def main() -> int:
    """Write, check and picture the pages, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--rows", type=int, default=0, help="callbacks of a large department; five for each customer"
    )
    parser.add_argument("--no-pictures", action="store_true")
    parser.add_argument("--page", type=Path, action="append", default=[])
    asked = parser.parse_args()
    folder: Path = asked.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    browser = Tool.CHROMIUM.find()
    if browser is None:
        raise SystemExit("no Chromium is installed")
    wrong = 0
    for page in _copy_pages(folder, asked.page) if asked.page else _write_pages(folder, asked.rows):
        began = time.perf_counter()
        browse(browser, folder, (folder / page).as_uri(), "--dump-dom", "--window-size=1280,900")
        seconds = time.perf_counter() - began
        size, (pages, short) = (folder / page).stat().st_size, _print(folder, page)
        name = Path(page).stem
        sys.stdout.write(
            f"{page}: {size / 1000:,.0f} kB, {pages} printed, browser from start to end {seconds:.1f} s\n"
        )
        faults = short + ([f"{size:,} bytes"] if size > MOST_BYTES.get(name, size) else [])
        faults += [f"{pages} pages"] if pages > MOST_PAGES.get(name, pages) else []
        everywhere = look(browser, folder, [page]) | look(browser, folder, [page], THEMES[:1], MORE_WIDTHS)
        for at, seen in everywhere.items():
            faults += [f"{at}: {one}" for one in seen["wrong"]]
            pictured = not at.startswith("console") and int(at.split()[1]) in WIDTHS
            if not asked.no_pictures and pictured and seen["height"]:
                _picture(browser, folder, page, int(at.split()[1]), at.split()[2], seen["height"])
        for fault in faults:
            sys.stdout.write(f"  {fault}\n")
        wrong += len(faults)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
