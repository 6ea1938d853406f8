"""Folding: what compares equal, what does not, and that folding twice changes nothing."""

from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu_batch import folding
from kehu_batch.folding import (
    fold_company_name,
    fold_header,
    fold_name,
    fold_text,
    simplify,
    split_header_unit,
)

#: Text that is likely to meet a rule: marks, brackets, traditional characters, accents, spaces, legal forms.
awkward_text = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *[
                    "有限公司",
                    "集团",
                    "公司",
                    "分",
                    "股份",
                    "(",
                    "（",
                    ")",
                    "】",
                    "《",
                    "*",
                    "＊",
                    "：",
                    ":",
                    "必填",
                    "（必填）",
                ],
                *[
                    "乾",
                    "著",
                    "後",
                    "薴",
                    "苧",
                    "衞",
                    "帳",
                    "帐",
                    "騰雲",
                    " ",
                    "\u3000",
                    "\n",
                    "\u200b",
                    "\u0301",
                    "e",
                    "É",
                ],
                *[
                    "İ",
                    "ß",
                    "¨",
                    "´",
                    "①",
                    "㈱",
                    "㎡",
                    "ｶﾞ",
                    "ltd.",
                    "co.,",
                    "inc",
                    "，",
                    "。",
                    "—",
                    "～",
                    "…",
                    "\ufe0f",
                    "\xad",
                ],
            ]
        ),
        st.text(max_size=3),
    ),
    max_size=12,
).map("".join)


@pytest.mark.parametrize("fold", [simplify, fold_text, fold_header, fold_name, fold_company_name])
@given(text=awkward_text)
def test_folding_is_idempotent(fold: object, text: str) -> None:
    assert callable(fold)
    once = fold(text)
    assert fold(once) == once


def fold_by_rule(text: str) -> str:
    """Fold as the rule reads, character after character and again until nothing is left to compose."""
    folded = folding._fold_once(text)
    while not unicodedata.is_normalized("NFKC", folded):
        folded = folding._fold_once(folded)
    return folded


@given(text=awkward_text, times=st.sampled_from([1, 300]))
def test_the_short_ways_of_folding_give_what_the_rule_gives(text: str, times: int) -> None:
    assert fold_text(text * times) == fold_by_rule(text * times)


def test_characters_that_folding_passes_over_or_takes_alone_fold_to_what_they_say() -> None:
    steady = folding._steady_characters()
    assert all(folding._fold_once(character) == character for character in steady)
    other = {chr(code) for block in folding._ALONE for code in block if block not in folding._IDEOGRAPHS}
    for character in (*other, *"後乾帳龘騰" + folding._AMBIGUOUS):
        for folded in folding._fold_once(character):
            assert folding._fold_once(folded) == folded, hex(ord(character))
            assert not unicodedata.combining(folded), hex(ord(character))


@given(text=awkward_text)
def test_splitting_a_unit_is_idempotent_in_its_name(text: str) -> None:
    name, unit = split_header_unit(text)
    if not unit:
        assert split_header_unit(name) == (name, "")


@given(
    left=st.text("功能操作問題伺服器卡頓後乾著帳aB1，。（）", max_size=8),
    right=st.text("客戶後裡於a１", max_size=8),
)
def test_folding_needs_no_context(left: str, right: str) -> None:
    assert fold_text(left + right) == fold_text(left) + fold_text(right)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("abc", "abc"),
        ("功能操作問題、伺服器卡頓", "功能操作问题、伺服器卡顿"),
        ("希望提供設備保養培訓", "希望提供设备保养培训"),
        ("１２３ＡＢＣ（元）", "123ABC(元)"),
        ("皇后，後來，乾燥", "皇后,后来,干燥"),
        ("著名", "著名"),
        ("衞生", "卫生"),
        ("①", "1"),
        ("上海\n腾云", "上海\n腾云"),
    ],
)
def test_simplify(text: str, expected: str) -> None:
    assert simplify(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" 金額【 万元 】\n", "金额(万元)"),
        ("本次\r\n回访\t时间", "本次回访时间"),
        ("Customer　ID", "customerid"),
        ("\ufeff客户\u200b编号", "客户编号"),
        ("1～30天", "1-30天"),
        ("1–30天", "1-30天"),
        ("帳期", "账期"),
        ("帐期", "账期"),
        ("无。", "无."),
        ("甲、乙，丙；丁", "甲、乙,丙;丁"),
        ("“示例”", '"示例"'),
        ("e \u0301", "é"),
    ],
)
def test_fold_text(text: str, expected: str) -> None:
    assert fold_text(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*客户名称", "客户名称"),
        ("名称*", "名称"),
        ("客户编码：", "客户编码"),
        ("＊ 客戶編號 ：*", "客户编号"),
        ("客户名称（必填）", "客户名称"),
        ("*(必填)客户名称", "客户名称"),
        ("回款金额（元）", "回款金额(元)"),
        ("客户名称/联系人", "客户名称/联系人"),
        ("客户反馈\n（满意度／建议／需求）", "客户反馈(满意度/建议/需求)"),
        ("推荐意愿〔0—10〕", "推荐意愿(0-10)"),
        ("*", ""),
        (":::", ""),
        ("e（必填）´", "é"),
        ("後續計畫", "后续计划"),
        ("客戶回覆", "客户回复"),
        ("回訪紀錄", "回访记录"),
    ],
)
def test_fold_header(text: str, expected: str) -> None:
    assert fold_header(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("金额(万元)", ("金额", "万元")),
        ("*金額（萬元）：", ("金额", "万元")),
        ("应收余额[元]", ("应收余额", "元")),
        ("金额（单位：万元）", ("金额", "万元")),
        ("金额(人民币万元)", ("金额", "人民币万元")),
        ("合同额（USD）", ("合同额", "usd")),
        ("回访周期(天)", ("回访周期", "天")),
        ("响应时长（小时）", ("响应时长", "小时")),
        ("满意度(%)", ("满意度", "%")),
        ("满意度(满分5分)", ("满意度", "满分5分")),
        ("推荐意愿(0-10)", ("推荐意愿", "0-10")),
        ("客户反馈(满意度/建议/需求)", ("客户反馈(满意度/建议/需求)", "")),
        ("跟进计划(负责人/时间/内容)", ("跟进计划(负责人/时间/内容)", "")),
        ("A(重点客户)", ("a(重点客户)", "")),
        ("(万元)", ("(万元)", "")),
        ("金额", ("金额", "")),
        ("", ("", "")),
    ],
)
def test_split_header_unit(text: str, expected: tuple[str, str]) -> None:
    assert split_header_unit(text) == expected


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("上海騰雲（集團）有限公司", "上海腾云(集团)有限公司", True),
        ("ＡＢＣ　Co., Ltd.", "abc co.,ltd.", True),
        ("上海腾云", "上海腾云有限公司", False),
        ("上海腾云有限公司", "上海腾云股份有限公司", False),
        ("上海腾云【华东】", "上海腾云（华东）", True),
        ("上海腾云(华东)", "上海腾云华东", False),
        ("老纪饭店", "老记饭店", False),
        ("画中画广告", "划中划广告", False),
    ],
)
def test_fold_name_keeps_the_legal_form(left: str, right: str, same: bool) -> None:
    assert (fold_name(left) == fold_name(right)) is same


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("上海腾云有限公司", "上海腾云"),
        ("上海騰雲（集團）股份有限公司", "上海腾云"),
        ("腾云（上海）有限责任公司", "腾云上海"),
        ("腾云集团", "腾云"),
        ("腾云投资合伙企业（有限合伙）", "腾云投资"),
        ("诚信会计师事务所（特殊普通合伙）", "诚信会计师事务所"),
        ("腾云有限公司北京分公司", "腾云有限公司北京分公司"),
        ("腾云子公司", "腾云子公司"),
        ("Tengyun Co., Ltd.", "tengyun"),
        ("Zinc", "zinc"),
        ("有限公司", "有限公司"),
        ("集团有限公司", "集团"),
        ("", ""),
    ],
)
def test_fold_company_name(text: str, expected: str) -> None:
    assert fold_company_name(text) == expected


def test_simplified_text_never_loads_the_converter() -> None:
    program = (
        "import sys; from kehu_batch.folding import fold_header, fold_text;"
        "fold_text('客户编号，希望提供设备保养培训（满分5分）'); fold_header('*金额（万元）：');"
        "sys.exit('opencc' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_characters_of_our_own_words_are_simplified_as_the_converter_does() -> None:
    assert {code: folding._end_of_chain(chr(code)) for code in folding._SHIPPED} == folding._SHIPPED


@given(
    text=st.one_of(
        awkward_text, st.text(), st.lists(st.sampled_from("ΑΣσςİßﬁ１Ａ後后 \u0301é"), max_size=6).map("".join)
    )
)
def test_folding_by_a_table_is_folding_step_by_step(text: str) -> None:
    slow = folding._fold_once(text)
    while not unicodedata.is_normalized("NFKC", slow):
        slow = folding._fold_once(slow)
    assert fold_text(text) == slow


@given(
    texts=st.lists(
        st.one_of(
            awkward_text,
            st.text(),
            st.lists(st.sampled_from("ΑΣσςﬁ１後 \u0301é\ue000"), max_size=4).map("".join),
        ),
        max_size=6,
    )
)
def test_folding_many_at_once_is_folding_each(texts: list[str]) -> None:
    assert folding.fold_texts(texts) == list(map(fold_text, texts))
    assert folding.fold_headers(texts) == list(map(fold_header, texts))
