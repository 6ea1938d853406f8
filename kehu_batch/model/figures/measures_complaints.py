"""Measures of complaints, issue rates and contact; part of the one table of measures."""

from __future__ import annotations

from kehu_batch.model.figures.measure import Direction, Measure, counted, per_hundred, quotient

_RECEIVED = "本期收到的投诉"

COMPLAINT_MEASURES: tuple[Measure, ...] = (
    Measure(
        "complaints.received",
        "投诉数",
        _RECEIVED,
        counted("投诉件数"),
        unit="件",
        direction=Direction.DOWN_GOOD,
    ),
    Measure(
        "complaints.resolved",
        "已解决投诉数",
        _RECEIVED,
        counted("截止日及以前有解决时间的，或没有解决时间而状态为已完成类的件数"),
        unit="件",
        direction=Direction.UP_GOOD,
    ),
    Measure(
        "complaints.resolution_rate",
        "投诉解决率",
        _RECEIVED,
        quotient("已解决投诉数", "投诉数"),
        "本期没有收到投诉",
        1,
        "%",
        Direction.UP_GOOD,
    ),
    Measure(
        "issues.per_100",
        "每百次回访的问题数",
        "本期回访",
        per_hundred("问题数", "回访数"),
        "本期没有回访",
        1,
        "条",
        Direction.DOWN_GOOD,
    ),
    Measure(
        "follow_ups.plan_completeness",
        "跟进计划完整率",
        "本期回访的跟进计划",
        quotient("负责人、时间、内容齐全的计划数", "计划数"),
        "本期回访没有跟进计划",
        1,
        "%",
        Direction.UP_GOOD,
    ),
)
