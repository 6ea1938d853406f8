"""The other workbooks: ledger, follow-up log, orders, complaints, receivables, and finance's aging sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from random import Random

from month_plan.dates_kept import BIRTHDAYS, CONTRACT_ENDS, FOUNDED, LOSS_REASONS
from month_plan.followups import HIDDEN_SHEET
from month_plan.receivables import BUCKETS
from month_plan.sheets import Column, Formula, SheetPlan, letter
from month_plan.spelling import spell_day, spell_yuan
from month_plan.truth import Balance, Complaint, Customer, FollowUp, Invoice, Month, Order, Receipt

LEDGER_FILE = "客户台账.xlsx"
FOLLOW_UP_FILE = "跟进记录.xlsx"
ORDER_FILE = "订单明细.xlsx"
COMPLAINT_FILE = "投诉登记表.xlsx"
RECEIVABLE_FILE = "应收与回款.xlsx"
FINANCE_FILE = "应收账款账龄表.xlsx"

_LEDGER = (
    Column("", "序号", 5, "center"),
    Column("customer_id", "客户编号", 9, "id", "基本信息"),
    Column("customer_name", "客户名称", 26, "text", "基本信息"),
    Column("contact", "联系人", 14, "text", "基本信息"),
    Column("phone", "联系电话", 13, "center", "基本信息"),
    Column("industry", "所属行业", 10, "center", "基本信息"),
    Column("branch", "区域", 7, "center", "基本信息"),
    Column("owner", "客户经理", 9, "center", "基本信息"),
    Column("signed_on", "合作开始时间", 12, "date", "基本信息"),
    Column("stated_tier", "客户等级", 9, "center", "分级"),
    Column("manual_tier", "人工定级", 9, "center", "分级"),
    Column("manual_tier_reason", "定级理由", 20, "text", "分级"),
    Column("annual_amount", "年合作金额(万元)", 11, "number", "分级"),
    Column("stability", "合作稳定性", 9, "center", "分级"),
    Column("expansion_potential", "扩展需求", 9, "center", "分级"),
    Column("payment_terms", "账期", 9, "center", "信用"),
    Column("credit_limit", "信用额度(万元)", 10, "number", "信用"),
    Column("receivable_balance", "应收余额(元)", 13, "money", "信用"),
    Column("last_contact_on", "最近沟通时间", 12, "date", "沟通"),
    Column("need_type", "需求类型", 10, "center", "沟通"),
    Column("preferences", "沟通偏好", 14, "text", "沟通"),
    Column("contract_end_on", "合同到期日", 12, "date", "关怀"),
    Column("birthday_on", "联系人生日", 11, "date", "关怀"),
    Column("founded_on", "成立日期", 12, "date", "关怀"),
    Column("loss_reason", "流失原因", 16, "text", "关怀"),
)
_FOLLOW_UPS = (
    Column("customer_name", "跟进客户", 26, "center"),
    Column("followed_on", "跟进时间", 15, "date"),
    Column("content", "跟进内容", 28),
    Column("owner", "负责人员", 10, "center"),
    Column("status", "状态", 9, "center"),
)
_COMPLAINTS = (
    Column("complaint_id", "投诉编号", 12, "center"),
    Column("customer_id", "客户编号", 9, "center"),
    Column("customer_name", "客户名称", 24),
    Column("received_at", "投诉时间", 16, "moment"),
    Column("issue_type", "投诉类型", 10, "center"),
    Column("content", "投诉内容", 26),
    Column("responded_at", "响应时间", 16, "moment"),
    Column("planned_at", "方案时间", 16, "moment"),
    Column("resolved_at", "解决时间", 16, "moment"),
    Column("confirmed_at", "回访确认时间", 16, "moment"),
    Column("owner", "处理人", 8, "center"),
    Column("status", "处理状态", 9, "center"),
)
_INVOICES = (
    Column("invoice_no", "发票号", 12, "center"),
    Column("customer_id", "客户编号", 9, "center"),
    Column("customer_name", "客户名称", 24),
    Column("instalment", "期数", 6, "center"),
    Column("issued_on", "开票日期", 13, "date"),
    Column("due_on", "到期日", 13, "date"),
    Column("amount", "应收金额(元)", 14, "money"),
    Column("disputed", "争议金额(元)", 12, "money"),
)
_RECEIPTS = (
    Column("received_on", "到账日期", 13, "date"),
    Column("customer_name", "付款方", 24),
    Column("invoice_no", "对应发票号", 12, "center"),
    Column("amount", "到账金额(元)", 14, "money"),
)
_BUCKET_HEADERS = dict(
    zip(
        BUCKETS,
        ("未到期", "1-30天", "31-60天", "61-90天", "91-180天", "180天以上", "到期日缺失"),
        strict=True,
    )
)
_BALANCES = (
    Column("customer_id", "客商编码", 10, "center"),
    Column("customer_name", "客商名称", 26),
    Column("receivable_balance", "应收账款余额", 14, "money"),
    Column("overdue_balance", "逾期金额", 14, "money"),
    *(Column(bucket, header, 12, "money", "账龄分布") for bucket, header in _BUCKET_HEADERS.items()),
)


def plan_books(month: Month, random: Random) -> dict[str, list[SheetPlan]]:
    """Lay out all workbooks but the callback worksheets, telling each record where it stands; sheets by file."""
    return {
        LEDGER_FILE: [_plan_ledger(month.customers, random)],
        FOLLOW_UP_FILE: _plan_followups(month.followups),
        ORDER_FILE: _plan_orders(month.orders, random),
        COMPLAINT_FILE: [_plan_complaints(month.complaints)],
        RECEIVABLE_FILE: [_plan_invoices(month.invoices, random), _plan_receipts(month.receipts, random)],
        FINANCE_FILE: [_plan_balances(month.balances)],
    }


def _plan_ledger(customers: Sequence[Customer], random: Random) -> SheetPlan:
    plan = SheetPlan("客户台账", _LEDGER, "客户台账(2026年10月)", row_height=20, hidden_columns=(4,))
    plan.subtitle = {1: "更新日期:2026-10-31", 16: "制表:综合组"}
    for serial, customer in enumerate(customers, start=1):
        ten_thousands = None if customer.ledger_amount is None else _in_ten_thousands(customer.ledger_amount)
        customer.place = plan.add(
            LEDGER_FILE,
            {
                "序号": serial,
                "customer_id": customer.number,
                "customer_name": customer.name,
                "contact": "、".join(customer.contacts),
                "phone": f"13{customer.number * 7919 % 10**9:09d}",
                "industry": customer.industry,
                "branch": customer.branch,
                "owner": customer.owner,
                "signed_on": customer.spellings.get("signed_on", customer.signed_on),
                "stated_tier": customer.stated,
                "manual_tier": customer.manual,
                "manual_tier_reason": customer.manual_reason,
                "annual_amount": customer.spellings.get("annual_amount", ten_thousands),
                "stability": customer.stability,
                "expansion_potential": customer.expansion,
                "payment_terms": _spell_terms(customer),
                "credit_limit": 10 if customer.role == "core" else 5 if customer.role == "key" else None,
                "receivable_balance": None
                if customer.ledger_balance is None
                else customer.ledger_balance / 100,
                "last_contact_on": customer.ledger_contact
                and _spell_ledger_day(customer.ledger_contact, random),
                "need_type": customer.need_type,
                "preferences": ("", "", "微信优先", "上午联系", "", "电话联系")[customer.number % 6],
                "contract_end_on": CONTRACT_ENDS.get(customer.number),
                "birthday_on": BIRTHDAYS.get(customer.number, (None, None, None))[0],
                "founded_on": FOUNDED.get(customer.number),
                "loss_reason": LOSS_REASONS.get(customer.number, ""),
            },
        )
    plan.footers = [
        ("total", _totals(plan, "合计", ("annual_amount", "receivable_balance"))),
        ("note", [None, "注:年合作金额按近12个月订单填写,新客户次月补录。"]),
    ]
    return plan


def _in_ten_thousands(fen: int) -> float | int:
    value = fen / 1_000_000
    return int(value) if value.is_integer() else value


def _spell_terms(customer: Customer) -> object:
    if not customer.terms or customer.role in {"lead", "quiet"}:
        return None
    return (f"{customer.terms}天", customer.terms)[customer.number % 3 == 0]


def _spell_ledger_day(day: date, random: Random) -> object:
    return day if random.random() < 0.8 else f"{day.year}.{day.month}.{day.day}"


def _totals(plan: SheetPlan, label: str, codes: Sequence[str]) -> list[object]:
    """Return the cells of a total row: a label, and sums as formulas with the values that Excel stored."""
    cells: list[object] = [label, *([None] * (len(plan.columns) - 1))]
    first, last = plan.first_row + 1, plan.first_row + len(plan.rows)
    for index, column in enumerate(plan.columns):
        if column.code in codes:
            numbers = [row[index] for row in plan.rows]
            total = round(sum(value for value in numbers if isinstance(value, int | float)), 6)
            cells[index] = Formula(f"=SUM({letter(index)}{first}:{letter(index)}{last})", total)
    return cells


def _plan_followups(log: Sequence[FollowUp]) -> list[SheetPlan]:
    shown = SheetPlan("跟进记录", _FOLLOW_UPS, "客户跟进记录")
    hidden = SheetPlan(HIDDEN_SHEET, _FOLLOW_UPS, hidden=True)
    for item in log:
        plan = hidden if item.sheet == HIDDEN_SHEET else shown
        item.place = plan.add(
            FOLLOW_UP_FILE,
            {
                "customer_name": item.customer.name if item.customer else None,
                "followed_on": item.texts.get("followed_on", item.followed_on),
                "content": item.content,
                "owner": item.owner,
                "status": item.status,
            },
        )
    _merge_neighbours(shown, log)
    return [shown, hidden]


def _merge_neighbours(plan: SheetPlan, log: Sequence[FollowUp]) -> None:
    """Merge the customer's cell over two rows of one customer that stand together, as people do; not over repeats."""
    rows = [item for item in log if item.sheet == plan.name]
    index = 0
    while index + 1 < len(rows):
        this, following = rows[index], rows[index + 1]
        if (
            this.customer is not None
            and this.customer is following.customer
            and not (this.repeats or following.repeats)
        ):
            plan.merged.append((index, index + 1, 0))
            index += 1
        index += 1


def _plan_orders(orders: Sequence[Order], random: Random) -> list[SheetPlan]:
    sheets = []
    for year, header, spell in (
        (2026, "订单金额", spell_yuan),
        (2025, "订单金额(万元)", _spell_ten_thousands),
    ):
        plan = SheetPlan(f"{year}年", _order_columns(header, year), f"{year}年订单明细")
        for order in orders:
            if order.order_id.startswith(f"DD{year}"):
                order.place = plan.add(ORDER_FILE, _order_cells(order, plan, spell, random))
        plan.footers = [("total", _totals(plan, "合计", ("amount",)))]
        sheets.append(plan)
    return sheets


def _order_columns(header: str, year: int) -> tuple[Column, ...]:
    return (
        Column("order_id", "订单编号", 15, "center"),
        Column("customer_id", "客户编号", 9, "center"),
        Column("customer_name", "客户名称", 26),
        Column("ordered_on", "下单日期", 14, "date"),
        Column("product", "产品名称", 16),
        Column("amount", header, 14, "money" if year == 2026 else "number"),
    )


def _order_cells(
    order: Order, plan: SheetPlan, spell: Callable[[int, Random], object], random: Random
) -> dict[str, object]:
    if order.repeats:
        return dict(zip((column.code for column in plan.columns), plan.rows[-1], strict=True))
    return {
        "order_id": order.order_id,
        "customer_id": order.customer.customer_id,
        "customer_name": order.customer.name,
        "ordered_on": order.texts.get("ordered_on", order.ordered_on and spell_day(order.ordered_on, random)),
        "product": order.product,
        "amount": order.texts.get("amount") if order.amount is None else spell(order.amount, random),
    }


def _spell_ten_thousands(fen: int, _random: Random) -> object:
    return _in_ten_thousands(fen)


def _plan_complaints(complaints: Sequence[Complaint]) -> SheetPlan:
    plan = SheetPlan("投诉登记", _COMPLAINTS, "客户投诉登记表(2026年下半年)", row_height=28)
    for item in complaints:
        item.place = plan.add(
            COMPLAINT_FILE,
            {
                "complaint_id": item.complaint_id,
                "customer_id": item.customer.customer_id,
                "customer_name": item.customer.name,
                "received_at": item.received_at,
                "issue_type": item.stated_type,
                "content": item.content,
                "responded_at": item.responded_at,
                "planned_at": item.texts.get("planned_at", item.planned_at),
                "resolved_at": item.resolved_at,
                "confirmed_at": item.confirmed_at,
                "owner": item.owner,
                "status": item.status,
            },
        )
    return plan


def _plan_invoices(invoices: Sequence[Invoice], random: Random) -> SheetPlan:
    plan = SheetPlan("应收明细", _INVOICES, "应收明细(截至2026年10月31日)")
    for item in invoices:
        item.place = plan.add(
            RECEIVABLE_FILE,
            {
                "invoice_no": item.invoice_no,
                "customer_id": item.customer.customer_id,
                "customer_name": item.customer.name,
                "instalment": item.instalment and f"第{item.instalment}期",
                "issued_on": spell_day(item.issued_on, random),
                "due_on": item.due_on and spell_day(item.due_on, random),
                "amount": item.amount / 100,
                "disputed": item.disputed / 100 if item.disputed else None,
            },
        )
    plan.footers = [("total", _totals(plan, "合计", ("amount", "disputed")))]
    return plan


def _plan_receipts(receipts: Sequence[Receipt], random: Random) -> SheetPlan:
    plan = SheetPlan("回款明细", _RECEIPTS, "回款明细")
    for item in receipts:
        day = (
            item.received_on if item.mistakes or not item.invoice_no else spell_day(item.received_on, random)
        )
        item.place = plan.add(
            RECEIVABLE_FILE,
            {
                "received_on": day,
                "customer_name": item.customer.name,
                "invoice_no": item.invoice_no,
                "amount": item.amount / 100,
            },
        )
    plan.footers = [("total", _totals(plan, "合计", ("amount",)))]
    return plan


def _plan_balances(balances: Sequence[Balance]) -> SheetPlan:
    plan = SheetPlan("账龄分析", _BALANCES, "应收账款账龄分析表")
    plan.subtitle = {0: "编制部门:财务部", 2: "截止日期:2026年10月31日", 9: "单位:元"}
    for item in balances:
        item.place = plan.add(
            FINANCE_FILE,
            {
                "customer_id": item.customer.customer_id,
                "customer_name": item.customer.name,
                "receivable_balance": item.balance / 100,
                "overdue_balance": item.overdue / 100,
                **{bucket: fen / 100 if fen else None for bucket, fen in item.buckets.items()},
            },
        )
    money = ("receivable_balance", "overdue_balance", *BUCKETS)
    total = _totals(plan, "合计", money)
    plan.footers = [("total", total), ("total", _shares(plan, total))]
    return plan


def _shares(plan: SheetPlan, totals: Sequence[object]) -> list[object]:
    """Return the cells of the row of shares: each sum over the balance's, in percent as text."""
    whole = next(cell.value for cell in totals if isinstance(cell, Formula))
    cells: list[object] = ["占比", *([None] * (len(plan.columns) - 1))]
    for index, cell in enumerate(totals):
        if (
            isinstance(cell, Formula)
            and isinstance(cell.value, int | float)
            and isinstance(whole, int | float)
        ):
            cells[index] = f"{cell.value / whole:.1%}"
    return cells
