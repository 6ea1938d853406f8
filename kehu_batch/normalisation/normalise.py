"""Recognised tables to one typed dataset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from kehu_batch.model.findings.catalogue_reading import NEAR_MISS, UNRECOGNISED_SHEET
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.findings.question import NO_ANSWERS, Answers
from kehu_batch.model.tables.dataset import CONTACT_TABLES, UNREADABLE_DATE, Dataset
from kehu_batch.model.tables.document_states import STATE_TABLES
from kehu_batch.model.tables.frames import PLANS, empty_frame
from kehu_batch.model.tables.ledger_balance import LedgerBalance
from kehu_batch.model.tables.recognition import Recognition, Region
from kehu_batch.model.tables.source import Workbook
from kehu_batch.normalisation.aging.stated_ages import read_stated_ages
from kehu_batch.normalisation.aging.unsaid_clocks import ask_unsaid_clocks
from kehu_batch.normalisation.cells.collecting import Collector
from kehu_batch.normalisation.cells.fields import CURRENCY_TABLES
from kehu_batch.normalisation.cells.merged_money import report_merged_money
from kehu_batch.normalisation.cells.raw import InputName, RawTable
from kehu_batch.normalisation.gathering.drop_cells import take_cells
from kehu_batch.normalisation.identity.customers import PRIORITY, Identity, identify
from kehu_batch.normalisation.identity.ledger_rows import settle_ledger_rows
from kehu_batch.normalisation.lists.applications import mark_applied_lines
from kehu_batch.normalisation.lists.other_accounts import exclude_other_accounts
from kehu_batch.normalisation.lists.settled import SETTLED_ALONE, Settled
from kehu_batch.normalisation.money.claims import add_settled, settle_claims
from kehu_batch.normalisation.money.cleared import settle_cleared
from kehu_batch.normalisation.money.merged_rest import spread_merged_rest
from kehu_batch.normalisation.money.paid_alone import settle_paid_alone
from kehu_batch.normalisation.money.paid_in_parts import split_by_payments
from kehu_batch.normalisation.tables.attempts import add_attempts, tell_undated, unmake_planned
from kehu_batch.normalisation.tables.buckets import (
    bucket_matters,
    name_customers,
    read_buckets,
    without_unknown,
)
from kehu_batch.normalisation.tables.callbacks import add_feedback, collect_plans, report_scores
from kehu_batch.normalisation.tables.currencies import add_currencies, blank_foreign
from kehu_batch.normalisation.tables.directions import (
    RETURNED_FIELDS,
    SIGNED_FIELDS,
    apply_directions,
    join_sides,
    sign_returns,
)
from kehu_batch.normalisation.tables.document_states import (
    add_document_states,
    exclude_other_requests,
    exclude_written_off_receipts,
)
from kehu_batch.normalisation.tables.explanations import read_explanations
from kehu_batch.normalisation.tables.instalments import add_instalment_keys
from kehu_batch.normalisation.tables.odd_years import report_odd_years
from kehu_batch.normalisation.tables.payment_terms import TERMS_TABLES, add_terms
from kehu_batch.normalisation.tables.sign_offs import read_sign_offs
from kehu_batch.normalisation.tables.stated_days import add_stated_days
from kehu_batch.normalisation.tables.stated_months import check_stated_months
from kehu_batch.normalisation.tables.trial_balance import read_ledger_balances
from kehu_batch.normalisation.tables.typed import Flags, count_required, mark_repeated, read_table
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.vocabulary import Vocabulary
from kehu_batch.records import dataclass, field

#: Where the names of the department's own people stand.
_OWNER_FIELDS = {"callbacks": "called_by", "ledger": "owner", "followups": "owner"}


@dataclass(slots=True)
class _Progress:
    """What has been normalised so far, under the answers in force."""

    answers: Answers
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    collectors: dict[str, Collector] = field(default_factory=dict)
    total: dict[str, int] = field(default_factory=dict)
    right: dict[str, int] = field(default_factory=dict)
    required_cells: dict[str, pd.DataFrame] = field(default_factory=dict)
    #: Rows that equal one of another list, by table.
    again: dict[str, Flags] = field(default_factory=dict)


def normalise(
    workbooks: Sequence[Workbook],
    recognition: Recognition,
    policy: Policy,
    vocabulary: Vocabulary,
    answers: Answers = NO_ANSWERS,
) -> Dataset:
    """Return the typed dataset of a drop, with a finding for each cell that could not be read."""
    cells = take_cells(workbooks, recognition, vocabulary)
    progress = _Progress(answers)
    _add_tables(progress, cells.tables, policy, vocabulary)
    plans = _plans(progress)
    identity = identify(progress.tables, recognition.regions, answers)
    settled = _settle_lists(progress, identity, recognition.regions, cells.names)
    of_ledger = _settle_ledger(progress.tables, recognition.regions, policy, vocabulary)
    plans["customer"] = _customers_of(plans, progress.tables)
    buckets, of_buckets = _buckets(cells.tables.get("balances"), progress, recognition.regions)
    ledger_balances = read_ledger_balances(cells.other_sheets)
    return Dataset(
        tables=progress.tables,
        plans=plans,
        customers=identity.customers,
        regions=recognition.regions,
        required_total=progress.total,
        required_right=progress.right,
        required_cells=progress.required_cells,
        findings=(
            *_of_unread(recognition.findings, ledger_balances),
            *_findings(progress),
            *check_stated_months(cells.names, recognition.regions, progress.tables, vocabulary),
            *of_buckets,
            *identity.findings,
            *of_ledger,
            *settled.findings,
        ),
        balances_buckets=without_unknown(buckets, settled.unknown),
        inputs=cells.inputs,
        explanations=read_explanations(cells.own_sheets),
        sign_offs=read_sign_offs(cells.own_sheets),
        ledger_balances=ledger_balances,
        list_versions=settled.versions,
        applications=settled.applications,
        answers=answers,
        matters=recognition.matters.union(
            *(one.matters for one in progress.collectors.values()),
            identity.matters,
            bucket_matters(cells.tables.get("balances")),
        ),
    )


def _settle_lists(
    progress: _Progress, identity: Identity, regions: Sequence[Region], names: Mapping[str, InputName]
) -> Settled:
    """Name each row's customer, and have what stands on several lists count once."""
    for table, customers in identity.positions.items():
        progress.tables[table]["customer"] = customers
    if len(regions) == len(progress.tables) and not SETTLED_ALONE & progress.tables.keys():
        return Settled()
    from kehu_batch.normalisation.lists.settling import Lists, settle_lists

    return settle_lists(Lists(progress.tables, progress.collectors, progress.again, regions, names))


def _buckets(
    cells: RawTable | None, progress: _Progress, regions: Sequence[Region]
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return the aging buckets of balance sheets, from columns of them and from texts beside balances."""
    balances, answers = progress.tables.get("balances"), progress.answers
    buckets, of_columns = read_buckets(cells, answers)
    # Beside invoices the buckets are compared; alone they are all that tells what is overdue.
    alone = "invoices" not in progress.tables
    of_clocks = tuple(ask_unsaid_clocks(buckets, regions, answers)) if alone and len(buckets) else ()
    aged, of_ages = read_stated_ages(balances, regions)
    buckets = name_customers(buckets, balances)
    if aged:
        buckets = pd.concat([*([] if buckets.empty else [buckets]), *aged], ignore_index=True)
    return buckets, (*of_columns, *of_clocks, *of_ages)


def _of_unread(findings: Sequence[Finding], balances: Sequence[LedgerBalance]) -> Iterator[Finding]:
    """Yield the findings of recognition; a trial balance whose 应收账款 was read is no table that lacks a column."""
    read = {(one.file, one.cell.rpartition("!")[0]) for one in balances if one.fen is not None}
    for one in findings:
        place = one.location
        of_read = place is not None and (place.file, place.sheet) in read
        if not (of_read and one.kind in {NEAR_MISS, UNRECOGNISED_SHEET}):
            yield one


def _settle_ledger(
    tables: Mapping[str, pd.DataFrame], regions: Sequence[Region], policy: Policy, vocabulary: Vocabulary
) -> tuple[Finding, ...]:
    if "ledger" not in tables:
        return ()
    table = vocabulary.tables["ledger"]
    return settle_ledger_rows(tables["ledger"], regions, table, policy.quality.column_finding_rows)


def _add_tables(
    progress: _Progress, tables: Mapping[str, RawTable], policy: Policy, vocabulary: Vocabulary
) -> None:
    for table in PRIORITY:
        if table in tables:
            _add_table(progress, tables[table], policy, vocabulary)
    exclude_written_off_receipts(progress.tables.get("invoices"), progress.tables.get("receipts"))


def _add_table(progress: _Progress, raw: RawTable, policy: Policy, vocabulary: Vocabulary) -> None:
    table = raw.table
    collector = Collector(
        raw,
        lambda field_code: vocabulary.field_label(table, field_code),
        policy.quality.column_finding_rows,
        progress.answers,
        policy.receivables.currency,
        policy.satisfaction.words,
    )
    frame = read_table(collector, vocabulary)
    report_merged_money(collector, frame, raw.merged)
    if table == "receipts":
        mark_applied_lines(collector, frame)
    if table == "complaints":
        exclude_other_requests(collector, frame)
    counted = (frame["excluded"] == "").to_numpy(dtype=bool, copy=True)
    scores = None
    if table == "callbacks":
        scores = add_feedback(collector, frame, policy.satisfaction)
        # A row without a date is a planned callback not made; what the call would have filled in may be blank.
        # One whose date cannot be read was made, but nobody knows when. A date that is read with a warning is one.
        unread = frame["called_on"].isna().to_numpy(dtype=bool)
        misread = collector.faulty_rows("called_on")
        misread = misread[unread[misread]]
        unmake_planned(collector, frame)
        tell_undated(collector, frame, misread)
        frame.loc[misread, "excluded"] = UNREADABLE_DATE
        counted = frame["called_on"].notna().to_numpy(dtype=bool, copy=True)
        counted[misread] = True
    report_odd_years(collector, frame)
    _add_derived(collector, frame)
    if table == "balances":
        exclude_other_accounts(collector, frame, vocabulary.words.other_accounts)
    if scores is not None:
        report_scores(collector, frame, scores)
    required = count_required(collector, frame, vocabulary, counted)
    progress.again[table] = mark_repeated(collector, frame)
    progress.tables[table] = frame
    progress.collectors[table] = collector
    progress.total[table], progress.right[table] = required.total, required.right
    progress.required_cells[table] = required.rows


def _add_derived(collector: Collector, frame: pd.DataFrame) -> None:
    """Add the columns that are made of others: attempts, terms, currencies, signs and states."""
    table = collector.raw.table
    if table in CONTACT_TABLES:
        add_attempts(collector, frame)
    if table in TERMS_TABLES:
        add_terms(collector, frame)
    if table in CURRENCY_TABLES:
        add_currencies(collector, frame, collector.currency)
    else:
        blank_foreign(collector, frame)
    if table in SIGNED_FIELDS:
        join_sides(collector, frame)
        apply_directions(collector, frame)
    if table in RETURNED_FIELDS:
        sign_returns(collector, frame)
    if table in STATE_TABLES:
        add_document_states(collector, frame)
    if table == "receipts":
        settle_claims(collector, frame)
        add_settled(frame)
    if table == "invoices":
        spread_merged_rest(collector, frame)
        settle_paid_alone(collector, frame)
        settle_cleared(collector, frame)
        split_by_payments(collector, frame)
        add_instalment_keys(frame)
    if table == "balances":
        add_stated_days(frame, collector.raw.regions)


def _plans(progress: _Progress) -> pd.DataFrame:
    callbacks = progress.tables.get("callbacks")
    if callbacks is None:
        return empty_frame(column for column in PLANS if column.name != "customer")
    return collect_plans(progress.collectors["callbacks"], callbacks, _known_owners(progress.tables))


def _known_owners(tables: Mapping[str, pd.DataFrame]) -> frozenset[str]:
    return frozenset(
        name
        for table, column in _OWNER_FIELDS.items()
        if table in tables
        for name in tables[table][column].dropna().unique()
    )


def _customers_of(plans: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    callbacks = tables.get("callbacks")
    if callbacks is None:
        return pd.Series(dtype="int64")
    return callbacks["customer"].iloc[plans["callback"]].reset_index(drop=True)


def _findings(progress: _Progress) -> list[Finding]:
    return [finding for collector in progress.collectors.values() for finding in collector.items]
