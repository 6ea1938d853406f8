"""Charts that look the same in whatever workbook they stand.

A chart may leave out most of its settings, and what that means hangs on the workbook: where its properties say that
Excel 2007 wrote it, as those of a donor do, a setting that is missing is off; elsewhere it is what the format's own
defaults say, mostly on. LibreOffice was seen to write series and category beside each value, so all are stated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kehu_batch.ooxml.opc.markup import Edits, Node, parse, prefix_of
from kehu_batch.ooxml.sml.placement import insertion_point

_OFF = "0"
_SHOWN = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")
_SERIES = ("idx", "order", "tx", "spPr", "invertIfNegative", "marker", "dPt", "dLbls", "cat", "val", "smooth")
_AXIS = ("axId", "scaling", "delete", "axPos", "majorGridlines", "minorGridlines", "title", "numFmt")

#: Children of an element in the format's order, as far as charts of bars and lines have them.
_ORDERS: Mapping[str, tuple[str, ...]] = {
    "chartSpace": ("date1904", "lang", "roundedCorners", "style", "protection", "chart"),
    "chart": ("title", "autoTitleDeleted", "plotArea", "legend", "plotVisOnly", "dispBlanksAs"),
    "title": ("tx", "layout", "overlay", "spPr", "txPr"),
    "legend": ("legendPos", "legendEntry", "layout", "overlay", "spPr", "txPr"),
    "barChart": ("barDir", "grouping", "varyColors", "ser"),
    "lineChart": ("grouping", "varyColors", "ser"),
    "ser": _SERIES,
    "dLbls": ("dLbl", "numFmt", "spPr", "txPr", "dLblPos", *_SHOWN, "separator", "showLeaderLines"),
    "catAx": (*_AXIS, "majorTickMark", "minorTickMark", "tickLblPos"),
    "valAx": (*_AXIS, "majorTickMark", "minorTickMark", "tickLblPos"),
}
_AXIS_SETTINGS = {"delete": _OFF, "majorTickMark": "out", "minorTickMark": "none"}
#: What a workbook of Excel 2007 takes for each setting that is missing, by element; a series under its kind of chart.
_SETTINGS: Mapping[str, Mapping[str, str]] = {
    "chartSpace": {"roundedCorners": _OFF},
    "chart": {"autoTitleDeleted": _OFF, "dispBlanksAs": "gap"},
    "title": {"overlay": _OFF},
    "legend": {"overlay": _OFF},
    "barChart": {"varyColors": _OFF},
    "lineChart": {"varyColors": _OFF},
    "barChart ser": {"invertIfNegative": _OFF},
    "lineChart ser": {"smooth": _OFF},
    "dLbls": dict.fromkeys(_SHOWN, _OFF),
    "catAx": _AXIS_SETTINGS,
    "valAx": _AXIS_SETTINGS,
}


def state_settings(data: bytes, part: str) -> bytes:
    """Return a chart that states what it had left out, each setting as a workbook of Excel 2007 takes it.

    Args:
        data: A chart of bars and lines.
        part: Its name, for messages.
    """
    edits = Edits(data)
    for node, settings in _elements(parse(data, part)):
        prefix = prefix_of(data, node)
        for name, value in settings.items():
            if node.child(name) is None:
                point = insertion_point(node, name, _ORDERS[node.local])
                edits.insert_child(node, point, f'<{prefix}{name} val="{value}"/>'.encode())
    return edits.result()


def _elements(root: Node) -> Iterator[tuple[Node, Mapping[str, str]]]:
    """Yield each element that has such settings; labels that are taken away have none."""
    waiting = [("", root)]
    while waiting:
        above, node = waiting.pop()
        settings = _SETTINGS.get(node.local) or _SETTINGS.get(f"{above} {node.local}")
        if settings and node.child("delete" if node.local == "dLbls" else "") is None:
            yield node, settings
        waiting.extend((node.local, child) for child in node.children)
