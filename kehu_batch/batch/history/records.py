"""What the history keeps of a drop, as plain data: a plan holds it in JSON until the drop is settled."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from enum import StrEnum
from typing import Any, NamedTuple

from kehu_batch.records import dataclass, field


class Status(StrEnum):
    """What became of a drop; the value is what users read."""

    DONE = "已处理"
    REJECTED = "已退回"
    DUPLICATE = "重复"
    UNCHANGED = "无变化"


@dataclass(frozen=True, slots=True)
class Record:
    """One drop.

    Args:
        id: Of its claim.
        series: Name that its versions share.
        name: As it was called in the inbox.
        status: What became of it.
        finished_at: When, local time in ISO form with its offset.
        seconds: How long it took.
        program: Name and version.
        archive_folder: Where its inputs are, relative to the workspace.
        revision: From 1, of its series and period.
        result_folder: Where its outputs are, relative to the workspace.
        message: Why it was refused or not done again.
        action: What to do about it.
        changes: What is different from the revision before, a line each.
        inputs: File, hash and size of each input.
        outputs: File and hash of each output.
        period: Label of its period, and ``as_of`` its day; ``None`` where it was refused, as are the next.
        policy_name: Policy in force, with ``policy_sha256`` of its values.
        figures_sha256: Hash of all figures, by which a revision without a change is known.
        error_code: Stable code of why it was refused.
        ledger: The workspace's ledger that was joined to it, with ``ledger_sha256``; ``None`` where it has its own.
        answers_sha256: Hash of the workspace's answers that it was read with; ``None`` where there are none.
        figures: Headline figures by name; ``None`` for one that cannot be computed.
        tiers: Id, name and tier of each customer.
        months: Month, name and value of figures of the months before the period, as its inputs told them.
    """

    id: str
    series: str
    name: str
    status: str
    finished_at: str
    seconds: float
    program: str
    archive_folder: str = ""
    revision: int | None = None
    period: str | None = None
    as_of: str | None = None
    policy_name: str | None = None
    policy_sha256: str | None = None
    error_code: str | None = None
    message: str | None = None
    action: str | None = None
    result_folder: str | None = None
    figures_sha256: str | None = None
    ledger: str | None = None
    ledger_sha256: str | None = None
    changes: str | None = None
    answers_sha256: str | None = None
    inputs: tuple[tuple[str, str, int], ...] = ()
    outputs: tuple[tuple[str, str], ...] = ()
    figures: Mapping[str, float | None] = field(default_factory=dict)
    tiers: tuple[tuple[str | None, str | None, str | None], ...] = ()
    months: tuple[tuple[str, str, float | None], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Record:
        """Return the record that ``to_json`` gave."""
        lists = ("inputs", "outputs", "tiers", "months")
        rows = {key: tuple(tuple(row) for row in data.get(key, ())) for key in lists}
        return cls(**{**data, **rows})


class HistoryHeadline(NamedTuple):
    """One headline figure: its name, where it stands in a summary, and how it is shown."""

    name: str
    path: tuple[str, ...]
    label: str
    unit: str
    up_is_good: bool | None


HEADLINES: tuple[HistoryHeadline, ...] = (
    HistoryHeadline("csat", ("satisfaction", "csat"), "满意率", "%", True),
    HistoryHeadline("mean", ("satisfaction", "mean"), "满意度均分", "分", True),
    HistoryHeadline("called", ("satisfaction", "called"), "回访次数", "次", None),
    HistoryHeadline("issues", ("issues", "total"), "问题", "条", False),
    HistoryHeadline("overdue", ("follow_ups", "overdue"), "逾期跟进", "项", False),
    HistoryHeadline("kept_rate", ("follow_ups", "kept_rate"), "按期回访率", "%", True),
    HistoryHeadline("outstanding", ("payment_risk", "outstanding"), "应收未收", "万元", False),
    HistoryHeadline("accuracy", ("data_quality", "accuracy"), "数据准确率", "%", True),
)


#: Figures that are kept besides, by the code of their measure: months are compared by them.
KEPT = (
    "satisfaction.scored",
    "issues.resolution_rate",
    "complaints.resolution_rate",
    "follow_ups.completion_rate",
    "payment_risk.collection_timeliness",
)
#: What receivables rest on.
_BASIS = ("payment_risk", "basis")
#: Figures that a drop tells of each month of its callbacks, and where they stand under the month's key.
_OF_MONTHS = (
    ("satisfaction.called", ("satisfaction", "by_month"), "called"),
    ("satisfaction.scored", ("satisfaction", "by_month"), "scored"),
    ("satisfaction.mean", ("satisfaction", "by_month"), "mean"),
    ("satisfaction.csat", ("satisfaction", "by_month"), "csat"),
    ("issues.total", ("issues", "by_month"), "count"),
)


def headline_figures(summary: Mapping[str, Any]) -> dict[str, float | None]:
    """Return the headline figures of a summary, and those in ``KEPT``.

    Shares are shares, money is in yuan, lists are their length.
    """
    figures = {name: _number(_find(summary, path)) for name, path, *_ in HEADLINES}
    figures |= {code: _number(_find(summary, tuple(code.split(".")))) for code in KEPT}
    if _find(summary, _BASIS) == "balances":
        # By finance's own books: no month of one basis is compared with a month of the other.
        figures["outstanding"] = None
    questions = _find(summary, ("questions",))
    items = questions.get("items") if isinstance(questions, Mapping) else questions
    figures["questions"] = float(len(items)) if isinstance(items, list) else None
    return figures


def _find(summary: Mapping[str, Any], path: tuple[str, ...]) -> Any:  # noqa: ANN401 - JSON data
    value: Any = summary
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _number(value: object) -> float | None:
    if isinstance(value, list):
        return float(len(value))
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    return float(value)


def earlier_months(summary: Mapping[str, Any]) -> tuple[tuple[str, str, float | None], ...]:
    """Return month, code and value of each figure that the inputs tell of a month before the period.

    Money is in yuan. A month in which nobody was called is none; what came from the history is not told again.
    """
    period = str(summary.get("period", ""))
    if not period[:1].isdigit():
        return ()
    called = _find(summary, ("satisfaction", "by_month")) or {}
    found = {
        (month, code): _number((_find(summary, path) or {}).get(month, {}).get(key))
        for month in (month for month, group in called.items() if group.get("called"))
        for code, path, key in _OF_MONTHS
    }
    for span in _own_trend(summary.get("trend")):
        found |= {
            (span["period"], code): _number(figure["value"]) for code, figure in span["figures"].items()
        }
    return tuple((month, code, value) for (month, code), value in found.items() if month < period[:7])


def _own_trend(trend: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON data
    """Return the months of a trend with what the inputs tell of them; one that they do not hold is left out."""
    spans = trend.get("months", []) if isinstance(trend, Mapping) else []
    own = [
        {
            "period": span["period"],
            "figures": {
                code: {key: item for key, item in figure.items() if key not in {"origin", "restated_from"}}
                for code, figure in span["figures"].items()
                if not figure["origin"] and figure["value"] is not None
            },
        }
        for span in spans
    ]
    return [span for span in own if span["figures"]]


def customer_tiers(summary: Mapping[str, Any]) -> tuple[tuple[str | None, str | None, str | None], ...]:
    """Return id, name and recomputed tier of each customer."""
    customers = _find(summary, ("tiers", "customers")) or []
    return tuple(
        (item.get("customer_id"), item.get("customer_name"), item.get("recomputed")) for item in customers
    )


#: What of a summary says where its data came from, or what was known besides, not what it says.
_ORIGINS = frozenset(
    {"inputs", "outputs", "notices", "program", "file", "schema_version", "history", "shortened"}
)
#: What is compared with the period before, wherever that is taken from.
_COMPARED = frozenset({"previous", "previous_source", "since"})


def figures_hash(summary: Mapping[str, Any]) -> str:
    """Return a hash of all figures of a summary: equal for the same data saved by another program.

    What comes from the history, how the findings changed since the last drop, and the answers to questions that this
    drop does not ask, are not its own.
    """
    left_out = _ORIGINS | (_COMPARED if _find(summary, ("tiers", "previous_source")) else set())
    own = {**summary, "trend": _own_trend(summary.get("trend"))}
    if isinstance(own.get("data_quality"), Mapping):
        own["data_quality"] = {k: v for k, v in own["data_quality"].items() if k != "changes"}
    if isinstance(own.get("questions"), Mapping):
        own["questions"] = {k: v for k, v in own["questions"].items() if k not in {"answers", "answered"}}
    text = json.dumps(_without(own, left_out), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _without(value: Any, keys: frozenset[str]) -> Any:  # noqa: ANN401 - JSON data
    if isinstance(value, Mapping):
        return {key: _without(item, keys) for key, item in value.items() if key not in keys}
    if isinstance(value, list | tuple):
        return [_without(item, keys) for item in value]
    return value
