"""What the callbacks say: one row an issue, one row a demand, each distinct text read once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.days import to_days
from kehu_batch.analysis.base.period import in_period
from kehu_batch.analysis.base.snapshot import Mask, Snapshot
from kehu_batch.analysis.base.text_columns import Texts, as_texts
from kehu_batch.analysis.issues.lexicon import stated_type
from kehu_batch.analysis.issues.text import CellIssues, is_blank, prepare_reading, read_issues
from kehu_batch.folding import fold_text
from kehu_batch.model.figures.states import UNCLASSIFIED
from kehu_batch.model.findings.question import NO_ISSUE, Answers, QuestionKind
from kehu_batch.model.period import Period
from kehu_batch.policy.taxonomy import Taxonomy
from kehu_batch.records import dataclass

_TEXTS = ("pending_issues", "feedback_rest", "issue_type")
_REMARK_COLUMNS = ("kind", "text", "types", "primary", "matched")
_ISSUE_COLUMNS = ("text", "types", "primary", "matched", "decided_by", "perhaps", "field")
_TUPLES = frozenset({"types", "matched", "perhaps"})
#: Decided by the worksheet's own column 问题类型.
STATED = "填写"
#: Decided by an answer on 待确认.
ANSWERED = "按答复"
_Row = tuple[object, ...]
#: Of one kind of callback: 待解决问题, 客户反馈 and 问题类型.
_Texts = tuple[str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class CallbackStatements:
    """Statements of all callbacks that count.

    Args:
        issues: One row an issue: ``callback`` (position in the table), ``text``, ``types`` (tuple),
            ``primary``, ``matched`` (tuple), ``decided_by`` (词典, 模型, 填写; ``""`` where nothing is certain),
            ``perhaps`` (tuple: types that it may be, where nothing is certain), ``field`` of the cell that says it.
        demands: One row a demand: ``callback``, ``text``. Of callbacks outside the period only where there are
            orders to tell what came of them.
        remarks: One row a demand, latent need or praise: ``callback``, ``kind`` (``demand``, ``latent``,
            ``praise``), ``text``, ``types`` (tuple), ``primary`` (未归类 where none), ``matched`` (tuple).
    """

    issues: pd.DataFrame
    demands: pd.DataFrame
    remarks: pd.DataFrame


def issue_key(text: str) -> str:
    """Return the key of the question what an issue is about: texts that fold alike have one answer."""
    return fold_text(text)


def read_statements(
    snapshot: Snapshot, period: Period, taxonomy: Taxonomy, *, everything: bool = False
) -> CallbackStatements:
    """Read issues, demands and other remarks from the callbacks that count.

    A stated 问题类型 that the taxonomy knows is the primary type of a callback's only issue, and of those of
    several in which no type was found.

    Args:
        snapshot: The drop on its day.
        period: The period whose remarks are asked for.
        taxonomy: The types and words in force.
        everything: Whether the remarks of other months are, too.
    """
    calls = snapshot.rows("callbacks", "called_on", *_TEXTS)
    asked = in_period(to_days(calls["called_on"]), period)
    if everything or snapshot.dataset.table("orders") is not None:
        asked = np.ones(len(calls), dtype=np.bool_)
    kinds, which = _distinct(calls, asked)
    prepare_reading(
        {cell for pending, feedback, _ in kinds for cell in (pending, feedback) if cell is not None}
    )
    read = _Reader(taxonomy, snapshot.dataset.answers)
    cells = [read.cells(pending, feedback) for pending, feedback, _ in kinds]
    issues = [read.issues(cell, stated) for cell, (_, _, stated) in zip(cells, kinds, strict=True)]
    demands = [[(item.text,) for item in cell.demands] for cell in cells]
    positions = calls.index.to_numpy(dtype=np.intp)
    return CallbackStatements(
        _expand(positions, which, issues, _ISSUE_COLUMNS),
        _expand(positions, which, demands, ("text",)),
        _expand(positions, which, [_remarks(cell) for cell in cells], _REMARK_COLUMNS),
    )


def _remarks(cell: CellIssues) -> list[_Row]:
    kinds = (("demand", cell.demands), ("latent", cell.latent), ("praise", cell.praises))
    return [
        (kind, item.text, item.label.types, item.label.primary, item.label.matched)
        for kind, items in kinds
        for item in items
    ]


def _distinct(calls: pd.DataFrame, asked: Mask) -> tuple[list[_Texts], npt.NDArray[np.intp]]:
    """Return the distinct rows of texts, ``None`` where blank, and which of them each callback has.

    The feedback of a callback that is not asked for is read only where its 待解决问题 is blank, and blank here elsewhere.
    """
    key = np.zeros(len(calls), dtype=np.int64)
    unread: Mask = np.zeros(len(calls), dtype=np.bool_)
    for name in _TEXTS:
        codes, values = pd.factorize(calls[name])
        if name == "pending_issues":
            told = [not is_blank(text) for text in values]
            unread = np.array([*told, False], dtype=np.bool_)[codes] & ~asked
        elif name == "feedback_rest":
            codes = np.where(unread, -1, codes)
        # A combination is made dense again at each step, so that the key cannot overflow.
        key = np.unique(key * (len(values) + 1) + codes + 1, return_inverse=True)[1]
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    columns = {name: as_texts(calls[name].take(first)) for name in _TEXTS}
    columns["feedback_rest"][unread[first]] = None
    return list(zip(*columns.values(), strict=True)), which


class _Reader:
    """Reads each distinct pair of cells, and each stated type, once."""

    def __init__(self, taxonomy: Taxonomy, answers: Answers) -> None:
        self._taxonomy = taxonomy
        self._names = frozenset(taxonomy.names)
        self._cells: dict[tuple[str | None, str | None], CellIssues] = {}
        self._types: dict[object, str | None] = {None: None}
        self._answers = answers.of_kind(QuestionKind.ISSUE_TYPE)

    def cells(self, pending: str | None, feedback: str | None) -> CellIssues:
        """Return what the two cells say."""
        pair = (pending, feedback)
        if pair not in self._cells:
            self._cells[pair] = read_issues(pending, feedback, self._taxonomy)
        return self._cells[pair]

    def issues(self, cell: CellIssues, stated: object) -> list[_Row]:
        """Return the rows of a callback's issues, with its stated type where it has one."""
        if stated not in self._types:
            self._types[stated] = stated_type(str(stated), self._taxonomy)
        named, field = self._types[stated], "pending_issues" if cell.source == "pending" else "feedback"
        rows: list[_Row] = []
        for item in cell.issues:
            answer = self._answers.get(issue_key(item.text)) if self._answers else None
            if answer == NO_ISSUE:
                continue
            if answer in self._names:
                rows.append((item.text, (answer,), answer, (item.text,), ANSWERED, (), field))
                continue
            types, matched, decided_by = item.label.types, item.label.matched, str(item.label.decided_by)
            if named is not None and (len(cell.issues) == 1 or not types):
                types = (named, *(name for name in types if name != named))
                matched, decided_by = matched or (str(stated),), STATED
            perhaps = () if types else item.label.perhaps
            primary = types[0] if types else UNCLASSIFIED
            rows.append((item.text, types, primary, matched, decided_by if types else "", perhaps, field))
        return rows


def _expand(
    positions: npt.NDArray[np.intp],
    which: npt.NDArray[np.intp],
    found: Sequence[Sequence[_Row]],
    columns: Sequence[str],
) -> pd.DataFrame:
    """Return one row for each statement of each callback."""
    counts = np.array([len(rows) for rows in found], dtype=np.int64)
    starts = np.concatenate(([0], np.cumsum(counts)))
    repeats = counts[which]
    inside = np.arange(repeats.sum()) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    chosen = np.repeat(starts[which], repeats) + inside
    flat = [row for rows in found for row in rows]
    content = {
        name: _column([row[place] for row in flat], as_tuple=name in _TUPLES)[chosen]
        for place, name in enumerate(columns)
    }
    frame = pd.DataFrame({"callback": np.repeat(positions, repeats)})
    for name, values in content.items():
        frame[name] = pd.Series(values, dtype="object" if name in _TUPLES else "str")
    return frame


def _column(values: Sequence[object], *, as_tuple: bool) -> Texts:
    result = np.empty(len(values), dtype=object)
    if as_tuple:
        for place, value in enumerate(values):  # assigning a list of tuples at once would make a second axis
            result[place] = value
    else:
        result[:] = values
    return result
