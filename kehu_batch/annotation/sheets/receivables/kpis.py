"""The KPIs of 回款风险: each input once, as a formula where the lists give it, and each figure as a formula over them."""

from __future__ import annotations

from collections.abc import Mapping

from kehu_batch.annotation.donor.layout import Cell, Column, Formula, Kind, ResultTable
from kehu_batch.annotation.sheets.context import FORMULA, VALUE
from kehu_batch.annotation.sheets.receivable_rows import ReceivableRows
from kehu_batch.annotation.sheets.receivables.totals import (
    CLOSING,
    CREDITED,
    DUE,
    INVOICED,
    ISSUED,
    NET,
    OPENING,
    OUTSTANDING,
    OVERDUE,
    POSITIVE,
    cell_of,
    documents_sum,
)
from kehu_batch.annotation.sheets.receivables.workpaper import live_or_value
from kehu_batch.model.figures.receivables import Kpi, KpiInput

NOT_COMPUTABLE = "不可计算"

#: How a figure comes from its inputs ``{0}``, ``{1}`` …, in their order.
_QUOTIENTS: Mapping[str, tuple[str, str]] = {
    "collection_timeliness": ("{0}", "{1}"),
    "collection_rate": ("({0}+{1}-{2})", "({0}+{1})"),
    "overdue_rate": ("{0}", "{1}"),
    "dso": ("{0}*{2}", "{1}"),
    "best_possible_dso": ("{0}*{2}", "{1}"),
    "average_days_delinquent": ("({0}-{1})*{3}", "{2}"),
    "cei": ("({0}+{1}-{2})", "({0}+{1}-{3})"),
    "weighted_days_late": ("{0}", "{1}"),
    "credit_use": ("{0}", "{1}"),
    "top_1": ("{0}", "{1}"),
    "top_5": ("{0}", "{1}"),
    "top_10": ("{0}", "{1}"),
}
_KINDS = {"%": Kind.SHARE, "元": Kind.MONEY, "元·天": Kind.MONEY, "户": Kind.COUNT, "天": Kind.NUMBER}


def kpi_tables(rows: ReceivableRows) -> tuple[ResultTable, ResultTable]:
    """Return the figures and their inputs."""
    kpis = list(rows.figures.total.kpis.values())
    inputs = {one.name: one for kpi in kpis for one in kpi.inputs}
    places = {name: place for place, name in enumerate(inputs)}
    return _figures(rows, kpis, places), _inputs(rows, inputs)


def _figures(rows: ReceivableRows, kpis: list[Kpi], places: Mapping[str, int]) -> ResultTable:
    cells = [_figure(rows, kpi, places) for kpi in kpis]
    return ResultTable(
        "kpis",
        "回款指标",
        (
            Column("name", "指标", [kpi.name for kpi in kpis]),
            Column("value", "数值", cells, Kind.NUMBER, [_KINDS.get(kpi.unit, Kind.NUMBER) for kpi in kpis]),
            Column("unit", "单位", [kpi.unit for kpi in kpis]),
            Column("source", "取数", [FORMULA if isinstance(cell, Formula) else VALUE for cell in cells]),
            Column("formula", "口径", [_definition(kpi) for kpi in kpis], Kind.FLOW),
        ),
        note=f"本位币 {rows.figures.currency}；算不出的写明原因。",
    )


def _definition(kpi: Kpi) -> str:
    return kpi.formula if kpi.value is not None else f"{NOT_COMPUTABLE}：{kpi.reason}（{kpi.formula}）"


def _figure(rows: ReceivableRows, kpi: Kpi, places: Mapping[str, int]) -> Cell:
    if kpi.value is None:
        return NOT_COMPUTABLE
    named = [cell_of("kpi_inputs.value", places[one.name]) for one in kpi.inputs]
    if kpi.code == "hhi" and rows.live and rows.named:
        each = f"{{debtors.outstanding[0:{rows.named}]}}"
        top, bottom = f"SUMPRODUCT({each},{each})*10000", f"{named[0]}^2"
    elif kpi.code in _QUOTIENTS:
        top, bottom = (part.format(*named) for part in _QUOTIENTS[kpi.code])
    else:
        return kpi.value
    return Formula(f'IF({bottom}=0,"{NOT_COMPUTABLE}",{top}/{bottom})', kpi.value)


def _inputs(rows: ReceivableRows, inputs: Mapping[str, KpiInput]) -> ResultTable:
    texts = _input_texts(rows) if rows.live else {}
    cells = [_input(one, texts.get(name, "")) for name, one in inputs.items()]
    return ResultTable(
        "kpi_inputs",
        "指标的输入",
        (
            Column("name", "输入", list(inputs)),
            Column(
                "value",
                "数值",
                cells,
                Kind.NUMBER,
                [_KINDS.get(one.unit, Kind.NUMBER) for one in inputs.values()],
            ),
            Column("unit", "单位", [one.unit for one in inputs.values()]),
            Column("source", "取数", [FORMULA if isinstance(cell, Formula) else VALUE for cell in cells]),
        ),
    )


def _input(one: KpiInput, text: str) -> Cell:
    value = one.value / 100 if one.unit.startswith("元") else one.value
    return live_or_value(text, value, live=bool(text))


def _input_texts(rows: ReceivableRows) -> dict[str, str]:
    """Return the formula of each input, by its name."""
    each = f"{{debtors.outstanding[0:{rows.named}]}}" if rows.named else ""
    texts = {
        "本期到期应收": f"ROUND({documents_sum('amount', DUE, POSITIVE)},2)",
        "期末净额": cell_of("totals.amount", NET),
        "逾期金额": cell_of("totals.amount", OVERDUE),
        "未收余额": cell_of("totals.amount", OUTSTANDING),
        "期末未收余额": cell_of("totals.amount", OUTSTANDING),
        "期末未到期": cell_of("buckets.amount", 0),
        "本期开票": f"ROUND({documents_sum('amount', ISSUED, POSITIVE)},2)",
        "本期开票净额": f"ROUND({documents_sum('amount', ISSUED)},2)",
        "本期天数": "{paper.as_of}-{paper.first}+1",
        "Σ（逾期金额 × 逾期天数）": "ROUND(SUMPRODUCT(({inv.code}=1)*{inv.late}*{inv.open}),2)",
    }
    if rows.figures.total.roll_forward is not None:
        texts["期初净额"] = cell_of("roll.amount", OPENING)
        texts["本期开票净额"] = f"{cell_of('roll.amount', INVOICED)}-{cell_of('roll.amount', CREDITED)}"
        texts["期末净额"] = cell_of("roll.amount", CLOSING)
    if rows.on_time_live:
        texts["按期收回"] = f"ROUND({documents_sum('on_time')},2)"
    if rows.opening_live:
        texts["期初未收余额"] = f"ROUND({documents_sum('opening')},2)"
    return texts | (_customer_texts(rows, each) if each else {})


def _customer_texts(rows: ReceivableRows, each: str) -> dict[str, str]:
    limits, net = (f"{{debtors.{name}[0:{rows.named}]}}" for name in ("limit", "net"))
    texts = {
        "有额度客户的应收净额": f'ROUND(SUMIFS({net},{limits},">0"),2)',
        "其信用额度": f'SUMIFS({limits},{limits},">0")',
        "有应收而没有额度的客户": f'COUNTIFS({each},">0")-COUNTIFS({each},">0",{limits},">=0")',
        "最大客户未收余额": f"MAX({each})",
        "有未收款的客户": f'COUNTIF({each},">0")',
    }
    for count in (5, 10):
        ranks = ",".join(str(rank) for rank in range(1, min(count, rows.named) + 1))
        largest = f"MAX({each})" if rows.named == 1 else f"SUMPRODUCT(LARGE({each},{{{ranks}}}))"
        texts[f"前{count}大客户未收余额"] = largest
    return texts
