"""What became of a drop: plain data that crosses processes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from kehu_batch.model.figures.recorded import RecordedMonth
from kehu_batch.model.findings.question import Answer
from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.publishing import Publishing
from kehu_batch.records import dataclass, field

#: The machine-readable summary of a drop; where it stands, the drop's outputs are whole.
SUMMARY_NAME = "summary.json"
#: Every record of the summary's lists, a line each.
ROWS_NAME = "summary_rows.jsonl"


@dataclass(frozen=True, slots=True)
class DropRequest:
    """One drop to process.

    Args:
        files: Input files, in the order that they are read.
        finance_files: Those of them that are finance's.
        ledger: A ledger to read with them where they hold none; ``None`` for no such.
        output: Folder to write to; ``None`` to read and compute only.
        today: The day of the call; nothing below the command line reads a clock.
        period: ``YYYY-MM``, ``YYYYQn``, ``YYYY`` or ``all``; ``None`` for the latest month with data.
        as_of: The day the figures stand on; ``None`` for the period's last day.
        policy: Preset name or path of a policy file.
        answers: Files of answers to earlier questions.
        kept_answers: Files of answers that a workspace keeps over months.
        limits: How large an input may be.
        closings: Summaries of earlier runs (``summary.json``), for their closings.
        ledger_balance_fen: Finance's general-ledger balance of 应收账款, to which the total is tied.
        history: Months as earlier drops of the workspace told them.
        publishing: What the page says of itself, and whether contact persons are shown.
        json_rows: Whether every record of the summary's lists is written as well, as JSON Lines.
        notices: What else the user should know of the call.
        whole_summary: Whether the outcome's summary has every record of each list; the file has the first of them.
    """

    files: tuple[Path, ...]
    today: date
    finance_files: tuple[Path, ...] = ()
    ledger: Path | None = None
    output: Path | None = None
    period: str | None = None
    as_of: date | None = None
    policy: str = "annual-spend"
    answers: tuple[Path, ...] = ()
    kept_answers: tuple[Path, ...] = ()
    limits: ReadLimits = field(default_factory=ReadLimits)
    ledger_balance_fen: int | None = None
    history: tuple[RecordedMonth, ...] = ()
    closings: tuple[Path, ...] = ()
    publishing: Publishing = field(default_factory=Publishing)
    json_rows: bool = False
    notices: tuple[str, ...] = ()
    whole_summary: bool = False


@dataclass(frozen=True, slots=True)
class Outputs:
    """Files written for a drop, relative to its output folder."""

    workbooks: tuple[str, ...] = ()
    report: str | None = None
    next_worksheet: str | None = None
    owner_lists: tuple[str, ...] = ()
    summary: str | None = None
    rows: str | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """Return every file, what people open first before what programs read."""
        single = (self.report, self.next_worksheet, *self.owner_lists, self.rows, self.summary)
        return (*self.workbooks, *(name for name in single if name is not None))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one drop gave.

    Args:
        summary: The content of ``summary.json``, its lists whole where that was asked for.
        outputs: Files written.
        understanding: What was recognised: one entry a table, for ``check``.
        notices: Things the user should know that are no defect of data (e.g. a note that could not be
            attached), in Chinese.
        digest: The report in at most 20 lines of text.
        answers: The answers that were of use, as they were given: nothing in them is hidden.
        originals: Files of which annotated copies among the inputs say that they were made.
    """

    summary: Mapping[str, Any]
    outputs: Outputs
    understanding: tuple[Mapping[str, Any], ...] = ()
    notices: tuple[str, ...] = field(default=())
    digest: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    originals: tuple[str, ...] = ()
