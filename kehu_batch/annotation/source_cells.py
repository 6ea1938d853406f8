"""Rows of 应收底稿 and 回款底稿 as formulas over the tables they come from, where these stand in the same workbook.

A row of the workpaper finds its source by the key in the source's own result column, so that either list may be sorted.
Only a cell that says exactly what the figures hold is looked up, ``1,200元`` included; an amount or a date in words
stands as a value, and its row says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

import pandas as pd

from kehu_batch.annotation.donor.addresses import sheet_in_quotes
from kehu_batch.annotation.donor.layout import Cell, Formula
from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.annotation.paper_keys import ACCOUNT_KEY, PAPER_KEY, accounts_by_row
from kehu_batch.annotation.text_amounts import reads_as, text_formula
from kehu_batch.cells import column_letter
from kehu_batch.model.tables.recognition import Region
from kehu_batch.model.tables.source import Workbook
from kehu_batch.records import dataclass
from kehu_batch.sheet_writing.text import fit_text
from kehu_batch.wording.numbers import MISSING

#: Names the cells of a formula's own row, which it gives in brackets: ``[key]``.
NameCells = Callable[[str], str]

#: Cells that all look-ups together may look at.
_MOST_LOOKED_AT = 40_000_000
#: What an amount's unit may be, in yuan.
_SCALES = (1, 10_000, 1_000, 1_000_000, 100_000_000)
#: Longest text that is kept to be compared.
_MOST_COMPARED = 60
#: Rows below a source table that are watched for rows added there.
_WATCHED = 200


@dataclass(frozen=True, slots=True)
class Source:
    """One table of the workbook that workpapers look at.

    Args:
        region: The table.
        key_column: 0-based sheet column of its 底稿号, or of a ledger's 户号.
        rows: Cells of its sheet, row by row.
        scale: Yuan of 1 in its column of amounts.
        end: Last sheet row below it that no other table takes, at most some rows on.
    """

    region: Region
    key_column: int
    rows: Sequence[Sequence[object]]
    scale: int
    end: int

    def span(self, column: int, first: int = 0, last: int = 0) -> str:
        """Return a column from the first data row to the last, or from and to other rows."""
        letter = column_letter(column)
        top, bottom = first or int(self.region.data_rows[0]), last or int(self.region.data_rows[-1])
        return f"{sheet_in_quotes(self.region.sheet)}!${letter}${top}:${letter}${bottom}"

    @property
    def keys(self) -> str:
        """Return the range of its keys."""
        return self.span(self.key_column)

    def raw(self, row: int, field: str) -> object:
        """Return what stands in a field's cell of a sheet row; ``None`` where there is none."""
        column = self.region.column_of(field)
        if column is None or row > len(self.rows) or column >= len(self.rows[row - 1]):
            return None
        return self.rows[row - 1][column]


class SourceCells:
    """The tables of one workbook that its workpapers look at.

    Args:
        drop: The drop.
        workbook: The workbook that takes the workpapers; ``balances`` are its balance sheets, which have no keys.
        placed: Sheet column of each result column by its name, by region id.
        date1904: Whether the workbook counts its days from 1904.
    """

    def __init__(
        self,
        drop: ComputedDrop,
        workbook: Workbook,
        placed: Mapping[int, Mapping[str, int]],
        *,
        date1904: bool,
    ) -> None:
        self._epoch = date(1904, 1, 1) if date1904 else date(1899, 12, 30)
        sheets = {sheet.name: sheet.rows for sheet in workbook.sheets}
        regions = [
            one for one in drop.recognition.regions if one.file == workbook.file and len(one.data_rows)
        ]
        self._sources: dict[int, Source] = {}
        self._ledgers: list[Source] = []
        self.balances = [
            Source(one, -1, sheets[one.sheet], 1, _end(one, regions)) for one in regions if _is_balances(one)
        ]
        for region in regions:
            ledger = region.table == "ledger"
            column = placed.get(region.id, {}).get(ACCOUNT_KEY if ledger else PAPER_KEY)
            field = "credit_limit" if ledger else "amount"
            if column is None or "{" in region.sheet or region.column_of(field) is None:
                continue
            rows = sheets[region.sheet]
            scale = _scale(region, rows, drop.dataset.tables[region.table], field)
            source = Source(region, column, rows, scale, _end(region, regions))
            if ledger:
                self._ledgers.append(source)
            else:
                self._sources[region.id] = source
        self._accounts = {id_: row for source in self._ledgers for id_, row in _accounts(source, drop)}

    def of_table(self, table: str) -> list[Source]:
        """Return the sources of a table, in the order of the sheets."""
        return [one for one in self._sources.values() if one.region.table == table]

    def usable(self, frame: pd.DataFrame) -> bool:
        """Return whether looking up every row of a list takes no longer than a recalculation may."""
        heights = {id_: len(one.region.data_rows) for id_, one in self._sources.items()}
        return sum(heights.get(int(region), 0) for region in frame["region"].tolist()) <= _MOST_LOOKED_AT

    def positions(self, frame: pd.DataFrame, name_cells: NameCells) -> list[Cell]:
        """Return where each row's source stands in its table, as a formula; nothing where it is elsewhere."""
        texts = {
            id_: name_cells(f'IFERROR(MATCH([key],{source.keys},0),"")')
            for id_, source in self._sources.items()
        }
        places = zip(frame["region"].tolist(), frame["source_row"].tolist(), strict=True)
        return [
            Formula(texts[region], number - int(self._sources[region].region.data_rows[0]) + 1)
            if region in texts
            else ""
            for region, number in places
        ]

    def amounts(self, frame: pd.DataFrame, name_cells: NameCells, field: str, column: str) -> list[Cell]:
        """Return amounts in yuan: looked up where the source's cell is that number, else values."""
        found: list[Cell] = []
        for region, number, fen in zip(
            frame["region"].tolist(), frame["source_row"].tolist(), frame[column].tolist(), strict=True
        ):
            source = self._sources.get(region)
            text = "" if source is None else _amount_formula(source, field, source.raw(number, field), fen)
            found.append(Formula(name_cells(f"IFERROR(ROUND({text},2),0)"), fen / 100) if text else fen / 100)
        return found

    def capped(
        self, frame: pd.DataFrame, name_cells: NameCells, names: tuple[str, str], cap: tuple[str, str]
    ) -> list[Cell]:
        """Return amounts beside a row's own that cannot be more than another of it; looked up as ``amounts`` are.

        Args:
            frame: The rows.
            name_cells: Names the cells of a row.
            names: The field of the source, blank for 0, and the column of the frame.
            cap: Key and column of what they cannot exceed.
        """
        (field, column), (key, most) = names, cap
        found: list[Cell] = []
        for region, number, fen, top in zip(
            *(frame[name].tolist() for name in ("region", "source_row", column, most)), strict=True
        ):
            source = self._sources.get(region)
            place = None if source is None else source.region.column_of(field)
            raw = (
                None if source is None or place is None else _fen_of(source.raw(number, field), source.scale)
            )
            if source is None or place is None or raw is None or min(max(raw, 0), max(top, 0)) != fen:
                found.append(fen / 100)
                continue
            cell = f"ROUND(N(INDEX({source.span(place)},[at]))*{source.scale},2)"
            found.append(Formula(name_cells(f"IFERROR(MAX(0,MIN({cell},[{key}])),0)"), fen / 100))
        return found

    @property
    def holds_limits(self) -> bool:
        """Return whether a ledger with credit limits stands in the workbook."""
        return bool(self._accounts)

    def limits(self, accounts: Sequence[int], fen: pd.Series, name_cells: NameCells) -> list[Cell]:
        """Return credit limits in yuan: looked up by account where the ledger's cell is that number, or is blank.

        Args:
            accounts: Accounts of the policy's own currency.
            fen: Their limits, missing where there is none.
            name_cells: Names the cells of a row; ``[account]`` is among them.
        """
        found: list[Cell] = []
        for account, value in zip(accounts, fen.tolist(), strict=True):
            limit = None if pd.isna(value) else int(value)
            source, raw = self._accounts.get(account, (None, None))
            blank = raw is None or raw == ""
            if source is None or not (blank if limit is None else _is_amount(raw, limit, source.scale)):
                found.append(None if limit is None else limit / 100)
                continue
            span = source.span(source.region.column_of("credit_limit") or 0)
            cell = f"INDEX({span},MATCH([account],{source.keys},0))"
            times = "" if source.scale == 1 else f"*{source.scale}"
            text = f'IFERROR(IF(ISNUMBER({cell}),ROUND({cell}{times},2),"{MISSING}"),"{MISSING}")'
            found.append(Formula(name_cells(text), MISSING if limit is None else limit / 100))
        return found

    def watch_text(self, region: int, number: int) -> tuple[str, str] | None:
        """Return the formula of an amount's cell and its text; ``None`` where it holds none that can be compared."""
        source = self._sources.get(region)
        raw = None if source is None else source.raw(number, "amount")
        if source is None or not isinstance(raw, str) or fit_text(raw) != raw or len(raw) > _MOST_COMPARED:
            return None
        return f"INDEX({source.span(source.region.column_of('amount') or 0)},[at])", raw

    def holds(self, region: int) -> bool:
        """Return whether a table stands in the workbook and is looked at."""
        return region in self._sources

    def days(self, frame: pd.DataFrame, name_cells: NameCells, field: str, column: str) -> list[Cell]:
        """Return dates: looked up where the source's cell is that date, else values."""
        found: list[Cell] = []
        for region, number, stamp in zip(
            frame["region"].tolist(), frame["source_row"].tolist(), frame[column].tolist(), strict=True
        ):
            source, day = self._sources.get(region), None if pd.isna(stamp) else stamp.date()
            if source is None or day is None or _as_date(source.raw(number, field)) != day:
                found.append(day)
                continue
            cell = f"INDEX({source.span(source.region.column_of(field) or 0)},[at])"
            serial = (day - self._epoch).days
            found.append(Formula(name_cells(f'IFERROR(IF(ISNUMBER({cell}),INT({cell}),""),"")'), serial))
        return found


def _is_balances(region: Region) -> bool:
    """Return whether a table states balances that a formula may look at."""
    return (
        region.table == "balances"
        and "{" not in region.sheet
        and region.column_of("receivable_balance") is not None
    )


def _end(region: Region, regions: Sequence[Region]) -> int:
    """Return the last row below a table that is watched: none of another table's."""
    last = int(region.data_rows[-1])
    below = [
        one.header_first_row for one in regions if one.sheet == region.sheet and one.header_first_row > last
    ]
    return min([last + _WATCHED, *(row - 1 for row in below)])


def _accounts(source: Source, drop: ComputedDrop) -> Iterator[tuple[int, tuple[Source, object]]]:
    """Yield the accounts of a ledger, each with its table and what stands there as its credit limit."""
    for number, account in (accounts_by_row(source.region, drop) or {}).items():
        yield account, (source, source.raw(number, "credit_limit"))


def _scale(region: Region, rows: Sequence[Sequence[object]], frame: pd.DataFrame, field: str) -> int:
    """Return the yuan of 1 in a table's field: what most of its numbers agree with."""
    column, mine = region.column_of(field) or 0, frame[(frame["region"] == region.id).to_numpy()]
    pairs = [
        (rows[number - 1][column], fen)
        for number, fen in zip(mine["source_row"].tolist(), mine[field].tolist(), strict=True)
        if not pd.isna(fen)
    ]
    return max(_SCALES, key=lambda scale: sum(_is_amount(raw, fen, scale) for raw, fen in pairs))


def _is_amount(raw: object, fen: int, scale: int) -> bool:
    return raw is not None and raw != "" and _fen_of(raw, scale) == fen


def _fen_of(raw: object, scale: int) -> int | None:
    """Return the fen of a number, or of a blank cell; ``None`` of anything else."""
    if raw is None or raw == "":
        return 0
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None
    return round(Decimal(repr(raw)) * scale * 100)


def _amount_formula(source: Source, field: str, raw: object, fen: int) -> str:
    """Return the formula of a cell's amount in yuan; nothing where it would not come to what was read there."""
    cell = f"INDEX({source.span(source.region.column_of(field) or 0)},[at])"
    if _is_amount(raw, fen, source.scale):
        return cell if source.scale == 1 else f"{cell}*{source.scale}"
    if isinstance(raw, str) and reads_as(raw, fen, source.scale):
        return text_formula(cell, source.scale)
    return ""


def _as_date(raw: object) -> date | None:
    if isinstance(raw, datetime):
        return raw.date()
    return raw if isinstance(raw, date) else None
