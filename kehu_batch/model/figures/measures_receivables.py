"""Measures of payment risk and of the cross-check; part of the one table of measures."""

from __future__ import annotations

from collections.abc import Mapping

from kehu_batch.model.figures.expression import take
from kehu_batch.model.figures.measure import Direction, Measure, NamedExpression, counted
from kehu_batch.model.figures.payment_kpis import OPEN_DOCUMENTS, PAYMENT_KPIS

_NET = NamedExpression(
    take("outstanding") - take("credit_notes") - take("unallocated"),
    {"outstanding": "未收余额", "credit_notes": "未核销贷项", "unallocated": "未分配回款"},
)

RECEIVABLE_MEASURES: tuple[Measure, ...] = (
    Measure(
        "payment_risk.outstanding",
        "未收余额",
        OPEN_DOCUMENTS,
        counted("应收金额 − 已收金额之和"),
        unit="元",
        decimals=2,
        direction=Direction.DOWN_GOOD,
    ),
    Measure(
        "payment_risk.overdue",
        "逾期金额",
        OPEN_DOCUMENTS,
        counted("到期日早于截止日的未收金额之和"),
        unit="元",
        decimals=2,
        direction=Direction.DOWN_GOOD,
    ),
    Measure(
        "payment_risk.disputed",
        "争议金额",
        OPEN_DOCUMENTS,
        counted("争议金额之和，以未收金额为限"),
        unit="元",
        decimals=2,
        direction=Direction.DOWN_GOOD,
    ),
    Measure(
        "payment_risk.credit_notes",
        "未核销贷项",
        "截止日的负数应收单",
        counted("未核销金额之和"),
        unit="元",
        decimals=2,
    ),
    Measure(
        "payment_risk.unallocated",
        "未分配回款",
        "截止日及以前的回款",
        counted("没有对应应收单的回款金额之和"),
        unit="元",
        decimals=2,
        direction=Direction.DOWN_GOOD,
    ),
    Measure(
        "payment_risk.later_receipts",
        "截止日之后的回款",
        "截止日之后的回款",
        counted("回款金额之和，不计入其他数字"),
        unit="元",
        decimals=2,
    ),
    Measure(
        "payment_risk.written_off",
        "坏账核销",
        "状态为坏账核销的应收单",
        counted("应收金额 − 其回款之和，不计入其他数字"),
        unit="元",
        decimals=2,
    ),
    Measure(
        "payment_risk.net",
        "应收净额",
        OPEN_DOCUMENTS,
        _NET,
        unit="元",
        decimals=2,
    ),
    *(kpi.measure for kpi in PAYMENT_KPIS),
    Measure(
        "cross_check.matched",
        "对账一致数",
        "运营方与财务方的客户或单据",
        counted("金额一致（容差内）的个数"),
        unit="项",
        direction=Direction.UP_GOOD,
    ),
)

_STATED = "财务的应收余额表，没有应收明细时"

#: What the same figures are where they come from finance's balances; by code.
STATED_MEASURES: Mapping[str, Measure] = {
    one.code: one
    for one in (
        Measure(
            "payment_risk.outstanding",
            "未收余额（财务口径）",
            _STATED,
            counted("余额大于 0 的客户的余额之和"),
            unit="元",
            decimals=2,
            direction=Direction.DOWN_GOOD,
        ),
        Measure(
            "payment_risk.overdue",
            "逾期金额（财务口径）",
            _STATED,
            counted("表上的逾期金额之和，没有的为逾期各段之和"),
            unit="元",
            decimals=2,
            direction=Direction.DOWN_GOOD,
        ),
    )
}
