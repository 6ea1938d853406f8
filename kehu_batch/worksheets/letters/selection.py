"""Who gets a letter, about which documents: figures of payment risk, to the fen."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pandas as pd

from kehu_batch.errors import UsageError
from kehu_batch.model.figures.receivables import PaymentRiskFigures
from kehu_batch.records import dataclass
from kehu_batch.wording.numbers import format_day, format_yuan
from kehu_batch.worksheets.letters.kinds import LetterKind


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: to a customer, in one currency.

    Args:
        customer_id: As shown; empty where there is none.
        customer_name: Its name, else its id.
        currency: ISO code.
        fen: The letter's amount: outstanding, or what is asked for.
        values: What the template's fields are filled with, but 我方名称.
        documents: ``invoice_no``, ``instalment``, ``issued_on``, ``due_on``, ``amount_fen``, ``received_fen``,
            ``open_fen``, ``days_overdue``, ``asked_fen`` (what of it is asked for).
    """

    customer_id: str
    customer_name: str
    currency: str
    fen: int
    values: dict[str, str]
    documents: pd.DataFrame


def select_letters(figures: PaymentRiskFigures, kind: LetterKind, chosen: Collection[str]) -> list[Letter]:
    """Return the letters of a kind, most money first.

    A statement goes to whoever has anything open or unallocated, a confirmation to whoever owes, a reminder to whoever
    owes undisputed money past its due date; what is disputed of a document is not asked for.

    Args:
        figures: Payment risk.
        kind: What to write.
        chosen: Ids or names of the customers wanted; all where empty.

    Raises:
        UsageError: A customer wanted is not known, or nobody is left to write to.
    """
    rows = figures.customers[figures.customers["customer"] >= 0]
    if chosen:
        labels = {str(label) for name in ("customer_id", "customer_name") for label in rows[name].dropna()}
        missing = [label for label in chosen if label not in labels]
        if missing:
            raise UsageError(
                f"应收里没有客户“{missing[0]}”",
                action="请按客户编号或名称给出有应收的客户",
                code="unknown_customer",
            )
        wanted = rows["customer_id"].isin(list(chosen)) | rows["customer_name"].isin(list(chosen))
        rows = rows[wanted]
    letters = [letter for row in rows.to_dict("records") for letter in _letter(figures, kind, row)]
    if not letters:
        raise UsageError(
            f"没有要写{kind.label}的客户",
            action="催款函只写无争议的逾期款；对账单和询证函只写有未了应收的客户",
        )
    return sorted(letters, key=lambda letter: -letter.fen)


def _letter(figures: PaymentRiskFigures, kind: LetterKind, row: dict[object, object]) -> Iterator[Letter]:
    documents = figures.documents
    mine = documents[(documents["customer"] == row["customer"]) & (documents["currency"] == row["currency"])]
    mine = mine[mine["open_fen"] != 0]
    asked = (mine["open_fen"] - mine["disputed_fen"]).clip(lower=0)
    late = (mine["days_overdue"] > 0).fillna(value=False).astype(bool)
    mine = mine.assign(asked_fen=asked.where(late, 0))
    if kind is LetterKind.DUNNING:
        mine = mine[mine["asked_fen"] > 0]
    elif kind is LetterKind.CONFIRMATION:
        mine = mine[mine["open_fen"] > 0]
    total = int(mine["asked_fen"].sum())
    outstanding = _fen(row["outstanding_fen"])
    writes = {
        LetterKind.STATEMENT: len(mine) > 0 or _fen(row["unallocated_fen"]) != 0,
        LetterKind.CONFIRMATION: outstanding > 0,
        LetterKind.DUNNING: total > 0,
    }
    if not writes[kind]:
        return
    order = mine.sort_values(["due_on", "invoice_no"], kind="stable", na_position="last")
    owed = mine[mine["open_fen"] > 0]
    days = owed["days_overdue"].fillna(0).max() if len(owed) else 0
    identity, name = _text(row["customer_id"]), _text(row["customer_name"])
    values = {
        "客户名称": name or identity,
        "客户编号": identity,
        "截止日": format_day(figures.as_of),
        "币种": _text(row["currency"]),
        "未收余额": format_yuan(outstanding),
        "逾期金额": format_yuan(_fen(row["overdue_fen"])),
        "贷项": format_yuan(_fen(row["credit_notes_fen"])),
        "未分配回款": format_yuan(_fen(row["unallocated_fen"])),
        "净额": format_yuan(_fen(row["net_fen"])),
        "催款金额": format_yuan(total),
        "最长逾期天数": str(max(int(days), 0)),
    }
    fen = total if kind is LetterKind.DUNNING else outstanding
    yield Letter(identity, name or identity, _text(row["currency"]), fen, values, order)


def _fen(value: object) -> int:
    return int(str(value))


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]
