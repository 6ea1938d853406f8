"""Measures how long a browser takes to open pages: from the start of navigation to the first paint and to all loaded.

``python tests/report/openings.py PAGE...`` opens each page in a new tab of a browser that is running already, as on a
desk, several times, and prints the medians; ``--slower 4`` gives the browser a fourth of the processor.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.tools import Tool  # noqa: E402

#: Milliseconds from the start of navigation: parsed, painted for the first time, and loaded with what runs then.
_ASK = """(() => {
  const [way] = performance.getEntriesByType("navigation");
  const painted = performance.getEntriesByName("first-contentful-paint")[0];
  return JSON.stringify([way.domInteractive, painted ? painted.startTime : -1, way.loadEventEnd]);
})()"""
_NAMES = ("parsed", "first contentful paint", "load event", "processor time of its thread")


class Browser:
    """A headless browser that is told what to do over a pair of pipes."""

    def __init__(self, program: Path, profile: str) -> None:
        theirs_in, self._to = os.pipe()
        self._from, theirs_out = os.pipe()
        self._left = b""
        self._numbers = itertools.count(1)

        def give_pipes() -> None:
            # The browser reads from descriptor 3 and writes to 4; neither may be overwritten before it is copied.
            one, other = os.dup(theirs_in), os.dup(theirs_out)
            os.dup2(one, 3)
            os.dup2(other, 4)

        self._process = subprocess.Popen(
            [str(program), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--remote-debugging-pipe", f"--user-data-dir={profile}", "about:blank"],
            preexec_fn=give_pipes,  # noqa: PLW1509 - a script of one thread
            close_fds=False, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(theirs_in)
        os.close(theirs_out)

    def ask(self, method: str, session: str = "", **given: object) -> dict[str, Any]:
        """Call a method of the browser's protocol and return its result."""
        number = next(self._numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": given}
        if session:
            message["sessionId"] = session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            told = self._read()
            if told.get("id") == number:
                if "error" in told:
                    raise RuntimeError(f"{method}: {told['error']}")
                result: dict[str, Any] = told["result"]
                return result

    def wait_for(self, event: str) -> None:
        """Read until the browser tells of an event."""
        while self._read().get("method") != event:
            pass

    def close(self) -> None:
        self.ask("Browser.close")
        self._process.wait(timeout=30)

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            more = os.read(self._from, 1 << 20)
            if not more:
                raise RuntimeError("the browser ended")
            self._left += more
        text, _, self._left = self._left.partition(b"\0")
        told: dict[str, Any] = json.loads(text)
        return told


def open_page(browser: Browser, url: str, width: int, slower: float) -> list[float]:
    """Open a page in a new tab and return the milliseconds that ``_NAMES`` name."""
    tab = browser.ask("Target.createTarget", url="about:blank")["targetId"]
    session = browser.ask("Target.attachToTarget", targetId=tab, flatten=True)["sessionId"]
    browser.ask("Page.enable", session)
    browser.ask("Performance.enable", session, timeDomain="threadTicks")
    browser.ask(
        "Emulation.setDeviceMetricsOverride",
        session,
        width=width,
        height=900,
        deviceScaleFactor=1,
        mobile=width < 720,
    )
    browser.ask("Emulation.setCPUThrottlingRate", session, rate=slower)
    # Painting is of what somebody sees: a tab in the background is not painted.
    browser.ask("Target.activateTarget", targetId=tab)
    browser.ask("Page.navigate", session, url=url)
    browser.wait_for("Page.loadEventFired")
    told = [-1.0]
    while min(told[1:] or told) < 0:
        told = json.loads(browser.ask("Runtime.evaluate", session, expression=_ASK)["result"]["value"])
    metrics = browser.ask("Performance.getMetrics", session)["metrics"]
    # What does not grow on a busy machine: all that the page's own thread has worked for until here.
    told.append(1000 * next(one["value"] for one in metrics if one["name"] == "TaskDuration"))
    browser.ask("Target.closeTarget", targetId=tab)
    return told


def main() -> int:
    """Open the pages and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=Path, nargs="+")
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--slower", type=float, default=1.0)
    asked = parser.parse_args()
    program = Tool.CHROMIUM.find()
    if program is None:
        raise SystemExit("no Chromium is installed")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(program, profile)
        for page in asked.pages:
            url = page.resolve().as_uri()
            seen = [open_page(browser, url, asked.width, asked.slower) for _ in range(asked.times)]
            size = page.stat().st_size / 1000
            medians = (statistics.median(each) for each in zip(*seen, strict=True))
            told = ", ".join(f"{name} {value:,.0f} ms" for name, value in zip(_NAMES, medians, strict=True))
            sys.stdout.write(f"{page.name} ({size:,.0f} kB, {asked.width} px): {told}\n")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
