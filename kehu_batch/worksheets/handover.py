"""The handover of a person who leaves: that person's customers, and everything open with them (docs/rules.md, 12)."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pandas as pd

from kehu_batch.errors import UsageError
from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.policy.vocabulary import FieldKind
from kehu_batch.sheet_writing.book import Value, add_sheet, open_book
from kehu_batch.wording.labels import TIER_SHOWN
from kehu_batch.wording.numbers import format_day
from kehu_batch.worksheets.people.tasks import TASK_COLUMNS, open_tasks, task_rows
from kehu_batch.worksheets.portfolio import owners_of, take_portfolio
from kehu_batch.worksheets.portfolio_sheet import ListColumn, plain_value, write_list, write_portfolio
from kehu_batch.worksheets.styles import FormStyles

_TEXT, _DAY, _MONEY = FieldKind.TEXT, FieldKind.DATE, FieldKind.AMOUNT
_WHO: tuple[ListColumn, ...] = (("客户编号", 12, _TEXT), ("客户名称", 22, _TEXT))
_PLACE: ListColumn = ("出处", 26, _TEXT)

_ISSUES: tuple[ListColumn, ...] = (*_WHO, ("来源", 8, _TEXT), ("日期", 12, _DAY), ("内容", 50, _TEXT), _PLACE)
_MONEY_OWED: tuple[ListColumn, ...] = (
    *_WHO,
    ("单据号", 16, _TEXT),
    ("到期日", 12, _DAY),
    ("逾期天数", 9, FieldKind.NUMBER),
    ("未收金额(元)", 14, _MONEY),
    ("币种", 7, _TEXT),
    _PLACE,
)
_CONTRACTS: tuple[ListColumn, ...] = (*_WHO, ("合同到期日", 12, _DAY), ("剩余天数", 9, _TEXT))


def render_handover(analysis: Analysis, dataset: Dataset, owner: str, *, stamp: str) -> bytes:
    """Return the handover workbook of a person: customers, open tasks, open issues, overdue money, contracts.

    Only that person's customers stand in it, and of all that is open with them whatever is anybody's. The same drop
    gives the same bytes.

    Args:
        analysis: The figures.
        dataset: What they are of.
        owner: The person who leaves.
        stamp: By which rules the drop was computed.

    Raises:
        UsageError: Nobody of that name has a customer.
    """
    owners = owners_of(analysis, dataset)
    portfolio = take_portfolio(analysis, dataset, owners, owner)
    if portfolio.customers.empty:
        known = "、".join(sorted(map(str, owners.dropna().unique()))) or "没有写明负责人"
        raise UsageError(
            f"没有负责人是“{owner}”的客户", action=f"这次投递里的负责人：{known}", code="unknown_owner"
        )
    mine = frozenset(portfolio.customers["customer"].tolist())
    tasks = open_tasks(analysis.follow_ups.items, owners)
    tasks = tasks[tasks["customer"].isin(mine)]
    lists: tuple[tuple[str, Sequence[ListColumn], list[list[Value]], str], ...] = (
        ("约定与计划", TASK_COLUMNS, task_rows(tasks), "未完成的约定、计划与到期的联系"),
        ("未解决问题", _ISSUES, _issues(analysis, mine), "没有写明已解决的问题和投诉"),
        ("逾期款项", _MONEY_OWED, _overdue(analysis, mine), "已过到期日还没有收回的应收单"),
        ("合同", _CONTRACTS, _contracts(portfolio.customers, analysis), "有合同到期日的客户，先到期的在前"),
    )
    target = BytesIO()
    with open_book(target, title=f"{owner} 交接清单") as book:
        looks = FormStyles(book)
        as_of = f"截止日 {format_day(analysis.period.as_of)}"
        titles = f"{owner}的交接清单", f"{as_of}，客户 {len(portfolio.customers)} 户；{TIER_SHOWN}；{stamp}"
        write_portfolio(add_sheet(book, "客户"), looks, portfolio, titles)
        for name, columns, rows, meaning in lists:
            line = f"{as_of}，{meaning}，共 {len(rows)} 项"
            write_list(add_sheet(book, name), looks, columns, rows, (f"{owner}的{name}", line))
    return target.getvalue()


def _rows(frame: pd.DataFrame, fields: Sequence[str], shown: Sequence[ListColumn]) -> list[list[Value]]:
    """Return the fields as rows of the columns that they are shown in."""
    columns = [
        [plain_value(value, kind) for value in frame[field].tolist()]
        for field, (_, _, kind) in zip(fields, shown, strict=True)
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def _placed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(place=frame["file"].fillna("") + " " + frame["cell"].fillna(""))


def _issues(analysis: Analysis, mine: frozenset[int]) -> list[list[Value]]:
    fields = ("customer_id", "customer_name", "source", "day", "text", "place")
    rows: list[list[Value]] = []
    if analysis.issues is not None:
        items = analysis.issues.items
        items = items[~items["resolved"].fillna(value=False).astype(bool) & items["customer"].isin(mine)]
        rows += _rows(_placed(items.assign(source="回访", day=items["called_on"])), fields, _ISSUES)
    if analysis.complaints is not None:
        items = analysis.complaints.open
        items = items[items["customer"].isin(mine)]
        shown = items.assign(source="投诉", day=items["received_at"], text=items["content"])
        rows += _rows(_placed(shown), fields, _ISSUES)
    return rows


def _overdue(analysis: Analysis, mine: frozenset[int]) -> list[list[Value]]:
    if analysis.payment_risk is None:
        return []
    items = analysis.payment_risk.documents
    late = (items["days_overdue"] > 0).fillna(value=False).astype(bool) & (items["open_fen"] > 0)
    items = items[late & items["customer"].isin(mine)].sort_values(
        ["customer_id", "due_on"], kind="stable", na_position="last"
    )
    fields = (
        "customer_id",
        "customer_name",
        "invoice_no",
        "due_on",
        "days_overdue",
        "open_fen",
        "currency",
        "place",
    )
    return _rows(_placed(items), fields, _MONEY_OWED)


def _contracts(customers: pd.DataFrame, analysis: Analysis) -> list[list[Value]]:
    items = customers[customers["contract_end_on"].notna()].sort_values("contract_end_on", kind="stable")
    left = (items["contract_end_on"] - pd.Timestamp(analysis.period.as_of)).dt.days
    items = items.assign(left=[f"已过 {-days} 天" if days < 0 else f"{days} 天" for days in left.tolist()])
    return _rows(items, ("customer_id", "customer_name", "contract_end_on", "left"), _CONTRACTS)
