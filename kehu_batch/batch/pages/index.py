"""``结果/index.html``: what came in, what came out, what was refused, how the months went, and what waits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kehu_batch.batch.history.database import History, Horizon
from kehu_batch.batch.history.records import HEADLINES, HistoryHeadline, Status
from kehu_batch.batch.pages.environment import render
from kehu_batch.batch.workspace.deciding import show_figure
from kehu_batch.batch.workspace.inbox import REASON_PAGE
from kehu_batch.batch.workspace.layout import RESULTS
from kehu_batch.copy_names import is_copy_name
from kehu_batch.model.outcome import SUMMARY_NAME
from kehu_batch.records import dataclass, replace
from kehu_batch.report.charts import Trace, draw_spark
from kehu_batch.report.phrases import COUNTS_LEAD_BELOW

_MONTHS = 12
_LISTED = 60
_SHOWN_OUTPUTS = 6
_NEWEST = 3
#: Drops whose rows are kept in memory: a watcher runs for a year.
_KEPT_ROWS = 512
_SHORT = 60

#: A month, the drop that stands for it, and its figures.
_Month = tuple[str, str, Mapping[str, float | None]]


@dataclass(frozen=True, slots=True)
class PageLink:
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
    base: str
    spark: Trace | None
    points: tuple[tuple[str, str, str], ...]


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
    links: tuple[PageLink, ...]


class IndexPage:
    """The page of one workspace. What the history holds of a drop never changes, so it is asked for once.

    Args:
        history: All that is recorded.
        root: The workspace; the page stands in a folder directly below.
    """

    def __init__(self, history: History, root: Path) -> None:
        self._history = history
        self._root = root
        self._inputs = lru_cache(_KEPT_ROWS)(history.inputs_of)
        self._outputs = lru_cache(_KEPT_ROWS)(history.outputs_of)
        self._figures = lru_cache(_KEPT_ROWS)(history.figures_of)
        self._months = lru_cache(_KEPT_ROWS)(history.months_of)

    def render(self, waiting: Sequence[tuple[str, str]]) -> str:
        """Return the page as it is now.

        Args:
            waiting: Entries of the inbox that are not taken yet, each with its reason.
        """
        rows = self._history.latest(_LISTED)
        by_month = [{**row, "figures": self._figures(row["id"])} for row in self._history.by_month(_MONTHS)]
        months = _months([*by_month, *self._parts({row["period"] for row in by_month})])[-_MONTHS:]
        counts, strays = self._history.count(), self._strays()
        return render(
            "index.html",
            title=self._root.resolve().name,
            counts=counts,
            latest=rows[0]["finished_at"][:16].replace("T", " ") if rows else "",
            cards=[_card(headline, months) for headline in HEADLINES if _is_told(headline.name, months)],
            side_by_side=_side_by_side(by_month),
            newest=[self._newest_line(row) for row in _newest(rows)],
            refused=[self._line(row) for row in _open_rejections(rows)],
            waiting=waiting,
            questions=self._questions(rows),
            drops=[self._line(row, short=True) for row in rows],
            strays=[self._link(folder, folder.removeprefix(f"{RESULTS}/")) for folder in strays[:_LISTED]],
            stray_count=len(strays),
            listed=len(rows),
            total=sum(counts.values()),
        )

    def _strays(self) -> list[str]:
        """Return the folders of results that the history does not know: it was deleted."""
        known = self._history.result_folders()
        return [folder for folder in self._found if folder not in known]

    @cached_property
    def _found(self) -> tuple[str, ...]:
        """The folders of results that were there when the first page was made; those made since are recorded."""
        made = sorted((self._root / RESULTS).glob(f"*/*/{SUMMARY_NAME}"), reverse=True)
        return tuple(path.parent.relative_to(self._root).as_posix() for path in made)

    def _line(self, row: Mapping[str, Any], *, short: bool = False) -> DropLine:
        """Return a drop's line; ``short`` leaves out of a refusal what stands on its own page."""
        tones = {Status.DONE: "good", Status.REJECTED: "bad"}
        revision = f"第 {row['revision']} 版" if row["revision"] and row["revision"] > 1 else ""
        joined = f"并入台账“{row['ledger']}”" if row["ledger"] else ""
        message = row["message"] or ""
        if short and row["status"] == Status.REJECTED:
            message = _shorten(message)
        told = (revision, message, joined, (row["changes"] or "").replace("\n", "；"))
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

    def _parts(self, told: Collection[str]) -> list[dict[str, Any]]:
        """Return months that had no drop of their own, as a later drop told them."""
        found: dict[str, dict[str, Any]] = {}
        for row in self._history.tell_parts(Horizon(self._history.newest())):
            month = row["part"]
            if month not in told and month not in found:
                figures = self._months(row["id"], month)
                shown = {headline.name: figures.get(".".join(headline.path)) for headline in HEADLINES}
                found[month] = {**row, "period": month, "name": f"{row['name']}（其中）", "figures": shown}
        return list(found.values())

    def _newest_line(self, row: Mapping[str, Any]) -> DropLine:
        """Return a drop's line with what a reader opens first: the report, and the folder of the rest."""
        line = self._line(row)
        first = [link for link in line.links if link.text.endswith(".html")]
        return replace(line, links=(*first, *line.links[-1:]))

    def _links(self, row: Mapping[str, Any]) -> tuple[PageLink, ...]:
        if row["status"] == Status.REJECTED:
            return (self._link(f"{row['archive_folder']}/{REASON_PAGE}", "怎么改"),)
        folder = row["result_folder"]
        if not folder:
            return ()
        if not (self._root / folder).is_dir():
            return (PageLink("结果已移走"),)
        wanted = sorted(
            (name for name in (item["file"] for item in self._outputs(row["id"])) if _is_opened(name)),
            key=lambda name: not name.endswith(".html"),
        )
        shown = tuple(self._link(f"{folder}/{name}", name) for name in wanted[:_SHOWN_OUTPUTS])
        return (*shown, self._link(folder, "文件夹"))

    def _link(self, place: str, text: str) -> PageLink:
        """Return a link to a place in the workspace, or its text alone where that was moved away."""
        target = self._root / place
        return PageLink(text, f"../{quote(place)}") if target.exists() else PageLink(f"{text}（已移走）")

    def _questions(self, rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, int, PageLink]]:
        """Return what waits for an answer: the newest revision of each series and period that asks something."""
        found, seen = [], set()
        for row in rows:
            key = (row["series"], row["period"])
            if row["status"] != Status.DONE or key in seen:
                continue
            seen.add(key)
            asked = self._figures(row["id"]).get("questions")
            if asked:
                found.append((row["name"], int(asked), self._asking(row)))
        return found

    def _asking(self, row: Mapping[str, Any]) -> PageLink:
        """Return a link to the workbook that asks, where the drop has but one, else to the folder."""
        books = [item["file"] for item in self._outputs(row["id"]) if is_copy_name(item["file"])]
        if len(books) == 1:
            return self._link(f"{row['result_folder']}/{books[0]}", "打开批注工作簿")
        return self._link(row["result_folder"], "打开结果")


def _shorten(message: str) -> str:
    """Return the first sentence of a reason, cut where it is long."""
    first = message.partition("。")[0]
    return first if len(first) <= _SHORT else f"{first[: _SHORT - 1]}…"


def _newest(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the newest revisions of the newest period that there are results of, newest drop first."""
    done: dict[tuple[str, str], Mapping[str, Any]] = {}
    for row in rows:
        if row["status"] == Status.DONE:
            done.setdefault((row["series"], row["period"]), row)
    last = max((period for _, period in done if period[:1].isdigit()), default="")
    return [row for (_, period), row in done.items() if period == last][:_NEWEST]


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


def _months(rows: Sequence[Mapping[str, Any]]) -> list[_Month]:
    """Return each month with its drop and figures, oldest first: of several drops the one with most callbacks."""
    best: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        known = best.get(row["period"])
        if known is None or (row["figures"].get("called") or 0) > (known["figures"].get("called") or 0):
            best[row["period"]] = row
    return [(month, best[month]["name"], best[month]["figures"]) for month in sorted(best)]


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


def _is_told(name: str, months: Sequence[_Month]) -> bool:
    return any(figures.get(name) is not None for *_, figures in months)


def _card(headline: HistoryHeadline, months: Sequence[_Month]) -> Card:
    name, unit = headline.name, headline.unit
    values = [figures.get(name) for *_, figures in months]
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
        base=_base(name, months[last][2]),
        spark=draw_spark(values),
        points=tuple(
            (month, show_figure(figures.get(name), unit), source) for month, source, figures in months
        ),
    )


def _base(name: str, figures: Mapping[str, float | None]) -> str:
    """Return what a figure of satisfaction rests on; nothing for another, or where it is not known."""
    scored = figures.get("satisfaction.scored")
    if name not in {"csat", "mean"} or scored is None:
        return ""
    return f"{int(scored):,} 个评分" + ("，样本少，仅供参考" if scored < COUNTS_LEAD_BELOW else "")


def _change(headline: HistoryHeadline, before: float, now: float, month: str) -> tuple[str, str]:
    unit, up_is_good = headline.unit, headline.up_is_good
    gap = now - before
    if not gap:
        return f"与 {month} 持平", "mut"
    arrow = "↑" if gap > 0 else "↓"
    amount = f"{abs(gap) * 100:.1f} 个百分点" if unit == "%" else show_figure(abs(gap), unit)
    tone = "mut" if up_is_good is None else "good" if (gap > 0) == up_is_good else "bad"
    return f"比 {month} {arrow} {amount}", tone
