"""Payment risk (回款风险) and cross-check (对账): figures that finance ties out to the fen (docs/rules.md, 10).

Money is int64 fen of its row's ``currency``; two currencies are never added. Every frame that lists rows of an
input has ``region`` int64, ``source_row`` int64, ``file`` and ``cell`` (``sheet!A1``, of the amount unless another
column is named), so that a figure leads to its rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from kehu_batch.model.figures.closings import Restatement
from kehu_batch.model.figures.provision import ProvisionFigures
from kehu_batch.model.tables.closing import Closing
from kehu_batch.model.tables.recognition import Side
from kehu_batch.records import dataclass, field


@dataclass(frozen=True, slots=True)
class KpiInput:
    """One number that a figure was computed from.

    Args:
        name: What it is, in Chinese, e.g. ``"期末应收"``.
        value: The number; fen where ``unit`` is ``元``, fen × days where it is ``元·天``, fen × fen where ``元·元``.
        unit: ``"元"``, ``"元·天"``, ``"元·元"``, ``"天"`` or ``"户"``.
        code: Its key in ``KPI_INPUTS``.
    """

    name: str
    value: int | float
    unit: str = "元"
    code: str = ""


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure with its formula and inputs.

    Args:
        code: E.g. ``"dso"``; the key in ``summary.json``.
        name: Chinese name.
        formula: In Chinese, over the names of ``inputs``.
        inputs: What it was computed from; given, as far as known, where the figure cannot be computed, too.
        value: A share (0.25 is 25 %) where ``unit`` is ``%``, days where it is ``天``, else a plain number;
            ``None`` where it cannot be computed.
        unit: ``"%"``, ``"天"`` or ``""``.
        reason: Why it is ``None``; shown as ``不可计算: <reason>``.
    """

    code: str
    name: str
    formula: str
    inputs: tuple[KpiInput, ...]
    value: float | None
    unit: str = "%"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TieOut:
    """Two sums, reached by different ways, that must be equal; computed on every run and printed.

    Args:
        name: What is checked, e.g. ``"各逾期分段之和 = 未收余额(合计)"``.
        left_fen: The first sum.
        right_fen: The second.
        currency: Of both.
    """

    name: str
    left_fen: int
    right_fen: int
    currency: str

    @property
    def difference_fen(self) -> int:
        """Return left less right: 0, or the run ends with an internal error."""
        return self.left_fen - self.right_fen


@dataclass(frozen=True, slots=True)
class RollForward:
    """The period's movement: ``opening + invoiced − received = closing``, of one currency.

    All are net sums (gross − credit notes − unallocated) save the two ``_gross`` ones.

    Args:
        opening_fen: Net at the end of the day before the period.
        invoiced_fen: Invoices dated in the period, credit notes not deducted.
        credited_fen: Credit notes dated in the period, as a positive sum.
        received_fen: All receipts dated in the period, allocated or not; refunds deducted.
        closing_fen: Net as of as_of: ``opening + invoiced − credited − received``.
        opening_gross_fen: Outstanding at the end of the day before the period.
        closing_gross_fen: Outstanding as of as_of.
    """

    opening_fen: int
    invoiced_fen: int
    credited_fen: int
    received_fen: int
    closing_fen: int
    opening_gross_fen: int
    closing_gross_fen: int


@dataclass(frozen=True, slots=True)
class CurrencyFigures:
    """Receivables of one currency as of as_of.

    Args:
        currency: ISO code, e.g. ``"CNY"``; an unknown one as written.
        outstanding_fen: Gross: what is open on invoices.
        overdue_fen: Its part past the due date; missing due dates are not in it.
        disputed_fen: Its part under dispute.
        credit_notes_fen: Open credit notes, as a positive sum; apart from ``outstanding_fen``.
        unallocated_fen: Receipts up to as_of that fill no document.
        unnamed_fen: Its part that names no document.
        excess_fen: Its part beyond the amount of the documents named.
        unmatched_fen: Its part that names a document which is not in the table.
        later_receipts_fen: Receipts dated after as_of (截止日之后): rewound, in no other figure.
        written_off_fen: Documents written off as bad debts up to as_of, less what was received on them: in no other
            figure.
        net_fen: ``outstanding − credit_notes − unallocated``.
        buckets: Outstanding by days overdue: every label of ``PaymentRiskFigures.bucket_labels``, in order.
        age_buckets: The same by age, ``age_labels``.
        roll_forward: ``None`` where receipts or invoices without a date forbid it.
        kpis: By code, in the order shown: ``collection_timeliness collection_rate overdue_rate dso
            best_possible_dso average_days_delinquent cei weighted_days_late credit_use top_1 top_5 top_10 hhi``.
        expected_loss: One row a bucket: ``bucket``, ``outstanding_fen``, ``rate`` float64, ``loss_fen`` int64 (rounded
            half up to the fen); ``None`` where the policy gives no rates.
        reasons: Why ``roll_forward`` (and each KPI, by code) is ``None``.
    """

    currency: str
    outstanding_fen: int
    overdue_fen: int
    disputed_fen: int
    credit_notes_fen: int
    unallocated_fen: int
    unnamed_fen: int
    excess_fen: int
    unmatched_fen: int
    later_receipts_fen: int
    net_fen: int
    buckets: Mapping[str, int]
    age_buckets: Mapping[str, int]
    roll_forward: RollForward | None
    kpis: Mapping[str, Kpi]
    expected_loss: pd.DataFrame | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    written_off_fen: int = 0


@dataclass(frozen=True, slots=True)
class PaymentRiskFigures:
    """Receivables as of ``as_of``, from one side's 应收明细 and 回款明细.

    Args:
        as_of: The day they stand on.
        side: Whose documents: ops'; finance's only where ops has none.
        currency: The policy's own currency; its figures are ``total``.
        currencies: Figures by currency, the policy's own first and always there.
        bucket_labels: ``未到期``, ``1-30`` … ``>180``, ``到期日缺失``.
        age_labels: ``≤1年``, ``1-2年`` … ``>5年``, ``开票日期缺失``.
        allocation: How receipts without a document were treated: ``"未写单据号的回款不分配"`` or the label of
            first-in-first-out, shown wherever a figure rests on it; without receipts what tells of payments instead.
        documents: One row an invoice, instalment or credit note up to as_of, in the order of the sheets:
            ``customer`` int64, ``customer_id``, ``customer_name``, ``invoice_no``, ``instalment``, ``currency``,
            ``issued_on``, ``due_on`` (of the row, else by the payment terms), ``due_source`` (``到期日``,
            ``单据账期`` of the row, ``账期`` of the ledger, missing), ``amount_fen`` int64 (negative: a credit
            note), ``received_fen`` int64 (by documents named, or 已收 of unknown date), ``fifo_fen`` int64 (filled
            first-in-first-out; 0 unless the policy turns it on), ``open_fen`` int64 (amount − received − fifo),
            ``disputed_fen`` int64 (at most open), ``days_overdue`` Int64 (negative: not yet due; missing without a
            due date), ``age_days`` Int64, ``bucket``, ``age_bucket`` (both missing for a credit note),
            ``received_undated`` bool (its 已收 has no date), ``region``, ``source_row``, ``file``, ``cell``.
        receipts: One row a receipt up to as_of: ``customer``, ``customer_id``, ``customer_name``, ``receipt_no``,
            ``invoice_no``, ``received_on``, ``currency``, ``amount_fen``, ``allocated_fen`` (to the document named),
            ``unallocated_fen`` (the rest, before first-in-first-out), ``state`` (``已分配``, ``部分分配``, ``未分配``),
            ``reason`` (``未写单据号``, ``超出单据金额``, ``单据号不在应收明细``, ``币种与单据不同``, ``单据号对应多个客户``,
            ``单据号对应多张单据``, ``退款写了几个单据号``;
            missing where all is allocated), ``region``, ``source_row``, ``file``, ``cell``.
        later_receipts: Receipts after as_of, the same columns up to ``amount_fen`` and the place.
        customers: One row a customer and currency, most outstanding first: ``customer``, ``customer_id``,
            ``customer_name``, ``currency``, ``outstanding_fen``, ``overdue_fen``, ``disputed_fen``,
            ``credit_notes_fen``, ``unallocated_fen``, ``net_fen``, ``max_days_overdue`` int64 (0: none),
            ``overdue_share`` float64, ``disputed_share`` float64 (both missing without outstanding),
            ``credit_limit_fen`` Int64, ``credit_use`` float64 (outstanding ÷ limit; missing
            without one or in a foreign currency), ``previous_overdue_fen`` Int64 (at the end of the day before the
            period; missing where not
            computable), ``overdue_growth`` float64,
            ``opening_fen`` Int64 (net at that day; missing likewise), ``grade``,
            ``reason``, ``owner``, ``region``, ``source_row``,
            ``file``, ``cell`` (of its largest open document, else of its first receipt).
        customer_buckets: The row of ``customers`` at the same position, one int64 column a bucket label.
        customer_age_buckets: The same by age.
        dunning: Suggestions, one row a customer and currency, most severe first: ``customer``, ``customer_id``,
            ``customer_name``, ``currency``, ``overdue_fen`` (to be asked for: without what is disputed), ``documents``
            int64, ``max_days_overdue``, ``stage`` (what the policy suggests at that lateness), ``disputed_fen`` and
            ``disputed_documents`` (overdue and skipped for a dispute), ``last_contact_on``, ``last_contact_method``,
            ``last_contact_by``, ``last_contact_cell`` (from callbacks and follow-ups; missing: never), ``owner``,
            ``grade``, ``region``, ``source_row``, ``file``, ``cell`` (of its longest overdue document).
        attention: Whom to look after first, upset and overdue ones before the others, most overdue money first:
            ``customer``, ``customer_id``, ``customer_name``, ``mood`` (``不满且逾期``, ``满意但逾期``; ``风险等级高`` of one
            graded worst whose mood is not known), ``currency``, ``overdue_fen``, ``outstanding_fen`` (the money at
            risk), ``max_days_overdue``, ``grade``, ``score`` float64 (latest, on the policy's scale; missing where an
            unsolved complaint or the grade speaks alone), ``called_on``, ``mood_reason``, ``owner``, ``region``,
            ``source_row``, ``file``, ``cell`` (of what tells the mood, else of the largest open document).
        checks: Every sum that was tied out; all differences are 0.
        has_receipts: Whether the side has a table of receipts.
        payments_untold: Whether nothing tells what was paid: no receipts, and no column for it.
        ledger_balance_fen: The general ledger's balance of 应收账款, where it was given.
        ledger_source: Where it was given: ``--gl``, or file and cell of a trial balance.
        ledger_reason: Why there is none.
        closing: What this run keeps for later ones.
        restatement: What moved in the closing that an earlier run kept; ``None`` for ``restatement_reason``.
        restatement_reason: Why it is ``None``.
        provision: 坏账准备, an estimate.
    """

    as_of: date
    side: Side
    currency: str
    currencies: Mapping[str, CurrencyFigures]
    bucket_labels: tuple[str, ...]
    age_labels: tuple[str, ...]
    allocation: str
    documents: pd.DataFrame
    receipts: pd.DataFrame
    later_receipts: pd.DataFrame
    customers: pd.DataFrame
    customer_buckets: pd.DataFrame
    customer_age_buckets: pd.DataFrame
    dunning: pd.DataFrame
    attention: pd.DataFrame
    checks: tuple[TieOut, ...]
    has_receipts: bool = True
    payments_untold: bool = False
    ledger_balance_fen: int | None = None
    ledger_source: str = ""
    ledger_reason: str = ""
    closing: Closing | None = None
    restatement: Restatement | None = None
    restatement_reason: str = ""
    provision: ProvisionFigures | None = None

    @property
    def total(self) -> CurrencyFigures:
        """Return the figures of the policy's own currency."""
        return self.currencies[self.currency]

    @property
    def foreign(self) -> tuple[CurrencyFigures, ...]:
        """Return the figures of every other currency."""
        return tuple(figures for code, figures in self.currencies.items() if code != self.currency)


@dataclass(frozen=True, slots=True)
class ControlTotal:
    """Control totals of one side.

    Args:
        count: Customers or documents.
        sum_fen: Their amounts.
        hash_total: Sum of the CRC-32 of every customer id (else name) or document number: equal where both sides
            list the same ones, whatever the order.
    """

    count: int
    sum_fen: int
    hash_total: int


@dataclass(frozen=True, slots=True)
class CrossCheckLevel:
    """Ops against finance at one level, in the policy's own currency.

    Args:
        level: ``"customer"`` or ``"document"``.
        basis: What is compared, e.g. ``"未收余额(总额)"``.
        ops: Control totals of ops.
        finance: Control totals of finance.
        matched: How many agree, within tolerance.
        matched_fen: Their sum on ops' side.
        tolerated_fen: Sum of the differences that the tolerance let pass (ops − finance).
    """

    level: str
    basis: str
    ops: ControlTotal
    finance: ControlTotal
    matched: int
    matched_fen: int
    tolerated_fen: int


@dataclass(frozen=True, slots=True)
class CrossCheckFigures:
    """Ops' receivables against finance's, and against the ledger. A difference is ops − finance.

    Args:
        as_of: The day compared: the one stated on finance's sheet where it is not after the drop's, else the drop's.
        currency: The policy's own, of every total; documents of others are compared one by one, never added.
        tolerance: The tolerance in force, in Chinese.
        levels: By customer, and by document where both sides have documents; empty without a finance side.
        differences: One row a difference: ``key`` (stable over runs, e.g. ``"document|A001|INV-7|1"``), ``kind``
            (``only_ops only_finance amount_differs overdue_differs duplicate_document unknown_customer sign
            cut_off unreadable``), ``kind_label`` (Chinese), ``level``, ``customer`` int64 (-1: none), ``customer_id``,
            ``customer_name``, ``document`` (number; missing at customer level), ``instalment``, ``currency``,
            ``ops_fen``, ``finance_fen``, ``difference_fen`` Int64 (of the overdue amounts for ``overdue_differs``;
            missing where a side could not be read), ``hint``
            (what it may be, e.g. ``"两位数字颠倒"``; missing: none), ``ops_cells`` and ``finance_cells`` (tuples of
            ``(file, "sheet!A1")``), ``note``, ``first_seen``, ``unexplained_days`` Int64 (missing where explained).
        by_customer: Every customer of either side, in the policy's own currency: ``customer``,
            ``customer_id``, ``customer_name``, ``currency``,
            ``ops_fen`` Int64, ``finance_fen`` Int64, ``difference_fen`` Int64, ``ledger_fen`` Int64,
            ``ops_overdue_fen``, ``finance_overdue_fen``, ``overdue_difference_fen`` Int64, ``grade``,
            ``finance_grade``, ``result`` (``一致``, ``容差内`` or the difference's ``kind_label``), ``ops_file``,
            ``ops_cell``, ``finance_file``, ``finance_cell``; money is missing where that
            side does not speak of it, or could not be read: ``ops_unread``, ``finance_unread`` bool.
        by_document: Every document of either side, the same up to ``difference_fen`` with ``document``,
            ``instalment``, ``ops_due_on``, ``finance_due_on``, ``result`` and the places; empty without two sides.
        bucket_differences: One row a customer and bucket of finance's sheet where they differ: ``customer``,
            ``customer_id``, ``customer_name``, ``bucket`` (finance's header), ``clock`` (``逾期天数`` or ``账龄``),
            ``ops_fen``, ``finance_fen``, ``difference_fen``, ``file``, ``cell``.
        bucket_totals: One row a bucket of finance's sheets, over the customers that the sheet lists:
            ``bucket``, ``clock``, ``ops_fen``, ``finance_fen``,
            ``difference_fen``, ``file``.
        ledger_differences: The ledger's stated balance against the open invoices: ``customer``, ``customer_id``,
            ``customer_name``, ``ledger_fen``, ``ops_fen``, ``difference_fen`` (ops − ledger), ``file``, ``cell``.
        proposals: What one side has alone and the other may have otherwise; only where there is one solution:
            ``customer``, ``customer_id``, ``customer_name``, ``side`` (of the single one: ``ops``/``finance``),
            ``document`` (missing at customer level), ``amount_fen``, ``documents`` (tuple of the other side's),
            ``other_customer`` (where it is another's), ``basis`` (why), ``file``, ``cell``.
        checks: Sums that were tied out; all differences are 0.
        foreign_customers: As ``by_customer``, in each other currency that finance's balances name; else empty.
        reasons: Why a level or part is not there, by its name: ``finance``, ``document``, ``buckets``, ``ledger``.
    """

    as_of: date
    currency: str
    tolerance: str
    levels: tuple[CrossCheckLevel, ...]
    differences: pd.DataFrame
    by_customer: pd.DataFrame
    by_document: pd.DataFrame
    bucket_differences: pd.DataFrame
    bucket_totals: pd.DataFrame
    ledger_differences: pd.DataFrame
    proposals: pd.DataFrame
    checks: tuple[TieOut, ...]
    reasons: Mapping[str, str] = field(default_factory=dict)
    foreign_customers: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def matched(self) -> int:
        """Return how many agree at the finest level compared."""
        return self.levels[-1].matched if self.levels else 0
