"""Text that stands upright in a cell, an ideograph a line, is the text that it says in one line."""

from __future__ import annotations

import pytest
from support.drops import make_sheet, make_workbook

from kehu_batch.normalisation.normalise import normalise
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise

HEADER = ("客户编号", "客户名称", "客户等级", "负责人", "区域")


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (("甲\n公\n司", "王\n敏", "华\n东\n区"), ("甲公司", "王敏", "华东区")),
        (("甲公司", "欧 \n阳 \n修", "华\r\n北"), ("甲公司", "欧阳修", "华北")),
        # Several ideographs in a line are words, and a line break stands between them.
        (("甲公司", "王敏\n李强", "华东\n一区"), ("甲公司", "王敏\n李强", "华东\n一区")),
    ],
)
def test_an_ideograph_a_line_is_one_line(cells: tuple[str, str, str], read: tuple[str, str, str]) -> None:
    name, owner, branch = cells
    books = (make_workbook(make_sheet([HEADER, ("A1", name, "VIP", owner, branch)], "客户台账")),)
    vocabulary = load_vocabulary()
    dataset = normalise(books, recognise(books, vocabulary), load_policy().policy, vocabulary)
    frame = dataset.tables["ledger"]
    assert tuple(frame[field].iloc[0] for field in ("customer_name", "owner", "branch")) == read
