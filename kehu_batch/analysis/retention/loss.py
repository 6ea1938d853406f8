"""Reasons of loss: stated, else the last issues before silence as possible ones (docs/rules.md, 9)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.days import day_span, days_where, is_dated, to_dates, to_days
from kehu_batch.analysis.base.folded_texts import fold_matches, unify_spellings
from kehu_batch.analysis.base.text_columns import as_texts
from kehu_batch.analysis.issues.statements import CallbackStatements
from kehu_batch.analysis.retention.deals import whole_days
from kehu_batch.analysis.retention.facts import Facts
from kehu_batch.folding import fold_text
from kehu_batch.model.figures.retention import LossFigures
from kehu_batch.model.figures.states import UNCLASSIFIED
from kehu_batch.policy.schema import RetentionPolicy
from kehu_batch.policy.taxonomy import Taxonomy


def measure_loss(
    facts: Facts,
    states: npt.NDArray[np.object_],
    statements: CallbackStatements,
    policy: RetentionPolicy,
    taxonomy: Taxonomy,
) -> LossFigures:
    """Count the customers stated as lost or silent beyond policy by reason."""
    customers = np.flatnonzero((states != "") & facts.present)
    stated = _stated(facts, taxonomy)[customers]
    possible = _possible(facts, statements, policy) if len(customers) else {}
    types = [
        possible.get(customer, ()) if reason is None else ()
        for customer, reason in zip(customers.tolist(), stated, strict=True)
    ]
    frame = pd.DataFrame(
        {
            **facts.names(customers),
            "state": pd.array(states[customers], dtype="str"),
            "last_deal_on": to_dates(facts.deals.last()[customers]),
            "days_since": whole_days(facts.deals.since_last()[customers]),
            "reason": pd.array(stated, dtype="str"),
            "possible": pd.array(["、".join(found) or None for found in types], dtype="str"),
        }
    )
    return LossFigures(
        counted=len(frame),
        stated=_count(frame["reason"].dropna().tolist()),
        possible=_count([name for found in types for name in found]),
        unknown=int((frame["reason"].isna() & frame["possible"].isna()).sum()),
        customers=frame.sort_values(
            "days_since", ascending=False, kind="stable", na_position="last"
        ).reset_index(drop=True),
    )


def _stated(facts: Facts, taxonomy: Taxonomy) -> npt.NDArray[np.object_]:
    """Return the ledger's reason of each customer; ``None`` where it is blank or answers 无."""
    reasons = facts.snapshot.ledger_values("loss_reason")
    none = fold_matches(reasons, map(fold_text, taxonomy.words.none_answers))
    return as_texts(unify_spellings(reasons.mask(none).str.strip()))


def _count(names: list[str]) -> dict[str, int]:
    """Count names, most first; of equal ones the first seen stands first."""
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: -item[1]))


def _possible(
    facts: Facts, statements: CallbackStatements, policy: RetentionPolicy
) -> dict[int, tuple[str, ...]]:
    """Return the types of each customer's newest callback or complaint with issues, up to just after its last deal."""
    events = pd.concat([_callback_issues(facts, statements), facts.complaints[["customer", "day", "type"]]])
    events = events[(events["type"] != UNCLASSIFIED) & (events["customer"] >= 0)]
    last = facts.deals.last()
    limit = days_where(is_dated(last), last + day_span(policy.complaint_before_silence_days), facts.deals.day)
    events = events[to_days(events["day"]) <= limit[events["customer"].to_numpy(dtype=np.intp)]]
    newest = events.groupby("customer")["day"].transform("max")
    chosen = events[events["day"] == newest].drop_duplicates(["customer", "type"])
    found: dict[int, tuple[str, ...]] = {}
    for customer, type_ in zip(chosen["customer"].tolist(), chosen["type"].tolist(), strict=True):
        found[customer] = (*found.get(customer, ()), type_)
    return found


def _callback_issues(facts: Facts, statements: CallbackStatements) -> pd.DataFrame:
    calls = facts.snapshot.rows("callbacks", "customer", "called_on")
    rows = calls.loc[statements.issues["callback"].to_numpy()]
    return pd.DataFrame(
        {
            "customer": rows["customer"].to_numpy(),
            "day": to_days(rows["called_on"]),
            "type": statements.issues["primary"].array,
        }
    )
