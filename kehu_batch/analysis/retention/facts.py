"""What the day knows of every customer: deals, scores, complaints, and what the ledger states."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.folded_texts import fold_matches
from kehu_batch.analysis.base.locations import first_mentions, name_customers, place_columns
from kehu_batch.analysis.base.snapshot import Codes, Mask, Snapshot
from kehu_batch.analysis.base.text_columns import as_texts, same_text
from kehu_batch.analysis.complaints.register import Register
from kehu_batch.analysis.retention.deals import Deals, collect_deals
from kehu_batch.analysis.retention.scores import HealthScores, collect_scores
from kehu_batch.analysis.tiers.basis import present_customers
from kehu_batch.folding import fold_text
from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.policy.schema import Policy
from kehu_batch.records import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of all customers on a day, in the order of ``Dataset.customers``.

    Args:
        snapshot: The drop on that day.
        deals: Their deals.
        scores: Their scores.
        complaints: Complaints; see ``_list_complaints``.
        stated_lost: Whether 客户阶段 or 跟进状态 says that the customer is lost.
        tiers: Tier by name: recomputed, else stated; ``None`` where there is neither.
        core: Which are key customers.
        present: Which customers the day knows.
    """

    snapshot: Snapshot
    deals: Deals
    scores: HealthScores
    complaints: pd.DataFrame
    stated_lost: Mask
    tiers: npt.NDArray[np.object_]
    core: Mask
    present: Mask

    def names(self, customers: Codes) -> dict[str, object]:
        """Return the columns that say who customers are, whose they are and where they stand first."""
        regions, rows = first_mentions(self.snapshot.dataset)
        places = place_columns(
            self.snapshot.dataset,
            regions[customers],
            rows[customers],
            same_text("customer", len(customers)),
        )
        return {
            **name_customers(self.snapshot.dataset, customers),
            "owner": pd.array(as_texts(self.snapshot.ledger_values("owner"))[customers], dtype="str"),
            "file": places["file"],
            "cell": places["cell"],
        }


def collect_facts(snapshot: Snapshot, tiers: TierFigures, register: Register, policy: Policy) -> Facts:
    """Collect the facts of all customers as of the snapshot's day."""
    named = np.full(snapshot.customer_count, None, dtype=object)
    labels = named.copy()
    places = tiers.customers["customer"].to_numpy(dtype=np.intp)
    named[places] = as_texts(tiers.customers["recomputed"].fillna(tiers.customers["stated_tier"]))
    labels[places] = as_texts(tiers.customers["stated"])
    key = frozenset(map(fold_text, policy.retention.key_tiers))
    # A tier by the scheme decides; a label that the scheme does not know speaks for itself.
    core = fold_matches(pd.Series(named, dtype="str").fillna(pd.Series(labels, dtype="str")), key)
    words = [fold_text(word) for word in policy.retention.lost_words]
    lost = fold_matches(snapshot.ledger_values("lifecycle_stage"), words)
    lost |= fold_matches(snapshot.ledger_values("follow_status"), words)
    return Facts(
        snapshot=snapshot,
        deals=collect_deals(snapshot),
        scores=collect_scores(snapshot),
        complaints=_list_complaints(register),
        stated_lost=lost,
        tiers=named,
        core=core,
        present=present_customers(snapshot),
    )


def _list_complaints(register: Register) -> pd.DataFrame:
    """Return the complaints of known customers up to the register's day.

    Returns:
        One row a complaint: ``customer``, ``day`` (received), ``open`` bool, ``type`` (primary).
    """
    frame = pd.DataFrame(
        {
            "customer": register.customers,
            "day": register.days("received_at"),
            "open": ~register.solved,
            "type": register.rows["type"].array,
        }
    )
    return frame[(frame["customer"] >= 0) & frame["day"].notna()].reset_index(drop=True)
