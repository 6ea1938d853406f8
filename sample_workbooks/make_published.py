"""Make the sample workbooks that hold the published rows: a callback worksheet, a ledger and a follow-up log.

Run it from anywhere; it writes beside itself. The same script gives the same bytes with the same xlsxwriter.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).resolve().parent

#: What a cell of these tables may hold; ``None`` is a blank cell.
Cell = str | date | None

#: Written into each file's properties in place of the hour at which it was made.
MADE_AT = datetime(2023, 11, 30, 9, 0, 0)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of one sheet.

    Args:
        sheet: Sheet name.
        title: Text of a merged first row; empty for a table that starts with its header.
        header: Header texts.
        rows: Cells, as many to a row as there are headers.
        widths: Column widths in characters.
        row_height: Height of a data row in points, for the lines that wrapping makes.
    """

    sheet: str
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    row_height: float


WORKSHEET = Table(
    sheet="回访",
    title="客户回访工作表",
    header=(
        "客户编号",
        "客户名称/联系人",
        "所属行业",
        "客户等级",
        "最近交易时间",
        "历史合作项目/产品",
        "本次回访时间",
        "回访方式",
        "回访人",
        "沟通核心内容摘要",
        "客户反馈(满意度/建议/需求)",
        "待解决问题",
        "跟进计划(负责人/时间/内容)",
        "下次回访时间",
        "备注",
    ),
    rows=(
        (
            "A001",
            "A公司/*经理",
            "制造业",
            "VIP",
            date(2023, 10, 15),
            "设备采购",
            date(2023, 11, 5),
            "电话",
            None,
            "确认设备运行情况,询问是否有新增需求",
            "满意度5分(满分5分),希望提供设备保养培训",
            "无",
            "/11月15日前/发送培训资料及预约上门时间",
            date(2023, 12, 5),
            "客户提出可推荐同行合作",
        ),
        (
            "B002",
            "B企业/*总",
            "服务业",
            "普通",
            date(2023, 8, 20),
            "软件服务",
            date(2023, 11, 6),
            None,
            None,
            "知晓软件使用体验,排查功能故障",
            "反映某模块操作复杂,响应速度偶有延迟",
            "功能操作问题、服务器卡顿",
            "技术团队/11月10日前远程指导操作并优化服务器",
            date(2023, 11, 20),
            "客户对价格敏感,需关注续约谈判",
        ),
    ),
    widths=(9, 14, 9, 9, 12, 14, 12, 9, 8, 22, 24, 18, 24, 12, 20),
    row_height=48,
)

LEDGER = Table(
    sheet="客户台账",
    title="",
    header=("客户名称", "客户分层", "负责人", "最近沟通时间", "需求类型", "跟进状态"),
    rows=(
        ("上海腾云", "VIP", "王敏", date(2024, 6, 1), "定制服务", "已报价"),
        ("北京新创", "成长型", "李强", date(2024, 5, 28), "产品升级", "跟进中"),
        ("广州蓝海", "普通", "赵磊", date(2024, 5, 30), "售后咨询", "已解决"),
    ),
    widths=(16, 11, 10, 14, 14, 12),
    row_height=20,
)

FOLLOWUPS = Table(
    sheet="跟进记录",
    title="",
    header=("跟进客户", "跟进时间", "跟进内容", "负责人员", "状态"),
    rows=(
        ("北京新创", date(2024, 6, 5), "产品升级说明", "李强", "已完成"),
        ("上海腾云", date(2024, 6, 3), "合同续签沟通", "王敏", "跟进中"),
        ("广州蓝海", date(2024, 6, 2), "售后问题处理", "赵磊", "已解决"),
    ),
    widths=(16, 12, 26, 11, 11),
    row_height=20,
)

#: Each file, below this folder, with its table.
FILES: dict[str, Table] = {
    "worksheet/客户回访工作表.xlsx": WORKSHEET,
    "ledger/客户台账.xlsx": LEDGER,
    "ledger/跟进记录.xlsx": FOLLOWUPS,
}


def write_workbook(path: Path, table: Table) -> None:
    """Write one workbook of one sheet, dressed as an office would: filled header, borders, frozen panes, print setup.

    Dates are true dates shown as ``yyyy-mm-dd``; a blank cell has a border and no value.
    """
    base = {"font_name": "宋体", "font_size": 11, "border": 1, "border_color": "#9AA5B1", "valign": "vcenter"}
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.set_properties({"created": MADE_AT, "title": table.title or table.sheet})
        title = workbook.add_format(
            {"font_name": "黑体", "font_size": 16, "bold": True, "align": "center", "valign": "vcenter"}
        )
        header = workbook.add_format(
            base | {"bold": True, "bg_color": "#DCE6F1", "align": "center", "text_wrap": True}
        )
        text = workbook.add_format(base | {"text_wrap": True})
        day = workbook.add_format(base | {"num_format": "yyyy-mm-dd", "align": "center"})
        sheet = workbook.add_worksheet(table.sheet)
        header_row = 0
        if table.title:
            sheet.merge_range(0, 0, 0, len(table.header) - 1, table.title, title)
            sheet.set_row(0, 30)
            header_row = 1
        for column, width in enumerate(table.widths):
            sheet.set_column(column, column, width)
        _write_rows(sheet, header_row, [table.header], header, day)
        _write_rows(sheet, header_row + 1, table.rows, text, day)
        sheet.set_row(header_row, 32)
        for row in range(header_row + 1, header_row + 1 + len(table.rows)):
            sheet.set_row(row, table.row_height)
        sheet.freeze_panes(header_row + 1, 2 if table.title else 1)
        sheet.repeat_rows(0, header_row)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C第 &P 页,共 &N 页")


def _write_rows(
    sheet: xlsxwriter.worksheet.Worksheet,
    first_row: int,
    rows: Sequence[Sequence[Cell]],
    text: xlsxwriter.format.Format,
    day: xlsxwriter.format.Format,
) -> None:
    for row, cells in enumerate(rows, start=first_row):
        for column, value in enumerate(cells):
            if value is None:
                sheet.write_blank(row, column, None, text)
            elif isinstance(value, date):
                sheet.write_datetime(row, column, value, day)
            else:
                sheet.write_string(row, column, value, text)


def make(folder: Path) -> list[Path]:
    """Write every file of :data:`FILES` below a folder and return their paths."""
    paths = []
    for name, table in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_workbook(path, table)
        paths.append(path)
    return paths


if __name__ == "__main__":
    for made in make(HERE):
        sys.stdout.write(f"{made}\n")
