"""Sentences about what nobody can tell, and about what is left over."""

from __future__ import annotations

import pytest

from kehu_batch.wording.labels import SIGNAL_LABELS
from kehu_batch.wording.results import classless_words
from kehu_batch.wording.retention import nobody_at_risk

_NO_ORDERS, _NO_INVOICES = "没有订单明细", "没有应收明细"
_REASONS = {
    f"signals.{code}": _NO_INVOICES if code == "upset_overdue" else _NO_ORDERS for code in SIGNAL_LABELS
}


@pytest.mark.parametrize(
    ("blind", "said"),
    [
        ([], "截止日没有触及预警信号的客户。"),
        (["upset_overdue"], "其余信号看不出：没有应收明细。"),
        (
            ["upset_overdue", "complaint_silence", "silent", "order_gap", "new_no_order"],
            "截止日没有触及“评分下降”的客户；其余信号看不出：没有应收明细、订单明细。",
        ),
        (list(SIGNAL_LABELS), "预警信号看不出：没有应收明细、订单明细。"),
    ],
)
def test_that_nobody_is_at_risk_is_said_of_what_can_be_told(blind: list[str], said: str) -> None:
    signals = {code: None if code in blind else 0 for code in SIGNAL_LABELS}
    told = nobody_at_risk(signals, _REASONS)
    assert told.endswith(said)
    assert ("不满且逾期" in told) == (bool(blind) and "upset_overdue" not in blind)


@pytest.mark.parametrize(("classed", "said"), [(47, "另有 2 次都不符合，不归类"), (49, "")])
def test_callbacks_of_no_class_are_counted(classed: int, said: str) -> None:
    assert classless_words(49, classed) == said
