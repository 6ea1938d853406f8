"""Stages of customers' lives, their movements, and what a stage asks for (docs/rules.md, 9)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.days import ONE_DAY, Days, day_span, days_since, days_where, is_dated
from kehu_batch.analysis.base.events import collect_events, signed_days
from kehu_batch.analysis.base.row_findings import find_in_rows
from kehu_batch.analysis.base.snapshot import Mask, Snapshot
from kehu_batch.analysis.base.text_columns import choose_text
from kehu_batch.analysis.follow_ups.contacts import Contacts
from kehu_batch.analysis.retention.deals import Deals, bought_before, collect_deals
from kehu_batch.analysis.retention.facts import Facts
from kehu_batch.analysis.retention.untold import why_no_contacts
from kehu_batch.folding import fold_text
from kehu_batch.model.figures.retention import LifecycleFigures
from kehu_batch.model.findings.catalogue_retention import LOST_BUT_BUYING, UNKNOWN_STAGE
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.model.tables.telling import has_column, why_untold_beside
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.sections.retention import STAGES, StageAction
from kehu_batch.records import dataclass
from kehu_batch.wording.joining import join_reasons

Texts = npt.NDArray[np.object_]

_UNKNOWN_STAGES = "没有订单明细，台账也没有客户阶段"
#: Columns of the ledger that state a stage.
_STATED = frozenset({"lifecycle_stage"})
_SINCE = {"first_deal": "首次成交", "signing": "签约", "as_of": "截止日"}


@dataclass(frozen=True, slots=True)
class Moment:
    """A day with what was known then.

    Args:
        snapshot: The drop on that day.
        deals: Deals up to it.
        contacts: Contacts up to it.
    """

    snapshot: Snapshot
    deals: Deals
    contacts: Contacts


def measure_lifecycle(
    facts: Facts, contacts: Contacts, before: Moment, policy: Policy
) -> LifecycleFigures | None:
    """Tell each customer's stage now and at the end of the day before the period; ``None`` without any source."""
    stated = read_stages(facts, policy)
    if not facts.deals.recorded and not any(stage is not None for stage in stated):
        return None
    moment = Moment(facts.snapshot, facts.deals, contacts)
    stages, reasons = _settle(moment, stated, policy)
    previous, _ = _settle(before, stated, policy)
    lacking, untold = _lacking(moment, np.where(facts.present, stages, ""), policy)
    customers = np.flatnonzero(facts.present)
    frame = pd.DataFrame(
        {
            **facts.names(customers),
            "stage": pd.array(stages[customers], dtype="str"),
            "previous": pd.array(previous[customers], dtype="str"),
            "stated": np.array([stage is not None for stage in stated[customers]], dtype=np.bool_),
            "reason": pd.array(reasons[customers], dtype="str"),
            "lacking": pd.array(lacking[customers], dtype="str"),
        }
    )
    lacks = frame[frame["lacking"].notna()]
    order = lacks["stage"].map({stage: place for place, stage in enumerate(STAGES)})
    return LifecycleFigures(
        stages=STAGES,
        counts={stage: int((frame["stage"] == stage).sum()) for stage in STAGES},
        unstaged=int(frame["stage"].isna().sum()),
        movements=_count_movements(frame),
        customers=frame,
        lacking=lacks.loc[order.sort_values(kind="stable").index].reset_index(drop=True),
        reasons={**_find_untold(facts), **untold},
    )


def moment_of(snapshot: Snapshot, contacts: Contacts) -> Moment:
    """Return what was known on a snapshot's day."""
    return Moment(snapshot, collect_deals(snapshot), contacts)


def read_stages(facts: Facts, policy: Policy) -> Texts:
    """Return the stage that the ledger states for each customer; ``None`` where it states none that is known."""
    labels = facts.snapshot.ledger_values("lifecycle_stage")
    aliases = {fold_text(alias): stage for alias, stage in policy.lifecycle.aliases.items()}
    codes, names = pd.factorize(labels)
    stages = np.array([*(aliases.get(fold_text(str(name))) for name in names), None], dtype=object)[codes]
    stages[facts.stated_lost] = "流失"
    return stages


def why_no_stages(dataset: Dataset) -> str:
    """Return why nobody has a stage: nothing states one, and nothing tells of deals."""
    return why_untold_beside(dataset, ("orders",), _STATED, "客户阶段") or _UNKNOWN_STAGES


def _find_untold(facts: Facts) -> dict[str, str]:
    """Return why nobody can tell who has a stage, under ``counts.<stage>``: no table states it or shows it."""
    dataset = facts.snapshot.dataset
    if has_column(dataset, "ledger", _STATED):
        return {}
    if not facts.deals.recorded:
        return {f"counts.{stage}": why_no_stages(dataset) for stage in STAGES if stage != "流失"}
    reasons = {
        "签约": why_untold_beside(dataset, (), {"signed_on"}, "合作开始时间"),
        "潜在": why_untold_beside(
            dataset, ("callbacks", "followups"), {"need_type", "last_contact_on"}, "需求类型和最近沟通时间"
        ),
    }
    return {f"counts.{stage}": reason for stage, reason in reasons.items() if reason}


def _settle(moment: Moment, stated: Texts, policy: Policy) -> tuple[Texts, Texts]:
    """Return each customer's stage on a day, the stated one first, and why."""
    derived, reasons = _derive(moment, policy)
    known = np.array([stage is not None for stage in stated], dtype=np.bool_)
    return np.where(known, stated, derived), np.where(known, "台账写明", reasons)


def _derive(moment: Moment, policy: Policy) -> tuple[Texts, Texts]:
    """Return each customer's stage by deals and contacts, ``None`` where nothing tells it, and why."""
    size, rules = moment.deals.count, policy.retention
    if not moment.deals.recorded:
        nothing = np.full(size, None, dtype=object)
        return nothing, np.full(size, "没有订单明细，无法推算", dtype=object)
    since, first = moment.deals.since_last(), moment.deals.first()
    signed = is_dated(signed_days(moment.snapshot))
    age = days_since(first, moment.deals.day)
    old = bought_before(moment.snapshot, moment.deals, rules.first_deal_within_days)
    bought = ~np.isnan(since)
    contacted = np.zeros(size, dtype=np.bool_)
    contacted[moment.contacts.customers] = True
    needs = moment.snapshot.ledger_values("need_type").notna().to_numpy()
    conditions = [
        since > rules.lost_after_days,
        since > rules.silent_after_days,
        (age <= policy.lifecycle.new_days) & ~old,
        bought,
        signed,
        contacted | needs,
    ]
    stages = choose_text(conditions, ["流失", "沉默", "新客户", "稳定", "签约", "潜在"], "")
    stages[stages == ""] = None
    return stages, _derived_reasons(since, first, signed)


def _derived_reasons(since: npt.NDArray[np.float64], first: Days, signed: Mask) -> Texts:
    dates = first.astype(str)
    texts = np.empty(len(since), dtype=object)
    for place, (days, day, has_signed) in enumerate(
        zip(since.tolist(), dates.tolist(), signed.tolist(), strict=True)
    ):
        if days == days:  # noqa: PLR0124 - NaN
            texts[place] = f"首次成交 {day}，距上次成交 {int(days)} 天"
        else:
            texts[place] = "没有成交，已签约" if has_signed else "没有成交"
    return texts


def _lacking(moment: Moment, stages: Texts, policy: Policy) -> tuple[Texts, dict[str, str]]:
    """Return for each customer what its stage asks for and is not there, and of whom nobody can tell it.

    Nothing lacking, or not known, is ``None``; see ``LifecycleFigures.reasons``. An action that counts from a day of
    its own asks for contacts of that time: only logs tell them.
    """
    lacking = np.full(len(stages), None, dtype=object)
    asked = {stage: action for stage, action in policy.lifecycle.actions.items() if (stages == stage).any()}
    untold: dict[str, str] = {}
    for stage, action in asked.items():
        if why := why_no_contacts(moment.snapshot, newest=action.since == "as_of"):
            untold[stage] = why
        else:
            lacking[(stages == stage) & ~_contacted(moment, action)] = _describe(action)
    reasons = {f"lacking.{stage}": why for stage, why in untold.items()}
    if untold and len(untold) == len(asked):
        reasons["lacking"] = join_reasons(untold.values())
    return lacking, reasons


def _contacted(moment: Moment, action: StageAction) -> Mask:
    """Return which customers were contacted as an action asks, or may still be, or have no day to count from."""
    day = moment.deals.day
    customers = np.arange(moment.deals.count)
    events = collect_events((moment.contacts.customers, moment.contacts.days))
    if action.since == "as_of":
        return is_dated(
            events.first_after(customers, np.full(len(customers), day - day_span(action.days + 1)))
        )
    starts = moment.deals.first() if action.since == "first_deal" else signed_days(moment.snapshot)
    known = is_dated(starts)
    asked = days_where(known, starts, day)
    found = events.first_after(customers, asked - ONE_DAY)
    limit = asked + day_span(action.days)
    running = limit >= day
    return ~known | running | (found <= limit)


def _describe(action: StageAction) -> str:
    if action.since == "as_of":
        return f"最近{action.days}天内没有联系"
    return f"{_SINCE[action.since]}后{action.days}天内没有联系"


def _count_movements(frame: pd.DataFrame) -> pd.DataFrame:
    """Count customers by stage before (index) and now (columns); ``""`` is no stage."""
    names = [*STAGES, ""]
    table = pd.crosstab(frame["previous"].fillna(""), frame["stage"].fillna(""))
    return table.reindex(index=names, columns=names, fill_value=0).astype("int64")


def find_in_stages(facts: Facts, policy: Policy) -> tuple[Finding, ...]:
    """Return the findings of 客户阶段: a word that is not known, and a lost customer that bought since."""
    labels = facts.snapshot.ledger_values("lifecycle_stage")
    ledger, rows = facts.snapshot.dataset, facts.snapshot.ledger_rows()
    stated = read_stages(facts, policy)
    unknown = np.flatnonzero(
        labels.notna().to_numpy() & np.array([stage is None for stage in stated], dtype=np.bool_)
    )
    since = facts.deals.since_last()
    buying = np.flatnonzero(facts.stated_lost & (since <= policy.retention.silent_after_days))
    place = "lifecycle_stage" if labels.notna().any() else "follow_status"
    size = policy.quality.column_finding_rows
    known = "、".join(STAGES)
    return (
        *find_in_rows(
            ledger,
            UNKNOWN_STAGE,
            ("ledger", "lifecycle_stage"),
            rows[unknown],
            [f"“{label}”不是已知的阶段（{known}）" for label in labels.iloc[unknown]],
            whole_column_rows=size,
        ),
        *find_in_rows(
            ledger,
            LOST_BUT_BUYING,
            ("ledger", place),
            rows[buying],
            [f"写明流失，而最近一次成交距截止日只有 {int(days)} 天" for days in since[buying]],
            whole_column_rows=size,
        ),
    )
