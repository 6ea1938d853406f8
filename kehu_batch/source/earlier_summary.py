"""What an earlier run kept in its ``summary.json``: its closing, and what it found."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from kehu_batch.errors import InputRejected
from kehu_batch.model.findings.changes import EarlierFinding, EarlierRun
from kehu_batch.model.tables.closing import BALANCE_COLUMNS, ROW_COLUMNS, Closing
from kehu_batch.model.tables.frames import FEN, FrameColumn, typed_frame

#: Largest summary read; one of 20,000 rows takes some 6 MB.
_MOST_BYTES = 256 * 1024 * 1024
_SECTION, _CLOSING = "payment_risk", "closing"


def read_summary(path: Path) -> tuple[Closing | None, EarlierRun | None]:
    """Return the closing of an earlier run, ``None`` where it had no receivables, and what it found.

    Of a summary that somebody shortened to its closing there are no findings to tell.

    Raises:
        InputRejected: The file is no summary of this program's.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _refused(path)
        summary = json.loads(path.read_text(encoding="utf-8-sig"))
        if summary["schema_version"] != 1 or "period" not in summary:
            raise _refused(path)
        kept = (summary[_SECTION] or {}).get(_CLOSING)
        return None if kept is None else _closing(kept, path.name), _run(summary, path.name)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise _refused(path) from error


def _run(summary: dict[str, Any], source: str) -> EarlierRun | None:
    if "data_quality" not in summary:
        return None
    findings = tuple(
        EarlierFinding(
            *(str(one[name] or "") for name in ("code", "severity", "sheet", "cell", "value", "message"))
        )
        for one in summary["data_quality"]["findings"]
    )
    return EarlierRun(source, str(summary["period"]), date.fromisoformat(summary["as_of"]), findings)


def _closing(kept: dict[str, Any], source: str) -> Closing:
    rows = kept["rows"]
    return Closing(
        date.fromisoformat(kept["as_of"]),
        kept["side"],
        typed_frame(BALANCE_COLUMNS, [_record(BALANCE_COLUMNS, row) for row in kept["customers"]]),
        None if rows is None else typed_frame(ROW_COLUMNS, [_record(ROW_COLUMNS, row) for row in rows]),
        source,
    )


def _record(columns: tuple[FrameColumn, ...], row: dict[str, Any]) -> tuple[str | int, ...]:
    return tuple(
        int(Decimal(row[column.name.removesuffix("_fen")]) * 100)  # yuan, whose key does not say fen
        if column.unit == FEN
        else str(row[column.name] or "")
        for column in columns
    )


def _refused(path: Path) -> InputRejected:
    return InputRejected(
        f"“{path.name}”不是本程序写出的 summary.json，读不出以前的期末",
        action="请放入以前那次运行写出的 summary.json 原件，或把它移走",
        code="summary_unreadable",
    )
