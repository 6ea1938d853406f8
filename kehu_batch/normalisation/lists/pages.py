"""Sheets that are pages of one list, which no document stands on twice (docs/rules.md, 1.12)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

import pandas as pd

from kehu_batch.folding import fold_text
from kehu_batch.model.tables.recognition import Region
from kehu_batch.numerals import ONE_TO_TEN

#: How sheets and titles number pages: 第2页, 第二页, 2页, P2, page 2, 续, 续表, 续1.
_PAGE = re.compile(
    rf"第(?:\d{{1,3}}|[{ONE_TO_TEN}]{{1,3}})页(?:[,/ ]*共\d{{1,3}}页)?|(?<!\d)\d{{1,3}}页"
    r"|\bp(?:age)?[ .]?\d{1,3}\b|续表?\d{0,2}"
)


def join_pages(regions: pd.Series, of_table: Iterable[Region]) -> pd.Series:
    """Return the list of each row: the id of its region, of pages that of the first.

    Pages are sheets of one file, or tables below one another, whose names or titles differ in the page alone and whose
    columns are the same.

    Args:
        regions: The region of each row.
        of_table: The table's regions.
    """
    lists: dict[tuple[object, ...], list[Region]] = defaultdict(list)
    for region in of_table:
        lists[_name(region)].append(region)
    first = {page.id: pages[0].id for pages in lists.values() if any(map(_is_page, pages)) for page in pages}
    return regions.map(lambda region: first.get(region, region)) if first else regions


def _is_page(region: Region) -> bool:
    return any(_PAGE.search(fold_text(text)) for text in (region.sheet, region.title))


def _name(region: Region) -> tuple[object, ...]:
    """Return what pages of one list have in common."""
    bare = tuple(_PAGE.sub("", fold_text(text)).strip("-_()[] ") for text in (region.sheet, region.title))
    columns = tuple((match.column, match.field) for match in region.columns)
    return region.file, region.side, bare, columns
