"""How well clauses of an author are read whom the model has not seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from issue_model.train import Clause, fit

from kehu_batch.analysis.issues.clause_model import NO_PROBLEM, ClauseModel
from kehu_batch.analysis.issues.labels import IssueLabel, classify_with
from kehu_batch.model.figures.states import UNCLASSIFIED
from kehu_batch.policy.taxonomy import load_taxonomy

#: An author of fewer lines says little of how others would be read.
_LARGE = 1_000
_CLASS_OF_KIND = {"praise": "表扬", "demand": "请求", "latent": "潜在需求", "none": "无"}


@dataclass(frozen=True, slots=True)
class Judged:
    """One clause with what it is and what it was taken for.

    Args:
        truth: Its class by its author.
        likeliest: The likeliest class by the model.
        given: The class that the program gives: a type, a kind, or 未归类 where it is not certain.
        label: All that the program says of it.
        text: The clause.
    """

    truth: str
    likeliest: str
    given: str
    label: IssueLabel
    text: str


def judge(clauses: Sequence[Clause], model: ClauseModel) -> list[Judged]:
    """Read clauses as the program does, with a model of ours."""
    taxonomy = load_taxonomy()
    model.prepare(clause.text for clause in clauses)
    read = [classify_with(clause.text, taxonomy, model) for clause in clauses]
    return [
        Judged(clause.label, model.read(clause.text).label, _given(label), label, clause.text)
        for clause, label in zip(clauses, read, strict=True)
    ]


def _given(label: IssueLabel) -> str:
    if label.kind == "problem":
        return label.primary if label.is_certain else UNCLASSIFIED
    return _CLASS_OF_KIND[label.kind] if label.is_certain or label.denied else UNCLASSIFIED


def leave_one_out(authors: Mapping[str, Sequence[Clause]], least: int = 0) -> dict[str, list[Judged]]:
    """Return the clauses of each author of at least so many lines, read by a model of all the others."""
    return {
        name: judge(clauses, fit([item for other, own in authors.items() if other != name for item in own]))
        for name, clauses in authors.items()
        if len(clauses) >= least
    }


def leave_out_by_turns(
    authors: Mapping[str, Sequence[Clause]], turns: int, taken: Sequence[int]
) -> dict[str, list[Judged]]:
    """Return the clauses of each author of some turns, read by a model of those who are not left out in the same turn.

    It costs a training for each turn instead of one for each author, and reads each with fewer of the others.

    Args:
        authors: The clauses of each author.
        turns: In each turn every so many-th author is left out.
        taken: The turns that are taken, from 0.
    """
    names = list(authors)
    found: dict[str, list[Judged]] = {}
    for turn in taken:
        absent = names[turn::turns]
        model = fit([clause for name in names if name not in absent for clause in authors[name]])
        found |= {name: judge(authors[name], model) for name in absent}
    return found


def macro_f1(truth: Sequence[str], given: Sequence[str], classes: Sequence[str]) -> float:
    """Return the mean of the classes' F1."""
    return float(np.mean([f1 for _, _, f1 in (scores_of(truth, given, name) for name in classes)]))


def scores_of(truth: Sequence[str], given: Sequence[str], name: str) -> tuple[float, float, float]:
    """Return precision, recall and F1 of one class."""
    right = sum(a == b == name for a, b in zip(truth, given, strict=True))
    precision = right / max(1, given.count(name) if isinstance(given, list) else list(given).count(name))
    recall = right / max(1, list(truth).count(name))
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def lines(found: Mapping[str, Sequence[Judged]]) -> Iterator[str]:
    """Yield the report, line by line."""
    classes = sorted({item.truth for judged in found.values() for item in judged})
    yield "author            lines  F1     certain  precision  | of types given: precision  recall"
    for name, judged in found.items():
        yield f"{name:16s} {_summary(judged, classes)}"
    everything = [item for judged in found.values() for item in judged]
    yield f"{'all':16s} {_summary(everything, classes)}"
    yield ""
    yield "class        precision recall  F1 (likeliest)   precision recall (given)"
    truth = [item.truth for item in everything]
    for label in classes:
        likely = scores_of(truth, [item.likeliest for item in everything], label)
        given = scores_of(truth, [item.given for item in everything], label)
        yield f"{label:10s} {likely[0]:9.3f} {likely[1]:7.3f} {likely[2]:7.3f} {given[0]:18.3f} {given[1]:7.3f}"
    yield ""
    confused = Counter(
        (item.truth, item.given) for item in everything if item.given not in (item.truth, UNCLASSIFIED)
    )
    yield "confused (truth → given): " + "，".join(
        f"{a}→{b} {count}" for (a, b), count in confused.most_common(12)
    )


def _summary(judged: Sequence[Judged], classes: Sequence[str]) -> str:
    truth = [item.truth for item in judged]
    certain = [item for item in judged if item.given != UNCLASSIFIED]
    right = sum(item.given == item.truth for item in certain)
    typed = [item for item in certain if item.given not in NO_PROBLEM]
    typed_right = sum(item.given == item.truth for item in typed)
    problems = sum(item.truth not in NO_PROBLEM for item in judged)
    return (
        f"{len(judged):6d} {macro_f1(truth, [item.likeliest for item in judged], classes):6.3f}"
        f" {len(certain) / len(judged):8.3f} {right / max(1, len(certain)):9.3f}  |"
        f" {typed_right / max(1, len(typed)):20.3f} {typed_right / problems:9.3f}"
    )


def curve(authors: Mapping[str, Sequence[Clause]], sizes: Sequence[int] = (1, 2, 4, 8, 16)) -> Iterator[str]:
    """Yield how well each large author is read by models of so many of the others, those next after him first."""
    names = [name for name, own in authors.items() if len(own) >= _LARGE]
    classes = sorted({clause.label for own in authors.values() for clause in own})
    yield "authors  lines  F1     certain  precision"
    for size in sizes:
        rows = []
        for place, name in enumerate(names):
            others = [names[(place + step) % len(names)] for step in range(1, size + 1)]
            clauses = [clause for other in others for clause in authors[other]]
            judged = judge(authors[name], fit(clauses))
            certain = [item for item in judged if item.given != UNCLASSIFIED]
            score = macro_f1([item.truth for item in judged], [item.likeliest for item in judged], classes)
            right = sum(item.given == item.truth for item in certain) / len(certain)
            rows.append((len(clauses), score, len(certain) / len(judged), right))
        mean = np.mean(rows, axis=0)
        yield f"{size:7d} {mean[0]:6.0f} {mean[1]:6.3f} {mean[2]:8.3f} {mean[3]:9.3f}"


def report(authors: Mapping[str, Sequence[Clause]]) -> None:
    """Print how well each author is read by a model of the others."""
    for line in (*lines(leave_one_out(authors)), "", *curve(authors)):
        print(line)  # noqa: T201 - a script speaks to its user
