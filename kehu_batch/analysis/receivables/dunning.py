"""Whom to ask for payment, and whose mood to mind: receivables beside callbacks and complaints."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.days import is_dated, to_days
from kehu_batch.analysis.base.locations import name_customers
from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.base.statuses import is_closed
from kehu_batch.analysis.receivables.rows import place_rows
from kehu_batch.analysis.satisfaction import is_satisfied
from kehu_batch.model.figures.states import SATISFIED, UPSET
from kehu_batch.policy.schema import Policy, ReceivablesPolicy

#: Of a customer that is graded worst, whatever its mood.
GRADED_WORST = "风险等级{}"

_KEYS = ["customer", "currency"]
_PLACE = ["region", "source_row", "file", "cell"]


def suggest_dunning(
    snapshot: Snapshot, documents: pd.DataFrame, customers: pd.DataFrame, policy: ReceivablesPolicy
) -> pd.DataFrame:
    """Return a suggestion for each customer with overdue documents that are not wholly disputed.

    What is disputed is skipped; see ``PaymentRiskFigures.dunning`` for columns.
    """
    late = documents[(documents["days_overdue"].fillna(0) > 0) & (documents["open_fen"] > 0)]
    late = late[late["customer"] >= 0]
    asked = late["open_fen"] - late["disputed_fen"]
    skipped = late[late["disputed_fen"] > 0].groupby(_KEYS)["disputed_fen"].agg(["sum", "size"])
    rows = late.assign(asked=asked)[asked > 0].sort_values("days_overdue", ascending=False, kind="stable")
    grouped = rows.groupby(_KEYS, sort=False)
    frame = pd.DataFrame({"overdue_fen": grouped["asked"].sum(), "documents": grouped.size()})
    frame["max_days_overdue"] = grouped["days_overdue"].max().astype("int64")
    frame["stage"] = _stages(frame["max_days_overdue"], policy)
    of_disputes = skipped.reindex(frame.index).fillna(0).astype("int64")
    frame["disputed_fen"], frame["disputed_documents"] = of_disputes["sum"], of_disputes["size"]
    frame = frame.reset_index()
    frame = frame.merge(last_contacts(snapshot), on="customer", how="left")
    frame = frame.merge(customers[[*_KEYS, "owner", "grade"]], on=_KEYS, how="left")
    frame = frame.merge(rows.drop_duplicates(_KEYS)[[*_KEYS, *_PLACE]], on=_KEYS, how="left")
    names = pd.DataFrame(name_customers(snapshot.dataset, frame["customer"].to_numpy(dtype=np.int64)))
    frame = pd.concat([names, frame.drop(columns="customer")], axis=1)
    order = frame.sort_values(["max_days_overdue", "overdue_fen"], ascending=False, kind="stable")
    return order.reset_index(drop=True)


def _stages(days: pd.Series, policy: ReceivablesPolicy) -> pd.Series:
    stages = pd.Series(None, index=days.index, dtype="str")
    for stage in reversed(policy.dunning):
        stages[days >= stage.days_from] = stage.action
    return stages


def last_contacts(snapshot: Snapshot) -> pd.DataFrame:
    """Return each customer's newest callback or follow-up up to as_of; on one day the callback.

    Returns:
        ``customer``, ``last_contact_on``, ``last_contact_method``, ``last_contact_by``, ``last_contact_cell``; one
        row a customer that was contacted.
    """
    parts = []
    for table, day, by in (("followups", "followed_on", "owner"), ("callbacks", "called_on", "called_by")):
        methods = ["method"] if table == "callbacks" else []
        rows = snapshot.rows(table, "customer", day, by, *methods)
        rows = rows[(rows["customer"] >= 0) & rows[day].notna()]
        part = pd.DataFrame(
            {
                "customer": rows["customer"],
                "last_contact_on": rows[day],
                "last_contact_method": rows["method"]
                if methods
                else pd.Series(None, rows.index, dtype="str"),
                "last_contact_by": rows[by],
            }
        )
        newest = part.sort_values("last_contact_on", kind="stable").drop_duplicates("customer", keep="last")
        places = place_rows(snapshot.dataset, table, newest.index.to_numpy(dtype=np.intp), day)
        parts.append(newest.assign(last_contact_cell=pd.Series(places["cell"], index=newest.index)))
    both = pd.concat(parts, ignore_index=True)
    newest = both.sort_values("last_contact_on", kind="stable").drop_duplicates("customer", keep="last")
    return newest.reset_index(drop=True)


def list_attention(snapshot: Snapshot, customers: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return whom to look after first; see ``PaymentRiskFigures.attention`` for columns.

    Upset and overdue customers (the latest scored callback is below the CSAT threshold, or a complaint is not solved)
    come first, then everyone of the worst grade and overdue ones who are satisfied; the most overdue money first.
    """
    scored = _latest_scores(snapshot, policy)
    complaints = _open_complaints(snapshot, policy)
    worst = next((rule.name for rule in policy.receivables.grades), "")
    asked = (customers["overdue_fen"] > 0) | (customers["grade"] == worst)
    columns = ["overdue_fen", "outstanding_fen", "max_days_overdue", "grade", "reason", "owner", *_PLACE]
    overdue = customers.loc[asked & (customers["customer"] >= 0), [*_KEYS, *columns]]
    overdue = overdue.rename(columns={name: f"{name}_debt" for name in _PLACE})
    frame = overdue.merge(scored, on="customer", how="left").merge(complaints, on="customer", how="left")
    late = frame["overdue_fen"] > 0
    complained = frame["complaints"].notna() & late
    low = (~frame["satisfied"]).fillna(value=False) & late
    known = complained | (frame["satisfied"].notna() & late)
    frame = frame[known | (frame["grade"] == worst)].copy()
    upset, silent = (complained | low)[frame.index], ~known[frame.index]
    mood = pd.Series(SATISFIED, index=frame.index, dtype="str").mask(upset, UPSET)
    frame["mood"] = mood.mask(silent, GRADED_WORST.format(worst))
    reasons = [_tell_mood(*row) for row in zip(frame["score"], frame["complaints"], strict=True)]
    told = pd.Series(reasons, index=frame.index, dtype="str")
    frame["mood_reason"] = told.mask(silent, frame["reason"])
    by_complaint = complained[frame.index] & ~low[frame.index]
    for column in _PLACE:
        of_mood = frame[column].where(~by_complaint, frame[f"{column}_complaint"])
        frame[column] = of_mood.where(~silent, frame[f"{column}_debt"])
    names = pd.DataFrame(
        name_customers(snapshot.dataset, frame["customer"].to_numpy(dtype=np.int64)), frame.index
    )
    shown = [
        "mood",
        "currency",
        "overdue_fen",
        "outstanding_fen",
        "max_days_overdue",
        "grade",
        "score",
        "called_on",
    ]
    whole = pd.concat([names, frame[[*shown, "mood_reason", "owner", *_PLACE]]], axis=1)
    order = whole.assign(first=whole["mood"] != UPSET).sort_values(
        ["first", "overdue_fen", "outstanding_fen"], ascending=[True, False, False], kind="stable"
    )
    return order.drop(columns="first").reset_index(drop=True)


def _tell_mood(score: float, complaints: float) -> str:
    parts = [] if np.isnan(score) else [f"最近评分 {score:g} 分"]
    if not np.isnan(complaints):
        parts.append(f"有 {int(complaints)} 件投诉未解决")
    return "；".join(parts)


def _latest_scores(snapshot: Snapshot, policy: Policy) -> pd.DataFrame:
    """Return each customer's latest scored callback: ``score`` on the policy's scale and whether it satisfies."""
    calls = snapshot.rows("callbacks", "customer", "called_on", "score")
    calls = calls[(calls["customer"] >= 0) & calls["score"].notna()]
    calls = calls.sort_values("called_on", kind="stable").drop_duplicates("customer", keep="last")
    satisfied = is_satisfied(calls["score"], policy.satisfaction).astype("boolean")
    places = place_rows(snapshot.dataset, "callbacks", calls.index.to_numpy(dtype=np.intp), "feedback")
    frame = calls.assign(satisfied=satisfied, score=calls["score"] * policy.satisfaction.scale_max)
    return frame.assign(**{name: pd.Series(places[name], index=calls.index) for name in _PLACE})


def _open_complaints(snapshot: Snapshot, policy: Policy) -> pd.DataFrame:
    """Return how many complaints of each customer are not solved as of as_of, with the first one's place."""
    rows = snapshot.rows("complaints", "customer", "resolved_at", "status")
    resolved = to_days(rows["resolved_at"])
    done = resolved <= snapshot.day
    said_done = is_closed(rows["status"], policy.follow_ups)
    rows = rows[~done & ~(said_done & ~is_dated(resolved)) & (rows["customer"] >= 0).to_numpy()]
    counts = rows.groupby("customer").size().rename("complaints").reset_index()
    first = rows.drop_duplicates("customer")
    places = place_rows(snapshot.dataset, "complaints", first.index.to_numpy(dtype=np.intp), "content")
    where = pd.DataFrame({f"{name}_complaint": places[name] for name in _PLACE})
    where["customer"] = first["customer"].to_numpy()
    return counts.merge(where, on="customer", how="left")
