"""Document numbers that receipts write, matched with those of the documents (docs/rules.md, 10)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.snapshot import Codes, Mask
from kehu_batch.folding import fold_document_number, fold_text
from kehu_batch.records import dataclass

#: Between several numbers of one cell; the weaker ones may stand inside a number, too.
_SEPARATORS = re.compile(r"[、,;]|\n")
_WEAK_SEPARATORS = re.compile(r"[、,;/+&和及\s]")
#: Numbers that a cell may hold; more is no list of numbers.
_MOST_NUMBERS = 50


@dataclass(frozen=True, slots=True)
class FoundNumbers:
    """What the cells of a column name; parallel arrays.

    Args:
        codes: Code of the document's number; -1 where none or more than one answers.
        folded: Whether it took folding to find it.
        alike: Whether two numbers or more of the documents fold like it, so that none is taken.
        lists: Codes by position, of the cells that hold several numbers: -1 for one that no document has.
    """

    codes: Codes
    folded: Mask
    alike: Mask
    lists: Mapping[int, tuple[int, ...]]


class NumberIndex:
    """Finds the documents' numbers as others write them: exactly, else folded."""

    def __init__(self, numbers: pd.Index) -> None:
        """Index numbers by their position."""
        self._exact = {str(name): code for code, name in enumerate(numbers.tolist())}
        self._folded: dict[str, list[int]] = {}
        for name, code in self._exact.items():
            self._folded.setdefault(fold_document_number(name), []).append(code)

    def find(self, text: str) -> tuple[int, ...]:
        """Return the code written exactly so, else every code that folds alike."""
        code = self._exact.get(text)
        return (code,) if code is not None else tuple(self._folded.get(fold_document_number(text), ()))

    def is_exact(self, text: str) -> bool:
        """Return whether a document's number is written exactly so."""
        return text in self._exact

    def find_list(self, text: str) -> tuple[int, ...]:
        """Return the codes of a cell that holds several numbers, -1 for one that no document has; else nothing.

        A sign that may stand inside a number parts numbers only where each of them is found.
        """
        for separators, whole in ((_SEPARATORS, False), (_WEAK_SEPARATORS, True)):
            parts = [part.strip() for part in separators.split(_half_width(text)) if part.strip()]
            if not 2 <= len(parts) <= _MOST_NUMBERS:
                continue
            codes = [code for part in parts for code in self._codes(part, apart=not whole)]
            known = [code for code in codes if code >= 0]
            if known and (len(known) == len(codes) or not whole):
                return tuple(codes)
        return ()

    def _codes(self, part: str, *, apart: bool) -> list[int]:
        """Return the code of one number of a list, -1 for an unknown one; several where weaker signs part known ones.

        ``A1、A2/A3`` names three documents where no document is ``A2/A3``.
        """
        found = self.find(part)
        if len(found) == 1 or not apart:
            return [found[0] if len(found) == 1 else -1]
        codes = [self._codes(piece, apart=False)[0] for piece in _WEAK_SEPARATORS.split(part) if piece]
        return codes if len(codes) > 1 and min(codes) >= 0 else [-1]


def _half_width(text: str) -> str:
    return text.translate(_HALF_WIDTH)


_HALF_WIDTH = str.maketrans("，；／＋＆　", ",;/+& ")


def find_numbers(
    texts: pd.Series, customers: Codes, index: NumberIndex, owners: Mapping[int, set[int]]
) -> FoundNumbers:
    """Find the documents' numbers that a column of texts names.

    Where several numbers fold alike, the one whose documents are of the row's own customer is taken.

    Args:
        texts: Numbers as written; missing where none is.
        customers: Customer of each row; -1 where none is named.
        index: The documents' numbers.
        owners: Customers by number.
    """
    codes, names = pd.factorize(texts)
    found = [index.find(str(name)) for name in names]
    lists = [() if one else index.find_list(str(name)) for one, name in zip(found, names, strict=True)]
    of_names = np.array([one[0] if len(one) == 1 else -1 for one in found] + [-1], dtype=np.int64)
    several = np.array([len(one) > 1 for one in found] + [False], dtype=np.bool_)
    exact = np.array([index.is_exact(str(name)) for name in names] + [True], dtype=np.bool_)
    numbers, alike = of_names[codes], several[codes]
    for row in np.flatnonzero(alike).tolist():
        own = [code for code in found[codes[row]] if int(customers[row]) in owners.get(code, ())]
        if len(own) == 1:
            numbers[row], alike[row] = own[0], False
    listed = np.array([bool(one) for one in lists] + [False], dtype=np.bool_)[codes]
    return FoundNumbers(
        codes=numbers,
        folded=(numbers >= 0) & ~exact[codes],
        alike=alike,
        lists={row: lists[codes[row]] for row in np.flatnonzero(listed).tolist()},
    )


def find_alike(names: Sequence[str]) -> list[tuple[int, ...]]:
    """Return the positions of names that fold alike and are not written alike, two or more each.

    Example:
        >>> find_alike(["INV-1", "inv1", "INV-2", "00012", "12"])
        [(0, 1), (3, 4)]
    """
    places: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        places.setdefault(fold_document_number(fold_text(name)), []).append(place)
    return [tuple(found) for found in places.values() if len({names[place] for place in found}) > 1]
