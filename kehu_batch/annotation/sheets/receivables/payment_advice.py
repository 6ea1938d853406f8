"""Whom to ask for payment, and whose mood to mind: lists of 回款风险 that stand as values."""

from __future__ import annotations

import pandas as pd

from kehu_batch.annotation.donor.layout import Column, Kind, ResultTable, Tone
from kehu_batch.annotation.sheets.context import Context, limit_rows, plain, yuan
from kehu_batch.model.figures.receivables import PaymentRiskFigures
from kehu_batch.wording.labels import NOBODY

GRADE_TONES = {"高": Tone.BAD, "中": Tone.NEAR}
_MOOD_TONES = {"不满且逾期": Tone.BAD, "满意但逾期": Tone.NEAR, "风险等级高": Tone.BAD}


def attention_table(context: Context, figures: PaymentRiskFigures) -> ResultTable:
    """Return overdue customers who are upset, then everyone graded worst or satisfied, most overdue money first."""
    frame, cut, _ = limit_rows(figures.attention, "户")
    return ResultTable(
        "attention",
        "先顾的客户：不满且逾期、风险等级高、满意但逾期（值）",
        (
            *_who(frame),
            Column("outstanding", "未收余额", yuan(frame["outstanding_fen"]), Kind.MONEY),
            Column("overdue", "逾期金额", yuan(frame["overdue_fen"]), Kind.MONEY),
            Column("days", "最长逾期天数", plain(frame["max_days_overdue"]), Kind.COUNT),
            Column("grade", "风险等级", plain(frame["grade"]), tones=GRADE_TONES),
            Column("mood", "情况", plain(frame["mood"]), tones=_MOOD_TONES),
            Column("called", "最近评分日", plain(frame["called_on"]), Kind.DAY),
            Column("owner", "负责人", _owners(frame), tones={NOBODY: Tone.NEAR}),
            Column("reason", "依据", plain(frame["mood_reason"]), Kind.LONG),
            Column("place", "位置", context.places(frame)),
        ),
        note=f"{cut}不满：最近评分未达满意线，或有投诉未解决。风险等级最高的客户全部列出；先列不满的，再按逾期金额。",
        empty="没有",
    )


def dunning_table(context: Context, figures: PaymentRiskFigures) -> ResultTable:
    """Return suggestions, the longest overdue first; what is disputed is not asked for."""
    frame, cut, _ = limit_rows(figures.dunning, "户")
    how = frame["last_contact_method"].fillna("") + " " + frame["last_contact_by"].fillna("")
    return ResultTable(
        "dunning",
        "催收建议（值）",
        (
            *_who(frame),
            Column("asked", "可催金额", yuan(frame["overdue_fen"]), Kind.MONEY),
            Column("skipped", "争议不催", yuan(frame["disputed_fen"]), Kind.MONEY),
            Column("days", "最长逾期天数", plain(frame["max_days_overdue"]), Kind.COUNT),
            Column("documents", "单据数", plain(frame["documents"]), Kind.COUNT),
            Column("contacted", "最近联系", plain(frame["last_contact_on"]), Kind.DAY),
            Column("how", "方式、联系人", [text.strip() or None for text in plain(how)]),
            Column("stage", "建议", plain(frame["stage"]), Kind.LONG),
            Column("owner", "负责人", _owners(frame), tones={NOBODY: Tone.NEAR}),
            Column("place", "位置", context.places(frame)),
        ),
        note=f"{cut}按策略的天数给出；有争议的部分不催。最近联系取自回访与跟进记录。",
        empty="没有可催的逾期款",
    )


def _who(frame: pd.DataFrame) -> tuple[Column, Column]:
    return (
        Column("name", "客户名称", plain(frame["customer_name"])),
        Column("id", "客户编号", plain(frame["customer_id"])),
    )


def _owners(frame: pd.DataFrame) -> list[str]:
    return [name or NOBODY for name in plain(frame["owner"])]
