"""What is known of each customer of a person: for the lists of tasks, and for whoever takes the customers over."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.folding import fold_text
from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.figures.states import ClockName
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.model.tables.listed import list_values
from kehu_batch.model.tables.lookup import find_rows, look_up
from kehu_batch.records import dataclass
from kehu_batch.wording.labels import CLOCK_LABELS

#: Where a contact's day, person and words stand, by table.
_CONTACTS = (
    ("followups", "followed_on", "owner", "content"),
    ("callbacks", "called_on", "called_by", "summary"),
)

#: What people write between the names of those who share something.
_BETWEEN = re.compile(r"[、/／,，;；+＋&＆]")
_SHORT_NAMES = re.compile(r"\s*[\u4e00-\u9fff]{2,4}(?:\s*[、/／,，;；+＋&＆]\s*[\u4e00-\u9fff]{2,4})+\s*")


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Customers of one person.

    Args:
        customers: One row a customer, by id: ``customer`` int64, ``customer_id``, ``customer_name``, ``tier``,
            ``stage``, ``contact``, ``phone``, ``preferences``, ``last_contact_on``, ``last_contact_by``,
            ``last_contact_said``, ``issues`` (open ones in their own words), ``promise_on`` (next promise not kept),
            ``others`` (open matters that somebody else is responsible for, and who),
            ``overdue_fen`` Int64 (missing without receivables), ``risk`` (why it may leave), ``contract_end_on``.
    """

    customers: pd.DataFrame


def owners_of(analysis: Analysis, dataset: Dataset) -> pd.Series:
    """Return whose each customer is, in the order of ``Dataset.customers``; missing where nobody is named.

    The ledger says it; for a customer without one there, whoever called last does.
    """
    count = len(dataset.customers)
    found = _ledger_values(dataset, "owner", count)
    calls = _rows(dataset, "callbacks", "called_on", "called_by", "summary", analysis.period.as_of)
    newest = calls[calls["by"].notna()].drop_duplicates("customer", keep="last")
    callers = look_up(newest["by"], find_rows(newest["customer"], np.arange(count)))
    return found.fillna(pd.Series(callers))


def each_person(name: str) -> list[str]:
    """Return those who share something: several names with ``、`` between them, short ones with other marks too.

    Example:
        >>> each_person("王敏、技术部"), each_person("王敏/李强"), each_person("A/B 组")
        (['王敏', '技术部'], ['王敏', '李强'], ['A/B 组'])
    """
    apart = _SHORT_NAMES.fullmatch(name) is not None
    parts = _BETWEEN.split(name) if apart else name.split("、")
    return [one for part in parts if (one := part.strip())] or [name]


def take_portfolio(analysis: Analysis, dataset: Dataset, owners: pd.Series, person: str) -> Portfolio:
    """Return the customers of a person, shared ones too, whichever script the name is written in."""
    known, theirs = know_portfolios(analysis, dataset, owners)
    sought = {fold_text(person)}
    mine = [one is not None and not sought.isdisjoint((one, *each_person(one))) for one in theirs.tolist()]
    return Portfolio(known.take(np.flatnonzero(mine)).reset_index(drop=True))


def know_portfolios(
    analysis: Analysis, dataset: Dataset, owners: pd.Series
) -> tuple[pd.DataFrame, npt.NDArray[np.object_]]:
    """Return every customer by id, as ``Portfolio.customers`` holds them, and whose each is, folded."""
    known = _know_customers(analysis, dataset)
    known["others"] = _in_other_hands(analysis.follow_ups.items, owners).reindex(known["customer"]).array
    known = known.sort_values(["customer_id", "customer_name"], kind="stable")
    return known, fold_people(owners)[known.index.to_numpy()]


def fold_people(names: pd.Series) -> npt.NDArray[np.object_]:
    """Return each name folded, each distinct one once; ``None`` where nobody is named."""
    codes, people = pd.factorize(names)
    folded: npt.NDArray[np.object_] = np.array(
        [*map(fold_text, map(str, list_values(people))), None], dtype=object
    )[codes]
    return folded


def _in_other_hands(items: pd.DataFrame, owners: pd.Series) -> pd.Series:
    """Return by customer what is open and somebody else's than the customer's owner, e.g. ``跟进计划（技术部）``."""
    customers = items["customer"].to_numpy(dtype=np.intp)
    # Of nobody's customers, which are -1, the owner is nobody: the last place.
    mine = np.array([*fold_people(owners), None], dtype=object)[customers]
    other = np.flatnonzero(fold_people(items["owner"]) != mine)
    columns = (list_values(items[name].take(other)) for name in ("clock", "owner"))
    found: dict[int, dict[str, None]] = {}
    for customer, own, clock, person in zip(
        customers[other].tolist(), mine[other].tolist(), *columns, strict=True
    ):
        if own is not None and isinstance(person, str):
            found.setdefault(customer, {})[f"{CLOCK_LABELS[clock]}（{person}）"] = None
    return pd.Series({customer: "；".join(said) for customer, said in found.items()}, dtype="str")


def _know_customers(analysis: Analysis, dataset: Dataset) -> pd.DataFrame:
    """Return what is known of every customer, as ``Portfolio.customers`` holds it."""
    customers = np.arange(len(dataset.customers))
    known = dataset.customers[["customer_id", "customer_name"]]
    tiers = analysis.tiers.customers
    staged = tiers.head(0).assign(stage="") if analysis.lifecycle is None else analysis.lifecycle.customers
    contacts = last_contacts(dataset, analysis.period.as_of)
    spoken = find_rows(contacts["customer"], customers)
    return pd.DataFrame(
        {
            "customer": customers,
            **{name: known[name].array for name in known.columns},
            "tier": look_up(
                tiers["recomputed"].fillna(tiers["stated"]), find_rows(tiers["customer"], customers)
            ),
            "stage": look_up(staged["stage"].astype("str"), find_rows(staged["customer"], customers)),
            **{
                name: _ledger_values(dataset, name, len(customers)).array
                for name in ("contact", "phone", "preferences")
            },
            "contract_end_on": _ledger_values(
                dataset, "contract_end_on", len(customers), "datetime64[s]"
            ).array,
            "last_contact_on": look_up(contacts["day"], spoken),
            "last_contact_by": look_up(contacts["by"], spoken),
            "last_contact_said": look_up(contacts["said"], spoken),
            **{name: values.reindex(customers).array for name, values in _open_matters(analysis).items()},
        }
    )


def last_contacts(dataset: Dataset, as_of: date) -> pd.DataFrame:
    """Return each customer's newest contact: ``customer``, ``day``, ``by``, ``said``; attempts are none.

    The ledger's own date stands where it is newer than the records.
    """
    parts = [_rows(dataset, *source, as_of) for source in _CONTACTS]
    stated = _ledger_values(dataset, "last_contact_on", len(dataset.customers), "datetime64[s]").to_numpy()
    told = np.flatnonzero(stated <= np.datetime64(as_of))
    nothing = pd.array([None] * len(told), dtype="str")
    ledger = pd.DataFrame({"customer": told, "day": stated[told], "by": nothing, "said": nothing})
    both = pd.concat([ledger, *parts], ignore_index=True)
    return both.sort_values("day", kind="stable").drop_duplicates("customer", keep="last")


def _rows(dataset: Dataset, table: str, day: str, by: str, said: str, as_of: date) -> pd.DataFrame:
    """Return the contacts of a table up to as_of, the oldest first: ``customer``, ``day``, ``by``, ``said``."""
    frame = dataset.table(table)
    if frame is None:
        kinds = {"customer": "int64", "day": "datetime64[s]", "by": "str", "said": "str"}
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})
    days, customers = frame[day].to_numpy(), frame["customer"].to_numpy()
    used = (frame["excluded"].to_numpy(dtype=object) == "") & ~frame["attempt"].to_numpy(dtype=np.bool_)
    rows = np.flatnonzero(used & (days <= np.datetime64(as_of)) & (customers >= 0))
    rows = rows[np.argsort(days[rows], kind="stable")]
    texts = {name: look_up(frame[column], rows) for name, column in (("by", by), ("said", said))}
    return pd.DataFrame({"customer": customers[rows], "day": days[rows], **texts})


def _ledger_values(dataset: Dataset, field: str, count: int, kind: str = "str") -> pd.Series:
    """Return a ledger field for each customer; missing without a ledger row or such a field."""
    ledger = dataset.table("ledger")
    if ledger is None or field not in ledger:
        return pd.Series([None] * count, dtype=kind)
    rows = dataset.customers["ledger_row"].to_numpy(dtype="int64")
    return pd.Series(ledger[field].array.take(rows, allow_fill=True))


def _joined(texts: pd.DataFrame) -> pd.Series:
    """Return the texts of each customer one behind the other, in their order."""
    known = texts.dropna(subset=["customer"])
    found: dict[int, list[str]] = {}
    for customer, text in zip(known["customer"].tolist(), list_values(known["text"]), strict=True):
        found.setdefault(customer, []).append(text)
    return pd.Series({customer: "；".join(said) for customer, said in found.items()}, dtype="str")


def _open_matters(analysis: Analysis) -> dict[str, pd.Series]:
    """Return by customer what is open: issues and complaints, the next promise, overdue money, risks."""
    said: list[pd.DataFrame] = []
    if analysis.issues is not None:
        issues = analysis.issues.items
        said.append(issues[~issues["resolved"].fillna(value=False).astype(bool)][["customer", "text"]])
    if analysis.complaints is not None:
        opened = analysis.complaints.open
        said.append(opened[["customer"]].assign(text="投诉：" + opened["content"].fillna("（没有写内容）")))
    texts = pd.concat(said) if said else pd.DataFrame({"customer": [], "text": pd.Series(dtype="str")})
    items = analysis.follow_ups.items
    promised = items[items["clock"] == ClockName.PROMISE]
    money, risks = pd.Series(dtype="Int64"), pd.Series(dtype="str")
    owed = analysis.payment_risk or analysis.stated
    if owed is not None:
        rows = owed.customers[
            (owed.customers["currency"] == owed.currency) & (owed.customers["customer"] >= 0)
        ]
        money = rows.set_index("customer")["overdue_fen"].astype("Int64")
    if analysis.retention is not None:
        risks = analysis.retention.at_risk.set_index("customer")["reason"]
    return {
        "issues": _joined(texts),
        "promise_on": promised.groupby("customer")["due_on"].min(),
        "overdue_fen": money,
        "risk": risks,
    }
