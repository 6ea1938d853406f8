"""客户应收 from finance's balances: each customer's balance, buckets and limit, and the grade as far as it is known."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kehu_batch.annotation.donor.layout import Cell, Column, Kind, ResultTable, Tone
from kehu_batch.annotation.sheets.context import Context, limit_rows, owner_names, person_column, plain, yuan
from kehu_batch.annotation.sheets.receivables.payment_advice import GRADE_TONES
from kehu_batch.annotation.sheets.receivables.workpaper import NO_CUSTOMER, PaperRow, unit_sentence
from kehu_batch.model.figures.finance.stated import StatedReceivables
from kehu_batch.wording.buckets import bucket_name

_NET = "IF(ISNUMBER([outstanding]),ROUND([outstanding]-[credit],2),[outstanding])"
_SHARE = 'IF(N([outstanding])*ISNUMBER([overdue])>0,[overdue]/[outstanding],"—")'
_USE = 'IF(N([limit])*ISNUMBER([outstanding])>0,[outstanding]/[limit],"—")'

_UNREAD, _UNTOLD, _UNGRADED = "读不出", "看不出", "无法评定"


def bucket_key(place: int) -> str:
    """Return the key of the column of a bucket by its position."""
    return f"bucket{place + 1}"


def customer_tables(context: Context, figures: StatedReceivables) -> tuple[ResultTable, ...]:
    """Return the customers in the policy's own currency, then those in others."""
    own = (figures.customers["currency"] == figures.currency).to_numpy()
    frame, cut, _ = limit_rows(figures.customers[own], "户")
    note = f"{unit_sentence(figures.currency)}{cut}财务口径：金额照余额表；净额、逾期占比与额度使用率为公式，其余为值。"
    first = ResultTable(
        "stated",
        f"客户应收与账龄（{figures.currency}，财务口径）",
        _columns(context, figures, frame),
        note=note,
        filtered=True,
        empty="没有应收的客户",
    )
    foreign, cut, _ = limit_rows(figures.customers[~own], "户")
    if foreign.empty:
        return (first,)
    named = foreign.assign(customer_name=foreign["customer_name"] + "（" + foreign["currency"] + "）")
    return (
        first,
        ResultTable("foreign_stated", "外币客户（按原币）", _columns(context, figures, named), note=cut),
    )


def _columns(context: Context, figures: StatedReceivables, frame: pd.DataFrame) -> tuple[Column, ...]:
    fen = figures.customer_buckets.loc[frame.index]
    spread = [
        Column(bucket_key(place), bucket_name(head.label), yuan(fen[place]), Kind.MONEY, tight=True)
        for place, head in enumerate(figures.buckets)
    ]
    keys = ["name", "id", "outstanding", "overdue", "oldest", "grade", "reason", "credit"]
    keys += [*(column.key for column in spread), "unspread", "net", "share", "limit", "limit_source", "use"]
    row = PaperRow(keys)
    return (
        Column(
            "name", "客户名称", [name or NO_CUSTOMER for name in plain(frame["customer_name"])], widest=18
        ),
        Column("id", "客户编号", plain(frame["customer_id"]), widest=12, tight=True),
        _money("outstanding", "未收余额", frame["outstanding_fen"], _UNREAD),
        _money("overdue", "逾期金额", frame["overdue_fen"], _UNTOLD),
        Column(
            "oldest",
            "最久的分段",
            [name and bucket_name(str(name)) for name in plain(frame["oldest"])],
            widest=12,
            tight=True,
        ),
        Column("grade", "风险等级", _grades(frame), tones={**GRADE_TONES, _UNGRADED: Tone.NEAR}, tight=True),
        Column("reason", "依据", plain(frame["reason"]), Kind.LONG, width=30, widest=34),
        _money("credit", "贷方余额", frame["credit_fen"], _UNREAD),
        *spread,
        _money("unspread", "未分段", frame["unspread_fen"], _UNREAD),
        _live(row, "net", "净额", (_NET, Kind.MONEY), _or(frame["net_fen"], _UNREAD)),
        _live(row, "share", "逾期占比", (_SHARE, Kind.SHARE), plain(frame["overdue_share"])),
        Column("limit", "信用额度", yuan(frame["credit_limit_fen"]), Kind.MONEY, tight=True),
        Column("limit_source", "额度取自", plain(frame["limit_source"]), tight=True),
        _live(row, "use", "额度使用率", (_USE, Kind.SHARE), plain(frame["credit_use"])),
        Column("finance_grade", "财务评级", plain(frame["finance_grade"]), tight=True),
        person_column(owner_names(frame["owner"])),
        context.place_column(frame),
    )


def _live(row: PaperRow, key: str, header: str, formula: tuple[str, Kind], values: Sequence[Cell]) -> Column:
    """Return a column of one formula, which stands with how its values are shown."""
    text, kind = formula
    return Column(key, header, row.cells(text, values), kind, tight=True)


def _money(key: str, header: str, fen: pd.Series, missing: str) -> Column:
    """Return amounts; a word where one is not known, which is not 0."""
    return Column(key, header, _or(fen, missing), Kind.MONEY, tight=True)


def _or(fen: pd.Series, missing: str) -> list[Cell]:
    return [missing if value is None else value for value in yuan(fen)]


def _grades(frame: pd.DataFrame) -> list[Cell]:
    return [grade or _UNGRADED for grade in plain(frame["grade"])]
