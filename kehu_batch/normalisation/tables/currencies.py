"""Currencies of amounts: of their header, else of the row (docs/rules.md, 2.7)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.model.findings.catalogue_receivables import CURRENCY_OF_HEADER, CURRENCY_UNKNOWN
from kehu_batch.model.findings.catalogue_values import AMOUNT_FOREIGN
from kehu_batch.normalisation.cells.collecting import Collector, say, show_value
from kehu_batch.normalisation.cells.distinct import read_distinct
from kehu_batch.normalisation.cells.shown_numbers import ShownNumber
from kehu_batch.normalisation.money.amounts import read_amount
from kehu_batch.normalisation.money.currencies import header_currency, is_own_currency, read_currency
from kehu_batch.normalisation.tables.columns import region_slices


def add_currencies(collector: Collector, frame: pd.DataFrame, own: str) -> None:
    """Replace ``currency`` by ISO codes; missing where neither the amount's header nor the row names one.

    A header that names one (``金额(人民币)``, ``本位币金额``) beats the row's, which is then that of the document before
    it was converted. A text that we do not know stays as it is, a currency of its own, with a finding.

    Args:
        collector: The table's cells, and where findings go.
        frame: The typed frame; changed in place.
        own: ISO code of the department's own currency.
    """
    codes = _codes_of_rows(collector, frame)
    field = "receivable_balance" if collector.raw.table == "balances" else "amount"
    headers = _take_headers(collector, field, codes, own)
    _add_from_cells(collector, frame, field, codes)
    for inside, header in headers:
        part = codes[inside]
        part[pd.isna(part)] = header
        codes[inside] = part
    frame["currency"] = pd.Series(codes, dtype="str")


def blank_foreign(collector: Collector, frame: pd.DataFrame) -> None:
    """Empty the amounts of a table that knows the own currency alone where a header or the row names another.

    What a header says beats the row. A row's currency becomes a code as in ``add_currencies``. Cells that name a
    currency themselves were emptied as they were read.

    Args:
        collector: The table's cells, and where findings go.
        frame: The typed frame; changed in place.
    """
    fields = [name for name in collector.raw.columns if name in frame and frame[name].dtype == "Int64"]
    stated = _codes_of_rows(collector, frame) if "currency" in collector.raw.columns else None
    for field in fields:
        codes = np.full(len(frame), None, dtype=object) if stated is None else stated.copy()
        by_header = np.zeros(len(frame), dtype=np.bool_)
        for inside, header in _take_headers(collector, field, codes, collector.currency):
            by_header[inside] = header not in {None, collector.currency}
        by_row = ~pd.isna(codes) & (codes != collector.currency)
        filled = frame[field].notna().to_numpy()
        for rows, where in ((by_header, "表头"), (by_row, "币种列")):
            foreign = rows & filled
            if foreign.any():
                message = say(f"{{label}}“{{value}}”按{where}是外币")
                collector.add(AMOUNT_FOREIGN, field, np.flatnonzero(foreign), message)
                frame.loc[foreign, field] = pd.NA
    if stated is not None:
        frame["currency"] = pd.Series(stated, dtype="str")


def _codes_of_rows(collector: Collector, frame: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Return the currency that each row names; a text that we do not know stays as it is, with a finding."""
    texts = frame["currency"]
    readings = read_distinct(texts, lambda text: read_currency(text) if isinstance(text, str) else None)
    codes = readings.expand()
    unknown = np.flatnonzero(texts.notna().to_numpy() & pd.isna(codes))
    if len(unknown):
        collector.add(CURRENCY_UNKNOWN, "currency", unknown, lambda label, value: f"{label}“{value}”不认识")
    codes[unknown] = texts.to_numpy(dtype=object)[unknown]
    return codes


def _take_headers(
    collector: Collector, field: str, codes: npt.NDArray[np.object_], own: str
) -> list[tuple[slice, str | None]]:
    """Return the rows whose amount's header names a currency, with its code; missing for the own one.

    What such rows say themselves is taken out of ``codes``, with a finding where it is another.
    """
    found: list[tuple[slice, str | None]] = []
    for region, inside in zip(collector.raw.regions, region_slices(collector.raw), strict=True):
        match = next((match for match in region.columns if match.field == field), None)
        header = None if match is None else header_currency(f"{match.header}({match.unit})")
        if match is None or (header is None and not is_own_currency(match.header)):
            continue
        other = ~pd.isna(codes[inside]) & (codes[inside] != (header or own))
        if other.any():
            message = f"“{show_value(match.header)}”写明了币种，币种列有 {int(other.sum())} 行写的是另一种，按表头的计"
            collector.add_column(CURRENCY_OF_HEADER, field, region, message)
        codes[inside] = None
        found.append((inside, header))
    return found


def _add_from_cells(
    collector: Collector, frame: pd.DataFrame, field: str, codes: npt.NDArray[np.object_]
) -> None:
    """Take the currency that an amount itself names (``US$1,200``); one that contradicts the row's is a finding."""
    cells = collector.raw.columns.get(field)
    if cells is None:
        return
    named = read_distinct(
        cells,
        lambda cell: read_amount(cell).currency if isinstance(cell, str | ShownNumber) else None,
    ).expand()
    known, stated = ~pd.isna(named), ~pd.isna(codes)
    wrong = np.flatnonzero(known & stated & (named != codes))
    if len(wrong):
        collector.add(
            AMOUNT_FOREIGN, field, wrong, lambda label, value: f"{label}“{value}”与这一行的币种不同"
        )
        frame.loc[wrong, field] = pd.NA
    codes[known & ~stated] = named[known & ~stated]
