"""The history's tables, step by step: a step that was published never changes, a new one is added behind."""

from __future__ import annotations

import sqlite3

_FIRST = """
CREATE TABLE drops (
    id TEXT PRIMARY KEY,
    series TEXT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    revision INTEGER,
    period TEXT,
    as_of TEXT,
    finished_at TEXT NOT NULL,
    seconds REAL NOT NULL,
    policy_name TEXT,
    policy_sha256 TEXT,
    program TEXT NOT NULL,
    error_code TEXT,
    message TEXT,
    action TEXT,
    result_folder TEXT,
    archive_folder TEXT NOT NULL,
    figures_sha256 TEXT
);
CREATE TABLE inputs (
    drop_id TEXT NOT NULL REFERENCES drops (id) ON DELETE CASCADE,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL
);
CREATE TABLE outputs (
    drop_id TEXT NOT NULL REFERENCES drops (id) ON DELETE CASCADE,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL
);
CREATE TABLE figures (
    drop_id TEXT NOT NULL REFERENCES drops (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    value REAL,
    PRIMARY KEY (drop_id, name)
);
CREATE INDEX inputs_by_sha256 ON inputs (sha256);
CREATE INDEX outputs_by_sha256 ON outputs (sha256);
CREATE INDEX drops_by_period ON drops (period, series, revision)
"""

_TIERS = """
CREATE TABLE tiers (
    drop_id TEXT NOT NULL REFERENCES drops (id) ON DELETE CASCADE,
    customer_id TEXT,
    customer_name TEXT,
    tier TEXT
);
CREATE INDEX tiers_by_drop ON tiers (drop_id)
"""

_LEDGER = """
ALTER TABLE drops ADD COLUMN ledger_sha256 TEXT;
ALTER TABLE drops ADD COLUMN ledger TEXT;
ALTER TABLE drops ADD COLUMN changes TEXT;
CREATE INDEX drops_by_finish ON drops (finished_at)
"""

_MONTHS = """
ALTER TABLE drops ADD COLUMN answers_sha256 TEXT;
CREATE TABLE months (
    drop_id TEXT NOT NULL REFERENCES drops (id) ON DELETE CASCADE,
    month TEXT NOT NULL,
    name TEXT NOT NULL,
    value REAL,
    PRIMARY KEY (drop_id, month, name)
);
CREATE INDEX months_by_month ON months (month)
"""

MIGRATIONS: tuple[str, ...] = (_FIRST, _TIERS, _LEDGER, _MONTHS)


def migrate(connection: sqlite3.Connection) -> int:
    """Bring a database up to date, and return the number of steps taken.

    Each step and its number are written in one transaction. A database of a later version is left as it is: what it
    has besides is no harm.
    """
    taken = 0
    while (version := _version(connection)) < len(MIGRATIONS):
        connection.execute("BEGIN IMMEDIATE")
        try:
            if _version(connection) == version:  # nobody else has done it meanwhile
                for statement in MIGRATIONS[version].split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {version + 1}")
                taken += 1
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
    return taken


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)
