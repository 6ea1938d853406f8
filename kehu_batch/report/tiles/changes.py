"""What stands beside a key figure: its change on the period before and on last year, and its months."""

from __future__ import annotations

from kehu_batch.model.figures.measures import MEASURE_BY_CODE, Measure
from kehu_batch.model.figures.trend import Trend, TrendFigure, TrendSpan
from kehu_batch.model.period import Period, PeriodKind
from kehu_batch.report.blocks import PageColumn, TableBlock
from kehu_batch.report.phrases import PERIOD_NAMES, arrow_change, money, money_in, money_unit
from kehu_batch.wording.numbers import MISSING, format_number

#: A count of a period that is not over is not compared: the rest is still to come.
_GROWING = frozenset({"issues.total"})
#: What is counted over all tables of a drop, those without a day too: no earlier span can be told from later inputs.
_OF_DROPS = frozenset({"data_quality.accuracy"})
#: What of an earlier span is missing where other tables reach back to it, by the first part of a measure's code.
_RECORDS = {
    "satisfaction": "回访",
    "issues": "回访",
    "follow_ups": "回访",
    "complaints": "投诉",
    "payment_risk": "发票",
}
#: Letters of a reason that a tile has room for.
_SHORT = 12
#: Why a balance, of which no trend is known, is compared with nothing.
_ONE_DAY = "只有当日余额"
_BY_HISTORY = "（按历史）"
_MONTHS_RULE = "每个数是该月月末当时知道的；※ 重述：与当时报告的不同；按历史：本次输入没有，取工作区的历史"


def describe_changes(
    code: str, trend: Trend | None, *, of_one_day: bool = False
) -> tuple[tuple[str, str], ...]:
    """Return 环比 and 同比 in words, and a line each where what they compare with is restated or as it is now.

    Args:
        code: The measure.
        trend: What is known of other spans.
        of_one_day: Whether the figure is a balance that the inputs tell of one day only.
    """
    if trend is None or trend.current.period.kind is PeriodKind.ALL:
        return ()
    period, now = trend.current.period, trend.current.figures.get(code)
    if of_one_day:
        return tuple((name, f"{MISSING}（{_ONE_DAY}）") for name, _, _ in _compared(period, trend))
    if now is None or now.value is None:
        return ()
    lines: list[tuple[str, str]] = []
    for name, span, absent in _compared(period, trend):
        then = None if span is None else span.figures.get(code)
        why = _why_absent(code, period, span, absent)
        lines.append((name, _change(code, period, now.value, then, why)))
        if then is not None:
            lines += _remarks(MEASURE_BY_CODE[code], then, absent.removeprefix("缺"))
    return tuple(lines)


def _compared(period: Period, trend: Trend) -> list[tuple[str, TrendSpan | None, str]]:
    before = PERIOD_NAMES[period.kind][2]
    if period.kind is PeriodKind.YEAR:
        return [("同比", trend.before, "缺上年")]
    return [("环比", trend.before, f"缺{before}"), ("同比", trend.year_before, f"缺上年同{before[1:]}")]


def _change(code: str, period: Period, now: float, then: TrendFigure | None, why: str) -> str:
    if code in _GROWING and not period.complete:
        return f"{MISSING}（{PERIOD_NAMES[period.kind][1]}未满）"
    if then is None or then.value is None:
        return f"{MISSING}（{why}）"
    return f"{_arrow(MEASURE_BY_CODE[code], now - then.value)}{_BY_HISTORY if then.origin else ''}"


def _why_absent(code: str, period: Period, span: TrendSpan | None, absent: str) -> str:
    """Return in a few words, as a tile has no room for more, why there is nothing to compare with."""
    if code in _OF_DROPS:
        # The history keeps months only.
        return "没有历史记录" if period.kind is PeriodKind.MONTH else "按每次投递计算"
    if span is None:
        return absent
    then, name = span.figures.get(code), absent.removeprefix("缺")
    if then is None:
        return f"{absent}{_RECORDS[code.partition('.')[0]]}"
    reason = then.reason.removeprefix("这以前")
    return f"{name}{reason if len(reason) <= _SHORT else '不可计算'}" if reason else absent


def _arrow(measure: Measure, change: float) -> str:
    if measure.unit == "元":
        fen = round(change)
        return f"{'▲' if fen > 0 else '▼'} {money(abs(fen))}" if fen else "持平"
    if measure.unit == "%":
        return arrow_change(change * 100, 1, "百分点")
    return arrow_change(change, measure.decimals, measure.unit)


def _remarks(measure: Measure, then: TrendFigure, name: str) -> list[tuple[str, str]]:
    remarks = []
    if then.restated_from is not None and then.value is not None:
        told = f"原报 {_words(measure, then.restated_from)}，现为 {_words(measure, then.value)}"
        remarks.append((f"{name}重述", told))
    if then.undated:
        remarks.append((f"{name}含", f"{then.undated:,} 项解决状态没有日期，照现在的算"))
    return remarks


def _words(measure: Measure, value: float) -> str:
    if measure.unit == "元":
        return money(round(value))
    if measure.unit == "%":
        return f"{format_number(value * 100, 1)}%"
    return format_number(value, measure.decimals)


def spark_values(code: str, trend: Trend | None) -> tuple[float | None, ...]:
    """Return the measure's value in each month, oldest first; empty where fewer than two are known."""
    values = [figure.value if figure else None for figure in _of_months(code, trend)]
    return tuple(values) if sum(value is not None for value in values) > 1 else ()


def spark_span(code: str, trend: Trend | None) -> str:
    """Return the first and last month that a measure is known of: ``2023-12 至 2024-05``."""
    if trend is None:
        return ""
    pairs = zip(trend.months, _of_months(code, trend), strict=True)
    known = [month.period.label for month, figure in pairs if figure is not None and figure.value is not None]
    return f"{known[0]} 至 {known[-1]}" if len(known) > 1 else ""


def _of_months(code: str, trend: Trend | None) -> list[TrendFigure | None]:
    return [] if trend is None else [month.figures.get(code) for month in trend.months]


def tabulate_months(codes: tuple[str, ...], trend: Trend | None) -> TableBlock | None:
    """Return the key figures by month as a table, newest month first; ``None`` where no month has one.

    A figure that no month has is named below the title and has no column.
    """
    if trend is None or not trend.months:
        return None
    known = tuple(code for code in codes if any(map(_is_known, _of_months(code, trend))))
    if not known:
        return None
    months = trend.months[::-1]
    columns = [PageColumn("月份", "code")]
    columns += [PageColumn(_head(code, trend), "number", phone=True) for code in known]
    rows = [
        (
            month.period.label if month.period.complete else f"{month.period.label}（未满月）",
            *(_cell(code, month.figures.get(code), trend) for code in known),
        )
        for month in months
    ]
    return TableBlock(
        "关键指标逐月",
        tuple(columns),
        tuple(rows),
        _MONTHS_RULE + _lacking(codes, known, trend),
        total=len(rows),
        wide=True,
        id="list-months",
    )


def _lacking(codes: tuple[str, ...], known: tuple[str, ...], trend: Trend) -> str:
    """Return what no month has, and why a figure of whole drops is not there in some month."""
    told = []
    for code in codes:
        name = MEASURE_BY_CODE[code].name
        if code in _OF_DROPS and not all(map(_is_known, _of_months(code, trend))):
            where = (
                f"：“{MISSING}”的月份没有可用的历史记录" if code in known else "，也没有可用的历史记录，不列"
            )
            told.append(f"；{name}按整次投递的表计算，分不出各月{where}")
    missing = [MEASURE_BY_CODE[code].name for code in codes if code not in known and code not in _OF_DROPS]
    return "".join(told) + (f"；各月都没有、不列：{'、'.join(missing)}" if missing else "")


def _is_known(figure: TrendFigure | None) -> bool:
    return figure is not None and figure.value is not None


def _head(code: str, trend: Trend) -> str:
    measure = MEASURE_BY_CODE[code]
    unit = _unit(code, trend) if measure.unit == "元" else measure.unit
    return f"{measure.name}（{unit}）" if unit else measure.name


def _unit(code: str, trend: Trend) -> str:
    return money_unit(
        None if one is None or one.value is None else round(one.value) for one in _of_months(code, trend)
    )


def _cell(code: str, figure: TrendFigure | None, trend: Trend) -> str:
    if figure is None or figure.value is None:
        return MISSING
    measure = MEASURE_BY_CODE[code]
    if measure.unit == "元":
        text = money_in(round(figure.value), _unit(code, trend))
    else:
        text = format_number(figure.value * (100 if measure.unit == "%" else 1), max(measure.decimals, 0))
    restated = f"※原报 {_words(measure, figure.restated_from)}" if figure.restated_from is not None else ""
    return f"{text}{_BY_HISTORY if figure.origin else ''}{restated}"
