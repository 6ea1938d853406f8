"""Make the sample workbooks of one realistic month, and the figures that they must give.

Run it from anywhere; it writes the workbooks into ``month`` beside itself and the figures to
``tests/golden/month.json``. The plan of the month (``month_plan``) decides what is true and knows nothing of the
program. The same script gives the same bytes with the same xlsxwriter.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from random import Random

from month_plan import books, worksheets
from month_plan.build import build_month
from month_plan.figures import expect
from month_plan.sheets import Look, SheetPlan, write_workbook
from month_plan.truth import Month

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "month"
GOLDEN = HERE.parent / "tests" / "golden" / "month.json"

_LOOKS = {
    worksheets.OCTOBER_FILE: Look("微软雅黑", "#D9E2F3", "#1F4E79"),
    worksheets.OLDER_FILE: Look("宋体", "#E2EFDA"),
    worksheets.SOUTH_FILE: Look("新細明體", "#FFF2CC"),
    books.LEDGER_FILE: Look("等线", "#DDEBF7"),
    books.FOLLOW_UP_FILE: Look("宋体", "#EDEDED"),
    books.ORDER_FILE: Look("等线", "#D9E1F2"),
    books.COMPLAINT_FILE: Look("宋体", "#FCE4D6"),
    books.RECEIVABLE_FILE: Look("等线", "#E2EFDA"),
    books.FINANCE_FILE: Look("仿宋", "#D6DCE4"),
}


@dataclass(frozen=True, slots=True)
class LaidOut:
    """The month, and the sheets that it is written on, by path below the folder of the drop."""

    month: Month
    workbooks: dict[str, list[SheetPlan]]


def lay_out() -> LaidOut:
    """Plan the month and lay it out; afterwards each record knows its cells."""
    month = build_month()
    # Spellings must come out the same each time; they guard nothing.
    sheets = worksheets.plan_worksheets(month.callbacks) | books.plan_books(month, Random("spelling"))  # noqa: S311
    finance = {f"财务/{books.FINANCE_FILE}": sheets.pop(books.FINANCE_FILE)}
    return LaidOut(month, sheets | finance)


def make(folder: Path) -> list[Path]:
    """Write every workbook of the month below a folder and return their paths."""
    paths = []
    for name, sheets in lay_out().workbooks.items():
        path = folder / name
        write_workbook(path, sheets, _LOOKS[path.name], sheets[0].title or path.stem)
        paths.append(path)
    return paths


def golden_text() -> str:
    """Return the figures of the plan as they are kept beside the tests."""
    return json.dumps(expect(lay_out().month), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for made in make(FOLDER):
        sys.stdout.write(f"{made}\n")
    GOLDEN.write_text(golden_text(), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{GOLDEN}\n")
