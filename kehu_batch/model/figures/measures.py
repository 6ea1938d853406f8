"""The one table of measures: JSON schema, report glossary and workbook notes are made from it."""

from __future__ import annotations

from kehu_batch.model.figures.expression import take
from kehu_batch.model.figures.measure import Direction, Measure, NamedExpression, counted, quotient
from kehu_batch.model.figures.measures_complaints import COMPLAINT_MEASURES
from kehu_batch.model.figures.measures_receivables import RECEIVABLE_MEASURES
from kehu_batch.model.figures.measures_retention import RETENTION_MEASURES

__all__ = ["MEASURES", "MEASURE_BY_CODE", "Direction", "Measure"]

_CALLED = "本期内已回访的记录"

#: In points: it is a difference of percentages.
_NET_PROMOTERS = NamedExpression(
    (take("promoters") - take("detractors")) * 100 / take("answered"),
    {
        "promoters": "推荐者（9–10 分）数",
        "detractors": "贬损者（0–6 分）数",
        "answered": "有推荐分的回访数",
    },
)

MEASURES: tuple[Measure, ...] = (
    Measure(
        "satisfaction.called",
        "回访数",
        _CALLED,
        counted("回访记录数"),
        unit="次",
        direction=Direction.UP_GOOD,
    ),
    Measure(
        "satisfaction.scored",
        "有评分数",
        _CALLED,
        counted("有满意度评分的回访记录数"),
        unit="次",
        direction=Direction.UP_GOOD,
    ),
    Measure(
        "satisfaction.mean",
        "满意度均分",
        _CALLED,
        quotient("评分之和（折算到满分制）", "有评分数"),
        "没有评分",
        2,
        "分",
        Direction.UP_GOOD,
    ),
    Measure(
        "satisfaction.mean_interval",
        "均分95%置信区间",
        _CALLED,
        counted("t 分布区间，截在分制两端"),
        null_when="评分不足 5 个",
        decimals=2,
        unit="分",
    ),
    Measure(
        "satisfaction.csat",
        "满意率",
        _CALLED,
        quotient("评分达到满分 4/5 及以上的回访数", "有评分数"),
        "没有评分",
        1,
        "%",
        Direction.UP_GOOD,
    ),
    Measure(
        "satisfaction.csat_interval",
        "满意率95%置信区间",
        _CALLED,
        counted("威尔逊（Wilson）区间"),
        null_when="没有评分",
        decimals=1,
        unit="%",
    ),
    Measure(
        "satisfaction.nps",
        "净推荐值",
        _CALLED,
        _NET_PROMOTERS,
        null_when="没有 0-10 推荐分",
        unit="分",
        direction=Direction.UP_GOOD,
    ),
    Measure(
        "issues.total",
        "问题数",
        "本期回访的待解决问题",
        counted("问题条数（一格多条分别计）"),
        unit="条",
        direction=Direction.DOWN_GOOD,
    ),
    Measure(
        "issues.customers",
        "有问题客户数",
        "本期回访的待解决问题",
        counted("有问题的客户数"),
        unit="户",
        direction=Direction.DOWN_GOOD,
    ),
    Measure(
        "issues.unclassified",
        "未归类问题数",
        "本期回访的待解决问题",
        counted("没有匹配到任何类型的问题条数"),
        unit="条",
        direction=Direction.DOWN_GOOD,
    ),
    Measure(
        "issues.resolution_rate",
        "问题解决率",
        "本期回访的待解决问题",
        quotient("已解决的问题数", "知道解决状态的问题数"),
        "没有解决状态",
        1,
        "%",
        Direction.UP_GOOD,
    ),
    Measure("demands.total", "客户需求数", "本期回访的客户反馈", counted("明确提出的需求条数"), unit="条"),
    Measure(
        "demands.conversion",
        "需求转化率",
        "转化窗口已过的需求",
        quotient("窗口内有订单的需求数", "窗口已过的需求数"),
        "没有订单明细",
        1,
        "%",
        Direction.UP_GOOD,
    ),
    Measure(
        "tiers.unrated",
        "未定级客户数",
        "全部客户",
        counted("依据不足、没有等级的客户数"),
        unit="户",
        direction=Direction.DOWN_GOOD,
    ),
    Measure(
        "follow_ups.open",
        "未完成事项数",
        "截止日启用的各种时钟",
        counted("尚未完成的事项数：约定、计划、未结投诉的时限含未到期的，联系频率只含已到期的"),
        unit="项",
    ),
    Measure(
        "follow_ups.overdue",
        "逾期事项数",
        "截止日启用的各种时钟",
        counted("已过到期日仍未完成的事项数"),
        unit="项",
        direction=Direction.DOWN_GOOD,
    ),
    Measure(
        "follow_ups.kept_rate",
        "按期回访率",
        "本期内、截止日以前到期的约定回访，截止日当天到期的不算",
        quotient("到期日及以前完成的约定回访数", "到期的约定回访数"),
        "本期没有到期的约定回访",
        1,
        "%",
        Direction.UP_GOOD,
    ),
    Measure(
        "follow_ups.completion_rate",
        "回访完成率",
        "本期计划与实际的回访",
        quotient("已回访数", "计划回访数"),
        "本期没有计划回访",
        1,
        "%",
        Direction.UP_GOOD,
    ),
    *COMPLAINT_MEASURES,
    *RETENTION_MEASURES,
    *RECEIVABLE_MEASURES,
    Measure(
        "data_quality.accuracy",
        "数据准确率",
        "各表必填单元格",
        quotient("填写正确的必填单元格数", "必填单元格数"),
        "没有必填单元格",
        1,
        "%",
        Direction.UP_GOOD,
    ),
)

MEASURE_BY_CODE = {measure.code: measure for measure in MEASURES}
