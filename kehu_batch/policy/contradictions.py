"""Rules of a policy that are each valid and do not go together; a policy may acknowledge one with its source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise, product

from kehu_batch.folding import fold_text
from kehu_batch.model.figures.states import ClockName
from kehu_batch.policy.schema import Cadence, GradeRule, Policy
from kehu_batch.policy.sections.tiers import HIGH, LOW
from kehu_batch.policy.shape import choice_labels
from kehu_batch.policy.taxonomy import load_taxonomy
from kehu_batch.records import dataclass


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One pair of rules that do not go together.

    Args:
        rule: Its code, as ``acknowledged`` names it.
        message: What it is, in Chinese.
        tier: The tier concerned; blank where none is.
        source: Where it was acknowledged from; blank where it was not.
    """

    rule: str
    message: str
    tier: str = ""
    source: str = ""


def find_contradictions(policy: Policy) -> tuple[Contradiction, ...]:
    """Return the rules that contradict each other, each with its source where the policy acknowledges it."""
    sources = {(one.rule, one.tier): one.source for one in policy.acknowledged}
    found = [item for check in _CHECKS for item in check(policy)]
    told = [
        Contradiction(item.rule, item.message, item.tier, sources.get((item.rule, item.tier), ""))
        for item in found
    ]
    real = {(item.rule, item.tier) for item in found}
    names = choice_labels(("acknowledged", "rule"))
    for rule, tier in sources:
        if (rule, tier) not in real:
            what = f"“{tier}”的" if tier else ""
            told.append(
                Contradiction(
                    "nothing_to_acknowledge",
                    f"策略里并没有{what}矛盾“{names.get(rule, rule)}”，这一条声明可以删去",
                )
            )
    return tuple(told)


def _cadence(policy: Policy) -> Iterator[Contradiction]:
    """A lower tier called more often than a higher one; a cadence for no tier, or beyond its own limit."""
    names = [tier.name for tier in policy.tiers.tiers]
    cadence = policy.follow_ups.cadence
    yield from _unknown_tiers(policy, names)
    listed = [name for name in names if name in cadence]
    for place, name in enumerate(listed):
        slower = [upper for upper in listed[:place] if _days(cadence[upper]) > _days(cadence[name])]
        if slower:
            yield Contradiction(
                "lower_tier_more_often",
                f"“{name}”（{_interval(cadence[name])}）比更高的“{slower[-1]}”（{_interval(cadence[slower[-1]])}）联系得更勤",
                name,
            )
    for name in listed:
        most, least = cadence[name].most_per_month, int(30 / _days(cadence[name]))
        if most is not None and least > most:
            yield Contradiction(
                "cadence_over_limit",
                f"“{name}”{_interval(cadence[name])}联系一次，一个月要 {least} 次，又规定每月最多 {most} 次",
                name,
            )
    if listed or ClockName.CADENCE not in policy.follow_ups.clocks:
        return
    yield Contradiction("clock_without_cadence", "启用了等级回访频率，却没有给任何一级定联系频次")


def _unknown_tiers(policy: Policy, names: list[str]) -> Iterator[Contradiction]:
    told = [(name, f"联系频次里写了“{name}”") for name in policy.follow_ups.cadence]
    for what, further in policy.follow_ups.further.items():
        told += [(name, f"“{what}”适用于“{name}”") for name in further.tiers]
    for name, said in told:
        if name not in names:
            message = f"{said}，方案里没有这一级；等级有：{'、'.join(names)}"
            yield Contradiction("cadence_without_tier", message, name)
    for name in policy.follow_ups.results.low_tiers:
        if name not in names:
            message = f"“{name}”的咨询按小时数答复，方案里没有这一级，不起作用；等级有：{'、'.join(names)}"
            yield Contradiction("hours_without_tier", message, name)


def _days(cadence: Cadence) -> float:
    """Return an interval in days, a month as a twelfth of a year."""
    if cadence.months is not None:
        return cadence.months * 365.25 / 12
    return 7 * cadence.weeks if cadence.weeks is not None else cadence.days or 0


def _interval(cadence: Cadence) -> str:
    if cadence.months is not None:
        return f"每 {cadence.months} 个月"
    return f"每 {cadence.weeks} 周" if cadence.weeks is not None else f"每 {cadence.days} 天"


def _tiers(policy: Policy) -> Iterator[Contradiction]:
    tiers = policy.tiers.tiers
    shares = [tier.expected_share for tier in tiers if tier.expected_share is not None]
    if len(shares) == len(tiers) and abs(sum(shares) - 1) > 1e-9:
        yield Contradiction("expected_mix", f"各级预期占比合计 {sum(shares):.0%}，不是 100%")
    elif shares and len(shares) < len(tiers):
        lacking = "、".join(tier.name for tier in tiers if tier.expected_share is None)
        yield Contradiction("expected_mix", f"有的等级写了预期占比，有的没有：{lacking}")
    last = tiers[-1]
    if policy.tiers.method == "bands" and last.conditions:
        yield Contradiction(
            "lowest_tier_drops", f"最低一级“{last.name}”还有条件，不符合的客户会成为未定级", last.name
        )
    if policy.tiers.method == "quadrants":
        yield from _corners(policy)
    listed = {segment for tier in tiers for segment in tier.segments}
    missing = [one.name for one in policy.rfm.segments if one.name not in listed]
    if policy.tiers.method == "rfm" and missing:
        yield Contradiction(
            "uncovered", f"没有等级对应这些 RFM 客群：{'、'.join(missing)}，其客户会成为未定级"
        )


def _key_tiers(policy: Policy) -> Iterator[Contradiction]:
    """Key customers are named by tier; a scheme of other tiers has none, and nobody would notice."""
    names = {fold_text(tier.name) for tier in policy.tiers.tiers}
    key = policy.retention.key_tiers
    if not names & set(map(fold_text, key)):
        told = f"算重点客户的等级（{'、'.join(key)}）" if key else "没有写哪些等级算重点客户"
        lacking = "没有一个是本方案的等级" if key else ""
        yield Contradiction(
            "no_key_tier",
            f"{told}{lacking}，所以没有重点客户；等级有：{'、'.join(t.name for t in policy.tiers.tiers)}",
        )


def _methods(policy: Policy) -> Iterator[Contradiction]:
    """A way of contact that counts alone and that no channel has: a misspelt one counts where it is written so."""
    channels = policy.follow_ups.touch.channels
    known = {fold_text(way) for channel in channels for way in (channel.name, *channel.methods)}
    for name, cadence in policy.follow_ups.cadence.items():
        unknown = [method for method in cadence.methods if not any(fold_text(method) in way for way in known)]
        if unknown:
            told = "”“".join(unknown)
            yield Contradiction(
                "unknown_method",
                f"“{name}”只算“{told}”，“渠道（从弱到强）”里没有这种回访方式，记录里不是照样写的不会算到",
                name,
            )


def _departments(policy: Policy) -> Iterator[Contradiction]:
    """A department for a type that there is not: nothing ever goes there."""
    named = policy.issues.departments
    if not named:
        return
    types = load_taxonomy().names
    for name, department in named.items():
        if name not in types:
            message = f"“{name}”转交“{department}”，没有这种问题类型，不起作用；类型有：{'、'.join(types)}"
            yield Contradiction("department_without_type", message)


def _corners(policy: Policy) -> Iterator[Contradiction]:
    axes = [axis.name for axis in policy.tiers.axes]
    written = [tuple(tier.when.get(name) for name in axes) for tier in policy.tiers.tiers if tier.when]
    for corner in product((HIGH, LOW), repeat=len(axes)):
        if corner not in written:
            told = "、".join(f"{name}{side}" for name, side in zip(axes, corner, strict=True))
            yield Contradiction("uncovered", f"没有等级对应“{told}”，这样的客户会成为未定级")


def _severity(policy: Policy) -> Iterator[Contradiction]:
    bounds = policy.follow_ups.severity
    if bounds.medium_over >= bounds.high_over:
        yield Contradiction(
            "severity_order",
            f"逾期多于 {bounds.medium_over} 天为中、多于 {bounds.high_over} 天为高，“中”永远不会出现",
        )


def _grades(policy: Policy) -> Iterator[Contradiction]:
    """A milder grade with a stricter limit than the graver one above it."""
    limits = [name for name in GradeRule.model_fields if name != "name"]
    for graver, milder in pairwise(policy.receivables.grades):
        for limit in limits:
            above, below = getattr(graver, limit), getattr(milder, limit)
            if above is not None and below is not None and below >= above:
                yield Contradiction(
                    "grade_order",
                    f"风险等级“{milder.name}”有一条界线不比更重的“{graver.name}”低（{below:g} 与 {above:g}），不会起作用",
                    milder.name,
                )


def _weights(policy: Policy) -> Iterator[Contradiction]:
    """Weights of a score that are neither points of 100 nor shares of one."""
    parts = policy.tiers.parts
    total = sum(part.weight for part in parts)
    if parts and total not in {1, 100}:
        names = choice_labels(("tiers", "measure"))
        listed = "、".join(f"{names.get(part.field, part.field)} {part.weight:f}" for part in parts)
        yield Contradiction("part_weights", f"得分项的权重合计是 {total:f}，不是 100（{listed}）")


def _rates(policy: Policy) -> Iterator[Contradiction]:
    """A provision rate for no bucket, where some bucket lacks its own."""
    rates, labels = policy.receivables.provision.age_rates, policy.receivables.age_labels[:-1]
    unknown = [f"“{label}”" for label in rates if label not in policy.receivables.age_labels]
    lacking = [f"“{label}”" for label in labels if label not in rates]
    if unknown and lacking:
        yield Contradiction(
            "rate_without_bucket",
            f"计提比率写给{'、'.join(unknown)}，没有这样的账龄段；{'、'.join(lacking)}没有比率，不计提",
        )


def _complaints(policy: Policy) -> Iterator[Contradiction]:
    for name, limits in policy.complaints.sets.items():
        hours = [limits.respond_hours, limits.plan_hours, limits.resolve_hours]
        known = [one for one in hours if one is not None]
        if known != sorted(known):
            yield Contradiction("complaint_order", f"投诉时限“{name}”里，后一步的时限比前一步还短")


_CHECKS: tuple[Callable[[Policy], Iterator[Contradiction]], ...] = (
    _cadence,
    _tiers,
    _severity,
    _grades,
    _weights,
    _rates,
    _complaints,
    _key_tiers,
    _methods,
    _departments,
)
