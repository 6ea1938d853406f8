"""The figures of the overview: each measure's value, its cases, its target, and where it is counted live."""

from __future__ import annotations

from kehu_batch.annotation.donor.formulas import Equals, count_formula, text_literal
from kehu_batch.annotation.donor.layout import LIST_LIMIT, Cell, Formula
from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.annotation.sheets import satisfaction
from kehu_batch.annotation.sheets.context import Context, rows_listed
from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.figures.finance.stated import StatedReceivables
from kehu_batch.model.figures.measure import PART, WHOLE
from kehu_batch.model.figures.measures import MEASURE_BY_CODE, Measure
from kehu_batch.model.figures.measures_receivables import STATED_MEASURES
from kehu_batch.model.figures.states import UNCLASSIFIED
from kehu_batch.records import dataclass
from kehu_batch.wording.labels import SOLVED, UNRATED, UNSOLVED
from kehu_batch.wording.satisfaction import why_unscored


@dataclass(frozen=True, slots=True)
class SheetFigure:
    """One figure of the overview.

    Args:
        measure: Its definition.
        value: ``None`` where it cannot be computed.
        cases: How many rows it rests on; ``None`` where that says nothing more than the figure.
        target: ``None`` where there is none.
        formula: Counts it from a list of this workbook; empty where it is a plain value.
        reason: Why it cannot be computed.
    """

    measure: Measure
    value: float | None
    cases: int | None = None
    target: float | None = None
    formula: str = ""
    reason: str = ""

    @property
    def cell(self) -> Cell:
        """Return what stands in its cell."""
        if self.value is None:
            return None
        return Formula(self.formula, self.value) if self.formula else self.value


def overview_figures(context: Context) -> tuple[SheetFigure, ...]:
    """Return the figures of the overview in the order shown."""
    drop = context.drop
    return (
        *_satisfaction(drop, live=satisfaction.is_live(context)),
        *_issues(drop.analysis),
        *_complaints(drop),
        *_tiers(drop.analysis),
        *_follow_ups(drop.analysis),
        *_retention(drop.analysis),
        *_payment(drop),
        _accuracy(drop),
    )


def _figure(code: str, value: float | None, **more: object) -> SheetFigure:
    return SheetFigure(MEASURE_BY_CODE[code], value, **more)  # type: ignore[arg-type]


def _quotient(code: str, part: str, whole: str) -> str:
    return MEASURE_BY_CODE[code].live({PART: part, WHOLE: whole})


def _count(column: str, label: str) -> str:
    return count_formula(Equals(column, text_literal(label), label))


def _satisfaction(drop: ComputedDrop, *, live: bool) -> list[SheetFigure]:
    figures = drop.analysis.satisfaction
    if figures is None:
        reason = drop.analysis.reasons.get("satisfaction", "")
        return [_figure(f"satisfaction.{name}", None, reason=reason) for name in ("called", "mean", "csat")]
    total = figures.total
    target = drop.policy.policy.satisfaction.target
    unscored = why_unscored(total)

    def source(column: str) -> str:
        return f"SUM({{satisfaction.{column}}})" if live else ""

    found = [
        _figure("satisfaction.called", total.called, formula=source("called")),
        _figure("satisfaction.scored", total.scored, cases=total.called, formula=source("scored")),
        _figure("satisfaction.mean", total.mean, cases=total.scored, formula=source("mean"), reason=unscored),
        _figure(
            "satisfaction.csat",
            total.csat,
            cases=total.scored,
            target=target,
            formula=source("csat"),
            reason=unscored,
        ),
    ]
    if figures.nps is not None:
        found.append(_figure("satisfaction.nps", figures.nps))
    return found


def _complaints(drop: ComputedDrop) -> list[SheetFigure]:
    """Return what was received and solved; nothing without a register."""
    figures = drop.analysis.complaints
    if figures is None:
        return []
    live = 0 < len(figures.items) <= LIST_LIMIT
    rows = "ROWS({complaints.complaint})"
    solved = _count("{complaints.solved}", SOLVED)
    return [
        _figure("complaints.received", figures.received, formula=rows if live else ""),
        _figure(
            "complaints.resolution_rate",
            figures.resolution_rate,
            cases=figures.received,
            target=drop.policy.policy.targets.complaint_resolution,
            formula=_quotient("complaints.resolution_rate", solved, rows) if live else "",
            reason=figures.reasons.get("resolution_rate", ""),
        ),
    ]


def _issues(analysis: Analysis) -> list[SheetFigure]:
    issues, demands = analysis.issues, analysis.demands
    found = []
    if issues is not None:
        live = 0 < len(issues.items) <= LIST_LIMIT
        rows = "ROWS({issues.primary})" if live else ""
        solved, unsolved = (_count("{issues.resolved}", word) for word in (SOLVED, UNSOLVED))
        unclassified = _count("{issues.primary}", UNCLASSIFIED) if live else ""
        found += [
            _figure("issues.total", issues.total, formula=rows),
            _figure("issues.customers", issues.customers, cases=issues.total),
            _figure("issues.unclassified", issues.unclassified, cases=issues.total, formula=unclassified),
            _figure(
                "issues.resolution_rate",
                issues.resolution_rate,
                formula=_quotient("issues.resolution_rate", solved, f"({solved}+{unsolved})") if live else "",
                reason=issues.reasons.get("resolution_rate", ""),
            ),
        ]
    if demands is not None:
        live = 0 < len(demands.items) <= LIST_LIMIT
        found += [
            _figure("demands.total", demands.total, formula=rows_listed("demands.kind") if live else ""),
            _figure(
                "demands.conversion",
                demands.conversion,
                cases=demands.passed or None,
                reason=demands.reasons.get("conversion", ""),
            ),
        ]
    return found


def _tiers(analysis: Analysis) -> list[SheetFigure]:
    figures = analysis.tiers
    customers = len(figures.customers)
    live = 0 < customers <= LIST_LIMIT
    formula = _count("{customers.recomputed}", UNRATED) if live else ""
    return [_figure("tiers.unrated", figures.unrated, cases=customers, formula=formula)]


def _follow_ups(analysis: Analysis) -> list[SheetFigure]:
    figures, untold = analysis.follow_ups, analysis.follow_ups.reasons.get("overdue", "")
    overdue = len(figures.overdue)
    formula = "ROWS({overdue.clock})" if 0 < overdue <= LIST_LIMIT else ""
    return [
        _figure("follow_ups.open", None if untold else figures.open, reason=untold),
        _figure("follow_ups.overdue", None if untold else overdue, formula=formula, reason=untold),
        _figure(
            "follow_ups.kept_rate",
            figures.kept_rate,
            cases=None if "due" in figures.reasons else figures.due,
            reason=figures.reasons.get("kept_rate", ""),
        ),
        _figure(
            "follow_ups.completion_rate",
            figures.completion_rate,
            cases=None if "planned" in figures.reasons else figures.planned,
            reason=figures.reasons.get("completion_rate", ""),
        ),
    ]


def _retention(analysis: Analysis) -> list[SheetFigure]:
    """Return who bought again, how many customers came, and who may leave; nothing without orders or a ledger."""
    figures = analysis.retention
    if figures is None:
        return []
    reasons = figures.reasons
    rates = (
        ("repurchase_rate", figures.repurchase_rate, figures.buying),
        ("growth_rate", figures.growth_rate, figures.customers_before),
    )
    money = (("lifetime_value", figures.lifetime_fen), ("money_at_risk", figures.at_risk_fen))
    return [
        *(
            _figure(f"retention.{code}", value, cases=cases, reason=reasons.get(code, ""))
            for code, value, cases in rates
        ),
        _figure(
            "retention.at_risk",
            None if "at_risk" in reasons else len(figures.at_risk),
            reason=reasons.get("at_risk", ""),
        ),
        *(
            _figure(f"retention.{code}", None if fen is None else fen / 100, reason=reasons.get(code, ""))
            for code, fen in money
        ),
    ]


#: Measures of payment risk that a manager looks at first.
_PAYMENT = ("collection_timeliness", "collection_rate", "overdue_rate", "dso", "cei")


def _payment(drop: ComputedDrop) -> list[SheetFigure]:
    """Return what is owed, what of it is overdue, and how it is collected; nothing without receivables."""
    figures = drop.analysis.payment_risk
    if figures is None:
        return _stated(drop.analysis.stated)
    total, targets = figures.total, drop.policy.policy.targets
    kpis = {code: total.kpis[code] for code in _PAYMENT}
    return [
        _figure("payment_risk.outstanding", total.outstanding_fen / 100),
        _figure("payment_risk.overdue", total.overdue_fen / 100),
        *(
            _figure(
                f"payment_risk.{code}",
                kpi.value,
                target=targets.collection_timeliness if code == "collection_timeliness" else None,
                reason=kpi.reason,
            )
            for code, kpi in kpis.items()
        ),
    ]


def _stated(figures: StatedReceivables | None) -> list[SheetFigure]:
    """Return the same of finance's balances, as far as they tell."""
    if figures is None:
        return []
    total = figures.total
    late = None if total.overdue_fen is None else total.overdue_fen / 100
    kpis = (total.kpis[code] for code in ("overdue_rate", "credit_use"))
    return [
        SheetFigure(STATED_MEASURES["payment_risk.outstanding"], total.outstanding_fen / 100),
        SheetFigure(STATED_MEASURES["payment_risk.overdue"], late, reason=total.reasons.get("overdue", "")),
        *(_figure(f"payment_risk.{kpi.code}", kpi.value, reason=kpi.reason) for kpi in kpis),
    ]


def _accuracy(drop: ComputedDrop) -> SheetFigure:
    figures = drop.analysis.quality
    return _figure(
        "data_quality.accuracy",
        figures.accuracy,
        cases=figures.required,
        target=drop.policy.policy.quality.accuracy_target,
        formula=_quotient("data_quality.accuracy", "SUM({accuracy.right})", "SUM({accuracy.required})"),
        reason=drop.analysis.reasons.get("data_quality", ""),
    )
