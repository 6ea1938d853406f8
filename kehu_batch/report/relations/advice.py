"""What to do about a customer of the risk list: what it waits for, then money, then what else is late."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from enum import StrEnum

from kehu_batch.model.figures.states import ClockName
from kehu_batch.records import dataclass

#: Clocks of a complaint that is not solved.
COMPLAINT_CLOCKS = frozenset({ClockName.RESPONSE, ClockName.SOLUTION_PLAN, ClockName.RESOLUTION})


class Debt(StrEnum):
    """What a customer owes, and its mood where that is overdue."""

    NONE = "none"
    UPSET = "upset"
    SATISFIED = "satisfied"
    UNHEARD = "unheard"
    NOT_DUE = "not_due"


class Dispute(StrEnum):
    """How much of what is overdue is under dispute, as far as documents tell."""

    NONE = ""
    PART = "part"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides about the advice.

    Args:
        debt: What is owed.
        dispute: How much of what is overdue is disputed.
        issue: Whether a problem stands open.
        low_score: Whether the latest score is below the line.
        clocks: The clocks that are over.
        owned: Whether anybody is named.
    """

    debt: Debt
    dispute: Dispute
    issue: bool
    low_score: bool
    clocks: AbstractSet[str]
    owned: bool

    @property
    def complaint(self) -> bool:
        """Whether a complaint waits too long for its answer, its plan or its solution."""
        return bool(self.clocks & COMPLAINT_CLOCKS)


def advise(case: Standing) -> str:
    """Return what to do, as sentences.

    Who is upset is heard before anybody speaks of money; nobody is called satisfied who waits for an answer; what is
    disputed or not due is not asked for; who has nobody in charge gets somebody first. All states stand in
    ``tests/cases/risk_advice.toml``.
    """
    waiting = _answer(case)
    if case.debt is Debt.UPSET:
        parts = [_hear(case)]
    elif waiting:
        parts = [_who(case, "负责人先", waiting), _pay_later(case)]
    else:
        parts = [_pay_now(case)]
    others = case.clocks - COMPLAINT_CLOCKS
    if others:
        parts.append("逾期的跟进一并补做" if any(parts) else _make_good(case))
    return f"{'；'.join(filter(None, parts))}。"


def _who(case: Standing, owner: str, step: str) -> str:
    return f"{owner}{step}" if case.owned else f"先指定负责人，再{step}"


def _hear(case: Standing) -> str:
    reasons = ["不满的原因"]
    reasons += ["未了的问题"] if case.issue else []
    reasons += ["逾期的投诉"] if case.complaint else []
    *first, last = reasons
    told = f"{'、'.join(first)}和{last}" if first else last
    who = "先由负责人" if case.owned else "先指定负责人"
    return f"{who}处理{told}，再谈付款；争议部分不催，约定的付款日期请记录"


def _answer(case: Standing) -> str:
    """Return what the customer waits for; empty where it waits for nothing."""
    if case.issue:
        return f"回电说明问题{'和投诉' if case.complaint else ''}的处理进展，给出解决时间并记录"
    if case.complaint:
        return "处理逾期的投诉，答复客户并给出解决时间；已做过的请在投诉登记表里补填时间"
    return "回访一次，了解不满意的原因并约定补救办法" if case.low_score else ""


def _pay_later(case: Standing) -> str:
    if case.debt is Debt.NONE:
        return ""
    if case.debt is Debt.NOT_DUE:
        return "欠款没有逾期，不催"
    if case.dispute is Dispute.ALL:
        return "逾期款都有争议，解决前不催"
    return f"说清后再{_ask(case)}"


def _pay_now(case: Standing) -> str:
    if case.debt is Debt.NONE:
        return ""
    if case.debt is Debt.NOT_DUE:
        return f"欠款没有逾期，不催；{_who(case, '由负责人', '按所列原因核对信用额度和争议')}"
    if case.dispute is Dispute.ALL:
        return f"逾期款都有争议，先不催；{_who(case, '由负责人', '解决争议并约定付款日期')}"
    satisfied = "客户满意，可" if case.debt is Debt.SATISFIED else ""
    return satisfied + _who(case, "由负责人", f"直接{_ask(case)}")


def _ask(case: Standing) -> str:
    disputed = "，争议部分不催" if case.dispute is Dispute.PART else ""
    return f"提醒付款并约定日期{disputed}"


def _make_good(case: Standing) -> str:
    confirmed = ClockName.CONFIRMATION in case.clocks
    if confirmed and len(case.clocks) == 1:
        return f"{_who(case, '负责人', '回访确认投诉是否解决')}；已确认的请在投诉登记表里补填回访确认时间"
    # A plan is closed by a follow-up whose state says so, the other clocks by any contact.
    state = "，状态写“已完成”" if ClockName.PLAN in case.clocks else ""
    register = "，投诉的回访确认补填在投诉登记表" if confirmed else ""
    return f"{_who(case, '负责人', '补做逾期事项')}；已做过的请补记跟进记录{state}{register}"
