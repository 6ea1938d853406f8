"""Earlier months as the history has them, in the form that a drop takes them in (docs/rules.md, 4)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from kehu_batch.batch.history.database import History, Horizon
from kehu_batch.batch.history.records import HEADLINES
from kehu_batch.batch.workspace.names import undated
from kehu_batch.batch.workspace.settling import digest_of
from kehu_batch.model.figures.measures import MEASURE_BY_CODE
from kehu_batch.model.figures.recorded import RecordedMonth, RecordedTier
from kehu_batch.model.outcome import SUMMARY_NAME
from kehu_batch.records import replace

#: Months that are looked back at: the year before, and the year that is compared with it.
_MOST = 26
#: Months back from the newest of which the tiers come along.
_WITH_TIERS = 2
#: Newest months whose closing receivables are compared with; the one before the period is among them.
_WITH_CLOSING = 3
#: Customers by which a drop of another name is known to be of the same department.
_SAMPLE = 500
_CODES = {name: ".".join(path) for name, path, *_ in HEADLINES}

_Row = Mapping[str, Any]


def recorded_months(history: History, series: str, seen: Horizon) -> tuple[RecordedMonth, ...]:
    """Return the months that earlier drops told, for a drop of a series.

    Of a month that several drops stand for, the one of this series counts, its month and date left out of the name;
    else, where there is but one, that one, if its customers are found among the drop's.

    Args:
        history: The history.
        series: Name that the drop's versions share.
        seen: Drops of it that count.
    """
    own = undated(series)
    rows = history.tell_months(seen, _MOST)
    found = {
        month: _of_month(history, list(group), own, tiers=place < _WITH_TIERS)
        for place, (month, group) in enumerate(groupby(rows, key=lambda row: str(row["period"])))
    }
    for row in history.tell_parts(seen):
        if row["part"] not in found and undated(row["series"]) == own:
            found[row["part"]] = _part(history, row)
    return tuple(found[month] for month in sorted(found)[-_MOST:])


def earlier_summaries(history: History, series: str, seen: Horizon, root: Path) -> tuple[Path, ...]:
    """Return the summaries of the last months, newest first: what receivables closed with, and what was found.

    Args:
        history: The history.
        series: Name that the drop's versions share; only drops of this name, its date left out, are looked at.
        seen: Drops of it that count.
        root: The workspace.
    """
    own = undated(series)
    rows = [row for row in history.tell_months(seen, _MOST) if undated(row["series"]) == own]
    found: dict[str, Path] = {}
    for row in rows:
        if row["period"] in found or len(found) == _WITH_CLOSING:
            continue
        path = root / str(row["result_folder"]) / SUMMARY_NAME
        if _is_as_written(history, row, path):
            found[row["period"]] = path
    return tuple(found.values())


def _is_as_written(history: History, row: _Row, path: Path) -> bool:
    """Tell whether a summary is there and nobody changed it: one that cannot be read would refuse the drop."""
    written = {item["file"]: item["sha256"] for item in history.outputs_of(row["id"])}
    return path.is_file() and digest_of(path) == written.get(SUMMARY_NAME)


def _of_month(history: History, rows: list[_Row], own: str, *, tiers: bool) -> RecordedMonth:
    same = [row for row in rows if undated(row["series"]) == own]
    row = (same or rows)[0]
    told = _tell(row, history.figures_of(row["id"]))
    if not same and len(rows) > 1:
        names = "、".join(str(one["name"]) for one in rows[:3])
        more = f"等 {len(rows)} 份" if len(rows) > 3 else ""
        return replace(told, refused=f"这个月的投递（{names}{more}）都与本次不同名", figures={})
    if not same:
        told = replace(told, customers=_sample(history, row["id"]))
    return replace(told, tiers=_tiers(history, row["id"])) if tiers else told


def _part(history: History, row: _Row) -> RecordedMonth:
    month = str(row["part"])
    told = _tell(row, history.months_of(row["id"], month))
    return replace(told, month=month, source=f"{told.source}中的 {month}", complete=True)


def _tell(row: _Row, figures: Mapping[str, float | None]) -> RecordedMonth:
    revision = f"（第 {row['revision']} 版）" if row["revision"] and row["revision"] > 1 else ""
    month = str(row["period"])
    return RecordedMonth(
        month=month,
        source=f"{row['name']}{revision}",
        sha256=str(row["figures_sha256"]),
        policy_sha256=str(row["policy_sha256"]),
        figures=dict(_values(figures)),
        complete=str(row["as_of"]) >= _last_day(month),
    )


def _values(figures: Mapping[str, float | None]) -> Iterator[tuple[str, float]]:
    """Yield code and value of what is known, money in fen."""
    for code, value in sorted((_CODES.get(name, name), value) for name, value in figures.items()):
        measure = MEASURE_BY_CODE.get(code)
        if value is not None and measure is not None:
            yield code, float(round(value * 100)) if measure.unit == "元" else value


def _last_day(month: str) -> str:
    return f"{month}-{monthrange(int(month[:4]), int(month[5:]))[1]:02d}"


def _sample(history: History, drop_id: str) -> tuple[str, ...]:
    names = (row["customer_id"] or row["customer_name"] for row in history.tiers_of(drop_id))
    return tuple(sorted(name for name in names if name)[:_SAMPLE])


def _tiers(history: History, drop_id: str) -> tuple[RecordedTier, ...]:
    return tuple((row["customer_id"], row["customer_name"], row["tier"]) for row in history.tiers_of(drop_id))
