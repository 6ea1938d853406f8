"""Runs the cases of ``aging.toml`` and ``kpis.toml``, and what no table of cases can say of payment risk."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from receivable_drops import fen, measure, owed_dataset, risk_of
from support_datasets import build_dataset

from kehu_batch.analysis.receivables.aging import age_buckets, overdue_buckets
from kehu_batch.analysis.receivables.sums import tie_out
from kehu_batch.errors import InputRejected, InternalError
from kehu_batch.model.figures.receivables import CurrencyFigures, TieOut
from kehu_batch.policy.loading import load_policy

FOLDER = Path(__file__).parents[2] / "cases"
AGING = tomllib.loads((FOLDER / "aging.toml").read_text(encoding="utf-8"))
KPIS = tomllib.loads((FOLDER / "kpis.toml").read_text(encoding="utf-8"))
RULES = load_policy().policy.receivables


@pytest.mark.parametrize("case", AGING["overdue"], ids=lambda case: str(case.get("days", "missing")))
def test_bucket_by_days_overdue(case: dict[str, Any]) -> None:
    known = np.array(["days" in case])
    (code,) = overdue_buckets(np.array([case.get("days", 0)]), known, RULES.overdue_days)
    assert RULES.bucket_labels[code] == case["bucket"]


@pytest.mark.parametrize("case", AGING["overdue"], ids=lambda case: str(case.get("days", "missing")))
def test_an_invoice_is_in_the_bucket_of_its_days(case: dict[str, Any]) -> None:
    due = date(2023, 11, 30) - timedelta(case["days"]) if "days" in case else None
    dataset = owed_dataset(
        invoices=[
            {"invoice_no": "A", "customer_id": "C1", "issued_on": "2020-01-01", "due_on": due, "amount": 7}
        ]
    )
    buckets = risk_of(dataset).total.buckets
    assert {label for label, sum_ in buckets.items() if sum_} == {case["bucket"]}


@pytest.mark.parametrize("case", AGING["age"], ids=lambda case: f"{case.get('issued')}-{case['as_of']}")
def test_bucket_by_age(case: dict[str, Any]) -> None:
    issued = np.array([case.get("issued", "NaT")], dtype="datetime64[D]")
    (code,) = age_buckets(issued, date.fromisoformat(case["as_of"]), RULES.age_years)
    assert RULES.age_labels[code] == case["bucket"]


@pytest.mark.parametrize("case", AGING["case"], ids=lambda case: case["name"])
def test_aging(case: dict[str, Any]) -> None:
    tables = _tables(
        [["C1", *row] for row in case["invoices"]], [["C1", *row] for row in case.get("receipts", [])]
    )
    if "terms" in case:
        start, months, days = case["terms"]
        tables["ledger"] = [
            {"customer_id": "C1", "credit_start": start, "credit_months": months, "credit_days": days}
        ]
    owed = measure(owed_dataset(**tables), **case.get("policy", {}))
    assert owed.payment_risk is not None
    documents, total = owed.payment_risk.documents, owed.payment_risk.total
    assert documents["open_fen"].tolist() == [fen(yuan) for yuan in case["open"]]
    if "due" in case:
        assert documents["due_on"].dt.strftime("%Y-%m-%d").tolist() == case["due"]
    expected = dict.fromkeys(RULES.bucket_labels, 0) | {k: fen(v) for k, v in case.get("buckets", {}).items()}
    assert total.buckets == expected
    assert _sums(total) == [
        fen(case.get(name, "0")) for name in ("outstanding", "credit_notes", "unallocated", "later", "net")
    ]
    assert [finding.code for finding in owed.findings] == case.get("findings", [])


def _sums(total: CurrencyFigures) -> list[int]:
    return [
        total.outstanding_fen,
        total.credit_notes_fen,
        total.unallocated_fen,
        total.later_receipts_fen,
        total.net_fen,
    ]


def _tables(invoices: list[list[str]], receipts: list[list[str]]) -> dict[str, list[dict[str, Any]]]:
    names = ("customer_id", "invoice_no", "issued_on", "due_on", "amount")
    tables = {
        "invoices": [dict(zip(names, (value or None for value in row), strict=True)) for row in invoices]
    }
    if receipts:
        names = ("customer_id", "invoice_no", "received_on", "amount")  # type: ignore[assignment]
        tables["receipts"] = [
            dict(zip(names, (value or None for value in row), strict=True)) for row in receipts
        ]
    return tables


@pytest.mark.parametrize("case", KPIS["case"], ids=lambda case: case["name"])
def test_kpis(case: dict[str, Any]) -> None:
    tables = _tables(case["invoices"], case.get("receipts", []))
    for row, paid in zip(tables["invoices"], case.get("paid", []), strict=False):
        row["paid"] = paid or None
    if "limits" in case:
        limits = case["limits"].items()
        tables["ledger"] = [{"customer_id": name, "credit_limit": limit or None} for name, limit in limits]
    total = risk_of(owed_dataset(**tables), case["as_of"], case["first"], **case.get("policy", {})).total
    values = {code: total.kpis[code].value for code in case.get("kpis", {})}
    assert values == pytest.approx(case.get("kpis", {}), abs=1e-9)
    assert {
        code: reason for code, reason in total.reasons.items() if code in case.get("reasons", {})
    } == case.get("reasons", {})
    assert all((kpi.value is None) == bool(kpi.reason) for kpi in total.kpis.values())
    assert all(kpi.formula and kpi.inputs for kpi in total.kpis.values())
    for code, inputs in case.get("inputs", {}).items():
        shown = [
            f"{one.value / 100:.2f}" if one.unit == "元" else str(one.value)
            for one in total.kpis[code].inputs
        ]
        assert shown == inputs


def _invoice(number: str, customer: str = "C1", **values: object) -> dict[str, Any]:
    row = {"invoice_no": number, "customer_id": customer, "issued_on": "2023-09-01", "due_on": "2023-10-31"}
    return {**row, "amount": "100", **values}


@pytest.mark.parametrize("named", [True, False])
def test_of_documents_due_on_one_day_the_one_without_a_date_of_issue_is_filled_first(named: bool) -> None:
    # One without a due day is filled last, whenever it was issued.
    rows = [_invoice("A"), _invoice("A" if named else "B", issued_on=None), _invoice("A" if named else "C")]
    rows[2].update(issued_on="2023-01-01", due_on=None)
    paid = {
        "customer_id": "C1",
        "received_on": "2023-11-05",
        "amount": "130",
        "invoice_no": "A" if named else None,
    }
    risk = risk_of(owed_dataset(invoices=rows, receipts=[paid]), first_in_first_out=not named)
    filled = risk.documents["received_fen"] + risk.documents["fifo_fen"]
    assert filled.tolist() == [fen(30), fen(100), 0]


def test_currencies_are_never_added() -> None:
    dataset = owed_dataset(
        invoices=[
            _invoice("A"),
            _invoice("B", currency="USD", amount="70"),
            _invoice("C", currency="USD", amount="5"),
        ],
        receipts=[
            {"invoice_no": "B", "received_on": "2023-10-01", "amount": "20"},
            {"customer_id": "C1", "received_on": "2023-10-01", "amount": "3", "currency": "EUR"},
            {"invoice_no": "C", "received_on": "2023-10-01", "amount": "4", "currency": "CNY"},
        ],
    )
    risk = risk_of(dataset)
    sums = {code: (one.outstanding_fen, one.unallocated_fen) for code, one in risk.currencies.items()}
    # A receipt without a currency is in that of the invoice it names; one in another currency fills nothing.
    assert sums == {"CNY": (10_000, 400), "EUR": (0, 300), "USD": (5_500, 0)}
    assert risk.total.currency == "CNY"
    assert [one.currency for one in risk.foreign] == ["EUR", "USD"]
    states = risk.receipts.set_index("amount_fen")["reason"]
    assert states[400] == "币种与单据不同"
    assert set(risk.customers["currency"]) == {"CNY", "EUR", "USD"}
    assert risk.customers.set_index("currency")["credit_use"].isna().all()


def test_a_number_of_two_customers_fills_only_what_the_receipt_names() -> None:
    dataset = owed_dataset(
        invoices=[_invoice("A", "C1"), _invoice("A", "C2")],
        receipts=[
            {"invoice_no": "A", "customer_id": "C2", "received_on": "2023-10-01", "amount": "30"},
            {"invoice_no": "A", "received_on": "2023-10-02", "amount": "7"},
        ],
    )
    owed = measure(dataset)
    assert owed.payment_risk is not None
    assert owed.payment_risk.documents["open_fen"].tolist() == [10_000, 7_000]
    assert owed.payment_risk.receipts["reason"].tolist()[1] == "单据号对应多个客户"
    assert [finding.code for finding in owed.findings] == ["KB611"]


def test_a_payer_who_is_not_the_customer_is_told_and_his_money_fills_the_document() -> None:
    dataset = owed_dataset(
        invoices=[_invoice("A", "C1")],
        receipts=[{"invoice_no": "A", "customer_id": "C9", "received_on": "2023-10-01", "amount": "130"}],
    )
    owed = measure(dataset)
    assert owed.payment_risk is not None
    assert owed.payment_risk.documents["open_fen"].tolist() == [0]
    assert owed.payment_risk.customers["customer_id"].tolist() == ["C1"]  # the rest is for its customer, too
    assert owed.payment_risk.customers["unallocated_fen"].tolist() == [3_000]
    assert [finding.code for finding in owed.findings] == ["KB605", "KB610"]


def test_a_refund_of_more_than_was_received_opens_no_more_than_the_document() -> None:
    dataset = owed_dataset(
        invoices=[_invoice("A", "C1")],
        receipts=[
            {"invoice_no": "A", "customer_id": "C1", "received_on": "2023-10-01", "amount": "20"},
            {"invoice_no": "A", "customer_id": "C1", "received_on": "2023-10-05", "amount": "-50"},
        ],
    )
    owed = measure(dataset)
    assert owed.payment_risk is not None
    assert owed.payment_risk.documents["open_fen"].tolist() == [10_000]
    (told,) = [finding.message for finding in owed.findings if finding.code == "KB605"]
    assert told == "退款比这张单据可退的多 30.00 元，多出的记为未分配"


def test_messages_tell_what_their_money_is_in() -> None:
    # Of 130 received for 100 nothing is open, and 30 are too much.
    dataset = owed_dataset(
        invoices=[
            _invoice("A", disputed="500"),
            _invoice("B", currency="USD", disputed="500"),
        ],
        receipts=[
            {"invoice_no": "A", "received_on": "2023-10-01", "amount": "130"},
            {"invoice_no": "B", "received_on": "2023-10-01", "amount": "130", "currency": "USD"},
        ],
    )
    told = {(one.code, one.location.ref): one.message for one in measure(dataset).findings if one.location}
    assert told == {
        ("KB612", "J3"): "争议金额 500.00 元，大于未收金额 0.00 元",
        ("KB612", "J4"): "争议金额 500.00 USD，大于未收金额 0.00 USD",
        ("KB605", "F3"): "超出单据金额 30.00 元，记为未分配",
        ("KB605", "F4"): "超出单据金额 30.00 USD，记为未分配",
    }


def test_what_rows_say_of_money_received_is_checked() -> None:
    dataset = owed_dataset(
        invoices=[
            _invoice("A", paid="40", open_amount="60"),
            _invoice("B", paid="10", open_amount="95"),
            _invoice("C", open_amount="25"),
            _invoice("D", disputed="500"),
        ],
        receipts=[{"invoice_no": "A", "received_on": "2023-10-01", "amount": "30"}],
    )
    owed = measure(dataset)
    assert owed.payment_risk is not None
    documents = owed.payment_risk.documents
    # A by its receipt; B by its 已收; C by what it says is open; both of these on an unknown day.
    assert documents["open_fen"].tolist() == [7_000, 9_000, 2_500, 10_000]
    assert documents["received_undated"].tolist() == [False, True, True, False]
    assert documents["disputed_fen"].tolist() == [0, 0, 0, 10_000]
    assert [(finding.code, finding.location.ref) for finding in owed.findings if finding.location] == [
        ("KB606", "H3"),
        ("KB607", "I3"),
        ("KB607", "I4"),
        ("KB612", "J6"),
        ("KB608", "H4"),
    ]
    assert owed.findings[-1].count == 2


def test_later_money_is_no_contradiction() -> None:
    dataset = owed_dataset(
        invoices=[_invoice("A", paid="100", open_amount="0")],
        receipts=[{"invoice_no": "A", "received_on": "2023-12-01", "amount": "100"}],
    )
    owed = measure(dataset)
    assert owed.findings == ()
    assert owed.payment_risk is not None
    assert owed.payment_risk.total.outstanding_fen == 10_000
    assert owed.payment_risk.later_receipts["amount_fen"].tolist() == [10_000]


def test_money_of_unknown_date_beside_money_of_unknown_document() -> None:
    dataset = owed_dataset(
        invoices=[_invoice("A", paid="10"), _invoice("B", paid="20")],
        receipts=[{"customer_id": "C1", "received_on": "2023-10-01", "amount": "30"}],
    )
    assert [finding.code for finding in measure(dataset).findings] == ["KB608", "KB618"]


def test_without_invoices_there_is_nothing() -> None:
    owed = measure(owed_dataset(ledger=[{"customer_id": "C1", "receivable_balance": "10"}]))
    assert (owed.payment_risk, owed.cross_check) == (None, None)
    assert owed.reasons == {"payment_risk": "没有应收明细", "cross_check": "没有应收明细"}


def test_finances_documents_serve_where_ops_has_none() -> None:
    owed = measure(owed_dataset(finance_invoices=[_invoice("A")]))
    assert owed.payment_risk is not None
    assert owed.payment_risk.side.value == "finance"
    assert owed.payment_risk.total.outstanding_fen == 10_000
    assert owed.reasons == {"cross_check": "运营方没有应收明细"}


def test_finances_documents_are_not_added_to_ops() -> None:
    owed = measure(owed_dataset(invoices=[_invoice("A")], finance_invoices=[_invoice("A"), _invoice("B")]))
    assert owed.payment_risk is not None
    assert owed.payment_risk.total.outstanding_fen == 10_000


GRADES: list[tuple[str, dict[str, Any], str, str]] = [
    ("not due", {"due_on": "2023-12-31"}, "低", "未触及任何风险阈值"),
    ("1 day of 100 %", {"due_on": "2023-11-29"}, "高", "逾期占比 100.0% ≥ 50.0%"),
    ("paid", {"amount": "0"}, "低", "没有未收款"),
    ("disputed", {"due_on": "2023-12-31", "disputed": "10"}, "中", "争议占比 10.0% ≥ 10.0%"),
    (
        "old",
        {"due_on": "2023-08-31"},
        "高",
        "最长逾期 91 天 > 90 天；逾期占比 100.0% ≥ 50.0%",
    ),
]


@pytest.mark.parametrize(("name", "values", "grade", "reason"), GRADES, ids=lambda value: str(value)[:12])
def test_grade(name: str, values: dict[str, Any], grade: str, reason: str) -> None:
    assert name
    risk = risk_of(owed_dataset(invoices=[_invoice("A", **values)]))
    assert risk.customers[["grade", "reason"]].to_numpy().tolist() == [[grade, reason]]


def test_grades_by_credit_use_and_by_growth() -> None:
    late, early = {"due_on": "2023-11-15"}, {"due_on": "2023-10-15"}
    dataset = owed_dataset(
        ledger=[
            {"customer_id": "C1", "credit_limit": "120"},
            {"customer_id": "C2"},
            {"customer_id": "C3", "credit_limit": "0"},
            {"customer_id": "C4", "credit_limit": "0"},
        ],
        invoices=[
            _invoice("A", due_on="2023-12-31"),
            _invoice("E", "C3", due_on="2023-12-31"),
            _invoice("F", "C4", amount="-5", due_on="2023-12-31"),
            _invoice("B", "C2", amount="10", **early),
            _invoice("C", "C2", amount="5", **late),
            _invoice("D", "C2", amount="1000", due_on="2023-12-31"),
        ],
        receipts=[{"customer_id": "C9", "received_on": "2023-10-01", "amount": "1"}],
    )
    customers = risk_of(dataset).customers
    rows = dict(
        zip(customers["customer_id"], zip(customers["grade"], customers["reason"], strict=True), strict=True)
    )
    # 100 of 120; and from 10 overdue at the end of October to 15, and 46 days at most.
    assert rows["C1"] == ("中", "信用额度使用率 83.3% > 80.0%")
    # C3 owes where nothing may be owed; C4 has a credit note.
    assert rows["C3"] == ("高", "信用额度为 0 而有未收")
    assert rows["C4"] == ("低", "没有未收款")
    assert rows["C2"] == ("中", "最长逾期 46 天 > 30 天；逾期金额比期初增长 50.0% ≥ 30.0%")


def test_expected_loss_only_by_the_policys_own_rates() -> None:
    dataset = owed_dataset(invoices=[_invoice("A", amount="33.33"), _invoice("B", due_on="2023-12-31")])
    assert risk_of(dataset).total.expected_loss is None
    loss = risk_of(dataset, loss_rates={"未到期": "0.005", "1-30": "0.05"}).total.expected_loss
    assert loss is not None
    # 100.00 × 0.5 % = 0.50; 33.33 × 5 % = 1.6665, half up to the fen.
    assert loss.set_index("bucket")["loss_fen"].to_dict() == {
        **dict.fromkeys(RULES.bucket_labels, 0),
        "未到期": 50,
        "1-30": 167,
    }


def test_dunning_skips_what_is_disputed_and_shows_the_last_contact() -> None:
    dataset = owed_dataset(
        ledger=[{"customer_id": "C1", "owner": "王敏"}, {"customer_id": "C2"}, {"customer_id": "C3"}],
        invoices=[
            _invoice("A", due_on="2023-11-20"),
            _invoice("B", due_on="2023-10-01", disputed="100"),
            _invoice("C", due_on="2023-10-20", disputed="30"),
            _invoice("D", "C2", due_on="2023-10-20", disputed="100"),
            _invoice("E", "C3", due_on="2023-12-20"),
        ],
        callbacks=[
            {"customer_id": "C1", "called_on": "2023-11-02", "method": "电话", "called_by": "李强"},
            {"customer_id": "C1", "called_on": "2023-12-02", "method": "上门"},
        ],
        followups=[{"customer_id": "C1", "followed_on": "2023-11-01", "owner": "赵磊", "content": "催款"}],
    )
    (row,) = risk_of(dataset).dunning.to_dict("records")
    # B is disputed as a whole and skipped; of C its 70 remain, late by 41 days; C2's only document is disputed.
    assert (row["customer_id"], row["overdue_fen"], row["documents"]) == ("C1", 17_000, 2)
    assert (row["max_days_overdue"], row["stage"]) == (41, "书面催款，约定付款日期")
    assert (row["disputed_fen"], row["disputed_documents"]) == (13_000, 2)
    assert row["last_contact_on"].date() == date(2023, 11, 2)
    assert (row["last_contact_method"], row["last_contact_by"]) == ("电话", "李强")
    assert (row["last_contact_cell"], row["owner"], row["cell"]) == ("回访!G3", "王敏", "应收!G5")


def test_moods_of_the_overdue() -> None:
    dataset = build_dataset(
        invoices=[
            {**_invoice("A", "C1"), "amount": 300},
            {**_invoice("B", "C2"), "amount": 500},
            {**_invoice("C", "C3"), "amount": 900},
            {**_invoice("D", "C4", due_on="2023-12-31"), "amount": 100},
            {**_invoice("E", "C5"), "amount": 100},
        ],
        callbacks=[
            {"customer_id": "C1", "called_on": "2023-11-01", "score": 1.0},
            {"customer_id": "C1", "called_on": "2023-11-05", "score": 0.6},
            {"customer_id": "C1", "called_on": "2023-11-06"},
            {"customer_id": "C2", "called_on": "2023-11-01", "score": 0.8},
            {"customer_id": "C3", "called_on": "2023-11-01", "score": 1.0},
            {"customer_id": "C4", "called_on": "2023-11-01", "score": 0.2},
        ],
        complaints=[
            {"customer_id": "C3", "received_at": "2023-11-02", "content": "货损"},
            {
                "customer_id": "C2",
                "received_at": "2023-11-02",
                "content": "货损",
                "resolved_at": "2023-11-04",
            },
            {"customer_id": "C2", "received_at": "2023-11-03", "content": "货损", "status": "已解决"},
        ],
    )
    attention = risk_of(dataset).attention
    rows = attention[["customer_id", "mood", "outstanding_fen", "mood_reason", "cell"]].to_numpy().tolist()
    assert rows == [
        ["C3", "不满且逾期", 900, "最近评分 5 分；有 1 件投诉未解决", "投诉!E3"],
        ["C1", "不满且逾期", 300, "最近评分 3 分", "回访!K4"],
        ["C2", "满意但逾期", 500, "最近评分 4 分", "回访!K6"],
        ["C5", "风险等级高", 100, "逾期占比 100.0% ≥ 50.0%", "应收!G7"],
    ]


def test_rows_without_amount_or_date_are_excluded_and_counted() -> None:
    dataset = owed_dataset(
        invoices=[_invoice("A"), _invoice("B", amount=None)],
        receipts=[
            {"invoice_no": "A", "received_on": None, "amount": "10"},
            {"invoice_no": "A", "received_on": "2023-11-01", "amount": None},
        ],
    )
    assert risk_of(dataset).total.outstanding_fen == 10_000


def test_a_customer_without_any_name_keeps_its_money() -> None:
    dataset = owed_dataset(invoices=[_invoice("A"), {**_invoice("B"), "customer_id": None}])
    risk = risk_of(dataset)
    assert risk.total.outstanding_fen == 20_000
    assert risk.customers["customer"].tolist() == [-1, 0]
    assert risk.total.kpis["top_1"].value == 0.5


def test_sums_that_do_not_tie_are_an_internal_error() -> None:
    fine = TieOut("相等", 5, 5, "CNY")
    assert tie_out([fine]) == (fine,)
    with pytest.raises(InternalError) as caught:
        tie_out([fine, TieOut("不等", 5, 4, "CNY")])
    assert caught.value.code == "figures_do_not_tie"


def test_amounts_that_cannot_be_added_exactly_are_refused() -> None:
    rows = [{**_invoice(str(number)), "amount": 9 * 10**17} for number in range(11)]
    with pytest.raises(InputRejected) as caught:
        measure(build_dataset(invoices=rows))
    assert caught.value.code == "amount_overflow"


def test_every_check_is_printed_and_is_nil() -> None:
    risk = risk_of(
        owed_dataset(
            invoices=[_invoice("A")],
            receipts=[{"invoice_no": "A", "received_on": "2023-11-01", "amount": "1"}],
        )
    )
    assert len(risk.checks) == 10
    assert [check.difference_fen for check in risk.checks] == [0] * 10


def test_a_table_without_rows_has_no_figures_and_says_why() -> None:
    owed = measure(build_dataset(invoices=[], receipts=[]))
    assert owed.payment_risk is None
    assert owed.reasons["payment_risk"]
