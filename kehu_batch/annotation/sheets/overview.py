"""月报摘要: what to act on first, the sentences of the page; where to read on, and the figures with their meaning."""

from __future__ import annotations

from collections.abc import Sequence

from kehu_batch.annotation.donor.addresses import sheet_in_quotes
from kehu_batch.annotation.donor.layout import Cell, Column, Kind, Lines, Part, ResultTable
from kehu_batch.annotation.sheets.context import FORMULA, VALUE, Context, unit_beside
from kehu_batch.annotation.sheets.continued import Continued
from kehu_batch.annotation.sheets.figures import SheetFigure, overview_figures
from kehu_batch.annotation.sheets.marks import MARK_TONES, mark_formula
from kehu_batch.records import replace
from kehu_batch.sheet_writing.long_rows import Link
from kehu_batch.wording.labels import ACT_FIRST
from kehu_batch.wording.untold import nothing_amiss, untold_words

_CONTENTS_KEY = "contents"
#: What each sheet is for, as the contents say it.
_CONTENTS = {
    "待确认": "程序看不准、要请您答复的问题；答复后再投递即生效",
    "客户分级": "各等级客户数与占比、等级流动、每户的定级依据",
    "满意度": "均分、满意率、评分分布，按等级、回访人、行业、方式、月份",
    "问题分析": "问题类型排序、问题清单与命中词、客户需求",
    "投诉": "收到与解决、各环节时限、投诉类型、未结投诉、本期清单",
    "逾期跟进": "按负责人与事项的逾期数、逾期清单、未到期事项",
    "留存预警": "留存指标、预警信号与名单、流失原因、客户阶段、资料待复核、健康分",
    "关怀续约": "快到期的合同、按负责人的关怀事项",
    "分公司": "各分公司/区域的回访、满意、问题与逾期，没有回访记录的在前",
    "人员绩效": "各负责人得分、各项结果与样本数",
    "回款风险": "核对、余额构成、账龄、本期变动、回款指标、催收建议（公式，随底稿重算）",
    "客户应收": "每户未收、逾期、账龄分段、净额、信用额度、风险等级与依据",
    "应收底稿": "每张应收单据：已收、未收、逾期天数、分段（公式）",
    "回款底稿": "每笔回款：已分配、未分配与原因（公式）",
    "对账": "运营与财务的控制总数、余额调节、差异清单与差异说明",
    "逐户对账": "逐段、逐户比较运营与财务，及台账余额",
    "逐单对账": "逐单比较运营与财务，及可能的一对多",
    "数据质量": "准确率、每处问题的单元格与处理办法、不计入的行、行数核对",
    "运行信息": "程序版本、策略、输入文件、识别结果、指标口径",
}


def parts(context: Context) -> tuple[Part, ...]:
    """Return the parts of the sheet, the figures last: printed, their header stands above each page of them."""
    drop = context.drop
    numbered = tuple(f"{number}. {sentence}" for number, sentence in enumerate(drop.act_first, 1))
    figures = _figures(overview_figures(context), drop.policy.policy.targets.near_shortfall)
    untold = untold_words(drop.analysis)
    lines = (*(numbered or (nothing_amiss(untold),)), *filter(None, (untold,)))
    return (Lines(ACT_FIRST, lines), _contents(context), figures)


def add_to_contents(parts: Sequence[Part], continued: Sequence[Continued]) -> tuple[Part, ...]:
    """Return the parts, the sheets that continue others in the contents below these."""
    return tuple(
        _add_rows(part, continued)
        if continued and isinstance(part, ResultTable) and part.key == _CONTENTS_KEY
        else part
        for part in parts
    )


def _add_rows(contents: ResultTable, continued: Sequence[Continued]) -> ResultTable:
    rows: list[tuple[Cell, Cell]] = []
    for target, about in zip(*(column.values for column in contents.columns), strict=True):
        rows.append((target, about))
        of = target.text if isinstance(target, Link) else ""
        rows += [(_link(one.sheet), one.about) for one in continued if one.of == of]
    columns = zip(contents.columns, zip(*rows, strict=True), strict=True)
    return replace(
        contents, columns=tuple(replace(column, values=list(values)) for column, values in columns)
    )


def _link(sheet: str) -> Link:
    return Link(f"{sheet_in_quotes(sheet)}!A1", sheet)


def _figures(figures: tuple[SheetFigure, ...], near: float) -> ResultTable:
    kinds = [_kind(figure) for figure in figures]
    marks = [_blank(mark_formula("B{row}", "E{row}", one.value, one.target, near)) for one in figures]
    return ResultTable(
        "figures",
        "主要指标",
        (
            Column("name", "指标", [one.measure.name for one in figures], width=18),
            Column("value", "数值", [one.cell for one in figures], kinds=kinds, kind=Kind.COUNT, width=12),
            Column("unit", "单位", [unit_beside(one.measure.unit) for one in figures]),
            Column("cases", "样本数", [_blank(one.cases) for one in figures], Kind.COUNT),
            Column("target", "目标", [_blank(one.target) for one in figures], Kind.SHARE),
            Column("mark", "达标", marks, tones=MARK_TONES, width=12),
            Column("source", "取数", [_source(one) for one in figures]),
            Column(
                "definition",
                "口径",
                [one.measure.definition for one in figures],
                Kind.LONG,
                width=60,
                widest=64,
            ),
            *_reasons(figures),
        ),
        note=f"“{FORMULA}”随本工作簿的清单自动更新；“{VALUE}”由程序按原始记录算出。",
    )


def _reasons(figures: tuple[SheetFigure, ...]) -> tuple[Column, ...]:
    """Return why a figure cannot be computed; no column where each can."""
    reasons = [one.reason if one.value is None else "" for one in figures]
    return (Column("reason", "说明", reasons, width=16),) if any(reasons) else ()


def _blank(value: Cell) -> Cell:
    """Return nothing at all where a figure has no target or sample: that is no missing value."""
    return "" if value is None else value


def _kind(figure: SheetFigure) -> Kind:
    if figure.measure.unit == "%":
        return Kind.SHARE
    if figure.measure.unit == "元":
        return Kind.MONEY
    return Kind.NUMBER if figure.measure.decimals else Kind.COUNT


def _source(figure: SheetFigure) -> str:
    if figure.value is None:
        return "不可计算"
    return FORMULA if figure.formula else VALUE


def _contents(context: Context) -> ResultTable:
    names = [name for name in _CONTENTS if name in context.sheet_names]
    targets: list[Cell] = [_link(context.sheet_names[name]) for name in names]
    return ResultTable(
        _CONTENTS_KEY,
        "目录",
        (
            Column("sheet", "工作表", targets),
            Column("about", "内容", [_CONTENTS[name] for name in names], Kind.FLOW),
        ),
    )
