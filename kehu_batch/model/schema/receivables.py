"""The JSON Schema of ``payment_risk`` and ``cross_check``."""

from __future__ import annotations

from kehu_batch.model.figures.payment_kpis import PAYMENT_KPIS
from kehu_batch.model.schema.parts import (
    COUNT,
    COUNTS,
    CUSTOMER,
    DAY,
    DAY_OR_NULL,
    MONEY,
    MONEY_OR_NULL,
    NUMBER_OR_NULL,
    PLACE,
    SHARE_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
    TEXTS,
    Json,
    listing,
    measured,
    nullable,
    record,
)

#: KPIs of ``payment_risk`` that stand there by their own names.
KPI_CODES = tuple(kpi.code for kpi in PAYMENT_KPIS)

_BUCKETS: Json = {"type": "object", "additionalProperties": MONEY}
_DAYS: Json = {"type": ["integer", "null"]}


def describe_payment_risk() -> Json:
    """Return the schema of ``payment_risk``."""
    return measured(
        "payment_risk",
        side={"enum": ["ops", "finance"]},
        allocation=TEXT,
        **_currency(),
        customers=listing(**_customer()),
        dunning=listing(**_dunning()),
        attention=listing(**_attention()),
        foreign=listing(**_currency()),
        checks=_checks(),
        general_ledger=nullable(
            record(
                balance=MONEY,
                source=TEXT,
                outstanding=MONEY,
                difference=MONEY,
                net=MONEY,
                net_difference=MONEY,
            )
        ),
        **_closings(),
    )


def _closings() -> Json:
    """Return the schema of what a run closed with, and of what moved in an earlier closing."""
    sums = ("outstanding", "credit_notes", "unallocated", "net")
    whose = {**CUSTOMER, "currency": TEXT}
    row = {"kind": TEXT, **dict.fromkeys(("number", "instalment", "document"), TEXT_OR_NULL), **whose}
    move = {"change": TEXT, "kind": TEXT, **dict.fromkeys(("number", "document"), TEXT_OR_NULL), **whose}
    rows = {**listing(**row, day=DAY_OR_NULL, amount=MONEY), "type": ["array", "null"]}
    return {
        "closing": record(
            as_of=DAY,
            side={"enum": ["ops", "finance"]},
            customers=listing(**whose, **dict.fromkeys(sums, MONEY)),
            rows=rows,
        ),
        "restatement": nullable(
            record(
                as_of=DAY,
                source=TEXT,
                customers=listing(**whose, before=MONEY, now=MONEY, difference=MONEY),
                moves=listing(
                    **move,
                    day=DAY_OR_NULL,
                    before=MONEY_OR_NULL,
                    now=MONEY_OR_NULL,
                    effect=MONEY,
                    reason=TEXT,
                    file=TEXT_OR_NULL,
                    cell=TEXT_OR_NULL,
                ),
                moves_reason=TEXT_OR_NULL,
                reasons={"type": "object", "additionalProperties": TEXT},
            )
        ),
    }


def _currency() -> Json:
    apart = ("later_receipts", "written_off")
    money = ("outstanding", "overdue", "disputed", "credit_notes", "unallocated", *apart, "net")
    roll = ("opening", "invoiced", "credited", "received", "closing", "opening_gross", "closing_gross")
    part = {"type": ["number", "string"]}
    return {
        "currency": TEXT,
        **dict.fromkeys(money, MONEY),
        "unallocated_parts": record(unnamed=MONEY, excess=MONEY, unmatched=MONEY),
        "buckets": _BUCKETS,
        "age_buckets": _BUCKETS,
        **dict.fromkeys(KPI_CODES, NUMBER_OR_NULL),
        "kpis": listing(
            code=TEXT,
            name=TEXT,
            value=NUMBER_OR_NULL,
            unit=TEXT,
            formula=TEXT,
            inputs=listing(code=TEXT, name=TEXT, value=part, unit=TEXT),
            reason=TEXT_OR_NULL,
        ),
        "roll_forward": nullable(record(**dict.fromkeys(roll, MONEY))),
        "expected_loss": {
            **listing(bucket=TEXT, outstanding=MONEY, rate={"type": "number"}, loss=MONEY),
            "type": ["array", "null"],
        },
    }


def _customer() -> Json:
    return {
        **CUSTOMER,
        "currency": TEXT,
        "outstanding": MONEY,
        "overdue": MONEY,
        "disputed": MONEY,
        "credit_notes": MONEY,
        "unallocated": MONEY,
        "net": MONEY,
        "opening": MONEY_OR_NULL,
        "max_days_overdue": COUNT,
        "overdue_share": SHARE_OR_NULL,
        "disputed_share": SHARE_OR_NULL,
        "credit_limit": MONEY_OR_NULL,
        "credit_use": NUMBER_OR_NULL,
        "grade": TEXT,
        "reason": TEXT,
        "owner": TEXT_OR_NULL,
        **PLACE,
    }


def _dunning() -> Json:
    return {
        **CUSTOMER,
        "currency": TEXT,
        "overdue": MONEY,
        "documents": COUNT,
        "max_days_overdue": COUNT,
        "stage": TEXT_OR_NULL,
        "disputed": MONEY,
        "disputed_documents": COUNT,
        "last_contact_on": DAY_OR_NULL,
        "last_contact_method": TEXT_OR_NULL,
        "last_contact_by": TEXT_OR_NULL,
        "last_contact_cell": TEXT_OR_NULL,
        "owner": TEXT_OR_NULL,
        "grade": TEXT,
        **PLACE,
    }


def _attention() -> Json:
    return {
        **CUSTOMER,
        "mood": TEXT,
        "currency": TEXT,
        "overdue": MONEY,
        "outstanding": MONEY,
        "max_days_overdue": COUNT,
        "grade": TEXT,
        "score": NUMBER_OR_NULL,
        "called_on": DAY_OR_NULL,
        "mood_reason": TEXT,
        "owner": TEXT_OR_NULL,
        **PLACE,
    }


def _checks() -> Json:
    return listing(name=TEXT, currency=TEXT, left=MONEY, right=MONEY, difference=MONEY)


def describe_cross_check() -> Json:
    """Return the schema of ``cross_check``."""
    side = record(count=COUNT, sum=MONEY, hash_total={"type": "integer"})
    bucket = {"bucket": TEXT, "clock": TEXT, "ops": MONEY, "finance": MONEY, "difference": MONEY}
    return record(
        as_of=DAY,
        currency=TEXT,
        tolerance=TEXT,
        matched=COUNT,
        levels=listing(
            level=TEXT, basis=TEXT, ops=side, finance=side, matched=COUNT, matched_sum=MONEY, tolerated=MONEY
        ),
        by_kind=COUNTS,
        differences=listing(**_difference()),
        bucket_differences=listing(**CUSTOMER, **bucket, **PLACE),
        bucket_totals=listing(**bucket, file=TEXT_OR_NULL),
        ledger_differences=listing(**CUSTOMER, ledger=MONEY, invoices=MONEY, difference=MONEY, **PLACE),
        proposals=listing(
            **CUSTOMER,
            side=TEXT,
            document=TEXT_OR_NULL,
            amount=MONEY,
            documents=TEXTS,
            other_customer=TEXT_OR_NULL,
            basis=TEXT,
            **PLACE,
        ),
        checks=_checks(),
        reasons={"type": "object", "additionalProperties": TEXT},
    )


def _difference() -> Json:
    return {
        "kind": {
            "enum": [
                "only_ops",
                "only_finance",
                "amount_differs",
                "overdue_differs",
                "duplicate_document",
                "unknown_customer",
                "sign",
                "cut_off",
                "unreadable",
            ]
        },
        "level": TEXT,
        **CUSTOMER,
        "document": TEXT_OR_NULL,
        "instalment": TEXT_OR_NULL,
        "currency": TEXT,
        "ops": MONEY_OR_NULL,
        "finance": MONEY_OR_NULL,
        "difference": MONEY_OR_NULL,
        "hint": TEXT_OR_NULL,
        "cells": TEXTS,
        "ops_cells": listing(file=TEXT, cell=TEXT),
        "finance_cells": listing(file=TEXT, cell=TEXT),
        "note": TEXT_OR_NULL,
        "first_seen": DAY,
        "unexplained_days": _DAYS,
    }
