"""Retention, loss, care, stages and the scorecard, on the cases worked out by hand (``tests/cases/retention.toml``)."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from analysis.retention.case_drops import Case, CaseDrop, codes, of_customer

from kehu_batch.analysis.retention.scorecard import OwnerAnswer, OwnerCounts, score_owners
from kehu_batch.policy.loading import load_policy

CASES: dict[str, Any] = tomllib.loads(
    (Path(__file__).parents[2] / "cases" / "retention.toml").read_text(encoding="utf-8")
)
POLICY = load_policy().policy
GREY = -1


def cases(table: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "case", CASES[table], ids=lambda case: f"{case['id']} {case.get('name', '')}"
    )


def percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 2)


@cases("repurchase")
def test_repurchase_rate(case: Case, tmp_path: Path) -> None:
    drop = CaseDrop(case)
    for code, day, amount in case["orders"]:
        drop.orders(code, [(day, amount)])
    found = drop.process(tmp_path)["retention"]
    repeat, buying, *rate = case["expect"]
    assert (found["repeat_customers"], found["buying_customers"]) == (repeat, buying)
    assert percent(found["repurchase_rate"]) == (rate[0] if rate else None)
    assert bool(found.get("repurchase_rate_reason")) is not bool(rate)


@cases("growth_rate")
def test_growth_rate(case: Case, tmp_path: Path) -> None:
    drop = CaseDrop(case)
    for code, day in case["first_deals"].items():
        drop.customer(code, 合作开始时间=case.get("signed_on", {}).get(code, ""))
        drop.deals(code, [day])
    found = drop.process(tmp_path)["retention"]
    before, now, *rate = case["expect"]
    assert (found["customers_before"], found["customers_now"]) == (before, now)
    assert percent(found["growth_rate"]) == (rate[0] if rate else None)
    assert bool(found.get("growth_rate_reason")) is not bool(rate)


@cases("order_gap")
def test_order_gap(case: Case, tmp_path: Path) -> None:
    drop = CaseDrop(case)
    drop.deals("A", case["deals"])
    found = drop.process(tmp_path)["retention"]
    customer = of_customer(found["customers"], "A")
    assert customer["gap_median"] == case.get("median")
    assert customer["days_since"] == case["days_since"]
    assert found["signals"]["order_gap"] == int(case["alert"])


def test_signals_of_one_silence_tell_its_days_once(tmp_path: Path) -> None:
    drop = CaseDrop({"as_of": "2026-06-30"})
    # Gaps of 30 and 30 days; 121 days are more than 90 and than 45.
    drop.deals("A", [drop.ago(days) for days in (181, 151, 121)])
    drop.deals("B", [drop.ago(100)])
    drop.deals("C", [drop.ago(days) for days in (106, 76, 46)])
    found = drop.process(tmp_path)["retention"]["at_risk"]
    assert {item["customer_id"]: item["reason"] for item in found} == {
        "A": "沉默、超过订单间隔，距上次成交 121 天，自己的间隔中位数 30.0 天",
        "B": "沉默，距上次成交 100 天",
        "C": "超过订单间隔，距上次成交 46 天，自己的间隔中位数 30.0 天",
    }


@cases("silent")
def test_silent(case: Case, tmp_path: Path) -> None:
    drop = CaseDrop(case)
    drop.customer("A", 客户阶段=case.get("stated_stage", ""))
    drop.deals("Z", [drop.ago(5)])
    if "last_deal" in case:
        drop.deals("A", [case["last_deal"]])
    summary = drop.process(tmp_path)
    customer = of_customer(summary["retention"]["customers"], "A")
    assert (customer["days_since"], customer["state"]) == (case.get("days_since"), case["state"])
    found = [item["code"] for item in summary["data_quality"]["findings"] if item["code"].startswith("KB56")]
    assert found == ["KB561"] * len(case.get("findings", ()))


@cases("new_no_order")
def test_new_customers_without_an_order(case: Case, tmp_path: Path) -> None:
    drop = CaseDrop(case)
    drop.deals("A", case["orders"])
    found = drop.process(tmp_path)["retention"]
    assert found["signals"]["new_no_order"] == int(case["listed"])


@cases("falling_score")
def test_falling_score(case: Case, tmp_path: Path) -> None:
    drop = CaseDrop(case)
    for day, value in case["scores"]:
        drop.score("A", day, value)
    found = drop.process(tmp_path)["retention"]
    assert of_customer(found["customers"], "A")["score_fall"] == case.get("fall")
    assert codes(found["at_risk"]) == ["A"] * case["listed"]


@cases("complaint_silence")
def test_a_complaint_just_before_silence(case: Case, tmp_path: Path) -> None:
    drop = CaseDrop(case)
    drop.deals("A", [case["last_deal"]])
    drop.complaint("Z", drop.ago(10))
    for day in case["complaints"]:
        drop.complaint("A", day, solved=day)
    found = drop.process(tmp_path)["retention"]
    assert found["signals"]["complaint_silence"] == int(case["listed"])


@cases("lifetime_value")
def test_lifetime_value(case: Case, tmp_path: Path) -> None:
    drop = CaseDrop(case)
    drop.customer("A", 客户等级="普通", 负责人="王敏")
    drop.orders("A", [tuple(order) for order in case["orders"]])
    found = drop.process(tmp_path)["retention"]
    customer = of_customer(found["customers"], "A")
    assert customer["lifetime_value"] == found["lifetime_value"] == case.get("value")
    assert (customer["first_deal_on"], customer["last_deal_on"]) == (case.get("first"), case.get("last"))


def add_health(drop: CaseDrop, given: Case) -> None:
    """Add what a case of health gives; a part that it leaves out has no table."""
    drop.customer("A", 客户等级="普通", 负责人="王敏")
    if "last_deal" in given:
        last = date.fromisoformat(given["last_deal"])
        drop.deals("A", [date.fromordinal(last.toordinal() - back) for back in range(given["deals_12m"])])
    if given.get("score"):
        drop.score("A", drop.ago(10), given["score"])
    if "complaint" in given:
        drop.complaint("Z", drop.ago(10))
        day, _, state = given["complaint"].partition(", ")
        if day == "open":
            drop.complaint("A", drop.ago(5))
        elif state == "closed":
            drop.complaint("A", day, solved=day)
    if "oldest_overdue_days" in given:
        days = given["oldest_overdue_days"]
        drop.invoice("A", drop.ago(days or -10))


@cases("health")
def test_health(case: Case, tmp_path: Path) -> None:
    drop = CaseDrop(case)
    add_health(drop, case["inputs"])
    customer = of_customer(drop.process(tmp_path)["retention"]["customers"], "A")
    found = {
        part: [GREY if value is None else round(value, 2) for value in (item["points"], item["contribution"])]
        for part, item in customer["health_parts"].items()
    }
    assert found == case["parts"]
    assert customer["known_weight"] == case["known_weight"]
    assert (GREY if customer["health"] is None else round(customer["health"], 2)) == case["score"]


@cases("upset_overdue")
def test_upset_and_overdue_customers_stand_first(case: Case, tmp_path: Path) -> None:
    drop = CaseDrop(case)
    for item in case["customers"]:
        code = item["customer"]
        if item["score"]:
            drop.score(code, drop.ago(10), item["score"])
        if "overdue" in item:
            drop.invoice(code, drop.ago(20 if float(item["overdue"]) else -20), item["overdue"] or "1000")
        if item.get("open_complaint"):
            drop.complaint(code, drop.ago(10))
    found = drop.process(tmp_path)["retention"]
    top = [item for item in found["at_risk"] if "upset_overdue" in item["signals"]]
    assert [[item["customer_id"], item["money_at_risk"]] for item in top] == case["expect"]
    assert found["at_risk"][: len(top)] == top
    assert found["money_at_risk"] == case["money_at_risk"]


@cases("unreviewed")
def test_key_customers_not_reviewed(case: Case, tmp_path: Path) -> None:
    drop = CaseDrop(case)
    for item in case["customers"]:
        drop.customer(
            item["customer"], 客户等级=item["tier"], 负责人="王敏", 最近沟通时间=item.get("last_contact", "")
        )
    assert codes(drop.process(tmp_path)["retention"]["unreviewed"]) == case["expect"]


@cases("loss")
def test_reasons_of_loss(case: Case, tmp_path: Path) -> None:
    drop = CaseDrop({"as_of": "2026-06-30", **case})
    for item in case["customers"]:
        code = item["customer"]
        drop.customer(code, 客户阶段=item.get("stage", ""), 流失原因=item.get("reason", ""), 负责人="王敏")
        drop.deals(code, [item["last_deal"]] if "last_deal" in item else [])
        for day, issue in item.get("issues", ()):
            drop.call(code, day, issues=issue)
    found = drop.process(tmp_path)["retention"]["loss"]
    for series in ("stated", "possible"):
        assert [[item["reason"], item["count"]] for item in found[series]] == case[series]
    assert (found["unknown"], found["counted"]) == (case["unknown"], case["counted"])


#: What the ledger calls what a case of care names.
_LEDGER = {
    "owner": "负责人",
    "birthday": "生日",
    "signed_on": "合作开始时间",
    "founded_on": "成立日期",
    "contract_end": "合同到期日",
    "preferences": "沟通偏好",
}


def add_ledger(drop: CaseDrop, case: Case) -> None:
    for item in case["ledger"]:
        fields = {_LEDGER[key]: value for key, value in item.items() if key != "customer"}
        drop.customer(item["customer"], **fields)


@cases("care")
def test_what_falls_due_in_the_coming_month(case: Case, tmp_path: Path) -> None:
    drop = CaseDrop(case)
    add_ledger(drop, case)
    found = drop.process(tmp_path)["care"]["events"]
    seen = [
        [
            item["owner"] or "",
            item["customer_id"],
            item["event"],
            item["on"],
            0 if item["event"] == "contract_end" else GREY if item["years"] is None else item["years"],
        ]
        for item in found
    ]
    assert sorted(seen) == sorted(case["expect"])
    told = {item["customer"]: item.get("preferences") for item in case["ledger"]}
    assert all(item["preferences"] == told[item["customer_id"]] for item in found)


@cases("renewal")
def test_contracts_that_end(case: Case, tmp_path: Path) -> None:
    drop = CaseDrop(case)
    add_ledger(drop, case)
    for code, day, score, issues in case.get("callbacks", ()):
        drop.call(code, day, f"满意度{score[0]}分(满分5分)", issues)
    for code, due, amount in case.get("invoices", ()):
        drop.invoice(code, due, amount)
    found = drop.process(tmp_path)["care"]
    listed = found["renewals"]
    assert [[item["customer_id"], item["days_left"], item["band"]] for item in listed] == case["expect"]
    bands = [band for _, _, band in case["expect"]]
    assert found["ending_within"] == {
        str(days): sum(band <= days for band in bands) for days in POLICY.care.renewal_days
    }
    if "beside" in case:
        (beside,) = listed
        assert f"{beside['score']:g}/5" == case["beside"]["satisfaction"]
        assert beside["open_issues"] == case["beside"]["open_issues"]
        assert beside["overdue"] == case["beside"]["overdue_money"]


@cases("lifecycle")
def test_lifecycle(case: Case, tmp_path: Path) -> None:
    drop = CaseDrop(case)
    drop.customer(
        "A",
        合作开始时间=case.get("signed_on", ""),
        需求类型=case.get("need_type", ""),
        客户阶段=case.get("stated_stage", ""),
    )
    drop.deals("Z", ["2020-01-01"])
    drop.deals("A", case.get("deals", ()))
    for day in case.get("contacts", ()):
        drop.add("跟进记录", ("A", "A公司", day, "沟通近况", "已完成"))
    for day in case.get("attempts", ()):
        drop.attempt("A", day)
    summary = drop.process(tmp_path)
    customer = of_customer(summary["lifecycle"]["customers"], "A")
    assert (customer["previous"] or "", customer["stage"] or "") == (case["stage_last_month"], case["stage"])
    assert bool(customer["lacking"]) is bool(case["lacking"])
    found = [item["code"] for item in summary["data_quality"]["findings"] if item["code"].startswith("KB56")]
    assert found == ["KB561"] * len(case.get("findings", ()))


def answers_of(case: Case) -> dict[str, dict[str, OwnerAnswer]]:
    shares = {"spend_growth", "collection"}
    return {
        measure: {case["owner"]: OwnerAnswer(part / 100 if measure in shares else part / whole, whole)}
        for measure, (part, whole) in case["counts"].items()
    }


@cases("scorecard")
def test_scorecard(case: Case) -> None:
    (found,) = score_owners({case["owner"]: OwnerCounts()}, answers_of(case), {}, POLICY.scorecard).owners
    seen = {
        measure: [
            GREY if part.value is None else round(part.value * 100, 2),
            part.n,
            GREY if part.contribution is None else round(part.contribution, 2),
        ]
        for measure, part in found.parts.items()
    }
    assert seen == case["parts"]
    assert found.known_weight == case["known_weight"]
    assert (GREY if found.total is None else round(found.total, 2)) == case["total"]


def test_the_shipped_values_are_those_of_the_cases() -> None:
    stated = CASES["policy"]
    rules = POLICY.retention
    for key in ("window_months", "order_gap_min_gaps", "order_gap_alert_above", "silent_after_days"):
        assert getattr(rules, key) == stated["retention"][key]
    assert list(rules.key_tiers) == stated["retention"]["key_tiers"]
    assert POLICY.scorecard.weights.model_dump() == stated["scorecard"]["weights"]
    assert rules.health.weights.model_dump() == stated["health"]["weights"]
    assert list(POLICY.care.renewal_days) == stated["care"]["renewal_bands"]


def test_what_no_table_shows_is_null_with_its_reason_and_never_0(tmp_path: Path) -> None:
    drop = CaseDrop({"as_of": "2026-06-30"})
    drop.customer("A", 客户等级="普通", 负责人="王敏")
    found = drop.process(tmp_path)["retention"]
    assert set(found["signals"].values()) == {None}
    assert found["signal_reasons"] == {
        **dict.fromkeys(("silent", "order_gap", "new_no_order", "complaint_silence"), "没有订单明细"),
        "falling_score": "没有回访工作表",
        "upset_overdue": "没有应收明细",
    }
    for figure in ("money_at_risk", "repurchase_rate", "growth_rate", "lifetime_value"):
        assert (found[figure], bool(found[f"{figure}_reason"])) == (None, True)
    assert (found["customers_now"], found["buying_customers"]) == (None, None)


def test_nobody_s_money_is_at_risk_where_no_table_says_what_is_owed(tmp_path: Path) -> None:
    drop = CaseDrop({"as_of": "2026-06-30"})
    drop.deals("A", [drop.ago(91)])
    found = drop.process(tmp_path)["retention"]
    assert [(one["customer_id"], one["money_at_risk"]) for one in found["at_risk"]] == [("A", None)]
    assert (found["money_at_risk"], found["money_at_risk_reason"]) == (None, "没有应收明细")


def test_a_term_ends_at_its_later_end_and_one_without_end_is_no_defect(tmp_path: Path) -> None:
    drop = CaseDrop({"as_of": "2026-06-30"})
    written = {
        "A": "2025-07-11至2026-07-10",  # the end of the range
        "B": "2025.8.1-2026.7.31",
        "C": "长期",
        "D": "无固定期限",
        "E": "2026-07-10至2025-07-11",  # ends before it starts: told
        "F": "看合同",  # told
    }
    for code, text in written.items():
        drop.customer(code, 合同到期日=text, 负责人="王敏")
    drop.call("A", "2026-06-10")
    summary = drop.process(tmp_path)
    renewals = [(one["customer_id"], one["contract_end_on"]) for one in summary["care"]["renewals"]]
    assert renewals == [("A", "2026-07-10"), ("B", "2026-07-31")]
    told = [one["value"] for one in summary["data_quality"]["findings"] if one["code"] in {"KB205", "KB206"}]
    assert told == [written["E"], written["F"]]


def test_the_deepest_fall_stands_first_where_no_order_tells_who_is_worth_more(tmp_path: Path) -> None:
    drop = CaseDrop({"as_of": "2026-06-30"})
    for code, latest in (("A", 4), ("B", 2), ("C", 5), ("D", 3)):
        drop.score(code, drop.ago(40), 5)
        drop.score(code, drop.ago(10), latest)
    assert codes(drop.process(tmp_path)["retention"]["at_risk"]) == ["B", "D", "A"]
