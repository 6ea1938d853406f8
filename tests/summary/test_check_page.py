"""The page that ``check`` prints: complete, grouped, and no wider than a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

import pytest
from support.check_month import GOLDEN, check_month

from kehu_batch.summary.check_page import WIDTH, describe_findings, describe_rows, describe_tables


def columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def table(**changes: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "table_label": "回访工作表",
        "side": "ops",
        "file": "回访.xlsx",
        "sheet": "十一月",
        "sheet_state": "visible",
        "range": "A1:C90",
        "header_row": 2,
        "rows": 80,
        "months": ["2023-11"],
        "columns": [column("A", "客户编号"), column("B", "本次回访时间")],
        "duplicate_columns": [],
        "unknown_columns": [],
        "passed_rows": [],
        "hidden_rows": [],
        "hidden_columns": [],
        **changes,
    }


def column(
    letter: str, header: str, label: str = "", reason: str = "标准表头", unit: str = ""
) -> dict[str, str]:
    return {"column": letter, "header": header, "label": label or header, "reason": reason, "unit": unit}


def finding(**changes: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "code": "KB201",
        "severity": "warning",
        "title": "必填项空白",
        "file": "回访.xlsx",
        "sheet": "十一月",
        "cell": "十一月!H5",
        "row": 5,
        "message": "回访方式没有填写",
        "effect": "计入数据准确率的错误",
        "action": "补填这一格",
        **changes,
    }


def lines_of(understanding: list[dict[str, Any]]) -> list[str]:
    return [line.text for line in describe_tables(understanding)]


def findings_of(*items: Mapping[str, Any], accepted: int = 0) -> list[str]:
    return [line.text for line in describe_findings({"findings": items, "accepted": accepted})]


def test_standard_headers_are_one_line() -> None:
    assert lines_of([table()]) == [
        "【回访.xlsx】",
        "  工作表“十一月”A1:C90：回访工作表",
        "    读入    表头在第 2 行，数据 80 行，月份 2023-11",
        "    列      2 列均为标准表头",
    ]


def test_other_headers_have_their_reason_and_unit() -> None:
    found = lines_of(
        [
            table(
                columns=[
                    column("A", "客户编号"),
                    column("C", "金额\n(万元)", "订单金额", "表头同义词", "万元"),
                ],
                duplicate_columns=[column("D", "成交额", "订单金额")],
                unknown_columns=[
                    {"column": "E", "header": "天气", "nearest": "", "why": ""},
                    {"column": "F", "header": "客户档次", "nearest": "", "why": "没有“客户等级”一列明确"},
                ],
            )
        ]
    )
    assert found[3:] == [
        "    列      1 列为标准表头",
        "            C 列“金额 (万元)” → 订单金额（表头同义词，单位 万元）",
        "            D 列“成交额” → 订单金额（与前面的列同义，值相同才计）",
        "    未使用  E 列“天气”（不认识的表头）；F 列“客户档次”（没有“客户等级”一列明确）",
    ]


def test_passed_rows_are_grouped_and_the_header_is_not_one() -> None:
    passed = [
        {"row": 1, "rows": 1, "reason": "标题行"},
        {"row": 2, "rows": 1, "reason": "表头"},
        {"row": 40, "rows": 1, "reason": "合计行"},
        {"row": 50, "rows": 1000, "reason": "空行"},
        {"row": 80, "rows": 1, "reason": "合计行"},
    ]
    found = lines_of([table(passed_rows=passed)])
    assert found[-1] == (
        "    不计入  标题行 1 行（第 1 行）；合计行 2 行（第 40、80 行）；空行 1,000 行（第 50–1049 行）"
    )


def test_hidden_things_are_told() -> None:
    found = lines_of(
        [table(sheet_state="hidden", side="finance", hidden_rows=[3, 4, 9], hidden_columns=["C"])]
    )
    assert found[1] == "  工作表“十一月”A1:C90：回访工作表，财务，隐藏的工作表"
    assert found[-1] == "    隐藏    3 行（第 3–4、9 行）、1 列（C 列），照常计入"


def test_rows_add_up() -> None:
    accounts = {
        "orders": {
            "read": 5,
            "used": 3,
            "excluded": 2,
            "excluded_reasons": {"金额读不出": 1, "截止日之后": 1},
            "excluded_money": {"金额读不出": {}, "截止日之后": {"": "12600.00", "USD": "5.50"}},
            "excluded_rows": [
                {"cell": "订单!D3", "reason": "金额读不出", "seen": "五百多"},
                {"cell": "订单!C5", "reason": "截止日之后", "seen": None},
            ],
        }
    }
    assert [line.text for line in describe_rows(accounts)] == [
        "  订单明细：读入 5 行，采用 3 行，未采用 2 行（金额读不出 1 行、截止日之后 1 行 12,600.00 元 5.50",
        "    USD）",
        "    未采用的在 订单!D3“五百多”、订单!C5",
    ]


def test_a_table_that_was_understood_is_named_without_the_vocabulary(monkeypatch: pytest.MonkeyPatch) -> None:
    """What prints the page is a process that has none, and loading it was the dearest thing that it did."""
    monkeypatch.setattr("kehu_batch.policy.vocabulary.load_vocabulary", None)
    account = {"read": 5, "used": 5, "excluded": 0, "excluded_reasons": {}, "excluded_rows": []}
    understood = [{"table": "orders", "table_label": "订单明细"}]
    lines = describe_rows({"orders": account}, understood)
    assert [line.text for line in lines] == ["  订单明细：读入 5 行，采用 5 行"]


def test_a_page_names_a_dozen_cells_and_where_the_others_stand() -> None:
    rows = [{"cell": f"订单!C{row}", "reason": "没有日期", "seen": None} for row in range(2, 17)]
    account = {"read": 15, "used": 0, "excluded": 15, "excluded_reasons": {}, "excluded_money": {}}
    text = "".join(line.text for line in describe_rows({"orders": {**account, "excluded_rows": rows}}))
    assert "订单!C13" in text
    assert "订单!C14" not in text
    assert "等 15 处，全部列在“数据质量”" in text


def test_one_kind_says_once_how_to_mend_it_and_lists_its_cells() -> None:
    found = findings_of(
        finding(),
        finding(cell="十一月!H9", row=9),
        finding(cell="十一月!I9", row=9, message="回访人没有填写"),
        finding(cell=None, row=None, sheet=None, file=None, code="KB501", title="整批", message="缺一张表"),
        finding(cell=None, row=7, message="整行有问题"),
    )
    assert found == [
        "要核对的地方：5 处（错误 0、警告 5、提示 0）",
        "  [警告] KB201 必填项空白（4 处）",
        "    影响    计入数据准确率的错误",
        "    怎么改  补填这一格",
        "    回访.xlsx：",
        "      十一月!H5、H9　回访方式没有填写",
        "      十一月!I9　回访人没有填写",
        "      十一月 第 7 行　整行有问题",
        "  [警告] KB501 整批（1 处）",
        "    影响    计入数据准确率的错误",
        "    怎么改  补填这一格",
        "    整批数据：",
        "      缺一张表",
    ]


def test_nothing_found_and_accepted_ones() -> None:
    assert findings_of() == ["没有发现要核对的地方。"]
    assert findings_of(accepted=2)[-1] == "另有 2 处在策略里登记为已知，没有列出。"


def test_no_cell_is_left_out_however_many() -> None:
    items = [finding(cell=f"十一月!H{row}", row=row) for row in range(2, 3002)]
    found = findings_of(*items)
    listed = "".join(found).replace(" ", "")
    assert all(f"H{row}" in listed for row in range(2, 3002))
    assert max(map(columns, found)) <= WIDTH


def test_long_words_without_a_break_stay_within_the_width() -> None:
    found = findings_of(finding(message="客" * 400), finding(message="x" * 400))
    assert max(map(columns, found)) <= WIDTH


def test_the_sample_month_is_the_golden_page() -> None:
    page = check_month()
    assert max(map(columns, page.splitlines())) <= WIDTH
    assert page == GOLDEN.read_text(encoding="utf-8"), (
        "if the change is right: python tests/support/check_month.py"
    )
