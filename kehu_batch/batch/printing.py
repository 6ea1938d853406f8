"""Prints the report as PDF by a browser that is installed: the page has a print style of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from kehu_batch.errors import MissingPart, OutputError

_NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge",
    "microsoft-edge-stable", "msedge", "chrome",
)  # fmt: skip
#: Where installers put them without a name on the path.
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
_WINDOWS_ROOTS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
_WINDOWS_PLACES = ("Microsoft/Edge/Application/msedge.exe", "Google/Chrome/Application/chrome.exe")
_SECONDS = 120


def find_browser() -> Path:
    """Return an installed Chromium, Chrome or Edge.

    Raises:
        MissingPart: There is none.
    """
    named = (shutil.which(name) for name in _NAMES)
    roots = (os.environ.get(name) for name in _WINDOWS_ROOTS)
    places = [*_PLACES, *(f"{root}/{place}" for root in roots if root for place in _WINDOWS_PLACES)]
    for path in (*named, *places):
        if path and Path(path).is_file():
            return Path(path)
    raise MissingPart(
        "没有找到能打印 PDF 的浏览器，其余文件已写出",
        action="请安装 Microsoft Edge、Google Chrome 或 Chromium 后重试，或用浏览器打开月报后选“打印为 PDF”",
        code="no_browser",
    )


def print_page(page: Path) -> Path:
    """Print a page beside itself, under its name with ``.pdf``, and return the file.

    The PDF takes its name only when it is whole.

    Raises:
        MissingPart: No browser is installed.
        OutputError: The browser did not print it.
    """
    browser = find_browser()
    target = page.with_suffix(".pdf")
    partial = target.with_name(f".{target.name}.part")
    try:
        content = _print(browser, page)
        if content.startswith(b"%PDF-"):
            partial.write_bytes(content)
            partial.replace(target)
            return target
    except (OSError, subprocess.SubprocessError):
        partial.unlink(missing_ok=True)
    raise OutputError(
        f"“{target.name}”没有打印成功，其余文件已写出",
        action="请关闭打开着的同名 PDF 后重试，或用浏览器打开月报后选“打印为 PDF”",
        code="pdf_failed",
    )


def _print(browser: Path, page: Path) -> bytes:
    """Return what a browser prints of a page."""
    with tempfile.TemporaryDirectory(prefix="kehu-batch-", ignore_cleanup_errors=True) as scratch:
        printed = Path(scratch) / "report.pdf"
        subprocess.run(  # noqa: S603 - an installed browser and our own arguments
            _command(browser, page, printed), capture_output=True, check=True, timeout=_SECONDS
        )
        return printed.read_bytes()


def _command(browser: Path, page: Path, printed: Path) -> list[str]:
    # A browser refuses its sandbox to the superuser of Linux; the page is ours and forbids every outside request.
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [
        str(browser), "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        *(["--no-sandbox"] if as_root else []), f"--user-data-dir={printed.parent / 'profile'}",
        "--no-pdf-header-footer", f"--print-to-pdf={printed}", page.resolve().as_uri(),
    ]  # fmt: skip
