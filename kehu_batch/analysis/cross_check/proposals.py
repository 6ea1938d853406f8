"""What one side has alone and may be what the other has alone: proposed only where there is one solution."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from difflib import SequenceMatcher
from itertools import combinations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.locations import name_customers
from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.folding import fold_company_name, fold_document_number
from kehu_batch.records import dataclass
from kehu_batch.wording.same_customers import customer_part

#: Why a proposal is made.
SAME_NUMBER, SAME_NUMBER_ONLY = "单据号与金额相同，客户不同", "单据号相同，客户与金额不同"
SAME_SUM, SAME_AMOUNT = "金额之和相同", "同一客户，金额相同"
LIKE_NAME, SAME_NAME = "金额相同，客户名称相近", "金额相同，客户名称相同"

#: From this likeness of two names' cores on they may be one customer; the amounts are equal besides.
_LIKENESS = 0.6
#: Most documents that are proposed to be one.
_MOST_PARTS = 5
_SIDES = ("ops", "finance")


def propose_matches(unmatched: pd.DataFrame, most: int) -> Iterator[tuple[str, int, tuple[int, ...]]]:
    """Yield proposals over documents that only one side has.

    A document is proposed to be those of the other side, of the same customer and currency, that add up to it to the
    fen. It is left out where another set does too, where two proposals would share a document, and where the customer
    has more than ``most`` unmatched ones: a guess helps nobody.

    Args:
        unmatched: Indexed by anything unique: ``customer``, ``currency``, ``side`` (``ops``/``finance``), ``fen``.
        most: Most unmatched documents of a customer and side that are searched.

    Yields:
        The side of the single document, its index, and the indices of the others.
    """
    for _, rows in unmatched.groupby(["customer", "currency"], sort=True):
        found = [proposal for side in _SIDES for proposal in _search(rows, side, most)]
        taken = [index for _, one, others in found for index in (one, *others)]
        for side, one, others in found:
            # One document against one is found from both sides; ops' is shown.
            same = len(others) == 1 and side == "finance"
            uses = [taken.count(index) for index in (one, *others)]
            if not same and max(uses) == (2 if len(others) == 1 else 1):
                yield side, one, others


def _search(rows: pd.DataFrame, side: str, most: int) -> Iterator[tuple[str, int, tuple[int, ...]]]:
    mine = rows.loc[rows["side"] == side, "fen"]
    others = rows.loc[rows["side"] != side, "fen"]
    if not 1 <= len(others) <= most or not 1 <= len(mine) <= most:
        return
    amounts = dict(zip(others.index.tolist(), others.tolist(), strict=True))
    solutions: dict[int, list[tuple[int, ...]]] = {}
    wanted = set(mine.tolist())
    for size in range(1, min(_MOST_PARTS, len(amounts)) + 1):
        for chosen in combinations(amounts, size):
            total = sum(amounts[index] for index in chosen)
            if total in wanted:
                solutions.setdefault(total, []).append(chosen)
    for index, fen in zip(mine.index.tolist(), mine.tolist(), strict=True):
        if fen and len(solutions.get(fen, ())) == 1:
            yield side, index, solutions[fen][0]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing of one side and what of the other it may be.

    Args:
        side: Whose the single one is: ``ops`` or ``finance``.
        one: Its label in the frame.
        others: Labels of what the other side has.
        basis: Why.
    """

    side: str
    one: Hashable
    others: tuple[Hashable, ...]
    basis: str


def propose(alone: pd.DataFrame, most: int) -> list[Proposal]:
    """Return proposals over what one side has alone; nothing is used twice, and the same number goes before amounts.

    Args:
        alone: Indexed by anything unique: ``customer``, ``customer_name``, ``currency``, ``side``, ``fen``,
            ``label`` (what the document is called; missing where customers are compared) and ``numbered`` (whether
            that is its number).
        most: Most documents of a customer and side that are searched for sums.
    """
    found = list(_same_numbers(alone[alone["numbered"].to_numpy(dtype=np.bool_)]))
    rest = _without(alone[alone["label"].notna() & (alone["customer"] >= 0)], found)
    for side, one, others in propose_matches(rest, most):
        found.append(Proposal(side, one, others, SAME_AMOUNT if len(others) == 1 else SAME_SUM))
    return [*found, *_like_names(_without(alone, found))]


def _without(alone: pd.DataFrame, found: list[Proposal]) -> pd.DataFrame:
    used = {label for one in found for label in (one.one, *one.others)}
    return alone[~alone.index.isin(list(used))]


def _same_numbers(alone: pd.DataFrame) -> Iterator[Proposal]:
    """Yield documents that both sides have alone, each once, under one number and two customers."""
    folds = pd.Series(
        [fold_document_number(str(name)) for name in alone["label"]], index=alone.index, dtype="str"
    )
    for _, rows in alone.groupby(folds, sort=True):
        ops, finance = rows[rows["side"] == "ops"], rows[rows["side"] == "finance"]
        if len(ops) == 1 and len(finance) == 1 and ops["customer"].iloc[0] != finance["customer"].iloc[0]:
            same = ops["fen"].iloc[0] == finance["fen"].iloc[0]
            basis = SAME_NUMBER if same else SAME_NUMBER_ONLY
            yield Proposal("ops", ops.index[0], (finance.index[0],), basis)


def _like_names(alone: pd.DataFrame) -> Iterator[Proposal]:
    """Yield equal amounts of customers with like names, where neither side has another such."""
    for _, rows in alone[alone["fen"] != 0].groupby(["currency", "fen"], sort=True):
        ops, finance = rows[rows["side"] == "ops"], rows[rows["side"] == "finance"]
        pairs = [
            (left, right)
            for left, name in zip(ops.index, ops["customer_name"], strict=True)
            for right, other in zip(finance.index, finance["customer_name"], strict=True)
            if are_alike(name, other)
        ]
        lefts, rights = [left for left, _ in pairs], [right for _, right in pairs]
        for left, right in pairs:
            if lefts.count(left) == 1 and rights.count(right) == 1:
                # One name of several customers is nobody's, so it does not join them by itself.
                same = ops["customer_name"][left] == finance["customer_name"][right]
                yield Proposal("ops", left, (right,), SAME_NAME if same else LIKE_NAME)


def are_alike(name: object, other: object) -> bool:
    """Return whether two names may be one customer's: the same core, one inside the other, or most of it alike.

    Example:
        >>> are_alike("上海腾云科技有限公司", "腾云科技"), are_alike("甲公司", "乙公司"), are_alike(None, "甲")
        (True, False, False)
    """
    if not isinstance(name, str) or not isinstance(other, str):
        return False
    left, right = fold_company_name(name), fold_company_name(other)
    if not left or not right:
        return False
    shorter, longer = sorted((left, right), key=len)
    inside = len(shorter) > 1 and shorter in longer
    return left == right or inside or SequenceMatcher(None, left, right, autojunk=False).ratio() >= _LIKENESS


def list_proposals(snapshot: Snapshot, listed: pd.DataFrame, found: list[Proposal]) -> pd.DataFrame:
    """Return proposals as rows; see ``CrossCheckFigures.proposals``.

    Args:
        snapshot: The drop.
        listed: What the proposals' labels name: ``customer``, ``customer_id``, ``customer_name``, ``difference_fen``,
            the places of both sides, and ``label``.
        found: The proposals.
    """
    ones = listed.loc[[proposal.one for proposal in found]]
    frame = pd.DataFrame(name_customers(snapshot.dataset, ones["customer"].to_numpy(dtype=np.int64)))
    others = [listed.loc[list(proposal.others)] for proposal in found]
    frame["side"] = pd.array([proposal.side for proposal in found], dtype="str")
    frame["document"] = pd.array(_texts(ones["label"]), dtype="str")
    frame["amount_fen"] = ones["difference_fen"].abs().fillna(0).to_numpy(dtype=np.int64)
    frame["documents"] = [tuple(text for text in _texts(rows["label"]) if text) for rows in others]
    names = [rows["customer_name"].fillna(rows["customer_id"]).fillna("").iloc[0] for rows in others]
    elsewhere = [
        str(name) if rows["customer"].iloc[0] != customer else None
        for name, rows, customer in zip(names, others, ones["customer"], strict=True)
    ]
    frame["other_customer"] = pd.array(elsewhere, dtype="str")
    parts = [
        customer_part(
            *("" if pd.isna(text) else str(text) for text in rows[["customer_id", "customer_name"]].iloc[0])
        )
        for rows in others
    ]
    frame["other_part"] = pd.array(parts, dtype="str")
    frame["basis"] = pd.array([proposal.basis for proposal in found], dtype="str")
    for name in ("file", "cell"):
        places = [
            listed.loc[proposal.one, f"{proposal.side}_{name}"]  # type: ignore[index]
            for proposal in found
        ]
        frame[name] = pd.array([None if pd.isna(place) else str(place) for place in places], dtype="str")
    return frame


def _texts(values: pd.Series) -> list[str | None]:
    return [None if pd.isna(value) else str(value) for value in values.tolist()]
