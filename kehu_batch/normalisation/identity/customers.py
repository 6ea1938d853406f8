"""Who is the same customer over all tables (docs/rules.md, 1.11).

By exact id text; where one side has no id, by exact folded name, which may leave the legal form out; ids that
differ only in leading zeros where the folded names are equal too. Anything nearer than that to a guess is a
proposal, never a merge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.folding import fold_company_name, fold_document_number, fold_name
from kehu_batch.model.findings.catalogue_stated import NAME_IS_ID, NAME_WITHOUT_FORM
from kehu_batch.model.findings.catalogue_values import (
    CUSTOMER_MISSING,
    ID_SPELLED_ALIKE,
    ID_WITH_TWO_NAMES,
    ID_ZEROS_DIFFER,
    NAME_AMBIGUOUS,
    NAME_MASKED,
    NAME_WITH_TWO_IDS,
    NOT_IN_LEDGER,
)
from kehu_batch.model.findings.finding import Finding, FindingKind
from kehu_batch.model.findings.question import NO, NO_ANSWERS, Answers, Matter, Question, QuestionKind
from kehu_batch.model.tables.list_versions import APPLIED_LINE
from kehu_batch.model.tables.listed import list_values
from kehu_batch.model.tables.recognition import Region
from kehu_batch.normalisation.identity.answered_customers import (
    join_answered_ids,
    join_answered_names,
    same_matters,
)
from kehu_batch.normalisation.identity.names import is_masked
from kehu_batch.normalisation.identity.short_names import Key, NamedRow, find_short_names
from kehu_batch.records import dataclass
from kehu_batch.wording.same_customers import ask_same, same_key

#: Tables in the order in which they name a customer: the ledger's id and name are shown.
PRIORITY = ("ledger", "callbacks", "followups", "orders", "complaints", "invoices", "receipts", "balances")


@dataclass(frozen=True, slots=True)
class Identity:
    """The customers of a drop.

    Args:
        customers: ``customer_id``, ``customer_name``, ``ledger_row`` int64; one row a customer.
        positions: For each table the customer of each row, int64; -1 where the row names none.
        findings: Doubtful identities.
        matters: Pairs of ids that somebody answered for and that the drop holds.
    """

    customers: pd.DataFrame
    positions: Mapping[str, npt.NDArray[np.int64]]
    findings: tuple[Finding, ...]
    matters: frozenset[Matter] = frozenset()


@dataclass(frozen=True, slots=True)
class _Mention:
    """One distinct pair of id and name, with the first row that has it; ``""`` where missing."""

    id: str
    name: str
    folded: str
    table: str
    region: int
    row: int


def identify(
    tables: Mapping[str, pd.DataFrame], regions: Sequence[Region], answers: Answers = NO_ANSWERS
) -> Identity:
    """Return the customers that the tables' rows name by ``customer_id`` and ``customer_name``.

    Two ids of which somebody answered that they are one customer are one; where the answer was no, they are not
    proposed again.
    """
    rows = _collect(tables)
    firsts = rows.drop_duplicates("pair")
    mentions = [
        _Mention(code, name, fold_name(name) if name and not is_masked(name) else "", table, region, row)
        for code, name, table, region, row in _listed(firsts, "id", "name", "table", "region", "row")
    ]
    findings = _Findings(regions, answers)
    canonical = join_answered_ids(_join_zeros(mentions, findings), answers)
    keys = join_answered_names(_assign_keys(mentions, canonical, findings), canonical, answers)
    keys = _join_short_names(mentions, keys, findings)
    order = {key: position for position, key in enumerate(dict.fromkeys(key for key in keys if key))}
    of_pairs = np.array([-1 if key is None else order[key] for key in keys], dtype=np.int64)
    rows["customer"] = of_rows = of_pairs[pd.factorize(rows["pair"])[0]]
    _report_nameless(rows, findings)
    _report_namesakes(rows, findings)
    customers = _describe(mentions, keys, order, rows, findings)
    _report_alike(mentions, canonical, findings)
    tables_of_rows = rows["table"].to_numpy(dtype=object)
    positions = {table: of_rows[tables_of_rows == table] for table in tables}
    names = {mention.folded for mention in mentions}
    matters = same_matters(set(rows["id"].unique()), names, answers)
    return Identity(customers, positions, tuple(findings.items), matters)


def _collect(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    parts = []
    for table, frame in sorted(tables.items(), key=lambda one: PRIORITY.index(one[0])):
        parts.append(
            pd.DataFrame(
                {
                    "table": table,
                    "region": frame["region"].to_numpy(),
                    "row": frame["source_row"].to_numpy(),
                    "id": frame["customer_id"].fillna("").to_numpy(dtype=object),
                    "name": frame["customer_name"].fillna("").to_numpy(dtype=object),
                    "by_document": _names_document(frame) if table == "receipts" else False,
                }
            )
        )
    rows = pd.concat(parts, ignore_index=True)
    ids, names = pd.factorize(rows["id"])[0], pd.factorize(rows["name"])[0]
    rows["pair"] = ids.astype(np.int64) * (int(names.max(initial=0)) + 1) + names
    return rows


def _names_document(receipts: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which receipts name a document, by themselves or in a list of settlements: each is of its customer."""
    named = receipts["invoice_no"].notna()
    if (lines := named & (receipts["excluded"] == APPLIED_LINE)).any():
        numbers = receipts["receipt_no"].map(fold_document_number, na_action="ignore")
        named |= numbers.notna() & numbers.isin(numbers[lines])
    return named.to_numpy(dtype=np.bool_)


class _Findings:
    """Collects findings with their cells."""

    def __init__(self, regions: Sequence[Region], answers: Answers) -> None:
        self._regions = regions
        self._answers = answers
        self.items: list[Finding] = []
        #: Names that stand for several ids, as written, each with these.
        self.namesakes: dict[str, tuple[str, ...]] = {}

    def are_two(self, one: str, other: str) -> bool:
        """Whether somebody answered that two ids are two customers'."""
        return self._answers.of(QuestionKind.SAME_CUSTOMER, same_key(one, other)) == NO

    def add(
        self,
        kind: FindingKind,
        mention: _Mention,
        field: str,
        value: str,
        message: str,
        question: Question | None = None,
    ) -> None:
        """Add one finding at the mention's cell."""
        region = self._regions[mention.region]
        # Customers of a table or of a row without ids are matched by their names.
        unnumbered = bool(mention.name and not mention.id) and region.column_of("customer_name") is not None
        place = "customer_name" if unnumbered or region.column_of(field) is None else field
        location = region.location(place, mention.row)
        label = mention.id or mention.name
        self.items.append(
            Finding(kind, location, message, value, mention.table, field, label, question=question)
        )


def _join_zeros(mentions: Sequence[_Mention], findings: _Findings) -> dict[str, str]:
    """Return the id that stands for each id; ids differing only in leading zeros share one if a name does."""
    names: dict[str, set[str]] = defaultdict(set)
    first: dict[str, _Mention] = {}
    for mention in mentions:
        if mention.id:
            first.setdefault(mention.id, mention)
            if mention.folded:
                names[mention.id].add(mention.folded)
    canonical = {code: code for code in first}
    groups: dict[str, list[str]] = defaultdict(list)
    for code in first:
        groups[code.lstrip("0")].append(code)
    for group in (codes for stripped, codes in groups.items() if stripped and len(codes) > 1):
        for position, code in enumerate(group[1:], start=1):
            other = next((seen for seen in group[:position] if names[seen] & names[code]), None)
            if other is not None:
                canonical[code] = canonical[other]
                message = f"编号“{code}”与“{other}”只差前导零，名称相同，按同一客户计算"
                findings.add(ID_ZEROS_DIFFER, first[code], "customer_id", code, message)
    return canonical


def _assign_keys(
    mentions: Sequence[_Mention], canonical: Mapping[str, str], findings: _Findings
) -> list[Key | None]:
    ids_of: dict[str, dict[str, None]] = defaultdict(dict)
    for mention in mentions:
        if mention.id and mention.folded:
            ids_of[mention.folded][canonical[mention.id]] = None
    keys: list[Key | None] = []
    for mention in mentions:
        if mention.id:
            keys.append(("id", canonical[mention.id]))
        elif not mention.folded:
            keys.append(None)
            if mention.name:
                findings.add(
                    NAME_MASKED,
                    mention,
                    "customer_name",
                    mention.name,
                    f"名称“{mention.name}”含有 *,不能用来确认客户",
                )
        else:
            ids = tuple(ids_of.get(mention.folded, ())) or _ids_written_as(mention, canonical, findings)
            keys.append(_key_by_name(mention, ids, findings))
    return keys


def _ids_written_as(mention: _Mention, canonical: Mapping[str, str], findings: _Findings) -> tuple[str, ...]:
    """Return the id that stands where a name should, which is nobody's name; nothing where it is none."""
    if mention.name not in canonical:
        return ()
    message = f"名称栏里的“{mention.name}”与一个客户编号相同，按该客户计算"
    findings.add(NAME_IS_ID, mention, "customer_name", mention.name, message)
    return (canonical[mention.name],)


def _key_by_name(mention: _Mention, ids: tuple[str, ...], findings: _Findings) -> Key:
    if len(ids) == 1:
        return ("id", ids[0])
    if ids:
        findings.namesakes[mention.name] = ids
    return ("name", mention.folded)


def _join_short_names(
    mentions: Sequence[_Mention], keys: Sequence[Key | None], findings: _Findings
) -> list[Key | None]:
    """Let a name that leaves the legal form out be the customer of that name with it, and tell so."""
    named = [
        NamedRow(mention.name, mention.folded, mention.table, key)
        for mention, key in zip(mentions, keys, strict=True)
        if key is not None and mention.folded
    ]
    joined = {one.key: one for one in find_short_names(named)}
    told: set[Key] = set()
    for mention, key in zip(mentions, keys, strict=True):
        if key in joined and key not in told:
            told.add(key)
            one = joined[key]
            message = f"“{one.name}”与“{one.other}”只差公司后缀，按同一客户计算"
            findings.add(NAME_WITHOUT_FORM, mention, "customer_name", mention.name, message)
    return [key if key is None or key not in joined else joined[key].stays for key in keys]


def _listed(rows: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(list_values(rows[column]) for column in columns), strict=True)


def _report_nameless(rows: pd.DataFrame, findings: _Findings) -> None:
    unnamed = [rows[name].to_numpy(dtype=object) == "" for name in ("id", "name")]
    which = np.logical_and(*unnamed) & ~rows["by_document"].to_numpy(dtype=np.bool_)
    nameless = rows[which] if which.any() else rows.head(0)
    for table, region, row in _listed(nameless, "table", "region", "row"):
        mention = _Mention("", "", "", table, region, row)
        findings.add(CUSTOMER_MISSING, mention, "customer_id", "", "这一行没有客户编号，也没有客户名称")


def _report_namesakes(rows: pd.DataFrame, findings: _Findings) -> None:
    """Report names of several customers of whom none is meant for certain, each at its first row of every list."""
    if not findings.namesakes:
        return
    ambiguous = (rows["id"] == "") & rows["name"].isin(findings.namesakes.keys())
    firsts = rows[ambiguous].drop_duplicates(["region", "name"])
    for name, table, region, row in _listed(firsts, "name", "table", "region", "row"):
        mention = _Mention("", name, "", table, region, row)
        message = f"名称“{name}”对应编号 {'、'.join(findings.namesakes[name])}，无法判断是哪一个"
        findings.add(NAME_AMBIGUOUS, mention, "customer_name", name, message)


def _describe(
    mentions: Sequence[_Mention],
    keys: Sequence[Key | None],
    order: Mapping[Key, int],
    rows: pd.DataFrame,
    findings: _Findings,
) -> pd.DataFrame:
    of_customer: list[list[_Mention]] = [[] for _ in order]
    for mention, key in zip(mentions, keys, strict=True):
        if key is not None:
            of_customer[order[key]].append(mention)
    ids = [next((m.id for m in group if m.id), None) for group in of_customer]
    names = [next((m.name for m in group if m.name), None) for group in of_customer]
    for group in of_customer:
        _report_names(group, findings)
    _report_proposals(of_customer, ids, findings)
    customers = rows["customer"].to_numpy()
    ledger = np.flatnonzero((rows["table"].to_numpy(dtype=object) == "ledger") & (customers >= 0))
    ledger_row = np.full(len(order), -1, dtype=np.int64)
    # Rows of the ledger come first in ``rows``, so their place there is their position in the ledger; of several of a
    # customer the last one assigned stands, so the order is turned.
    ledger_row[customers[ledger[::-1]]] = ledger[::-1]
    if len(ledger):
        _report_strangers(of_customer, ledger_row, rows, findings)
    return pd.DataFrame(
        {
            "customer_id": pd.Series(ids, dtype="str"),
            "customer_name": pd.Series(names, dtype="str"),
            "ledger_row": ledger_row,
        }
    )


def _report_names(group: Sequence[_Mention], findings: _Findings) -> None:
    """Report names that one id has beside its first; ids that were joined may each have their own."""
    first: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    for mention in group:
        named = mention.id, mention.folded
        if not all(named) or named in seen:
            continue
        seen.add(named)
        shown = first.setdefault(mention.id, mention.name)
        if shown != mention.name:
            message = f"编号“{mention.id}”的名称写作“{mention.name}”，别处是“{shown}”"
            findings.add(ID_WITH_TWO_NAMES, mention, "customer_name", mention.name, message)


def _report_alike(mentions: Sequence[_Mention], canonical: Mapping[str, str], findings: _Findings) -> None:
    """Report ids that differ in case, spaces, hyphens, width or leading zeros alone and were not joined."""
    groups: dict[str, dict[str, _Mention]] = defaultdict(dict)
    for mention in mentions:
        if mention.id:
            groups[fold_document_number(mention.id)].setdefault(mention.id, mention)
    for members in groups.values():
        for mention in list(members.values())[1:]:
            alike = [
                code
                for code in members
                if canonical[code] != canonical[mention.id] and not findings.are_two(code, mention.id)
            ]
            if alike:
                others = "、".join(f"“{code}”" for code in alike)
                message = f"编号“{mention.id}”与{others}只差写法，疑似同一客户"
                question = ask_same(alike[0], mention.id)
                findings.add(ID_SPELLED_ALIKE, mention, "customer_id", mention.id, message, question)


#: Tables of which a row should have its customer in the ledger; receivables are cross-checked by themselves.
_BESIDE_LEDGER = ("callbacks", "followups", "complaints", "orders")


def _report_strangers(
    of_customer: Sequence[Sequence[_Mention]],
    ledger_row: npt.NDArray[np.int64],
    rows: pd.DataFrame,
    findings: _Findings,
) -> None:
    """Report customers that the ledger lacks and other tables have, each once, at the first row of those tables.

    An order of a customer whom the ledger knows under another name would else be missing from his spend untold.
    """
    customers = rows["customer"].to_numpy()
    strange = (customers >= 0) & (ledger_row[customers] < 0) & rows["table"].isin(_BESIDE_LEDGER).to_numpy()
    found = (rows[strange] if strange.any() else rows.head(0)).drop_duplicates("customer")
    columns = ("customer", "id", "name", "table", "region", "row")
    for customer, code, name, table, region, row in _listed(found, *columns):
        if not code and name in findings.namesakes:
            # The ledger has several of that name.
            continue
        shown = code or name or of_customer[customer][0].name
        mention = _Mention(code, name, "", table, region, row)
        findings.add(NOT_IN_LEDGER, mention, "customer_id", shown, f"台账里没有客户“{shown}”")


def _report_proposals(
    of_customer: Sequence[Sequence[_Mention]], ids: Iterable[str | None], findings: _Findings
) -> None:
    groups: dict[str, dict[str, _Mention]] = defaultdict(dict)
    for group, code in zip(of_customer, ids, strict=True):
        named = next((mention for mention in group if mention.folded), None)
        if code and named is not None:
            groups[fold_company_name(named.name)].setdefault(code, named)
    for members in groups.values():
        if len(members) < 2:
            continue
        listed = "、".join(members)
        first, *others = members
        for other in others:
            question, mention = ask_same(first, other), members[other]
            if findings.are_two(first, other):
                continue
            message = f"“{mention.name}”疑似有多个编号：{listed}"
            findings.add(NAME_WITH_TWO_IDS, mention, "customer_name", mention.name, message, question)
