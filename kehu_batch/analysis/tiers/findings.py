"""Findings about what tiers are decided from: amounts, conditions, labels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.row_findings import find_in_rows
from kehu_batch.analysis.base.snapshot import Mask, Positions
from kehu_batch.analysis.tiers.basis import TierBasis
from kehu_batch.analysis.tiers.checks import Check
from kehu_batch.analysis.tiers.rating import Ground
from kehu_batch.analysis.tiers.spend import find_in_spend
from kehu_batch.folding import fold_text
from kehu_batch.model.findings.catalogue_figures import (
    CONDITION_BLANK,
    CONDITION_UNKNOWN,
    LIFETIME_STAND_IN,
    NEGATIVE_SPEND,
    STATED_TIER_DIFFERS,
    UNKNOWN_MANUAL_TIER,
    UNKNOWN_TIER_LABEL,
)
from kehu_batch.model.findings.finding import Finding, FindingKind
from kehu_batch.model.tables.listed import list_values
from kehu_batch.policy.schema import Policy
from kehu_batch.wording.numbers import format_money


def find_in_tiers(basis: TierBasis, policy: Policy) -> tuple[Finding, ...]:
    """Return all findings about tiers."""
    search = _Search(basis, policy)
    return (
        *find_in_spend(basis.snapshot, basis.spend, policy),
        *search.negative_amounts(),
        *search.blank_conditions(),
        *search.stand_ins(),
        *search.unknown_labels(),
        *search.stated_differences(),
    )


class _Search:
    """Looks for each kind of finding in one basis."""

    def __init__(self, basis: TierBasis, policy: Policy) -> None:
        self._basis = basis
        self._policy = policy
        # Whom the scheme settles before it looks at anything else, nothing is asked of.
        self._considered = ~np.isin(
            basis.rating.grounds, [Ground.NEGATIVE, Ground.NEITHER, Ground.INQUIRY, Ground.UNTOLD]
        )

    def negative_amounts(self) -> tuple[Finding, ...]:
        """Return a finding at the amount, or the first order, of each customer that is below 0."""
        measure = self._basis.rating.measure
        fen = measure.numbers.astype(np.int64)
        negative = np.flatnonzero(self._basis.rating.grounds == Ground.NEGATIVE)
        place, rows, customers = ("ledger", "annual_amount"), self._basis.ledger_rows[negative], negative
        if self._basis.spend.by_orders:
            orders = self._basis.snapshot.rows("orders", "customer")
            firsts = orders[orders["customer"].isin(negative) & ~orders["customer"].duplicated()]
            place, rows = ("orders", "amount"), firsts.index.to_numpy(dtype=np.intp)
            customers = firsts["customer"].to_numpy(dtype=np.intp)
        messages = [f"消费金额合计 {format_money(amount)}，小于 0" for amount in fen[customers].tolist()]
        return self._find(NEGATIVE_SPEND, place, rows, messages)

    def blank_conditions(self) -> tuple[Finding, ...]:
        """Return a finding for each blank ledger cell that the scheme asks for, and for each word it does not know."""
        found: list[Finding] = []
        for verdict in self._basis.rating.verdicts:
            column = verdict.source.column
            if column is None:
                continue
            for check, kind, what in (
                (Check.BLANK, CONDITION_BLANK, "没有填写"),
                (Check.UNKNOWN_WORD, CONDITION_UNKNOWN, "写的不是认识的用语"),
            ):
                places = np.flatnonzero((verdict.checks == check) & self._considered)
                messages = [f"{verdict.purpose}，但这一格{what}"] * len(places)
                found += self._find(kind, ("ledger", column), self._basis.ledger_rows[places], messages)
        return tuple(found)

    def stand_ins(self) -> tuple[Finding, ...]:
        """Return a finding where the ledger's annual amount stands in for what all recorded orders would give."""
        uses = [item.source.code for item in self._basis.rating.verdicts] + [self._policy.tiers.measure]
        if "lifetime" not in uses or self._basis.spend.by_orders:
            return ()
        known = np.flatnonzero(self._basis.spend.known & (self._basis.ledger_rows >= 0))
        messages = ["没有足够的订单，累计消费以年合作金额代替"] * len(known)
        return self._find(
            LIFETIME_STAND_IN, ("ledger", "annual_amount"), self._basis.ledger_rows[known], messages
        )

    def unknown_labels(self) -> tuple[Finding, ...]:
        """Return a finding for each stated or manual tier that the alias table lacks."""
        stated, manual = self._basis.stated, self._basis.manual
        unknown = stated.labels.notna().to_numpy() & (stated.tiers < 0)
        unruled = manual.notna().to_numpy() & (self._basis.manual_tiers < 0)
        ledger = self._basis.ledger_rows
        return (
            *self._find_labels("ledger", ledger, unknown & stated.from_ledger),
            *self._find_labels("callbacks", stated.callback_rows, unknown & ~stated.from_ledger),
            *self._find(
                UNKNOWN_MANUAL_TIER,
                ("ledger", "manual_tier"),
                ledger[unruled],
                [f"“{label}”不在等级别名表里" for label in manual[unruled]],
            ),
        )

    def stated_differences(self) -> tuple[Finding, ...]:
        """Return a finding at each customer's newest callback that states another tier than the ledger."""
        stated = self._basis.stated
        both = stated.from_ledger & (stated.callback_rows >= 0)
        named = (stated.tiers >= 0) & (stated.callback_tiers >= 0)
        same_label = _same_labels(stated.labels, stated.callback_labels, both)
        differing = both & ~np.where(named, stated.tiers == stated.callback_tiers, same_label)
        messages = [
            f"回访工作表写“{called}”，台账写“{kept}”"
            for called, kept in zip(stated.callback_labels[differing], stated.labels[differing], strict=True)
        ]
        return self._find(
            STATED_TIER_DIFFERS, ("callbacks", "stated_tier"), stated.callback_rows[differing], messages
        )

    def _find_labels(self, table: str, rows: Positions, chosen: Mask) -> tuple[Finding, ...]:
        labels: pd.Series = self._basis.stated.labels[chosen]
        messages = [f"“{label}”不在等级别名表里" for label in labels]
        return self._find(UNKNOWN_TIER_LABEL, (table, "stated_tier"), rows[chosen], messages)

    def _find(
        self, kind: FindingKind, place: tuple[str, str], rows: Positions, messages: Sequence[str]
    ) -> tuple[Finding, ...]:
        return find_in_rows(
            self._basis.snapshot.dataset,
            kind,
            place,
            rows,
            messages,
            whole_column_rows=self._policy.quality.column_finding_rows,
        )


def _same_labels(first: pd.Series, second: pd.Series, both: Mask) -> Mask:
    """Return which labels are the same word, in whatever spelling; false where either is missing."""
    same = np.zeros(len(first), dtype=np.bool_)
    same[both] = [
        fold_text(str(one)) == fold_text(str(other))
        for one, other in zip(list_values(first[both]), list_values(second[both]), strict=True)
    ]
    return same
