"""Contact persons are masked in what is forwarded, and nowhere else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from support.answer_files import write_answers, write_sheet
from support.drops import LOG_HEADER, WORKSHEET_HEADER

from kehu_batch.model.outcome import DropRequest, Outcome
from kehu_batch.model.publishing import Publishing
from kehu_batch.pipeline import process_drop

NAMES, PHONE = ("周总", "郑敏"), "13812345678"
CALLS = [
    ("A001", "甲公司/周总", "制造业", "VIP", "2023-10-20", "设备", "2023-11-05", "电话", "张三", "回访",
     "满意度4分(满分5分),希望提供培训", f"周总说报表无法导出,请回电{PHONE}", "张三/11-10/给周总发送报表", "2023-12-01", ""),
    ("B002", "乙公司/郑敏", "服务业", "普通", "2023-10-08", "软件", "2023-11-06", "微信", "李四", "回访",
     "满意度3分(满分5分)", "郑敏反映发票抬头错误", f"李四/11-12/{PHONE} 郑敏", f"等郑敏 {PHONE} 通知", ""),
]  # fmt: skip
LEDGER = [
    ("客户编号", "客户名称", "联系人", "联系方式", "客户等级", "负责人", "年合作金额", "生日"),
    ("A001", "甲公司", "周总", PHONE, "VIP", "张三", 120000, "1980-12-08"),
    ("B002", "乙公司", "郑敏", "不详", "普通", "李四", 20000, "1990-12-09"),
]


@pytest.fixture(scope="module")
def request_of(tmp_path_factory: pytest.TempPathFactory) -> DropRequest:
    folder = tmp_path_factory.mktemp("contacts")
    book = openpyxl.Workbook()
    for name, rows in (("11月回访", [WORKSHEET_HEADER, *CALLS]), ("客户台账", LEDGER)):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    book.save(folder / "回访.xlsx")
    return DropRequest(files=(folder / "回访.xlsx",), today=date(2023, 12, 1), output=folder / "结果")


@pytest.fixture(scope="module")
def masked(request_of: DropRequest) -> Outcome:
    return process_drop(request_of)


def written(outcome: Outcome, folder: Path | None) -> dict[str, str]:
    assert folder is not None
    assert outcome.outputs.report is not None
    return {
        "page": (folder / outcome.outputs.report).read_text(encoding="utf-8"),
        "summary": (folder / "summary.json").read_text(encoding="utf-8"),
        "digest": "\n".join(outcome.digest),
    }


def test_nothing_that_is_forwarded_names_a_contact_or_a_number(
    request_of: DropRequest, masked: Outcome
) -> None:
    for name, text in written(masked, request_of.output).items():
        assert not [secret for secret in (*NAMES, PHONE) if secret in text], name
    texts = [item["text"] for item in masked.summary["issues"]["items"]]
    assert "*总说报表无法导出" in " ".join(texts)
    assert [event["contact"] for event in masked.summary["care"]["events"]] == ["*总", "郑*"]


def test_the_workbooks_that_staff_work_with_keep_them(request_of: DropRequest, masked: Outcome) -> None:
    assert request_of.output is not None
    next_month = masked.outputs.next_worksheet
    assert next_month is not None
    for file in ("回访_批注.xlsx", next_month):
        cells = " ".join(
            str(cell)
            for sheet in openpyxl.load_workbook(request_of.output / file).worksheets
            for row in sheet.iter_rows(values_only=True)
            for cell in row
        )
        assert "周总" in cells, file


def test_the_setting_shows_them_and_tells_no_change_since(request_of: DropRequest, masked: Outcome) -> None:
    assert request_of.output is not None
    again = replace(
        request_of,
        publishing=Publishing(contacts=True),
        closings=(request_of.output / "summary.json",),
        output=None,
    )
    shown = process_drop(again).summary
    assert all(secret in json.dumps(shown, ensure_ascii=False) for secret in (*NAMES, PHONE))
    changes = shown["data_quality"]["changes"]
    assert changes["still_open"] == len(masked.summary["data_quality"]["findings"]) > 0
    assert (changes["mended"], changes["new"]) == (0, 0)


def test_a_key_copied_from_where_people_are_hidden_answers_its_question(tmp_path: Path) -> None:
    head = ("客户编号", "客户名称/联系人", "本次回访时间", "回访人", "客户反馈", "待解决问题")
    calls = [
        (
            "A001",
            "甲公司/周总",
            date(2023, 11, 5),
            "张三",
            "满意度4分(满分5分)",
            f"周总看了直摇头呢 {PHONE}",
        ),
        (
            "B002",
            "乙公司/John Smith",
            date(2023, 11, 6),
            "张三",
            "满意度4分(满分5分)",
            "John Smith看了直摇头呢",
        ),
    ]
    files = (
        write_sheet(tmp_path / "回访.xlsx", "回访", [head, *calls]),
        write_sheet(
            tmp_path / "跟进.xlsx",
            "跟进",
            [
                ("客户编号", *LOG_HEADER),
                ("A001", "甲公司", date(2023, 11, 9), "电话", "张三", "周总点头"),
            ],
        ),
    )
    request = DropRequest(files=files, today=date(2023, 12, 1))
    before = process_drop(request).summary["questions"]["items"]
    hidden = json.dumps(before, ensure_ascii=False).lower()
    assert not [secret for secret in ("周总", PHONE, "john", "smith") if secret in hidden]
    keys = ["tasks|*总点头", "j***s***看了直摇头呢", "*总看了直摇头呢138****5678"]
    assert [one["key"] for one in before] == keys
    chosen = {"task_state": "已完成", "issue_type": "价格费用"}
    kept = write_answers(
        tmp_path / "答复.toml", [(one["kind"], one["key"], chosen[one["kind"]]) for one in before]
    )
    answered = process_drop(replace(request, answers=(kept,)))
    assert (answered.summary["questions"]["open"], answered.summary["questions"]["answered"]) == (0, 3)
    assert [one["count"] for one in answered.summary["issues"]["by_type"] if one["type"] == "价格费用"] == [2]
    assert {one["key"] for one in answered.summary["questions"]["answers"]} == set(keys)
    # A workspace keeps them as they are, so that they go on to match whoever is named next month.
    assert "周总看了直摇头呢13812345678" in {one.key for one in answered.answers}
