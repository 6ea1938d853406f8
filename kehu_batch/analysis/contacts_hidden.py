"""The figures as they may be forwarded: contact persons and phone numbers in them masked, all else the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar, cast

import pandas as pd

from kehu_batch.folding import fold_text
from kehu_batch.model.figures.analysis import Analysis, ExcludedRow
from kehu_batch.model.findings.changes import EarlierFinding
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.findings.question import Question
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.model.tables.listed import list_values
from kehu_batch.records import field_names, replace
from kehu_batch.wording.hidden_answers import FREE_KEYS
from kehu_batch.wording.masking import Masking, split_people

#: Columns of the figures' frames that people filled freely.
_FREE = (
    "text",
    "content",
    "preferences",
    "manual_reason",
    "reason",
    "note",
    "mood_reason",
    "last_contact_method",
)
_PEOPLE = "contact"
#: Where staff are named: who is staff is no contact of a customer's, and stays readable.
_STAFF = {"ledger": ("owner",), "callbacks": ("called_by", "plan_owner"), "followups": ("owner",)}
#: Texts of records that are or quote a cell.
_OF_RECORDS: Mapping[type, tuple[str, ...]] = {
    Finding: ("message", "value"),
    EarlierFinding: ("message", "value"),
    Question: ("text",),
    ExcludedRow: ("seen",),
}
#: Values in which there is nothing to mask, a text of a record that is named nowhere among them.
_PLAIN = (str, int, float, date)
_Value = TypeVar("_Value")


def mask_contacts(dataset: Dataset) -> Masking:
    """Return what hides the contact persons that the drop's ledger and callbacks name."""
    staff = {
        name
        for table, columns in _STAFF.items()
        for column in columns
        for name in _texts(dataset, table, column)
    }
    cells = (*_texts(dataset, "ledger", _PEOPLE), *_texts(dataset, "callbacks", _PEOPLE))
    people = {name for cell in cells for name in split_people(cell)} - staff
    # Keys of questions are folded, and name people as folding leaves them.
    return Masking(people | set(map(fold_text, people)))


def _texts(dataset: Dataset, table: str, column: str) -> tuple[str, ...]:
    frame = dataset.tables.get(table)
    if frame is None or column not in frame:
        return ()
    return tuple(str(text) for text in list_values(frame[column].dropna().unique()))


def hide_contacts(analysis: Analysis, masking: Masking) -> Analysis:
    """Return the figures with every text masked that came from a cell which people fill freely.

    Customers, ids, numbers of documents, staff and places stay: by them rows are found.
    """
    return _hide(analysis, masking)


def _hide(value: _Value, masking: Masking) -> _Value:
    """Return a value of the figures with all below it masked; itself where nothing in it is."""
    hidden: object = value
    if value is None or isinstance(value, _PLAIN):  # as most of what a record holds is
        return value
    if isinstance(value, pd.DataFrame):
        hidden = _hide_frame(value, masking)
    elif isinstance(value, Mapping):
        hidden = {key: _hide(one, masking) for key, one in value.items()}
    elif isinstance(value, tuple):
        if value and not isinstance(value[0], str | int | float):
            hidden = tuple(_hide(one, masking) for one in value)
    elif field_names(type(value)):
        hidden = _hide_record(value, masking)
    return cast("_Value", hidden)


def _hide_record(record: Any, masking: Masking) -> Any:  # noqa: ANN401 - a record of any kind
    free = _OF_RECORDS.get(type(record), ())
    if isinstance(record, Question) and record.kind in FREE_KEYS:
        free = (*free, "key")
    changed = {}
    for name in field_names(type(record)):
        old = getattr(record, name)
        new = masking.text(old) if name in free else _hide(old, masking)
        if new is not old and not (isinstance(new, str) and new == old):
            changed[name] = new
    return replace(record, **changed) if changed else record


def _hide_frame(frame: pd.DataFrame, masking: Masking) -> pd.DataFrame:
    """Return a frame with its free texts masked, each distinct one once."""
    hidden: dict[str, pd.Series] = {}
    if not len(frame):
        return frame
    for column in frame.columns:
        if column != _PEOPLE and column not in _FREE:
            continue
        mask = masking.people if column == _PEOPLE else masking.text
        masked = {text: mask(text) for text in list_values(frame[column].unique()) if isinstance(text, str)}
        if any(old != new for old, new in masked.items()):
            hidden[column] = frame[column].map(masked, na_action="ignore").astype(frame[column].dtype)
    return frame.assign(**hidden) if hidden else frame
