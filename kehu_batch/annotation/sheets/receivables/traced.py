"""Rows of 应收底稿 and 回款底稿 back to their source: amounts and days by formula where they can follow it, and why not."""

from __future__ import annotations

import pandas as pd

from kehu_batch.annotation.donor.layout import Cell, Column, Formula, Kind
from kehu_batch.annotation.drop import shown_file
from kehu_batch.annotation.sheets.context import Context, plain, yuan
from kehu_batch.annotation.sheets.receivable_rows import ReceivableRows
from kehu_batch.annotation.sheets.receivables.workpaper import CHANGED, PaperRow
from kehu_batch.annotation.source_cells import SourceCells

#: Where an amount comes from that is no formula.
_WRITTEN, _ELSEWHERE = (
    "值：来源是公式读不出的文字，或这一行按规则改了正负、只计一部分",
    "值：来源不在本工作簿",
)


def place_cells(context: Context, frame: pd.DataFrame) -> list[Cell]:
    """Return where each row stands: without the file where all are of one, which the note then names."""
    return list(plain(frame["cell"])) if _only_file(context, frame) else context.places(frame)


def _only_file(context: Context, frame: pd.DataFrame) -> str:
    """Return the file that all rows come from; empty where there are several, or it is this workbook."""
    files = set(frame["file"].dropna())
    return str(files.pop()) if len(files) == 1 and context.file not in files else ""


def source_note(context: Context, frame: pd.DataFrame) -> str:
    """Return the sentence that names the file of all places; nothing where they are of several, or of this workbook."""
    file = _only_file(context, frame)
    return f"“位置”在“{shown_file(file)}”。" if file else ""


def _looked_up(context: Context, rows: ReceivableRows, frame: pd.DataFrame) -> SourceCells | None:
    """Return the source tables where rows are looked up in them."""
    sources = context.sources
    return sources if sources is not None and rows.live and sources.usable(frame) else None


def amount_cells(context: Context, rows: ReceivableRows, frame: pd.DataFrame, row: PaperRow) -> list[Cell]:
    """Return the rows' amounts in yuan: formulas where the source's cell can be followed."""
    sources = _looked_up(context, rows, frame)
    if sources is None:
        return list(yuan(frame["amount_fen"]))
    # A part of a receipt that names several documents is no cell of the source.
    whole = ~frame.duplicated(["region", "source_row"], keep=False)
    cells = sources.amounts(frame, row.text, "amount", "amount_fen")
    pairs = zip(cells, whole.tolist(), yuan(frame["amount_fen"]), strict=True)
    return [cell if single else value for cell, single, value in pairs]


def capped_cells(
    context: Context,
    rows: ReceivableRows,
    frame: pd.DataFrame,
    row: PaperRow,
    names: tuple[str, str],
    cap: tuple[str, str],
) -> list[Cell]:
    """Return amounts beside the rows' own, which another of the row bounds: see ``SourceCells.capped``."""
    sources = _looked_up(context, rows, frame)
    return list(yuan(frame[names[1]])) if sources is None else sources.capped(frame, row.text, names, cap)


def day_cells(
    context: Context, rows: ReceivableRows, frame: pd.DataFrame, row: PaperRow, column: str
) -> list[Cell]:
    """Return the rows' days of a column: formulas where the source's cell is that day."""
    sources = _looked_up(context, rows, frame)
    if sources is None:
        return list(plain(frame[column]))
    return sources.days(frame, row.text, column, column)


def source_columns(
    context: Context, rows: ReceivableRows, frame: pd.DataFrame, row: PaperRow, amounts: list[Cell]
) -> tuple[Column, ...]:
    """Return the key of each row, the table that it comes from, where its row stands there, and how its amount does.

    Args:
        context: What sheets are made from.
        rows: The receivables.
        frame: The rows of the list.
        row: How its formulas name its own columns.
        amounts: Its amounts, as ``amount_cells`` gives them.
    """
    sources = _looked_up(context, rows, frame)
    places = [""] * len(frame) if sources is None else sources.positions(frame, row.text)
    # Parts of one receipt have the key of its row, which is that of the first of them.
    keys = frame.assign(key=frame.index + 1).groupby(["region", "source_row"])["key"].transform("min")
    return (
        Column("key", "底稿号", keys.tolist(), Kind.COUNT),
        Column("source", "来源表", [int(region) + 1 for region in frame["region"].tolist()], Kind.COUNT),
        Column("at", "来源行", places, Kind.COUNT),
        *_bases(sources, frame, row, amounts),
    )


def _bases(
    sources: SourceCells | None, frame: pd.DataFrame, row: PaperRow, amounts: list[Cell]
) -> tuple[Column, ...]:
    """Return whether each row's amount follows its source, why not, and what was read there as text.

    Where a text stands as a value, the formula tells that it was changed since.
    """
    if sources is None:
        bases: list[Cell] = ["值：来源不在本工作簿，或清单太长"] * len(frame)
        return Column("basis", "金额取数", bases), Column("raw", "来源原文", [""] * len(frame))
    parts = frame.duplicated(["region", "source_row"], keep=False).tolist()
    cells: list[Cell] = []
    texts: list[Cell] = []
    at = zip(amounts, parts, frame["region"].tolist(), frame["source_row"].tolist(), strict=True)
    for cell, part, region, number in at:
        watched = None if isinstance(cell, Formula) or part else sources.watch_text(int(region), number)
        texts.append("" if watched is None else watched[1])
        if watched is not None:
            text = f'IF(EXACT({watched[0]}&"",[raw]),"{_WRITTEN}","{CHANGED}")'
            cells.append(Formula(row.text(text), _WRITTEN))
        elif isinstance(cell, Formula):
            cells.append("公式")
        else:
            cells.append(
                "值：一笔分冲几张单据" if part else _WRITTEN if sources.holds(int(region)) else _ELSEWHERE
            )
    return Column("basis", "金额取数", cells), Column("raw", "来源原文", texts)
