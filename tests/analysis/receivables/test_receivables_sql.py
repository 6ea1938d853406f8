"""Receivables of a large drop, equal to a plain computation of the same in SQL."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from receivable_drops import make_dataset, measure, policy_with

from kehu_batch.model.figures.receivables import CurrencyFigures

AS_OF, FIRST = "2023-11-30", "2023-11-01"

# What fills what, as of :day: each invoice in due order with what was received on its number by then.
FILLED = """
WITH live AS (
    SELECT rowid AS id, *, COALESCE(SUM(amount) OVER (
        PARTITION BY customer, number ORDER BY COALESCE(due, '9999'), issued, rowid
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
    FROM invoices WHERE issued <= :day AND amount > 0
), got AS (
    SELECT number, SUM(amount) AS sum FROM receipts
    WHERE number IS NOT NULL AND received <= :day GROUP BY number
)
SELECT live.*, MAX(0, MIN(live.amount, COALESCE(got.sum, 0) - before)) AS filled
FROM live LEFT JOIN got USING (number)
"""


def make_rows(count: int, receipts: int, seed: int) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Return invoices (number, customer, issued, due, amount) and receipts (number, customer, received, amount)."""
    chance = random.Random(seed)  # noqa: S311 - seeded, no secret
    start = date(2022, 1, 1)
    invoices: list[tuple[Any, ...]] = []
    while len(invoices) < count:
        number, customer = f"INV{len(invoices):07d}", f"C{chance.randrange(count // 20 + 1):05d}"
        issued = start + timedelta(chance.randrange(720))
        for part in range(chance.choice((1, 1, 1, 2, 3))):
            due = None if chance.random() < 0.02 else (issued + timedelta(30 * (part + 1))).isoformat()
            amount = chance.randrange(1, 10 ** chance.randrange(2, 13))
            if part == 0 and chance.random() < 0.03:
                amount = -amount
            invoices.append((number, customer, issued.isoformat(), due, amount))
    found: list[tuple[Any, ...]] = []
    for _ in range(receipts):
        number, customer, issued, _due, amount = chance.choice(invoices)
        received = (date.fromisoformat(issued) + timedelta(chance.randrange(200))).isoformat()
        named = None if chance.random() < 0.1 or amount < 0 else number
        found.append((named, customer, received, max(1, int(abs(amount) * chance.random()))))
    return invoices, found


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE invoices (number, customer, issued, due, amount INTEGER)")
    connection.execute("CREATE TABLE receipts (number, customer, received, amount INTEGER)")
    yield connection
    connection.close()


def one(database: sqlite3.Connection, query: str, **values: str) -> tuple[Any, ...]:
    (row,) = database.execute(query, values)
    return tuple(row)


def check_against_sql(database: sqlite3.Connection, count: int, receipts: int, seed: int) -> None:
    """Compare every sum."""
    rows = make_rows(count, receipts, seed)
    database.executemany("INSERT INTO invoices VALUES (?, ?, ?, ?, ?)", rows[0])
    database.executemany("INSERT INTO receipts VALUES (?, ?, ?, ?)", rows[1])
    dataset = make_dataset(*rows)
    risk = measure(dataset, AS_OF).payment_risk
    assert risk is not None
    ours = risk.total
    buckets = dict(
        database.execute(
            f"""SELECT CASE WHEN due IS NULL THEN '到期日缺失'
                 WHEN due >= :day THEN '未到期' WHEN late <= 30 THEN '1-30' WHEN late <= 60 THEN '31-60'
                 WHEN late <= 90 THEN '61-90' WHEN late <= 180 THEN '91-180' ELSE '>180' END AS bucket,
                 SUM(amount - filled) FROM (SELECT *, julianday(:day) - julianday(due) AS late FROM ({FILLED}))
                 GROUP BY bucket""",  # noqa: S608
            {"day": AS_OF},
        )
    )
    assert {label: sum_ for label, sum_ in ours.buckets.items() if sum_} == {
        k: v for k, v in buckets.items() if v
    }
    both = f"SELECT SUM(amount - filled), SUM(filled) FROM ({FILLED})"  # noqa: S608
    open_sum, filled = one(database, both, day=AS_OF)
    (received,) = one(database, "SELECT SUM(amount) FROM receipts WHERE received <= :day", day=AS_OF)
    (credit,) = one(
        database, "SELECT -SUM(amount) FROM invoices WHERE amount < 0 AND issued <= :day", day=AS_OF
    )
    (later,) = one(database, "SELECT SUM(amount) FROM receipts WHERE received > :day", day=AS_OF)
    assert (ours.outstanding_fen, ours.credit_notes_fen, ours.unallocated_fen, ours.later_receipts_fen) == (
        open_sum,
        credit,
        received - filled,
        later,
    )
    by_customer = database.execute(
        f"SELECT customer, SUM(amount - filled) FROM ({FILLED}) GROUP BY customer",  # noqa: S608
        {"day": AS_OF},
    )
    outstanding = risk.customers.set_index("customer_id")["outstanding_fen"]
    theirs = dict(by_customer)
    assert outstanding[outstanding > 0].to_dict() == {name: fen for name, fen in theirs.items() if fen}
    check_flows(database, ours)


def check_flows(database: sqlite3.Connection, ours: CurrencyFigures) -> None:
    """Compare the roll-forward and what was collected on time."""
    opening = one(
        database,
        """SELECT (SELECT SUM(amount) FROM invoices WHERE issued < :first)
           - (SELECT SUM(amount) FROM receipts WHERE received < :first)""",
        first=FIRST,
    )
    flows = one(
        database,
        """SELECT (SELECT SUM(amount) FROM invoices WHERE issued BETWEEN :first AND :day AND amount > 0),
           (SELECT -COALESCE(SUM(amount), 0) FROM invoices WHERE issued BETWEEN :first AND :day AND amount < 0),
           (SELECT SUM(amount) FROM receipts WHERE received BETWEEN :first AND :day)""",
        first=FIRST,
        day=AS_OF,
    )
    roll = ours.roll_forward
    assert roll is not None
    assert (roll.opening_fen, roll.invoiced_fen, roll.credited_fen, roll.received_fen) == (*opening, *flows)
    due, collected = one(
        database,
        f"""SELECT SUM(amount), SUM(MAX(0, MIN(amount, COALESCE((SELECT SUM(r.amount) FROM receipts r
             WHERE r.number = f.number AND r.received <= f.due), 0) - before)))
            FROM ({FILLED}) f WHERE due BETWEEN :first AND :day""",  # noqa: S608
        first=FIRST,
        day=AS_OF,
    )
    inputs = {item.name: item.value for item in ours.kpis["collection_timeliness"].inputs}
    assert inputs == {"按期收回": collected, "本期到期应收": due}


def index(database: sqlite3.Connection) -> None:
    database.execute("CREATE INDEX by_number ON receipts (number, received, amount)")


@pytest.mark.parametrize("seed", range(5))
def test_a_small_drop_equals_sql(database: sqlite3.Connection, seed: int) -> None:
    index(database)
    check_against_sql(database, 400, 600, seed)


@pytest.mark.parametrize(
    ("invoices", "receipts"),
    [(15_000, 22_000), pytest.param(100_000, 150_000, marks=[pytest.mark.slow, pytest.mark.thorough])],
)
def test_a_large_drop_equals_sql(database: sqlite3.Connection, invoices: int, receipts: int) -> None:
    index(database)
    check_against_sql(database, invoices, receipts, 7)


def test_the_policy_of_these_tests_is_the_shipped_one() -> None:
    assert policy_with().receivables.overdue_days == (30, 60, 90, 180)
