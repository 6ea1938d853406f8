"""期末余额 (hidden): what this run closed with, for later ones; and 期初重述 on 回款风险."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kehu_batch.annotation.donor.layout import Cell, Column, Kind, Part, ResultTable, Tone
from kehu_batch.annotation.drop import shown_file
from kehu_batch.annotation.sheets.context import Context, limit_rows, plain, yuan
from kehu_batch.annotation.sheets.receivables.payment_advice import LAST_PRINTED
from kehu_batch.model.figures.closings import Restatement
from kehu_batch.model.figures.receivables import PaymentRiskFigures
from kehu_batch.model.tables.closing import AS_OF, BALANCE_COLUMNS, KEPT, ROW_COLUMNS, SIDE, Closing
from kehu_batch.model.tables.frames import FEN, FrameColumn, typed_frame
from kehu_batch.policy.own_sheets import KEPT_ROWS, SIDES
from kehu_batch.policy.vocabulary import OWN_SHEET_MARKER
from kehu_batch.wording.numbers import format_day

SHEET = "期末余额"
MARKER = f"{OWN_SHEET_MARKER}；隐藏保存各次期末，供下期核对期初，请勿修改"
_TONES = {"补记": Tone.BAD, "改动": Tone.NEAR, "不再列入": Tone.BAD}


def closing_parts(context: Context) -> tuple[Part, ...]:
    """Return the parts of 期末余额: this run's closing, and the one that it was compared with."""
    closings = _kept(context)
    return (
        _table("closings", "保存的期末", closings, (KEPT,), [_said_kept(one) for one in closings]),
        _table(
            "closing_customers", "各户期末", closings, BALANCE_COLUMNS, [one.customers for one in closings]
        ),
        _table("closing_rows", "期末各单据与回款", closings, ROW_COLUMNS, [one.rows for one in closings]),
    )


def _said_kept(closing: Closing) -> pd.DataFrame:
    return typed_frame((KEPT,), [(KEPT_ROWS[closing.rows is not None],)])


def _kept(context: Context) -> list[Closing]:
    figures = context.drop.analysis.payment_risk
    if figures is None or figures.closing is None:
        return []
    restated = figures.restatement
    earlier = [
        one
        for one in context.drop.dataset.closings
        if restated is not None and one.as_of == restated.as_of and one.side == figures.side.value
    ]
    return [figures.closing, *earlier[:1]]


def _table(
    key: str,
    title: str,
    closings: Sequence[Closing],
    columns: Sequence[FrameColumn],
    frames: Sequence[pd.DataFrame | None],
) -> ResultTable:
    days: list[Cell] = []
    sides: list[Cell] = []
    cells: dict[str, list[Cell]] = {column.name: [] for column in columns}
    for closing, frame in zip(closings, frames, strict=True):
        if frame is None:
            continue
        days += [closing.as_of] * len(frame)
        sides += [SIDES[closing.side]] * len(frame)
        for column in columns:
            values = frame[column.name]
            cells[column.name] += yuan(values) if column.unit == FEN else plain(values)
    return ResultTable(
        key,
        title,
        (
            Column(AS_OF.name, AS_OF.meaning, days, Kind.DAY),
            Column(SIDE.name, SIDE.meaning, sides),
            *(
                Column(one.name, one.meaning, cells[one.name], Kind.MONEY if one.unit == FEN else Kind.TEXT)
                for one in columns
            ),
        ),
    )


def restatement_tables(context: Context, figures: PaymentRiskFigures) -> tuple[ResultTable, ...]:
    """Return what moved in the closing of an earlier run; nothing where none was given."""
    restated = figures.restatement
    if restated is None:
        return ()
    return (_customers(restated), *_moves(context, restated))


def _customers(restated: Restatement) -> ResultTable:
    frame, cut, _ = limit_rows(restated.customers, "户")
    left_out = "；".join(f"{currency} 未比较：{why}" for currency, why in restated.reasons.items())
    said = (
        f"“{shown_file(restated.source)}”所存 {format_day(restated.as_of)} 的期末净额，与同一天按本次的表重算"
    )
    return ResultTable(
        "restated",
        "期初重述：各户（值）",
        (
            *_who(frame),
            Column("before", "上次期末", yuan(frame["before_fen"]), Kind.MONEY),
            Column("now", "本次重算", yuan(frame["now_fen"]), Kind.MONEY),
            Column("difference", "差异", yuan(frame["difference_fen"]), Kind.MONEY),
            _currency(frame),
        ),
        note=f"{said}。{cut}{left_out}",
        empty="各户都相同，没有重述",
    )


def _moves(context: Context, restated: Restatement) -> tuple[ResultTable, ...]:
    if restated.moves.empty and not restated.moves_reason:
        return ()
    frame, cut, _ = limit_rows(restated.moves, "行")
    return (
        ResultTable(
            "restated_moves",
            "期初重述：引起的单据与回款（值）",
            (
                *_who(frame),
                Column("before", "上次金额", yuan(frame["before_fen"]), Kind.MONEY),
                Column("now", "本次金额", yuan(frame["now_fen"]), Kind.MONEY),
                Column("effect", "对净额", yuan(frame["effect_fen"]), Kind.MONEY, tight=True),
                Column("change", "变动", plain(frame["change"]), tones=_TONES, widest=8, tight=True),
                Column("number", "单号", _numbers(frame), widest=10, tight=True),
                Column("day", "日期", plain(frame["day"]), widest=10, tight=True),
                Column("reason", "说明", plain(frame["reason"]), Kind.LONG, widest=LAST_PRINTED),
                Column("document", "所冲单据", plain(frame["document"])),
                Column("kind", "类别", plain(frame["kind"])),
                _currency(frame),
                Column("place", "位置", context.places(frame), widest=44),
            ),
            note=cut,
            empty=restated.moves_reason,
        ),
    )


def _who(frame: pd.DataFrame) -> tuple[Column, ...]:
    return (
        Column("name", "客户名称", plain(frame["customer_name"]), widest=18),
        Column("id", "客户编号", plain(frame["customer_id"]), widest=12),
    )


def _currency(frame: pd.DataFrame) -> Column:
    return Column("currency", "币种", plain(frame["currency"]))


def _numbers(frame: pd.DataFrame) -> list[Cell]:
    return list(plain(frame["number"].where(frame["number"] != "")))
