"""Figures of satisfaction as formulas over the callbacks of the workbook that takes the result sheets.

A cut is written as formulas only where the columns that they look at give its figures exactly; where callbacks
stand in several workbooks, or a cell spells a name otherwise than the figures do, it stays values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from kehu_batch.annotation.callback_rows import counted_callbacks
from kehu_batch.annotation.columns import GROUP, MONTH, SCORE
from kehu_batch.annotation.donor.addresses import sheet_in_quotes
from kehu_batch.annotation.donor.formulas import (
    COUNT_LIMIT,
    EXACT_LIMIT,
    Compares,
    Condition,
    Equals,
    InMonths,
    count_formula,
    is_exact,
    sum_formula,
)
from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.cells import column_letter
from kehu_batch.model.figures.analysis import SatisfactionGroup
from kehu_batch.model.figures.measure import PART, WHOLE
from kehu_batch.model.figures.measures import MEASURE_BY_CODE
from kehu_batch.model.tables.recognition import Region
from kehu_batch.model.tables.source import Workbook
from kehu_batch.records import dataclass
from kehu_batch.wording.numbers import MISSING

_FORMULAS = 4
#: As analysis has it: a score of 2.4 of 3 is four fifths, whatever floating point makes of it.
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class GroupFormulas:
    """The formulas of one group; the mean looks at the group's own cell of scored callbacks, ``C{row}``."""

    called: str
    scored: str
    satisfied: str
    mean: str


#: What selects the rows of a group in one region.
Selection = Callable[[Region], tuple[Condition, ...]]


class LiveCallbacks:
    """The callbacks of one workbook, as formulas see them.

    Args:
        drop: The drop; all its callbacks are in the workbook.
        workbook: The workbook.
        placed: Sheet column of each result column by its name, by region id.
    """

    def __init__(
        self, drop: ComputedDrop, workbook: Workbook, placed: Mapping[int, Mapping[str, int]]
    ) -> None:
        self._placed = placed
        self._sheets = {sheet.name: sheet.rows for sheet in workbook.sheets}
        regions = drop.recognition.regions
        self._regions = [one for one in regions if one.table == "callbacks" and len(one.data_rows)]
        policy, period = drop.policy.policy.satisfaction, drop.analysis.period
        self._line = (policy.csat_threshold - _TOLERANCE) * policy.scale_max
        self._rows = counted_callbacks(drop)
        self._rows = self._rows[self._rows["month"] != ""]
        self._inside = self._rows[self._rows["tier"] != ""]
        figures = drop.analysis.satisfaction
        months = [] if figures is None else list(figures.by_month)
        first, last = f"{period.first:%Y-%m}", f"{period.last:%Y-%m}"
        inside = [at for at, month in enumerate(months) if first <= month <= last]
        self._months = (inside[0], inside[-1] + 1) if inside else (0, 0)

    def of_months(self, groups: Mapping[str, SatisfactionGroup]) -> list[GroupFormulas] | None:
        """Return the formulas of each month; ``None`` where they would not give the figures."""

        def select(region: Region) -> tuple[Condition, ...]:
            return (self._month(region, "$A{row}"),)

        return self._cut(groups, self._rows["month"], self._rows, lambda _: select)

    def of_period(self, total: SatisfactionGroup) -> list[GroupFormulas] | None:
        """Return the formulas of the whole period."""
        everything = pd.Series("本期", index=self._inside.index)
        return self._cut({"本期": total}, everything, self._inside, lambda _: self._of_period)

    def of_tiers(self, groups: Mapping[str, SatisfactionGroup]) -> list[GroupFormulas] | None:
        """Return the formulas of each 客户等级."""

        def selection(label: str) -> Selection:
            return lambda region: (Equals(self._own(region, GROUP), "$A{row}", label),)

        return self._cut(groups, self._inside["tier"], self._inside, selection)

    def of_field(self, field: str, groups: Mapping[str, SatisfactionGroup]) -> list[GroupFormulas] | None:
        """Return the formulas of each value of a column of the worksheet itself."""
        if any(region.column_of(field) is None for region in self._regions):
            return None

        def selection(label: str) -> Selection:
            return lambda region: (
                Equals(self._range(region, region.column_of(field) or 0), "$A{row}", label),
                *self._of_period(region),
            )

        return self._cut(groups, self._written(field), self._inside, selection)

    def of_scores(
        self, bounds: Mapping[str, tuple[float, float]], counts: Mapping[str, int]
    ) -> list[str] | None:
        """Return a formula for each step of the scale that counts the scores from its low to below its high."""
        scores = self._inside["score"].to_numpy()
        if not self._countable:
            return None
        found = []
        for step, (low, high) in bounds.items():
            if int(((scores >= low) & (scores < high)).sum()) != counts[step]:
                return None
            ends = ((">=", low), ("<", high))
            tests = tuple((operator, bound) for operator, bound in ends if np.isfinite(bound))
            found.append("+".join(self._counted_scores(region, tests) for region in self._regions))
        return found

    @property
    def _countable(self) -> bool:
        """Whether there is a row to count, in a month that the sheet lists."""
        return bool(self._regions) and self._months != (0, 0)

    def _cut(
        self,
        groups: Mapping[str, SatisfactionGroup],
        labels: pd.Series,
        rows: pd.DataFrame,
        selection: Callable[[str], Selection],
    ) -> list[GroupFormulas] | None:
        if not groups or not self._countable or not self._agrees(groups, labels, rows):
            return None
        exact = any(is_exact(*selection(label)(self._regions[0])) for label in groups)
        size = sum(map(self._height, self._regions)) * len(groups) * _FORMULAS
        if size > (EXACT_LIMIT if exact else COUNT_LIMIT):
            return None
        return [self._formulas(selection(label)) for label in groups]

    def _agrees(self, groups: Mapping[str, SatisfactionGroup], labels: pd.Series, rows: pd.DataFrame) -> bool:
        """Whether the rows under each label come to its figures."""
        codes, names = pd.factorize(labels)
        scores = rows["score"].to_numpy(dtype=np.float64)
        scored = ~np.isnan(scores)
        counted = (np.ones(len(rows)), scored, np.where(scored, scores, 0.0), scores >= self._line)
        sums = [np.bincount(codes, weights, len(names)) for weights in counted]
        found = dict(zip(names.tolist(), zip(*sums, strict=True), strict=True))
        each = groups.values()
        wanted = [(one.called, one.scored, (one.mean or 0.0) * one.scored, one.satisfied) for one in each]
        return bool(np.allclose([found.get(name, (0, 0, 0, 0)) for name in groups], wanted, rtol=1e-12))

    def _formulas(self, select: Selection) -> GroupFormulas:
        def counted(region: Region, *more: Condition) -> str:
            return count_formula(*select(region), *more)

        total = self._sum(lambda region: sum_formula(self._own(region, SCORE), *select(region)))
        return GroupFormulas(
            called=self._sum(counted),
            scored=self._sum(lambda region: counted(region, self._score(region, ">=", 0))),
            satisfied=self._sum(lambda region: counted(region, self._score(region, ">=", self._line))),
            mean=MEASURE_BY_CODE["satisfaction.mean"].live({PART: f"({total})", WHOLE: "C{row}"}, MISSING),
        )

    def _sum(self, term: Callable[[Region], str]) -> str:
        return "+".join(map(term, self._regions))

    def _counted_scores(self, region: Region, tests: tuple[tuple[str, float], ...]) -> str:
        scores = (self._score(region, operator, bound) for operator, bound in tests)
        return count_formula(*self._of_period(region), *scores)

    def _score(self, region: Region, operator: str, bound: float) -> Compares:
        return Compares(self._own(region, SCORE), operator, f"{bound:.12g}")

    def _of_period(self, region: Region) -> tuple[Condition, ...]:
        first, stop = self._months
        return (self._month(region, f"{{by_month.name[{first}:{stop}]}}", several=stop - first > 1),)

    def _month(self, region: Region, cells: str, *, several: bool = False) -> InMonths:
        return InMonths(self._own(region, MONTH), cells, several)

    def _own(self, region: Region, name: str) -> str:
        return self._range(region, self._placed[region.id][name])

    def _range(self, region: Region, column: int) -> str:
        letter = column_letter(column)
        return f"{sheet_in_quotes(region.sheet)}!${letter}${region.data_rows[0]}:${letter}${region.data_rows[-1]}"

    def _height(self, region: Region) -> int:
        return int(region.data_rows[-1] - region.data_rows[0]) + 1

    def _written(self, field: str) -> pd.Series:
        """Return what stands in a field's cell of each row of the period; ``""`` where it is no text."""
        cells = {
            region.id: (self._sheets[region.sheet], region.column_of(field) or 0) for region in self._regions
        }
        texts, rows = [], self._inside
        for region, row in zip(rows["region"].tolist(), rows["source_row"].tolist(), strict=True):
            lines, column = cells[region]
            value = lines[row - 1][column]
            texts.append(value if isinstance(value, str) else "")
        return pd.Series(texts, index=rows.index, dtype="str")


def live_callbacks(
    drop: ComputedDrop, workbook: Workbook | None, placed: Mapping[int, Mapping[str, int]]
) -> LiveCallbacks | None:
    """Return the callbacks for formulas; ``None`` where not all of them stand in the workbook."""
    if workbook is None or not are_countable(drop, workbook.file):
        return None
    return LiveCallbacks(drop, workbook, placed)


def are_countable(drop: ComputedDrop, file: str) -> bool:
    """Return whether formulas may count the callbacks: all of them stand in the workbook."""
    files = {region.file for region in drop.recognition.regions if region.table == "callbacks"}
    return files == {file} and drop.analysis.satisfaction is not None
