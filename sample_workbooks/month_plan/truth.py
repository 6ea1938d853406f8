"""What is true of the month, record by record; money in fen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

PERIOD_FIRST = date(2026, 10, 1)
AS_OF = date(2026, 10, 31)
LAST_MONTH = date(2026, 9, 30)

#: The day on which the department sent its workbooks off; nothing is dated later.
SENT_ON = date(2026, 11, 3)


@dataclass(slots=True)
class Place:
    """Where a record stands; known once the workbooks are laid out.

    Args:
        file: File name.
        sheet: Sheet name.
        row: 1-based row.
        columns: Column letter by field code.
    """

    file: str
    sheet: str
    row: int
    columns: dict[str, str]

    def cell(self, code: str) -> str:
        """Return ``sheet!A1`` of a field."""
        return f"{self.sheet}!{self.columns[code]}{self.row}"


@dataclass(frozen=True, slots=True)
class Mistake:
    """A cell that is wrong, as the department's checker would mark it.

    Args:
        field: Field code of the cell.
        code: Code of the finding that it must give.
        severity: ``warning`` or ``error``.
        right: Whether the cell is right all the same, where it is a required one.
    """

    field: str
    code: str
    severity: str = "warning"
    right: bool = False


@dataclass(slots=True)
class Customer:
    """A customer of the department, and what its ledger says.

    Args:
        number: Its number; ``customer_id`` shows it with six digits.
        name: Full name.
        contacts: The people spoken to.
        industry: Industry.
        branch: Region.
        owner: The account manager.
        role: Which part it plays in the plan; see ``roster``.
        stated: Tier label in the ledger; empty where blank.
        spend: Money of the orders in the 12 months to as_of.
        before: Money of an order in October 2025, in last month's window alone.
        october: Money of an order in October 2026, part of ``spend``.
        calls: Callbacks in the six months.
        october_calls: Those of them in October.
        signed_on: Start of the cooperation.
        stability: 合作稳定性.
        expansion: 扩展需求.
        need_type: 需求类型.
        manual: 人工定级.
        manual_reason: Its reason.
        terms: Credit days; 0 where the ledger has none.
        ledger_amount: 年合作金额 of the ledger in fen; ``None`` where blank or unusable.
        ledger_contact: 最近沟通时间 of the ledger.
        ledger_balance: 应收余额 of the ledger in fen.
    """

    number: int
    name: str
    contacts: tuple[str, ...]
    industry: str
    branch: str
    owner: str
    role: str
    stated: str
    spend: int
    before: int
    october: int
    calls: int
    october_calls: int
    signed_on: date | None = None
    stability: str = ""
    expansion: str = ""
    need_type: str = ""
    manual: str = ""
    manual_reason: str = ""
    terms: int = 30
    ledger_amount: int | None = None
    ledger_contact: date | None = None
    ledger_balance: int | None = None
    spellings: dict[str, object] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    place: Place | None = None

    @property
    def customer_id(self) -> str:
        """Return the id as the sheets show it."""
        return f"{self.number:06d}"


@dataclass(frozen=True, slots=True)
class Score:
    """What a customer said of the whole: a share of the full mark, and how it was written."""

    share: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue, with its types in the order of the taxonomy; none where it fits no type."""

    text: str
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """One follow-up plan."""

    owner: str | None
    due: date | None
    content: str


@dataclass(slots=True)
class Callback:
    """One row of a callback worksheet.

    Args:
        customer: Who was called.
        called_on: When; ``None`` where it was not, or where the cell cannot be read.
        made: Whether the call was made.
        sheet: Key of the sheet that it stands on.
        by: 回访人; empty where blank.
        method: 回访方式; empty where blank.
        score: What the customer said of the whole.
        issues: What is to be solved.
        settled: Whether 待解决问题 says that there is nothing.
        resolved: Whether the issues are solved, where the sheet says so.
        demands: Explicit requests.
        plans: Follow-up plans.
        promise: 下次回访时间.
        last_deal: 最近交易时间.
        stated: Tier label of the row.
        texts: The composite cells as written, and whatever else is not simply the truth.
        mistakes: Wrong cells.
        repeats: Whether it repeats an earlier row.
    """

    customer: Customer
    called_on: date | None
    made: bool
    sheet: str
    by: str = ""
    method: str = ""
    score: Score | None = None
    issues: tuple[Issue, ...] = ()
    settled: bool = False
    resolved: bool | None = None
    demands: tuple[str, ...] = ()
    plans: tuple[Plan, ...] = ()
    promise: date | None = None
    last_deal: date | None = None
    stated: str = ""
    texts: dict[str, object] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    repeats: bool = False
    place: Place | None = None

    @property
    def counts(self) -> bool:
        """Return whether the call is one of the month's facts."""
        return self.made and self.called_on is not None and not self.repeats


@dataclass(slots=True)
class FollowUp:
    """One row of the follow-up log."""

    customer: Customer | None
    followed_on: date | None
    content: str
    owner: str
    status: str
    sheet: str = "跟进记录"
    texts: dict[str, object] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    repeats: bool = False
    place: Place | None = None

    @property
    def counts(self) -> bool:
        """Return whether the follow-up counts as of the month's end."""
        return self.followed_on is not None and self.followed_on <= AS_OF and not self.repeats


@dataclass(slots=True)
class Order:
    """One order; a negative amount is a return."""

    order_id: str
    customer: Customer
    ordered_on: date | None
    product: str
    amount: int | None
    texts: dict[str, object] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    repeats: bool = False
    place: Place | None = None

    @property
    def counts(self) -> bool:
        """Return whether the order counts as of the month's end."""
        return self.ordered_on is not None and self.ordered_on <= AS_OF and not self.repeats


@dataclass(slots=True)
class Complaint:
    """One complaint; a time without a clock is a ``date``."""

    complaint_id: str
    customer: Customer
    received_at: datetime | date
    content: str
    stated_type: str
    types: tuple[str, ...]
    owner: str
    status: str
    responded_at: datetime | date | None = None
    planned_at: datetime | date | None = None
    resolved_at: datetime | date | None = None
    confirmed_at: datetime | date | None = None
    texts: dict[str, object] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    place: Place | None = None


@dataclass(slots=True)
class Invoice:
    """One invoice or one instalment of it; a negative amount is a credit note."""

    invoice_no: str
    customer: Customer
    instalment: str
    issued_on: date
    due_on: date | None
    amount: int
    disputed: int = 0
    texts: dict[str, object] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    place: Place | None = None


@dataclass(slots=True)
class Receipt:
    """One receipt; ``invoice_no`` is empty where it names none."""

    invoice_no: str
    customer: Customer
    received_on: date
    amount: int
    texts: dict[str, object] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    place: Place | None = None


@dataclass(slots=True)
class Balance:
    """One row of finance's aging sheet, as finance has it."""

    customer: Customer
    balance: int
    overdue: int
    buckets: dict[str, int]
    mistakes: list[Mistake] = field(default_factory=list)
    place: Place | None = None


@dataclass(slots=True)
class Month:
    """All of the month."""

    customers: list[Customer]
    callbacks: list[Callback]
    followups: list[FollowUp]
    orders: list[Order]
    complaints: list[Complaint]
    invoices: list[Invoice]
    receipts: list[Receipt]
    balances: list[Balance]
