"""客户应收: what each customer owes, how late by bucket, and how risky: formulas over the documents of a workpaper."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kehu_batch.annotation.donor.layout import Cell, Column, Kind, Part, ResultTable
from kehu_batch.annotation.sheets.context import limit_rows, owner_names, person_column, plain, yuan
from kehu_batch.annotation.sheets.receivable_rows import ReceivableRows
from kehu_batch.annotation.sheets.receivables.foreign import foreign_sums
from kehu_batch.annotation.sheets.receivables.grades import grade_formula
from kehu_batch.annotation.sheets.receivables.payment_advice import GRADE_TONES
from kehu_batch.annotation.sheets.receivables.totals import OF_CURRENCIES, currency_sums, has_stated_excess
from kehu_batch.annotation.sheets.receivables.workpaper import (
    FIRST_PAGE,
    NO_CUSTOMER,
    PaperRow,
    unit_sentence,
)
from kehu_batch.annotation.source_cells import SourceCells
from kehu_batch.policy.schema import ReceivablesPolicy
from kehu_batch.records import dataclass
from kehu_batch.wording.buckets import days_bucket

_OPEN = "SUMIFS({{inv.open}},{{inv.account}},[account],{condition})"


def customer_parts(
    rows: ReceivableRows, policy: ReceivablesPolicy, sources: SourceCells | None
) -> tuple[Part, ...]:
    """Return the parts of 客户应收: customers in the policy's own currency, then those in others.

    Args:
        rows: The receivables.
        policy: The limits of grades.
        sources: The workbook's tables, among them the ledger with its credit limits; ``None`` where there are none.
    """
    frame, cut, _ = limit_rows(rows.customers.iloc[: rows.own], "户")
    own = ResultTable(
        "debtors",
        f"客户应收与账龄（{rows.figures.currency}）",
        _columns(rows, frame, policy, sources if rows.live else None),
        note=f"{unit_sentence(rows.figures.currency)}{cut}{_said(rows, sources)}",
        filtered=True,
        empty="没有应收的客户",
    )
    foreign, cut, _ = limit_rows(rows.customers.iloc[rows.own :], "户")
    if foreign.empty:
        return (own,)
    named = foreign.assign(customer_name=foreign["customer_name"] + "（" + foreign["currency"] + "）")
    return (
        own,
        ResultTable("foreign_debtors", "外币客户（按原币）", _columns(rows, named, policy, None), note=cut),
    )


def printed_columns(rows: ReceivableRows) -> int:
    """Return how many columns of 客户应收 are printed."""
    return FIRST_PAGE + len(rows.figures.bucket_labels)


def foreign_totals(rows: ReceivableRows) -> tuple[ResultTable, ...]:
    """Return the totals in other currencies, which are never added to the policy's own."""
    return foreign_sums(
        [
            (header, sums[place], figures.currency)
            for code, figures in enumerate(rows.figures.foreign, 2)
            for sums in [currency_sums(rows, figures, code)]
            for place, header in OF_CURRENCIES.items()
        ]
    )


def _said(rows: ReceivableRows, sources: SourceCells | None) -> str:
    """Return what of the list follows the papers, and what stands as a value and why."""
    if not rows.live:
        return f"{rows.why}信用额度与依据为值。"
    live = ["金额、天数、占比与风险等级（按策略的界线）为公式"]
    values = ["依据为程序写的话"]
    if sources is not None and sources.holds_limits:
        live.append("信用额度按户号取自同一工作簿的台账（写成文字的为值）")
    else:
        values.append("信用额度的台账不在本工作簿")
    if not (rows.opening_live and rows.previous_adds_up):
        values.append("期初逾期要倒推到期初的回款，清单里的公式算不出")
    return f"{'；'.join(live)}。值：{'；'.join(values)}。"


def _columns(
    rows: ReceivableRows, frame: pd.DataFrame, policy: ReceivablesPolicy, sources: SourceCells | None
) -> tuple[Column, ...]:
    figures = rows.figures
    codes = frame["currency"].map({name: code for code, name in enumerate(figures.currencies, 1)})
    made = _Columns(rows, frame.rename(columns={"credit_notes_fen": "credit_fen"}), _row(rows), sources)
    return (
        Column(
            "name", "客户名称", [name or NO_CUSTOMER for name in plain(frame["customer_name"])], widest=18
        ),
        Column("id", "客户编号", plain(frame["customer_id"]), widest=12, tight=True),
        made.money("outstanding", "未收余额", _OPEN.format(condition='{inv.open},">0"')),
        made.money("overdue", "逾期金额", _OPEN.format(condition='{inv.late},">0"')),
        made.column(
            "days",
            "最长逾期天数",
            "SUMPRODUCT(MAX(({inv.account}=[account])*{inv.late}))",
            plain(frame["max_days_overdue"]),
            Kind.COUNT,
        ),
        made.money("net", "净额", "[outstanding]-[credit]-[unallocated]"),
        Column("grade", "风险等级", made.grades(policy), tones=GRADE_TONES, tight=True),
        Column("reason", "依据", plain(frame["reason"]), Kind.LONG, width=30, widest=34),
        *made.spread("bucket", figures.bucket_labels, figures.customer_buckets.iloc[frame.index]),
        person_column(owner_names(frame["owner"])),
        *made.apart(),
        *made.spread("age", figures.age_labels, figures.customer_age_buckets.iloc[frame.index]),
        made.gap("bucket", len(figures.bucket_labels), "逾期段之差"),
        made.gap("age", len(figures.age_labels), "账龄段之差"),
        Column("account", "户号", plain(frame["account"]), Kind.COUNT),
        Column("code", "币种号", plain(codes), Kind.COUNT),
        Column("run", "本次运行未收", yuan(frame["outstanding_fen"]), Kind.MONEY),
        *_stated_excess(rows, frame),
    )


def _row(rows: ReceivableRows) -> PaperRow:
    """Return what names the cells of a row; the keys stand in the order of the columns."""
    buckets = [f"bucket{place}" for place in range(1, len(rows.figures.bucket_labels) + 1)]
    ages = [f"age{place}" for place in range(1, len(rows.figures.age_labels) + 1)]
    return PaperRow(
        (
            *("name", "id", "outstanding", "overdue", "days", "net", "grade", "reason", *buckets, "owner"),
            *("share", "credit", "unallocated", "disputed", "limit", "use", "previous", *ages),
            *("bucket_gap", "age_gap", "account", "code", "run", "stated_excess"),
        )
    )


def _stated_excess(rows: ReceivableRows, frame: pd.DataFrame) -> tuple[Column, ...]:
    if not has_stated_excess(rows):
        return ()
    return (Column("stated_excess", "表列已收超额", yuan(frame["undated_excess_fen"]), Kind.MONEY),)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Columns with formulas where they may stand for the figures.

    Args:
        rows: The rows of the workpaper.
        frame: The customers listed.
        row: Names the cells of a row.
        sources: Where credit limits are looked up; ``None`` where they are values.
    """

    rows: ReceivableRows
    frame: pd.DataFrame
    row: PaperRow
    sources: SourceCells | None

    def column(self, key: str, header: str, formula: str, values: Sequence[Cell], kind: Kind) -> Column:
        """Return a column of one formula."""
        cells = self.row.cells(formula, values) if self.rows.live else list(values)
        return Column(key, header, cells, kind, tight=True)

    def money(self, key: str, header: str, formula: str) -> Column:
        """Return a column of the frame's ``<key>_fen``."""
        return self.column(key, header, f"ROUND({formula},2)", yuan(self.frame[f"{key}_fen"]), Kind.MONEY)

    def spread(self, clock: str, labels: Sequence[str], fen: pd.DataFrame) -> list[Column]:
        """Return the outstanding by bucket; ``clock`` is ``bucket`` for days overdue, ``age`` for age."""
        found = []
        for place, label in enumerate(labels, 1):
            condition = f'{{inv.{clock}_no}},{place},{{inv.open}},">0"'
            text = f"ROUND({_OPEN.format(condition=condition)},2)"
            found.append(
                self.column(f"{clock}{place}", days_bucket(label), text, yuan(fen[label]), Kind.MONEY)
            )
        return found

    def gap(self, clock: str, count: int, header: str) -> Column:
        """Return what the buckets lack of the outstanding: 0."""
        text = f"ROUND([outstanding]-SUM([{clock}1]:[{clock}{count}]),2)"
        return Column(f"{clock}_gap", header, self.row.cells(text, [0.0] * len(self.frame)), Kind.MONEY)

    def apart(self) -> list[Column]:
        """Return what stands apart of the outstanding, and the credit limit."""
        receipts = "SUMIFS({rec.unallocated},{rec.account},[account])" if len(self.rows.receipts) else "0"
        stated = "+[stated_excess]" if has_stated_excess(self.rows) else ""
        unallocated = f"{receipts}-SUMIFS({{inv.fifo}},{{inv.account}},[account]){stated}"
        share = 'IF([outstanding]>0,[overdue]/[outstanding],"—")'
        use = 'IF(N([limit])>0,[outstanding]/[limit],"—")'
        return [
            self.column("share", "逾期占比", share, plain(self.frame["overdue_share"]), Kind.SHARE),
            self.money("credit", "贷项", "0-" + _OPEN.format(condition='{inv.open},"<0"')),
            self.money("unallocated", "未分配回款", unallocated),
            self.money("disputed", "争议金额", "SUMIFS({inv.disputed},{inv.account},[account])"),
            Column("limit", "信用额度", self.limits(), Kind.MONEY),
            self.column("use", "额度使用率", use, plain(self.frame["credit_use"]), Kind.SHARE),
            Column("previous", "期初逾期", self.previous(), Kind.MONEY),
        ]

    def limits(self) -> list[Cell]:
        """Return the credit limits: formulas where the ledger stands in this workbook."""
        frame = self.frame
        fen = frame["credit_limit_fen"]
        found = (
            list(yuan(fen))
            if self.sources is None
            else self.sources.limits(plain(frame["account"]), fen, self.row.text)
        )
        # Rows that name nobody have no limit to miss.
        pairs = zip(found, plain(frame["customer"]), strict=True)
        return ["" if customer < 0 else limit for limit, customer in pairs]

    def grades(self, policy: ReceivablesPolicy) -> list[Cell]:
        """Return the risk grades by the policy's limits."""
        values = plain(self.frame["grade"])
        return self.row.cells(grade_formula(policy), values) if self.rows.live else list(values)

    def previous(self) -> list[Cell]:
        """Return what was overdue before the period: formulas where the documents' opening gives it."""
        values = yuan(self.frame["previous_overdue_fen"])
        if not (self.rows.opening_live and self.rows.previous_adds_up):
            return list(values)
        text = 'ROUND(SUMIFS({inv.opening},{inv.account},[account],{inv.due},"<"&({paper.first}-1)),2)'
        return self.row.cells(text, values)
