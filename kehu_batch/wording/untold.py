"""What nobody can tell of a drop for want of a table, in one line; and what stands where nothing is to be acted on."""

from __future__ import annotations

from collections.abc import Container, Iterator

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.wording.joining import join_reasons

#: Kinds of things to act on, as a line names them that nobody can tell.
HEARD, COMPLAINED, LATE, OWED, CHECKED, LEAVING = (
    "满意度和问题",
    "投诉时限",
    "逾期跟进",
    "欠款和对账",
    "与财务的差异",
    "流失预警",
)
_NOTHING_AMISS = "没有低于目标、逾期或与财务不符的事项。"


def untold_words(analysis: Analysis, kinds: Container[str] | None = None) -> str:
    """Return which kinds of things the drop cannot tell, each with why; empty where it can tell them all.

    Args:
        analysis: The figures with the reasons of those that are not known.
        kinds: Of which kinds only; all without.

    Example:
        ``本次看不出：投诉时限（没有投诉登记表）；逾期跟进（没有回访、跟进、投诉或台账）。``
    """
    named: dict[str, list[str]] = {}
    for name, reason in untold_kinds(analysis).items():
        if kinds is not None and name not in kinds:
            continue
        named.setdefault(reason, []).append(name)
    told = "；".join(
        f"{'、'.join(names)}{f'（{reason}）' if reason else ''}" for reason, names in named.items()
    )
    return f"本次看不出：{told}。" if told else ""


def untold_kinds(analysis: Analysis) -> dict[str, str]:
    """Return the kinds of things that the drop cannot tell, each with why."""
    return dict(_untold(analysis))


def empty_words(none: str, untold: str) -> str:
    """Return what stands for a list without rows: that there are none, or why nobody can tell.

    Example:
        >>> empty_words("没有", ""), empty_words("没有", "没有回访工作表")
        ('没有', '看不出：没有回访工作表')
    """
    return f"看不出：{untold}" if untold else none


def nothing_amiss(untold: str) -> str:
    """Return what is said where nothing is to be acted on: of what can be told, where ``untold`` names what cannot."""
    return f"能看出的部分{_NOTHING_AMISS}" if untold else _NOTHING_AMISS


def _untold(analysis: Analysis) -> Iterator[tuple[str, str]]:
    """Yield what is not known and why, as the figures themselves say."""
    reasons = analysis.reasons
    if analysis.satisfaction is None:
        yield HEARD, reasons.get("satisfaction", "")
    if analysis.complaints is None:
        yield COMPLAINED, reasons.get("complaints", "")
    if why := analysis.follow_ups.reasons.get("overdue"):
        yield LATE, why
    yield from _untold_money(analysis)
    retention = analysis.retention
    if retention is None:
        yield LEAVING, reasons.get("retention", "")
    elif all(count is None for count in retention.signals.values()):
        blind = (retention.reasons[f"signals.{code}"] for code in retention.signals)
        yield LEAVING, join_reasons(blind)


def _untold_money(analysis: Analysis) -> Iterator[tuple[str, str]]:
    if analysis.payment_risk is None and analysis.stated is None:
        yield OWED, analysis.reasons.get("payment_risk", "")
        return
    checked = analysis.cross_check
    if checked is None:
        yield CHECKED, analysis.reasons.get("cross_check", "")
    elif not checked.levels:
        yield CHECKED, checked.reasons.get("finance", "")
