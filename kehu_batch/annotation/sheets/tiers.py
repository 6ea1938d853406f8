"""客户分级: how many customers each tier has, who moved, and every customer with the reason."""

from __future__ import annotations

import pandas as pd

from kehu_batch.annotation import palette
from kehu_batch.annotation.donor.formulas import count_formula
from kehu_batch.annotation.donor.layout import (
    Cell,
    Chart,
    ChartKind,
    Column,
    Formula,
    Kind,
    Part,
    Series,
    Table,
    Tone,
)
from kehu_batch.annotation.sheets.context import Context, limit_rows, plain, yuan
from kehu_batch.model.analysis import TierFigures
from kehu_batch.wording.labels import UNKNOWN, UNRATED

#: A stated label that the policy's alias table does not know.
UNMATCHED = "未对应"

#: Movements, those that ask for attention first.
MOVEMENTS = ("下调", "上调", "无法比较", "一致")
_MOVEMENT_TONES = {"下调": Tone.BAD, "上调": Tone.GOOD}


def parts(context: Context) -> tuple[Part, ...]:
    """Return the parts of the sheet."""
    figures = context.drop.analysis.tiers
    listed = _list_of(figures)
    shown, cut, complete = limit_rows(listed, "户")
    return (
        _shares(figures, live=complete and len(shown) > 0),
        _movements(listed, live=complete and len(shown) > 0),
        _matrix(figures, listed, live=complete and len(shown) > 0),
        _customers(context, shown, cut),
    )


def _list_of(figures: TierFigures) -> pd.DataFrame:
    """Return the customers with words for what is missing: moved ones first, then by spend."""
    frame = figures.customers
    stated = frame["stated"]
    tier = frame["stated_tier"].where(frame["stated_tier"].notna(), UNMATCHED).where(stated.notna(), UNKNOWN)
    rank = frame["movement"].map({word: place for place, word in enumerate(MOVEMENTS)}).fillna(len(MOVEMENTS))
    return (
        frame.assign(
            stated=stated.where(stated.notna(), UNKNOWN),
            stated_tier=tier,
            recomputed=frame["recomputed"].where(frame["recomputed"].notna(), UNRATED),
            _rank=rank,
            _spend=-frame["spend_fen"].fillna(-1).astype("int64"),
        )
        .sort_values(["_rank", "_spend"], kind="stable")
        .drop(columns=["_rank", "_spend"])
    )


def _shares(figures: TierFigures, *, live: bool) -> Table:
    names = [*figures.tiers, UNRATED, "合计"]
    rated = sum(figures.counts[tier] for tier in figures.tiers)
    total = rated + figures.unrated
    counts: list[Cell] = []
    for name in names[:-1]:
        value = figures.unrated if name == UNRATED else figures.counts[name]
        formula = count_formula(("{customers.recomputed}", "$A{row}", name))
        counts.append(Formula(formula, value) if live else value)
    counts.append(Formula("SUM(B{first}:B{last-1})", total))
    rated_only = "(B{last}-B{last-1})"
    shares: list[Cell] = [
        Formula(f"B{{row}}/{rated_only}", figures.counts[tier] / rated) if rated else None
        for tier in figures.tiers
    ]
    expected: list[Cell] = [figures.expected.get(tier) for tier in figures.tiers]
    gaps: list[Cell] = [
        Formula("(C{row}-D{row})*100", (figures.counts[tier] / rated - wanted) * 100)
        if rated and (wanted := figures.expected.get(tier)) is not None
        else None
        for tier in figures.tiers
    ]
    return Table(
        "tiers",
        f"等级构成({figures.scheme})",
        (
            Column("tier", "等级", names),
            Column("count", "客户数", counts, Kind.COUNT),
            Column("share", "占比", [*shares, "", ""], Kind.SHARE),
            Column("expected", "预期占比", [*expected, "", ""], Kind.SHARE),
            Column("gap", "差距(百分点)", [*gaps, "", ""], Kind.POINTS),
        ),
        note="占比以已定级客户为分母;预期占比取自策略。" + _source(live=live),
        totalled=True,
        charts=_share_charts(figures, rated),
    )


def _share_charts(figures: TierFigures, rated: int) -> tuple[Chart, ...]:
    """Return shares beside what is expected; nothing where nobody is rated."""
    if not rated:
        return ()
    series = [Series("tiers.share", palette.BLUE, "占比")]
    if all(tier in figures.expected for tier in figures.tiers):
        series.append(Series("tiers.expected", palette.MUTED, "预期占比"))
    tiers = len(figures.tiers)
    title = "各等级客户占比与预期"
    return (Chart(title, ChartKind.COLUMNS, "tiers.tier", tuple(series), 0, tiers, share=True),)


def _movements(listed: pd.DataFrame, *, live: bool) -> Table:
    counts = listed["movement"].value_counts()
    values = [int(counts.get(word, 0)) for word in MOVEMENTS]
    cells: list[Cell] = [
        Formula(count_formula(("{customers.movement}", "$A{row}", word)), value) if live else value
        for word, value in zip(MOVEMENTS, values, strict=True)
    ]
    return Table(
        "movements",
        "与原等级相比",
        (
            Column("movement", "变动", MOVEMENTS, tones=_MOVEMENT_TONES),
            Column("count", "客户数", cells, Kind.COUNT),
        ),
    )


def _matrix(figures: TierFigures, listed: pd.DataFrame, *, live: bool) -> Table:
    """Return stated tier by recomputed tier, in the policy's order, what has no tier last."""
    counts = listed.groupby(["stated_tier", "recomputed"], sort=False).size().to_dict()
    seen = set(listed["stated_tier"])
    rows = [name for name in (*figures.tiers, UNMATCHED, UNKNOWN) if name in seen]
    targets = [*figures.tiers, UNRATED]
    columns = [Column("stated", "原等级 ＼ 重算等级", rows)]
    for index, target in enumerate(targets):
        key = f"to{index}"
        values: list[Cell] = []
        for row in rows:
            value = counts.get((row, target), 0)
            formula = count_formula(
                ("{customers.stated_tier}", "$A{row}", row),
                ("{customers.recomputed}", f"{{matrix.{key}#}}", target),
            )
            values.append(Formula(formula, value) if live else value)
        columns.append(Column(key, target, values, Kind.COUNT))
    note = "原等级按策略的别名表折算成本方案的等级;对角线为一致。"
    return Table("matrix", "等级流动(原等级 → 重算等级)", tuple(columns), note=note, empty="没有客户")


def _customers(context: Context, shown: pd.DataFrame, cut: str) -> Table:
    window = context.drop.policy.policy.tiers.window_months
    return Table(
        "customers",
        "客户清单",
        (
            Column("id", "客户编号", plain(shown["customer_id"])),
            Column("name", "客户名称", plain(shown["customer_name"]), width=18),
            Column("stated", "原等级", plain(shown["stated"])),
            Column("stated_tier", "折算等级", plain(shown["stated_tier"])),
            Column("recomputed", "重算等级", plain(shown["recomputed"])),
            Column("movement", "变动", plain(shown["movement"]), tones=_MOVEMENT_TONES),
            Column("manual", "人工定级", plain(shown["manual"])),
            Column("spend", f"近{window}个月消费(元)", yuan(shown["spend_fen"]), Kind.MONEY),
            Column("reason", "定级依据", plain(shown["reason"]), Kind.LONG, width=36),
            Column("place", "位置", context.places(shown)),
        ),
        note=cut,
        empty="没有客户",
        filtered=True,
    )


def _source(*, live: bool) -> str:
    return "客户数按下方客户清单计数(公式)。" if live else "客户数为值。"
