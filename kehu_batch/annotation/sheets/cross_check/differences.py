"""The differences of 对账, each with room for its reason, and what was written about those that are no more."""

from __future__ import annotations

import pandas as pd

from kehu_batch.annotation.donor.layout import LIST_LIMIT, Cell, Column, Kind, ResultTable
from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.annotation.sheets.context import Context, filled, limit_rows, plain, yuan
from kehu_batch.annotation.sheets.cross_check.lists import gap_cells, mark_unread
from kehu_batch.annotation.sheets.receivables.totals import find_cell
from kehu_batch.annotation.sheets.receivables.workpaper import PaperRow, live_or_value
from kehu_batch.model.figures.receivables import CrossCheckFigures
from kehu_batch.model.figures.states import DifferenceKind
from kehu_batch.policy.own_sheets import EXPLANATION_HEADERS, show_difference
from kehu_batch.sheet_writing.long_rows import Link

_EXPLAINED = "已说明"
#: What tells one document of ``by_document`` from another.
_DOCUMENT = ("customer", "document", "instalment", "currency")
_DIFFERENCE_KEYS = (
    "name", "id", "ops", "finance", "difference", "kind", "document", "hint", "note", "first_seen", "days",
    "ops_place", "finance_place", "key",
)  # fmt: skip


def former_table(
    drop: ComputedDrop, compared: frozenset[str], current: frozenset[str]
) -> tuple[ResultTable, ...]:
    """Return what was written about differences that are no more, or that this drop does not compare."""
    gone = [
        (key, one, key.partition("|")[0] in compared)
        for key, one in sorted(drop.dataset.explanations.items())
        if key not in current and (one.note.strip() or key.partition("|")[0] not in compared)
    ]
    if not gone:
        return ()
    headers = EXPLANATION_HEADERS
    solved = {True: "已消除", False: "本次未对账"}
    return (
        ResultTable(
            "former_differences",
            "已消除的差异（保留说明）" if all(mended for *_, mended in gone) else "以前的差异说明（保留）",
            (
                Column(
                    "name",
                    headers["customer_name"],
                    [one.customer_name or None for _, one, _ in gone],
                    widest=16,
                ),
                Column(
                    "id", headers["customer_id"], [one.customer_id or None for _, one, _ in gone], widest=12
                ),
                Column(
                    "kind", headers["kind_label"], [one.kind_label or None for _, one, _ in gone], widest=12
                ),
                Column(
                    "document", headers["document"], [one.document or None for _, one, _ in gone], widest=12
                ),
                Column("state", "状态", [solved[mended] for *_, mended in gone], widest=12),
                Column(
                    "first_seen",
                    headers["first_seen"],
                    [one.first_seen for _, one, _ in gone],
                    Kind.DAY,
                    tight=True,
                ),
                Column("note", headers["note"], [one.note for _, one, _ in gone], Kind.ENTRY, widest=16),
                Column(
                    "key", headers["key"], [show_difference(key) for key, *_ in gone], widest=12, tight=True
                ),
            ),
        ),
    )


def _keys(figures: CrossCheckFigures) -> tuple[str, ...]:
    """Return the keys of the columns in their order, those left out in which nothing would stand."""
    frame, _, _ = limit_rows(figures.differences, "项")
    said = {"document": any(_documents(figures, frame)), "hint": any(filled(frame["hint"]))}
    return tuple(key for key in _DIFFERENCE_KEYS if said.get(key, True) or frame.empty)


def printed_columns(figures: CrossCheckFigures | None) -> int:
    """Return how many columns of 差异清单 are printed: up to the explanation; what is behind it is for the screen."""
    keys = _DIFFERENCE_KEYS if figures is None else _keys(figures)
    return keys.index("note") + 1


def difference_table(context: Context, figures: CrossCheckFigures) -> ResultTable:
    """Return every difference with both sides' cells, its reason and how long it has been without one."""
    frame, cut, _ = limit_rows(figures.differences, "项")
    keys, headers = _keys(figures), EXPLANATION_HEADERS
    row = PaperRow(keys)
    sides = [mark_unread(_amounts(figures, frame, side), _unread(frame, side)) for side in ("ops", "finance")]
    gaps = gap_cells(row, yuan(frame["difference_fen"]))
    age = f'IF(LEN(TRIM([note]))>0,"{_EXPLAINED}",{{cross_paper.until}}-[first_seen])'
    ages = [_EXPLAINED if days is None else days for days in plain(frame["unexplained_days"])]
    columns = (
        *_who(frame),
        Column("ops", "运营", sides[0], Kind.MONEY, tight=True),
        Column("finance", "财务", sides[1], Kind.MONEY, tight=True),
        Column("difference", "差异", gaps, Kind.MONEY, tight=True),
        Column("kind", headers["kind_label"], plain(frame["kind_label"]), widest=10, tight=True),
        Column("document", headers["document"], _documents(figures, frame), widest=10, tight=True),
        Column("hint", "提示", filled(frame["hint"]), widest=11, tight=True),
        Column("note", headers["note"], filled(frame["note"]), Kind.ENTRY, width=20, widest=20),
        Column("first_seen", headers["first_seen"], plain(frame["first_seen"]), Kind.DAY),
        Column("days", "未说明（天）", row.cells(age, ages), Kind.COUNT),
        *(
            Column(
                f"{side}_place",
                f"{name}位置",
                [_cells(context, cells) for cells in frame[f"{side}_cells"]],
                widest=40,
            )
            for side, name in (("ops", "运营"), ("finance", "财务"))
        ),
        Column("key", headers["key"], [show_difference(key) for key in plain(frame["key"])]),
    )
    return ResultTable(
        "differences",
        "差异清单",
        tuple(column for column in columns if column.key in keys),
        note=f"{cut}请在“{headers['note']}”列写明原因；再次投递时带到新表，首次发现的日期不变。逾期金额不符的，比较的是逾期金额。",
        filtered=True,
        empty="没有差异",
    )


def _who(frame: pd.DataFrame) -> tuple[Column, Column]:
    headers = EXPLANATION_HEADERS
    names = [name or None for name in plain(frame["customer_name"])]
    return (
        Column("name", headers["customer_name"], names, widest=16),
        Column("id", headers["customer_id"], plain(frame["customer_id"]), widest=12),
    )


def _documents(figures: CrossCheckFigures, frame: pd.DataFrame) -> list[Cell]:
    """Return number, instalment and foreign currency of each document; nothing at customer level."""
    parts = zip(*(plain(frame[name]) for name in ("document", "instalment", "currency")), strict=True)
    return [
        " ".join(word for word in (number, part, "" if code == figures.currency else code) if word)
        for number, part, code in parts
    ]


def _cells(context: Context, cells: tuple[tuple[str, str], ...]) -> Cell:
    """Return the way to the first cell of a side, and how many there are."""
    if not cells:
        return None
    first = context.place(*cells[0])
    if len(cells) == 1:
        return first
    more = f" 等 {len(cells)} 处"
    return Link(first.target, f"{first.text}{more}") if isinstance(first, Link) else f"{first}{more}"


def _amounts(figures: CrossCheckFigures, frame: pd.DataFrame, side: str) -> list[Cell]:
    """Return one side's amounts: the cell of 逐户对账 or 逐单对账 where that holds the same sum."""
    customers = _places(figures.by_customer, ("customer",))
    documents = _places(figures.by_document, _DOCUMENT)
    cells: list[Cell] = []
    for one, value in zip(frame.to_dict("records"), yuan(frame[f"{side}_fen"]), strict=True):
        if one["level"] == "document":
            shown, field, column = figures.by_document, f"{side}_fen", f"pairs.{side}"
            place = documents.get(tuple(str(one[name]) for name in _DOCUMENT))
        else:
            late = one["kind"] == DifferenceKind.OVERDUE
            shown, field = figures.by_customer, f"{side}_{'overdue_' if late else ''}fen"
            column = f"accounts_compared.{side}{'_late' if late else ''}"
            # Those in another currency stand on a list of their own, as values.
            own = one["currency"] == figures.currency
            place = customers.get((str(one["customer"]),)) if own else None
        same = (
            place is not None
            and place < LIST_LIMIT
            and value is not None
            and _fen(shown, field, place) == one[f"{side}_fen"]
        )
        text = find_cell(column, f"{column.partition('.')[0]}.key", (place or 0) + 1)
        cells.append(live_or_value(text, value, live=same))
    return cells


def _unread(frame: pd.DataFrame, side: str) -> pd.Series:
    """Return where a side could not be read: there alone it is missing."""
    return frame[f"{side}_fen"].isna()


def _places(frame: pd.DataFrame, keys: tuple[str, ...]) -> dict[tuple[str, ...], int]:
    if frame.empty:
        return {}
    rows = zip(*(frame[key].tolist() for key in keys), strict=True)
    return {tuple(str(part) for part in row): place for place, row in enumerate(rows)}


def _fen(frame: pd.DataFrame, field: str, place: int) -> int | None:
    value = frame[field].iloc[place]
    return None if pd.isna(value) else int(value)
