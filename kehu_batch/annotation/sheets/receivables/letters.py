"""函件登记 on 回款风险: what was sent to customers, and what they answered, as the register of the drop says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kehu_batch.annotation.donor.layout import Cell, Column, Formula, Kind, ResultTable, Tone
from kehu_batch.annotation.sheets.context import Context
from kehu_batch.annotation.sheets.receivables.payment_advice import LAST_PRINTED
from kehu_batch.model.tables.letters import RegisteredLetter
from kehu_batch.wording.numbers import format_yuan

UNSENT, AGREED = "未寄出", "已回函，金额相符"
_TONES = {AGREED: Tone.GOOD}


def letter_tables(context: Context) -> tuple[ResultTable, ...]:
    """Return the letters of the drop's register, those that wait for an answer first; nothing without one."""
    letters = context.drop.dataset.letters
    if not letters:
        return ()
    as_of = context.drop.analysis.period.as_of
    ordered = sorted(letters, key=lambda one: (one.answered, one.sent_on or date.max, -(one.fen or 0)))
    return (
        ResultTable(
            "letters",
            "函件登记：寄出与回函（值）",
            _columns(ordered, as_of),
            note="取自投递里的“函件登记”；差异＝回函金额 − 函件金额。寄出和回函请填在函件登记里，再次投递即读回。",
        ),
    )


def _columns(letters: Sequence[RegisteredLetter], as_of: date) -> tuple[Column, ...]:
    gaps: list[Cell] = [
        Formula("ROUND(D{row}-C{row},2)", (one.answered_fen - one.fen) / 100)
        if one.answered_fen is not None and one.fen is not None
        else ""
        for one in letters
    ]
    return (
        Column("name", "客户名称", [one.customer_name or None for one in letters], widest=18),
        Column("id", "客户编号", [one.customer_id or None for one in letters], widest=12),
        Column("amount", "函件金额", [_yuan(one.fen) for one in letters], Kind.MONEY, tight=True),
        Column("answer", "回函金额", [_yuan(one.answered_fen) for one in letters], Kind.MONEY, tight=True),
        Column("kind", "函件", [one.kind for one in letters], widest=8, tight=True),
        Column("gap", "差异", gaps, Kind.MONEY, tight=True),
        Column("sent", "寄出日期", [one.sent_on for one in letters], Kind.DAY, tight=True),
        Column("currency", "币种", [one.currency for one in letters], widest=8, tight=True),
        Column(
            "state",
            "情况",
            [letter_state(one, as_of) for one in letters],
            Kind.LONG,
            tones=_TONES,
            widest=LAST_PRINTED,
        ),
        Column("as_of", "函件截止日", [one.as_of for one in letters], Kind.DAY),
        Column("answered", "回函日期", [one.answered_on for one in letters], Kind.DAY),
    )


def _yuan(fen: int | None) -> Cell:
    return None if fen is None else fen / 100


def letter_state(letter: RegisteredLetter, as_of: date) -> str:
    """Return what became of a letter, and what of the register could not be read.

    Example:
        >>> sent = RegisteredLetter("询证函", "C1", "甲", date(2023, 10, 31), "CNY", 100, date(2023, 11, 5), None, None, "")
        >>> letter_state(sent, date(2023, 11, 30))
        '寄出 25 天未回'
    """
    words = [_answer(letter, as_of)]
    words += [letter.result] if letter.result else []
    words += [f"{cell}读不出" for cell in letter.unread]
    return "；".join(words)


def _answer(letter: RegisteredLetter, as_of: date) -> str:
    if letter.answered_fen is not None and letter.fen is not None:
        gap = letter.answered_fen - letter.fen
        return f"已回函，差 {format_yuan(gap)} 元" if gap else AGREED
    if letter.answered:
        return "已回函"
    if letter.sent_on is None:
        return UNSENT
    if letter.sent_on > as_of:
        return "截止日之后寄出"
    return f"寄出 {(as_of - letter.sent_on).days:,} 天未回"
