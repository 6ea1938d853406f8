"""A currency is written once, and known wherever amounts, columns, headers and number formats name it."""

from __future__ import annotations

from collections import Counter

import pytest

from kehu_batch.currencies import Currency, load_currencies
from kehu_batch.folding import fold_text, split_header_unit
from kehu_batch.model.tables.shown import Shown
from kehu_batch.normalisation.cells.shown_numbers import ShownNumber
from kehu_batch.normalisation.money.amounts import read_amount
from kehu_batch.normalisation.money.currencies import header_currency, read_currency
from kehu_batch.normalisation.money.scales import unit_of_header
from kehu_batch.source.formats.format_sections import parse_quantity_format
from kehu_batch.source.formats.number_formats import is_id_wording


def words(currency: Currency) -> tuple[str, ...]:
    return (*currency.names, *currency.marks, *currency.whole)


def test_words_are_folded_and_belong_to_one_currency() -> None:
    counted = Counter(word for one in load_currencies() for word in words(one))
    assert [word for word, count in counted.items() if count > 1 or fold_text(word) != word] == []


@pytest.mark.parametrize("currency", load_currencies(), ids=lambda one: one.code)
def test_each_is_known_in_every_place(currency: Currency) -> None:
    assert {read_currency(word) for word in words(currency)} == {currency.code}
    assert read_currency(currency.label) == currency.code
    for name in currency.names:
        # 金额 is the name, the currency the unit; nobody is called so in an id's format.
        assert split_header_unit(f"金额({name})") == ("金额", name)
        assert header_currency(f"金额({name})") == currency.code
        assert unit_of_header(f"金额(万{name})") == 1_000_000
        assert not is_id_wording(name.upper())
    for word in (*currency.names, *currency.marks):
        read = read_amount(f"{word} 1,200.50")
        assert (read.fen, read.currency) == (120_050, currency.code)


@pytest.mark.parametrize(
    ("text", "fen", "code"),
    [
        ("SGD 100", 10_000, "SGD"),
        ("100新元", 10_000, "SGD"),
        ("S$1.5万", 1_500_000, "SGD"),
        ("瑞郎3,000", 300_000, "CHF"),
        ("MX$ 20", 2_000, "MXN"),
    ],
)
def test_an_amount_with_a_currency_beside_it(text: str, fen: int, code: str) -> None:
    read = read_amount(text)
    assert (read.fen, read.currency) == (fen, code)


@pytest.mark.parametrize(
    ("header", "split"),
    [
        ("应收金额（SGD）", ("应收金额", "sgd")),
        ("金额(万新元)", ("金额", "万新元")),
        ("金额(元/USD)", ("金额", "元/usd")),
        # Neither is a unit: a relationship manager, and a column that says whose currency it is in.
        ("客户经理(RM)", ("客户经理(rm)", "")),
        ("金额(本位币)", ("金额(本位币)", "")),
    ],
)
def test_a_header_with_a_currency_in_brackets(header: str, split: tuple[str, str]) -> None:
    assert split_header_unit(header) == split


@pytest.mark.parametrize(
    ("number_format", "sign"),
    [
        ("[$$-4809]#,##0.00", "SGD"),
        ("[$kr-406]0", "DKK"),
        ("[$$-1004]#,##0.00", "SGD"),
        ("[$￥-411]#,##0", "JPY"),
        ("[$¥-804]#,##0", "¥"),
        ("[$$-409]0", "$"),
    ],
)
def test_a_sign_of_several_is_told_apart_by_the_language(number_format: str, sign: str) -> None:
    parsed = parse_quantity_format(number_format)
    assert parsed is not None
    assert parsed.shown(100).currency == sign


@pytest.mark.parametrize(
    ("sign", "code"), [("HKD$", "HKD"), ("R$", "BRL"), ("Mex$", "MXN"), ("¤", "¤"), ("kr", "kr")]
)
def test_a_sign_of_a_number_format_is_known_by_the_code_in_it(sign: str, code: str) -> None:
    assert read_amount(ShownNumber(100.0, Shown(currency=sign))).currency == code
