"""Rows that are not what their table counts, by what a column says of them.

Living and dead documents: reads the state column of invoices, receipts and orders (docs/rules.md, 1.8). Of a register
of requests, those that are no complaints.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.folding import fold_document_number, fold_text
from kehu_batch.model.findings.catalogue_stated import NO_COMPLAINT
from kehu_batch.model.findings.catalogue_values import (
    DOCUMENT_STATE_UNKNOWN,
    REVERSAL_ALONE,
    REVERSAL_ELSEWHERE,
)
from kehu_batch.model.findings.question import QuestionKind
from kehu_batch.model.tables.document_states import COUNTERPART, DEAD, OF_WRITTEN_OFF, DocumentState
from kehu_batch.model.tables.recognition import Region, Side
from kehu_batch.normalisation.cells.collecting import Collector, say
from kehu_batch.normalisation.cells.distinct import read_distinct
from kehu_batch.normalisation.tables.asking import ask_state, state_of, word_key
from kehu_batch.policy.cell_words import load_cell_words

#: The number of a choice before its word: ``02-已作废``, ``[1]正常``.
_CHOICE = re.compile(
    r"(?:[a-z]?\d{1,3}\s*[-.、:_|/ ]\s*|[(\[【][a-z]?\d{1,3}[)\]】]\s*|[a-z]\s*[-.、:]\s*(?=[^\x00-\x7f]))(?=\D)",
    re.ASCII,
)
#: A remark behind a state: ``作废(重开)``, ``已取消-客户原因``.
_REMARK = re.compile(r"[(\[【,;、/:：—-](?P<said>.*)")
#: A state set off as a stamp is: ``【作废】``, ``*作废*``.
_FRAMED = re.compile(r"[(<《*]+(?P<said>[^()<>《》*]+)[)>》*]+")
#: Words that put the state before them in doubt, or limit it.
_DOUBT = re.compile("部分|一半|未|待|不|没|非|申请|审批|中|误|恢复|转回|撤|重新生效|[?？吗]")
#: Why a document was closed, which puts nothing in doubt: ``交易关闭(买家未付款)``.
_WHY_CLOSED = re.compile(r"(?:买家|客户|超时|逾期)?(?:未付款?|未支付|未执行|超时)[)\]】]?")
#: What may stand around a state: a day, ticks, and a slip of the pen for 已 (``巳作废``).
_DAY = re.compile(r"(?:\d{2,4}[-/.年])?\d{1,2}[-/.月]\d{1,2}[日号]?")
_TICKS = re.compile(r"[✔√✓☑\s]+")
_SLIP = re.compile("[巳己](?=[作废取消关闭核销结付收回红冲撤退终])")
#: What a state is said of, before it.
_SUBJECT = re.compile("(?:该|本|此)?(?:订单|单据|发票|票据|单|交易|货款|款项)(?=已)")
_CLAUSES = re.compile(r"[,，;；、()（）\[\]【】:：]+")
#: Words that take a state back.
_TAKEN_BACK = re.compile("恢复|转回|误|重新生效|撤[销回]?作废|取消作废|[?？吗]")
#: Say no as all of a remark, beside the words of columns to tick: ``作废：0``.
_SAY_NO = frozenset({"0", "无"})

#: Why a row of a register of requests does not count.
NOT_A_COMPLAINT = "不是投诉"
_COMPLAINT = re.compile("投诉|客诉|complaint")
#: Headers under which stands what somebody calls for; under 问题类型, 类型 may stand what is complained about.
_OF_REQUESTS = re.compile("工单|诉求|来电|受理")
_BARE_COMPLAINT = frozenset({"投诉", "客诉", "抱怨", "complaint"})
_IS_COMPLAINT = re.compile("(?:投诉|客诉|抱怨|complaint)$")
_KIND_END = re.compile("(?<=.)(?:类|件|单|工单|类工单|类诉求)$")

#: Side, number (or currency) and customer of a document, and its amount in fen.
_Key = tuple[object, ...]
_NUMBER = {"invoices": "invoice_no", "receipts": "receipt_no", "orders": "order_id"}


def read_state(text: object) -> DocumentState:
    """Return the state that a cell names; ``LIVE`` for a blank one.

    A remark behind the word is no part of it (``作废(重开)``), unless it puts the word in doubt or names a state.

    Example:
        >>> read_state("已作废").value, read_state("坏账核销").value, read_state(None).value, read_state("x").value
        ('void', 'written_off', 'live', 'unknown')
        >>> read_state("02-已作废").value, read_state("[1]正常").value
        ('void', 'live')
        >>> read_state("作废（重开）").value, read_state("作废（待审批）").value
        ('void', 'unknown')
    """
    if not isinstance(text, str) or not text.strip():
        return DocumentState.LIVE
    words, folded = load_cell_words().documents, fold_text(text).rstrip(".。!")
    folded = _CHOICE.sub("", folded, count=1) if _CHOICE.match(folded) else folded
    framed = _FRAMED.fullmatch(folded)
    folded = framed["said"] if framed is not None else folded
    remark = _REMARK.search(folded)
    if folded in words:
        return words[folded]
    if remark is not None:
        state = words.get(folded[: remark.start()], DocumentState.UNKNOWN)
        of_closed = state in {DocumentState.CLOSED, DocumentState.CANCELLED} and _WHY_CLOSED.fullmatch(
            remark["said"]
        )
        if of_closed or not _is_doubt(remark["said"]):
            return state if state is not DocumentState.UNKNOWN else _state_among(folded)
    return _state_among(folded)


def _state_among(folded: str) -> DocumentState:
    """Return the state that one clause of a cell names, what else it says being when, why or what came before.

    Example:
        >>> [_state_among(text).value for text in ("5/6作废,重开见231", "订单已取消,客户改买别家", "作废,已恢复")]
        ['void', 'cancelled', 'unknown']
    """
    words = load_cell_words().documents
    bare = _TICKS.sub("", _DAY.sub(" ", _SLIP.sub("已", folded)))
    clauses = [_SUBJECT.sub("", clause) for clause in _CLAUSES.split(bare) if clause]
    named = {words[clause] for clause in clauses if clause in words}
    if named == {DocumentState.SETTLED, DocumentState.WRITTEN_OFF}:
        return DocumentState.WRITTEN_OFF
    said_no = not (load_cell_words().crossed | _SAY_NO).isdisjoint(clauses)
    if len(named) != 1 or said_no or _TAKEN_BACK.search(bare):
        return DocumentState.UNKNOWN
    place = next(place for place, clause in enumerate(clauses) if clause in words)
    # 审核不通过，已作废: what is said before something done was its cause.
    told = clauses[place + 1 :] if clauses[place].startswith("已") else clauses[:place] + clauses[place + 1 :]
    doubtful = any(
        _DOUBT.search(clause) or clause in words or any(word in clause for word in words) for clause in told
    )
    return DocumentState.UNKNOWN if doubtful else named.pop()


def _is_doubt(remark: str) -> bool:
    """Whether a remark behind a state holds anything but why or where."""
    words = load_cell_words()
    if remark.strip(")]】 ") in words.crossed | _SAY_NO:
        return True
    return _DOUBT.search(remark) is not None or any(word in remark for word in words.documents)


def add_document_states(collector: Collector, frame: pd.DataFrame) -> None:
    """Add ``document_state`` (a ``DocumentState``), and exclude dead documents with their reason.

    A reversal takes along the document of the same number with the opposite amount; where there is none, that is a
    finding. A word that is not known is one, too, and its document counts.

    Args:
        collector: The table's cells, and where findings go.
        frame: The typed frame; changed in place.
    """
    table = collector.raw.table

    def state_of_text(text: object) -> DocumentState:
        state = read_state(text)
        answered = state_of(collector.answer(QuestionKind.STATUS, word_key(table, str(text))))
        if state is not DocumentState.UNKNOWN:
            return state
        return state if answered is None else answered

    states = read_distinct(frame["status"].astype(object), state_of_text)
    frame["document_state"] = states.texts(lambda state: state.value)
    values = states.expand()
    unknown = np.flatnonzero(values == DocumentState.UNKNOWN)
    collector.add(DOCUMENT_STATE_UNKNOWN, "status", unknown, say("{label}“{value}”不认识，这一张按有效计入"))
    _ask_states(collector, sorted({str(frame["status"].iloc[row]) for row in unknown.tolist()}))
    for state, reason in DEAD.items():
        frame.loc[values == state, "excluded"] = reason
    reds = values == DocumentState.RED_LETTER
    frame.loc[reds & (frame["amount"].fillna(0) >= 0).to_numpy(), "excluded"] = DEAD[DocumentState.REVERSED]
    reversals = np.flatnonzero((values == DocumentState.REVERSED) | reds)
    if len(reversals):
        _settle_reversals(collector, frame, _NUMBER[collector.raw.table], reversals)


def exclude_other_requests(collector: Collector, frame: pd.DataFrame) -> None:
    """Exclude the rows of a register whose stated type says that they are no complaint: ``咨询``, ``表扬``.

    Args:
        collector: The cells of complaints, and where findings go.
        frame: The typed frame; changed in place.
    """
    kinds = read_distinct(frame["issue_type"].astype(object), _kind_of_request).expand()
    for region in collector.raw.regions:
        inside = collector.raw.region == region.id
        for kind in sorted(_no_complaints(region, set(kinds[inside]))):
            rows = np.flatnonzero(inside & (kinds == kind))
            shown = frame["issue_type"].iloc[rows[0]]
            message = f"{collector.label('issue_type')}“{shown}”说的不是投诉，{len(rows)} 行不计入"
            collector.add_together(NO_COMPLAINT, "issue_type", rows, message)
            frame.loc[rows, "excluded"] = NOT_A_COMPLAINT


def _no_complaints(region: Region, kinds: set[str]) -> set[str]:
    """Return which kinds of a register's requests are no complaint.

    Under 投诉类型 stands what is complained about, and every row is a complaint but praise; so it may under 问题类型
    and 类型 (``安装``, ``咨询``), unless other rows are called a complaint and no more.
    """
    words = load_cell_words().kinds_of_requests
    header = next((match.header for match in region.columns if match.field == "issue_type"), "")
    header, others = fold_text(header), set(words["praise"])
    if _COMPLAINT.search(header):
        return kinds & others
    if _OF_REQUESTS.search(header):
        told = any(_IS_COMPLAINT.search(kind) for kind in kinds)
        others |= words["others"] | (words["requests"] if told else frozenset())
    elif kinds & _BARE_COMPLAINT:
        others |= words["others"] | words["requests"]
    return kinds & others


def _kind_of_request(text: object) -> str:
    return _KIND_END.sub("", fold_text(text)) if isinstance(text, str) else ""


def _ask_states(collector: Collector, words: Sequence[str]) -> None:
    for word in words:
        question = ask_state(word_key(collector.raw.table, word), collector.label("status"), word)
        for region in collector.raw.regions:
            collector.ask(DOCUMENT_STATE_UNKNOWN, region, question, "status", word)


def _settle_reversals(
    collector: Collector, frame: pd.DataFrame, number: str, reversals: npt.NDArray[np.intp]
) -> None:
    """Exclude the other halves of reversals; tell of those that have none, or one under another number.

    A red letter (红字) that takes nothing back is a credit note. A blue document whose red one is not in the drop is as
    good as reversed: nothing is left of it either way.

    Args:
        collector: The table's cells, and where findings go.
        frame: The typed frame with ``document_state``; changed in place.
        number: The column of its numbers.
        reversals: Rows whose state is a reversal or a red letter.
    """
    documents = _Documents(frame, number, {region.id: region.side for region in collector.raw.regions})
    alone = list(documents.exclude_counterparts(reversals))
    pairs: dict[int, int] = {}
    # Only invoices are written again under a number of their own, as red letters of the tax system are, or under none.
    if collector.raw.table == "invoices":
        alone = sorted((*alone, *documents.without_number(reversals)))
        pairs = dict(documents.pair_by_customer(alone))
    for red, blue in pairs.items():
        message = _say_pair(frame[number].iloc[red], frame[number].iloc[blue])
        collector.add(REVERSAL_ELSEWHERE, number, np.array([red]), message)
    dead = (frame["document_state"] == DocumentState.REVERSED).to_numpy()
    told = [row for row in alone if documents.amounts[row] < 0 and dead[row] and row not in pairs]
    message = say("{label}“{value}”，但没有找到同号、金额相反的单据；这一张不计入")
    collector.add(REVERSAL_ALONE, "status", np.array(told, dtype=np.intp), message)


def _say_pair(red: str | None, blue: str | None) -> Callable[[str, str], str]:
    """Return what writes of a red letter whose it is, from the numbers of both; either may have none."""

    def write(label: str, value: str) -> str:
        this = f"这一张没有写{label}，" if pd.isna(red) else f"{label}“{value}”"
        other = f"写着红冲、没有写{label}的一张" if pd.isna(blue) else f"写着红冲的“{blue}”"
        return f"{this}与{other}同一客户、金额相反，按它的红字单据处理，两张都不计入"

    return write


class _Documents:
    """Documents by side, number and customer, to find the other half of a reversal."""

    def __init__(self, frame: pd.DataFrame, number: str, sides: Mapping[int, Side]) -> None:
        self.frame = frame
        self.amounts = frame["amount"].astype(object).tolist()
        self._numbers = frame[number].map(fold_document_number, na_action="ignore").astype(object).tolist()
        self._sides = [sides[region] for region in frame["region"].tolist()]

    def key(self, row: int, sign: int = 1) -> _Key | None:
        """Return the key of a document, with its amount; ``None`` where it has no number or no amount."""
        if pd.isna(self._numbers[row]) or pd.isna(self.amounts[row]):
            return None
        return self._sides[row], self._numbers[row], self._customer(row), sign * int(self.amounts[row])

    def _customer(self, row: int) -> str:
        named = (self.frame[field].iloc[row] for field in ("customer_id", "customer_name"))
        return next((fold_text(str(name)) for name in named if pd.notna(name)), "")

    def _free(self) -> list[int]:
        return [int(row) for row in np.flatnonzero((self.frame["excluded"] == "").to_numpy())]

    def exclude_counterparts(self, reversals: npt.NDArray[np.intp]) -> Iterator[int]:
        """Exclude the counterpart of each reversal of its number; yield the reversals that have none."""
        free: dict[_Key | None, list[int]] = {}
        for row in self._free():
            free.setdefault(self.key(row), []).append(row)
        reversed_ones = {self.key(row) for row in reversals.tolist()}
        for row in reversals.tolist():
            other = self.key(row, -1)
            if other is None:
                continue
            if other not in reversed_ones and not free.get(other):
                yield row
                continue
            if other not in reversed_ones:
                self.frame.loc[free[other].pop(0), "excluded"] = COUNTERPART
            self.frame.loc[row, "excluded"] = DEAD[DocumentState.REVERSED]

    def without_number(self, rows: npt.NDArray[np.intp]) -> list[int]:
        """Return those of ``rows`` that have an amount and no number to find their other half by."""
        return [row for row in rows.tolist() if pd.isna(self._numbers[row]) and pd.notna(self.amounts[row])]

    def pair_by_customer(self, alone: list[int]) -> Iterator[tuple[int, int]]:
        """Yield red letters and the blue documents alone that they take back: one customer, amounts opposite.

        One that says of itself that it is a reversal comes first, then the first that counts and is not older than
        the blue one and has no document of its own number to take back; the latter is excluded.
        """
        reds: dict[_Key, list[int]] = {}
        counting = [row for row in self._free() if pd.notna(self.amounts[row])]
        numbered = {self.key(row) for row in counting} - {None}
        own = [row for row in alone if self.amounts[row] < 0]
        for row in (*own, *(row for row in counting if row not in own)):
            if self.amounts[row] < 0 and self.key(row, -1) not in numbered:
                reds.setdefault(self._regardless_of_number(row), []).append(row)
        days = self.frame["issued_on"]
        for blue in (row for row in alone if self.amounts[row] > 0 and self._customer(row)):
            found = reds.get(self._regardless_of_number(blue, -1), [])
            red = next((row for row in found if not days.iloc[row] < days.iloc[blue]), None)
            if red is None:
                continue
            found.remove(red)
            if self.frame["excluded"].iloc[red] == "":
                self.frame.loc[red, "excluded"] = COUNTERPART
            yield red, blue

    def _regardless_of_number(self, row: int, sign: int = 1) -> _Key:
        currency = self.frame["currency"].iloc[row] if "currency" in self.frame else None
        named = "" if pd.isna(currency) else str(currency)
        return self._sides[row], named, self._customer(row), sign * int(self.amounts[row])


def exclude_written_off_receipts(invoices: pd.DataFrame | None, receipts: pd.DataFrame | None) -> None:
    """Exclude the receipts for documents that were written off: they are no advance of the customer's.

    ``document_written_off_on`` says when, where each of the documents of that number has its day.

    Args:
        invoices: With ``document_state``; ``None`` where the drop has none.
        receipts: Likewise; changed in place.
    """
    if receipts is None:
        return
    receipts["document_written_off_on"] = pd.Series(pd.NaT, index=receipts.index, dtype="datetime64[s]")
    if invoices is None:
        return
    numbers = invoices["invoice_no"].map(fold_document_number, na_action="ignore")
    gone = invoices["document_state"] == DocumentState.WRITTEN_OFF
    if not gone.any():
        return
    written_off = set(numbers[gone].dropna()) - set(numbers[~gone].dropna())
    named = receipts["invoice_no"].map(fold_document_number, na_action="ignore")
    of_them = named.isin(written_off) & (receipts["excluded"] == "")
    receipts.loc[of_them, "excluded"] = OF_WRITTEN_OFF
    days = invoices["written_off_on"][gone].groupby(numbers[gone]).agg(["max", "size", "count"])
    known = days["max"].where(days["size"] == days["count"])
    receipts.loc[of_them, "document_written_off_on"] = named[of_them].map(known).astype("datetime64[s]")
