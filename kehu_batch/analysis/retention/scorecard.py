"""The scorecard of each owner: measures against their targets, weighted (docs/rules.md, 9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kehu_batch.model.figures.retention import OwnerScore, ScorecardFigures, ScorecardPart
from kehu_batch.policy.schema import ScorecardPolicy
from kehu_batch.records import dataclass

#: A grey measure's reason where nothing was counted.
NO_DATA = "没有数据"


@dataclass(frozen=True, slots=True)
class OwnerAnswer:
    """One measure of one owner.

    Args:
        value: As a share.
        n: Answers that it rests on.
    """

    value: float
    n: int


@dataclass(frozen=True, slots=True)
class OwnerCounts:
    """How many customers an owner has, and how many attempts reached nobody."""

    customers: int = 0
    unanswered: int = 0


def score_owners(
    owners: Mapping[str, OwnerCounts],
    answers: Mapping[str, Mapping[str, OwnerAnswer]],
    absent: Mapping[str, str],
    policy: ScorecardPolicy,
) -> ScorecardFigures:
    """Score each owner, the highest total first, then by how much is known; grey totals last.

    Args:
        owners: The persons.
        answers: By measure, each owner's answer; an owner without one has no data.
        absent: Why a measure has no data at all, by measure, and why ``customers`` or ``unanswered`` is not known.
        policy: Weights and targets.
    """
    scored = [_score(owner, counts, answers, absent, policy) for owner, counts in owners.items()]
    return ScorecardFigures(
        owners=tuple(sorted(scored, key=_rank)),
        weights=policy.weights.model_dump(),
        targets=policy.targets.model_dump(),
        least_answers=policy.least_answers,
        known_weight_min=policy.known_weight_min,
        reasons={name: absent[name] for name in ("customers", "unanswered") if name in absent},
    )


def _rank(score: OwnerScore) -> tuple[bool, float, float, str]:
    return score.total is None, -(score.total or 0.0), -score.known_weight, score.owner


def _score(
    owner: str,
    counts: OwnerCounts,
    answers: Mapping[str, Mapping[str, OwnerAnswer]],
    absent: Mapping[str, str],
    policy: ScorecardPolicy,
) -> OwnerScore:
    weights, targets = policy.weights.model_dump(), policy.targets.model_dump()
    parts = {
        measure: _part(
            answers.get(measure, {}).get(owner), weight, targets[measure], absent.get(measure, ""), policy
        )
        for measure, weight in weights.items()
    }
    known = sum(weights[measure] for measure, part in parts.items() if part.contribution is not None)
    total = _sum(parts.values())
    enough = known >= policy.known_weight_min and known > 0
    return OwnerScore(
        owner=owner,
        customers=None if "customers" in absent else counts.customers,
        unanswered=None if "unanswered" in absent else counts.unanswered,
        parts=parts,
        known_weight=known,
        total=round(total / known * 100, 4) if enough else None,
    )


def _sum(parts: Iterable[ScorecardPart]) -> float:
    """Return what the measures that are not grey give together."""
    return sum(part.contribution for part in parts if part.contribution is not None)


def _part(
    answer: OwnerAnswer | None, weight: float, target: float, absent: str, policy: ScorecardPolicy
) -> ScorecardPart:
    """Return a measure with its points: its weight × value ÷ target, at most the weight and never below 0."""
    if answer is None:
        return ScorecardPart(None, 0, None, absent or NO_DATA)
    if answer.n < policy.least_answers:
        return ScorecardPart(
            answer.value, answer.n, None, f"样本 {answer.n} 个，少于 {policy.least_answers} 个"
        )
    reached = min(1.0, max(0.0, answer.value / target))
    return ScorecardPart(answer.value, answer.n, round(weight * reached, 4))
