"""期初重述 on the page: what moved in the closing of an earlier run."""

from __future__ import annotations

from kehu_batch.model.figures.closings import Restatement
from kehu_batch.model.figures.receivables import PaymentRiskFigures
from kehu_batch.report.blocks import Block, Note, PageColumn, TableBlock, customer_text, records
from kehu_batch.wording.numbers import format_day, format_yuan

_TOP = 20
_COLUMNS = (
    PageColumn("客户"),
    PageColumn("变动", "tag"),
    PageColumn("类别", "tag", phone=False),
    PageColumn("单号"),
    PageColumn("日期", "tag", phone=False),
    PageColumn("对净额", "number"),
    PageColumn("说明", phone=False),
)


def restatement_blocks(figures: PaymentRiskFigures, *, sheet: str) -> tuple[Block, ...]:
    """Return what an earlier closing comes to now; nothing where none was given or nothing moved.

    Args:
        figures: Receivables.
        sheet: Where the rest stands, in words.
    """
    restated = figures.restatement
    if restated is None or (restated.customers.empty and restated.moves.empty and not restated.reasons):
        return ()
    title = _title(restated)
    if restated.moves.empty:
        why = "；".join((*restated.reasons.values(), restated.moves_reason))
        return (Note(f"{title}。{why}".rstrip("。；") + "。"),)
    shown = restated.moves.head(_TOP)
    rows = tuple(
        (
            customer_text(row),
            row["change"],
            row["kind"],
            row["number"] or "",
            row["day"],
            format_yuan(row["effect_fen"]),
            row["reason"],
        )
        for row in records(shown)
    )
    return (
        TableBlock(
            title,
            _COLUMNS,
            rows,
            subtitle=f"“{restated.source}”所存 {format_day(restated.as_of)} 的期末与同一天按本次的表重算；金额为元",
            total=len(restated.moves),
            sheet=f"{sheet}“回款风险”",
            name="期初重述",
        ),
    )


def _title(restated: Restatement) -> str:
    sums = restated.customers.groupby("currency", sort=True)["difference_fen"].sum()
    said = "、".join(f"{format_yuan(int(fen))}（{currency}）" for currency, fen in sums.items())
    if said:
        return f"期初重述：{len(restated.customers):,} 户，净额合计变动 {said}"
    return "期初重述：净额不变" if len(restated.moves) else "期初未能与上次期末比较"
