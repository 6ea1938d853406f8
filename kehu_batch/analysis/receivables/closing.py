"""The run's own closing, and what moved in an earlier one (期初重述; docs/rules.md, 10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from kehu_batch.analysis.receivables.moves import EFFECTS, list_moves
from kehu_batch.cells import parse_ref
from kehu_batch.folding import fold_text
from kehu_batch.model.figures.closings import Restatement
from kehu_batch.model.figures.receivables import PaymentRiskFigures
from kehu_batch.model.findings.catalogue_receivables import OPENING_RESTATED
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.location import Location
from kehu_batch.model.tables.closing import (
    BALANCE_COLUMNS,
    INVOICE,
    MOST_ROWS,
    RECEIPT,
    ROW_COLUMNS,
    Closing,
)
from kehu_batch.model.tables.frames import PLACED, TEXT, FrameColumn
from kehu_batch.wording.numbers import format_yuan

NO_CLOSING = "投递中没有本期以前的期末（以前的 summary.json 或批注工作簿）"
NOT_KEPT = f"当时单据与回款超过 {MOST_ROWS:,} 行，没有逐笔保存"
UNDATED = "有应收单的已收金额没有回款日期，不知道当日收到多少"
UNEVEN = "以前的期末各户之和与其单据对不上，可能改动过"

_ACCOUNT = ["account", "currency"]


def closing_of(figures: PaymentRiskFigures) -> Closing:
    """Return what a run keeps for later ones: customers that owe or are owed, and the rows behind them."""
    customers = figures.customers
    listed = customers[["outstanding_fen", "credit_notes_fen", "unallocated_fen"]].ne(0).any(axis=1)
    rows = current_rows(figures)
    return Closing(
        figures.as_of,
        figures.side.value,
        _plain(customers[listed], BALANCE_COLUMNS),
        _plain(rows, ROW_COLUMNS) if len(rows) <= MOST_ROWS else None,
    )


def current_rows(figures: PaymentRiskFigures) -> pd.DataFrame:
    """Return the documents and receipts up to as_of as rows of a closing, with ``file`` and ``cell``."""
    documents, receipts = figures.documents, figures.receipts
    invoices = documents.assign(
        kind=INVOICE, number=documents["invoice_no"], document="", day=_days(documents["issued_on"])
    )
    paid = receipts.assign(
        kind=RECEIPT,
        number=receipts["receipt_no"],
        instalment="",
        document=receipts["invoice_no"],
        day=_days(receipts["received_on"]),
    )
    columns = [*ROW_COLUMNS, *PLACED]
    names = [column.name for column in columns]
    return _plain(pd.concat([invoices[names], paid[names]], ignore_index=True), columns)


def _days(days: pd.Series) -> pd.Series:
    texts: pd.Series = days.dt.strftime("%Y-%m-%d")
    return texts


def _plain(frame: pd.DataFrame, columns: Sequence[FrameColumn]) -> pd.DataFrame:
    kinds = {column.name: column.dtype for column in columns}
    texts = {name: "" for name, kind in kinds.items() if kind == TEXT}
    return frame[list(kinds)].fillna(texts).astype(kinds).reset_index(drop=True)


def restate(
    figures: PaymentRiskFigures, closings: Iterable[Closing], first: date, excluded: Mapping[str, str]
) -> tuple[Restatement | None, str]:
    """Compare the latest closing before the period with what its day comes to now.

    Args:
        figures: Receivables of the run.
        closings: Kept by earlier runs.
        first: First day of the period.
        excluded: Why a document is no longer counted, by its number.

    Returns:
        What moved, or ``None`` and the reason.
    """
    earlier = [one for one in closings if one.as_of < first and one.side == figures.side.value]
    if not earlier:
        return None, NO_CLOSING
    closing = max(earlier, key=lambda one: one.as_of)
    day = closing.as_of.isoformat()
    rows = _with_accounts(current_rows(figures))
    now = rows[rows["day"] <= day]
    customers = _with_accounts(closing.customers)
    before = None if closing.rows is None else _with_accounts(closing.rows)
    reasons = _not_comparable(figures, customers, before)
    compared = _compare(customers, _nets(now))
    moves = list_moves(before, now, rows[rows["day"] > day], excluded)
    return Restatement(
        closing.as_of,
        closing.source,
        compared[~compared["currency"].isin(list(reasons))].reset_index(drop=True),
        moves[~moves["currency"].isin(list(reasons))].reset_index(drop=True),
        NOT_KEPT if before is None else "",
        reasons,
    ), ""


def _with_accounts(frame: pd.DataFrame) -> pd.DataFrame:
    """Add whom a row is of: the customer's id, else its folded name."""
    names = {name: f"名称 {fold_text(name)}" for name in frame["customer_name"].unique()}
    by_name = frame["customer_name"].map(names)
    return frame.assign(account=frame["customer_id"].where(frame["customer_id"] != "", by_name))


def _nets(rows: pd.DataFrame) -> pd.DataFrame:
    signed = rows.assign(net_fen=rows["amount_fen"] * rows["kind"].map(EFFECTS))
    names = {"customer_id": "first", "customer_name": "first", "net_fen": "sum"}
    return signed.groupby(_ACCOUNT, sort=True).agg(names).reset_index()


def _not_comparable(
    figures: PaymentRiskFigures, customers: pd.DataFrame, before: pd.DataFrame | None
) -> dict[str, str]:
    """Return the currencies that cannot be compared, and why."""
    documents = figures.documents
    reasons = dict.fromkeys(documents.loc[documents["received_undated"], "currency"].unique(), UNDATED)
    if before is None:
        return reasons
    both = customers.merge(_nets(before), on=_ACCOUNT, how="outer", suffixes=("", "_rows"))
    gaps = both["net_fen"].fillna(0) != both["net_fen_rows"].fillna(0)
    return {**dict.fromkeys(both.loc[gaps, "currency"].unique(), UNEVEN), **reasons}


def _compare(customers: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    kept = customers[[*_ACCOUNT, "customer_id", "customer_name", "net_fen"]]
    both = kept.merge(now, on=_ACCOUNT, how="outer", suffixes=("_kept", ""))
    for name in ("customer_id", "customer_name"):
        both[name] = both[name].fillna(both[f"{name}_kept"])
    sums = {
        "before_fen": both["net_fen_kept"].fillna(0).astype("int64"),
        "now_fen": both["net_fen"].fillna(0).astype("int64"),
    }
    found = both[["customer_id", "customer_name", "currency"]].assign(**sums)
    found["difference_fen"] = found["now_fen"] - found["before_fen"]
    moved = found[found["difference_fen"] != 0]
    return moved.iloc[np.argsort(-moved["difference_fen"].abs().to_numpy(), kind="stable")]


def find_restated(figures: PaymentRiskFigures) -> Iterator[Finding]:
    """Yield one finding where a closing moved, at the first row of the drop that moved it."""
    restated = figures.restatement
    if restated is None or (restated.customers.empty and restated.moves.empty):
        return
    parts = []
    for currency, moved in restated.customers.groupby("currency", sort=True):
        fen = int(moved["difference_fen"].sum())
        parts.append(f"{len(moved):,} 户净额合计变动 {format_yuan(fen)}（{currency}）")
    rows = f"，由 {len(restated.moves):,} 张单据或回款引起" if len(restated.moves) else ""
    said = "；".join(parts) or "净额不变"
    message = f"“{restated.source}”所存 {restated.as_of} 的期末，按本次的表重算：{said}{rows}"
    placed = restated.moves[restated.moves["cell"].notna()]
    place = None
    if len(placed):
        first = placed.iloc[0]
        sheet, _, ref = str(first["cell"]).rpartition("!")
        place = Location(str(first["file"]), sheet, *parse_ref(ref))
    yield Finding(OPENING_RESTATED, place, message, count=max(len(restated.moves), 1))
