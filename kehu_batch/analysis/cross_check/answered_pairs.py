"""Documents of both sides that somebody answered are the same, or are not (docs/rules.md, 12.5)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.snapshot import Mask
from kehu_batch.analysis.cross_check.document_labels import label_documents
from kehu_batch.cells import parse_ref
from kehu_batch.folding import fold_document_number, fold_text
from kehu_batch.model.findings.question import NO, YES, Answers, Matter, Question, QuestionKind
from kehu_batch.model.location import Location
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.policy.own_sheets import SIDES
from kehu_batch.wording.numbers import format_yuan
from kehu_batch.wording.same_customers import customer_part, same_key

_PARTS = 5
_MATCHED = f"答“{YES}”，这几张单据对在一起，不再各列一条差异；答“{NO}”，不再提示"
_JOINED = f"答“{YES}”，两方的这一户合为一个客户核对，不再各列一条差异；答“{NO}”，不再提示"


def join_answered(rows: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """Return documents in which those that were answered to be the same have one key, and the customer of ops'.

    An answer some of whose documents are not there, or are there more than once, changes nothing.

    Args:
        rows: ``MatchedDocuments.rows``.
        dataset: With the answers in force, and the customers that ``rows`` name by position.
    """
    given = dataset.answers.of_kind(QuestionKind.DOCUMENT_PAIR)
    accepted = [key.split("|") for key, answer in sorted(given.items()) if answer == YES]
    accepted = [parts for parts in accepted if len(parts) == _PARTS]
    if not accepted or rows.empty:
        return rows
    labels = label_documents(dataset.tables["invoices"])[rows["row"].to_numpy()]
    numbers = pd.Series([fold_document_number(label) for label in labels], index=rows.index, dtype=object)
    names = _labels(dataset)[rows["customer"].to_numpy(dtype=np.int64)]
    keys, customers = rows["key"].to_numpy().copy(), rows["customer"].to_numpy().copy()
    side = rows["side"].to_numpy()
    for of_one, document, customer, documents, other in accepted:
        mine = 0 if of_one == "ops" else 1
        one = (side == mine) & (numbers == document).to_numpy() & (names == customer)
        many = [
            (side != mine) & (numbers == number).to_numpy() & (names == (other or customer))
            for number in documents.split("+")
        ]
        if not all(_are_one_document(chosen, keys) for chosen in (one, *many)):
            continue
        both = np.logical_or.reduce([one, *many])
        keys[both] = keys[one][0]
        customers[both] = customers[both & (side == 0)][0]
    return rows.assign(key=np.unique(keys, return_inverse=True)[1].astype(np.int64), customer=customers)


def paired_matters(dataset: Dataset) -> Iterator[Matter]:
    """Yield the answered pairs whose documents all stand in the drop, each with its side and customer."""
    given = dataset.answers.of_kind(QuestionKind.DOCUMENT_PAIR)
    invoices = dataset.table("invoices")
    if not given or invoices is None:
        return
    sides = {region.id: region.side.value for region in dataset.regions}
    numbers = [fold_document_number(label) for label in label_documents(invoices)]
    names = _labels(dataset)[invoices["customer"].to_numpy(dtype=np.int64)]
    known = set(zip(invoices["region"].map(sides).tolist(), numbers, names.tolist(), strict=True))
    for key in given:
        side, document, customer, documents, other = (*key.split("|"), *[""] * _PARTS)[:_PARTS]
        across = "finance" if side == "ops" else "ops"
        wanted = {(side, document, customer)}
        wanted.update((across, number, other or customer) for number in documents.split("+"))
        if wanted <= known:
            yield QuestionKind.DOCUMENT_PAIR, key


def _are_one_document(chosen: Mask, keys: npt.NDArray[np.int64]) -> bool:
    return len(np.unique(keys[chosen])) == 1


def _labels(dataset: Dataset) -> npt.NDArray[np.object_]:
    """Return what tells each customer in a key; the last entry is of none."""
    known = dataset.customers
    names = known["customer_name"].fillna(known["customer_id"]).fillna("")
    return np.array([*(_fold_label(name) for name in names), ""], dtype=object)


def _fold_label(name: object) -> str:
    return "" if not isinstance(name, str) else fold_text(name).replace("|", "/")


def matter_of(proposal: pd.Series) -> Matter | None:
    """Return what the question about a proposal is about; None where nothing would find it again."""
    if isinstance(proposal["document"], str):
        key = _pair_key(proposal)
        return None if key is None else (QuestionKind.DOCUMENT_PAIR, key)
    return QuestionKind.SAME_CUSTOMER, same_key(_part_of(proposal), proposal["other_part"])


def _part_of(proposal: pd.Series) -> str:
    code, name = proposal["customer_id"], proposal["customer_name"]
    return customer_part(code if isinstance(code, str) else "", name if isinstance(name, str) else "")


def _pair_key(proposal: pd.Series) -> str | None:
    name, code = proposal["customer_name"], proposal["customer_id"]
    parts = (
        proposal["side"],
        fold_document_number(proposal["document"]),
        _fold_label(name if isinstance(name, str) else code),
        "+".join(fold_document_number(number) for number in proposal["documents"]),
        _fold_label(proposal["other_customer"]),
    )
    return "|".join(parts) if all("|" not in part for part in parts) else None


def without_denied(proposals: pd.DataFrame, answers: Answers) -> pd.DataFrame:
    """Return proposals without those that were answered to be two documents, or two customers."""
    if not (answers.of_kind(QuestionKind.DOCUMENT_PAIR) or answers.of_kind(QuestionKind.SAME_CUSTOMER)):
        return proposals
    matters = [matter_of(row) for _, row in proposals.iterrows()]
    denied = [matter is not None and answers.of(*matter) == NO for matter in matters]
    return proposals[~np.array(denied, dtype=np.bool_)].reset_index(drop=True)


def ask_pairs(proposals: pd.DataFrame) -> Iterator[Question]:
    """Yield the question of each proposal: over documents, and over customers where no documents are compared."""
    for _, row in proposals.iterrows():
        matter = matter_of(row)
        if matter is None:
            continue
        sheet, _, cell = str(row["cell"] or "").rpartition("!")
        place = parse_ref(cell) if cell else None
        of_documents = matter[0] is QuestionKind.DOCUMENT_PAIR
        yield Question(
            *matter,
            _ask_documents(row) if of_documents else _ask_customers(row),
            (YES, NO),
            _MATCHED if of_documents else _JOINED,
            None if place is None else Location(str(row["file"]), sheet, *place),
            1 + len(row["documents"]) if of_documents else 2,
        )


def _ask_documents(row: pd.Series) -> str:
    side, other = _sides(row)
    whose = f"（客户“{row['other_customer']}”）" if isinstance(row["other_customer"], str) else ""
    return (
        f"{side}的“{row['document']}”（{format_yuan(row['amount_fen'])} 元）"
        f"与{other}的“{'”“'.join(row['documents'])}”{whose}是不是同一笔？（{row['basis']}）"
    )


def _ask_customers(row: pd.Series) -> str:
    side, other = _sides(row)
    name = row["customer_name"] if isinstance(row["customer_name"], str) else row["customer_id"]
    # Of customers with one name the id alone tells which is meant.
    code = (
        f"{row['customer_id']}，"
        if name == row["other_customer"] and isinstance(row["customer_id"], str)
        else ""
    )
    return (
        f"{side}的客户“{name}”（{code}{format_yuan(row['amount_fen'])} 元）"
        f"与{other}的客户“{row['other_customer']}”是不是同一个客户？（{row['basis']}）"
    )


def _sides(row: pd.Series) -> tuple[str, str]:
    return SIDES[row["side"]], SIDES["finance" if row["side"] == "ops" else "ops"]
