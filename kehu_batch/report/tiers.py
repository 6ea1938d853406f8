"""The section 客户分级与流动."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from kehu_batch.model.figures.analysis import Analysis, TierFigures
from kehu_batch.model.figures.states import Movement
from kehu_batch.model.tables.listed import list_values
from kehu_batch.policy.schema import Policy
from kehu_batch.records import replace
from kehu_batch.report.blocks import (
    Block,
    Cell,
    Matrix,
    MatrixCell,
    Note,
    PageColumn,
    PageSection,
    TableBlock,
    customer_text,
    fill_rows,
    has_value,
    place_cell,
    records,
    text_of,
)
from kehu_batch.report.charts import draw_bullet
from kehu_batch.report.phrases import COUNTS_LEAD_BELOW, in_wan, money_in, money_unit, signed
from kehu_batch.report.tier_lists import (
    MOVEMENT_TONES,
    manual_blocks,
    second_opinion_blocks,
    since_last_blocks,
)
from kehu_batch.wording.labels import UNKNOWN, UNRATED, spend_label
from kehu_batch.wording.numbers import MISSING, format_share
from kehu_batch.wording.tier_groups import undated_spend, why_uncompared

#: Movements in the order that they are listed: what got worse first.
_MOVEMENTS = tuple(str(one) for one in Movement if one is not Movement.SAME)


def build_tiers(analysis: Analysis, policy: Policy, *, many_files: bool, sheet: str) -> PageSection:
    """Return the section."""
    figures = analysis.tiers
    total = len(figures.customers)
    counts = movement_counts(figures)
    moves = f"上调 {counts['上调']:,}，下调 {counts['下调']:,}，无法比较 {counts['无法比较']:,}"
    note = f"{total:,} 户；{moves if _any_stated(figures) else '表中没有填写等级，无法比较'}"
    if not total:
        return PageSection("tiers", "客户分级与流动", "分级流动", absent="本次没有可分级的客户。")
    if not has_tiers(figures):
        absent = f"{share_sentence(figures)}：{unrated_reason(figures)}；表中也没有填写等级，没有可比的变动。"
        return PageSection("tiers", "客户分级与流动", "分级流动", absent=absent)
    blocks: list[Block] = [_shares(figures, wide=not figures.previous_matrix.empty), _stated_matrix(figures)]
    blocks.append(
        Note(_previous_note(analysis)) if figures.previous_matrix.empty else _previous_matrix(figures)
    )
    blocks += since_last_blocks(figures, many_files=many_files, sheet=sheet)
    spend = spend_label(policy.tiers.window_months, by_orders=figures.by_orders)
    blocks.append(_moved(figures, spend, many_files=many_files, sheet=sheet))
    blocks += manual_blocks(figures, many_files=many_files, sheet=sheet)
    blocks += second_opinion_blocks(figures, many_files=many_files, sheet=sheet)
    return PageSection("tiers", "客户分级与流动", "分级流动", note, fill_rows(blocks))


def has_tiers(figures: TierFigures) -> bool:
    """Return whether anybody is rated, or has a tier in a table: else tiers are not what the drop is about."""
    return bool(any(figures.counts.values()) or _any_stated(figures))


def _any_stated(figures: TierFigures) -> bool:
    return bool(figures.customers["stated"].notna().any())


def unrated_reason(figures: TierFigures) -> str:
    """Return why most of those who are not rated are not."""
    unrated = figures.customers["recomputed"].isna()
    reasons = figures.customers.loc[unrated, "reason"].dropna().value_counts()
    return str(reasons.index[0]).removeprefix(f"{UNRATED}：") if len(reasons) else "缺少定级依据"


def movement_counts(figures: TierFigures) -> Counter[str]:
    """Return customers by movement (一致/上调/下调/无法比较)."""
    return Counter(map(str, list_values(figures.customers["movement"])))


def _previous_note(analysis: Analysis) -> str:
    compared = "，只与表中所填等级比较" if _any_stated(analysis.tiers) else ""
    return analysis.reasons.get("tiers.previous", f"本次没有上期分级可比{compared}。")


def _shares(figures: TierFigures, *, wide: bool) -> TableBlock | Note:
    rated = sum(figures.counts.values())
    if not rated:
        return Note(f"{share_sentence(figures)}，没有等级的占比。")
    rows: list[tuple[Cell | str, ...]] = []
    for tier in figures.tiers:
        blank, expected = figures.is_blank(tier), figures.compared.get(tier)
        share = None if blank else figures.shares.get(tier)
        count = MISSING if blank else f"{figures.counts.get(tier, 0):,}"
        gap = MISSING if share is None or expected is None else f"{signed((share - expected) * 100, 1)}"
        bar = Cell("") if blank else Cell("", bullet=draw_bullet(share or 0.0, 1.0, "s1", expected))
        rows.append((tier, count, format_share(share), bar, format_share(expected), gap))
    rows.append((Cell(UNRATED, tone="mut"), f"{figures.unrated:,}", MISSING, "", MISSING, MISSING))
    columns = (
        PageColumn("等级", "tag"),
        PageColumn("客户", "number"),
        PageColumn("占比", "number"),
        PageColumn("", "bar"),
        PageColumn("预期", "number"),
        PageColumn("差（百分点）", "number", phone=False),
    )
    few = "定级不足 30 户，以户数为准" if rated < COUNTS_LEAD_BELOW else ""
    drawn = "竖线为预期结构" if figures.compared else ""
    return TableBlock(
        share_sentence(figures),
        columns,
        tuple(rows),
        "；".join(filter(None, ("占已定级客户的比例", drawn, why_uncompared(figures), few))),
        total=len(rows),
        wide=wide,
    )


def share_sentence(figures: TierFigures) -> str:
    """Return what stands out in the tiers: nobody rated, else the widest gap to the expected mix where it compares."""
    rated = sum(figures.counts.values())
    if rated == 0:
        return f"{figures.unrated:,} 户均未定级"
    gaps = {tier: figures.shares.get(tier, 0.0) - share for tier, share in figures.compared.items()}
    if not gaps or rated < COUNTS_LEAD_BELOW:
        told = [tier for tier in figures.tiers if not figures.is_blank(tier)]
        parts = "，".join(f"{tier} {figures.counts.get(tier, 0):,} 户" for tier in told)
        blank = "、".join(tier for tier in figures.tiers if figures.is_blank(tier))
        return f"已定级 {rated:,} 户：{parts}{f'；看不出{blank}客户' if blank else ''}"
    tier = max(gaps, key=lambda name: abs(gaps[name]))
    word = "高于" if gaps[tier] > 0 else "低于"
    return (
        f"{tier}客户占 {format_share(figures.shares.get(tier, 0.0))}，"
        f"{word}预期 {format_share(abs(gaps[tier])).removesuffix('%')} 个百分点"
    )


def _stated_matrix(figures: TierFigures) -> Matrix | Note:
    if not _any_stated(figures):
        return Note("表中没有填写等级，没有所填等级可以与重新计算的等级比较。")
    counts = movement_counts(figures)
    title = "所填等级与重新计算的等级没有可比的变动"
    if counts[Movement.DOWN] or counts[Movement.UP]:
        title = f"按规则重新计算，{counts['下调']:,} 户低于所填等级，{counts['上调']:,} 户高于"
    subtitle = "行＝表中所填等级（按别名对应），列＝重新计算的等级"
    return _matrix(title, subtitle, "原等级＼重算", figures.stated_matrix, figures)


def _previous_matrix(figures: TierFigures) -> Matrix | Note:
    frame = figures.previous_matrix
    ranked = frame.loc[list(figures.tiers), list(figures.tiers)].to_numpy()
    down, up = int(np.triu(ranked, 1).sum()), int(np.tril(ranked, -1).sum())
    title = f"与上期末相比，降级 {down:,} 户，升级 {up:,} 户"
    told = f"上期按历史（{figures.previous_source}）" if figures.previous_source else undated_spend(figures)
    matrix = _matrix(title, "行＝上期末等级，列＝本期末等级", "上期＼本期", frame, figures)
    if not told:
        return matrix
    if isinstance(matrix, Note):
        return Note(f"{matrix.text}{told}。")
    return replace(matrix, subtitle=f"{matrix.subtitle}；{told}")


def _matrix(
    title: str, subtitle: str, corner: str, frame: pd.DataFrame, figures: TierFigures
) -> Matrix | Note:
    """Return a matrix; as a sentence where it would hold a single cell or nobody is rated.

    Tiers stand from high to low, so right of the diagonal is down. A tier that nobody can tell has no row or column.
    """
    untold = [tier for tier in figures.tiers if figures.is_blank(tier)]
    empty = [tier for tier in untold if not frame.loc[tier].any() and not frame[tier].any()]
    frame = frame.drop(index=empty, columns=empty)
    moved = [(was, now, int(count)) for was, row in frame.iterrows() for now, count in row.items() if count]
    if len(moved) == 1:
        was, now, count = moved[0]
        return Note(f"{title}：{count:,} 户原来都是{was}，现在都是{now}。")
    ranks = {tier: rank for rank, tier in enumerate(figures.tiers)}
    if not any(now in ranks for _, now, _ in moved):
        return Note(f"{title}：{sum(count for *_, count in moved):,} 户现在都未定级。")
    rows = []
    for was, counts in zip(frame.index, frame.to_numpy().tolist(), strict=True):
        whole = sum(counts)
        cells = tuple(
            _matrix_cell(count, whole, ranks.get(str(was)), ranks.get(str(now)))
            for count, now in zip(counts, frame.columns, strict=True)
        )
        if whole or was in ranks:
            rows.append((str(was), cells))
    attention = any(cell.tone.startswith("down") for _, cells in rows for cell in cells)
    return Matrix(title, subtitle, corner, tuple(str(name) for name in frame.columns), tuple(rows), attention)


def _matrix_cell(count: int, whole: int, was: int | None, now: int | None) -> MatrixCell:
    if count == 0:
        return MatrixCell(0, "", "", "none")
    share = count / whole
    strength = 3 if share >= 0.3 else 2 if share >= 0.1 else 1
    if was is None or now is None:
        return MatrixCell(count, format_share(share), "", "keep")
    if was == now:
        return MatrixCell(count, format_share(share), "", "keep")
    arrow, tone = ("↓", "down") if now > was else ("↑", "up")
    return MatrixCell(count, format_share(share), arrow, f"{tone}{strength}")


def _moved(figures: TierFigures, spend_name: str, *, many_files: bool, sheet: str) -> TableBlock:
    frame = figures.customers
    # Who has no tier on either side has not moved; the workbook has them all.
    untold = (frame["stated"].isna() & frame["recomputed"].isna()).to_numpy(dtype=np.bool_)
    listed = frame[frame["movement"].isin(_MOVEMENTS).to_numpy() & ~untold]
    others = f"另有 {int(untold.sum()):,} 户没有所填等级也未定级，见{sheet}“客户分级”" if untold.any() else ""
    order = {word: place for place, word in enumerate(_MOVEMENTS)}
    listed = listed.assign(_order=listed["movement"].map(order)).sort_values(
        ["_order", "spend_fen"], ascending=[True, False], kind="stable"
    )
    shown = records(listed)
    spend = [int(row["spend_fen"]) if has_value(row["spend_fen"]) else None for row in shown]
    unit = money_unit(spend)
    rows = tuple(
        (
            customer_text(row),
            text_of(row["stated"], UNKNOWN),
            text_of(row["recomputed"], UNRATED),
            Cell(str(row["movement"]), tone=MOVEMENT_TONES.get(str(row["movement"]), "mut")),
            Cell(money_in(fen, unit), sort="" if fen is None else str(fen)),
            in_wan(text_of(row["reason"])),
            place_cell(row, many_files=many_files),
        )
        for row, fen in zip(shown, spend, strict=True)
    )
    title, order_words = _moved_title(figures, listed, spend_name)
    return TableBlock(
        title,
        _moved_columns(spend_name, unit),
        rows,
        subtitle="；".join(filter(None, (order_words, others))),
        total=len(listed),
        sheet=f"{sheet}“客户分级”",
        tools=True,
        name="客户分级变动",
        empty="所有客户的所填等级与重新计算的等级一致。",
        wide=True,
    )


def _moved_title(figures: TierFigures, listed: pd.DataFrame, spend_name: str) -> tuple[str, str]:
    """Return the title of the list of movements and its order; where nobody moved, it tells why each has its tier."""
    by_spend = f"按{spend_name}由多到少" if listed["spend_fen"].notna().any() else ""
    if not _any_stated(figures):
        return "重新计算的等级与依据", by_spend
    if len(listed) and (listed["movement"] == Movement.INCOMPARABLE).all():
        return f"{len(listed):,} 户无法比较，为什么", f"{by_spend}{'；' if by_spend else ''}一致的客户不列"
    return "谁变动了，为什么", "先下调、再上调、再无法比较；一致的客户不列"


def _moved_columns(spend_name: str, unit: str) -> tuple[PageColumn, ...]:
    return (
        PageColumn("客户"),
        PageColumn("原等级", "tag"),
        # On a phone the ground says it: it begins with the tier.
        PageColumn("重算等级", "tag", phone=False, pick=True),
        PageColumn("变动", "tag", pick=True),
        PageColumn(f"{spend_name}（{unit}）", "number", phone=False),
        PageColumn("定级依据"),
        PageColumn("位置", "code", phone=False),
    )
