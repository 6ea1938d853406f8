"""The checks of 回款风险: what must hold whatever is changed in its lists, and what tells that something was changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from kehu_batch.annotation.donor.layout import Column, Formula, Kind, ResultTable
from kehu_batch.annotation.sheets.context import Context
from kehu_batch.annotation.sheets.receivable_rows import ReceivableRows
from kehu_batch.annotation.sheets.receivables.completeness import source_checks
from kehu_batch.annotation.sheets.receivables.payment_advice import attention_check, dunning_check
from kehu_batch.annotation.sheets.receivables.totals import (
    CLOSING,
    DISPUTED,
    LATER,
    NET,
    OF_CURRENCIES,
    OUTSTANDING,
    OVERDUE,
    cell_of,
    documents_sum,
    receipts_sum,
)
from kehu_batch.annotation.sheets.receivables.workpaper import PaperCheck, check_table
from kehu_batch.model.figures.receivables import TieOut

_NOW = '{rec.date},"<="&{paper.as_of}'


def risk_checks(context: Context, rows: ReceivableRows) -> ResultTable:
    """Return the checks of a drop's receivables in the policy's own currency."""
    checks = [*_ledger_check(rows), *source_checks(context, rows), *_sum_checks(rows)]
    if rows.live:
        checks += [
            *_customer_checks(rows),
            *_document_checks(rows),
            *_receipt_checks(rows),
            *_control_checks(rows),
            *_spread_controls(rows),
            *_currency_controls(rows),
        ]
        grades = context.drop.policy.policy.receivables.grades
        lists = (dunning_check(rows), attention_check(rows, grades[0].name) if grades else None)
        checks += [one for one in lists if one is not None]
    return check_table("checks", checks, "试改“应收底稿”或“回款底稿”后，“与本次运行”各行即显示改动的影响。")


def tied_out(checks: Sequence[TieOut]) -> ResultTable:
    """Return what the program tied out on this run, before it wrote anything."""
    gaps = [Formula("ROUND(B{row}-C{row},2)", one.difference_fen / 100) for one in checks]
    return ResultTable(
        "run_checks",
        "程序运行时的核对（值）",
        (
            Column("name", "核对项", [one.name for one in checks], widest=18),
            Column("left", "左方", [one.left_fen / 100 for one in checks], Kind.MONEY, tight=True),
            Column("right", "右方", [one.right_fen / 100 for one in checks], Kind.MONEY, tight=True),
            Column("difference", "差异", gaps, Kind.MONEY, tight=True),
            Column("currency", "币种", [one.currency for one in checks], tight=True),
        ),
        note="任何一项不为 0，程序不出结果。",
    )


def _total(place: int, fen: int) -> Formula:
    return Formula(cell_of("totals.amount", place), fen / 100)


def _sum_checks(rows: ReceivableRows) -> Iterator[PaperCheck]:
    figures = rows.figures.total
    outstanding = _total(OUTSTANDING, figures.outstanding_fen)
    for name, table, buckets in (
        ("逾期分段", "buckets", figures.buckets),
        ("账龄分段", "ages", figures.age_buckets),
    ):
        whole = Formula(cell_of(f"{table}.amount", len(buckets)), sum(buckets.values()) / 100)
        yield PaperCheck(f"各{name}之和 ＝ 未收余额", whole, outstanding, f"{name} 合计；余额构成")
    if figures.roll_forward is not None:
        closing = Formula(cell_of("roll.amount", CLOSING), figures.roll_forward.closing_fen / 100)
        name = "期初 + 开票 − 贷项 − 回款 ＝ 期末净额"
        yield PaperCheck(name, closing, _total(NET, figures.net_fen), "本期变动；余额构成")


def _customer_checks(rows: ReceivableRows) -> Iterator[PaperCheck]:
    if not rows.own:
        # Every document is in another currency: 客户应收 has no row that a formula could add up.
        return
    figures, about = rows.figures.total, "客户应收；余额构成"
    for name, column, place, fen in (
        ("各客户未收之和 ＝ 未收余额", "outstanding", OUTSTANDING, figures.outstanding_fen),
        ("各客户逾期之和 ＝ 逾期金额", "overdue", OVERDUE, figures.overdue_fen),
        ("各客户净额之和 ＝ 净额", "net", NET, figures.net_fen),
    ):
        left = Formula(f"ROUND(SUM({{debtors.{column}}}),2)", fen / 100)
        yield PaperCheck(name, left, _total(place, fen), about)
    for name, column in (("逾期", "bucket_gap"), ("账龄", "age_gap")):
        gaps = Formula(f"SUMPRODUCT(ABS({{debtors.{column}}}))", 0.0)
        yield PaperCheck(
            f"逐户：各{name}分段之和 ＝ 未收（差额绝对值合计）", gaps, 0.0, f"客户应收 {name}段之差"
        )


def _document_checks(rows: ReceivableRows) -> Iterator[PaperCheck]:
    documents = rows.documents
    opened = int(((documents["code"] == 1) & (documents["open_fen"] > 0)).sum())
    listed = Formula('COUNTIFS({inv.code},1,{inv.open},">0")', opened)
    for name, table, labels in (
        ("逾期", "buckets", rows.figures.bucket_labels),
        ("账龄", "ages", rows.figures.age_labels),
    ):
        counted = Formula(f"SUM({{{table}.count[0:{len(labels)}]}})", opened)
        yield PaperCheck(
            f"逐单：未收的单据各在一个{name}段", listed, counted, f"应收底稿；{name}分段 单据数", Kind.COUNT
        )


def _receipt_checks(rows: ReceivableRows) -> Iterator[PaperCheck]:
    now = _counted(rows)
    paid, allocated, rest = (int(now[f"{name}_fen"].sum()) for name in ("amount", "allocated", "unallocated"))
    both = f"{receipts_sum(rows, 'allocated')}+{receipts_sum(rows, 'unallocated')}"
    yield PaperCheck(
        "回款 ＝ 已分配 + 未分配",
        Formula(f"ROUND({receipts_sum(rows, 'amount', _NOW)},2)", paid / 100),
        Formula(f"ROUND({both},2)", (allocated + rest) / 100),
        "回款底稿",
    )
    yield PaperCheck(
        "单据已收 ＝ 回款已分配",
        Formula(f"ROUND({documents_sum('received')}-{documents_sum('undated')},2)", allocated / 100),
        Formula(f"ROUND({receipts_sum(rows, 'allocated')},2)", allocated / 100),
        "应收底稿 已收（表列已收除外）；回款底稿 已分配",
    )


def _ledger_check(rows: ReceivableRows) -> Iterator[PaperCheck]:
    """Yield the tie to the general ledger, where its balance was given."""
    balance = rows.figures.ledger_balance_fen
    if balance is None:
        return
    total = rows.figures.total
    net = f"；净额与总账之差 {(total.net_fen - balance) / 100:,.2f} 元"
    outstanding = _total(OUTSTANDING, total.outstanding_fen)
    yield PaperCheck(
        "未收余额 ＝ 总账应收账款",
        outstanding,
        balance / 100,
        f"右方为总账余额，取自 {rows.figures.ledger_source}{net}",
    )


def _spread_controls(rows: ReceivableRows) -> Iterator[PaperCheck]:
    """Yield controls of every bucket and every customer: money that moves from one to another turns them."""
    for name, table, count in (
        ("逾期分段", "buckets", len(rows.figures.bucket_labels)),
        ("账龄分段", "ages", len(rows.figures.age_labels)),
        ("客户", "debtors", rows.own),
    ):
        if count:
            column = "outstanding" if table == "debtors" else "amount"
            gaps = f"SUMPRODUCT(ABS({{{table}.{column}[0:{count}]}}-{{{table}.run[0:{count}]}}))"
            yield PaperCheck(
                f"与本次运行：各{name}（差额绝对值合计）",
                Formula(f"ROUND({gaps},2)", 0.0),
                0.0,
                f"左方逐{'户' if table == 'debtors' else '段'}与“本次运行”一列相减",
            )


def _currency_controls(rows: ReceivableRows) -> Iterator[PaperCheck]:
    """Yield a control of each other currency, over all that is listed of it."""
    for number, figures in enumerate(rows.figures.foreign):
        held = (
            figures.outstanding_fen,
            figures.overdue_fen,
            figures.credit_notes_fen,
            figures.unallocated_fen,
            figures.net_fen,
            figures.later_receipts_fen,
        )
        gaps = (
            f"ABS({cell_of('currencies.amount', place)}-({fen / 100:.2f}))"
            for place, fen in enumerate(held, number * len(OF_CURRENCIES))
        )
        yield PaperCheck(
            f"与本次运行：{figures.currency} 各项（差额绝对值合计）",
            Formula(f"ROUND({'+'.join(gaps)},2)", 0.0),
            0.0,
            "左方为“外币应收”各项与本次运行的值之差",
        )


def _counted(rows: ReceivableRows) -> pd.DataFrame:
    """Return the receipts up to as_of in the policy's own currency."""
    frame = rows.receipts.iloc[: len(rows.figures.receipts)]
    return frame[frame["code"] == 1]


def _control_checks(rows: ReceivableRows) -> Iterator[PaperCheck]:
    """Yield the control totals of this run: they turn where a number of the lists is changed."""
    figures = rows.figures.total
    mine, now = rows.documents[rows.documents["code"] == 1], _counted(rows)
    owed, paid = int(mine["amount_fen"].sum()) / 100, int(now["amount_fen"].sum()) / 100
    pairs = [
        ("应收单据张数", Formula("COUNTIFS({inv.code},1)", len(mine)), Kind.COUNT),
        ("应收单据金额", Formula(f"ROUND({documents_sum('amount')},2)", owed), Kind.MONEY),
        ("回款金额", Formula(f"ROUND({receipts_sum(rows, 'amount', _NOW)},2)", paid), Kind.MONEY),
        ("未收余额", _total(OUTSTANDING, figures.outstanding_fen), Kind.MONEY),
        ("逾期金额", _total(OVERDUE, figures.overdue_fen), Kind.MONEY),
        ("争议金额", _total(DISPUTED, figures.disputed_fen), Kind.MONEY),
        ("截止日之后的回款", _total(LATER, figures.later_receipts_fen), Kind.MONEY),
        ("净额", _total(NET, figures.net_fen), Kind.MONEY),
    ]
    if len(rows.receipts):
        pairs.insert(2, ("回款笔数", Formula(f"COUNTIFS({{rec.code}},1,{_NOW})", len(now)), Kind.COUNT))
    for name, cell, kind in pairs:
        yield PaperCheck(f"与本次运行：{name}", cell, cell.value, "左方随底稿重算；右方为本次运行的值", kind)
