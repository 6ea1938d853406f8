"""Findings of what stands outside the cells and is not read: in headers and footers of pages, in text boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehu_batch.model.findings import catalogue_looks as kinds
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.location import Location
from kehu_batch.model.tables.recognition import Region
from kehu_batch.model.tables.source import Sheet
from kehu_batch.policy.vocabulary import FieldKind, Vocabulary
from kehu_batch.recognition.findings.legends import told_legend
from kehu_batch.recognition.header.forms import split_stated_day
from kehu_batch.recognition.header.group_units import unit_in_name
from kehu_batch.recognition.legend_words import is_legend
from kehu_batch.recognition.table_span.regions import unit_in_title

_OWN_UNIT = "元"
_STATES_DAY = re.compile(r"截[至止于]|时点|基准日|as\s*of", re.IGNORECASE)
#: So much of the text is repeated.
_SHOWN = 60


def aside_findings(region: Region, sheet: Sheet, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Yield a finding for each text outside the cells that says what a table needs and its cells do not say.

    That is the unit of amounts, the day of balances, and what colours mean.

    Args:
        region: The table.
        sheet: Its sheet.
        vocabulary: What its fields hold.
    """
    place = Location(region.file, region.sheet)
    for text in sheet.aside:
        if is_legend(text):
            yield told_legend(place, text, region.table)
        elif what := _unread(region, text, vocabulary):
            shown = " ".join(text.split())[:_SHOWN]
            message = f"页眉、页脚或文本框里写着“{shown}”，{what}，没有按它读"
            yield Finding(kinds.ASIDE_TEXT, place, message, shown, region.table)


def _unread(region: Region, text: str, vocabulary: Vocabulary) -> str:
    """Return what a text says that nothing in the table's cells does; empty where there is nothing."""
    unit = unit_in_title(text, vocabulary) or unit_in_name(text)
    fields = vocabulary.tables[region.table].fields
    bare = [one for one in region.columns if fields[one.field].kind is FieldKind.AMOUNT and not one.unit]
    if unit not in {"", _OWN_UNIT} and bare:
        return f"金额的单位可能是{unit}"
    said = (region.title, *(row.text for row in region.passed))
    dated = any(map(_STATES_DAY.search, said)) or any(match.as_of for match in region.columns)
    if region.table == "balances" and not dated and _STATES_DAY.search(text) and split_stated_day(text)[0]:
        return "余额可能是那一天的"
    return ""
