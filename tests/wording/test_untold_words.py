"""What a drop cannot tell for want of a table, and what is said where nothing is amiss."""

from __future__ import annotations

from dataclasses import replace

import pytest
from report.report_drops import invented_month, published_rows

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.policy.loading import load_policy
from kehu_batch.report.messages.digest import MOST_LINES, write_digest
from kehu_batch.wording.joining import join_reasons
from kehu_batch.wording.untold import nothing_amiss, untold_words

CALLBACKS, REGISTER, INVOICES = "没有回访工作表", "没有投诉登记表", "没有应收明细"


@pytest.fixture
def bare() -> Analysis:
    """Return an analysis of a drop that has none of the tables that tell what to act on."""
    analysis, _ = published_rows()
    return replace(
        analysis,
        satisfaction=None,
        complaints=None,
        payment_risk=None,
        stated=None,
        retention=None,
        reasons={
            "satisfaction": CALLBACKS,
            "complaints": REGISTER,
            "payment_risk": INVOICES,
            "retention": CALLBACKS,
        },
        follow_ups=replace(analysis.follow_ups, reasons={"overdue": "没有回访、跟进、投诉或台账"}),
    )


def test_each_thing_is_named_with_its_reason_once(bare: Analysis) -> None:
    assert untold_words(bare) == (
        "本次看不出：满意度和问题、流失预警（没有回访工作表）；投诉时限（没有投诉登记表）；"
        "逾期跟进（没有回访、跟进、投诉或台账）；欠款和对账（没有应收明细）。"
    )


def test_what_can_be_told_is_not_named(bare: Analysis) -> None:
    whole, _ = published_rows()
    told = untold_words(replace(bare, satisfaction=whole.satisfaction, follow_ups=whole.follow_ups))
    assert (
        told
        == "本次看不出：投诉时限（没有投诉登记表）；欠款和对账（没有应收明细）；流失预警（没有回访工作表）。"
    )


def test_nothing_is_amiss_only_of_what_can_be_told(bare: Analysis) -> None:
    assert nothing_amiss("") == "没有低于目标、逾期或与财务不符的事项。"
    assert nothing_amiss(untold_words(bare)) == "能看出的部分没有低于目标、逾期或与财务不符的事项。"


def test_the_digest_says_it_behind_its_sentences(bare: Analysis) -> None:
    month, _ = invented_month()
    policy = load_policy().policy
    lines = write_digest(replace(month, complaints=None, reasons=bare.reasons), policy, "策略")
    told = [place for place, line in enumerate(lines) if line.startswith("本次看不出：")]
    assert told == [lines.index("关键指标：") - 1]
    assert len(lines) < MOST_LINES


@pytest.mark.parametrize(
    ("reasons", "words"),
    [
        ([], ""),
        ([INVOICES], "没有应收明细"),
        ([INVOICES, "没有订单明细", INVOICES, CALLBACKS], "没有应收明细、订单明细、回访工作表"),
        (["台账没有负责人", INVOICES], "台账没有负责人、没有应收明细"),
        # Else the balances would seem to lack orders and callbacks.
        (
            ["没有应收明细；余额表没有逾期金额，也没有可用的分段", "没有订单明细", CALLBACKS],
            "没有订单明细、回访工作表；没有应收明细；余额表没有逾期金额，也没有可用的分段",
        ),
        (["没有客户定得出等级，看不出", "没有客户定得出等级，看不出"], "没有客户定得出等级，看不出"),
    ],
)
def test_reasons_in_a_row(reasons: list[str], words: str) -> None:
    assert join_reasons(reasons) == words
