"""What the tables of lost and silent customers say of whom they count and of where reasons come from."""

from __future__ import annotations

from collections.abc import Mapping

from kehu_batch.model.figures.retention import CareFigures, LifecycleFigures, ScorecardFigures
from kehu_batch.policy.sections.retention import RetentionPolicy
from kehu_batch.wording.joining import join_reasons
from kehu_batch.wording.labels import SIGNAL_LABELS

#: Kinds of events that fall due, as a sentence that there are none names them.
_EVENTS = {
    "contract_end": "到期的合同",
    "birthday": "生日",
    "founding": "成立纪念日",
    "signing": "签约纪念日",
}
#: What is said of customers in a list whom nobody called.
UNCALLED = "，没有回访过的为 —"
POSSIBLE_REASONS = "可能原因取沉默前最后一次回访或投诉里的问题类型，一个客户可以有几种"


def lost_words(policy: RetentionPolicy) -> str:
    """Return who counts as lost and who as silent, in the policy's own days."""
    return (
        f"流失：台账写明，或距上次成交超过 {policy.lost_after_days:,} 天；"
        f"沉默：超过 {policy.silent_after_days:,} 天"
    )


def uncounted_words(figures: ScorecardFigures) -> tuple[str, ...]:
    """Return which counts of the persons nobody can tell, each with why."""
    names = {"customers": "客户数", "unanswered": "未接通"}
    return tuple(
        f"{figures.reasons[code]}，看不出{name}" for code, name in names.items() if code in figures.reasons
    )


def no_reason_words(reasons: Mapping[str, str]) -> str:
    """Return what is said of lost and silent customers without a reason: there is none, or nobody can tell."""
    untold = reasons.get("loss.possible")
    return f"没有写明；{untold}，看不出可能原因" if untold else "没有写明，沉默前也没有问题"


def untold_actions(reasons: Mapping[str, str]) -> str:
    """Return for which stages nobody can tell who lacks its action, and why; empty where all can be told.

    Args:
        reasons: See ``LifecycleFigures.reasons``.
    """
    of_stages: dict[str, list[str]] = {}
    for name, reason in reasons.items():
        if name.startswith("lacking."):
            of_stages.setdefault(reason, []).append(name.removeprefix("lacking."))
    told = (
        f"{reason}，看不出{'、'.join(stages)}客户缺不缺本阶段的动作" for reason, stages in of_stages.items()
    )
    return "；".join(told)


def untold_stages(figures: LifecycleFigures) -> str:
    """Return which stages nobody can tell, with why; empty where all can be told."""
    named: dict[str, list[str]] = {}
    for stage in figures.stages:
        if reason := figures.reasons.get(f"counts.{stage}"):
            named.setdefault(reason, []).append(stage)
    return "；".join(f"{reason}，看不出{'、'.join(stages)}客户" for reason, stages in named.items())


def nobody_at_risk(signals: Mapping[str, int | None], reasons: Mapping[str, str]) -> str:
    """Return that no customer shows a signal, and which signals nobody can tell for want of what table."""
    blind = [code for code in SIGNAL_LABELS if signals.get(code) is None]
    if not blind:
        return "截止日没有触及预警信号的客户。"
    seen = [label for code, label in SIGNAL_LABELS.items() if code not in blind]
    told = f"截止日没有触及“{'、'.join(seen)}”的客户；" if seen else ""
    why = join_reasons(reasons[f"signals.{code}"] for code in blind)
    return f"{told}{'其余' if seen else '预警'}信号看不出：{why}。"


def told_care(reasons: Mapping[str, str]) -> str:
    """Return the kinds of events that the ledger's columns tell, as ``到期的合同和生日``.

    Args:
        reasons: See ``CareFigures.reasons``.
    """
    *first, last = (words for event, words in _EVENTS.items() if f"events.{event}" not in reasons)
    return "和".join(filter(None, ("、".join(first), last)))


def uncalled(figures: CareFigures) -> bool:
    """Return whether the list of contracts that end holds somebody whom nobody called, though others were called."""
    return "open_issues" not in figures.reasons and bool(figures.renewals["open_issues"].isna().any())
