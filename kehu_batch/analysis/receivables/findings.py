"""Findings about the rows of invoices and receipts that payment risk is taken from (KB6xx)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.days import days_between, is_dated
from kehu_batch.analysis.base.row_findings import find_in_rows
from kehu_batch.analysis.base.snapshot import Codes, Fen, Mask, Positions, Snapshot
from kehu_batch.analysis.base.sums import sum_groups
from kehu_batch.analysis.receivables.due_days import DueSource
from kehu_batch.analysis.receivables.numbers import find_alike
from kehu_batch.analysis.receivables.position import Position
from kehu_batch.analysis.receivables.receipts import ALIKE, AMBIGUOUS, OTHER_CURRENCY, UNMATCHED, UNNAMED
from kehu_batch.model.findings.catalogue_lists import APPLICATION_LEFT, RECEIPTS_APPLIED
from kehu_batch.model.findings.catalogue_receivables import (
    DISPUTE_EXCEEDS,
    DOCUMENT_AMBIGUOUS,
    DUE_BEFORE_ISSUE,
    DUE_MISSING,
    DUE_OFF_TERMS,
    ISSUE_DATE_MISSING,
    NUMBER_FOLDED,
    NUMBERS_ALIKE,
    OPEN_DIFFERS,
    PAID_DIFFERS,
    PAID_LATER,
    PAID_MAY_REPEAT,
    PAID_UNDATED,
    RECEIPT_CUSTOMER_DIFFERS,
    RECEIPT_DOCUMENT_UNKNOWN,
    RECEIPT_EXCESS,
    RECEIPT_SPLIT,
    SETTLED_NOT_PAID,
    TERMS_DIFFER,
)
from kehu_batch.model.findings.finding import Finding, FindingKind
from kehu_batch.model.tables.document_states import DocumentState
from kehu_batch.policy.schema import Policy
from kehu_batch.records import dataclass
from kehu_batch.wording.numbers import format_money, format_yuan


@dataclass(frozen=True, slots=True)
class _Reporter:
    """Makes findings of one side's rows.

    Args:
        snapshot: The drop.
        whole_column_rows: From this many rows on, a whole column is one finding.
    """

    snapshot: Snapshot
    whole_column_rows: int

    def rows(
        self, kind: FindingKind, place: tuple[str, str], rows: Positions, messages: Sequence[str]
    ) -> Iterator[Finding]:
        """Yield a finding for each row of a table."""
        yield from find_in_rows(
            self.snapshot.dataset, kind, place, rows, messages, whole_column_rows=self.whole_column_rows
        )

    def once(
        self, kind: FindingKind, place: tuple[str, str], rows: Positions, message: str
    ) -> Iterator[Finding]:
        """Yield one finding at the first of the rows, snapshot for all of them."""
        if not len(rows):
            return
        first = self.snapshot.dataset.tables[place[0]].iloc[int(rows[0])]
        location = self.snapshot.dataset.location(int(first["region"]), place[1], int(first["source_row"]))
        yield Finding(kind, location, message, "", *place, count=len(rows))


def find_in_receivables(snapshot: Snapshot, position: Position, policy: Policy) -> tuple[Finding, ...]:
    """Return what is doubtful about one side's documents and receipts."""
    reporter = _Reporter(snapshot, policy.quality.column_finding_rows)
    return (
        *_of_dates(reporter, position),
        *_of_terms(reporter, position),
        *_of_numbers(reporter, position),
        *_of_stated_sums(reporter, position),
        *_of_receipts(reporter, position),
    )


_NO_DUE = "没有到期日，也没有能推算到期日的账期"
_UNREAD_DUE = "写着的到期日读不出，不拿账期顶替"


def _of_dates(reporter: _Reporter, position: Position) -> Iterator[Finding]:
    documents, live = position.documents, position.state.live
    issued, due = documents.issued, documents.due
    missing = np.flatnonzero(live & ~is_dated(due) & (position.state.opened > 0))
    yield from reporter.rows(
        DUE_MISSING,
        ("invoices", "due_on"),
        documents.rows[missing],
        [_UNREAD_DUE if unread else _NO_DUE for unread in documents.dues.unread[missing].tolist()],
    )
    undated = np.flatnonzero(live & ~is_dated(issued))
    yield from reporter.rows(
        ISSUE_DATE_MISSING,
        ("invoices", "issued_on"),
        documents.rows[undated],
        ["没有开票日期"] * len(undated),
    )
    early = np.flatnonzero(live & is_dated(due) & is_dated(issued) & (due < issued))
    yield from reporter.rows(
        DUE_BEFORE_ISSUE,
        ("invoices", "due_on"),
        documents.rows[early],
        [f"到期日比开票日期早 {days} 天" for days in days_between(due, issued)[early].tolist()],
    )


def _of_terms(reporter: _Reporter, position: Position) -> Iterator[Finding]:
    """Yield documents whose terms say another day than their due date, or than the terms of their customer."""
    documents, dues = position.documents, position.documents.dues
    told = position.state.live & is_dated(dues.by_document)
    for kind, field, source, other in (
        (DUE_OFF_TERMS, "due_on", DueSource.STATED, dues.by_document),
        (TERMS_DIFFER, "payment_terms", DueSource.DOCUMENT_TERMS, dues.by_customer),
    ):
        differing = told & (dues.source == source) & is_dated(other) & (other != dues.days)
        rows = np.flatnonzero(differing & is_dated(dues.days))
        shown = (days[rows].astype(str).tolist() for days in (dues.days, other))
        template = _TERM_TEXTS[kind]
        yield from reporter.rows(
            kind,
            ("invoices", field),
            documents.rows[rows],
            [template.format(own, by_terms) for own, by_terms in zip(*shown, strict=True)],
        )


_TERM_TEXTS = {
    DUE_OFF_TERMS: "到期日是 {}，按这一行的账期推算是 {}，以到期日为准",
    TERMS_DIFFER: "按这一行的账期到期日是 {}，按客户台账的账期是 {}，以这一行为准",
}


def _of_numbers(reporter: _Reporter, position: Position) -> Iterator[Finding]:
    """Yield documents whose numbers differ in nothing but spelling, and receipts whose number had to be folded."""
    documents, receipts = position.documents, position.receipts
    numbers = reporter.snapshot.dataset.tables["invoices"]["invoice_no"].array.take(documents.rows)
    numbered = np.flatnonzero(~pd.isna(numbers))
    names, first = np.unique(np.asarray(numbers)[numbered].astype(str), return_index=True)
    places, messages = [], []
    for alike in find_alike(names.tolist()):
        for place in alike:
            others = "、".join(f"“{names[other]}”" for other in alike if other != place)
            places.append(int(numbered[first[place]]))
            messages.append(f"“{names[place]}”与{others}只差写法，按不同的单据处理")
    yield from reporter.rows(
        NUMBERS_ALIKE, ("invoices", "invoice_no"), documents.rows[np.array(places, dtype=np.intp)], messages
    )
    written = reporter.snapshot.dataset.table("receipts")
    if written is None:
        return
    for kind, chosen, text in (
        (NUMBER_FOLDED, receipts.folded, "“{}”按应收明细的“{}”处理，写法不同"),
        (RECEIPT_SPLIT, receipts.split & (receipts.groups >= 0), "“{}”写了几张单据，其中 {} 分得 {}"),
    ):
        rows = np.flatnonzero(chosen)
        at = receipts.named_at[rows]
        texts = zip(
            written["invoice_no"].astype(object).iloc[at],
            receipts.numbers[rows],
            _say_money(position, receipts.currencies, rows, receipts.amounts),
            strict=True,
        )
        told = [text.format(*words) for words in texts]
        yield from reporter.rows(kind, ("receipts", "invoice_no"), at, told)


def _of_stated_sums(reporter: _Reporter, position: Position) -> Iterator[Finding]:
    """Yield where 已收, 未收 and 争议 do not agree with what receipts say as of as_of."""
    documents, state = position.documents, position.state
    stated = reporter.snapshot.dataset.tables["invoices"].take(documents.rows)
    named = np.zeros(documents.group_count + 1, dtype=np.bool_)
    named[position.receipts.groups] = True
    later = ~state.counted & (position.receipts.groups >= 0)
    rewound = np.zeros(documents.group_count, dtype=np.bool_)
    rewound[position.receipts.groups[later]] = True
    # What a sheet says today is no defect where a later receipt is rewound.
    asked = state.live & ~rewound[documents.groups] & (documents.paid_later == 0)
    received, opened = state.received, documents.amounts - state.received
    for kind, field, computed, at in (
        (PAID_DIFFERS, "paid", received, asked & named[documents.groups]),
        (OPEN_DIFFERS, "open_amount", opened, asked),
    ):
        yield from _compare(reporter, position, (kind, field), stated[field], computed, at)
    yield from _of_claims(reporter, position, stated, asked)
    disputed = np.flatnonzero(state.live & (documents.disputed > np.maximum(state.opened, 0)))
    yield from reporter.rows(
        DISPUTE_EXCEEDS,
        ("invoices", "disputed"),
        documents.rows[disputed],
        [
            f"争议金额 {claim}，大于未收金额 {rest}"
            for claim, rest in zip(
                _say_money(position, documents.currencies, disputed, documents.disputed),
                _say_money(position, documents.currencies, disputed, np.maximum(state.opened, 0)),
                strict=True,
            )
        ],
    )
    yield from _of_undated(reporter, position, stated)


def _of_undated(reporter: _Reporter, position: Position, stated: pd.DataFrame) -> Iterator[Finding]:
    """Yield the documents of which nobody knows when their 已收 came, and those that were paid after as_of."""
    documents, state = position.documents, position.state
    undated = np.flatnonzero(state.live & (documents.undated != 0))
    dated = int(stated["paid_on"].notna().to_numpy()[undated].sum())
    last = f"；其中 {dated} 张写有回款日期，分几次收的只写得下一次，不当作各次的日期" if dated else ""
    message = f"有 {len(undated)} 张应收单的已收金额没有对应的回款记录，不知道收款日期{last}"
    yield from reporter.once(PAID_UNDATED, ("invoices", "paid"), documents.rows[undated], message)
    later = np.flatnonzero(state.live & (documents.paid_later != 0))
    fen = sum_groups(documents.currencies[later], documents.paid_later[later], len(documents.currency_names))
    sums = "、".join(format_money(one, _unit(position, code)) for code, one in enumerate(fen.tolist()) if one)
    message = (
        f"有 {len(later)} 张应收单的回款日期在截止日之后，已收的 {sums}，按截止日那天都还没有收到计，没有扣减"
    )
    yield from reporter.once(PAID_LATER, ("invoices", "paid_on"), documents.rows[later], message)
    yield from _of_repeats(reporter, position, undated)


def _of_claims(
    reporter: _Reporter, position: Position, stated: pd.DataFrame, asked: Mask
) -> Iterator[Finding]:
    """Yield documents whose state claims that they are settled, though what was received does not settle them."""
    claimed = (stated["document_state"] == DocumentState.SETTLED).to_numpy()
    open_ones = np.flatnonzero(asked & claimed & (position.state.opened != 0))
    messages = [
        f"状态是“{word}”，而应收 {amount}，没有回款的还有 {rest}"
        for word, amount, rest in zip(
            stated["status"].iloc[open_ones],
            _say_money(position, position.documents.currencies, open_ones, position.documents.amounts),
            _say_money(position, position.documents.currencies, open_ones, position.state.opened),
            strict=True,
        )
    ]
    yield from reporter.rows(
        SETTLED_NOT_PAID, ("invoices", "status"), position.documents.rows[open_ones], messages
    )


def _compare(
    reporter: _Reporter,
    position: Position,
    kind: tuple[FindingKind, str],
    stated: pd.Series,
    computed: Fen,
    asked: Mask,
) -> Iterator[Finding]:
    documents = position.documents
    said = stated.fillna(0).to_numpy(dtype=np.int64)
    wrong = np.flatnonzero(asked & stated.notna().to_numpy() & (said != computed))
    messages = [
        f"表上是 {old}，计算结果是 {new}"
        for old, new in zip(
            _say_money(position, documents.currencies, wrong, said),
            _say_money(position, documents.currencies, wrong, computed),
            strict=True,
        )
    ]
    yield from reporter.rows(kind[0], ("invoices", kind[1]), documents.rows[wrong], messages)


def _unit(position: Position, code: int) -> str:
    """Return the name of a currency by its code; nothing for the policy's own."""
    return position.documents.currency_names[code] if code > 0 else ""


def _say_money(position: Position, currencies: Codes, chosen: Positions, fen: Fen) -> list[str]:
    """Return the money of some documents or receipts, each with what it is in."""
    pairs = zip(fen[chosen].tolist(), currencies[chosen].tolist(), strict=True)
    return [format_money(one, _unit(position, code)) for one, code in pairs]


def _of_repeats(reporter: _Reporter, position: Position, undated: Positions) -> Iterator[Finding]:
    """Yield where a customer has both 已收 of unknown date and receipts that name no document, with both sums.

    A receipt that says that nothing of it is settled is no part of 已收.
    """
    documents, receipts, accounts = position.documents, position.receipts, position.accounts
    source = reporter.snapshot.dataset.table("receipts")
    if source is None or not len(undated):
        return
    open_yet = (source["applied"].iloc[receipts.rows] == 0).fillna(value=False).to_numpy(dtype=bool)
    free = position.state.counted & (receipts.reasons == UNNAMED) & (receipts.customers >= 0) & ~open_yet
    came = position.receipts_by_account(free)
    paid = sum_groups(accounts.of_documents[undated], documents.undated[undated], len(accounts))
    has = np.zeros(len(accounts), dtype=np.bool_)
    has[accounts.of_receipts[free]] = True
    mine, first = np.unique(accounts.of_documents[undated], return_index=True)
    told = has[mine]
    rows, places = undated[first[told]], mine[told]
    units = [_unit(position, code) for code in accounts.currencies[places].tolist()]
    pairs = zip(came[places].tolist(), paid[places].tolist(), units, strict=True)
    messages = [
        f"该客户另有没写单据号的回款 {format_money(free_fen, unit)}，可能与已收金额 {format_money(paid_fen, unit)}重复："
        f"若是同一笔钱，净额少算了 {format_money(min(free_fen, paid_fen), unit)}"
        for free_fen, paid_fen, unit in pairs
    ]
    yield from reporter.rows(PAID_MAY_REPEAT, ("invoices", "paid"), documents.rows[rows], messages)


def _say_rest(fen: int, currency: str) -> str:
    if fen < 0:
        return f"退款比这张单据可退的多 {format_money(-fen, currency)}，多出的记为未分配"
    return f"超出单据金额 {format_money(fen, currency)}，记为未分配"


def _of_receipts(reporter: _Reporter, position: Position) -> Iterator[Finding]:
    receipts, state = position.receipts, position.state
    source = reporter.snapshot.dataset.table("receipts")
    if source is None:
        return
    rest = receipts.amounts - state.allocated
    over = np.flatnonzero(state.counted & (receipts.groups >= 0) & (rest != 0))
    yield from reporter.rows(
        RECEIPT_EXCESS,
        ("receipts", "amount"),
        receipts.named_at[over],
        [
            _say_rest(fen, _unit(position, code))
            for fen, code in zip(rest[over].tolist(), receipts.currencies[over].tolist(), strict=True)
        ],
    )
    numbers = source["invoice_no"].astype(object)
    for kind, reasons, text in (
        (RECEIPT_DOCUMENT_UNKNOWN, (UNMATCHED,), "应收明细里没有单据“{}”"),
        (DOCUMENT_AMBIGUOUS, (OTHER_CURRENCY, AMBIGUOUS), "单据“{}”对应不止一个客户或币种不同"),
        (DOCUMENT_AMBIGUOUS, (ALIKE,), "应收明细里有几张单据的号码与“{}”只差写法，不能确定是哪一张"),
    ):
        rows = receipts.named_at[state.counted & np.isin(receipts.reasons.astype(str), reasons)]
        yield from reporter.rows(
            kind, ("receipts", "invoice_no"), rows, [text.format(numbers.iloc[row]) for row in rows.tolist()]
        )
    rows = receipts.named_at[state.counted & receipts.payer_differs]
    messages = [f"单据“{numbers.iloc[row]}”属于另一个客户" for row in rows.tolist()]
    yield from reporter.rows(RECEIPT_CUSTOMER_DIFFERS, ("receipts", "customer_id"), rows, messages)
    yield from _of_lines(reporter, position)


def _of_lines(reporter: _Reporter, position: Position) -> Iterator[Finding]:
    """Yield what each list of settlements was used for, and its lines that fill nothing."""
    receipts, source = position.receipts, reporter.snapshot.dataset.tables["receipts"]
    by_line = receipts.named_at != receipts.rows
    regions = source["region"].to_numpy()
    for region in reporter.snapshot.dataset.regions:
        mine = by_line & (regions[receipts.named_at] == region.id)
        if not (region.applies and mine.any()):
            continue
        sums = sum_groups(
            receipts.currencies[mine], receipts.amounts[mine], len(position.documents.currency_names)
        )
        money = "、".join(
            format_money(fen, _unit(position, code)) for code, fen in enumerate(sums.tolist()) if fen
        )
        message = (
            f"核销明细有 {len(region.data_rows)} 行，按其中 {len(set(receipts.named_at[mine].tolist()))} 行"
            f"把 {len(set(receipts.rows[mine].tolist()))} 笔回款的 {money}分到单据；这些行不另计为回款"
        )
        place = region.location("receipt_no", region.header_row)
        yield Finding(
            RECEIPTS_APPLIED, place, message, "", "receipts", "receipt_no", count=len(region.data_rows)
        )
    lines = np.array(sorted(receipts.left), dtype=np.intp)
    told = [
        f"{receipts.left[line]}：这一行没有采用，{format_yuan(int(fen))} 没有冲到单据"
        for line, fen in zip(lines.tolist(), source["amount"].iloc[lines].tolist(), strict=True)
    ]
    yield from reporter.rows(APPLICATION_LEFT, ("receipts", "invoice_no"), lines, told)
