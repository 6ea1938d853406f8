"""A random workbook written as xlsx, xls, xlsb, ods, csv, web page and XML spreadsheet gives the same tables."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.examples import examples
from support.table_formats import WRITERS, Cell, Shaped

from kehu_batch.normalisation.normalise import normalise
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise
from kehu_batch.source.opening import open_workbook

#: Formats of amounts, with what each shows of an amount in fen.
AMOUNTS: Mapping[str, Callable[[int], str]] = {
    "General": lambda fen: f"{fen / 100:.15g}",
    "0.00": lambda fen: f"{fen / 100:.2f}",
    "#,##0.00": lambda fen: f"{fen / 100:,.2f}",
    '"¥"#,##0.00': lambda fen: f"¥{fen / 100:,.2f}",
    '"US$"#,##0.00': lambda fen: f"US${fen / 100:,.2f}",
    "[$€-2] #,##0.00": lambda fen: f"€ {fen / 100:,.2f}",
    '"HK$"0.00': lambda fen: f"HK${fen / 100:.2f}",
    '0.00"元"': lambda fen: f"{fen / 100:.2f}元",
    '0.00"万元"': lambda fen: f"{fen / 100:.2f}万元",
}
NAMES = st.sampled_from(
    ["甲公司", "乙商贸", "丙科技有限公司", "丁 (上海)", "Acme Ltd", "合计科技", "𠮷田商店"]
)
DAYS = st.dates(date(2023, 1, 1), date(2023, 11, 30))
POLICY, VOCABULARY = load_policy().policy, load_vocabulary()


@st.composite
def amounts(draw: st.DrawFn) -> Cell:
    """Draw an amount of at most two decimals in one of the formats."""
    fen = draw(st.integers(1, 99_999_999))
    code = draw(st.sampled_from(sorted(AMOUNTS)))
    return Shaped(fen / 100, code, AMOUNTS[code](fen))


@st.composite
def ids(draw: st.DrawFn) -> Cell:
    """Draw an id: text, or a number that is shown with its zeros or with letters."""
    number = draw(st.integers(1, 9_999))
    written: list[Cell] = [
        f"A{number}",
        Shaped(float(number), "000000", f"{number:06}"),
        Shaped(float(number), '"客户"0000', f"客户{number:04}"),
        Shaped(float(number), '"KH"0000', f"KH{number:04}"),
    ]
    return draw(st.sampled_from(written))


@st.composite
def scores(draw: st.DrawFn) -> Cell:
    """Draw a score: out of five, as a percent, as words, or none."""
    share = draw(st.integers(20, 100))
    percent = Shaped(share / 100, "0%", f"{share}%")
    written: list[Cell] = [percent, float(1 + share % 5), "满意", "4.5分", ""]
    return draw(st.sampled_from(written))


@st.composite
def workbooks(draw: st.DrawFn) -> list[list[Cell]]:
    """Draw a table of orders, invoices or callbacks, perhaps under a title and over a total."""
    kind = draw(st.sampled_from(["orders", "invoices", "callbacks"]))
    header, cells = {
        "orders": (
            ["订单编号", "客户名称", "下单日期", "产品", "金额"],
            [ids(), NAMES, DAYS, NAMES, amounts()],
        ),
        "invoices": (
            ["单据号", "客户名称", "开票日期", "到期日", "应收金额", "已收金额"],
            [ids(), NAMES, DAYS, DAYS, amounts(), amounts()],
        ),
        "callbacks": (
            ["客户编号", "客户名称", "本次回访时间", "回访人", "客户反馈", "满意度评分"],
            [
                ids(),
                NAMES,
                DAYS,
                st.sampled_from(["王敏", ""]),
                st.sampled_from(["很好", "希望培训"]),
                scores(),
            ],
        ),
    }[kind]
    rows: list[list[Cell]] = [list(row) for row in draw(st.lists(st.tuples(*cells), min_size=1, max_size=6))]
    title: list[list[Cell]] = [["2023年明细", *[""] * (len(header) - 1)]] if draw(st.booleans()) else []
    total: list[list[Cell]] = [["合计", *[""] * (len(header) - 1)]] if draw(st.booleans()) else []
    return [*title, [*header], *rows, *total]


def read(folder: Path, suffix: str, rows: list[list[Cell]]) -> dict[str, list[dict[str, object]]]:
    """Return the typed rows of each table, each value as text."""
    path = folder / f"表.{suffix}"
    path.write_bytes(WRITERS[suffix](rows, "表"))
    opened = (open_workbook(path),)
    recognised = recognise(opened, VOCABULARY)
    if not recognised.regions:
        return {}
    tables = normalise(opened, recognised, POLICY, VOCABULARY).tables
    return {code: _plain(frame) for code, frame in tables.items()}


def _plain(frame: pd.DataFrame) -> list[dict[str, object]]:
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [{str(key): None if value is None else str(value) for key, value in row.items()} for row in rows]


@settings(examples(15), suppress_health_check=[HealthCheck.too_slow])
@given(workbooks())
def test_every_format_gives_the_same_tables(rows: list[list[Cell]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = read(folder, "xlsx", rows)
        assert first
        for suffix in WRITERS:
            assert read(folder, suffix, rows) == first, suffix
