"""Records of the section ``payment_risk``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NotRequired

from kehu_batch.model.figures.payment_kpis import PAYMENT_KPIS
from kehu_batch.model.schema.closings import ClosingRecord, CurrencyCustomer, RestatementRecord
from kehu_batch.model.schema.kinds import Count, Customer, Day, Money, MoneyByName, Place, Share
from kehu_batch.model.schema.provision import ProvisionRecord
from kehu_batch.model.schema.record import Record


class UnallocatedParts(Record):
    """Receipts that no document takes, by why."""

    unnamed: Money
    excess: Money
    unmatched: Money


class KpiInputRecord(Record):
    """What a KPI is computed from; money is a decimal string of its unit."""

    code: str
    name: str
    value: float | str
    unit: str


class KpiRecord(Record):
    """A KPI with its formula and inputs."""

    code: str
    name: str
    value: float | None
    unit: str
    formula: str
    inputs: list[KpiInputRecord]
    reason: str | None


class RollForwardRecord(Record):
    """The period's movement."""

    opening: Money
    invoiced: Money
    credited: Money
    received: Money
    closing: Money
    opening_gross: Money
    closing_gross: Money


class ExpectedLoss(Record):
    """The loss expected of a bucket."""

    bucket: str
    outstanding: Money
    rate: float
    loss: Money


class SumsRecord(Record):
    """Sums of one currency, each part of them once."""

    currency: str
    outstanding: Money
    overdue: Money
    disputed: Money
    credit_notes: Money
    unallocated: Money
    unallocated_parts: UnallocatedParts
    later_receipts: Money
    written_off: Money
    net: Money
    buckets: MoneyByName
    age_buckets: MoneyByName


if TYPE_CHECKING:

    class KpiValues(Record):
        """Every KPI by its code."""
else:
    _KINDS = {"": float | None, "_reason": NotRequired[str]}
    KpiValues = Record(
        "KpiValues", {f"{kpi.code}{end}": kind for kpi in PAYMENT_KPIS for end, kind in _KINDS.items()}
    )


class KpiDetails(Record):
    """KPIs with their inputs, and what they rest on."""

    kpis: list[KpiRecord]
    roll_forward: RollForwardRecord | None
    roll_forward_reason: NotRequired[str]
    expected_loss: list[ExpectedLoss] | None
    expected_loss_reason: NotRequired[str]


class CurrencyRecord(SumsRecord, KpiValues, KpiDetails):
    """Payment risk in one currency."""


class RiskCustomer(CurrencyCustomer, Place):
    """A customer that owes, or has credit."""

    outstanding: Money
    overdue: Money
    disputed: Money
    credit_notes: Money
    unallocated: Money
    net: Money
    opening: Money | None
    max_days_overdue: Count
    overdue_share: Share | None
    disputed_share: Share | None
    credit_limit: Money | None
    credit_use: float | None
    grade: str
    reason: str
    owner: str | None


class Dunning(CurrencyCustomer, Place):
    """A customer to be reminded."""

    overdue: Money
    documents: Count
    max_days_overdue: Count
    stage: str | None
    disputed: Money
    disputed_documents: Count
    last_contact_on: Day | None
    last_contact_method: str | None
    last_contact_by: str | None
    last_contact_cell: str | None
    owner: str | None
    grade: str


class Attention(Customer, Place):
    """A customer that owes and is not content."""

    mood: str
    currency: str
    overdue: Money
    outstanding: Money
    max_days_overdue: Count
    grade: str
    score: float | None
    called_on: Day | None
    mood_reason: str
    owner: str | None


class TieOutRecord(Record):
    """Two sums that must be equal."""

    name: str
    currency: str
    left: Money
    right: Money
    difference: Money


class GeneralLedger(Record):
    """The general ledger's balance against ours: a difference is ours less the ledger's."""

    balance: Money
    source: str
    outstanding: Money
    difference: Money
    net: Money
    net_difference: Money


class _Basis(Record):
    side: Literal["ops", "finance"]
    basis: Literal["documents"]
    allocation: str


class RiskLists(Record):
    """Customers to look at, other currencies, and what must agree."""

    customers: list[RiskCustomer]
    dunning: list[Dunning]
    attention: list[Attention]
    foreign: list[CurrencyRecord]
    checks: list[TieOutRecord]
    general_ledger: GeneralLedger | None
    general_ledger_reason: NotRequired[str]
    closing: ClosingRecord
    restatement: RestatementRecord | None
    restatement_reason: NotRequired[str]
    provision: ProvisionRecord


class PaymentRisk(_Basis, CurrencyRecord, RiskLists):
    """Payment risk; the sums at the top are of the policy's own currency."""
