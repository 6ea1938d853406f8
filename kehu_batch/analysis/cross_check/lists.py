"""The lists of the cross-check: every customer, every document, and the differences with their cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.locations import name_customers
from kehu_batch.analysis.base.snapshot import Fen, Positions, Snapshot
from kehu_batch.analysis.cross_check.customers import MatchedCustomers
from kehu_batch.analysis.cross_check.document_labels import label_documents
from kehu_batch.analysis.cross_check.documents import MatchedDocuments
from kehu_batch.analysis.cross_check.hints import hint_amount
from kehu_batch.analysis.cross_check.kinds import KIND_LABELS, MATCHED, TOLERATED, Compared
from kehu_batch.analysis.receivables.rows import place_rows
from kehu_batch.model.figures.states import DifferenceKind
from kehu_batch.model.tables.explanation import Explanation

Kinds = npt.NDArray[np.object_]
Cells = tuple[tuple[str, str], ...]

_FIELDS = ("ops_fen", "finance_fen", "difference_fen")


def list_customer_pairs(
    snapshot: Snapshot, matched: MatchedCustomers, kinds: Kinds, customers: pd.DataFrame, currency: str
) -> pd.DataFrame:
    """Return every customer of either side; see ``CrossCheckFigures.by_customer``.

    Args:
        snapshot: The drop as of the cut-off.
        matched: Both sides; the last entry is of rows without a customer.
        kinds: Kind of each entry's difference.
        customers: ``PaymentRiskFigures.customers``, for grades and places.
        currency: The policy's own.
    """
    pairs = matched.pairs
    shown = np.flatnonzero(pairs.has_ops | pairs.has_finance)
    count = len(pairs.ops)
    numbers = np.where(shown == count - 1, -1, shown).astype(np.int64)
    ours = customers[customers["currency"] == currency].set_index("customer")
    ours = ours.reindex(numbers)
    ledger = snapshot.ledger_values("receivable_balance")
    frame = pd.DataFrame(
        {
            **name_customers(snapshot.dataset, numbers),
            "currency": pd.array([currency] * len(shown), dtype="str"),
            **_money(pairs, shown),
            "ledger_fen": ledger.array.take(numbers, allow_fill=True),
            **_overdue(matched, shown),
            "grade": ours["grade"].array,
            "finance_grade": _finance_grades(matched, shown),
            "result": result_labels(kinds[shown], (pairs.ops - pairs.finance)[shown]),
            "ops_file": ours["file"].array,
            "ops_cell": ours["cell"].array,
        }
    )
    places = _balance_places(snapshot, matched, shown)
    return pd.concat([frame, places], axis=1)


def _money(pairs: Compared, shown: Positions) -> dict[str, object]:
    """Return both sides and their difference; missing where a side has none, or could not be read."""
    ops, finance = pairs.ops[shown], pairs.finance[shown]
    blind_ops, blind_finance = pairs.blind_ops[shown], pairs.blind_finance[shown]
    return {
        "ops_fen": pd.arrays.IntegerArray(ops.copy(), ~pairs.has_ops[shown] | blind_ops),
        "finance_fen": pd.arrays.IntegerArray(finance.copy(), ~pairs.has_finance[shown] | blind_finance),
        "difference_fen": pd.arrays.IntegerArray(ops - finance, blind_ops | blind_finance),
        "ops_unread": blind_ops,
        "finance_unread": blind_finance,
    }


def _overdue(matched: MatchedCustomers, shown: Positions) -> dict[str, object]:
    ops, finance = matched.ops_overdue[shown], matched.finance_overdue[shown]
    silent = ~matched.finance_tells_overdue[shown]
    return {
        "ops_overdue_fen": pd.arrays.IntegerArray(ops, np.zeros(len(ops), dtype=np.bool_)),
        "finance_overdue_fen": pd.arrays.IntegerArray(finance, silent),
        "overdue_difference_fen": pd.arrays.IntegerArray(ops - finance, silent.copy()),
    }


def result_labels(kinds: Kinds, differences: Fen) -> object:
    """Return ``一致``, ``容差内`` or the kind of each difference in Chinese."""
    agreed = np.where(differences == 0, MATCHED, TOLERATED)
    return pd.array(
        [KIND_LABELS.get(kind) or word for kind, word in zip(kinds, agreed.tolist(), strict=True)],
        dtype="str",
    )


def _finance_grades(matched: MatchedCustomers, shown: Positions) -> object:
    if matched.balances is None:
        return pd.array([None] * len(shown), dtype="str")
    rows = matched.balances.dropna(subset="risk_grade").drop_duplicates("customer")
    return rows.set_index("customer")["risk_grade"].reindex(shown).array


def _balance_places(snapshot: Snapshot, matched: MatchedCustomers, shown: Positions) -> pd.DataFrame:
    """Return where finance's balance of each customer stands: its first row."""
    rows = np.full(len(matched.pairs.ops), -1, dtype=np.intp)
    if matched.balances is not None:
        customers = matched.balances["customer"].to_numpy()
        rows[customers[::-1]] = matched.balances.index.to_numpy(dtype=np.intp)[::-1]
    places = place_rows(snapshot.dataset, "balances", rows[shown], "receivable_balance")
    return pd.DataFrame({"finance_file": places["file"], "finance_cell": places["cell"]})


def list_document_pairs(
    snapshot: Snapshot, matched: MatchedDocuments, kinds: Kinds, shown: Positions
) -> pd.DataFrame:
    """Return the documents shown; see ``CrossCheckFigures.by_document``. Indexed by their keys."""
    rows, pairs = matched.rows, matched.pairs
    source = snapshot.dataset.tables["invoices"]
    one = rows.take(matched.first[shown])
    frame: dict[str, object] = {
        **name_customers(snapshot.dataset, one["customer"].to_numpy(dtype=np.int64)),
        "document": pd.array(one["number"].to_numpy(), dtype="str"),
        "label": pd.array(label_documents(source.take(one["row"].to_numpy())), dtype="str"),
        "instalment": source["instalment"].array.take(one["row"].to_numpy()),
        "currency": pd.array(one["currency"].to_numpy(), dtype="str"),
        **_money(pairs, shown),
    }
    places: dict[str, object] = {}
    for side, name in ((0, "ops"), (1, "finance")):
        mine = rows[rows["side"] == side].drop_duplicates("key").set_index("key").reindex(shown)
        positions = mine["row"].fillna(-1).to_numpy(dtype=np.intp)
        frame[f"{name}_due_on"] = mine["due"].to_numpy(dtype="datetime64[s]")
        place = place_rows(snapshot.dataset, "invoices", positions, "amount")
        places[f"{name}_file"], places[f"{name}_cell"] = place["file"], place["cell"]
    frame["result"] = result_labels(kinds[shown], (pairs.ops - pairs.finance)[shown])
    return pd.DataFrame({**frame, **places}).set_axis(shown, axis=0)


def list_differences(
    level: str, pairs: pd.DataFrame, kinds: Sequence[str], cells: tuple[Sequence[Cells], Sequence[Cells]]
) -> pd.DataFrame:
    """Return rows of a level's differences, without what people wrote about them.

    Args:
        level: ``customer`` or ``document``.
        pairs: The rows of ``by_customer`` or ``by_document`` concerned.
        kinds: Kind of each.
        cells: Cells of ops and of finance, of each row.
    """
    unread = {
        "ops_fen": pairs["ops_unread"].to_numpy(dtype=np.bool_),
        "finance_fen": pairs["finance_unread"].to_numpy(dtype=np.bool_),
    }
    unread["difference_fen"] = unread["ops_fen"] | unread["finance_fen"]
    frame = pd.DataFrame(
        {
            name: pd.arrays.IntegerArray(pairs[name].fillna(0).to_numpy(dtype=np.int64), unread[name])
            for name in _FIELDS
        }
    )
    if level == "customer":
        late = np.array([kind == DifferenceKind.OVERDUE for kind in kinds], dtype=np.bool_)
        for name in _FIELDS:
            of_overdue = (
                name.replace("_fen", "_overdue_fen") if name != "difference_fen" else "overdue_difference_fen"
            )
            frame[name] = frame[name].mask(late, pairs[of_overdue].fillna(0).astype("Int64").array)
    columns = {name: pairs[name].array for name in ("customer", "customer_id", "customer_name", "currency")}
    for name in ("document", "instalment"):
        columns[name] = pairs[name].array if name in pairs else pd.array([None] * len(pairs), dtype="str")
    frame = pd.concat([pd.DataFrame(columns), frame], axis=1)
    frame["level"], frame["kind"] = level, pd.array(list(kinds), dtype="str")
    frame["kind_label"] = frame["kind"].map(KIND_LABELS)
    hints = [
        hint_amount(ops, finance) if kind in {DifferenceKind.AMOUNT, DifferenceKind.SIGN} else None
        for kind, ops, finance in zip(
            kinds,
            frame["ops_fen"].fillna(0).tolist(),
            frame["finance_fen"].fillna(0).tolist(),
            strict=True,
        )
    ]
    frame["hint"] = pd.array(hints, dtype="str")
    for name, of_side in zip(("ops_cells", "finance_cells"), cells, strict=True):
        frame[name] = pd.Series(list(of_side), index=frame.index, dtype=object)
    return frame


def hint_by_buckets(differences: pd.DataFrame, buckets: pd.DataFrame) -> pd.DataFrame:
    """Add a hint to a customer's amount where a slip in one bucket of finance's sheet makes the whole difference.

    Args:
        differences: Rows of ``list_differences``.
        buckets: ``CrossCheckFigures.bucket_differences``.
    """
    single = buckets[~buckets["customer"].duplicated(keep=False)].set_index("customer")
    asked = (differences["kind"] == DifferenceKind.AMOUNT) & (differences["level"] == "customer")
    asked &= differences["hint"].isna() & differences["customer"].isin(single.index)
    hints = differences["hint"].to_numpy(dtype=object).copy()
    rows = np.flatnonzero(asked)
    told = single.reindex(differences["customer"].to_numpy()[rows])
    gaps = differences["difference_fen"].fillna(0).to_numpy(dtype=np.int64)[rows]
    parts = zip(rows, gaps, told["bucket"], told["ops_fen"], told["finance_fen"], strict=True)
    for row, gap, bucket, ops, finance in parts:
        hint = hint_amount(int(ops), int(finance))
        if hint and ops - finance == gap:
            hints[row] = f"{bucket}：{hint}"
    return differences.assign(hint=pd.array(hints, dtype="str"))


def explain_differences(
    differences: pd.DataFrame, explanations: Mapping[str, Explanation], as_of: date, own: str
) -> pd.DataFrame:
    """Add keys, and what people wrote about a difference before: ``note``, ``first_seen``, ``unexplained_days``.

    Args:
        differences: The differences.
        explanations: What was written, by key.
        as_of: The day of the drop.
        own: The policy's own currency; a customer's difference in another names it in its key.
    """
    names = differences["customer_id"].fillna(differences["customer_name"]).fillna("")
    parts = (
        differences["level"],
        names,
        differences["document"].fillna(""),
        differences["instalment"].fillna(
            differences["currency"].where(
                (differences["level"] == "customer") & (differences["currency"] != own), ""
            )
        ),
    )
    keys = ["|".join(values) for values in zip(*parts, strict=True)]
    known = [explanations.get(key) for key in keys]
    first = [as_of if one is None else min(one.first_seen, as_of) for one in known]
    notes = [one.note if one is not None and one.note.strip() else None for one in known]
    days = [None if note else (as_of - day).days for note, day in zip(notes, first, strict=True)]
    return differences.assign(
        key=pd.array(keys, dtype="str"),
        note=pd.array(notes, dtype="str"),
        first_seen=pd.Series(
            np.array(first, dtype="datetime64[D]").astype("datetime64[s]"), differences.index
        ),
        unexplained_days=pd.array(days, dtype="Int64"),
    )
