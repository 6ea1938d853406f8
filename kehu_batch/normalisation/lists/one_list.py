"""One document on several rows of one list (docs/rules.md, 1.12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kehu_batch.folding import fold_document_number
from kehu_batch.model.findings.catalogue_lists import LISTED_TWICE, NUMBER_SHARED, ORDER_SUM_REPEATED
from kehu_batch.model.findings.catalogue_receivables import NUMBERS_ALIKE
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.tables.document_states import DEAD
from kehu_batch.model.tables.list_versions import OTHER_ROW
from kehu_batch.normalisation.lists.grouping import name_sides, several_groups
from kehu_batch.normalisation.lists.reporting import RowPlaces
from kehu_batch.normalisation.tables.typed import Flags
from kehu_batch.wording.numbers import format_yuan

#: What an order's state is told by, and where it stands.
_OF_STATE = frozenset({"status", "document_state", "source_row", "excluded"})
#: What tells one document of a list from another.
_DOCUMENT = [
    "region",
    "invoice_no",
    "customer",
    "instalment_key",
    "issued_on",
    "due_on",
    "amount",
    "currency",
]

#: What two orders have in common that may be one.
_ORDER = ["customer", "ordered_on", "amount"]


def settle_states(places: RowPlaces) -> Iterator[Finding]:
    """Exclude all rows of an order that differ in their state alone, but the last; the frame changes in place."""
    frame = places.frame
    rows = frame[frame["excluded"].isin(["", *DEAD.values()]) & frame["order_id"].notna()]
    rows = rows[rows["order_id"].duplicated(keep=False)]
    alike = [column for column in rows.columns if column not in _OF_STATE]
    rows = rows[rows.duplicated(alike, keep=False)]
    earlier = rows.index[rows.duplicated(alike, keep="last")].tolist()
    for row in earlier:
        number = str(frame["order_id"].iloc[row])
        message = f"订单“{number}”下面还有一行，只有状态不同，以下面的一行为准，只计一次"
        place, customer = places.of(row, "order_id"), places.customer(row)
        yield Finding(LISTED_TWICE, place, message, number, "orders", "order_id", customer)
    frame.loc[[row for row in earlier if frame["excluded"].iloc[row] == ""], "excluded"] = OTHER_ROW["orders"]


def settle_repeated_sums(places: RowPlaces) -> Iterator[Finding]:
    """Exclude the rows of an order that say again what the whole of it comes to; the frame changes in place."""
    frame = places.frame
    for region in places.regions:
        if region.table != "orders" or not region.repeated_rows:
            continue
        counted = frame[(frame["region"] == region.id) & (frame["excluded"] == "")]
        again = counted.duplicated(["order_id", "customer"]) & counted["source_row"].isin(
            region.repeated_rows
        )
        rows = counted.index[again]
        if not len(rows):
            continue
        first = int(rows[0])
        number, sums = str(frame["order_id"].iloc[first]), int(frame["amount"].loc[rows].sum())
        message = (
            f"各行商品的数量、价钱不同而金额相同，金额看作整张订单的：同一订单（如“{number}”）只计第一行，"
            f"{len(rows)} 行不计，金额合计 {format_yuan(sums)} 元"
        )
        yield Finding(
            ORDER_SUM_REPEATED,
            places.of(first, "amount"),
            message,
            number,
            "orders",
            "amount",
            count=len(rows),
        )
        frame.loc[rows, "excluded"] = OTHER_ROW["orders"]


def report_alike(places: RowPlaces, equal: Callable[[], Flags]) -> Iterator[Finding]:
    """Yield invoices that a list has twice, with another 已收, 未收 or state; they count.

    Args:
        places: The rows of invoices.
        equal: Says which of them equal an earlier one of their list in every cell, and are told as such.
    """
    frame = places.frame
    rows = frame[(frame["excluded"] == "") & frame["invoice_no"].notna() & frame["amount"].notna()]
    rows = rows[rows.duplicated(_DOCUMENT, keep=False)]
    if rows.empty:
        return
    rows = rows[~equal()[rows.index]]
    for row in rows.index[rows.duplicated(_DOCUMENT)].tolist():
        number = str(frame["invoice_no"].iloc[row])
        message = f"同一张清单里前面已有“{number}”，期数、到期日和金额都相同，两行都计入"
        place, customer = places.of(row, "invoice_no"), places.customer(row)
        yield Finding(NUMBER_SHARED, place, message, number, "invoices", "invoice_no", customer)


def report_alike_orders(places: RowPlaces) -> Iterator[Finding]:
    """Yield orders of one customer, day and amount whose numbers differ in spelling alone; they count."""
    frame = places.frame
    rows = frame[(frame["excluded"] == "") & frame["order_id"].notna() & (frame["customer"] >= 0)]
    rows = rows[rows.duplicated(_ORDER, keep=False)]
    numbers = rows["order_id"].map(fold_document_number)
    keys = [name_sides(rows, places.regions), numbers, *(rows[name] for name in _ORDER)]
    for group in several_groups(rows, keys, ("order_id",)):
        written = group["order_id"].drop_duplicates()
        for row, number in zip(written.index.tolist(), written.tolist(), strict=True):
            others = "、".join(f"“{other}”" for other in written if other != number)
            message = f"“{number}”与{others}只差写法，客户、日期、金额都相同，按不同的订单处理"
            place, customer = places.of(row, "order_id"), places.customer(row)
            yield Finding(NUMBERS_ALIKE, place, message, number, "orders", "order_id", customer)
