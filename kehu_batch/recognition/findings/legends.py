"""Findings of words that give a meaning to colours and lines of a table, which nobody reads here."""

from __future__ import annotations

import re

from kehu_batch.model.findings import catalogue_reading as kinds
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.location import Location
from kehu_batch.model.tables.recognition import Region

#: A look, and that it means something: 红色=投诉, 黄底：待回访, 标红的为重点, 划线表示作废.
_LOOK = r"(?:[红黄绿蓝灰橙紫粉黑白][色底字框](?:底|字|标记|填充|行|单元格)*|标[红黄绿蓝灰橙紫粉]|底色|颜色|划线|删除线|加粗|斜体)"
_LEGEND = re.compile(
    rf"{_LOOK}的?(?:客户|行|格|单元格|部分|内容)?\s*(?:=|＝|:|：|为|是|表示|代表|即|-|—)+\s*\w"
)
#: A legend whose colours are samples beside words: 图例, 颜色说明.
_ANNOUNCED = re.compile(r"图例|(?:颜色|底色|标色|填色|色块)(?:说明|标识|标注|含义|对照)")
#: So much of the text is repeated.
_SHOWN = 60


def legend_findings(region: Region) -> list[Finding]:
    """Return a finding for each title or note of a table that says what its colours mean."""
    first = max(region.header_first_row - 1, 1)
    texts = [(first, region.title), *((passed.row, passed.text) for passed in region.passed)]
    findings, seen = [], set[str]()
    for row, text in texts:
        if text and text not in seen and (_LEGEND.search(text) or _ANNOUNCED.search(text)):
            seen.add(text)
            shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
            place = Location(region.file, region.sheet, row, region.first_column)
            message = f"“{shown}”用颜色或线条表示意思，程序不读颜色和线条"
            findings.append(Finding(kinds.COLOUR_LEGEND, place, message, shown, region.table))
    return findings
