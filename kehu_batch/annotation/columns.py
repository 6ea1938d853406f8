"""The result columns of each table: what they are called and what stands in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.annotation import palette
from kehu_batch.annotation.callback_rows import counted_callbacks
from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.annotation.explaining import explain, explain_shortly
from kehu_batch.annotation.flags import RegionFlags
from kehu_batch.annotation.paper_keys import ACCOUNT_KEY, PAPER_KEY, accounts_by_row, keys_by_row
from kehu_batch.annotation.placement import rows_of
from kehu_batch.annotation.row_values import Integers, RowValues, join_texts
from kehu_batch.model.tables.lookup import find_rows
from kehu_batch.model.tables.recognition import Region
from kehu_batch.ooxml.plan import CellLook, CellValue
from kehu_batch.policy.vocabulary import OWN_COLUMN_PREFIX
from kehu_batch.records import dataclass, field, replace
from kehu_batch.sheet_writing.text import text_width
from kehu_batch.wording.labels import CLOCK_LABELS, UNRATED, state_text, table_label

NEEDS_WORK = "需处理"
EXPLANATION = "说明"
SCORE = "满意度"
ISSUE_TYPES = "问题类型"
FOLLOW_UP = "跟进状态"
MONTH = "统计月"
GROUP = "分组等级"
TIER = "重算等级"
MOVEMENT = "变动"
TIER_REASON = "定级依据"

#: What formulas of the result sheets count by, and what workpapers find a row by.
_COUNTED, _ALWAYS = (SCORE, MONTH, GROUP), (PAPER_KEY,)

_PLAIN = CellLook(vertical="center", wrap=True)
_CENTRED = CellLook(vertical="center", horizontal="center")
_SCORE = CellLook(vertical="center", horizontal="center", number_format="0.00")
#: Columns that formulas count by and nobody needs to read.
_QUIET = CellLook(vertical="center", horizontal="center", font_color=palette.SECONDARY)

#: Room for a bold text, relative to its width in characters.
_LINK_ROOM = 1.1
#: A column is as wide as its longest text, for rows keep the heights that the original gives them; Excel takes 255.
_WIDEST_TEXT = 250.0
#: The last column of its table, with nothing right of it: a text runs on, whatever the height of its row.
_RUNS_ON = CellLook(vertical="center")
#: Its width: that of its first words.
_RUNNING_WIDTH = 40.0


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """One result column of one region.

    Args:
        name: Header without the prefix.
        width: In characters, as its values want it.
        values: By sheet row; a row without a value is not in it.
        look: Look of its cells.
        of: What its table is called, where another one stands in the same rows; else empty.
    """

    name: str
    width: float
    values: Mapping[int, CellValue] = field(default_factory=dict)
    look: CellLook = _PLAIN
    of: str = ""

    @property
    def header(self) -> str:
        """Return what stands in its header cell."""
        return f"{OWN_COLUMN_PREFIX}{self.name}{f'（{self.of}）' if self.of else ''}"

    @property
    def fitting_width(self) -> float:
        """Return its width, and no less than its header needs on one line: this row keeps its height, too."""
        return max(self.width, _room_for(text_width(self.header)))


def result_columns(
    region: Region, drop: ComputedDrop, flags: RegionFlags, noted: Collection[str] = ()
) -> tuple[ResultColumn, ...]:
    """Return the result columns of a region, left to right; the same for each region of a table.

    Args:
        region: The table.
        drop: The drop that it belongs to.
        flags: What the findings say of it.
        noted: Cells of its sheet whose notes say all that was found in them.
    """
    made = _columns_of(region, drop, flags, noted)
    if _neighbours(region, drop) <= {region.table}:
        return made
    return tuple(replace(column, of=table_label(region.table)) for column in made)


def _columns_of(
    region: Region, drop: ComputedDrop, flags: RegionFlags, noted: Collection[str]
) -> tuple[ResultColumn, ...]:
    own = {
        "callbacks": _callback_columns,
        "ledger": _ledger_columns,
        "invoices": _paper_columns,
        "receipts": _paper_columns,
    }.get(region.table)
    needs_work = _needs_work(region, drop, flags)
    columns = own(region, drop) if own is not None else ()
    if columns and columns[-1].look is _RUNS_ON:
        return (needs_work, *columns[:-1], _short_explanation(flags, noted), columns[-1])
    if _neighbours(region, drop):
        return (needs_work, *columns, _short_explanation(flags, noted))
    texts = {row: explain(told.values()) for row, told in flags.told.items()}
    return (needs_work, *columns, ResultColumn(EXPLANATION, _RUNNING_WIDTH, RowValues.of(texts), _RUNS_ON))


def filled_columns(columns: tuple[ResultColumn, ...], *, counted: bool) -> tuple[ResultColumn, ...]:
    """Return the columns that say something, and those that formulas count by.

    Args:
        columns: Of one region.
        counted: Whether result sheets in the same workbook have formulas that look at what ``_COUNTED`` names.
    """
    kept = {*_ALWAYS, *(_COUNTED if counted else ())}
    return tuple(column for column in columns if column.values or column.name in kept)  # noqa: PD011 - no frame


def _neighbours(region: Region, drop: ComputedDrop) -> set[str]:
    """Return which other tables of the sheet share rows, whose result columns may stand right of the region's."""
    first, last = rows_of(region)
    here = ((one, rows_of(one)) for one in drop.recognition.regions if one.file == region.file)
    return {
        one.table
        for one, (start, end) in here
        if one.id != region.id and one.sheet == region.sheet and start <= last and first <= end
    }


def flag_labels(region: Region, drop: ComputedDrop) -> dict[int, str]:
    """Return the label by which 需处理 names each understood column of a region, by sheet column."""
    matches = (*region.columns, *region.duplicates)
    return {match.column: drop.field_label(region.table, match.field) for match in matches}


def _needs_work(region: Region, drop: ComputedDrop, flags: RegionFlags) -> ResultColumn:
    labels = flag_labels(region, drop)
    needs_work: dict[int, CellValue] = {}
    for row, columns in flags.columns.items():
        # Two columns of one field are one label; a column of no known field is in 说明 only.
        named = dict.fromkeys(labels[column] for column in sorted(columns) if column in labels)
        if named:
            needs_work[row] = "、".join(named)
    flagged = RowValues.of(needs_work)
    look = CellLook(vertical="center", wrap=True, bold=True)
    return ResultColumn(NEEDS_WORK, _fitting_width(flagged, 16), flagged, look)


def _short_explanation(flags: RegionFlags, noted: Collection[str]) -> ResultColumn:
    """Return 说明 where something stands right of it: as short as may be, and as wide as its longest text."""
    values = RowValues.of({row: explain_shortly(told.values(), noted) for row, told in flags.told.items()})
    return ResultColumn(EXPLANATION, _fitting_width(values, _RUNNING_WIDTH), values)


def _callback_columns(region: Region, drop: ComputedDrop) -> tuple[ResultColumn, ...]:
    rows = counted_callbacks(drop)
    rows = rows[rows["region"] == region.id]
    states, types = _states(region, drop), _issue_types(region, drop)
    return (
        ResultColumn(SCORE, 8, _filled(rows, "score", rows["score"].notna()), _SCORE),
        ResultColumn(ISSUE_TYPES, _fitting_width(types, 12), types),
        ResultColumn(FOLLOW_UP, _fitting_width(states, 24), states),
        ResultColumn(MONTH, 9, _filled(rows, "month", rows["month"] != ""), _QUIET),
        ResultColumn(GROUP, 9, _filled(rows, "tier", rows["tier"] != ""), _QUIET),
    )


def _fitting_width(values: RowValues, least: float) -> float:
    """Return the width at which every text stands on one line, within bounds.

    LibreOffice shows a cell with a link on one line only, whatever its style says; Excel and WPS wrap it.
    """
    longest = max(map(text_width, {str(value) for value in values.distinct}), default=0)
    return min(max(least, _room_for(longest)), _WIDEST_TEXT)


def _room_for(width: int) -> float:
    return width * _LINK_ROOM + 1


def _filled(rows: pd.DataFrame, column: str, filled: pd.Series) -> RowValues:
    kept = rows[filled]
    return RowValues.of_column(kept["source_row"], kept[column])


def _issue_types(region: Region, drop: ComputedDrop) -> RowValues:
    figures = drop.analysis.issues
    if figures is None:
        return RowValues.of({})
    items = figures.items[(figures.items["region"] == region.id).to_numpy()]
    codes, names = pd.factorize(items["primary"].to_numpy(dtype=object))
    return join_texts(items["source_row"].to_numpy(dtype=np.intp), codes, names.tolist(), "、")


def _states(region: Region, drop: ComputedDrop) -> RowValues:
    """Return what each row says of the obligations that stand in it, open or met, in their order."""
    figures = drop.analysis.follow_ups
    numbers, rows, codes = ([np.empty(0, dtype=np.intp)] for _ in range(3))
    texts: list[str] = []
    for items, days in ((figures.items, "days_overdue"), (figures.met, "days_late")):
        mine = (items["region"] == region.id).to_numpy() & (items["source_row"] > 0).to_numpy()
        kinds, said = _state_texts(
            [items[name].to_numpy(dtype=object)[mine] for name in ("clock", "state", days)]
        )
        numbers.append(items["number"].to_numpy(dtype=np.intp)[mine])
        rows.append(items["source_row"].to_numpy(dtype=np.intp)[mine])
        codes.append(kinds + len(texts))
        texts += said
    order = np.argsort(np.concatenate(numbers), kind="stable")
    return join_texts(np.concatenate(rows)[order], np.concatenate(codes)[order], texts, "；")


def _state_texts(columns: Sequence[npt.NDArray[np.object_]]) -> tuple[Integers, list[str]]:
    """Return for each row which text tells its clock, its state and the days of either kind, and the texts."""
    codes = np.zeros(len(columns[0]), dtype=np.intp)
    for column in columns:
        numbers, distinct = pd.factorize(column, use_na_sentinel=False)
        codes = np.unique(codes * (len(distinct) + 1) + numbers, return_inverse=True)[1]
    _, examples = np.unique(codes, return_index=True)
    kinds = zip(*(column[examples].tolist() for column in columns), strict=True)
    # A state is told with days overdue or days late, never both.
    return codes, [
        f"{CLOCK_LABELS.get(clock, clock)} {state_text(state, days, days)}" for clock, state, days in kinds
    ]


def _paper_columns(region: Region, drop: ComputedDrop) -> tuple[ResultColumn, ...]:
    """Return the key by which the workpaper in the same workbook finds a row, however either is sorted."""
    keys = keys_by_row(region, drop)
    if keys is None:
        return ()
    values: dict[int, CellValue] = dict(keys)
    return (ResultColumn(PAPER_KEY, 9, values, _QUIET),)


def _ledger_columns(region: Region, drop: ComputedDrop) -> tuple[ResultColumn, ...]:
    tiers, movements, reasons = _tiers(region, drop)
    accounts = accounts_by_row(region, drop)
    keys: dict[int, CellValue] = dict(accounts or {})
    return (
        *(() if accounts is None else (ResultColumn(ACCOUNT_KEY, 9, keys, _QUIET),)),
        ResultColumn(TIER, 12, tiers, _CENTRED),
        ResultColumn(MOVEMENT, 12, movements, _CENTRED),
        ResultColumn(TIER_REASON, _RUNNING_WIDTH, reasons, _RUNS_ON),
    )


def _tiers(region: Region, drop: ComputedDrop) -> tuple[RowValues, RowValues, RowValues]:
    """Return tier, movement and reason of each row's customer."""
    ledger = drop.dataset.table("ledger")
    if ledger is None:
        nothing = RowValues.of({})
        return nothing, nothing, nothing
    known = drop.analysis.tiers.customers
    found = find_rows(known["customer"], ledger["customer"])
    mine = np.flatnonzero((ledger["region"] == region.id).to_numpy() & (found >= 0))
    numbers, rows = ledger["source_row"].take(mine), found[mine]
    return (
        RowValues.of_column(numbers, known["recomputed"].take(rows).fillna(UNRATED)),
        RowValues.of_column(numbers, known["movement"].take(rows)),
        RowValues.of_column(numbers, known["reason"].take(rows)),
    )
