"""Labels of aging buckets, as headers have them, broken for a chart on a phone."""

from __future__ import annotations

import pytest

from kehu_batch.wording.buckets import lines_of


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("账龄分布1-30天", ("1-30天",)),
        ("逾期1-30天", ("逾期", "1-30天")),
        ("到期日缺失", ("到期日", "缺失")),
        ("180天以上", ("180天", "以上")),
        ("账龄超过30天", ("账龄超过", "30天")),
        ("1年以内（含1年）", ("1年以内", "（含1年）")),
        ("超过360天(坏账)", ("超过", "360天", "(坏账)")),
        ("未到期", ("未到期",)),
        ("0-30 days", ("0-30 days",)),
        ("", ("",)),
    ],
)
def test_labels_of_buckets_are_broken_where_they_say_something_else(
    label: str, lines: tuple[str, ...]
) -> None:
    assert lines_of(label) == lines
