"""回款风险: a workpaper that recomputes itself from 应收底稿 and 回款底稿, with its checks."""

from __future__ import annotations

from kehu_batch.annotation.donor.layout import Column, Formula, Kind, Lines, Part, ResultTable
from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.annotation.sheets.context import Context, plain, yuan
from kehu_batch.annotation.sheets.receivable_rows import ReceivableRows
from kehu_batch.annotation.sheets.receivables import forms, stated
from kehu_batch.annotation.sheets.receivables.checks import risk_checks, tied_out
from kehu_batch.annotation.sheets.receivables.closings import restatement_tables
from kehu_batch.annotation.sheets.receivables.completeness import source_table
from kehu_batch.annotation.sheets.receivables.customers import customer_parts, foreign_totals, printed_columns
from kehu_batch.annotation.sheets.receivables.kpis import kpi_tables
from kehu_batch.annotation.sheets.receivables.letters import letter_tables
from kehu_batch.annotation.sheets.receivables.lists import document_parts, receipt_columns, receipt_parts
from kehu_batch.annotation.sheets.receivables.payment_advice import attention_table, dunning_table
from kehu_batch.annotation.sheets.receivables.provision import provision_tables
from kehu_batch.annotation.sheets.receivables.totals import (
    age_table,
    bucket_table,
    cell_of,
    roll_table,
    totals_table,
)
from kehu_batch.annotation.sheets.receivables.workpaper import basis_table, paper_table
from kehu_batch.model.figures.receivables import PaymentRiskFigures
from kehu_batch.model.tables.recognition import Side
from kehu_batch.wording.buckets import days_bucket

_SIDES = {Side.OPS: ("运营", ""), Side.FINANCE: ("财务", "（运营没有）")}


def _source_words(figures: PaymentRiskFigures) -> str:
    """Return whose tables the figures come from, and what tells of payments."""
    whose, other = _SIDES[figures.side]
    tables = "应收明细与回款明细" if figures.has_receipts else "应收明细"
    return f"数据来自{whose}的{tables}{other}；{figures.allocation}。"


def applies(drop: ComputedDrop) -> bool:
    """Return whether the drop has receivables."""
    return drop.analysis.payment_risk is not None


def is_known(drop: ComputedDrop) -> bool:
    """Return whether the drop has receivables, or finance's balances in their place."""
    return applies(drop) or stated.applies(drop)


def parts(context: Context) -> tuple[Part, ...]:
    """Return the parts of 回款风险: figures and lists, the checks, the form that is signed, and hashes last.

    What is said in a sentence stands above the figures: a page would hold it alone below the checks.
    """
    if stated.applies(context.drop):
        return stated.parts(context)
    rows = _rows(context)
    figures, policy = rows.figures, context.drop.policy.policy.receivables
    return (
        paper_table(
            "paper",
            f"元（{figures.currency}）",
            (("first", "本期起", rows.first), ("as_of", "截止日", figures.as_of)),
        ),
        Lines("说明", (_source_words(figures),)),
        totals_table(rows),
        roll_table(rows),
        bucket_table(rows, policy),
        age_table(rows, policy),
        attention_table(context, rows),
        dunning_table(context, rows),
        *letter_tables(context),
        *restatement_tables(context, figures),
        *kpi_tables(rows),
        *_loss_tables(figures),
        *provision_tables(figures),
        *foreign_totals(rows),
        risk_checks(context, rows),
        source_table(context, rows),
        tied_out(figures.checks),
        forms.paper_form(context, rows, forms.RISK),
        basis_table("paper_basis", context.drop),
    )


def customers(context: Context) -> tuple[Part, ...]:
    """Return the parts of 客户应收: the list, then its form."""
    if stated.applies(context.drop):
        return stated.customers(context)
    rows = _rows(context)
    listed = customer_parts(rows, context.drop.policy.policy.receivables, context.sources)
    return (*listed, forms.paper_form(context, rows, forms.CUSTOMERS))


def printed_customers(context: Context) -> int:
    """Return how many columns of 客户应收 are printed."""
    if stated.applies(context.drop):
        return stated.printed_customers(context)
    return printed_columns(_rows(context))


def documents(context: Context) -> tuple[Part, ...]:
    """Return the parts of 应收底稿."""
    return document_parts(context, _rows(context))


def receipts(context: Context) -> tuple[Part, ...]:
    """Return the parts of 回款底稿."""
    return receipt_parts(context, _rows(context))


def printed_receipts(context: Context) -> int:
    """Return how many columns of 回款底稿 are printed."""
    return receipt_columns(_rows(context))


def _rows(context: Context) -> ReceivableRows:
    if context.receivables is None:
        raise ValueError("no receivables: see applies()")
    return context.receivables


def _loss_tables(figures: PaymentRiskFigures) -> tuple[ResultTable, ...]:
    frame = figures.total.expected_loss
    if frame is None:
        return ()
    amounts = yuan(frame["outstanding_fen"])
    losses = yuan(frame["loss_fen"])
    return (
        ResultTable(
            "losses",
            "预期损失（比率取自策略）",
            (
                Column("label", "分段", list(map(days_bucket, plain(frame["bucket"])))),
                Column(
                    "amount",
                    "未收金额",
                    [
                        Formula(cell_of("buckets.amount", place), fen or 0.0)
                        for place, fen in enumerate(amounts)
                    ],
                    Kind.MONEY,
                ),
                Column("rate", "损失率", plain(frame["rate"]), Kind.SHARE),
                Column(
                    "loss",
                    "预期损失",
                    [Formula("ROUND(B{row}*C{row},2)", fen or 0.0) for fen in losses],
                    Kind.MONEY,
                ),
            ),
        ),
    )
