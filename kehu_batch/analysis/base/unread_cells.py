"""Rows that do not count because what stands in a cell cannot be read: the reason says so (docs/rules.md, 11).

A row without any amount is ``没有金额``; one whose amount is written in words that give no figure is ``金额读不出``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import numpy.typing as npt

from kehu_batch.analysis.base.snapshot import UNDATED, UNPRICED, Mask, exclusion_reasons
from kehu_batch.model.findings import catalogue_values as kinds
from kehu_batch.model.tables.dataset import EVENT_DATE, UNREADABLE_DATE, Dataset
from kehu_batch.model.tables.recognition import Region

_AMOUNTS: Mapping[str, str] = {
    kinds.AMOUNT_UNREADABLE.code: "金额读不出",
    kinds.AMOUNT_UNIT_UNKNOWN.code: "金额的单位有矛盾",
    kinds.AMOUNT_APPROXIMATE.code: "金额不确切",
    kinds.AMOUNT_FOREIGN.code: "金额与币种矛盾",
    kinds.DIRECTION_CONTRADICTS.code: "金额分不清正负",
    kinds.ERROR_VALUE.code: "金额是错误值",
    kinds.FORMULA_UNCACHED.code: "金额的公式没有结果",
    kinds.VALUES_DIFFER.code: "两列金额不同",
}
_ROWS_DIFFER = "台账各行写的不同"
#: The ledger's amounts are all in the own currency; documents have their own, which theirs may contradict.
_LEDGER_AMOUNTS: Mapping[str, str] = {
    **_AMOUNTS,
    kinds.AMOUNT_FOREIGN.code: "金额是外币",
    kinds.LEDGER_ROWS_DIFFER.code: _ROWS_DIFFER,
}
_DATES: Mapping[str, str] = {
    **dict.fromkeys(
        (kinds.DATE_UNREADABLE.code, kinds.DATE_UNDETERMINABLE.code, kinds.DATE_AMBIGUOUS.code),
        UNREADABLE_DATE,
    ),
    kinds.ERROR_VALUE.code: "日期是错误值",
    kinds.FORMULA_UNCACHED.code: "日期的公式没有结果",
    kinds.VALUES_DIFFER.code: "两列日期不同",
}

#: Reasons about the amount of a row.
OF_AMOUNT = frozenset(_AMOUNTS.values())
#: Reasons about its date.
OF_DATE = frozenset(_DATES.values())


def why_excluded(dataset: Dataset, table: str, as_of: date) -> npt.NDArray[np.object_]:
    """Return for each row of a table why it does not count on ``as_of``; ``""`` where it does.

    As ``exclusion_reasons``, but what is written and cannot be read is told from what is not written.
    """
    frame = dataset.tables[table]
    reasons = exclusion_reasons(table, frame, as_of)
    for missing, field, names in (
        (UNPRICED, "amount", _AMOUNTS),
        (UNDATED, EVENT_DATE.get(table, ""), _DATES),
    ):
        rows = np.flatnonzero(reasons == missing)
        if len(rows):
            told = _told(dataset, table, field, names)
            places = zip(frame["region"].to_numpy()[rows], frame["source_row"].to_numpy()[rows], strict=True)
            for row, (region, line) in zip(rows.tolist(), places, strict=True):
                whole = told.get((int(region), 0), missing)
                reasons[row] = told.get((int(region), int(line)), whole)
    return reasons


def why_unknown(dataset: Dataset, field: str) -> npt.NDArray[np.object_]:
    """Return for each customer why an amount that the ledger writes is not known; ``""`` where it is, or none is."""
    reasons = np.full(len(dataset.customers), "", dtype=object)
    ledger = dataset.table("ledger")
    told = {} if ledger is None else _told(dataset, "ledger", field, _LEDGER_AMOUNTS)
    if ledger is None or not told:
        return reasons
    places = zip(ledger["region"].tolist(), ledger["source_row"].tolist(), strict=True)
    of_rows = np.array(
        [told.get((region, row), told.get((region, 0), "")) for region, row in places], dtype=object
    )
    customers, known = ledger["customer"].to_numpy(dtype=np.int64), ledger[field].notna().to_numpy()
    several = np.bincount(customers[customers >= 0], minlength=len(reasons)) > 1
    rows = np.flatnonzero((of_rows != "") & (customers >= 0))
    rows = rows[several[customers[rows]] | (of_rows[rows] != _ROWS_DIFFER)]
    reasons[customers[rows]] = of_rows[rows]
    firsts = dataset.customers["ledger_row"].to_numpy(dtype=np.intp)
    reasons[(firsts >= 0) & np.append(known, False)[firsts]] = ""
    return reasons


def unread_days(dataset: Dataset, table: str, field: str) -> Mask:
    """Return which rows of a table write a day into a field that cannot be read."""
    frame = dataset.tables[table]
    told = _told(dataset, table, field, _DATES)
    if not told:
        return np.zeros(len(frame), dtype=np.bool_)
    places = zip(frame["region"].tolist(), frame["source_row"].tolist(), strict=True)
    written = np.array([(region, row) in told or (region, 0) in told for region, row in places])
    return written & frame[field].isna().to_numpy()


def _told(dataset: Dataset, table: str, field: str, names: Mapping[str, str]) -> dict[tuple[int, int], str]:
    """Return what findings say of a field's cells, by region and sheet row; row 0 is a whole column."""
    regions: dict[tuple[str, str], list[Region]] = {}
    for region in dataset.regions:
        if region.table == table:
            regions.setdefault((region.file, region.sheet), []).append(region)
    told: dict[tuple[int, int], str] = {}
    for one in dataset.findings:
        if (one.table, one.field) != (table, field) or one.code not in names or one.location is None:
            continue
        for region in regions.get((one.location.file, one.location.sheet), ()):
            if one.location.row == region.header_row:
                told[region.id, 0] = names[one.code]
            elif one.location.row in region.data_rows:
                told[region.id, one.location.row] = names[one.code]
    return told
