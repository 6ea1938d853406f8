"""Runs the program over the books of the independent oracle and tells where the two differ.

``python -m support.oracle_runs`` in the folder ``tests`` compares all of them and prints one line a difference.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from support.oracle import books, cross, judge, sheets
from support.oracle.judge import Json

from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop

_TODAY = date(2026, 11, 22)


def compare_books(seeds: Iterable[int], folder: Path) -> Iterator[str]:
    """Yield where payment risk of the books of these seeds differs from the oracle's; workbooks go to a folder."""
    for seed in seeds:
        made = books.book(seed)
        path = sheets.write_book(made, folder / f"应收_{seed:03d}.xlsx")
        found = _process((path,), made.arguments()).get("payment_risk")
        program = _as_oracle_names(found if isinstance(found, dict) else {})
        yield from (f"book {seed}: {line}" for line in judge.compare(made, program))


def compare_cross(seeds: Iterable[int], folder: Path) -> Iterator[str]:
    """Yield planted differences of these seeds that are missed, misnamed or false."""
    for seed in seeds:
        made = cross.cross_book(seed)
        drop = folder / f"cross_{seed:02d}"
        cross.write_cross(made, drop)
        files = made.files(drop)
        found = _process(files, made.book.arguments(), finance=files[1:]).get("cross_check")
        program = found if isinstance(found, dict) else {}
        yield from (f"cross {seed}: {line}" for line in cross.compare(made, program))
        yield from (f"cross {seed}: {line}" for line in _false_alarms(made, program))


def _false_alarms(made: cross.CrossBook, program: Mapping[str, Json]) -> Iterator[str]:
    """Yield differences of customers that nothing is planted on."""
    planted = {one.customer for one in made.planted}
    rows = program.get("differences")
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and row.get("customer_id") not in planted:
            yield f"nothing planted on {row.get('customer_id')}: {row.get('kind')} {row.get('document')}"


def _process(
    files: Sequence[Path], arguments: Sequence[str], finance: Sequence[Path] = ()
) -> Mapping[str, Json]:
    options = dict(zip(arguments[::2], arguments[1::2], strict=True))
    day = options.get("--as-of")
    request = DropRequest(
        files=tuple(files),
        finance_files=tuple(finance),
        today=_TODAY,
        period=options.get("--period"),
        as_of=date.fromisoformat(day) if day else None,
    )
    summary: Mapping[str, Json] = process_drop(request).summary
    return summary


def _as_oracle_names(risk: Mapping[str, Json]) -> dict[str, Json]:
    """Return payment risk under the oracle's names: ``unmatched`` is its ``unknown``, HHI its share of 1."""
    parts, customers, hhi = risk.get("unallocated_parts"), risk.get("customers"), risk.get("hhi")
    names = {"unnamed": "unnamed", "excess": "excess", "unknown": "unmatched"}
    tops: dict[str, Json] | None = None
    if isinstance(hhi, int | float):
        tops = {f"top{count}": risk.get(f"top_{count}") for count in (1, 5, 10)} | {"hhi": hhi / 10_000}
    own = (
        [row for row in customers if isinstance(row, dict) and row.get("currency") == "CNY"]
        if isinstance(customers, list)
        else []
    )
    return {
        **risk,
        "unallocated_parts": {name: parts.get(ours) for name, ours in names.items()}
        if isinstance(parts, dict)
        else None,
        "customers": [*own],
        "concentration": tops,
    }


def main() -> None:
    """Compare all books, and end with 1 where anything differs."""
    with TemporaryDirectory() as folder:
        lines = [
            *compare_books(range(books.COUNT), Path(folder)),
            *compare_cross(range(cross.COUNT), Path(folder)),
        ]
    sys.stdout.write("".join(f"{line}\n" for line in lines) + f"{len(lines)} 处不同\n")
    sys.exit(1 if lines else 0)


if __name__ == "__main__":
    main()
