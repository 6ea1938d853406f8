"""All worksheets of a drop: next month's callbacks, and each person's list."""

from __future__ import annotations

from pathlib import Path, PurePath

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.next_month import NextMonth
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.policy.loading import LoadedPolicy
from kehu_batch.policy.taxonomy import Taxonomy
from kehu_batch.policy.vocabulary import Vocabulary
from kehu_batch.records import dataclass
from kehu_batch.worksheets.next_month import (
    month_after,
    next_worksheet_name,
    why_nobody_is_due,
    write_next_worksheet,
)
from kehu_batch.worksheets.owner_lists import write_owner_lists


@dataclass(frozen=True, slots=True)
class WrittenWorksheets:
    """Files written, relative to the output folder.

    Args:
        next_worksheet: Next month's callback worksheet.
        owner_lists: One list a person, in the order of the names.
        next_month: What the worksheet asks for, in numbers.
    """

    next_worksheet: str
    owner_lists: tuple[str, ...]
    next_month: NextMonth


def write_worksheets(
    analysis: Analysis,
    dataset: Dataset,
    policy: LoadedPolicy,
    vocabulary: Vocabulary,
    taxonomy: Taxonomy,
    folder: Path,
) -> WrittenWorksheets:
    """Write the worksheets of a drop into its output folder."""
    name = next_worksheet_name(analysis.period.as_of)
    target = folder / name
    due = write_next_worksheet(
        analysis, dataset, policy.policy, vocabulary, taxonomy, target, stamp=policy.stamp
    )
    lists = write_owner_lists(analysis, dataset, folder, stamp=policy.stamp)
    by_person = {PurePath(file).stem: file for file in lists}
    month = f"{month_after(analysis.period.as_of):%Y-%m}"
    untold = "" if due else why_nobody_is_due(analysis)
    return WrittenWorksheets(name, lists, NextMonth(month, due, name, by_person, untold))
