"""客户分级: how many customers each tier has, who moved, and every customer with the reason."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kehu_batch.annotation import palette
from kehu_batch.annotation.donor.formulas import Equals, count_formula
from kehu_batch.annotation.donor.layout import (
    Cell,
    Chart,
    ChartKind,
    Column,
    Formula,
    Kind,
    Lines,
    Part,
    ResultTable,
    Series,
    Tone,
)
from kehu_batch.annotation.sheets.context import Context, customer_columns, limit_rows, plain, yuan
from kehu_batch.annotation.sheets.tier_lists import manual_parts, second_opinion_parts
from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.model.figures.states import Movement
from kehu_batch.model.tables.listed import list_values
from kehu_batch.wording.labels import UNKNOWN, UNRATED
from kehu_batch.wording.tier_groups import blind_words, undated_spend, why_uncompared

#: A stated label that the policy's alias table does not know.
UNMATCHED = "未对应"

#: Movements, those that ask for attention first.
MOVEMENTS = tuple(map(str, Movement))
_MOVEMENT_TONES = {str(Movement.DOWN): Tone.BAD, str(Movement.UP): Tone.GOOD}


def parts(context: Context) -> tuple[Part, ...]:
    """Return the parts of the sheet."""
    figures = context.drop.analysis.tiers
    listed = list_customers(figures)
    shown, cut, complete = limit_rows(listed, "户")
    live = complete and len(shown) > 0
    return (
        _shares(figures, context.drop.policy.policy.title, live=live),
        _movements(figures, listed, live=live),
        _matrix("matrix", "原等级 → 重算等级", "stated_tier", figures, listed, live=live),
        *_since_last(context, listed, live=live),
        *manual_parts(context),
        *second_opinion_parts(context),
        _customers(context, shown, cut),
    )


def list_customers(figures: TierFigures) -> pd.DataFrame:
    """Return the customers with words for what is missing: moved ones first, then by spend.

    Returns:
        ``TierFigures.customers`` with ``previous`` (tier at the end of the period before, 未定级 where none)
        and ``moved`` (from it to the recomputed one); both missing where there is nothing to compare with.
    """
    frame = figures.customers
    stated = frame["stated"]
    tier = frame["stated_tier"].where(frame["stated_tier"].notna(), UNMATCHED).where(stated.notna(), UNKNOWN)
    recomputed = frame["recomputed"].where(frame["recomputed"].notna(), UNRATED)
    previous = pd.Series(None, index=frame.index, dtype="str")
    if figures.previous:
        previous = frame["customer"].map(figures.previous).astype("str").fillna(UNRATED)
    rank = frame["movement"].map({word: place for place, word in enumerate(MOVEMENTS)}).fillna(len(MOVEMENTS))
    return (
        frame.assign(
            stated=stated.where(stated.notna(), UNKNOWN),
            stated_tier=tier,
            recomputed=recomputed,
            previous=previous,
            moved=frame["since"],
            _rank=rank,
            _spend=-frame["spend_fen"].fillna(-1).astype("int64"),
        )
        .sort_values(["_rank", "_spend"], kind="stable")
        .drop(columns=["_rank", "_spend"])
    )


def _mix_words(figures: TierFigures) -> str:
    """Return where the expected mix comes from, that the scheme has none, or why nothing is compared with it."""
    none = "预期占比取自策略（值）" if figures.expected else "本方案没有预期占比"
    return why_uncompared(figures) or "；".join(filter(None, (none, blind_words(figures))))


def _shares(figures: TierFigures, scheme: str, *, live: bool) -> ResultTable:
    """Return how many customers each tier has; ``scheme`` says in Chinese by what they are told."""
    names = [*figures.tiers, UNRATED, "合计"]
    rated = sum(figures.counts[tier] for tier in figures.tiers)
    total = rated + figures.unrated
    counts: list[Cell] = []
    for name in names[:-1]:
        if figures.is_blank(name):
            counts.append(None)
            continue
        value = figures.unrated if name == UNRATED else figures.counts[name]
        formula = count_formula(Equals("{customers.recomputed}", "$A{row}", name))
        counts.append(Formula(formula, value) if live else value)
    counts.append(Formula("SUM(B{first}:B{last-1})", total))
    shares, gaps = _against_expected(figures, rated)
    return ResultTable(
        "tiers",
        f"等级构成（{scheme}）",
        (
            Column("tier", "等级", names),
            Column("count", "客户数", counts, Kind.COUNT),
            Column("share", "占比", [*shares, "", ""], Kind.SHARE),
            *_expected_columns(figures, gaps),
        ),
        note=f"占比以已定级客户为分母；{_mix_words(figures)}。" + _source(live=live),
        totalled=True,
        charts=_share_charts(figures, rated),
    )


def _expected_columns(figures: TierFigures, gaps: Sequence[Cell]) -> tuple[Column, ...]:
    """Return what is expected and how far off it is; nothing where the scheme expects nothing."""
    if not figures.compared:
        return ()
    expected: list[Cell] = [figures.compared.get(tier) for tier in figures.tiers]
    return (
        Column("expected", "预期占比", [*expected, "", ""], Kind.SHARE),
        Column("gap", "差距（百分点）", [*gaps, "", ""], Kind.POINTS),
    )


def _against_expected(figures: TierFigures, rated: int) -> tuple[list[Cell], list[Cell]]:
    """Return each tier's share of the rated customers, and its distance from what is expected, in points."""
    shares: list[Cell] = []
    gaps: list[Cell] = []
    for tier in figures.tiers:
        share = figures.counts[tier] / rated if rated and not figures.is_blank(tier) else None
        wanted = figures.compared.get(tier)
        shares.append(None if share is None else Formula("B{row}/(B{last}-B{last-1})", share))
        if share is None or wanted is None:
            gaps.append(None)
        else:
            gaps.append(Formula("(C{row}-D{row})*100", (share - wanted) * 100))
    return shares, gaps


def _share_charts(figures: TierFigures, rated: int) -> tuple[Chart, ...]:
    """Return shares beside what is expected; nothing where nobody is rated."""
    if not rated:
        return ()
    series = [Series("tiers.share", palette.BLUE, "占比")]
    title = "各等级客户占比"
    if all(tier in figures.compared for tier in figures.tiers):
        title += "与预期"
        series.append(Series("tiers.expected", palette.MUTED, "预期占比"))
    tiers = len(figures.tiers)
    return (Chart(title, ChartKind.COLUMNS, "tiers.tier", tuple(series), 0, tiers, share=True),)


def _movements(figures: TierFigures, listed: pd.DataFrame, *, live: bool) -> ResultTable:
    kinds = [("count", "与原等级相比", "movement")]
    if figures.previous:
        kinds.append(("since", "与上期相比", "moved"))
    columns, drawn = [], []
    for (key, header, source), color in zip(kinds, (palette.BLUE, palette.AMBER), strict=False):
        counts = listed[source].value_counts()
        values = [int(counts.get(word, 0)) for word in MOVEMENTS]
        cells: list[Cell] = [
            Formula(count_formula(Equals(f"{{customers.{source}}}", "$A{row}", word)), value)
            if live
            else value
            for word, value in zip(MOVEMENTS, values, strict=True)
        ]
        columns.append(Column(key, header, cells, Kind.COUNT, width=14))
        if any(values[: MOVEMENTS.index(Movement.SAME)]):
            drawn.append(Series(f"movements.{key}", color, header))
    # Those that stay are many and would dwarf those that move.
    moving = MOVEMENTS.index(Movement.SAME)
    chart = Chart(
        "等级变动客户数（一致的不画）", ChartKind.COLUMNS, "movements.movement", tuple(drawn), 0, moving
    )
    return ResultTable(
        "movements",
        "等级变动",
        (Column("movement", "变动", MOVEMENTS, tones=_MOVEMENT_TONES), *columns),
        note=_source(live=live),
        charts=(chart,) if drawn else (),
    )


def _matrix(
    key: str, title: str, source: str, figures: TierFigures, listed: pd.DataFrame, *, live: bool
) -> ResultTable:
    """Return a tier before by the recomputed tier, in the policy's order, what has no tier last.

    Args:
        key: Name of the table.
        title: From what to what.
        source: Column of the customers with the tier before.
        figures: The tiers.
        listed: The customers.
        live: Whether the list below may be counted.
    """
    counts = listed.groupby([source, "recomputed"], sort=False).size().to_dict()
    seen = set(list_values(listed[source]))
    rows = [name for name in (*figures.tiers, UNRATED, UNMATCHED, UNKNOWN) if name in seen]
    before, after = title.split(" → ")
    columns = [Column("stated", f"{before} ↓\n{after} →", rows)]
    for index, target in enumerate((*figures.tiers, UNRATED)):
        column = f"to{index}"
        values: list[Cell] = []
        for row in rows:
            value = counts.get((row, target), 0)
            formula = count_formula(
                Equals(f"{{customers.{source}}}", "$A{row}", row),
                Equals("{customers.recomputed}", f"{{{key}.{column}#}}", target),
            )
            values.append(Formula(formula, value) if live else value)
        columns.append(Column(column, target, values, Kind.COUNT))
    alias = "原等级按策略的别名表折算成本方案的等级；" if source == "stated_tier" else ""
    note = f"{alias}对角线为没有变动。{_source(live=live)}"
    return ResultTable(key, f"等级流动（{title}）", tuple(columns), note=note, empty="没有客户")


def _since_last(context: Context, listed: pd.DataFrame, *, live: bool) -> tuple[Part, ...]:
    """Return the movements since the period before, and who moved; why there are none."""
    figures = context.drop.analysis.tiers
    if not figures.previous:
        reason = context.drop.analysis.reasons.get("tiers.previous") or "没有上期数据，不能与上期相比。"
        return (Lines("等级流动（上期 → 本期）", (reason,)),)
    moved = listed[listed["previous"] != listed["recomputed"]]
    shown, cut, _ = limit_rows(moved, "户")
    if figures.previous_source:
        cut = f"上期等级按历史（{figures.previous_source}）。{cut}"
    elif same := undated_spend(figures):
        cut = f"{same}。{cut}"
    return (
        _matrix("since_last", "上期等级 → 本期等级", "previous", figures, listed, live=live),
        ResultTable(
            "moved",
            "与上期相比有变动的客户",
            (
                *customer_columns(shown, 18),
                Column("previous", "上期等级", plain(shown["previous"])),
                Column("now", "本期等级", plain(shown["recomputed"])),
                Column("moved", "变动", plain(shown["moved"]), tones=_MOVEMENT_TONES),
                Column("stated", "原等级", plain(shown["stated"])),
                Column("manual", "人工定级", plain(shown["manual"])),
                _spend(context, shown),
                _reason(shown),
                context.place_column(shown),
            ),
            note=cut,
            empty="没有变动的客户",
        ),
    )


def _customers(context: Context, shown: pd.DataFrame, cut: str) -> ResultTable:
    since: tuple[Column, ...] = ()
    if context.drop.analysis.tiers.previous:
        since = (
            Column("previous", "上期等级", plain(shown["previous"])),
            Column("moved", "较上期", plain(shown["moved"]), tones=_MOVEMENT_TONES),
        )
    # Columns stand under those of the list above, so that both lists read the same way.
    return ResultTable(
        "customers",
        "客户清单（与原等级不同的在前）",
        (
            *customer_columns(shown, 18),
            Column("stated", "原等级", plain(shown["stated"])),
            Column("recomputed", "重算等级", plain(shown["recomputed"])),
            Column("movement", "变动", plain(shown["movement"]), tones=_MOVEMENT_TONES),
            Column("stated_tier", "原等级\n折算", plain(shown["stated_tier"])),
            Column("manual", "人工定级", plain(shown["manual"])),
            _spend(context, shown),
            _reason(shown),
            context.place_column(shown),
            *since,
        ),
        note=cut,
        empty="没有客户",
        filtered=True,
    )


def _spend(context: Context, frame: pd.DataFrame) -> Column:
    window = context.drop.policy.policy.tiers.window_months
    # In two lines, which a narrow column holds.
    title = f"近{window}个月\n消费（元）" if context.drop.analysis.tiers.by_orders else "年合作金额\n（元）"
    return Column("spend", title, yuan(frame["spend_fen"]), Kind.MONEY)


def _reason(frame: pd.DataFrame) -> Column:
    return Column("reason", "定级依据", plain(frame["reason"]), Kind.LONG, width=36, widest=38)


def _source(*, live: bool) -> str:
    return "客户数为公式，按下方客户清单计数。" if live else "客户数为值。"
