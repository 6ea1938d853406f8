"""An original and its annotated copy in one drop: the copy is used, as it may hold corrections."""

from __future__ import annotations

from collections.abc import Sequence

from kehu_batch.model.findings.catalogue_reading import ORIGINAL_AND_COPY
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.location import Location
from kehu_batch.model.tables.recognition import Recognition
from kehu_batch.model.tables.source import Workbook
from kehu_batch.policy.vocabulary import COPY_SUFFIX
from kehu_batch.records import replace


def prefer_annotated_copies(
    workbooks: Sequence[Workbook], recognition: Recognition
) -> tuple[tuple[Workbook, ...], Recognition]:
    """Leave out each original whose annotated copy is in the same drop, with a finding.

    A copy is a workbook named like the original with ``_批注`` at the end that holds our result sheets beside
    tables. One that holds nothing but result sheets is a companion of an original that could not be annotated:
    it holds no input and is left out in silence.
    """
    with_tables = {region.file for region in recognition.regions}
    ours = {own.file for own in recognition.own_sheets}
    workbooks = tuple(book for book in workbooks if book.file not in ours - with_tables)
    marked = ours & with_tables
    stems = {book.path.stem.removesuffix(COPY_SUFFIX): book.file for book in workbooks if book.file in marked}
    dropped = {
        book.file: stems[book.path.stem]
        for book in workbooks
        if book.file not in marked and book.path.stem in stems
    }
    if not dropped:
        return workbooks, recognition
    findings = [_finding(original, copy) for original, copy in dropped.items()]
    kept = [region for region in recognition.regions if region.file not in dropped]
    return (
        tuple(book for book in workbooks if book.file not in dropped),
        replace(
            recognition,
            regions=tuple(replace(region, id=position) for position, region in enumerate(kept)),
            findings=(
                *(f for f in recognition.findings if f.location is None or f.location.file not in dropped),
                *findings,
            ),
        ),
    )


def _finding(original: str, copy: str) -> Finding:
    return Finding(
        ORIGINAL_AND_COPY,
        Location(original),
        f"“{original}”和它的批注副本“{copy}”同时投递，只使用批注副本",
        value=original,
    )
