"""The KPIs of payment risk, each defined once (docs/rules.md, 10).

A definition's expression gives the number, the formula in Chinese, the workbook's formula, the entry of the JSON schema
and the line of the glossary. To add one: an entry of ``PAYMENT_KPIS`` over ``KPI_INPUTS``; for a new input its sum in
``analysis/receivables/kpi_inputs.py`` and its cell in ``annotation/sheets/receivables/kpi_inputs.py``.
"""

from __future__ import annotations

from collections.abc import Mapping

from kehu_batch.model.figures.expression import Expression, take
from kehu_batch.model.figures.measure import Direction, Measure, NamedExpression
from kehu_batch.records import dataclass

#: What is taken of the receivables on the day.
OPEN_DOCUMENTS = "截止日的应收单，贷项除外"
_FLOWS = "本期的应收与回款"

#: Name and unit of every input, by code.
KPI_INPUTS: Mapping[str, tuple[str, str]] = {
    "collected_on_time": ("按期收回", "元"),
    "falling_due": ("本期到期应收", "元"),
    "opening": ("期初未收余额", "元"),
    "invoiced": ("本期开票", "元"),
    "outstanding": ("期末未收余额", "元"),
    "current": ("期末未到期", "元"),
    "overdue": ("逾期金额", "元"),
    "overdue_days": ("Σ（逾期金额 × 逾期天数）", "元·天"),
    "days": ("本期天数", "天"),
    "limited": ("有额度客户的未收余额", "元"),
    "limits": ("其信用额度", "元"),
    "unlimited": ("有应收而没有额度的客户", "户"),
    "top_1": ("最大客户未收余额", "元"),
    "top_5": ("前5大客户未收余额", "元"),
    "top_10": ("前10大客户未收余额", "元"),
    "squares": ("Σ（客户未收余额 × 客户未收余额）", "元·元"),
    "debtors": ("有未收款的客户", "户"),
}

#: What a unit is in fen, or in fen × fen.
UNIT_FEN: Mapping[str, int] = {"元": 100, "元·天": 100, "元·元": 10_000}
#: What money is in that is told in 元; of any other currency its code tells.
YUAN, _OF_YUAN = "元", "CNY"


def money_word(currency: str) -> str:
    """Return what the money of a KPI's inputs is in, for the policy's own currency or another.

    Example:
        >>> money_word("CNY"), money_word("USD")
        ('元', 'USD')
    """
    return YUAN if currency == _OF_YUAN else currency


(
    COLLECTED_ON_TIME, FALLING_DUE, OPENING, INVOICED, OUTSTANDING, CURRENT, OVERDUE, OVERDUE_DAYS, DAYS, LIMITED,
    LIMITS, _, TOP_1, TOP_5, TOP_10, SQUARES, _,
) = (take(code) for code in KPI_INPUTS)  # fmt: skip

_NAMES = {code: name for code, (name, _) in KPI_INPUTS.items()}


@dataclass(frozen=True, slots=True)
class PaymentKpi:
    """One KPI.

    Args:
        code: Its key in ``summary.json``.
        name: Chinese name.
        expression: How it comes from its inputs; a quotient.
        empty: Why it cannot be computed where its denominator is not above 0.
        needs: What else must be known: ``receipts``, ``allocation``, ``issued``, ``limits``.
        null_when: The same for the glossary.
        population: Rows it is taken over.
        unit: ``%``, ``天`` or nothing.
        decimals: Decimals shown.
        direction: Whether a rise is good.
        beside: Inputs shown beside, which do not enter.
    """

    code: str
    name: str
    expression: Expression
    empty: str
    needs: tuple[str, ...] = ()
    null_when: str = ""
    population: str = OPEN_DOCUMENTS
    unit: str = "%"
    decimals: int = 1
    direction: Direction = Direction.DOWN_GOOD
    beside: tuple[str, ...] = ()

    @property
    def inputs(self) -> tuple[str, ...]:
        """Return the codes of the inputs shown."""
        return (*self.expression.inputs(), *self.beside)

    @property
    def formula(self) -> str:
        """Return the formula in Chinese."""
        return self.expression.chinese(_NAMES)

    @property
    def measure(self) -> Measure:
        """Return its entry in the table of measures."""
        return Measure(
            code=f"payment_risk.{self.code}",
            name=self.name,
            population=self.population,
            terms=NamedExpression(self.expression, _NAMES),
            null_when=self.null_when or self.empty,
            decimals=self.decimals,
            unit=self.unit,
            direction=self.direction,
        )


_BY_DATE = "没有回款明细、有已收金额没有回款日期，或回款没有写明单据号"
_UNKNOWN_FLOWS = f"{_BY_DATE}，或有应收单没有开票日期"


def _share_of_largest(count: int, expression: Expression) -> PaymentKpi:
    name = "最大客户占比" if count == 1 else f"前{count}大客户占比"
    return PaymentKpi(f"top_{count}", name, expression / OUTSTANDING, "没有未收款")


PAYMENT_KPIS: tuple[PaymentKpi, ...] = (
    PaymentKpi(
        "collection_timeliness",
        "收款及时率",
        COLLECTED_ON_TIME / FALLING_DUE,
        "本期没有到期的应收",
        ("receipts", "allocation"),
        f"没有到期应收，{_BY_DATE}",
        "本期内（至截止日）到期的应收单",
        direction=Direction.UP_GOOD,
    ),
    PaymentKpi(
        "collection_rate",
        "回款率",
        (OPENING + INVOICED - OUTSTANDING) / (OPENING + INVOICED),
        "期初未收余额与本期开票都是 0",
        ("receipts", "allocation", "issued"),
        _UNKNOWN_FLOWS,
        _FLOWS,
        direction=Direction.UP_GOOD,
    ),
    PaymentKpi("overdue_rate", "逾期率", OVERDUE / OUTSTANDING, "没有未收款"),
    PaymentKpi(
        "dso",
        "应收账款周转天数（DSO）",
        OUTSTANDING * DAYS / INVOICED,
        "本期没有开票",
        ("issued",),
        "本期没有开票，或有应收单没有开票日期",
        _FLOWS,
        "天",
    ),
    PaymentKpi(
        "best_possible_dso",
        "最佳可能周转天数",
        CURRENT * DAYS / INVOICED,
        "本期没有开票",
        ("issued",),
        "本期没有开票，或有应收单没有开票日期",
        _FLOWS,
        "天",
        direction=Direction.NEUTRAL,
    ),
    PaymentKpi(
        "average_days_delinquent",
        "平均拖欠天数",
        (OUTSTANDING - CURRENT) * DAYS / INVOICED,
        "本期没有开票",
        ("issued",),
        "本期没有开票，或有应收单没有开票日期",
        _FLOWS,
        "天",
    ),
    PaymentKpi(
        "cei",
        "回收有效指数（CEI）",
        (OPENING + INVOICED - OUTSTANDING) / (OPENING + INVOICED - CURRENT),
        "没有可回收的应收",
        ("receipts", "allocation", "issued"),
        _UNKNOWN_FLOWS,
        _FLOWS,
        direction=Direction.UP_GOOD,
    ),
    PaymentKpi("weighted_days_late", "加权逾期天数", OVERDUE_DAYS / OVERDUE, "没有逾期款", unit="天"),
    PaymentKpi(
        "credit_use",
        "信用额度使用率",
        LIMITED / LIMITS,
        "没有填写大于 0 的信用额度",
        ("limits",),
        population="有信用额度的客户（没有应收的也在内；没有额度的客户不算不限额）",
        beside=("unlimited",),
    ),
    _share_of_largest(1, TOP_1),
    _share_of_largest(5, TOP_5),
    _share_of_largest(10, TOP_10),
    PaymentKpi(
        "hhi",
        "集中度指数（HHI，10000 为只有一个客户）",
        SQUARES * 10_000 / (OUTSTANDING * OUTSTANDING),
        "没有未收款",
        unit="",
        decimals=0,
        beside=("debtors",),
    ),
)
