from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from make_published import FOLLOWUPS, LEDGER, WORKSHEET
from support.drops import (
    LEDGER_HEADER,
    LOG_HEADER,
    WORKSHEET_FIELDS,
    WORKSHEET_HEADER,
    make_sheet,
    make_workbook,
)

from kehu_batch.errors import InputRejected
from kehu_batch.model.tables.recognition import Recognition, Region, Side
from kehu_batch.model.tables.source import CellValue, Sheet, SheetState
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise, require_tables

#: Rows of a sheet as the reader gives them.
Rows = list[Sequence[CellValue]]

#: The published rows up to 本次回访时间.
A001, B002 = (tuple("" if cell is None else cell for cell in row[:7]) for row in WORKSHEET.rows)
LEDGER_ROW, LOG_ROW = (
    tuple("" if cell is None else cell for cell in one.rows[0]) for one in (LEDGER, FOLLOWUPS)
)


def read(*sheets: Sheet, file: str = "测试.xlsx", finance: bool = False) -> Recognition:
    return recognise([make_workbook(*sheets, file=file, finance=finance)], load_vocabulary())


def only(rows: Sequence[Sequence[CellValue]], name: str = "Sheet1", **options: object) -> Region:
    found = read(make_sheet(rows, name, **options))  # type: ignore[arg-type]
    assert len(found.regions) == 1, found
    return found.regions[0]


def fields(region: Region) -> list[tuple[int, str]]:
    return [(match.column, match.field) for match in region.columns]


def codes(recognition: Recognition) -> list[str]:
    return [finding.code for finding in recognition.findings]


def passed(region: Region) -> list[tuple[int, str]]:
    return [(row.row, row.reason) for row in region.passed]


class TestWorksheet:
    def test_published_header_under_a_title(self) -> None:
        region = only([["客户回访工作表（2023年11月）"], WORKSHEET_HEADER, A001, B002])
        assert region.table == "callbacks"
        assert (region.header_first_row, region.header_row) == (2, 2)
        assert fields(region) == list(enumerate(WORKSHEET_FIELDS))
        assert region.data_rows.tolist() == [3, 4]
        assert region.title == "客户回访工作表（2023年11月）"
        assert passed(region) == [(1, "标题行"), (2, "表头")]
        assert region.side is Side.OPS
        assert (region.duplicates, region.unknown, region.own_columns) == ((), (), ())

    def test_traditional_spaced_and_starred_header(self) -> None:
        header = [
            "＊客戶編號",
            "客戶名稱\n/聯絡人",
            "所 屬 行 業",
            "客戶等級*",
            "最近交易時間",
            "歷史合作項目／產品",
            "*本次回訪時間（必填）",
            "回訪方式",
            "回訪人 ",
            "溝通核心內容摘要",
            "客戶反饋（滿意度/建議/需求）",
            "待解決問題",
            "跟進計劃【負責人/時間/內容】",
            "下次回訪時間：",
            "備註",
        ]
        region = only([header, A001])
        assert fields(region) == list(enumerate(WORKSHEET_FIELDS))

    def test_title_and_instructions_above(self) -> None:
        rows: Rows = [
            ["客户回访工作表"],
            ["说明：客户编号、本次回访时间为必填"],
            ["截止日期：", date(2023, 11, 30)],
            [],
            WORKSHEET_HEADER,
            A001,
        ]
        region = only(rows)
        assert region.header_row == 5
        assert region.data_rows.tolist() == [6]
        assert region.title.splitlines()[2] == "截止日期： 2023-11-30"

    def test_table_that_starts_inside_the_sheet(self) -> None:
        region = only([[], ["", ""], ["", "", *WORKSHEET_HEADER], ["", "", *A001]])
        assert (region.first_column, region.last_column, region.header_row) == (2, 16, 3)
        assert region.column_of("called_on") == 8

    def test_brackets_that_explain_are_dropped(self) -> None:
        region = only(
            [
                ["客户编号", "本次回访时间(年/月/日)", "跟进计划(谁、何时、做什么)"],
                ["A1", date(2023, 1, 1), ""],
            ]
        )
        assert [field for _, field in fields(region)] == ["customer_id", "called_on", "plan"]

    def test_unit_in_brackets(self) -> None:
        region = only([["客户名称", "年合作金额（万元）", "账期(天)"], ["甲", 1.0, 30.0]])
        assert [(match.field, match.unit) for match in region.columns][1:] == [
            ("annual_amount", "万元"),
            ("payment_terms", "天"),
        ]

    def test_scale_in_brackets(self) -> None:
        region = only(
            [
                ["客户名称", "回访日期", "推荐意愿(0-10)", "满意度评分(满分10分)"],
                ["甲", date(2023, 1, 1), 9.0, 8.0],
            ]
        )
        assert [(match.field, match.unit) for match in region.columns][2:] == [
            ("recommendation", "0-10"),
            ("score", "满分10分"),
        ]


class TestOtherTables:
    @pytest.mark.parametrize(
        ("header", "table", "expected"),
        [
            (
                LEDGER_HEADER,
                "ledger",
                ["customer_name", "stated_tier", "owner", "last_contact_on", "need_type", "follow_status"],
            ),
            (LOG_HEADER, "followups", ["customer_name", "followed_on", "content", "owner", "status"]),
            (
                ("订单编号", "客户编号", "下单日期", "产品", "金额(元)"),
                "orders",
                ["order_id", "customer_id", "ordered_on", "product", "amount"],
            ),
            (
                (
                    "投诉编号",
                    "客户名称",
                    "投诉时间",
                    "投诉内容",
                    "响应时间",
                    "方案时间",
                    "解决时间",
                    "回访确认时间",
                    "处理人",
                    "状态",
                ),
                "complaints",
                [
                    "complaint_id",
                    "customer_name",
                    "received_at",
                    "content",
                    "responded_at",
                    "planned_at",
                    "resolved_at",
                    "confirmed_at",
                    "owner",
                    "status",
                ],
            ),
            (
                (
                    "单据号",
                    "客户名称",
                    "期数",
                    "开票日期",
                    "到期日",
                    "应收金额",
                    "已收金额",
                    "未收金额",
                    "争议金额",
                    "币种",
                ),
                "invoices",
                [
                    "invoice_no",
                    "customer_name",
                    "instalment",
                    "issued_on",
                    "due_on",
                    "amount",
                    "paid",
                    "open_amount",
                    "disputed",
                    "currency",
                ],
            ),
            (
                ("回款单号", "单据号", "客户名称", "回款日期", "回款金额"),
                "receipts",
                ["receipt_no", "invoice_no", "customer_name", "received_on", "amount"],
            ),
            (
                (
                    "客户编号",
                    "客户名称",
                    "应收余额",
                    "逾期金额",
                    "未到期",
                    "1～30天",
                    "31-60天",
                    "180天以上",
                    "风险等级",
                ),
                "balances",
                [
                    "customer_id",
                    "customer_name",
                    "receivable_balance",
                    "overdue_balance",
                    *["buckets"] * 4,
                    "risk_grade",
                ],
            ),
        ],
    )
    def test_header_makes_the_table(self, header: tuple[str, ...], table: str, expected: list[str]) -> None:
        region = only([header, ["值"] * len(header)])
        assert region.table == table
        assert [field for _, field in fields(region)] == expected

    def test_balances_are_finances_own(self) -> None:
        assert only([["客户名称", "应收余额"], ["甲", 1.0]]).side is Side.FINANCE

    @pytest.mark.parametrize(
        ("file", "sheet", "finance", "side"),
        [
            ("台账.xlsx", "客户", False, Side.OPS),
            ("財務_台账.xlsx", "客户", False, Side.FINANCE),
            ("台账.xlsx", "财务核对", False, Side.FINANCE),
            ("台账.xlsx", "客户", True, Side.FINANCE),
        ],
    )
    def test_side(self, file: str, sheet: str, finance: bool, side: Side) -> None:
        found = read(make_sheet([LEDGER_HEADER, LEDGER_ROW], sheet), file=file, finance=finance)
        assert found.regions[0].side is side

    def test_two_published_tables_of_one_workbook(self) -> None:
        found = read(
            make_sheet([LEDGER_HEADER, LEDGER_ROW], "台账"), make_sheet([LOG_HEADER, LOG_ROW], "跟进")
        )
        assert [(region.id, region.table, region.sheet) for region in found.regions] == [
            (0, "ledger", "台账"),
            (1, "followups", "跟进"),
        ]
        assert found.findings == ()

    def test_ledger_with_id_name_and_balance_is_balances_without_two_more(self) -> None:
        assert only([["客户编号", "客户名称", "应收余额"], ["1", "甲", 1.0]]).table == "balances"


class TestColumns:
    def test_unknown_header_with_the_nearest(self) -> None:
        found = read(
            make_sheet(
                [["客户编号", "本次回访时间", "待解决难题", "天气"], ["A1", date(2023, 1, 1), "无", "晴"]]
            )
        )
        region = found.regions[0]
        assert [(column.column, column.header, column.nearest) for column in region.unknown] == [
            (2, "待解决难题", "pending_issues"),
            (3, "天气", ""),
        ]
        assert codes(found) == ["KB102", "KB102"]
        assert found.findings[0].location is not None
        assert found.findings[0].location.cell == "Sheet1!C1"

    def test_a_serial_number_column_is_no_finding(self) -> None:
        found = read(make_sheet([["序号", *LOG_HEADER], [1.0, *LOG_ROW]]))
        assert [column.header for column in found.regions[0].unknown] == ["序号"]
        assert found.findings == ()

    def test_two_headers_for_one_field(self) -> None:
        found = read(
            make_sheet([["客户编号", "回访时间", "本次回访时间"], ["A1", date(2023, 1, 1), date(2023, 1, 1)]])
        )
        region = found.regions[0]
        assert region.column_of("called_on") == 1
        assert [(match.field, match.column) for match in region.duplicates] == [("called_on", 2)]
        assert codes(found) == ["KB101"]

    def test_composite_of_one_field(self) -> None:
        region = only([["客户名称", "电话/手机", "业务员、客户经理"], ["甲", "1", "王"]])
        assert fields(region) == [(0, "customer_name"), (1, "phone"), (2, "owner")]

    def test_composite_of_two_fields_is_not_used(self) -> None:
        found = read(make_sheet([["客户名称", "客户等级", "负责人", "行业/账期"], ["甲", "VIP", "王", "x"]]))
        assert codes(found) == ["KB104"]
        assert found.regions[0].column_of("industry") is None

    def test_general_header_fills_a_free_field(self) -> None:
        region = only([["客户名称", "时间", "跟进内容"], ["甲", date(2024, 1, 1), "说明"]])
        assert (region.table, region.column_of("followed_on")) == ("followups", 1)

    @pytest.mark.parametrize(
        ("header", "beside", "field"),
        [
            ("客户姓名/名称", "行业", "customer_name"),
            ("客户姓名/名称", "客户名称", None),  # a clear one has the field
            ("名称/编号", "行业", None),  # two things
        ],
    )
    def test_composite_of_general_parts_fills_what_each_may_be(
        self, header: str, beside: str, field: str | None
    ) -> None:
        region = only(
            [["时间", header, beside, "客户编号", "跟进内容"], [date(2024, 1, 1), "甲", "乙", "1", "说明"]]
        )
        assert dict(fields(region)).get(1) == field

    def test_general_header_gives_way_to_a_clear_one(self) -> None:
        region = only([["时间", "客户名称", "跟进时间", "跟进内容"], [1.0, "甲", date(2024, 1, 1), "说明"]])
        assert region.column_of("followed_on") == 2
        assert [column.header for column in region.unknown] == ["时间"]

    def test_two_general_headers_for_one_field_are_not_guessed(self) -> None:
        found = read(
            make_sheet(
                [
                    ["回款单号", "客户名称", "收款金额", "日期", "时间", "回款日期"],
                    ["1", "甲", 1.0, "", "", date(2024, 1, 1)],
                ]
            )
        )
        assert found.regions[0].column_of("received_on") == 5
        found = read(
            make_sheet(
                [
                    ["客户名称", "订单号", "订单金额", "下单日期", "单据号", "流水号"],
                    ["甲", "1", 1.0, date(2024, 1, 1), "", ""],
                ]
            )
        )
        assert found.regions[0].column_of("order_id") == 1
        found = read(
            make_sheet(
                [
                    ["客户名称", "订单金额", "下单日期", "单据号", "流水号"],
                    ["甲", 1.0, date(2024, 1, 1), "", ""],
                ]
            )
        )
        assert found.regions[0].column_of("order_id") is None
        assert codes(found) == ["KB104"]

    def test_name_and_contact(self) -> None:
        region = only([["公司名称", "客户姓名", "客户等级", "负责人"], ["甲公司", "张三", "VIP", "王"]])
        assert fields(region)[:2] == [(0, "customer_name"), (1, "contact")]
        region = only([["客户姓名", "客户等级", "负责人"], ["张三", "VIP", "王"]])
        assert fields(region)[0] == (0, "customer_name")

    def test_unit_in_the_title(self) -> None:
        found = read(
            make_sheet(
                [["应收余额表", "", "单位：万元"], ["客户名称", "应收余额", "逾期金额(元)"], ["甲", 1.0, 2.0]]
            )
        )
        assert [match.unit for match in found.regions[0].columns] == ["", "万元", "元"]
        assert codes(found) == ["KB110"]


class TestRows:
    def test_total_blank_and_note_rows(self) -> None:
        rows: Rows = [
            ["序号", "客户名称", "下单日期", "订单金额"],
            [1.0, "甲", date(2024, 1, 1), 100.0],
            [2.0, "总计科技", date(2024, 1, 2), 0.0],
            ["小 计", "", "", 100.0],
            [],
            [3.0, "乙", date(2024, 1, 3), 50.0],
            [4.0],
            ["合計：", "", "", 150.0],
            ["占比", "", "", 1.0],
            [],
            ["注：本表由客服部提供"],
            ["制表人：张三", "", "审核人：李四", ""],
            ["以上数据仅供内部使用"],
        ]
        region = only(rows, "订单")
        assert region.data_rows.tolist() == [2, 3, 6]
        assert passed(region) == [
            (1, "表头"),
            (4, "合计行"),
            (5, "空行"),
            (7, "只有序号等未识别的列"),
            (8, "合计行"),
            (9, "合计行"),
            (10, "空行"),
            (11, "说明行"),
            (12, "说明行"),
            (13, "只有序号等未识别的列"),
        ]

    def test_total_word_behind_a_serial_number(self) -> None:
        rows: Rows = [
            ["序号", "客户名称", "下单日期", "订单金额"],
            [1.0, "甲", date(2024, 1, 1), 1.0],
            [2.0, "合计", "", 1.0],
        ]
        assert only(rows).data_rows.tolist() == [2]

    def test_named_subtotals_and_customers_that_sound_like_totals(self) -> None:
        rows: Rows = [
            ["客户编号", "客户名称", "下单日期", "订单金额"],
            ["A1", "累计", date(2024, 1, 1), 1.0],
            ["", "华东区小计", "", 5.0],
            ["A2", "合计咨询有限公司", date(2024, 1, 1), 1.0],
        ]
        region = only(rows)
        assert region.data_rows.tolist() == [2, 4]
        assert (3, "合计行") in passed(region)

    def test_example_row(self) -> None:
        region = only([["客户编号", "本次回访时间"], ["示例", date(2023, 1, 1)], ["A1", date(2023, 1, 2)]])
        assert region.data_rows.tolist() == [3]
        assert (2, "示例行") in passed(region)

    def test_white_space_is_blank_and_zero_is_not(self) -> None:
        rows: Rows = [["客户名称", "应收余额"], ["甲", 0.0], [" \n", "\t"], ["", 0.0]]
        region = only(rows)
        assert region.data_rows.tolist() == [2]
        assert passed(region)[1:] == [(3, "空行"), (4, "说明行")]

    def test_note_merged_over_the_table(self) -> None:
        rows: Rows = [LOG_HEADER, LOG_ROW, ["本页数据截至月底"]]
        region = only(rows, merged=[(3, 0, 3, 4)])
        assert region.data_rows.tolist() == [2]
        assert (3, "说明行") in passed(region)

    def test_header_repeated_at_a_page_break(self) -> None:
        rows: Rows = [LOG_HEADER, *[LOG_ROW] * 40, LOG_HEADER, *[LOG_ROW] * 3]
        region = only(rows)
        assert len(region.data_rows) == 43
        assert (42, "重复的表头") in passed(region)

    def test_empty_table(self) -> None:
        found = read(make_sheet([LOG_HEADER]))
        assert len(found.regions[0].data_rows) == 0
        assert codes(found) == ["KB111"]


class TestSeveralTables:
    def test_below_one_another(self) -> None:
        rows: Rows = [["客户台账"], LEDGER_HEADER, *[LEDGER_ROW] * 40, [], ["跟进记录"], LOG_HEADER, LOG_ROW]
        found = read(make_sheet(rows))
        first, second = found.regions
        assert (first.table, first.data_rows.tolist()) == ("ledger", list(range(3, 43)))
        assert (second.table, second.header_row, second.data_rows.tolist()) == ("followups", 45, [46])
        assert second.title == "跟进记录"

    def test_side_by_side(self) -> None:
        rows: Rows = [
            [*LEDGER_HEADER, "", *LOG_HEADER],
            [*LEDGER_ROW, "", *LOG_ROW],
            [*[""] * 7, *LOG_ROW],
        ]
        first, second = read(make_sheet(rows)).regions
        assert (first.table, first.last_column, first.data_rows.tolist()) == ("ledger", 5, [2])
        assert (second.table, second.first_column, second.data_rows.tolist()) == ("followups", 7, [2, 3])

    def test_side_by_side_with_headers_on_different_rows(self) -> None:
        rows: Rows = [
            [*LEDGER_HEADER, "", "跟进记录"],
            [*LEDGER_ROW, "", *LOG_HEADER],
            [*LEDGER_ROW, "", *LOG_ROW],
        ]
        found = {region.table: region for region in read(make_sheet(rows)).regions}
        assert found["ledger"].data_rows.tolist() == [2, 3]
        assert found["followups"].data_rows.tolist() == [3]

    def test_blank_column_inside_one_table(self) -> None:
        header = [*WORKSHEET_HEADER[:7], "", *WORKSHEET_HEADER[7:]]
        region = only([header, A001])
        assert region.last_column == 15


class TestTwoRowHeaders:
    def test_aging_sheet_with_merged_groups(self) -> None:
        rows: Rows = [
            ["应收账款账龄分析表"],
            ["截止日期：2023-11-30"],
            ["客户编号", "客户名称", "应收余额", "账龄分布", "", "", "风险等级"],
            ["", "", "", "未到期", "1-30天", "31-60天", ""],
            ["A1", "甲", 60.0, 10.0, 20.0, 30.0, "低"],
            ["合计", "", 60.0, 10.0, 20.0, 30.0, ""],
            ["占比", "", 1.0, 0.2, 0.3, 0.5, ""],
        ]
        merged = [(1, 0, 1, 6), (3, 0, 4, 0), (3, 1, 4, 1), (3, 2, 4, 2), (3, 3, 3, 5), (3, 6, 4, 6)]
        region = only(rows, "账龄", merged=merged)
        assert (region.header_first_row, region.header_row) == (3, 4)
        assert fields(region) == [
            (0, "customer_id"),
            (1, "customer_name"),
            (2, "receivable_balance"),
            (3, "buckets"),
            (4, "buckets"),
            (5, "buckets"),
            (6, "risk_grade"),
        ]
        assert region.data_rows.tolist() == [5]
        assert "截止日期：2023-11-30" in region.title

    def test_group_row_above_a_complete_header(self) -> None:
        rows: Rows = [
            ["基本信息", "", "", "", "回访情况"],
            WORKSHEET_HEADER,
            A001,
        ]
        region = only(rows, merged=[(1, 0, 1, 3), (1, 4, 1, 14)])
        assert (region.header_first_row, region.header_row) == (2, 2)
        assert fields(region) == list(enumerate(WORKSHEET_FIELDS))

    def test_group_and_part_make_one_header(self) -> None:
        rows: Rows = [
            ["客户编号", "本次回访时间", "跟进计划", "", ""],
            ["", "", "负责人", "时间", "内容"],
            ["A1", date(2023, 11, 5), "王敏", date(2023, 11, 15), "发送资料"],
        ]
        region = only(rows, merged=[(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 4)])
        assert [field for _, field in fields(region)] == [
            "customer_id",
            "called_on",
            "plan_owner",
            "plan_due_on",
            "plan_content",
        ]
        assert region.data_rows.tolist() == [3]

    def test_two_rows_without_merges(self) -> None:
        rows: Rows = [
            ["客户名称", "应收余额", "账龄分布", ""],
            ["", "", "0-30天", "30天以上"],
            ["甲", 5.0, 2.0, 3.0],
        ]
        region = only(rows)
        assert (region.header_row, region.data_rows.tolist()) == (2, [3])
        assert len(region.columns) == 4

    def test_data_row_of_texts_is_no_second_header_row(self) -> None:
        rows: Rows = [
            ["客户名称", "跟进时间", "跟进内容", "渠道说明", "种类"],
            ["甲", "2024-01-01", "报价", "电话", "产品"],
        ]
        region = only(rows)
        assert (region.header_row, region.data_rows.tolist()) == (1, [2])


class TestAmbiguity:
    def test_equal_tables_stop_that_table(self) -> None:
        found = read(make_sheet([["客户名称", "日期", "金额"], ["甲", date(2024, 1, 1), 1.0]], "Sheet1"))
        assert found.regions == ()
        assert codes(found) == ["KB103"]
        assert "订单明细" in found.findings[0].message
        assert "回款明细" in found.findings[0].message

    @pytest.mark.parametrize(
        ("sheet", "title", "file", "table"),
        [
            ("回款", "", "测试.xlsx", "receipts"),
            ("Sheet1", "订单统计", "测试.xlsx", "orders"),
            ("Sheet1", "", "11月收款.xlsx", "receipts"),
        ],
    )
    def test_a_name_tells_equal_tables_apart(self, sheet: str, title: str, file: str, table: str) -> None:
        rows: Rows = [
            [title],
            ["客户名称", "日期", "金额"],
            ["甲", date(2024, 1, 1), 1.0],
        ]
        found = read(make_sheet(rows, sheet, file=file), file=file)
        assert [region.table for region in found.regions] == [table]

    def test_a_name_does_not_overrule_a_clear_header(self) -> None:
        assert only([["客户回访工作表"], WORKSHEET_HEADER, A001], "客户台账").table == "callbacks"
        assert only([LEDGER_HEADER, LEDGER_ROW], "跟进").table == "ledger"


class TestGeneralHeaders:
    @pytest.mark.parametrize(
        ("headers", "expected"),
        [
            (["实收"], ["paid"]),
            (["已付款"], ["paid"]),
            (["剩余金额"], ["open_amount"]),
            # Beside 未收 a bare 回款 may be the month's.
            (["回款", "未收金额"], ["open_amount"]),
            (["本期收款", "未收金额"], ["open_amount"]),
            (["本期收款"], ["paid"]),
            (["回款", "已收金额"], ["paid"]),
            (["已收款项", "尚未收款"], ["paid", "open_amount"]),
            # Two that are as general: neither is guessed.
            (["收款", "到账"], []),
            (["现金收款"], []),
        ],
    )
    def test_what_was_paid(self, headers: list[str], expected: list[str]) -> None:
        header = ["单据号", "客户名称", "开票日期", "应收金额", *headers]
        region = only([header, ["F1", "甲", date(2023, 11, 1), 100.0, *(40.0 for _ in headers)]])
        assert [match.field for match in region.columns[4:]] == expected


class TestOwnMarks:
    def test_result_columns_and_sheets_are_not_input(self) -> None:
        rows: Rows = [[*WORKSHEET_HEADER, "", "批注·客户等级", "批注·问题"], [*A001, *[""] * 9, "核心", ""]]
        found = read(
            make_sheet(rows, "回访"),
            make_sheet(
                [["月报摘要"], ["由 kehu-batch 生成,请勿修改"], [], *[LOG_HEADER, LOG_ROW]], "月报摘要"
            ),
            make_sheet([["填写说明"], WORKSHEET_HEADER, ["示例"]], "填写说明"),
        )
        assert [region.sheet for region in found.regions] == ["回访"]
        assert (found.regions[0].last_column, found.regions[0].own_columns) == (14, (16, 17))
        assert [(own.file, own.sheet) for own in found.own_sheets] == [("测试.xlsx", "月报摘要")]
        assert found.findings == ()

    def test_row_with_nothing_but_our_marks_is_blank(self) -> None:
        rows: Rows = [[*LOG_HEADER, "批注·提示"], [*LOG_ROW, ""], [*[""] * 5, "逾期"], [*LOG_ROW, ""]]
        assert only(rows).data_rows.tolist() == [2, 4]


class TestStructure:
    def test_hidden_things_are_read_and_listed(self) -> None:
        sheet = make_sheet(
            [LOG_HEADER, LOG_ROW, LOG_ROW], state=SheetState.VERY_HIDDEN, hidden_rows=[3], hidden_columns=[1]
        )
        found = read(sheet)
        assert found.regions[0].data_rows.tolist() == [2, 3]
        assert codes(found) == ["KB106", "KB105"]

    def test_merged_body_cells_are_handed_on(self) -> None:
        found = read(make_sheet([LOG_HEADER, LOG_ROW, ["", *LOG_ROW[1:]]], merged=[(2, 0, 3, 0)]))
        assert codes(found) == ["KB107"]
        assert [(area.first_row, area.last_row) for area in found.regions[0].merged] == [(2, 3)]
        assert found.regions[0].data_rows.tolist() == [2, 3]

    def test_sheet_without_a_table(self) -> None:
        found = read(make_sheet([["会议纪要"], ["一、到会人员"]], "纪要"), make_sheet([LOG_HEADER, LOG_ROW]))
        assert codes(found) == ["KB108"]
        assert [one.location and one.location.sheet for one in found.findings] == ["纪要"]

    def test_near_miss_says_what_is_lacking(self) -> None:
        found = read(
            make_sheet([["客户编号", "回访方式", "回访人", "待解决问题"], ["A1", "电话", "王", "无"]])
        )
        assert found.regions == ()
        assert codes(found) == ["KB109"]
        assert "本次回访时间" in found.findings[0].message


class TestRequireTables:
    def test_names_headers_nearest_table_and_what_is_missing(self) -> None:
        workbook = make_workbook(
            make_sheet([["客户编号", "回访方式", "回访人"], ["A1", "电话", "王"]], "回访"), file="十一月.xlsx"
        )
        found = recognise([workbook], load_vocabulary())
        with pytest.raises(InputRejected) as caught:
            require_tables(found)
        assert caught.value.code == "no_known_table"
        for part in ("十一月.xlsx", "回访方式", "回访工作表", "本次回访时间"):
            assert part in caught.value.message
        assert caught.value.action

    def test_text_of_another_kind(self) -> None:
        workbook = make_workbook(make_sheet([["会议纪要"], ["到会:张三"]]))
        found = recognise([workbook], load_vocabulary())
        with pytest.raises(InputRejected, match="会议纪要") as caught:
            require_tables(found)
        assert caught.value.code == "no_known_table"

    def test_undecided_table_is_named(self) -> None:
        workbook = make_workbook(make_sheet([["客户名称", "日期", "金额"], ["甲", date(2024, 1, 1), 1.0]]))
        found = recognise([workbook], load_vocabulary())
        with pytest.raises(InputRejected, match="订单明细"):
            require_tables(found)

    def test_any_table_is_enough(self) -> None:
        workbook = make_workbook(make_sheet([["会议纪要"]]), make_sheet([LOG_HEADER, LOG_ROW]))
        require_tables(recognise([workbook], load_vocabulary()))


def test_what_somebody_writes_into_our_columns_under_the_table_is_told() -> None:
    header: list[CellValue] = ["单据号", "客户名称", "开票日期", "应收金额", "批注·需处理", "批注·说明"]
    row: list[CellValue] = ["F1", "甲公司", date(2026, 9, 1), 100.0, "到期日", "没有到期日"]
    told = [
        [str(one.location) for one in read(make_sheet([header, row, *below])).findings if one.code == "KB119"]
        for below in ([], [[], ["", "", "", "", "", "已催过"]], [["F2", *row[1:]], ["合计", "", "", 200.0]])
    ]
    assert told == [[], ["测试.xlsx Sheet1!F4"], []]


@pytest.mark.parametrize(
    ("header", "words", "understood"),
    [
        ("标识", ["借", "贷"], True),
        ("", ["贷方", "平"], True),
        ("标识", ["借", "借"], False),  # on which side the account stands by its nature, perhaps
        ("标识", ["借", "贷款"], False),
        ("等级", ["C", "D"], False),
        ("类别", ["应收", "预收"], False),
        ("期初方向", ["借", "贷"], False),
        ("变动方向", ["借", "贷"], False),
    ],
)
def test_a_column_of_debit_and_credit_signs_whatever_its_header(
    header: str, words: list[str], *, understood: bool
) -> None:
    rows: Rows = [["A1", "甲公司", words[0], 100.0], ["A2", "乙公司", words[1], 30.0]]
    region = only([["客户编号", "客户名称", header, "应收余额"], *rows])
    assert ((2, "direction") in fields(region)) is understood


def test_two_columns_of_debit_and_credit_leave_open_which_signs() -> None:
    rows: Rows = [["A1", "借", "贷", 100.0], ["A2", "贷", "借", 30.0]]
    region = only([["客户编号", "标识", "标识二", "应收余额"], *rows])
    assert region.column_of("direction") is None
