"""Columns whose header may mean something else (``1-3月``): used only where the rest of the header shows what it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from kehu_batch.folding import fold_header, split_header_unit
from kehu_batch.model.tables.recognition import ColumnMatch
from kehu_batch.policy.headers.words import Words
from kehu_batch.policy.vocabulary import TableKind
from kehu_batch.recognition.header.forms import header_forms, split_stated_day
from kehu_batch.records import dataclass, replace

#: Bare ranges of numbers are days of age where there are so many, up to so many days.
_DAY_RANGES = 3
_DAYS_OF_RANGES = 60
#: What a deal or a document comes to.
_AMOUNT = "amount"
#: General words for it that, beside a tax, are of the amount without it; others (实付金额) are what was paid.
_NET = frozenset({"金额", "amount"})
#: What a line of 核销明细 says for sure, and of which document.
_OF_LINES, _DOCUMENT, _APPLIED = frozenset({"receipt_no", "applied"}), "invoice_no", "applied"
#: Of 核销明细 in which receipts and documents stand in rows of their own: which settlement, what a row is, its number.
_SETTLEMENT = re.compile(
    "(?:核销|勾稽|勾对)(?:序号|单号|单据号|单据编号|编号|编码|批次号?|批号|组号|流水号?|记录号?|号)"
)
_KIND = re.compile("(?:单据|票据|业务|凭证)(?:类型|类别|种类|名称)")
_NUMBER = re.compile("(?:单据|票据)(?:编号|号码?|编码)|单号")
#: A receipt's own number, beside that of the document which it settled, in a table that states what came.
_OWN_NUMBER = frozenset({"单据号", "单据编号", "单据号码"})
_SETTLED_NUMBER = re.compile(
    "(?:被?(?:核销|冲销)(?:应收)?单据|(?:对应|关联|所冲)[^金额]*(?:单据|发票|应收单)).*"
)
_RECEIVED = re.compile("收款|回款|到账|到款|来款|实收")
_OWN, _BESIDE_SETTLED = "receipt_no", "旁边另有冲的是哪张单据，这一列是回款自己的单号"
_BUCKETS, _BALANCE, _OVERDUE = "buckets", "receivable_balance", "overdue_balance"
_SEVERAL_BUCKETS = 2
_BUCKET_SUM = "表里没有余额，这一列是各账龄分段的合计"
#: The day of a follow-up plan, headers that may be the day of a call that is planned, and the rest of such a plan.
_PLAN_DAY, _ANY_PLAN = "plan_due_on", frozenset({"计划日期", "计划时间"})
_REST_OF_PLAN = frozenset({"plan", "plan_owner", "plan_content"})
_DATED = "去掉截止日后为表头同义词"
#: Why a column is taken that says in other words what a known header says.
ALIKE = "换了说法的表头同义词"


def without_vague(matches: list[ColumnMatch], table: TableKind) -> list[ColumnMatch]:
    """Leave out columns that may be something else (``1-3月``), unless the table shows by what else it has."""
    vague = {
        match.column
        for match in matches
        if table.fields[match.field].vague
        and any(table.fields[match.field].is_vague(form.text) for form in header_forms(match.header))
    }
    if not vague:
        return matches
    telling = table.needs[-1]
    if any(match.field in telling and match.column not in vague for match in matches):
        return matches
    headers = [match.header for match in matches if match.column in vague]
    return matches if _are_day_ranges(headers) else [match for match in matches if match.column not in vague]


def without_day_of_call(matches: list[ColumnMatch]) -> list[ColumnMatch]:
    """Leave out 计划日期 of a worksheet that plans nothing else: it is the day on which the call was to be made."""
    if not any(match.field in _REST_OF_PLAN for match in matches):
        return [m for m in matches if m.field != _PLAN_DAY or fold_header(m.header) not in _ANY_PLAN]
    return matches


def without_stand_ins(
    matches: list[ColumnMatch], table: TableKind, texts: Mapping[int, str]
) -> list[ColumnMatch]:
    """Leave out columns of another matter (``计划回款金额``, ``拨打时间``) where another has the field: ``应收金额``.

    So are those that say the same in other words. Those that say little of it (``提交人``, ``商户名称``) go before each
    other one, general ones too (``业务员``).
    """
    planned = {
        match.column
        for match in matches
        if match.reason == ALIKE or _is_one_of(match, table.fields[match.field].stand_ins)
    }
    stated = {match.field for match in matches if match.column not in planned}
    kept = [match for match in matches if match.column not in planned or match.field not in stated]
    least = {
        match.column
        for match in kept
        if match.column in planned and _is_one_of(match, table.fields[match.field].yielding)
    }
    if not least:
        return kept
    better = {match.field for match in kept if match.column not in least}
    general = {form.text for text in texts.values() for form in header_forms(text)} - table.strong.keys()
    return [
        match
        for match in kept
        if match.column not in least
        or (match.field not in better and general.isdisjoint(table.fields[match.field].weak))
    ]


def _is_one_of(match: ColumnMatch, texts: Collection[str]) -> bool:
    return any(form.text in texts for form in header_forms(match.header))


def with_own_numbers(matches: list[ColumnMatch], table: TableKind) -> list[ColumnMatch]:
    """Take 单据号 of receipts for their own number where the document that each settled stands beside it (核销单据号).

    Only where the amount is what came: in a list of what was applied either number may be the document's.
    """
    if _OWN not in table.fields or any(match.field == _OWN for match in matches):
        return matches
    numbers = [match for match in matches if match.field == _DOCUMENT]
    own = [match for match in numbers if _bare(match.header) in _OWN_NUMBER]
    settled = [match for match in numbers if _SETTLED_NUMBER.fullmatch(_bare(match.header))]
    came = any(match.field == _AMOUNT and _RECEIVED.search(match.header) for match in matches)
    if len(own) != 1 or not settled or not came:
        return matches
    known = replace(own[0], field=_OWN, reason=_BESIDE_SETTLED)
    return [known if match is own[0] else match for match in matches]


def find_gross(
    texts: Mapping[int, str], matches: Iterable[ColumnMatch], table: TableKind, words: Words
) -> int | None:
    """Return the column of amounts with their tax, called by a general word (合计), where the tax stands beside it.

    ``金额`` is without it there. ``None`` where the table has its amount anyway, by another general word too
    (``实付金额``), or several columns may be it.
    """
    amount = table.fields.get(_AMOUNT)
    if amount is None or any(match.field == _AMOUNT for match in matches):
        return None
    folded = {column: _bare(text) for column, text in texts.items()}
    if not (amount.weak - _NET - words.with_tax).isdisjoint(folded.values()):
        return None
    sums = [column for column, text in folded.items() if text in words.with_tax]
    return sums[0] if len(sums) == 1 and not words.taxes.isdisjoint(folded.values()) else None


def find_balances(
    texts: Mapping[int, str], matches: Sequence[ColumnMatch], table: TableKind, words: Words
) -> list[ColumnMatch]:
    """Return columns that are a balance by what the header has besides: a day that they are of, or buckets alone."""
    found = _dated_balances(texts, matches, table)
    known = {match.column for match in found}
    left = {column: text for column, text in texts.items() if column not in known}
    column = find_bucket_sum(left, [*matches, *found], table, words)
    if column is not None:
        found.append(
            ColumnMatch(_BALANCE, column, texts[column], _BUCKET_SUM, header_forms(texts[column])[0].unit)
        )
    return found


def _dated_balances(
    texts: Mapping[int, str], matches: Sequence[ColumnMatch], table: TableKind
) -> list[ColumnMatch]:
    """Return the columns of balances whose header gives the day that they are of; none where it gives several.

    Such a day stands beside others for an opening balance (2022年末余额), or for a balance of each month.
    """
    if _BUCKETS not in table.fields:
        return []
    taken = {match.field for match in matches}
    found: dict[str, ColumnMatch] = {}
    for column, text in texts.items():
        day, bare = split_stated_day(text)
        for form in header_forms(bare) if day and bare else ():
            field = table.field_of(form.text) or next(iter(table.weak.get(form.text, ())), None)
            if field is None:
                continue
            if field in {_BALANCE, _OVERDUE} - taken:
                if field in found:
                    return []
                found[field] = ColumnMatch(field, column, text, _DATED, form.unit)
            break
    days = {split_stated_day(match.header)[0] for match in found.values()}
    return list(found.values()) if len(days) == 1 else []


def with_day(match: ColumnMatch) -> ColumnMatch:
    """Return a column with the day that its header says its balance is of."""
    day = split_stated_day(match.header)[0] if match.field in {_BALANCE, _OVERDUE} else None
    return match if day is None else replace(match, as_of=day)


def find_bucket_sum(
    texts: Mapping[int, str], matches: Iterable[ColumnMatch], table: TableKind, words: Words
) -> int | None:
    """Return the column 合计 of an aging table without a balance: what its buckets come to is what is owed.

    ``None`` where it may be the sum of what is overdue alone, as no bucket holds what is not due, or where several
    columns are called so.
    """
    buckets = [fold_header(match.header) for match in matches if match.field == _BUCKETS]
    if _BALANCE not in table.fields or len(buckets) < _SEVERAL_BUCKETS:
        return None
    if any(match.field in (_BALANCE, _OVERDUE) for match in matches):
        return None
    not_due = any(word in bucket for bucket in buckets for word in words.not_due)
    if not not_due and any(word in bucket for bucket in buckets for word in words.late):
        return None
    sums = [column for column, text in texts.items() if _bare(text) in words.sums]
    return sums[0] if len(sums) == 1 else None


def _bare(text: str) -> str:
    """Return a folded header without its unit."""
    return split_header_unit(text)[0]


def _are_day_ranges(headers: Iterable[str]) -> bool:
    """Whether bare ranges follow one another as those of days do: ``0-30``, ``31-60``, ``61-90``."""
    ranges = [re.fullmatch(r"(\d+)[-_至到](\d+)", fold_header(header)) for header in headers]
    bounds = sorted((int(match[1]), int(match[2])) for match in ranges if match)
    return (
        len(bounds) == len(ranges) >= _DAY_RANGES
        and bounds[0][0] <= 1
        and bounds[-1][1] >= _DAYS_OF_RANGES
        and all(start - end in (0, 1) for (_, end), (start, _) in pairwise(bounds))
    )


def lists_settlements(
    table: TableKind, sure: Iterable[ColumnMatch], found: Iterable[ColumnMatch], texts: Mapping[int, str]
) -> bool:
    """Whether a header may be that of 核销明细: the number of a receipt, what of it was applied, and to which document.

    Args:
        table: What the header is read as; receipts alone are settled so.
        sure: Columns known by what their headers say.
        found: All columns that were understood.
        texts: The header.
    """
    if not table.fields.keys() >= _OF_LINES:
        return False
    known = {match.field for match in sure}
    whole = known >= _OF_LINES and _DOCUMENT in {one.field for one in found}
    return whole or (_APPLIED in known and find_paired(texts) is not None)


@dataclass(frozen=True, slots=True)
class PairedColumns:
    """0-based columns of a list of settlements that has receipts and documents in rows of their own.

    Args:
        settlement: What rows of one settlement have in common.
        kind: What a row is: 收款单, 销售发票.
        number: Its number.
    """

    settlement: int
    kind: int
    number: int


def find_paired(texts: Mapping[int, str]) -> PairedColumns | None:
    """Return the columns that tell receipts and documents of one settlement apart; ``None`` where one is missing."""
    folded = {column: fold_header(text) for column, text in texts.items()}
    found = [
        next((column for column, text in folded.items() if pattern.fullmatch(text)), None)
        for pattern in (_SETTLEMENT, _KIND, _NUMBER)
    ]
    columns = [column for column in found if column is not None]
    return PairedColumns(*columns) if len(columns) == len(found) else None
