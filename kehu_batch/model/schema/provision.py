"""Records of 坏账准备, an estimate."""

from __future__ import annotations

from typing import Literal, NotRequired

from kehu_batch.model.schema.kinds import Customer, Money
from kehu_batch.model.schema.record import Record


class AgeProvision(Record):
    """What is provided for a bucket by age."""

    bucket: str
    outstanding: Money
    rate: float | None
    provision: Money


class MonthProvision(Record):
    """What is provided for a month overdue."""

    bucket: str
    outstanding: Money
    flow: float | None
    rate: float | None
    provision: Money


class AloneProvision(Customer):
    """What is provided for a customer alone."""

    outstanding: Money
    provision: Money
    reason: str


class ProvisionRecord(Record):
    """The provision for bad debts in the policy's own currency: an estimate."""

    estimate: bool
    method: Literal["age", "migration"]
    age: Money
    migration: Money | None
    migration_reason: NotRequired[str]
    opening: Money | None
    opening_reason: NotRequired[str]
    opening_source: str | None
    charged: Money | None
    charged_reason: NotRequired[str]
    written_off: Money | None
    written_off_reason: NotRequired[str]
    recovered: Money
    closing: Money
    unrated: Money
    by_age: list[AgeProvision]
    by_migration: list[MonthProvision] | None
    by_migration_reason: NotRequired[str]
    individual: list[AloneProvision]
