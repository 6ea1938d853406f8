"""What is wrong in the callback worksheets: slips of the kind that every department's sheets have."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from fractions import Fraction

from month_plan import phrases
from month_plan.truth import Callback, Customer, Mistake, Order, Plan, Score

#: Customers on the calling list whom nobody called, by sheet.
_NOT_CALLED = {"october": (1031, 1043, 1051, 1055, 1060, 1090), "september": (1085, 1088)}

#: Labels that the newest callback gives and the ledger does not.
_OTHER_LABELS = {1007: "核心", 1036: "重要", 1045: "重要"}


def add_slips(calls: list[Callback]) -> None:
    """Make the slips that leave the truth of the month as it is."""
    _blank(calls, "october", "called_by", 4, 19)
    _blank(calls, "july", "called_by", 9)
    _blank(calls, "october", "method", 12)
    _blank(calls, "august", "method", 5)
    _blank(calls, "may_june", "method", 20)
    _misread_last_deal(_nth(calls, "october", 15, lambda call: call.last_deal is not None))
    for number, label in _OTHER_LABELS.items():
        mine = [call for call in calls if call.customer.number == number]
        mine[-1].stated = label
        mine[-1].mistakes.append(Mistake("stated_tier", "KB302", right=True))
    renamed = _nth(calls, "august", 8, _plain)
    renamed.texts["customer_name"] = renamed.customer.name.replace("有限公司", "厂")
    renamed.mistakes.append(Mistake("customer_name", "KB282", right=True))
    bare = _nth(calls, "july", 12, _plain)
    bare.texts["customer_id"] = bare.customer.number
    bare.mistakes.append(Mistake("customer_id", "KB284", right=True))
    _nth(calls, "october", 22, _plain).texts["customer_id"] = ""


def reword(calls: Sequence[Callback]) -> None:
    """Put into October what chance left out of it: an issue of no type, and problems named only to be denied."""
    puzzling = _nth(calls, "october", 5, lambda call: len(call.issues) == 1 and not call.plans)
    puzzling.issues, puzzling.texts["pending_issues"] = (phrases.NO_TYPE,), phrases.NO_TYPE.text
    for number, text in zip((4, 9), phrases.DENIED, strict=False):
        denying = _nth(calls, "october", number, lambda call: call.settled and not call.plans)
        denying.settled, denying.texts["pending_issues"] = False, text


def add_errors(calls: list[Callback]) -> None:
    """Make the errors that lose something: a score, a promise, a plan's owner or its date."""
    _lose_feedback(
        _nth(calls, "october", 7, lambda call: not call.demands and "pending_issues" in call.texts)
    )
    _lose_score(
        _nth(calls, "october", 10, lambda call: call.score is not None), "满意度6分(满分5分)", "KB222"
    )
    _lose_score(_nth(calls, "south", 21, lambda call: call.score is not None), "满意度12/10", "KB222")
    _lose_score(_nth(calls, "may_june", 13, lambda call: call.score is not None), "还行", "KB221")
    _lose_promise(_nth(calls, "october", 2, _promised), "待定", "KB206")
    _lose_promise(_nth(calls, "october", 11, _promised), "11月31日", "KB205")
    _lose_promise(_nth(calls, "august", 3, _promised), None, "KB506")
    for sheet, number in (("october", 1), ("october", 6), ("july", 2), ("south", 3)):
        _lose_owner(_nth(calls, sheet, number, _planned))
    _lose_due(_nth(calls, "october", 3, _planned), "", "KB204")
    _lose_due(_nth(calls, "october", 8, _planned), "尽快", "KB206")
    _add_second_plan(_nth(calls, "october", 5, _planned))
    _promise_next_year(_nth(calls, "october", 13, _promised))


def add_rows(
    calls: list[Callback], customers: dict[int, Customer], orders: Sequence[Order]
) -> list[Callback]:
    """Return the rows with those that are no callback: one repeated, one without a readable date, those not called."""
    rows = list(calls)
    repeated = _nth(rows, "september", 6, lambda call: not call.mistakes)
    twin = copy.deepcopy(repeated)
    twin.customer, twin.repeats, twin.mistakes = (
        repeated.customer,
        True,
        [Mistake("customer_id", "KB251", right=True)],
    )
    rows.insert(rows.index(repeated) + 1, twin)
    undated = Callback(
        customers[1063], None, made=True, sheet="october", by="何婷", method="电话", stated="基础"
    )
    undated.settled = True
    undated.score = Score(Fraction(4, 5), "满意度4分(满分5分)")
    undated.texts |= {
        "called_on": "10月32日",
        "customer_name": "遵义澜桁酒类包装有限公司/娄总",
        "summary": "了解设备运行情况,确认备件需求",
        "feedback": "满意度4分(满分5分),服务及时",
        "pending_issues": "无",
        "notes": "",
    }
    undated.mistakes.append(Mistake("called_on", "KB205"))
    last = max(index for index, call in enumerate(rows) if call.sheet == "october")
    rows.insert(last - 5, undated)
    for sheet, numbers in _NOT_CALLED.items():
        rows += [_not_called(customers[number], sheet, orders) for number in numbers]
    return rows


def _not_called(customer: Customer, sheet: str, orders: Sequence[Order]) -> Callback:
    row = Callback(customer, None, made=False, sheet=sheet, stated=customer.stated)
    month_end = date(2026, 9, 30) if sheet == "september" else date(2026, 10, 31)
    days = [
        order.ordered_on
        for order in orders
        if order.customer is customer
        and order.ordered_on is not None
        and order.ordered_on <= month_end
        and (order.amount or 0) > 0
    ]
    row.last_deal = max(days, default=None)
    row.texts |= {
        "customer_name": f"{customer.name}/{customer.contacts[0]}",
        "notes": "电话未接通" if customer.number % 2 else "",
    }
    return row


def _nth(calls: Sequence[Callback], sheet: str, number: int, wanted: Callable[[Callback], bool]) -> Callback:
    """Return the ``number``-th callback of a sheet that has no mistake yet and is as wanted."""
    found = [call for call in calls if call.sheet == sheet and not call.mistakes and wanted(call)]
    return found[number % len(found)]


def _plain(call: Callback) -> bool:
    return call.made


def _promised(call: Callback) -> bool:
    return call.promise is not None


def _planned(call: Callback) -> bool:
    return len(call.plans) == 1 and call.plans[0].owner is not None


def _blank(calls: Sequence[Callback], sheet: str, code: str, *numbers: int) -> None:
    for number in numbers:
        call = _nth(calls, sheet, number, _plain)
        setattr(call, {"called_by": "by", "method": "method"}[code], "")
        call.mistakes.append(Mistake(code, "KB201"))


def _misread_last_deal(call: Callback) -> None:
    call.last_deal = None
    call.texts["last_deal_on"] = "#N/A"
    call.mistakes.append(Mistake("last_deal_on", "KB232"))


def _lose_feedback(call: Callback) -> None:
    call.score, call.texts["feedback"] = None, ""
    call.mistakes.append(Mistake("feedback", "KB201"))


def _lose_score(call: Callback, text: str, code: str) -> None:
    """Replace the score by one that cannot be."""
    if call.score is None:
        return
    if "score" in call.texts:
        call.texts["score"] = text
        call.mistakes.append(Mistake("score", code))
    else:
        call.texts["feedback"] = str(call.texts["feedback"]).replace(call.score.text, text, 1)
        call.mistakes.append(Mistake("feedback", code))
    call.score = None


def _lose_promise(call: Callback, text: str | None, code: str) -> None:
    """Write a promise that is no day, or, without a text, one that lies before its own callback."""
    if call.called_on is not None and text is None:
        call.texts["next_callback_on"] = call.called_on - timedelta(202)
    else:
        call.texts["next_callback_on"] = text
    call.promise = None
    call.mistakes.append(Mistake("next_callback_on", code))


def _lose_owner(call: Callback) -> None:
    (plan,) = call.plans
    if plan.due is None:
        return
    call.plans = (Plan(None, plan.due, plan.content),)
    call.texts["plan"] = f"/{plan.due.month}月{plan.due.day}日前/{plan.content}"
    call.mistakes.append(Mistake("plan", "KB203"))


def _lose_due(call: Callback, words: str, code: str) -> None:
    (plan,) = call.plans
    call.plans = (Plan(plan.owner, None, plan.content),)
    call.texts["plan"] = f"{plan.owner}/{words}/{plan.content}" if words else f"{plan.owner}/{plan.content}"
    call.mistakes.append(Mistake("plan", code))


def _add_second_plan(call: Callback) -> None:
    (plan,) = call.plans
    if plan.due is None:
        return
    second = Plan(call.customer.owner, plan.due + timedelta(5), "电话确认结果")
    call.plans = (plan, second)
    call.texts["plan"] = "；".join(f"{item.owner}/{item.due:%Y-%m-%d}/{item.content}" for item in call.plans)


def _promise_next_year(call: Callback) -> None:
    """Promise a day in January without its year: within 180 days after the callback it is the next year's."""
    call.promise, call.texts["next_callback_on"] = date(2027, 1, 8), "1月8日"
