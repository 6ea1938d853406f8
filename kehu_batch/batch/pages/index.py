"""``结果/index.html``: what came in, what came out, what was refused, how the months went, and what waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
_LISTED = 100
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
    more: int = 0


def render_index(history: History, results: Path, waiting: Sequence[tuple[str, str]], root: Path) -> str:
    """Return the page.

    Args:
        history: All that is recorded.
        results: Folder that the page stands in; links are relative to it.
        waiting: Entries of the inbox that are not taken yet, each with its reason.
        root: The workspace.
    """
    rows = history.latest(_LISTED)
    months = _months(history.by_month(_MONTHS))
    mended = {(row["series"]) for row in rows if row["status"] in {Status.DONE, Status.UNCHANGED}}
    open_rejections = [
        row for row in rows if row["status"] == Status.REJECTED and not _is_mended(row, rows, mended)
    ]
    return render(
        "index.html",
        title=root.resolve().name,
        counts=history.count(),
        latest=rows[0]["finished_at"][:16].replace("T", " ") if rows else "",
        newest=_newest(rows),
        cards=[_card(headline, months) for headline in HEADLINES if _is_told(headline.name, months)],
        side_by_side=_side_by_side(history.by_month(_MONTHS)),
        refused=[_line(history, results, root, row) for row in open_rejections],
        waiting=waiting,
        questions=_questions(history, results, root, rows),
        drops=[_line(history, results, root, row) for row in rows],
        listed=len(rows),
        total=sum(history.count().values()),
    )


def _is_mended(row: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], mended: set[str]) -> bool:
    """Tell whether a later drop of the same name was processed."""
    return row["series"] in mended and any(
        other["series"] == row["series"]
        and other["finished_at"] >= row["finished_at"]
        and other["status"] in {Status.DONE, Status.UNCHANGED}
        for other in rows
    )


def _newest(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    return next((row for row in rows if row["status"] == Status.DONE), None)


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


def _line(history: History, results: Path, root: Path, row: Mapping[str, Any]) -> DropLine:
    links, more = _links(history, results, root, row)
    tones = {Status.DONE: "good", Status.REJECTED: "bad"}
    revision = f"第 {row['revision']} 版" if row["revision"] and row["revision"] > 1 else ""
    return DropLine(
        at=row["finished_at"][:16].replace("T", " "),
        name=row["name"],
        status=row["status"],
        tone=tones.get(row["status"], "mut"),
        period=row["period"] or "",
        detail="；".join(
            part
            for part in (revision, row["message"], _joined(row), (row["changes"] or "").replace("\n", "；"))
            if part
        ),
        files=tuple(item["file"] for item in history.inputs_of(row["id"])),
        links=links,
        more=more,
    )


def _joined(row: Mapping[str, Any]) -> str:
    return f"并入台账“{row['ledger']}”" if row["ledger"] else ""


def _links(
    history: History, results: Path, root: Path, row: Mapping[str, Any]
) -> tuple[tuple[Link, ...], int]:
    if row["status"] == Status.REJECTED:
        return (_link(results, root / row["archive_folder"] / REASON_PAGE, "怎么改"),), 0
    if not row["result_folder"]:
        return (), 0
    folder = root / row["result_folder"]
    names = [item["file"] for item in history.outputs_of(row["id"])]
    wanted = sorted(
        (name for name in names if "/" not in name and not name.endswith(".json")),
        key=lambda name: not name.endswith(".html"),
    )
    shown = tuple(_link(results, folder / name, name) for name in wanted[:_SHOWN_OUTPUTS])
    return (*shown, _link(results, folder, "文件夹")), len(names) - len(shown)


def _link(results: Path, target: Path, text: str) -> Link:
    """Return a link, or its text alone where what it leads to was moved away."""
    if not target.exists():
        return Link(f"{text}（已移走）")
    relative = target.resolve().relative_to(results.resolve().parent)
    return Link(text, f"../{quote(relative.as_posix())}" + ("/" if target.is_dir() else ""))


def _questions(
    history: History, results: Path, root: Path, rows: Sequence[Mapping[str, Any]]
) -> list[tuple[str, int, Link]]:
    """Return what waits for an answer: the newest revision of each series and period that asks something."""
    found, seen = [], set()
    for row in rows:
        key = (row["series"], row["period"])
        if row["status"] != Status.DONE or key in seen:
            continue
        seen.add(key)
        asked = history.figures_of(row["id"]).get("questions")
        if asked:
            found.append((row["name"], int(asked), _link(results, root / row["result_folder"], "打开结果")))
    return found
