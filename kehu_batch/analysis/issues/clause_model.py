"""The linear model that reads a clause which no word decides: its class, how sure that is, and what showed it.

The weights are package data, made by ``tests/issue_model/train.py`` from the texts under
``kehu_batch/policy/data/issue_text``. A class is a type of the shipped taxonomy, or one of the four kinds of
clauses that tell no problem.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kehu_batch.analysis.issues.clause_grams import Integers, clause_grams
from kehu_batch.analysis.issues.folded_places import fold_with_places
from kehu_batch.records import dataclass, field
from kehu_batch.shipped_tables import shipped_file

PRAISE, REQUEST, LATENT, NOTHING = "表扬", "请求", "潜在需求", "无"
#: Classes that are no problem.
NO_PROBLEM = frozenset({PRAISE, REQUEST, LATENT, NOTHING})

#: Texts scored at a time, which bounds the memory.
_CHUNK = 2048
#: A gram shows something where it carries at least this share of the strongest one's weight.
_SHOWING = 0.35
_MOST_WORDS = 2

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ClauseReading:
    """What the model makes of one clause.

    Args:
        label: The likeliest class.
        second: The next one.
        gap: By how much the first is ahead; 0 is a tie, and from 1 there is hardly a doubt.
        problem: The likeliest class that is a problem.
        next_problem: The next such class.
        cleared: By how much the likeliest class that is no problem is ahead of ``problem``; else negative.
    """

    label: str
    second: str
    gap: float
    problem: str
    next_problem: str
    cleared: float

    @property
    def is_problem(self) -> bool:
        """Return whether the likeliest class is a problem."""
        return self.label not in NO_PROBLEM

    @property
    def first_two(self) -> tuple[str, str]:
        """Return the likeliest class and the next one."""
        return self.label, self.second


class WeighedGrams(NamedTuple):
    """The distinct grams of some texts, by text and gram.

    Args:
        grams: As ``ClauseGrams`` has them.
        owners: Position of each gram's text.
        values: By how often a text has it and how rare it is among the texts that the model was made of.
        places: Where each stands among the model's grams, if it is one of them.
    """

    grams: Integers
    owners: Integers
    values: npt.NDArray[np.float64]
    places: npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class ClauseModel:
    """Weights of grams by class.

    Args:
        classes: Names, in the order of the columns.
        grams: Known grams, ascending.
        rarity: Their inverse document frequencies.
        unknown_rarity: That of a gram which the model does not know.
        weights: ``len(grams) × len(classes)``, in steps. Only those of the grams at hand are made floats: all are ten
            megabytes, of which a small drop looks at a hundredth.
        scale: The step of each class.
        intercepts: One a class.
    """

    classes: tuple[str, ...]
    grams: Integers
    rarity: Floats
    unknown_rarity: float
    weights: npt.NDArray[np.int8]
    scale: Floats
    intercepts: Floats
    _read: dict[str, ClauseReading] = field(default_factory=dict, repr=False, compare=False)

    def read(self, text: str) -> ClauseReading:
        """Return the reading of one clause; clauses that repeat are read once."""
        if text not in self._read:
            self.prepare([text])
        return self._read[text]

    def prepare(self, texts: Iterable[str]) -> None:
        """Read many clauses at once, which costs a fraction of reading each."""
        new = sorted({text for text in texts if text not in self._read})
        for start in range(0, len(new), _CHUNK):
            chunk = new[start : start + _CHUNK]
            self._read.update(zip(chunk, self._readings(self.scores(chunk)), strict=True))

    def forget(self, most: int) -> None:
        """Let go of the readings of all clauses where there are more than ``most``."""
        if len(self._read) > most:
            self._read.clear()

    def scores(self, texts: Sequence[str]) -> Floats:
        """Return the score of each class for each text: ``len(texts) × len(classes)``."""
        weighed = self.weigh(texts)
        places = weighed.places
        known = self.grams[places] == weighed.grams
        bounds = np.searchsorted(weighed.owners, np.arange(len(texts)))
        values = np.where(known, weighed.values, 0)
        scaled = self.weights[places].astype(np.float32) * self.scale
        weighted = scaled * values[:, None].astype(np.float32)
        summed: Floats = np.add.reduceat(weighted, bounds, axis=0) + self.intercepts
        return summed

    def weigh(self, texts: Sequence[str]) -> WeighedGrams:
        """Return the distinct grams of each text with their weights, whose squares add up to 1 in each text."""
        grams, owners, _, _ = clause_grams(texts)
        # The same grams in the same order whatever else is read with them, so that sums are equal to the last bit.
        order = np.lexsort((grams, owners))
        grams, owners = grams[order], owners[order]
        first = np.concatenate(([True], (grams[1:] != grams[:-1]) | (owners[1:] != owners[:-1])))
        starts = np.flatnonzero(first)
        counts = np.diff(np.append(starts, len(grams)))
        grams, owners = grams[starts], owners[starts]
        places = np.minimum(np.searchsorted(self.grams, grams), len(self.grams) - 1)
        rarity = np.where(self.grams[places] == grams, self.rarity[places], self.unknown_rarity)
        values = (1 + np.log(counts)) * rarity
        norms = np.sqrt(np.add.reduceat(values * values, np.searchsorted(owners, np.arange(len(texts)))))
        return WeighedGrams(grams, owners, values / norms[owners], places)

    def showing(self, text: str, label: str) -> tuple[str, ...]:
        """Return the parts of a text that weighed most for a class, as written, at most two, in their order."""
        weights = self._character_weights(text, self.classes.index(label))
        if not len(weights) or weights.max() <= 0:
            return ()
        strong = weights >= _SHOWING * weights.max()
        edges = np.flatnonzero(np.diff(np.concatenate(([False], strong, [False])).astype(np.int8)))
        runs = sorted(
            zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True),
            key=lambda run: -float(weights[run[0] : run[1]].sum()),
        )
        words = (_word(text, *run) for run in sorted(runs[:_MOST_WORDS]))
        return tuple(dict.fromkeys(filter(None, words)))

    def _character_weights(self, text: str, column: int) -> npt.NDArray[np.float64]:
        """Return how much each character adds to a class; a pair's weight is shared by its two characters."""
        folded, origins = fold_with_places(text)
        grams, _, firsts, lasts = clause_grams([text])
        places = np.minimum(np.searchsorted(self.grams, grams), len(self.grams) - 1)
        scaled = self.weights[places, column].astype(np.float32) * self.scale[column]
        found = np.where(self.grams[places] == grams, scaled * self.rarity[places], 0.0)
        framed = np.bincount(firsts + 1, found / 2, minlength=len(folded) + 2)
        framed += np.bincount(lasts + 1, found / 2, minlength=len(folded) + 2)
        places_in_text = np.arange(len(text)) if origins is None else np.asarray(origins, dtype=np.int64)
        return np.bincount(places_in_text, framed[1:-1], minlength=len(text)).astype(np.float64)

    def _readings(self, scores: Floats) -> list[ClauseReading]:
        order = np.argsort(-scores, axis=1, kind="stable")
        sorted_scores = np.take_along_axis(scores, order, axis=1)
        gaps = (sorted_scores[:, 0] - sorted_scores[:, 1]).tolist()
        names = np.array(self.classes, dtype=object)
        ranked = names[order[:, :2]].tolist()
        # The first two of each text's classes that are problems, in their order.
        is_problem = np.array([name not in NO_PROBLEM for name in self.classes])
        problem = is_problem[order]
        first = problem.argmax(axis=1)
        rows = np.arange(len(order))
        problem[rows, first] = False
        second = problem.argmax(axis=1)
        problems = names[order[rows[:, None], np.stack([first, second], axis=1)]].tolist()
        cleared = _best(scores[:, ~is_problem]) - _best(scores[:, is_problem])
        return [
            ClauseReading(label, second_label, gap, fault, next_fault, lead)
            for (label, second_label), gap, (fault, next_fault), lead in zip(
                ranked, gaps, problems, cleared.tolist(), strict=True
            )
        ]


def _best(scores: Floats) -> Floats:
    """Return the greatest score of each row, of none less than any."""
    best: Floats = scores.max(axis=1, initial=-np.inf)
    return best


def _word(text: str, start: int, end: int) -> str:
    """Return a run of characters, digits and Latin words at its edges made whole."""
    while start > 0 and _joins(text[start - 1], text[start]):
        start -= 1
    while end < len(text) and _joins(text[end - 1], text[end]):
        end += 1
    return text[start:end].strip(" ,，。.;；、:：")


def _joins(left: str, right: str) -> bool:
    return left.isascii() and right.isascii() and left.isalnum() and right.isalnum()


@cache
def load_clause_model() -> ClauseModel:
    """Return the shipped model."""
    source = shipped_file("issue_model.npz")
    with source.open("rb") as file, np.load(file, allow_pickle=False) as data:
        return ClauseModel(
            classes=tuple(str(name) for name in data["classes"]),
            grams=np.cumsum(data["gram_steps"], dtype=np.int64),
            rarity=data["rarity"].astype(np.float32),
            unknown_rarity=float(data["unknown_rarity"]),
            weights=data["weights"],
            scale=data["scale"],
            intercepts=data["intercepts"].astype(np.float32),
        )
