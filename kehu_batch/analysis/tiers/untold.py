"""Which tiers the drop cannot tell, and why: for want of amounts, of contacts, of what the scheme looks at."""

from __future__ import annotations

from kehu_batch.analysis.tiers.basis import TierBasis
from kehu_batch.analysis.tiers.rating import UNREAD_DEAL
from kehu_batch.model.tables.telling import has_column, why_untold
from kehu_batch.policy.schema import Policy, TierPolicy


def find_untold_tiers(basis: TierBasis, policy: Policy) -> dict[str, str]:
    """Return why nobody can tell who has a tier, by tier; a tier that can be told, though nobody has it, is not in it.

    A tier by the rule is told where what the rule looks at is known of any customer; that of inquiries where a table
    came that tells who asked, and one that tells of deals.

    Args:
        basis: The day's tiers with what they were told from.
        policy: Its ``tiers`` are the scheme.
    """
    scheme, reasons = policy.tiers, {}
    by_rule = "" if basis.rating.judged.any() else _why_unjudged(basis, scheme)
    by_inquiry = basis.rating.inquiry.unheard or _why_no_deals(basis)
    for tier in scheme.tiers:
        if reason := by_inquiry if tier.inquiry else by_rule:
            reasons[tier.name] = reason
    return reasons


def _why_no_deals(basis: TierBasis) -> str:
    """Return why nobody can tell of any customer whether there was a deal."""
    if not (basis.rating.inquiry.untold != "").all():
        return ""
    return why_untold(basis.snapshot.dataset, "orders", "ledger") or UNREAD_DEAL


def _why_unjudged(basis: TierBasis, scheme: TierPolicy) -> str:
    """Return why what the rule looks at is known of nobody."""
    match scheme.method:
        case "bands":
            return _why_unmeasured(basis, scheme)
        case "quadrants":
            sides = zip(scheme.axes, basis.rating.sides, strict=True)
            blind = "、".join(f"“{axis.name}”" for axis, side in sides if (side < 0).all())
            return f"没有一户看得出{blind}" if blind else "没有一户各方面都看得出"
        case "score":
            return "没有一户已知的各项够评分"
        case "rfm":
            return why_untold(basis.snapshot.dataset, "orders") or "没有一户够分客群"


def _why_unmeasured(basis: TierBasis, scheme: TierPolicy) -> str:
    dataset, measure = basis.snapshot.dataset, basis.rating.measure
    if scheme.measure not in {"spend", "lifetime"}:
        return f"没有一户有{measure.label}"
    if untold := why_untold(dataset, "orders", "ledger"):
        return untold
    if basis.spend.by_orders:
        return f"近{scheme.window_months}个月的订单金额都不明"
    short = why_untold(dataset, "orders") or f"订单不足{scheme.window_months}个月"
    if dataset.table("ledger") is None:
        return f"{short}，也没有客户台账"
    blank = "没有读得出的" if has_column(dataset, "ledger", {"annual_amount"}) else "也没有"
    return f"{short}，台账{blank}年合作金额"
