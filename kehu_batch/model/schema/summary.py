"""The record of ``summary.json``: every section, and the small ones."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from kehu_batch.model.schema.branches import BranchRecord
from kehu_batch.model.schema.complaints import ClockCountsRecord, Complaints
from kehu_batch.model.schema.cross_check import CrossCheck
from kehu_batch.model.schema.follow_ups import FollowUps
from kehu_batch.model.schema.history import RecordedMonthRecord
from kehu_batch.model.schema.issues import Demands, Issues
from kehu_batch.model.schema.kinds import Count, Counts, Day, Hash, Money, MoneyByName, Share
from kehu_batch.model.schema.receivables import PaymentRisk
from kehu_batch.model.schema.record import Keywords, Record
from kehu_batch.model.schema.retention import Care, Lifecycle, Retention, Scorecard
from kehu_batch.model.schema.satisfaction import Satisfaction
from kehu_batch.model.schema.stated_receivables import StatedPaymentRisk
from kehu_batch.model.schema.tiers import Tiers
from kehu_batch.model.schema.trend import TrendRecord
from kehu_batch.model.schema.understanding import TableUnderstood


class PolicyRecord(Record):
    """The policy in force."""

    name: str
    sha256: Hash


class InputRecord(Record):
    """A file read."""

    file: str
    sha256: Hash


class OutputsRecord(Record):
    """Files written."""

    workbooks: list[str]
    report: str | None
    next_worksheet: str | None
    owner_lists: list[str]
    summary: str | None
    rows: Annotated[
        str | None, Keywords(description="every record of the lists, as JSON Lines; with --json-rows only")
    ]


class ExcludedRecord(Record):
    """A row that does not count, or a run of such rows."""

    file: str
    cell: str
    reason: str
    rows: Count
    amount: Money | None
    currency: str | None
    seen: str | None


class TableAccount(Record):
    """Rows of a table: read = used + excluded. Money by currency; the policy's own is called ``""``."""

    read: Count
    used: Count
    excluded: Count
    excluded_amount: Money
    excluded_foreign: MoneyByName
    excluded_reasons: Counts
    excluded_money: dict[str, MoneyByName]
    excluded_rows: list[ExcludedRecord]


class QuestionRecord(Record):
    """What is asked."""

    kind: str
    key: str
    text: str
    choices: list[str]
    effect: str
    count: Count
    file: str | None
    cell: str | None


class AnswerRecord(Record):
    """What was answered, where it was asked, and whether this drop holds what it is about."""

    kind: str
    key: str
    answer: str
    choices: list[str]
    question: str
    file: str | None
    cell: str | None
    period: str | None
    used: bool


class Questions(Record):
    """What is asked, and what was answered."""

    open: Count
    answered: Count
    items: list[QuestionRecord]
    answers: list[AnswerRecord]


class FindingRecord(Record):
    """A defect of the data."""

    code: Annotated[str, Keywords(pattern=r"^KB\d{3}$")]
    severity: Literal["info", "warning", "error"]
    title: str
    file: str | None
    sheet: str | None
    cell: str | None
    row: Annotated[int, Keywords(minimum=1)] | None
    value: str
    count: Count
    message: str
    effect: str
    action: str


class MendedFinding(Record):
    """A finding of the last run of the period that is gone."""

    code: str
    severity: str
    cell: str
    value: str
    message: str


class FindingChangesRecord(Record):
    """What changed since the last run of the period."""

    source: str
    as_of: Day
    mended: Count
    new: Count
    still_open: Count
    mended_items: list[MendedFinding]
    new_items: list[FindingRecord]


class DataQuality(Record):
    """Data quality of the drop."""

    accuracy: Share | None
    required: Count
    right: Count
    accepted: Count
    findings: list[FindingRecord]
    changes: FindingChangesRecord | None


class NextMonthRecord(Record):
    """What next month's callback worksheet asks for."""

    month: Annotated[str, Keywords(pattern=r"^\d{4}-\d{2}$")]
    customers: Count | None
    customers_reason: NotRequired[str]
    by_owner: Counts


class Summary(Record):
    """Every figure of a drop; a section without its table is null, its reason beside it."""

    schema_version: Literal[1]
    program: str
    period: Annotated[str, Keywords(pattern=r"^(\d{4}(-\d{2}|Q[1-4])?|all)$")]
    as_of: Day
    policy: PolicyRecord
    inputs: list[InputRecord]
    outputs: OutputsRecord
    shortened: Annotated[
        Counts, Keywords(description="lists that show their first records only, with how many there are")
    ]
    notices: list[str]
    tables: dict[str, TableAccount]
    tiers: Tiers
    satisfaction: Satisfaction | None
    satisfaction_reason: NotRequired[str]
    issues: Issues | None
    issues_reason: NotRequired[str]
    demands: Demands | None
    demands_reason: NotRequired[str]
    follow_ups: FollowUps
    clocks: dict[str, ClockCountsRecord] | None
    clocks_reason: NotRequired[str]
    complaints: Complaints | None
    complaints_reason: NotRequired[str]
    retention: Retention | None
    retention_reason: NotRequired[str]
    lifecycle: Lifecycle | None
    lifecycle_reason: NotRequired[str]
    care: Care | None
    care_reason: NotRequired[str]
    scorecard: Scorecard | None
    scorecard_reason: NotRequired[str]
    branches: list[BranchRecord] | None
    branches_reason: NotRequired[str]
    payment_risk: PaymentRisk | StatedPaymentRisk | None
    payment_risk_reason: NotRequired[str]
    cross_check: CrossCheck | None
    cross_check_reason: NotRequired[str]
    trend: TrendRecord | None
    next_month: NextMonthRecord | None
    next_month_reason: NotRequired[str]
    questions: Questions
    history: list[RecordedMonthRecord]
    data_quality: DataQuality
    understanding: Annotated[
        NotRequired[list[TableUnderstood]],
        Keywords(description="what was recognised; told by check --json only"),
    ]
