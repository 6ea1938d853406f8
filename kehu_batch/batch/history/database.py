"""The history's database. It may be deleted: results stay, and what comes later is recorded anew."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, Self

from kehu_batch.batch.disk import is_full, output_full
from kehu_batch.batch.history.migrations import migrate
from kehu_batch.batch.history.records import Record, Status
from kehu_batch.errors import OutputError
from kehu_batch.records import field_names

_WAIT = 60.0
#: Drops that are looked through for months before their own.
_LOOKED_THROUGH = 400
_CHILDREN = ("inputs", "outputs", "figures", "tiers", "months")
_COLUMNS = tuple(name for name in field_names(Record) if name not in _CHILDREN)

Row = dict[str, Any]


class Horizon(NamedTuple):
    """How much of the history a drop sees.

    Args:
        until: Number of the last drop that counts, as :meth:`History.newest` gave it.
        also: Later drops that count besides, by their ids.
    """

    until: int
    also: tuple[str, ...] = ()


class History:
    """An open history. Made where there is none; one that is damaged is put aside and begun anew.

    Args:
        file: The database.

    Raises:
        OutputError: It cannot be opened or written.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        with _telling(file):
            try:
                self._connection = self._open()
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                _put_aside(file)
                self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, timeout=_WAIT, isolation_level=None)
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            migrate(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close it."""
        self._connection.close()

    def add(self, record: Record) -> None:
        """Record a drop, whole or not at all; one that is recorded already stays as it is.

        Raises:
            OutputError: It cannot be written.
        """
        with _telling(self._file), self._transaction():
            marks = ", ".join("?" * len(_COLUMNS))
            added = self._connection.execute(
                f"INSERT OR IGNORE INTO drops ({', '.join(_COLUMNS)}) VALUES ({marks})",  # noqa: S608 - our own names
                [getattr(record, name) for name in _COLUMNS],
            ).rowcount
            if added:
                self._add_rows(record)

    def _add_rows(self, record: Record) -> None:
        run = self._connection.executemany
        run("INSERT INTO inputs VALUES (?, ?, ?, ?)", [(record.id, *row) for row in record.inputs])
        run("INSERT INTO outputs VALUES (?, ?, ?)", [(record.id, *row) for row in record.outputs])
        run("INSERT INTO figures VALUES (?, ?, ?)", [(record.id, *row) for row in record.figures.items()])
        run("INSERT INTO tiers VALUES (?, ?, ?, ?)", [(record.id, *row) for row in record.tiers])
        run("INSERT INTO months VALUES (?, ?, ?, ?)", [(record.id, *row) for row in record.months])

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the history's lock: of all processes on the workspace one is here at a time.

        Raises:
            OutputError: The lock cannot be had.
        """
        with _telling(self._file):
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            self._connection.execute("ROLLBACK")

    def newest(self) -> int:
        """Return the number of the newest drop, by which a later state of the history is told from this one."""
        (found,) = self._rows("SELECT coalesce(max(rowid), 0) AS newest FROM drops")
        return int(found["newest"])

    def tell_months(self, seen: Horizon, most: int) -> list[Row]:
        """Return the newest revision of each series in each month, newest month first, then newest drop first.

        Args:
            seen: Drops that count.
            most: Months at most.
        """
        return self._rows(
            "WITH seen AS (SELECT rowid AS number, * FROM drops WHERE status = ?1 AND period LIKE '____-__'"
            " AND (rowid <= ?2 OR id IN (SELECT value FROM json_each(?3))))"
            " SELECT d.* FROM seen d WHERE NOT EXISTS (SELECT 1 FROM seen n WHERE n.series = d.series"
            " AND n.period = d.period AND n.revision > d.revision)"
            " AND d.period IN (SELECT DISTINCT period FROM seen ORDER BY period DESC LIMIT ?4)"
            " ORDER BY d.period DESC, d.finished_at DESC, d.number DESC",
            Status.DONE,
            seen.until,
            json.dumps(seen.also),
            most,
        )

    def tell_parts(self, seen: Horizon) -> list[Row]:
        """Return, for each month that drops told besides their own, the newest such drop of each series.

        Newest first; ``part`` is the month. Only the last drops are looked through, so that the cost stays the same.
        """
        return self._rows(
            "SELECT d.*, m.month AS part, max(d.rowid) AS newest FROM drops d JOIN months m ON m.drop_id = d.id"
            " WHERE d.status = ?1 AND d.rowid > ?4 AND (d.rowid <= ?2 OR d.id IN (SELECT value FROM json_each(?3)))"
            " GROUP BY m.month, d.series ORDER BY newest DESC, part",
            Status.DONE,
            seen.until,
            json.dumps(seen.also),
            seen.until - _LOOKED_THROUGH,
        )

    def months_of(self, drop_id: str, month: str) -> dict[str, float | None]:
        """Return what a drop told of a month before its own."""
        return {
            row["name"]: row["value"]
            for row in self._rows(
                "SELECT name, value FROM months WHERE drop_id = ? AND month = ?", drop_id, month
            )
        }

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def _rows(self, query: str, *values: object) -> list[Row]:
        with _telling(self._file):
            return [dict(row) for row in self._connection.execute(query, values)]

    def latest(self, most: int = 200) -> list[Row]:
        """Return the newest drops, newest first."""
        return self._rows("SELECT * FROM drops ORDER BY finished_at DESC, id DESC LIMIT ?", most)

    def count(self) -> dict[str, int]:
        """Return how many drops there are of each status."""
        return {
            row["status"]: row["n"]
            for row in self._rows("SELECT status, count(*) n FROM drops GROUP BY status")
        }

    def inputs_of(self, drop_id: str) -> list[Row]:
        """Return the inputs of a drop."""
        return self._rows("SELECT file, sha256, bytes FROM inputs WHERE drop_id = ? ORDER BY rowid", drop_id)

    def outputs_of(self, drop_id: str) -> list[Row]:
        """Return the outputs of a drop."""
        return self._rows("SELECT file, sha256 FROM outputs WHERE drop_id = ? ORDER BY rowid", drop_id)

    def figures_of(self, drop_id: str) -> dict[str, float | None]:
        """Return the headline figures of a drop."""
        return {
            row["name"]: row["value"]
            for row in self._rows("SELECT name, value FROM figures WHERE drop_id = ?", drop_id)
        }

    def tiers_of(self, drop_id: str) -> list[Row]:
        """Return the tier of each customer that a drop told."""
        return self._rows("SELECT customer_id, customer_name, tier FROM tiers WHERE drop_id = ?", drop_id)

    def same_inputs(self, digests: list[str]) -> list[Row]:
        """Return the drops that were processed from just these files, newest first."""
        if not digests:
            return []
        candidates = self._rows(
            "SELECT d.* FROM drops d JOIN inputs i ON i.drop_id = d.id WHERE i.sha256 = ? AND d.status = ?"
            " ORDER BY d.finished_at DESC, d.id DESC",
            digests[0],
            Status.DONE,
        )
        wanted = sorted(digests)
        return [row for row in candidates if sorted(i["sha256"] for i in self.inputs_of(row["id"])) == wanted]

    def made_from_us(self, digest: str) -> Row | None:
        """Return the drop that a file is an unchanged output of."""
        found = self._rows(
            "SELECT d.* FROM drops d JOIN outputs o ON o.drop_id = d.id WHERE o.sha256 = ? LIMIT 1", digest
        )
        return found[0] if found else None

    def made(self, output: str) -> list[Row]:
        """Return the newest revisions, of any series and period, that an output of this name was delivered with."""
        return self._rows(
            "SELECT DISTINCT d.* FROM drops d JOIN outputs o ON o.drop_id = d.id WHERE o.file = ? AND d.status = ?"
            " AND NOT EXISTS (SELECT 1 FROM drops n WHERE n.series = d.series AND n.period = d.period"
            " AND n.status = d.status AND n.revision > d.revision)",
            output,
            Status.DONE,
        )

    def result_folders(self) -> frozenset[str]:
        """Return the folders, within the workspace, that any drop's results were put into."""
        found = self._rows("SELECT DISTINCT result_folder FROM drops WHERE result_folder IS NOT NULL")
        return frozenset(str(row["result_folder"]) for row in found)

    def archives_of(self, digest: str, file: str) -> list[str]:
        """Return the folders that inputs of this name and hash were archived in, newest first."""
        found = self._rows(
            "SELECT d.archive_folder FROM inputs i JOIN drops d ON d.id = i.drop_id"
            " WHERE i.sha256 = ? AND i.file = ? ORDER BY d.rowid DESC",
            digest,
            file,
        )
        return [row["archive_folder"] for row in found]

    def newest_revision(self, series: str, period: str) -> Row | None:
        """Return the newest revision of a series and period."""
        found = self._rows(
            "SELECT * FROM drops WHERE series = ? AND period = ? AND status = ? ORDER BY revision DESC LIMIT 1",
            series,
            period,
            Status.DONE,
        )
        return found[0] if found else None

    def by_month(self, most: int = 24) -> list[Row]:
        """Return the newest revision of each series in each month, newest month first."""
        return self._rows(
            "SELECT d.* FROM drops d WHERE d.status = ? AND d.period LIKE '____-__' AND NOT EXISTS ("
            " SELECT 1 FROM drops n WHERE n.series = d.series AND n.period = d.period AND n.status = d.status"
            " AND n.revision > d.revision)"
            " AND d.period IN (SELECT DISTINCT period FROM drops WHERE status = ? AND period LIKE '____-__'"
            " ORDER BY period DESC LIMIT ?) ORDER BY d.period DESC, d.finished_at DESC",
            Status.DONE,
            Status.DONE,
            most,
        )


@contextlib.contextmanager
def _telling(file: Path) -> Iterator[None]:
    """Turn what the database says into an error with a way out."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        if is_full(error):
            raise output_full(str(file.parent)) from error
        raise OutputError(
            f"处理记录“{file}”读写失败（{type(error).__name__}：{error}）",
            action="请检查该文件夹的权限；也可以删除这个文件后重新运行，已有的结果不受影响",
            code="history",
        ) from error


def _put_aside(file: Path) -> None:
    number = 1
    while (aside := file.with_name(f"{file.name}.damaged-{number}")).exists():
        number += 1
    file.replace(aside)
