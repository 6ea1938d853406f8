"""``结果/index.html``: what came in, what came out, what was refused, how the months went, and what waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kehu_batch.batch.history.database import History
from kehu_batch.batch.history.records import HEADLINES, Headline, Status
from kehu_batch.batch.pages.environment import render
from kehu_batch.batch.workspace.deciding import show_figure
from kehu_batch.batch.workspace.inbox import REASON_PAGE
from kehu_batch.report.charts import Trace, draw_spark

_MONTHS = 12
_LISTED = 60
_SHOWN_OUTPUTS = 6


@dataclass(frozen=True, slots=True)
class Link:
    """A name and where it leads, relative to the page; nowhere where that is empty."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One headline figure over the months."""

    name: str
    figure: str
    change: str
    tone: str
    month: str
    spark: Trace | None
    points: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DropLine:
    """One drop in the list."""

    at: str
    name: str
    status: str
    tone: str
    period: str
    detail: str
    files: tuple[str, ...]
    links: tuple[Link, ...]


class IndexPage:
    """The page of one workspace. What the history holds of a drop never changes, so it is asked for once.

    Args:
        history: All that is recorded.
        root: The workspace; the page stands in a folder directly below.
    """

    def __init__(self, history: History, root: Path) -> None:
        self._history = history
        self._root = root
        self._inputs = cache(history.inputs_of)
        self._outputs = cache(history.outputs_of)
        self._figures = cache(history.figures_of)

    def render(self, waiting: Sequence[tuple[str, str]]) -> str:
        """Return the page as it is now.

        Args:
            waiting: Entries of the inbox that are not taken yet, each with its reason.
        """
        rows = self._history.latest(_LISTED)
        by_month = [{**row, "figures": self._figures(row["id"])} for row in self._history.by_month(_MONTHS)]
        months = _months(by_month)
        counts = self._history.count()
        return render(
            "index.html",
            title=self._root.resolve().name,
            counts=counts,
            latest=rows[0]["finished_at"][:16].replace("T", " ") if rows else "",
            cards=[_card(headline, months) for headline in HEADLINES if _is_told(headline.name, months)],
            side_by_side=_side_by_side(by_month),
            refused=[self._line(row) for row in _open_rejections(rows)],
            waiting=waiting,
            questions=self._questions(rows),
            drops=[self._line(row) for row in rows],
            listed=len(rows),
            total=sum(counts.values()),
        )

    def _line(self, row: Mapping[str, Any]) -> DropLine:
        tones = {Status.DONE: "good", Status.REJECTED: "bad"}
        revision = f"第 {row['revision']} 版" if row["revision"] and row["revision"] > 1 else ""
        joined = f"并入台账“{row['ledger']}”" if row["ledger"] else ""
        told = (revision, row["message"], joined, (row["changes"] or "").replace("\n", "；"))
        return DropLine(
            at=row["finished_at"][:16].replace("T", " "),
            name=row["name"],
            status=row["status"],
            tone=tones.get(row["status"], "mut"),
            period=row["period"] or "",
            detail="；".join(part for part in told if part),
            files=tuple(item["file"] for item in self._inputs(row["id"])),
            links=self._links(row),
        )

    def _links(self, row: Mapping[str, Any]) -> tuple[Link, ...]:
        if row["status"] == Status.REJECTED:
            return (self._link(f"{row['archive_folder']}/{REASON_PAGE}", "怎么改"),)
        folder = row["result_folder"]
        if not folder:
            return ()
        if not (self._root / folder).is_dir():
            return (Link("结果已移走"),)
        wanted = sorted(
            (name for name in (item["file"] for item in self._outputs(row["id"])) if _is_opened(name)),
            key=lambda name: not name.endswith(".html"),
        )
        shown = tuple(self._link(f"{folder}/{name}", name) for name in wanted[:_SHOWN_OUTPUTS])
        return (*shown, self._link(folder, "文件夹"))

    def _link(self, place: str, text: str) -> Link:
        """Return a link to a place in the workspace, or its text alone where that was moved away."""
        target = self._root / place
        return Link(text, f"../{quote(place)}") if target.exists() else Link(f"{text}（已移走）")

    def _questions(self, rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, int, Link]]:
        """Return what waits for an answer: the newest revision of each series and period that asks something."""
        found, seen = [], set()
        for row in rows:
            key = (row["series"], row["period"])
            if row["status"] != Status.DONE or key in seen:
                continue
            seen.add(key)
            asked = self._figures(row["id"]).get("questions")
            if asked:
                found.append((row["name"], int(asked), self._link(row["result_folder"], "打开结果")))
        return found


def _is_opened(name: str) -> bool:
    """Tell whether people open an output from the index: not those in folders, nor what programs read."""
    return "/" not in name and not name.endswith(".json")


def _open_rejections(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the refused drops of which none of the same name was processed later."""
    settled: dict[str, str] = {}
    for row in rows:
        if row["status"] in {Status.DONE, Status.UNCHANGED}:
            settled.setdefault(row["series"], row["finished_at"])
    return [
        row
        for row in rows
        if row["status"] == Status.REJECTED and settled.get(row["series"], "") < row["finished_at"]
    ]


def _months(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, Mapping[str, float | None]]]:
    """Return each month's figures, oldest first: of several drops in a month those of the one with most callbacks."""
    best: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        known = best.get(row["period"])
        if known is None or (row["figures"].get("called") or 0) > (known["figures"].get("called") or 0):
            best[row["period"]] = row
    return [(month, best[month]["figures"]) for month in sorted(best)]


def _side_by_side(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return a note for each month that several drops stand for."""
    names: dict[str, list[str]] = {}
    for row in rows:
        names.setdefault(row["period"], []).append(row["series"])
    return [
        f"{month} 有 {len(found)} 份不同名的投递（{'、'.join(found)}），走势取回访最多的一份"
        for month, found in sorted(names.items(), reverse=True)
        if len(found) > 1
    ]


def _is_told(name: str, months: Sequence[tuple[str, Mapping[str, float | None]]]) -> bool:
    return any(figures.get(name) is not None for _, figures in months)


def _card(headline: Headline, months: Sequence[tuple[str, Mapping[str, float | None]]]) -> Card:
    name, unit = headline.name, headline.unit
    values = [figures.get(name) for _, figures in months]
    last = max(index for index, value in enumerate(values) if value is not None)
    value = values[last]
    before = next((index for index in range(last - 1, -1, -1) if values[index] is not None), None)
    change, tone = ("没有更早的月份可比", "mut")
    if before is not None:
        change, tone = _change(headline, values[before] or 0.0, value or 0.0, months[before][0])
    return Card(
        name=headline.label,
        figure=show_figure(value, unit),
        change=change,
        tone=tone,
        month=months[last][0],
        spark=draw_spark(values),
        points=tuple((month, show_figure(figures.get(name), unit)) for month, figures in months),
    )


def _change(headline: Headline, before: float, now: float, month: str) -> tuple[str, str]:
    unit, up_is_good = headline.unit, headline.up_is_good
    gap = now - before
    if not gap:
        return f"与 {month} 持平", "mut"
    arrow = "↑" if gap > 0 else "↓"
    amount = f"{abs(gap) * 100:.1f} 个百分点" if unit == "%" else show_figure(abs(gap), unit)
    tone = "mut" if up_is_good is None else "good" if (gap > 0) == up_is_good else "bad"
    return f"比 {month} {arrow} {amount}", tone
