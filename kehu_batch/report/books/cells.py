"""Cells that both pages of receivables have: KPIs with what they were computed from, amounts, and risk grades."""

from __future__ import annotations

from collections.abc import Iterable

from kehu_batch.model.figures.finance.stated import StatedCurrency
from kehu_batch.model.figures.payment_kpis import YUAN, money_word
from kehu_batch.model.figures.receivables import CurrencyFigures, Kpi
from kehu_batch.report.blocks import Cell, PageColumn, TableBlock, has_value
from kehu_batch.report.phrases import foreign_money, money, money_in
from kehu_batch.wording.numbers import format_number, format_share

_TONES = {"高": "bad", "中": "near"}
_MARKS = {"高": "■ ", "中": "◆ "}
#: Products of money, by their unit: how many of it are one of what is shown, and the words of that.
_PRODUCTS = {"元·天": (10**6, "万元·天"), "元·元": (10**12, "万元·万元")}


def kpi_table(kpis: Iterable[Kpi], title: str, basis: str, currency: str) -> TableBlock:
    """Return KPIs as a table.

    Args:
        kpis: They.
        title: What stands out.
        basis: What they rest on, under the title.
        currency: What their money is in.
    """
    rows = tuple((kpi.name, _value(kpi), _formula(kpi, currency)) for kpi in kpis)
    columns = (PageColumn("指标"), PageColumn("数值", "number"), PageColumn("口径"))
    return TableBlock(title, columns, rows, basis, total=len(rows), wide=True)


def _value(kpi: Kpi) -> Cell | str:
    if kpi.value is None:
        return Cell("不可计算", tone="mut")
    if kpi.unit == "%":
        return format_share(kpi.value)
    decimals = 1 if kpi.unit else 0
    return f"{format_number(kpi.value, decimals)}{' ' if kpi.unit else ''}{kpi.unit}"


def _formula(kpi: Kpi, currency: str) -> str:
    if kpi.value is None:
        return f"不可计算：{kpi.reason}（{kpi.formula}）"
    inputs = "；".join(f"{one.name} {_input(one.value, one.unit, currency)}" for one in kpi.inputs)
    return f"{kpi.formula}。{inputs}"


def _input(value: float, unit: str, currency: str) -> str:
    own = money_word(currency)
    if unit == YUAN:
        return money(int(value)) if own == YUAN else foreign_money(currency, int(value))
    if unit in _PRODUCTS:
        size, words = _PRODUCTS[unit]
        words = words if own == YUAN else words.replace(YUAN, f" {own}")
        shown = format_number(value / size)
        # As of money, what is not 0 never reads as 0.
        return f"不足 1 {words}" if value and shown == "0" else f"{shown} {words}"
    return f"{format_number(value)} {unit}".strip()


def money_cell(fen: object, unit: str, missing: str) -> Cell | str:
    """Return an amount that sorts as a number; a word where it is not known, which is not 0."""
    if not has_value(fen):
        return missing
    return Cell(money_in(int(str(fen)), unit), sort=str(fen))


def grade_cell(grade: str) -> Cell:
    """Return a risk grade, marked by how bad it is."""
    return Cell(f"{_MARKS.get(grade, '')}{grade}", tone=_TONES.get(grade, "mut"))


def own_currency(foreign: Iterable[CurrencyFigures | StatedCurrency]) -> str:
    """Return what stands before 没有未收款: whose money is meant, where some is owed in other currencies."""
    return "本位币" if any(one.outstanding_fen for one in foreign) else ""
