"""Which rows of both sides are one document: by number, customer, currency, and instalment or due date."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.snapshot import Codes, Mask
from kehu_batch.folding import fold_document_number


def number_codes(numbers: pd.Series, sides: Codes) -> Codes:
    """Return a code for each document number, equal where both sides spell one number differently; -1 without one.

    Numbers that one side spells in two ways are never brought together: each matches what is written exactly so, else
    the first of them what the other side has alone.
    """
    codes, names = pd.factorize(numbers)
    folds, _ = pd.factorize(np.array([fold_document_number(str(name)) for name in names], dtype=object))
    folded = np.append(folds, -1)[codes].astype(np.int64)
    written = pd.DataFrame({"fold": folded, "name": codes, "side": sides}).drop_duplicates()
    written = written[written["fold"] >= 0]
    sizes = written.groupby(["fold", "side"]).size()
    several = sizes[sizes > 1].index.get_level_values("fold").unique()
    found = np.append(np.where(np.isin(folds, several), np.arange(len(names)) + len(names), folds), -1)
    for fold in several.tolist():
        of_sides = [
            written.loc[(written["fold"] == fold) & (written["side"] == side), "name"] for side in (0, 1)
        ]
        alone = min(of_sides, key=len)
        other = of_sides[0] if alone is of_sides[1] else of_sides[1]
        if len(alone) == 1 and alone.iloc[0] not in set(other):
            found[other.iloc[0]] = found[alone.iloc[0]]
    return found[codes].astype(np.int64)


def key_documents(rows: pd.DataFrame, known: Mask) -> Codes:
    """Return the key of each row: rows of one key are one document."""
    numbers = number_codes(rows["number"], rows["side"].to_numpy())
    # A document without a number is itself only.
    bare = numbers < 0
    numbers[bare] = numbers.max(initial=-1) + 1 + np.arange(int(bare.sum()))
    groups = _factorize(numbers, _key_customers(rows, numbers, known), pd.factorize(rows["currency"])[0])
    parts = _parts(rows, groups)
    return _pair_leftovers(rows, groups, _factorize(groups, parts))


def _factorize(*codes: npt.NDArray[np.integer]) -> Codes:
    """Number the distinct combinations of codes from 0."""
    combined = codes[0].astype(np.int64)
    for code in codes[1:]:
        shifted = code.astype(np.int64) - int(code.min(initial=0))
        combined, _ = pd.factorize(combined * (int(shifted.max(initial=0)) + 1) + shifted)
    return np.asarray(combined, dtype=np.int64)


def _key_customers(rows: pd.DataFrame, numbers: Codes, known: Mask) -> Codes:
    """Return the customer as part of the key; -2 where the number alone tells the document.

    It does where each side has it of one customer, and these are the same, or finance's is unknown to ops.
    """
    customers = rows["customer"].to_numpy()
    count = int(numbers.max(initial=-1)) + 1
    lowest = np.full((2, count), np.iinfo(np.int64).max)
    highest = np.full((2, count), -2, dtype=np.int64)
    place = (rows["side"].to_numpy(), numbers)
    np.minimum.at(lowest, place, customers)
    np.maximum.at(highest, place, customers)
    absent = highest == -2
    single = absent | (lowest == highest)
    same = (highest[0] == highest[1]) | absent.any(axis=0) | ~known[highest[1]] | (highest == -1).any(axis=0)
    return np.where((single.all(axis=0) & same)[numbers], -2, customers)


def _parts(rows: pd.DataFrame, groups: Codes) -> Codes:
    """Return the part of its group that each row is: by instalment, by due date, or all one."""
    count = int(groups.max(initial=-1)) + 1
    instalments = pd.factorize(rows["part"])[0].astype(np.int64)
    dues = pd.factorize(rows["due"])[0].astype(np.int64)
    side = rows["side"].to_numpy()
    several = np.zeros((2, count), dtype=np.bool_)
    distinct = pd.DataFrame({"side": side, "group": groups, "i": instalments, "d": dues}).drop_duplicates()
    of_side = distinct.groupby(["side", "group"]).size()
    many = of_side[of_side > 1].index
    several[many.get_level_values(0), many.get_level_values(1)] = True
    present = np.zeros((2, count), dtype=np.bool_)
    present[side, groups] = True
    alone = present[0] ^ present[1]
    split: Mask = (several[0] & several[1]) | ((several[0] | several[1]) & alone)
    by_instalment, by_due = np.ones(count, dtype=np.bool_), np.ones(count, dtype=np.bool_)
    by_instalment[groups[instalments < 0]] = False
    by_due[groups[dues == -1]] = False
    chosen = np.where(by_instalment[groups], instalments * 2, np.where(by_due[groups], dues * 2 + 1, 0))
    return np.where(split[groups], chosen, 0)


def _pair_leftovers(rows: pd.DataFrame, groups: Codes, keys: Codes) -> Codes:
    """Bring together the last document of each side where one of each is left in a group: its date is wrong."""
    count = int(keys.max(initial=-1)) + 1
    present = np.zeros((2, count), dtype=np.bool_)
    present[rows["side"].to_numpy(), keys] = True
    group_of = np.zeros(count, dtype=np.int64)
    group_of[keys] = groups
    target = np.arange(count)
    ops_only, finance_only = (
        np.flatnonzero(present[0] & ~present[1]),
        np.flatnonzero(present[1] & ~present[0]),
    )
    ones_left = pd.Series(ops_only, index=group_of[ops_only])
    ones_right = pd.Series(finance_only, index=group_of[finance_only])
    left = ones_left[~ones_left.index.duplicated(keep=False)]
    right = ones_right[~ones_right.index.duplicated(keep=False)]
    common = left.index.intersection(right.index)
    target[right.loc[common].to_numpy()] = left.loc[common].to_numpy()
    joined: Codes = target[keys].astype(np.int64)
    return joined
