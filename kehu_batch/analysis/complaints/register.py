"""The register of complaints as of a day: what had happened by then, whose each is and what it is about."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.days import Day, Days, to_days
from kehu_batch.analysis.base.folded_texts import unify_spellings
from kehu_batch.analysis.base.locations import name_customers, place_columns
from kehu_batch.analysis.base.snapshot import Codes, Mask, Snapshot
from kehu_batch.analysis.base.statuses import is_closed
from kehu_batch.analysis.base.text_columns import as_texts, choose_text
from kehu_batch.analysis.complaints.moments import Moments, read_moments
from kehu_batch.analysis.issues.labels import classify_issue
from kehu_batch.analysis.issues.lexicon import stated_type
from kehu_batch.model.figures.states import UNCLASSIFIED
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.taxonomy import Taxonomy
from kehu_batch.records import dataclass

#: The times of a complaint in the order in which they follow one another.
TIMES = ("received_at", "responded_at", "planned_at", "resolved_at", "confirmed_at")

_TEXTS = ("complaint_id", "content", "issue_type", "owner", "status")


@dataclass(frozen=True, slots=True)
class Register:
    """The complaints that count on a day; parallel to ``rows``.

    Args:
        rows: One row a complaint: ``customer`` int64, ``region``, ``source_row``, ``complaint_id``, ``content``,
            ``owner`` (its own, else the ledger's; missing: nobody), ``type`` (primary, 未归类 where none is found).
        day: ``as_of``.
        times: Moments by field of ``TIMES``; what is dated after as_of has not happened.
        later: Which complaints have a time there that is dated after as_of.
        has_column: Whether the complaint's table has the field at all.
        solved: Whether it is solved as of the day: by its time, else by its status.
    """

    rows: pd.DataFrame
    day: Day
    times: Mapping[str, Moments]
    later: Mapping[str, Mask]
    has_column: Mapping[str, Mask]
    solved: Mask

    @property
    def customers(self) -> Codes:
        """Return the customer of each complaint."""
        return self.rows["customer"].to_numpy(dtype=np.int64)

    def days(self, field: str) -> Days:
        """Return the day of a time; ``NaT`` where it has not happened."""
        return self.times[field].early.astype("datetime64[D]")


def read_register(snapshot: Snapshot, policy: Policy, taxonomy: Taxonomy) -> Register:
    """Read the complaints that count on the snapshot's day, whatever their month."""
    rows = snapshot.rows("complaints", "customer", "region", "source_row", *_TEXTS, *TIMES)
    later = {field: to_days(rows[field]) > snapshot.day for field in TIMES}
    times = {field: read_moments(rows[field]).where(~later[field]) for field in TIMES}
    owners = rows["owner"]
    if len(rows):
        owners = owners.fillna(snapshot.ledger_values("owner").reindex(rows["customer"]).set_axis(rows.index))
    content = rows[["customer", "region", "source_row", "complaint_id", "content"]].assign(
        owner=unify_spellings(owners),
        type=_primary_types(rows["issue_type"], rows["content"], taxonomy),
    )
    said_done = is_closed(rows["status"], policy.follow_ups)
    return Register(
        rows=content,
        day=snapshot.day,
        times=times,
        later=later,
        has_column={field: _has_column(snapshot.dataset, rows, field) for field in TIMES},
        # A status is as of the day on which the register was sent: it says nothing of a solution dated later.
        solved=times["resolved_at"].known | (said_done & ~later["resolved_at"]),
    )


def rewind(register: Register, past: Snapshot, policy: Policy) -> Register:
    """Return the register as it stood on an earlier day.

    A solution without a date is taken as it is now: the status says nothing of when.

    Args:
        register: The complaints that count on the later day.
        past: The drop on the earlier day.
        policy: Words for done.
    """
    kept = register.days("received_at") <= past.day
    rows = register.rows[kept]
    known = {field: moments.select(kept) for field, moments in register.times.items()}
    after = {field: moments.early.astype("datetime64[D]") > past.day for field, moments in known.items()}
    later = {field: register.later[field][kept] | after[field] for field in TIMES}
    times = {field: moments.where(~after[field]) for field, moments in known.items()}
    statuses = (
        past.dataset.tables["complaints"]["status"].take(rows.index.to_numpy(dtype=np.intp))
        if len(rows)
        else None
    )
    said_done = np.zeros(0, dtype=np.bool_) if statuses is None else is_closed(statuses, policy.follow_ups)
    return Register(
        rows=rows,
        day=past.day,
        times=times,
        later=later,
        has_column={field: present[kept] for field, present in register.has_column.items()},
        solved=times["resolved_at"].known | (said_done & ~later["resolved_at"]),
    )


def _primary_types(stated: pd.Series, content: pd.Series, taxonomy: Taxonomy) -> pd.Series:
    """Return the type of each complaint: a stated one that the taxonomy knows, else that of its content.

    Where the content tells none, a stated type may, as a text: 态度差.
    """
    types: dict[tuple[object, object], str] = {}
    for pair in zip(as_texts(stated), as_texts(content), strict=True):
        if pair not in types:
            types[pair] = _primary_type(*pair, taxonomy)
    pairs = zip(as_texts(stated), as_texts(content), strict=True)
    return pd.Series([types[pair] for pair in pairs], index=stated.index, dtype="str")


def _primary_type(stated: object, content: object, taxonomy: Taxonomy) -> str:
    named = None if stated is None else stated_type(str(stated), taxonomy)
    if named is not None:
        return named
    texts = (str(text) for text in (content, stated) if text is not None)
    types = (classify_issue(text, taxonomy).primary for text in texts)
    return next((found for found in types if found != UNCLASSIFIED), UNCLASSIFIED)


def _has_column(dataset: Dataset, rows: pd.DataFrame, field: str) -> Mask:
    present = np.array([region.column_of(field) is not None for region in dataset.regions], dtype=np.bool_)
    columns: Mask = present[rows["region"].to_numpy(dtype=np.intp)]
    return columns


def list_complaints(snapshot: Snapshot, register: Register, chosen: Mask) -> pd.DataFrame:
    """Return chosen complaints as a list for people: ids, names, what it is about, whose it is, and its place."""
    rows = register.rows[chosen]
    regions, numbers = (rows[column].to_numpy(dtype=np.int64) for column in ("region", "source_row"))
    received = register.times["received_at"].early[chosen]
    told = [register.has_column["received_at"][chosen]]
    return pd.DataFrame(
        {
            "complaint_id": rows["complaint_id"].array,
            **name_customers(snapshot.dataset, rows["customer"].to_numpy(dtype=np.int64)),
            "received_at": received,
            "type": rows["type"].array,
            "content": rows["content"].array,
            "owner": rows["owner"].array,
            **place_columns(
                snapshot.dataset, regions, numbers, choose_text(told, ["received_at"], "content")
            ),
        }
    )
