"""Names of measures are found all at once as they are one by one."""

from __future__ import annotations

import pytest

from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.table_span.row_words import find_measures, is_measure

_TEXTS = [
    *("满意率", "客户满意度(%)", "本月回访率：", "【接通率】", "满意率75%", "平均得分", "回访数", "户数"),
    *(
        "滿意率",
        "满 意 率",
        "满意\n率",
        "|满意率|",
        "",
        " ",
        "满意",
        "满意率不高，请改进",
        "王敏",
        "2023-11-05",
        "3户",
    ),
    *("江西宏远科技有限公司", "满意率" * 9, "合计", "非常满意率", "NPS得分", "统计"),
]


def test_measures_found_in_one_go_are_those_found_one_by_one() -> None:
    words = load_vocabulary().words
    each = {text for text in _TEXTS if is_measure(text, words)}
    assert {"满意率", "客户满意度(%)", "满 意 率", "NPS得分"} <= each
    assert not each & {"王敏", "满意率不高，请改进", "江西宏远科技有限公司"}
    assert find_measures(_TEXTS, words) == each


@pytest.mark.parametrize("value", ["", 3, 0.75, True])
def test_what_is_no_text_is_no_measure(value: str | float) -> None:
    assert find_measures([value], load_vocabulary().words) == set()
