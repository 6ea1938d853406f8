"""A drop's tables, typed: what normalisation gives and analysis takes.

Conventions of every frame: text columns hold ``str`` or a missing value (pandas ``str`` dtype), dates are
``datetime64[s]`` (``NaT`` missing), money is ``Int64`` fen, scores are ``float64``, and these leading columns
say where a row stands:

- ``region`` int64: ``Region.id``
- ``source_row`` int64: 1-based sheet row
- ``customer`` int64: position in ``Dataset.customers``; -1 where the row names none
- ``excluded`` str: ``""`` for a row that counts, else the reason, e.g. ``"重复行"``

Callbacks and follow-ups also have ``attempt`` bool: the customer was not reached (docs/rules.md, 6).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.findings.question import NO_ANSWERS, Answers, Matter
from kehu_batch.model.location import Location
from kehu_batch.model.tables.closing import Closing
from kehu_batch.model.tables.explanation import Explanation
from kehu_batch.model.tables.ledger_balance import LedgerBalance
from kehu_batch.model.tables.letters import RegisteredLetter
from kehu_batch.model.tables.list_versions import APPLICATION_COLUMNS, VERSION_COLUMNS
from kehu_batch.model.tables.recognition import Region
from kehu_batch.records import dataclass, field

#: The column with a row's event date, by table; a ledger and balances have none.
EVENT_DATE: Mapping[str, str] = {
    "callbacks": "called_on",
    "followups": "followed_on",
    "orders": "ordered_on",
    "complaints": "received_at",
    "invoices": "issued_on",
    "receipts": "received_on",
}

#: Tables whose rows are contacts with a customer, or attempts at one.
CONTACT_TABLES = frozenset({"callbacks", "followups"})

#: Why a row of after the as-of date does not count.
AFTER_AS_OF = "截止日之后"
#: Why a row does not count whose date is written and cannot be read.
UNREADABLE_DATE = "日期读不出"

_BUCKET_COLUMNS = {
    **dict.fromkeys(("region", "source_row", "customer", "column"), "int64"),
    **dict.fromkeys(("header", "clock", "kind", "unit"), "str"),
    **dict.fromkeys(("over", "upto", "amount"), "Int64"),
}


def empty_buckets() -> pd.DataFrame:
    """Return ``Dataset.balances_buckets`` of a drop without any."""
    return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in _BUCKET_COLUMNS.items()})


def no_versions() -> pd.DataFrame:
    """Return ``Dataset.list_versions`` of a drop without any."""
    return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in VERSION_COLUMNS.items()})


def no_applications() -> pd.DataFrame:
    """Return ``Dataset.applications`` of a drop without any."""
    return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in APPLICATION_COLUMNS.items()})


@dataclass(frozen=True, slots=True)
class Input:
    """One input file of the drop.

    Args:
        file: File name.
        sha256: Hash of the file as it came.
        content_sha256: Hash of its cell values less what this program wrote into it.
    """

    file: str
    sha256: str
    content_sha256: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """All typed tables of one drop.

    Args:
        tables: Frame by table code; see the table modules of ``normalisation`` for columns. A table that the
            drop lacks is absent.
        plans: One row a follow-up plan: ``callback`` int64 (position in ``callbacks``), ``customer``,
            ``region``, ``source_row``, ``owner``, ``due_on``, ``content``.
        customers: One row a customer: ``customer_id``, ``customer_name`` (either may be missing),
            ``ledger_row`` int64 (position in ``ledger``; -1 where there is none).
        regions: Regions by id.
        required_total: Required cells of each table, for accuracy.
        required_right: Required cells that are right.
        required_cells: Both by row, parallel to each table's frame: ``required``, ``right`` int64.
        findings: Defects found so far.
        inputs: Files in the order given.
        balances_buckets: The aging buckets of ``balances``, one row a cell that was read: ``region``,
            ``source_row``, ``customer``, ``column`` int64 (0-based sheet column), ``header`` str, ``clock`` str
            (``overdue``: days overdue; ``age``: since the date of issue), ``kind`` str (``range``, ``not_due``,
            ``undated``), ``unit`` str (``day``, ``month``, ``year``), ``over`` Int64 (the bucket begins above it;
            missing: no lower end), ``upto`` Int64 (it ends with it; missing: open), ``amount`` Int64 fen.
        answers: What people answered on 待确认 and in files of answers.
        matters: What the drop holds that answers are about, as far as reading it tells: headers, tables, columns,
            words of state, pairs of ids.
        explanations: 差异说明 of an earlier run by ``CrossCheckFigures.differences.key``.
        closings: What earlier runs closed with.
        sign_offs: What people wrote into the forms of workpapers, by index number and the row's label.
        letters: Letters that a register of the drop lists.
        ledger_balances: What the drop's sheets say of the general ledger's 应收账款.
        list_versions: Rows of invoices of which one stands on lists of several days: ``row`` int64 (position in
            ``invoices``), ``record`` int64 (one number a document), ``listed_on`` datetime64[s] (the list's day).
        applications: What lists of settlements (核销明细) say of receipts, in the order of their lines: ``receipt`` and
            ``line`` int64 (positions in ``receipts``), ``invoice_no`` str (the document), ``fen`` int64 (the part of
            the receipt, of its sign; the parts of a receipt are no more than it).
        of_ledger: Columns of the ledger by customer, kept by ``Snapshot.ledger_values`` for all days that are looked
            at; empty again wherever anything is replaced.
    """

    tables: Mapping[str, pd.DataFrame]
    plans: pd.DataFrame
    customers: pd.DataFrame
    regions: tuple[Region, ...]
    required_total: Mapping[str, int] = field(default_factory=dict)
    required_right: Mapping[str, int] = field(default_factory=dict)
    required_cells: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    inputs: tuple[Input, ...] = ()
    balances_buckets: pd.DataFrame = field(default_factory=empty_buckets)
    explanations: Mapping[str, Explanation] = field(default_factory=dict)
    answers: Answers = NO_ANSWERS
    matters: frozenset[Matter] = frozenset()
    closings: tuple[Closing, ...] = ()
    sign_offs: Mapping[str, Mapping[str, str | date]] = field(default_factory=dict)
    letters: tuple[RegisteredLetter, ...] = ()
    ledger_balances: tuple[LedgerBalance, ...] = ()
    list_versions: pd.DataFrame = field(default_factory=no_versions)
    applications: pd.DataFrame = field(default_factory=no_applications)
    of_ledger: dict[str, pd.Series] = field(default_factory=dict, init=False, repr=False, compare=False)

    def table(self, code: str) -> pd.DataFrame | None:
        """Return the frame of a table; ``None`` where the drop has none."""
        return self.tables.get(code)

    def location(self, region: int, field_code: str, row: int) -> Location:
        """Return the place of a field in a row."""
        return self.regions[region].location(field_code, row)
