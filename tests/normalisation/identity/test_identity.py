"""Who is the same customer: joins that are sure, proposals that are not (docs/rules.md, 1.11)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kehu_batch.model.findings.question import NO_ANSWERS, Answer, Answers, QuestionKind
from kehu_batch.model.tables.list_versions import APPLIED_LINE
from kehu_batch.model.tables.recognition import ColumnMatch, Region, Side
from kehu_batch.normalisation.identity.customers import Identity, identify

Rows = list[tuple[str | None, str | None]]


def _identify(answers: Answers = NO_ANSWERS, **tables: Rows) -> Identity:
    frames, regions = {}, []
    for position, (table, rows) in enumerate(tables.items()):
        columns = (
            ColumnMatch("customer_id", 0, "客户编号", "标准表头"),
            ColumnMatch("customer_name", 1, "客户名称", "标准表头"),
        )
        data_rows = np.arange(2, len(rows) + 2, dtype=np.int64)
        regions.append(
            Region(position, table, Side.OPS, f"{table}.xlsx", "表", 1, 1, 0, 1, data_rows, columns)
        )
        frames[table] = pd.DataFrame(
            {
                "region": position,
                "source_row": data_rows,
                "customer_id": pd.Series([row[0] for row in rows], dtype="str"),
                "customer_name": pd.Series([row[1] for row in rows], dtype="str"),
            }
        )
    return identify(frames, regions, answers)


def _codes(identity: Identity) -> list[str]:
    return [finding.code for finding in identity.findings]


def test_equal_ids_are_one_customer_and_the_ledger_names_it() -> None:
    found = _identify(callbacks=[("A1", "甲公司（旧名）")], ledger=[("A1", "甲公司")])
    assert found.customers["customer_name"].tolist() == ["甲公司"]
    assert found.customers["ledger_row"].tolist() == [0]
    assert found.positions["callbacks"].tolist() == found.positions["ledger"].tolist() == [0]
    assert _codes(found) == ["KB282"]
    assert str(found.findings[0].location) == "callbacks.xlsx 表!B2"


def test_ids_answered_to_be_one_customer_may_each_have_their_name() -> None:
    """The answer settles it; a second name under one of the ids is still told."""
    answer = Answer(QuestionKind.SAME_CUSTOMER, "C007|K88", "是")
    found = _identify(
        Answers({answer.matter: answer}),
        ledger=[("C007", "长风电子有限公司")],
        callbacks=[("K88", "长风电子"), ("K88", "长风电子"), ("C007", "长风电子有限公司")],
        orders=[("K88", "长风电器")],
    )
    assert found.customers["customer_name"].tolist() == ["长风电子有限公司"]
    assert [finding.message for finding in found.findings] == [
        "编号“K88”的名称写作“长风电器”，别处是“长风电子”"
    ]


def test_a_side_without_ids_joins_by_folded_name() -> None:
    found = _identify(ledger=[(None, "上海騰雲"), (None, "北京新创")], followups=[(None, "上海腾云 ")])
    assert found.positions["followups"].tolist() == [0]
    assert _codes(found) == []


def test_a_name_joins_the_one_id_that_bears_it() -> None:
    found = _identify(callbacks=[("A1", "甲公司"), ("A2", "乙公司")], followups=[(None, "乙公司")])
    assert found.positions["followups"].tolist() == [1]


def test_an_id_that_stands_where_the_name_belongs_is_that_customer() -> None:
    ledger: Rows = [("A1", "甲公司"), ("A2", "乙公司"), ("360", "奇虎"), ("A4", "360")]
    found = _identify(ledger=ledger, followups=[(None, "A2"), (None, "360"), (None, "A22")])
    # 360 is somebody's name, and A22 nobody's id.
    assert found.positions["followups"].tolist() == [1, 3, 4]
    assert _codes(found) == ["KB280", "KB288"]
    assert [str(item.location) for item in found.findings] == ["followups.xlsx 表!B2", "followups.xlsx 表!B4"]


def test_a_name_of_two_ids_joins_neither() -> None:
    found = _identify(callbacks=[("A1", "甲公司"), ("A2", "甲公司")], followups=[(None, "甲公司")])
    assert found.positions["callbacks"].tolist() == [0, 1]
    assert found.positions["followups"].tolist() == [2]
    assert sorted(_codes(found)) == ["KB283", "KB285"]


def test_a_name_of_two_ids_is_told_in_every_list_and_is_not_missing_from_the_ledger() -> None:
    found = _identify(
        ledger=[("A1", "甲公司"), ("A2", "甲公司")],
        callbacks=[(None, "甲公司"), (None, "甲公司")],
        orders=[("A1", "甲公司"), (None, "甲公司")],
    )
    told = [str(one.location) for one in found.findings if one.code == "KB285"]
    assert told == ["callbacks.xlsx 表!B2", "orders.xlsx 表!B3"]
    assert "KB288" not in _codes(found)


@pytest.mark.parametrize(
    ("name", "customers", "codes"),
    [("甲公司", 1, ["KB284"]), ("乙公司", 2, ["KB288", "KB287"])],
)
def test_leading_zeros_join_only_where_the_names_agree(name: str, customers: int, codes: list[str]) -> None:
    found = _identify(ledger=[("000123", "甲公司")], callbacks=[("123", name)])
    assert len(found.customers) == customers
    assert _codes(found) == codes
    assert found.customers["customer_id"][0] == "000123"


def test_a_masked_name_is_never_a_key() -> None:
    found = _identify(ledger=[(None, "*公司")], callbacks=[(None, "*公司")])
    assert found.positions["ledger"].tolist() == found.positions["callbacks"].tolist() == [-1]
    assert set(_codes(found)) == {"KB286"}


def test_a_row_without_id_and_name_is_told() -> None:
    found = _identify(callbacks=[("A1", "甲公司"), (None, None)])
    assert found.positions["callbacks"].tolist() == [0, -1]
    assert [str(finding.location) for finding in found.findings] == ["callbacks.xlsx 表!A3"]
    assert _codes(found) == ["KB281"]


def test_a_receipt_that_names_a_document_needs_no_customer() -> None:
    columns = (
        ColumnMatch("customer_id", 0, "客户编号", "标准表头"),
        ColumnMatch("customer_name", 1, "客户名称", "标准表头"),
    )
    rows = np.arange(2, 7, dtype=np.int64)
    region = Region(0, "receipts", Side.OPS, "回款.xlsx", "表", 1, 1, 0, 1, rows, columns)
    frame = pd.DataFrame(
        {"region": 0, "source_row": rows, "invoice_no": ["F1", None, "F2", None, "F3"]}
    ).assign(
        customer_id=pd.Series([None, None, "A1", None, None], dtype="str"),
        customer_name=pd.Series([None] * 5, dtype="str"),
        receipt_no=pd.Series([None, "R1", "R2", "R-3", "r3"], dtype="str"),
        excluded=pd.Series([""] * 4 + [APPLIED_LINE], dtype="str"),
    )
    found = identify({"receipts": frame}, [region])
    # A list of settlements (row 6) names the document of row 5.
    assert [str(finding.location) for finding in found.findings] == ["回款.xlsx 表!A3"]
    assert found.positions["receipts"].tolist() == [-1, -1, 0, -1, -1]


def test_names_alike_but_for_the_legal_form_are_proposed_and_not_merged() -> None:
    found = _identify(ledger=[("A1", "云帆科技有限公司"), ("A2", "云帆科技（股份有限公司）")])
    assert len(found.customers) == 2
    assert _codes(found) == ["KB283"]


@pytest.mark.parametrize(
    ("ledger", "calls", "customers", "codes"),
    [
        # A name that leaves the legal form out, on either side; brackets fold as in 11.3.
        ([("A1", "云帆科技有限公司")], ["云帆科技"], 1, ["KB265"]),
        ([(None, "云帆科技")], ["云帆科技股份有限公司", "云帆科技"], 1, ["KB265"]),
        ([(None, "云帆（上海）有限公司")], ["云帆上海"], 1, ["KB265"]),
        ([(None, "Yunfan Co., Ltd.")], ["YUNFAN"], 1, ["KB265"]),
        # Two whole names: which is meant, nobody can tell.
        ([("A1", "云帆科技有限公司"), ("A2", "云帆科技股份有限公司")], ["云帆科技"], 3, ["KB288", "KB283"]),
        ([("A1", "云帆科技有限公司")], ["云帆科技股份有限公司"], 2, ["KB288"]),
        # Two customers of the ledger; a group, a branch and a core of one character are no short names.
        ([(None, "云帆科技"), (None, "云帆科技有限公司")], [], 2, []),
        ([(None, "云帆集团")], ["云帆", "云帆有限公司北京分公司"], 3, ["KB288", "KB288"]),
        ([(None, "甲公司")], ["甲"], 2, ["KB288"]),
        ([(None, "上海云帆科技有限公司")], ["云帆科技"], 2, ["KB288"]),
    ],
)
def test_a_name_may_leave_the_legal_form_out(
    ledger: Rows, calls: list[str], customers: int, codes: list[str]
) -> None:
    found = _identify(ledger=ledger, callbacks=[(None, name) for name in calls])
    assert len(found.customers) == customers
    assert sorted(_codes(found)) == sorted(codes)
    assert found.customers["customer_name"][0] == ledger[0][1]


def test_no_row_at_all() -> None:
    found = _identify(ledger=[])
    assert len(found.customers) == 0
    assert found.positions["ledger"].tolist() == []


@pytest.mark.parametrize("code", ["a001", "Ａ001", "A 001", "A-001"])
def test_ids_that_differ_in_spelling_alone_are_proposed_and_never_joined(code: str) -> None:
    found = _identify(ledger=[("A001", "甲公司")], callbacks=[(code, "甲公司")])
    assert len(found.customers) == 2
    assert "KB287" in _codes(found)


@pytest.mark.parametrize("code", ["A0010", "B001", "A01"])
def test_other_ids_are_not_proposed(code: str) -> None:
    found = _identify(ledger=[("A001", "甲公司")], callbacks=[(code, "乙公司")])
    assert "KB287" not in _codes(found)


def test_an_order_of_a_customer_whom_the_ledger_calls_otherwise_is_told() -> None:
    """Its money would else be missing from the customer's spend without a word."""
    found = _identify(
        ledger=[("K1", "上海腾云科技有限公司")],
        callbacks=[(None, "上海腾云科技有限公司")],
        orders=[(None, "腾云"), (None, "腾云")],
    )
    assert [(item.code, item.value) for item in found.findings] == [("KB288", "腾云")]


def test_a_customer_of_the_worksheet_that_the_ledger_lacks_is_told_once() -> None:
    calls: list[tuple[str | None, str | None]] = [("A001", "甲公司"), ("A009", "丙公司"), ("A009", "丙公司")]
    assert _codes(_identify(ledger=[("A001", "甲公司")], callbacks=calls)) == ["KB288"]
    assert _codes(_identify(callbacks=calls)) == []
