"""Living and dead documents: reads the state column of invoices, receipts and orders (docs/rules.md, 2)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.folding import fold_document_number, fold_text
from kehu_batch.model.findings.catalogue_values import DOCUMENT_STATE_UNKNOWN, REVERSAL_ALONE
from kehu_batch.model.findings.question import QuestionKind
from kehu_batch.model.tables.document_states import COUNTERPART, DEAD, OF_WRITTEN_OFF, DocumentState
from kehu_batch.model.tables.recognition import Side
from kehu_batch.normalisation.cells.collecting import Collector, say
from kehu_batch.normalisation.cells.distinct import read_distinct
from kehu_batch.normalisation.tables.asking import ask_state, state_of, word_key
from kehu_batch.policy.cell_words import load_cell_words

#: A remark behind a state: ``作废(重开)``, ``已取消-客户原因``.
_REMARK = re.compile(r"[(\[【,;、/:：—-](?P<said>.*)")
#: Words that put the state before them in doubt, or limit it.
_DOUBT = re.compile("部分|一半|未|待|不|没|非|申请|审批|中|误|恢复|转回|撤|重新生效|[?？吗]")

_NUMBER = {"invoices": "invoice_no", "receipts": "receipt_no", "orders": "order_id"}


def read_state(text: object) -> DocumentState:
    """Return the state that a cell names; ``LIVE`` for a blank one.

    A remark behind the word is no part of it (``作废(重开)``), unless it puts the word in doubt or names a state.

    Example:
        >>> read_state("已作废").value, read_state("坏账核销").value, read_state(None).value, read_state("x").value
        ('void', 'written_off', 'live', 'unknown')
        >>> read_state("作废（重开）").value, read_state("作废（待审批）").value
        ('void', 'unknown')
    """
    if not isinstance(text, str) or not text.strip():
        return DocumentState.LIVE
    words, folded = load_cell_words().documents, fold_text(text).rstrip(".。!")
    remark = _REMARK.search(folded)
    if folded in words or remark is None or _is_doubt(remark["said"]):
        return words.get(folded, DocumentState.UNKNOWN)
    return words.get(folded[: remark.start()], DocumentState.UNKNOWN)


def _is_doubt(remark: str) -> bool:
    """Whether a remark behind a state holds anything but why or where."""
    return _DOUBT.search(remark) is not None or any(word in remark for word in load_cell_words().documents)


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
    reversals = np.flatnonzero(values == DocumentState.REVERSED)
    if len(reversals):
        sides = {region.id: region.side for region in collector.raw.regions}
        documents = _Documents(frame, _NUMBER[collector.raw.table], sides)
        alone = documents.exclude_counterparts(reversals)
        message = say("{label}“{value}”，但没有找到同号、金额相反的单据；这一张不计入")
        collector.add(REVERSAL_ALONE, "status", alone, message)


def _ask_states(collector: Collector, words: Sequence[str]) -> None:
    for word in words:
        question = ask_state(word_key(collector.raw.table, word), collector.label("status"), word)
        for region in collector.raw.regions:
            collector.ask(DOCUMENT_STATE_UNKNOWN, region, question, "status", word)


class _Documents:
    """Documents by side, number and customer, to find the other half of a reversal."""

    def __init__(self, frame: pd.DataFrame, number: str, sides: Mapping[int, Side]) -> None:
        self.frame = frame
        self._numbers = frame[number].map(fold_document_number, na_action="ignore").astype(object).tolist()
        self._amounts = frame["amount"].astype(object).tolist()
        self._sides = [sides[region] for region in frame["region"].tolist()]

    def key(self, row: int, sign: int = 1) -> tuple[object, ...] | None:
        """Return the key of a document, with its amount; ``None`` where it has no number or no amount."""
        if pd.isna(self._numbers[row]) or pd.isna(self._amounts[row]):
            return None
        named = (self.frame[field].iloc[row] for field in ("customer_id", "customer_name"))
        customer = next((fold_text(str(name)) for name in named if pd.notna(name)), "")
        return self._sides[row], self._numbers[row], customer, sign * int(self._amounts[row])

    def exclude_counterparts(self, reversals: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """Exclude the counterpart of each reversal; return the reversals of red letter that have none.

        A blue document whose red one is not in the drop is as good as reversed: nothing is left of it either way.
        """
        free: dict[tuple[object, ...], list[int]] = {}
        for row in np.flatnonzero((self.frame["excluded"] == "").to_numpy()).tolist():
            key = self.key(row)
            if key is not None:
                free.setdefault(key, []).append(row)
        reversed_ones = {self.key(row) for row in reversals.tolist()}
        alone = []
        for row in reversals.tolist():
            other = self.key(row, -1)
            if other is None:
                continue
            if free.get(other):
                self.frame.loc[free[other].pop(0), "excluded"] = COUNTERPART
            elif int(self._amounts[row]) < 0 and other not in reversed_ones:
                alone.append(row)
        return np.array(alone, dtype=np.intp)


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
