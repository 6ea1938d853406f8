"""All that was computed of a drop, as the annotation of each of its workbooks needs it."""

from __future__ import annotations

from collections.abc import Iterable

from kehu_batch.copy_names import original_name
from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.model.tables.recognition import Recognition
from kehu_batch.policy.loading import LoadedPolicy
from kehu_batch.policy.vocabulary import Vocabulary
from kehu_batch.records import dataclass


@dataclass(frozen=True, slots=True)
class ComputedDrop:
    """One drop, understood and computed.

    Args:
        recognition: What its sheets are.
        dataset: Its typed tables.
        analysis: Its figures.
        policy: The policy in force.
        vocabulary: Labels of tables and fields.
        act_first: What to act on first, a sentence each: those of the page.
    """

    recognition: Recognition
    dataset: Dataset
    analysis: Analysis
    policy: LoadedPolicy
    vocabulary: Vocabulary
    act_first: tuple[str, ...] = ()

    def field_label(self, table: str, field: str) -> str:
        """Return the Chinese label of a field without what stands in brackets; the code where there is none.

        Example:
            ``field_label("callbacks", "plan")`` is ``"跟进计划"``.
        """
        known = self.vocabulary.tables.get(table)
        if known is None or field not in known.fields:
            return field
        return known.fields[field].label.partition("(")[0]


def choose_host(files: Iterable[str], recognition: Recognition) -> str:
    """Return the workbook that takes all result sheets: the one with the callbacks, else the first by name.

    Args:
        files: Workbooks that can be annotated; at least one.
        recognition: Where the callbacks are.
    """
    names = sorted(files)
    with_callbacks = {region.file for region in recognition.regions if region.table == "callbacks"}
    return next((name for name in names if name in with_callbacks), names[0])


def shown_file(file: str) -> str:
    """Return a file's name as it is shown in a workbook: that of the original."""
    return original_name(file)
