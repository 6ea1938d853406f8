"""Tables of the section 客户分级与流动 beside the tiers: manual tiers, and RFM as a second opinion."""

from __future__ import annotations

from collections.abc import Mapping

from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.model.figures.second_opinion import SecondOpinion
from kehu_batch.model.figures.states import Movement
from kehu_batch.report.blocks import (
    Block,
    Cell,
    Note,
    PageColumn,
    TableBlock,
    customer_text,
    place_cell,
    records,
    text_of,
)
from kehu_batch.report.phrases import in_wan, money_in, money_unit, most_words
from kehu_batch.wording.labels import UNRATED
from kehu_batch.wording.numbers import format_share

MOVEMENT_TONES: Mapping[str, str] = {Movement.DOWN: "bad", Movement.UP: "good"}


def manual_blocks(figures: TierFigures, *, many_files: bool, sheet: str) -> list[Block]:
    """Return the manual tiers, each with its reason and what the rule would give; nothing without any."""
    frame = figures.manual
    if frame.empty:
        return []
    rows = tuple(
        (
            customer_text(row),
            Cell(str(row["manual"]), tone="" if row["honoured"] else "bad"),
            text_of(row["recomputed"], UNRATED),
            text_of(row["by_rule"], UNRATED),
            text_of(row["manual_reason"], "未写理由"),
            place_cell(row, many_files=many_files),
        )
        for row in records(frame)
    )
    columns = (
        PageColumn("客户"),
        PageColumn("人工定级", "tag"),
        PageColumn("采用等级", "tag"),
        PageColumn("按规则", "tag"),
        PageColumn("理由"),
        PageColumn("位置", "code", phone=False),
    )
    honoured = int(frame["honoured"].sum())
    unknown = len(frame) - honoured
    title = f"{honoured:,} 户按人工定级" + (f"，{unknown:,} 户写的等级不认识、按规则" if unknown else "")
    where = f"{sheet}“客户分级”"
    note = "认识的人工定级照办，不认识的按规则" if unknown else "人工定级照办"
    return [
        TableBlock(title, columns, rows, f"{note}；理由取自台账", total=len(frame), sheet=where, wide=True)
    ]


def since_last_blocks(figures: TierFigures, *, many_files: bool, sheet: str) -> list[Block]:
    """Return who has another tier than at the end of the period before, and why it has this one; nothing of none."""
    frame = figures.customers
    if figures.previous_matrix.empty:
        return []
    moved = frame[frame["previous"].fillna("") != frame["recomputed"].fillna("")]
    if moved.empty:
        return []
    order = {str(word): place for place, word in enumerate(Movement)}
    moved = moved.assign(_order=moved["since"].map(order)).sort_values("_order", kind="stable")
    rows = tuple(
        (
            customer_text(row),
            text_of(row["previous"], UNRATED),
            text_of(row["recomputed"], UNRATED),
            Cell(str(row["since"]), tone=MOVEMENT_TONES.get(str(row["since"]), "mut")),
            in_wan(text_of(row["reason"])),
            place_cell(row, many_files=many_files),
        )
        for row in records(moved)
    )
    columns = (
        PageColumn("客户"),
        PageColumn("上期等级", "tag"),
        PageColumn("本期等级", "tag"),
        PageColumn("变动", "tag", pick=True),
        PageColumn("定级依据"),
        PageColumn("位置", "code", phone=False),
    )
    return [
        TableBlock(
            f"{len(moved):,} 户的等级与上期末不同",
            columns,
            rows,
            total=len(moved),
            sheet=f"{sheet}“客户分级”",
            tools=len(rows) > 10,
            name="与上期末不同",
            wide=True,
        )
    ]


def second_opinion_blocks(figures: TierFigures, *, many_files: bool, sheet: str) -> list[Block]:
    """Return RFM beside the tiers; a note where it cannot be told."""
    opinion = figures.second_opinion
    if opinion is None:
        return [Note("没有订单明细，不能用 RFM 作第二意见。")]
    if not opinion.scored:
        told = "；".join(f"{reason}（{count:,} 户）" for reason, count in opinion.unscored.items())
        return [Note(f"RFM 没有能打分的客户：{told}。")]
    return [_segments(opinion), _disagreements(opinion, many_files=many_files, sheet=sheet)]


def _segments(opinion: SecondOpinion) -> TableBlock:
    rows = tuple(
        (name, f"{count:,}", format_share(count / opinion.scored)) for name, count in opinion.segments.items()
    )
    unscored = sum(opinion.unscored.values())
    subtitle = f"近{opinion.window_months}个月，{opinion.scored:,} 户打分，{unscored:,} 户不能打分；只作参考，不改变等级"
    if opinion.note:
        subtitle += f"；{opinion.note}"
    largest = most_words(list(opinion.segments.items()), lambda count: f"{count:,} 户", "群", mark="，")
    title = f"按 RFM，{largest}"
    columns = (PageColumn("客群", "tag"), PageColumn("客户", "number"), PageColumn("占比", "number"))
    return TableBlock(title, columns, rows, subtitle, total=len(rows))


def _disagreements(opinion: SecondOpinion, *, many_files: bool, sheet: str) -> TableBlock:
    frame = opinion.disagreements
    listed = records(frame)
    unit = money_unit([int(row["amount_fen"]) for row in listed])
    rows = tuple(
        (
            customer_text(row),
            str(row["tier"]),
            str(row["segment"]),
            Cell(money_in(int(row["amount_fen"]), unit), sort=str(row["amount_fen"])),
            in_wan(str(row["opinion"])),
            place_cell(row, many_files=many_files),
        )
        for row in listed
    )
    columns = (
        PageColumn("客户"),
        PageColumn("等级", "tag", pick=True),
        PageColumn("RFM 客群", "tag", phone=False, pick=True),
        PageColumn(f"金额（{unit}）", "number", phone=False),
        PageColumn("说明"),
        PageColumn("位置", "code", phone=False),
    )
    return TableBlock(
        f"{len(frame):,} 户的等级与 RFM 不一致" if len(frame) else "等级与 RFM 没有不一致",
        columns,
        rows,
        "等级在上半而近来成交少，或等级在下半而近来成交多",
        total=len(frame),
        sheet=f"{sheet}“客户分级”",
        tools=True,
        name="等级与RFM不一致",
        empty="没有不一致的客户。",
        wide=True,
    )
