"""Lists of the sheet 客户分级 beside the tiers themselves: manual tiers, and RFM as a second opinion."""

from __future__ import annotations

from kehu_batch.annotation.donor.layout import Column, Kind, Lines, Part, ResultTable
from kehu_batch.annotation.sheets.context import Context, customer_columns, limit_rows, plain, yuan
from kehu_batch.model.figures.second_opinion import SecondOpinion
from kehu_batch.wording.labels import UNRATED

_NO_ORDERS = "没有订单明细，不能按最近成交、频次和金额分群。"


def manual_parts(context: Context) -> tuple[Part, ...]:
    """Return the list of manual tiers, each with its reason and what the rule would give; nothing without any."""
    frame = context.drop.analysis.tiers.manual
    if frame.empty:
        return ()
    shown, cut, _ = limit_rows(frame, "户")
    honoured = ["按人工定级" if one else "不认识，按规则" for one in shown["honoured"].tolist()]
    reasons = [one or "未写理由" for one in plain(shown["manual_reason"])]
    told = "人工定级照办" if frame["honoured"].all() else "认识的人工定级照办，不认识的按规则"
    return (
        ResultTable(
            "manual",
            "人工定级",
            (
                *customer_columns(shown, 18),
                Column("manual", "人工定级", plain(shown["manual"])),
                Column("honoured", "如何处理", honoured),
                Column("tier", "采用等级", plain(shown["recomputed"].fillna(UNRATED))),
                Column("rule", "按规则", plain(shown["by_rule"].fillna(UNRATED))),
                context.place_column(shown),
                # Last, it runs on over the columns that the list of customers has there.
                Column("why", "理由", reasons, Kind.LONG),
            ),
            note=f"{told}；理由取自台账。" + cut,
        ),
    )


def second_opinion_parts(context: Context) -> tuple[Part, ...]:
    """Return RFM beside the tiers: how many customers each segment has, and where it disagrees with the tier."""
    opinion = context.drop.analysis.tiers.second_opinion
    if opinion is None:
        return (Lines("RFM 对照（第二意见）", (_NO_ORDERS,)),)
    if not opinion.scored:
        told = "；".join(f"{reason}（{count:,} 户）" for reason, count in opinion.unscored.items())
        return (Lines("RFM 对照（第二意见）", (f"没有能打分的客户。{told}。",)),)
    return _segments(opinion), _disagreements(context, opinion)


def _segments(opinion: SecondOpinion) -> ResultTable:
    unscored = "；".join(f"{reason}（{count:,} 户）" for reason, count in opinion.unscored.items())
    notes = (
        f"近{opinion.window_months}个月的最近成交、频次和金额各按名次打分，只作参考，不改变等级",
        f"未打分：{unscored}" if unscored else "",
        opinion.note,
    )
    return ResultTable(
        "segments",
        "RFM 客群（第二意见）",
        (
            Column("segment", "客群", list(opinion.segments), width=16),
            Column("count", "客户数", list(opinion.segments.values()), Kind.COUNT),
            Column(
                "share",
                "占比",
                [count / opinion.scored for count in opinion.segments.values()],
                Kind.SHARE,
            ),
        ),
        note="；".join(note for note in notes if note) + "。",
    )


def _disagreements(context: Context, opinion: SecondOpinion) -> ResultTable:
    shown, cut, _ = limit_rows(opinion.disagreements, "户")
    scores = [f"R{r} F{f} M{m}" for r, f, m in zip(shown["r"], shown["f"], shown["m"], strict=True)]
    return ResultTable(
        "disagreements",
        "等级与 RFM 不一致的客户",
        (
            *customer_columns(shown, 18),
            Column("tier", "等级", plain(shown["tier"])),
            Column("segment", "RFM 客群", plain(shown["segment"])),
            Column("class", "价值类别", plain(shown["value_class"])),
            Column("scores", "得分", scores),
            Column("since", "距上次成交（天）", plain(shown["days"]), Kind.COUNT),
            Column(
                "amount", f"近{opinion.window_months}个月\n金额（元）", yuan(shown["amount_fen"]), Kind.MONEY
            ),
            Column("opinion", "说明", plain(shown["opinion"]), Kind.LONG, width=36, widest=38),
            context.place_column(shown),
        ),
        note=cut,
        empty="没有不一致的客户",
    )
