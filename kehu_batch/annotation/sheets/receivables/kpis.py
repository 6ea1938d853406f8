"""The KPIs of 回款风险: each input once, as a formula where the lists give it, and each figure as a formula over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kehu_batch.annotation.donor.layout import Cell, Column, Formula, Kind, ResultTable
from kehu_batch.annotation.sheets.context import FORMULA, VALUE, unit_beside
from kehu_batch.annotation.sheets.receivable_rows import ReceivableRows
from kehu_batch.annotation.sheets.receivables.kpi_inputs import input_formulas
from kehu_batch.annotation.sheets.receivables.totals import cell_of
from kehu_batch.annotation.sheets.receivables.workpaper import live_or_value
from kehu_batch.model.figures.payment_kpis import PAYMENT_KPIS, UNIT_FEN, YUAN, PaymentKpi, money_word
from kehu_batch.model.figures.receivables import Kpi, KpiInput

NOT_COMPUTABLE = "不可计算"

_KINDS = {
    "%": Kind.SHARE,
    "元": Kind.MONEY,
    "元·天": Kind.MONEY,
    "元·元": Kind.LARGE,
    "户": Kind.COUNT,
    "天": Kind.NUMBER,
}


def kpi_tables(rows: ReceivableRows) -> tuple[ResultTable, ResultTable]:
    """Return the figures and their inputs."""
    kpis = rows.figures.total.kpis
    inputs = {one.code: one for kpi in kpis.values() for one in kpi.inputs}
    cells = {code: cell_of("kpi_inputs.value", place) for place, code in enumerate(inputs)}
    return _figures(kpis, cells), _inputs(rows, inputs)


def list_kpis(kpis: Mapping[str, Kpi]) -> ResultTable:
    """Return the figures as values, each with its definition."""
    found = list(kpis.values())
    cells: list[Cell] = [NOT_COMPUTABLE if kpi.value is None else kpi.value for kpi in found]
    return _table(found, cells, "回款指标（财务口径）", "只列本位币；余额表算不出的写明原因。")


def _figures(kpis: Mapping[str, Kpi], places: Mapping[str, str]) -> ResultTable:
    found = [kpis[definition.code] for definition in PAYMENT_KPIS]
    cells = [_figure(kpi, definition, places) for kpi, definition in zip(found, PAYMENT_KPIS, strict=True)]
    return _table(found, cells, "回款指标", "只列本位币；算不出的写明原因。")


def _table(found: Sequence[Kpi], cells: Sequence[Cell], title: str, note: str) -> ResultTable:
    sources = [FORMULA if isinstance(cell, Formula) else VALUE for cell in cells]
    columns = (
        Column("name", "指标", [kpi.name for kpi in found], widest=18),
        Column("value", "数值", cells, Kind.NUMBER, [_KINDS.get(kpi.unit, Kind.NUMBER) for kpi in found]),
        Column("unit", "单位", [unit_beside(kpi.unit) for kpi in found], tight=True),
        Column("source", "取数", sources, tight=True),
        Column("formula", "口径", [_definition(kpi) for kpi in found], Kind.FLOW),
    )
    return ResultTable("kpis", title, columns, note=note)


def _definition(kpi: Kpi) -> str:
    return kpi.formula if kpi.value is not None else f"{NOT_COMPUTABLE}：{kpi.reason}（{kpi.formula}）"


def _figure(kpi: Kpi, definition: PaymentKpi, places: Mapping[str, str]) -> Cell:
    if kpi.value is None:
        return NOT_COMPUTABLE
    expression, bottom = definition.expression, definition.expression.denominator
    text = expression.workbook(places)
    if bottom is not None:
        text = f'IF({bottom.workbook(places)}<=0,"{NOT_COMPUTABLE}",{text})'
    return Formula(text, kpi.value)


def _inputs(rows: ReceivableRows, inputs: Mapping[str, KpiInput]) -> ResultTable:
    texts = input_formulas(rows) if rows.live else dict.fromkeys(inputs, "")
    cells = [_input(one, texts[code]) for code, one in inputs.items()]
    listed = list(inputs.values())
    # Days that a rate is averaged over may be parts of days; those of a period are not.
    kinds = [Kind.COUNT if one.unit == "天" else _KINDS.get(one.unit, Kind.NUMBER) for one in listed]
    return ResultTable(
        "kpi_inputs",
        "指标的输入",
        (
            Column("name", "输入", [one.name for one in listed], widest=18),
            Column("value", "数值", cells, Kind.NUMBER, kinds),
            Column(
                "unit", "单位", [one.unit.replace(YUAN, money_word(rows.figures.currency)) for one in listed]
            ),
            Column("source", "取数", [FORMULA if isinstance(cell, Formula) else VALUE for cell in cells]),
        ),
    )


def _input(one: KpiInput, text: str) -> Cell:
    value = one.value / UNIT_FEN[one.unit] if one.unit in UNIT_FEN else one.value
    return live_or_value(text, value, live=bool(text))
