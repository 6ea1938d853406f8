"""The KPIs of payment risk, each with its formula, its inputs and why it cannot be computed (docs/rules.md, 10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from kehu_batch.model.figures.receivables import Kpi, KpiInput

_NOT_DUE = "本期没有到期的应收"
_NOTHING_OPEN = "没有未收款"
_NOTHING_OVERDUE = "没有逾期款"
_NOTHING_INVOICED = "本期没有开票"


@dataclass(frozen=True, slots=True)
class KpiBasis:
    """The sums that KPIs are computed from, of one currency; money in fen.

    Args:
        days: Days of the period up to as_of.
        outstanding: Gross at as_of.
        current: Its part not yet due.
        overdue: Its part past due.
        overdue_days_fen: Sum of overdue fen × days overdue.
        falling_due: Amount of the invoices falling due in the period up to as_of.
        collected_on_time: Its part received by its due date.
        opening: Gross at the end of the day before the period.
        opening_net: Net then.
        closing_net: Net at as_of.
        invoiced: Invoices dated in the period.
        invoiced_net: The same less the period's credit notes.
        limits: Sum of the credit limits that customers have.
        limited_net: Net of the customers with a limit.
        unlimited: Customers with receivables and no limit.
        largest: Outstanding by customer, largest first, customers without any left out.
        reasons: Why an input is not known, by ``receipts``, ``allocation`` and ``issued``.
    """

    days: int
    outstanding: int
    current: int
    overdue: int
    overdue_days_fen: int
    falling_due: int
    collected_on_time: int
    opening: int
    opening_net: int
    closing_net: int
    invoiced: int
    invoiced_net: int
    limits: int
    limited_net: int
    unlimited: int
    largest: Sequence[int]
    reasons: Mapping[str, str] = field(default_factory=dict)

    def reason(self, *needs: str) -> str:
        """Return why one of the needed inputs is not known; ``""`` where all are."""
        return next((self.reasons[need] for need in needs if self.reasons.get(need)), "")


def compute_kpis(basis: KpiBasis) -> dict[str, Kpi]:
    """Return every KPI by its code, in the order shown."""
    kpis = (
        _timeliness(basis),
        _collection_rate(basis),
        _overdue_rate(basis),
        *_sales_days(basis),
        _effectiveness(basis),
        _weighted_days(basis),
        _credit_use(basis),
        *_concentration(basis),
    )
    return {kpi.code: kpi for kpi in kpis}


def _ratio(numerator: int, denominator: int) -> float | None:
    """Return the quotient, rounded once; ``None`` for a denominator of 0."""
    return float(Fraction(numerator, denominator)) if denominator else None


def _timeliness(basis: KpiBasis) -> Kpi:
    reason = basis.reason("receipts", "allocation") or ("" if basis.falling_due else _NOT_DUE)
    return Kpi(
        "collection_timeliness",
        "收款及时率",
        "按期收回 ÷ 本期到期应收",
        (KpiInput("按期收回", basis.collected_on_time), KpiInput("本期到期应收", basis.falling_due)),
        None if reason else _ratio(basis.collected_on_time, basis.falling_due),
        reason=reason,
    )


def _collection_rate(basis: KpiBasis) -> Kpi:
    due = basis.opening_net + basis.invoiced_net
    reason = basis.reason("receipts", "issued") or ("" if due > 0 else "期初与本期开票之和不大于 0")
    return Kpi(
        "collection_rate",
        "回款率",
        "（期初净额 + 本期开票净额 − 期末净额） ÷ （期初净额 + 本期开票净额）",
        (
            KpiInput("期初净额", basis.opening_net),
            KpiInput("本期开票净额", basis.invoiced_net),
            KpiInput("期末净额", basis.closing_net),
        ),
        None if reason else _ratio(due - basis.closing_net, due),
        reason=reason,
    )


def _overdue_rate(basis: KpiBasis) -> Kpi:
    return Kpi(
        "overdue_rate",
        "逾期率",
        "逾期金额 ÷ 未收余额",
        (KpiInput("逾期金额", basis.overdue), KpiInput("未收余额", basis.outstanding)),
        _ratio(basis.overdue, basis.outstanding),
        reason="" if basis.outstanding else _NOTHING_OPEN,
    )


def _sales_days(basis: KpiBasis) -> tuple[Kpi, Kpi, Kpi]:
    reason = basis.reason("issued") or ("" if basis.invoiced else _NOTHING_INVOICED)
    sales = (KpiInput("本期开票", basis.invoiced), KpiInput("本期天数", basis.days, "天"))
    total, current = KpiInput("期末未收余额", basis.outstanding), KpiInput("期末未到期", basis.current)

    def days_of(fen: int) -> float | None:
        return None if reason else _ratio(fen * basis.days, basis.invoiced)

    return (
        Kpi(
            "dso",
            "应收账款周转天数（DSO）",
            "期末未收余额 ÷ 本期开票 × 本期天数",
            (total, *sales),
            days_of(basis.outstanding),
            "天",
            reason,
        ),
        Kpi(
            "best_possible_dso",
            "最佳可能周转天数",
            "期末未到期 ÷ 本期开票 × 本期天数",
            (current, *sales),
            days_of(basis.current),
            "天",
            reason,
        ),
        Kpi(
            "average_days_delinquent",
            "平均拖欠天数",
            "（期末未收余额 − 期末未到期） ÷ 本期开票 × 本期天数",
            (total, current, *sales),
            days_of(basis.outstanding - basis.current),
            "天",
            reason,
        ),
    )


def _effectiveness(basis: KpiBasis) -> Kpi:
    available = basis.opening + basis.invoiced
    collectable = available - basis.current
    reason = basis.reason("receipts", "allocation", "issued") or (
        "" if collectable > 0 else "没有可回收的应收"
    )
    return Kpi(
        "cei",
        "回收有效指数（CEI）",
        "（期初未收余额 + 本期开票 − 期末未收余额） ÷ （期初未收余额 + 本期开票 − 期末未到期）",
        (
            KpiInput("期初未收余额", basis.opening),
            KpiInput("本期开票", basis.invoiced),
            KpiInput("期末未收余额", basis.outstanding),
            KpiInput("期末未到期", basis.current),
        ),
        None if reason else _ratio(available - basis.outstanding, collectable),
        reason=reason,
    )


def _weighted_days(basis: KpiBasis) -> Kpi:
    return Kpi(
        "weighted_days_late",
        "加权逾期天数",
        "Σ（逾期金额 × 逾期天数） ÷ 逾期金额",
        (
            KpiInput("Σ（逾期金额 × 逾期天数）", basis.overdue_days_fen, "元·天"),
            KpiInput("逾期金额", basis.overdue),
        ),
        _ratio(basis.overdue_days_fen, basis.overdue),
        "天",
        "" if basis.overdue else _NOTHING_OVERDUE,
    )


def _credit_use(basis: KpiBasis) -> Kpi:
    return Kpi(
        "credit_use",
        "信用额度使用率",
        "有额度客户的应收净额 ÷ 其信用额度（没有额度的客户不算不限额）",
        (
            KpiInput("有额度客户的应收净额", basis.limited_net),
            KpiInput("其信用额度", basis.limits),
            KpiInput("有应收而没有额度的客户", basis.unlimited, "户"),
        ),
        _ratio(basis.limited_net, basis.limits),
        reason="" if basis.limits else (basis.reason("limits") or "没有填写信用额度"),
    )


def _concentration(basis: KpiBasis) -> tuple[Kpi, ...]:
    reason = "" if basis.outstanding else _NOTHING_OPEN
    total = KpiInput("未收余额", basis.outstanding)
    tops = []
    for count in (1, 5, 10):
        first = sum(basis.largest[:count])
        name = "最大客户占比" if count == 1 else f"前{count}大客户占比"
        part = KpiInput("最大客户未收余额" if count == 1 else f"前{count}大客户未收余额", first)
        tops.append(
            Kpi(
                f"top_{count}",
                name,
                f"{part.name} ÷ 未收余额",
                (part, total),
                _ratio(first, basis.outstanding),
                reason=reason,
            )
        )
    squares = sum(fen * fen for fen in basis.largest)
    return (
        *tops,
        Kpi(
            "hhi",
            "集中度指数（HHI）",
            "Σ（客户占比 × 100）²，10000 为只有一个客户",
            (total, KpiInput("有未收款的客户", len(basis.largest), "户")),
            _ratio(squares * 10_000, basis.outstanding**2),
            "",
            reason,
        ),
    )
