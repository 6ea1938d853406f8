"""Measures of retention; part of the one table of measures."""

from __future__ import annotations

from kehu_batch.model.figures.measure import Direction, Measure, counted, growth, quotient

_WINDOW = "到截止日为止的窗口内的订单"

RETENTION_MEASURES: tuple[Measure, ...] = (
    Measure(
        "retention.repurchase_rate",
        "复购率",
        _WINDOW,
        quotient("成交 ≥2 次的客户数（同一天算一次，退货不算）", "成交 ≥1 次的客户数"),
        "窗口内没有成交",
        1,
        "%",
        Direction.UP_GOOD,
    ),
    Measure(
        "retention.core_repurchase_growth",
        "重点客户复购率比上年",
        "重点客户",
        growth("近一年复购率", "上一年复购率"),
        "订单没有覆盖上一年",
        1,
        "%",
        Direction.UP_GOOD,
    ),
    Measure(
        "retention.growth_rate",
        "客户增长率",
        "有成交或已签约的客户",
        growth("截止日客户数", "期初客户数"),
        "期初没有客户",
        1,
        "%",
        Direction.UP_GOOD,
    ),
    Measure(
        "retention.lifetime_value",
        "生命周期价值",
        "截止日及以前有记录的订单",
        counted("订单金额合计，退货冲减"),
        null_when="没有成交金额",
        decimals=2,
        unit="元",
        direction=Direction.UP_GOOD,
    ),
    Measure(
        "retention.core_lifetime_growth",
        "重点客户生命周期价值比上年",
        "重点客户",
        growth("截止日合计", "上年同日合计"),
        "订单没有覆盖上一年",
        1,
        "%",
        Direction.UP_GOOD,
    ),
    Measure(
        "retention.at_risk",
        "流失预警客户",
        "截止日的客户",
        counted("触及任一预警信号的客户数"),
        unit="户",
        direction=Direction.DOWN_GOOD,
    ),
    Measure(
        "retention.money_at_risk",
        "涉险应收",
        "不满且逾期的客户",
        counted("未收余额之和"),
        unit="元",
        decimals=2,
        direction=Direction.DOWN_GOOD,
    ),
)
