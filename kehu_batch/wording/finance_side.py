"""What is said of figures that rest on finance's balances alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kehu_batch.model.figures.finance.stated import StatedReceivables
from kehu_batch.wording.numbers import format_day, format_share

#: Names of what balances cannot tell.
UNKNOWN_WORDS: Mapping[str, str] = {
    "due_dates": "每张单据的到期日",
    "days_overdue": "逾期天数",
    "disputes": "争议金额",
    "roll_forward": "本期变动",
    "expected_loss": "预期损失",
    "provision": "坏账准备",
    "letters": "对账单等函件",
}


def stated_basis(figures: StatedReceivables) -> str:
    """Return where the figures come from and on which day they stand, as a sentence."""
    stood = (
        f"表上截止 {format_day(figures.stated_on)}"
        if figures.stated_on is not None
        else f"表上没有注明截止日，按本次截止日 {format_day(figures.as_of)}"
    )
    mixed = "，有的表没有注明截止日" if figures.undated and figures.stated_on is not None else ""
    other = (
        f"，本次截止 {format_day(figures.as_of)}，没有推算"
        if figures.stated_on is not None and figures.stated_on != figures.as_of
        else ""
    )
    return f"财务口径：没有应收明细，数字取自财务的应收余额表（{stood}{mixed}{other}），分段照表上原样。"


def overdue_words(figures: StatedReceivables, money: Callable[[int], str]) -> str:
    """Return what is past due with its share, or why it is not known.

    Args:
        figures: What finance's balances say.
        money: Writes an amount of fen.
    """
    total = figures.total
    if total.overdue_fen is None:
        return f"逾期看不出（{total.reasons['overdue']}）"
    share = total.kpis["overdue_rate"].value
    return f"逾期 {money(total.overdue_fen)}" + (f"（{format_share(share)}）" if share is not None else "")
