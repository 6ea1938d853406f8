"""Per-owner task lists: what each person has open, the most pressing first (docs/rules.md, 12)."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.period import Period
from kehu_batch.policy.vocabulary import OWN_SHEET_MARKER, FieldKind
from kehu_batch.wording.labels import CLOCK_LABELS, NOBODY, SEVERITY_LABELS, SEVERITY_ORDER, state_text
from kehu_batch.wording.numbers import format_day
from kehu_batch.worksheets.cell_writing import A4, FOOTER, TITLE_HEIGHT, done, row_height, write_cell
from kehu_batch.worksheets.file_names import UniqueNames
from kehu_batch.worksheets.forms import Value
from kehu_batch.worksheets.render import BOOK_OPTIONS, MADE_ON
from kehu_batch.worksheets.styles import FormStyles

#: Folder of the lists, in the output folder.
FOLDER = "负责人清单"

_SHEET = "任务清单"
_TEXT, _DAY = FieldKind.TEXT, FieldKind.DATE
_COLUMNS: tuple[tuple[str, float, FieldKind], ...] = (
    ("事项", 14, _TEXT),
    ("客户编号", 12, _TEXT),
    ("客户名称", 20, _TEXT),
    ("客户等级", 10, _TEXT),
    ("到期日", 12, _DAY),
    ("状态", 12, _TEXT),
    ("轻重", 7, _TEXT),
    ("内容", 40, _TEXT),
    ("出处", 26, _TEXT),
    ("完成日期", 12, _DAY),
    ("完成情况", 26, _TEXT),
)
_HEADER_ROW = 3
_ROW_HEIGHT = 24


def write_owner_lists(analysis: Analysis, folder: Path) -> tuple[str, ...]:
    """Write one workbook for each person with something open, and one for what nobody is named for.

    A list holds that person's tasks only. It is known as written by this program and never read as input.

    Args:
        analysis: Obligations as of the period's as_of.
        folder: Output folder; the lists go into its subfolder ``负责人清单``.

    Returns:
        Paths relative to ``folder``, with ``/``, in the order of the names.
    """
    tasks = _open_tasks(analysis.follow_ups.items)
    names = UniqueNames()
    written = []
    for owner, mine in tasks.groupby("owner", sort=True):
        path = f"{FOLDER}/{names.take(str(owner))}.xlsx"
        (folder / FOLDER).mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(_render(str(owner), _rows(mine), analysis.period))
        written.append(path)
    return tuple(written)


def _open_tasks(items: pd.DataFrame) -> pd.DataFrame:
    """Return what is open: overdue first by severity, then by due date; what has no date last."""
    tasks = items[items["closed_on"].isna()].assign(owner=items["owner"].fillna(NOBODY))
    rank = tasks["severity"].map(dict(SEVERITY_ORDER)).fillna(len(SEVERITY_ORDER))
    return tasks.assign(rank=rank).sort_values(["rank", "due_on"], na_position="last", kind="stable")


def _rows(tasks: pd.DataFrame) -> list[list[Value]]:
    names = ("clock", "customer_id", "customer_name", "tier", "due_on", "state", "days_overdue", "severity")
    columns = [tasks[name].tolist() for name in (*names, "content", "file", "cell")]
    rows: list[list[Value]] = []
    for clock, code, name, tier, due, state, days, severity, content, file, cell in zip(
        *columns, strict=True
    ):
        rows.append(
            [
                CLOCK_LABELS[clock],
                _text(code),
                _text(name),
                _text(tier),
                "" if pd.isna(due) else due.date(),
                state_text(state, days),
                "" if pd.isna(severity) else SEVERITY_LABELS[severity],
                _text(content),
                " ".join(filter(None, [_text(file), _text(cell)])),
                "",
                "",
            ]
        )
    return rows


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _render(owner: str, rows: Sequence[Sequence[Value]], period: Period) -> bytes:
    import xlsxwriter

    target = BytesIO()
    with xlsxwriter.Workbook(target, BOOK_OPTIONS) as book:
        book.set_properties({"created": MADE_ON, "author": "kehu-batch", "title": f"{owner} {_SHEET}"})
        looks, sheet = FormStyles(book), book.add_worksheet(_SHEET)
        done(sheet.set_row(0, TITLE_HEIGHT))
        write_cell(sheet, 0, 0, f"{owner}的任务清单", looks.heading)
        write_cell(sheet, 1, 0, OWN_SHEET_MARKER, looks.line)
        scope = f"截止日 {format_day(period.as_of)}，未完成 {len(rows)} 项；完成后请记入跟进记录或回访工作表"
        write_cell(sheet, _HEADER_ROW - 1, 0, scope, looks.line)
        done(sheet.set_row(_HEADER_ROW - 1, _ROW_HEIGHT))
        _write_table(sheet, looks, rows)
        _set_up_page(sheet)
    return target.getvalue()


def _write_table(sheet: Any, looks: FormStyles, rows: Sequence[Sequence[Value]]) -> None:  # noqa: ANN401
    done(sheet.set_row(_HEADER_ROW, _ROW_HEIGHT))
    bodies = []
    for index, (header, width, kind) in enumerate(_COLUMNS):
        done(sheet.set_column(index, index, width))
        write_cell(sheet, _HEADER_ROW, index, header, looks.header)
        bodies.append(looks.body(kind, boxed=True))
    widths = [width for _, width, _ in _COLUMNS]
    for row, cells in enumerate(rows, start=_HEADER_ROW + 1):
        done(sheet.set_row(row, max(row_height(list(zip(cells, widths, strict=True))), _ROW_HEIGHT)))
        for index, (value, look) in enumerate(zip(cells, bodies, strict=True)):
            write_cell(sheet, row, index, value, look)


def _set_up_page(sheet: Any) -> None:  # noqa: ANN401
    sheet.freeze_panes(_HEADER_ROW + 1, 3)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    done(sheet.repeat_rows(_HEADER_ROW))
    done(sheet.set_footer(FOOTER))
