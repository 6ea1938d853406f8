"""Charts of a donor state every setting whose absence another workbook takes otherwise than their own."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from kehu_batch.ooxml.donor.charts import state_settings
from kehu_batch.ooxml.opc.markup import Node, parse


def chart_of(kind: str, **series: object) -> bytes:
    """Return a chart with a line on an axis of its own, as xlsxwriter writes it."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("甲")
        sheet.write_column("A1", [1, 2, 3])
        chart = book.add_chart({"type": kind})
        chart.add_series({"values": "=甲!$A$1:$A$3", **series})
        line = book.add_chart({"type": "line"})
        line.add_series({"values": "=甲!$A$1:$A$3", "y2_axis": True})
        chart.combine(line)
        chart.set_title({"name": "题"})
        sheet.insert_chart("C1", chart)
    with zipfile.ZipFile(target) as archive:
        return archive.read("xl/charts/chart1.xml")


def values(root: Node, parent: str, name: str) -> list[str | None]:
    """Return a setting of each element of that name, ``None`` where it is not stated."""
    found = [root, *root.descendants(parent)] if root.local == parent else root.descendants(parent)
    children = [[node.attributes["val"] for node in one.named(name)] for one in found]
    assert all(len(one) <= 1 for one in children), (parent, name)
    return [one[0] if one else None for one in children]


def test_what_is_missing_is_stated_and_what_is_there_stays() -> None:
    data = chart_of("column", data_labels={"value": True})
    before, after = parse(data, "图"), parse(state_settings(data, "图"), "图")
    assert values(before, "dLbls", "showSerName") == [None]
    assert {
        name: values(after, "dLbls", name)
        for name in (
            "showLegendKey",
            "showVal",
            "showCatName",
            "showSerName",
            "showPercent",
            "showBubbleSize",
        )
    } == {
        "showLegendKey": ["0"],
        "showVal": ["1"],
        "showCatName": ["0"],
        "showSerName": ["0"],
        "showPercent": ["0"],
        "showBubbleSize": ["0"],
    }
    # Of the two pairs of axes one is hidden, as it was.
    assert values(before, "catAx", "delete") == [None, "1"]
    assert (values(after, "catAx", "delete"), values(after, "valAx", "delete")) == (["0", "1"], ["0", "0"])
    assert values(after, "valAx", "minorTickMark") == ["none", "none"]
    assert values(after, "chartSpace", "roundedCorners") == ["0"]
    assert (values(after, "title", "overlay"), values(after, "legend", "overlay")) == (["0"], ["0"])
    assert values(after, "chart", "autoTitleDeleted") == ["0"]
    assert values(after, "chart", "dispBlanksAs") == ["gap"]
    assert (values(after, "barChart", "varyColors"), values(after, "lineChart", "varyColors")) == (
        ["0"],
        ["0"],
    )
    assert (values(after, "ser", "invertIfNegative"), values(after, "ser", "smooth")) == (
        ["0", None],
        [None, "0"],
    )


def test_each_setting_stands_where_the_format_has_it() -> None:
    root = parse(state_settings(chart_of("bar", data_labels={"value": True}), "图"), "图")

    def names(local: str) -> list[str]:
        return [child.local for child in root.descendants(local)[0].children]

    assert names("title") == ["tx", "layout", "overlay"]
    assert names("legend") == ["legendPos", "layout", "overlay"]
    assert names("barChart")[:4] == ["barDir", "grouping", "varyColors", "ser"]
    assert names("ser") == ["idx", "order", "invertIfNegative", "dLbls", "val"]
    assert names("catAx")[:3] == ["axId", "scaling", "delete"]
    axis = names("valAx")
    place = axis.index("majorTickMark")
    assert axis[place : place + 3] == ["majorTickMark", "minorTickMark", "tickLblPos"]
    assert [child.local for child in root.children][:2] == ["lang", "roundedCorners"]


@pytest.mark.parametrize("kind", ["column", "line"])
def test_stating_twice_changes_nothing(kind: str) -> None:
    once = state_settings(chart_of(kind), "图")
    assert state_settings(once, "图") == once
