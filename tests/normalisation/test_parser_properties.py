"""What holds for every cell: what is written exactly is read exactly, and nothing makes a parser raise."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from support.examples import examples

from kehu_batch.normalisation.cells.distinct import (
    find_distinct,
    join_columns,
    map_distinct,
    read_distinct,
    read_distinct_pairs,
)
from kehu_batch.normalisation.cells.text import level_text, levels_of
from kehu_batch.normalisation.dates import joined as dates
from kehu_batch.normalisation.dates.reading import (
    DateOrder,
    DateProblem,
    find_dates,
    judge_order,
    level_has_date,
    read_date,
)
from kehu_batch.normalisation.dates.values import ROLL_DAYS, DateSlot
from kehu_batch.normalisation.identity.names import SHOWS_NOTHING, read_id, split_customer
from kehu_batch.normalisation.money.amounts import LARGEST_FEN, read_amount
from kehu_batch.normalisation.money.scales import unit_of_header
from kehu_batch.normalisation.plans.reading import read_plans
from kehu_batch.normalisation.statements import score_clauses
from kehu_batch.normalisation.statements.score_values import full_mark_of_header
from kehu_batch.normalisation.statements.scores import read_score, split_feedback
from kehu_batch.numerals import read_numeral

WORDS = {"非常满意": 1.0, "满意": 0.8, "一般": 0.6, "不满意": 0.4, "非常不满意": 0.2}
WIDE = str.maketrans("0123456789-/.,", "０１２３４５６７８９－／．，")
DIGITS = "零一二三四五六七八九"

#: Text that is likely to meet a rule: its pieces, in any order.
PIECES_TEXT = """
    年 月 日 号 周 下周 本 三 十 二十 百 千 万 亿 两 半 内 前 后 底 天 小时 工作日 上午 点 分 满分 满意 满意度 非常 不 ★ ☆ 星 % ( ) （ ） / ／ 、 ， , ; 。
    : ： - — ~ 至 . 1 2 5 11 15 2023 05 2023-11-05 00:00 T Z Nov ¥ $ 元 角 整 约 左右 负责人 时间 内容 李强
    技术团队 * 某 公司 无 尽快 每 个 ① ② 1. 2、 回访 E+ e #N/A
"""
PIECES = PIECES_TEXT.split()
SPACES = [" ", "\n", "\t", "\u3000", "\u200b", "\x00", "İ", "ﬁ", "½", "\U0001f600"]
awkward_text = st.one_of(st.text(), st.lists(st.sampled_from([*PIECES, *SPACES]), max_size=14).map("".join))
plausible_days = st.dates(date(1950, 1, 1), date(2100, 12, 31))
cells = st.one_of(
    awkward_text,
    st.floats(),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.none(),
)
references = st.one_of(st.none(), st.dates())


def in_numerals(number: int) -> str:
    """Write a number below 100 as the months and days are written."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return head + (DIGITS[ones] if ones or not tens else "")


DAY_FORMATS: dict[str, Callable[[date], str]] = {
    "iso": date.isoformat,
    "slashes": lambda day: f"{day.year}/{day.month}/{day.day}",
    "points": lambda day: f"{day.year}.{day.month}.{day.day}",
    "compact": lambda day: f"{day:%Y%m%d}",
    "han": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "padded han": lambda day: f"{day.year}年{day.month:02}月{day.day:02}号",
    "wide": lambda day: day.isoformat().translate(WIDE),
    "numerals": lambda day: (
        "".join(("〇" + DIGITS[1:])[int(digit)] for digit in str(day.year))
        + f"年{in_numerals(day.month)}月{in_numerals(day.day)}日"
    ),
    "named month": lambda day: f"{day:%b} {day.day}, {day.year}",
    "day and named month": lambda day: f"{day.day}-{day:%b}-{day.year}",
    "deadline": lambda day: f"截止{day.year}年{day.month}月{day.day}日之前",
    "with a time": lambda day: f"{day.isoformat()}T14:30:00",
}


@pytest.mark.parametrize("written", DAY_FORMATS.values(), ids=DAY_FORMATS.keys())
@given(day=plausible_days, reference=references)
def test_a_written_date_is_read_whatever_the_reference(
    written: Callable[[date], str], day: date, reference: date | None
) -> None:
    assume(written is not DAY_FORMATS["compact"] or day.year < 2100)
    reading = read_date(written(day), reference=reference)
    assert (reading.value, reading.problem, reading.had_year, reading.relative) == (day, None, True, False)


@given(day=plausible_days)
def test_day_and_month_are_told_by_the_order_of_the_column(day: date) -> None:
    day_first, month_first = f"{day.day:02}/{day.month:02}/{day.year}", f"{day.month}/{day.day}/{day.year}"
    assert read_date(day_first, reference=None, order=DateOrder.DAY_FIRST).value == day
    assert read_date(month_first, reference=None, order=DateOrder.MONTH_FIRST).value == day
    ambiguous = day.day <= 12 and day.day != day.month
    expected = DateProblem.AMBIGUOUS_ORDER if ambiguous else None
    assert read_date(day_first, reference=None).problem == expected
    assert judge_order([day_first, "31/01/2023"]) == DateOrder.DAY_FIRST


@given(serial=st.integers(32874, 73414), second=st.integers(0, 86399), date1904=st.booleans())
def test_a_serial_number_is_its_moment(serial: int, second: int, *, date1904: bool) -> None:
    moment = datetime(1899, 12, 30) + timedelta(days=serial, seconds=second)
    cell = serial - (1462 if date1904 else 0) + second / 86400
    reading = read_date(cell, reference=None, date1904=date1904)
    assert reading.value == moment.date()
    assert reading.time == (None if moment.time() == time() else moment.time())


@given(reference=plausible_days, days=st.integers(0, 364))
def test_a_date_without_a_year_is_never_past_and_rolls_no_further_than_half_a_year(
    reference: date, days: int
) -> None:
    day = reference + timedelta(days=days)
    assume(day.year <= 2100)
    assume((day.month, day.day) != (2, 29))
    reading = read_date(f"{day.month}月{day.day}日前", reference=reference)
    if day.year == reference.year or days <= ROLL_DAYS:
        assert reading.value == day
    else:
        assert reading.problem == DateProblem.UNDETERMINABLE_YEAR


@given(cell=cells, reference=references, order=st.sampled_from(DateOrder), date1904=st.booleans())
@example(cell=float("inf"), reference=None, order=DateOrder.UNKNOWN, date1904=False)
def test_a_date_is_a_value_or_a_problem(
    cell: Any,  # noqa: ANN401
    reference: date | None,
    order: DateOrder,
    *,
    date1904: bool,
) -> None:
    reading = read_date(
        cell, reference=reference, order=order, date1904=date1904, working_day_after=lambda day, _: day
    )
    assert (reading.value is None) != (reading.problem is None)
    assert reading.value is None or 1949 <= reading.value.year <= 2101 or reading.relative
    assert type(reading.value) in {date, type(None)}


@given(text=awkward_text, reference=references, slots=st.booleans())
def test_found_dates_stand_in_the_text_in_order(text: str, reference: date | None, *, slots: bool) -> None:
    end_before = 0
    for reading, start, end in find_dates(text, reference, slots=slots):
        assert end_before <= start < end <= len(text)
        assert (reading.value is None) != (reading.problem is None)
        end_before = end


@given(text=st.text())
def test_levelling_keeps_every_position(text: str) -> None:
    level = level_text(text)
    assert len(level) == len(text)
    assert level_text(level) == level


def test_every_character_is_level_after_one_pass() -> None:
    levels = {character: level_text(character) for character in map(chr, range(0x10000))}
    assert {one: level for one, level in levels.items() if level_text(level) != level} == {}


@given(texts=st.lists(st.text(st.one_of(st.characters(), st.sampled_from("^＾Ａ號")))))
def test_texts_levelled_together_are_each_levelled_as_alone(texts: list[str]) -> None:
    assert levels_of(texts) == {text: level_text(text) for text in texts}


amounts = st.integers(-LARGEST_FEN, LARGEST_FEN)


def in_yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02}"


def grouped(fen: int) -> str:
    return f"{abs(fen) // 100:,}.{abs(fen) % 100:02}"


AMOUNT_FORMATS: dict[str, Callable[[int], str]] = {
    "plain": in_yuan,
    "grouped": lambda fen: ("-" if fen < 0 else "") + grouped(fen),
    "wide": lambda fen: in_yuan(fen).translate(WIDE),
    "with sign": lambda fen: ("-" if fen < 0 else "") + "￥" + grouped(fen),
    "with unit": lambda fen: in_yuan(fen) + "元",
    "in brackets": lambda fen: f"({grouped(fen)})" if fen < 0 else grouped(fen),
    "minus behind": lambda fen: grouped(fen) + ("-" if fen < 0 else ""),
    "with code": lambda fen: f"CNY {in_yuan(fen)}",
    "in 万": lambda fen: f"{Decimal(fen).scaleb(-6):f}万",
    "in 亿元": lambda fen: f"{Decimal(fen).scaleb(-10):f}亿元",
}


@pytest.mark.parametrize("written", AMOUNT_FORMATS.values(), ids=AMOUNT_FORMATS.keys())
@given(fen=amounts)
def test_a_written_amount_is_read_exactly(written: Callable[[int], str], fen: int) -> None:
    assert read_amount(written(fen)).fen == fen


@given(fen=amounts)
def test_an_amount_in_a_cell_is_read_exactly(fen: int) -> None:
    assert read_amount(fen / 100).fen == fen


@given(parts=st.lists(st.integers(-(10**8), 10**8), max_size=50))
def test_a_sum_made_by_the_spreadsheet_is_read_exactly(parts: list[int]) -> None:
    total = 0.0
    for part in parts:
        total += part / 100
    assert read_amount(total).fen == sum(parts)


@given(fen=st.integers(-(10**13), 10**13), thousandths=st.integers(1, 9))
def test_what_is_finer_than_a_fen_is_rounded_half_up_and_told(fen: int, thousandths: int) -> None:
    reading = read_amount(f"{in_yuan(fen)}{thousandths}")
    away = 1 if thousandths >= 5 else 0
    assert reading.fen is not None
    assert abs(reading.fen) == abs(fen) + away
    assert abs(reading.moved) == Decimal(abs(10 * away - thousandths)).scaleb(-1)


@given(cell=cells, unit_fen=st.sampled_from([100, 100_000, 1_000_000, 10**10]))
def test_an_amount_is_a_value_or_a_problem(cell: Any, unit_fen: int) -> None:  # noqa: ANN401
    reading = read_amount(cell, unit_fen=unit_fen)
    assert (reading.fen is None) != (reading.problem is None)
    assert reading.fen is None or (isinstance(reading.fen, int) and abs(reading.fen) <= LARGEST_FEN)


@given(number=st.integers(0, 99))
def test_a_numeral_is_read_back(number: int) -> None:
    assert read_numeral(in_numerals(number)) == number


@given(cell=cells, full_mark=st.sampled_from([None, 5.0, 10.0, 100.0]))
def test_a_score_is_a_share_or_a_problem(cell: Any, full_mark: float | None) -> None:  # noqa: ANN401
    reading = read_score(cell, words=WORDS, default_full_mark=full_mark)
    assert (reading.fraction is None) != (reading.problem is None)
    assert reading.fraction is None or 0 <= reading.fraction <= 1


@given(raw=st.integers(0, 50), full_mark=st.sampled_from([5, 10, 100]))
def test_every_way_to_write_a_score_gives_the_same_share(raw: int, full_mark: int) -> None:
    # 0 of 5 is no rating.
    assume(raw <= full_mark and (raw > 0 or full_mark > 5))
    ways = (
        f"{raw}/{full_mark}",
        f"{raw}分(满分{full_mark}分)",
        f"{raw}分（{full_mark}分制）",
        f"满意度:{raw}/{full_mark}",
    )
    for way in ways:
        assert read_score(way, words={}, default_full_mark=None).fraction == raw / full_mark
        feedback = split_feedback(f"{way}，希望培训", words={}, default_full_mark=None)
        assert feedback.score is not None
        assert (feedback.score.fraction, feedback.rest) == (raw / full_mark, "希望培训")


@given(text=awkward_text)
def test_feedback_without_a_score_is_left_as_it_is(text: str) -> None:
    feedback = split_feedback(text, words=WORDS, default_full_mark=5)
    if feedback.score is None:
        assert feedback.rest == text.strip()
    else:
        assert (feedback.score.fraction is None) != (feedback.score.problem is None)


@given(text=awkward_text, reference=references)
@example(text="{20000101李强0", reference=None)
def test_plans_invent_nothing(text: str, reference: date | None) -> None:
    plans = read_plans(text, reference=reference, known_owners=frozenset({"李强"}))
    for plan in plans:
        for part in (plan.owner, plan.content):
            assert part is None or part.strip()
            assert part is None or set(part) <= set(text) | {"，"}


@given(text=awkward_text)
def test_a_customer_cell_loses_nothing_but_marks(text: str) -> None:
    customer, shown = split_customer(text), SHOWS_NOTHING.sub("", text)
    assert customer.name in shown
    assert all(contact in shown for contact in customer.contacts)


@given(cell=cells)
def test_an_id_is_a_text_or_a_problem(cell: Any) -> None:  # noqa: ANN401
    reading = read_id(cell)
    assert (reading.text is None) != (reading.problem is None)


@given(number=st.integers(0, 10**15 - 1))
def test_a_number_of_fifteen_digits_survives_as_an_id(number: int) -> None:
    assert read_id(float(number)).text == str(number)


HOSTILE = [
    head + filler * (12_000 // len(filler)) + "x"
    for head in ("", "满意度", "11月15日", "负责人:", "(", "A公司", "5分")
    for filler in (" ", "于", "客户", "/ ", "、", "1.", "5分,", "11月5日", "和", "(", "★")
]


@pytest.mark.parametrize("number", range(0, len(HOSTILE), 7))
def test_no_text_is_hard_to_read(number: int) -> None:
    # A pattern that backtracks would take minutes over one of these.
    for text in HOSTILE[number : number + 7]:
        read_date(text, reference=None)
        find_dates(text, date(2023, 11, 6), slots=True)
        read_amount(text)
        read_score(text, words=WORDS, default_full_mark=5)
        split_feedback(text, words=WORDS, default_full_mark=5)
        read_plans(text, reference=date(2023, 11, 6))
        split_customer(text)
        read_id(text)
        unit_of_header(text)
        full_mark_of_header(text)


@given(header=awkward_text)
def test_headers_never_raise(header: str) -> None:
    unit_of_header(header)
    full_mark_of_header(header)


def kinds_of(values: Sequence[Any]) -> list[tuple[type, str]]:
    return [(type(value), repr(value)) for value in values]


@given(
    values=st.lists(
        st.one_of(cells, st.sampled_from([1, 1.0, True, "1", 0, False, None, float("nan"), ""])), max_size=30
    )
)
def test_each_distinct_cell_is_read_once_and_none_for_another(values: list[Any]) -> None:
    calls: list[Any] = []

    def read(value: Any) -> tuple[type, str]:  # noqa: ANN401
        calls.append(value)
        return type(value), repr(value)

    found = map_distinct(values, read).tolist()
    # 0.0 and -0.0 are one number.
    assert [text.replace("-0.0", "0.0") for _, text in found] == [
        text.replace("-0.0", "0.0") for _, text in kinds_of(values)
    ]
    assert [kind for kind, _ in found] == [kind for kind, _ in kinds_of(values)]
    assert len(calls) <= len({(kind, text.replace("-0.0", "0.0")) for kind, text in kinds_of(values)})


@given(
    pairs=st.lists(
        st.tuples(st.sampled_from(["a", "b", 1, True]), st.one_of(st.none(), plausible_days)), max_size=30
    )
)
def test_pairs_are_read_with_their_own_reference(pairs: list[tuple[Any, date | None]]) -> None:
    values = [value for value, _ in pairs]
    days = [day for _, day in pairs]
    expected = [f"{value!r} {day}" for value, day in pairs]
    as_times = pd.Series(pd.to_datetime(pd.Series(days, dtype="object")), dtype="datetime64[s]")
    for references_given in (days, as_times, as_times.to_numpy()):
        readings = read_distinct_pairs(values, references_given, lambda value, day: f"{value!r} {day}")
        assert readings.expand().tolist() == expected


def test_a_column_is_picked_by_type() -> None:
    readings = read_distinct(["1.5", "x", "1.5"], read_amount)
    assert readings.codes.tolist() == [0, 1, 0]
    fen = readings.pick(lambda reading: reading.fen or 0, np.int64)
    assert fen.dtype == np.int64
    assert fen.tolist() == [150, 0, 150]


def test_pairs_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="2 values against 1"):
        read_distinct_pairs(["a", "b"], [None], lambda value, _: value)


def test_only_cells_that_need_a_reference_are_read_with_each() -> None:
    calls: list[tuple[Any, date | None]] = []

    def read(value: Any, day: date | None) -> str:  # noqa: ANN401
        calls.append((value, day))
        return f"{value} {day if isinstance(value, str) else ''}"

    days = [date(2023, 1, 1), date(2023, 1, 2), date(2023, 1, 3)]
    found = read_distinct_pairs(["a", 1, 1], days, read, lambda value: isinstance(value, str))
    assert found.expand().tolist() == ["a 2023-01-01", "1 ", "1 "]
    assert len(calls) == 2


def test_a_column_can_be_cut_changed_and_joined() -> None:
    column = find_distinct(["a", 1, "a", True, "b"])
    assert column.within(slice(2, 5)).results == ["a", True, "b"]
    assert column.within(slice(2, 5)).codes.tolist() == [0, 1, 2]
    changed = column.having(np.array([0, 3]), "")
    assert changed.expand().tolist() == ["", 1, "a", "", "b"]
    assert column.expand().tolist() == ["a", 1, "a", True, "b"]
    joined = join_columns([column, find_distinct([1.0, "a", True])])
    assert [(type(cell), cell) for cell in joined.expand().tolist()] == [
        (type(cell), cell) for cell in ["a", 1, "a", True, "b", 1.0, "a", True]
    ]
    assert len(joined.results) == 5
    assert joined[5] == 1.0
    texts = joined.texts(lambda cell: None if cell == "b" else str(cell))
    assert texts.fillna("?").tolist() == ["a", "1", "a", "True", "?", "1.0", "a", "True"]


#: What dates are written with, and what stands near them.
date_pieces = st.sampled_from(
    [
        *"0123456789/-.~ 年月日号个工天周星期礼拜季度小时钟至到前后内上下本这一二三五十半线台th,",
        "2023",
        "20231105",
        "nov",
        "工作日",
        "D19",
    ]
)


@cache
def slot_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the pattern of dates, and the same without looking first at what a date can begin with."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dates, "RULE_STARTS", "")
        everywhere = dates.joined_rules.__wrapped__(DateSlot.SLOT).pattern
    return dates.joined_rules(DateSlot.SLOT).pattern, everywhere


@examples(300)
@given(text=st.one_of(awkward_text, st.lists(date_pieces, max_size=12).map("".join)))
def test_no_date_is_missed_by_where_it_could_begin(text: str) -> None:
    level = level_text(text)
    found, everywhere = ([match.span() for match in each.finditer(level)] for each in slot_patterns())
    assert found == everywhere
    assert level_has_date(level) == bool(everywhere)


@examples(300)
@given(
    text=st.one_of(
        awkward_text, st.lists(st.sampled_from([*PIECES, *WORDS, "客户", "对方", "评分", "打"])).map("".join)
    )
)
def test_no_score_is_missed_by_where_it_could_begin(text: str) -> None:
    level = level_text(text)
    patterns = score_clauses.score_patterns(tuple(WORDS.items()))
    for start in range(len(level)):
        if patterns.labelled.match(level, start) or patterns.unlabelled.match(level, start):
            assert patterns.start.match(level, start)
