"""Runs the registers of ``tests/cases/complaints.toml``: the section on complaints, from cells to figures."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from report.html_reading import read_page
from support.cases import load_cases
from support.small_drops import analyse_rows

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.figures.complaints import ComplaintFigures
from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop
from kehu_batch.policy.loading import load_policy

REGISTERS = load_cases("complaints.toml")["register"]

_FIELDS = {
    "id": "complaint_id",
    "customer": "customer_id",
    "type": "issue_type",
    "received": "received_at",
    "responded": "responded_at",
    "planned": "planned_at",
    "resolved": "resolved_at",
    "confirmed": "confirmed_at",
}
#: Reasons for which rows are left out, in the program's words.
_REASONS = {"无投诉时间": "没有日期"}
#: Conditions of the top tier, which these two spends meet.
_TOP = {"128400", "200000"}


def _analyse(register: dict[str, Any]) -> Analysis:
    policy = load_policy().policy
    named = policy.complaints.model_copy(update={"clocks": register["clock"]})
    ledger = [
        {
            "customer_id": customer,
            "annual_amount": float(amount),
            "owner": owner,
            "stability": "稳定" if amount in _TOP else "",
            "expansion_potential": "高" if amount in _TOP else "",
        }
        for customer, amount, owner in register["ledger"]
    ]
    calls = [
        {"customer_id": customer, "called_on": day, "pending_issues": issues, "method": "电话"}
        for customer, day, issues in register["callbacks"]
    ]
    complaints = [
        {_FIELDS.get(key, key): value for key, value in row.items()} for row in register["complaints"]
    ]
    return analyse_rows(
        {"ledger": ledger, "callbacks": calls, "complaints": complaints},
        policy.model_copy(update={"complaints": named}),
        period=register["period"],
        as_of=register["as_of"],
    )


@pytest.fixture(scope="module", params=REGISTERS, ids=lambda register: register["name"])
def found(request: pytest.FixtureRequest) -> tuple[dict[str, Any], Analysis]:
    return request.param["expect"], _analyse(request.param)


Found = tuple[dict[str, Any], Analysis]


def _section(analysis: Analysis) -> ComplaintFigures:
    assert analysis.complaints is not None
    return analysis.complaints


def _percent(part: int, whole: int) -> float:
    return float((Decimal(part) * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP))


def test_rows_are_accounted_for(found: Found) -> None:
    expected, analysis = found
    account = analysis.accounts["complaints"]
    reasons = {_REASONS.get(name, name): count for name, count in expected["rows"]["excluded"].items()}
    assert (account.read, account.used) == (expected["rows"]["read"], expected["rows"]["used"])
    assert account.reasons == reasons


def test_types_in_pareto_order(found: Found) -> None:
    expected, analysis = found
    table = _section(analysis).by_type
    total = int(table["count"].sum())
    listed = [
        [name, count, _percent(count, total), _percent(running, total)]
        for name, count, running in zip(
            table["type"], table["count"].tolist(), table["count"].cumsum().tolist(), strict=True
        )
    ]
    assert listed == expected["by_type"]
    assert table["share"].tolist() == pytest.approx([row[1] / total for row in listed])
    assert table["cumulative"].round(4).tolist() == [pytest.approx(row[3] / 100, abs=6e-5) for row in listed]


def test_counts_by_customer_tier_and_owner(found: Found) -> None:
    expected, analysis = found
    section = _section(analysis)
    assert section.received == expected["received"]
    customers = section.by_customer
    counts = dict(zip(customers["customer_id"], customers["count"].tolist(), strict=True))
    assert counts == expected["by_customer"]
    assert list(counts.values()) == sorted(counts.values(), reverse=True)
    tiers = dict(zip(section.by_tier["tier"], section.by_tier["count"].tolist(), strict=True))
    assert tiers == expected["by_tier"]
    owners = section.by_owner[section.by_owner["count"] > 0]
    assert [
        ["" if pd.isna(name) else name, count]
        for name, count in zip(owners["owner"], owners["count"].tolist(), strict=True)
    ] == expected["by_owner"]


def test_open_complaints_by_age(found: Found) -> None:
    expected, analysis = found
    listed = _section(analysis).open
    assert listed[["complaint_id", "age_days"]].to_numpy().tolist() == expected["open"]


def test_clocks(found: Found) -> None:
    expected, analysis = found
    assert analysis.clocks is not None
    for clock, counts in expected["clocks"].items():
        one = _section(analysis).clocks[clock]
        assert [one.met, one.missed, one.pending, one.undeterminable] == counts, clock
        assert analysis.clocks[clock] == one


def test_times_of_the_stages(found: Found) -> None:
    expected, analysis = found
    for name, wanted in expected["stages"].items():
        times = _section(analysis).stages[name]
        assert times.count == wanted["n"], name
        if times.count:
            assert times.median == pytest.approx(wanted["median"], abs=6e-5), name
            assert times.p90 == pytest.approx(wanted["p90"], abs=6e-5), name
        else:
            assert (times.median, times.p90) == (None, None)


def test_resolution_and_confirmation(found: Found) -> None:
    expected, analysis = found
    section = _section(analysis)
    resolved, received, *rate = expected["resolution"]
    assert [section.resolved, section.received] == [resolved, received]
    if rate:
        assert section.resolution_rate is not None
        assert _percent(resolved, received) == rate[0]
        assert section.resolution_rate == pytest.approx(resolved / received)
    else:
        assert section.resolution_rate is None
        assert section.reasons["resolution_rate"]
    assert section.unconfirmed["complaint_id"].tolist() == expected["unconfirmed"]


def test_repeats_and_pairs(found: Found) -> None:
    expected, analysis = found
    section = _section(analysis)
    assert section.repeats["complaint_id"].tolist() == expected["repeats"]
    listed = section.pairs.assign(day=section.pairs["called_on"].dt.strftime("%Y-%m-%d"))
    assert listed[["complaint_id", "customer_id", "day"]].to_numpy().tolist() == expected["pairs"]


def test_an_impossible_order_is_told(found: Found) -> None:
    expected, analysis = found
    told = [finding for finding in analysis.quality.findings if finding.code == "KB508"]
    assert len(told) == sum("before received" in words for words in expected["findings"])


def test_a_complaint_without_its_time_is_told(found: Found) -> None:
    expected, analysis = found
    told = [finding for finding in analysis.quality.findings if finding.code == "KB510"]
    assert len(told) == expected["rows"]["excluded"].get("无投诉时间", 0)


def test_hours_of_work_are_called_so_wherever_a_limit_is_told(tmp_path: Path) -> None:
    # 13 February 2026 is a Friday; on Saturday the 14th people work in place of a day of the Spring Festival. Half an
    # hour on each of the two days is the hour of the limit; the second complaint is still open.
    register = tmp_path / "投诉.csv"
    register.write_text(
        "投诉编号,客户编号,投诉时间,投诉内容,响应时间,方案时间,解决时间,状态\n"
        "T1,C1,2026-02-13 17:30,系统卡顿,2026-02-14 09:30,2026-02-14 10:00,2026-02-14 11:00,已解决\n"
        "T2,C2,2026-02-13 17:30,系统卡顿,2026-02-14 09:31,,,处理中\n",
        encoding="utf-8",
    )
    rules = tmp_path / "工时.toml"
    rules.write_text('[complaints]\nhours = "working"\n', encoding="utf-8")
    output = tmp_path / "结果"
    summary = process_drop(
        DropRequest(
            files=(register,), today=date(2026, 3, 31), period="2026-02", policy=str(rules), output=output
        )
    ).summary
    assert summary["complaints"]["hours"] == "working"
    assert summary["clocks"]["complaint_respond"] == {
        "met": 1,
        "missed": 1,
        "pending": 0,
        "undeterminable": 0,
    }
    page = next(output.glob("*.html")).read_text(encoding="utf-8")
    assert "投诉响应（1个工作小时）" in page
    assert "按工作日（含调休上班日）的 09:00–18:00 计时" in read_page(page).all_text()
    assert "各环节用时（工作小时）" in page
    assert "（1小时）" not in page
    # 24 hours of work: half an hour on the 13th, 9 on the 14th and on the 24th, 5.5 on the 25th.
    overdue = {item["clock"]: item for item in summary["follow_ups"]["overdue"]}
    assert overdue["complaint_plan"]["due_on"] == "2026-02-25"


def test_months_without_a_complaint_are_there() -> None:
    rows = [
        {"customer_id": "A", "received_at": day, "content": "漏油"} for day in ("2022-12-30", "2023-02-03")
    ]
    analysis = analyse_rows({"complaints": rows}, load_policy().policy, period="2023-03", as_of="2023-03-31")
    months = _section(analysis).by_month
    assert months[["month", "received"]].to_numpy().tolist() == [
        ["2022-12", 1],
        ["2023-01", 0],
        ["2023-02", 1],
        ["2023-03", 0],
    ]


def test_a_stated_type_in_other_words_tells_where_the_content_does_not() -> None:
    said = [
        ("态度差", ""),
        ("态度差", "客户很生气"),
        ("态度差", "漏发两箱"),
        ("紧急", ""),
        ("账务票据", "漏发两箱"),
    ]
    rows = [
        {
            "complaint_id": f"T{place}",
            "customer_id": "C1",
            "received_at": "2026-02-13 10:00",
            "issue_type": kind,
            "content": content,
        }
        for place, (kind, content) in enumerate(said)
    ]
    analysis = analyse_rows({"complaints": rows}, load_policy().policy, period="2026-02", as_of="2026-02-28")
    assert analysis.complaints is not None
    types = analysis.complaints.items.set_index("complaint_id")["type"]
    assert types.sort_index().tolist() == ["服务态度", "服务态度", "物流配送", "未归类", "账务票据"]
