"""What 回款风险 and 对账 share as workpapers: who made and who reviewed it, what it rests on, and its checks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from kehu_batch import __version__
from kehu_batch.annotation.donor.layout import Cell, Column, Formula, Kind, ResultTable, Tone, number_in
from kehu_batch.annotation.drop import ComputedDrop, shown_file
from kehu_batch.cells import column_letter
from kehu_batch.policy.vocabulary import OWN_SHEET_MARKER
from kehu_batch.records import dataclass
from kehu_batch.wording.numbers import MISSING, format_day

#: Results of a check; the word carries it, the colour repeats it.
RIGHT, WRONG = "✓ 相符", "✗ 不符"
CHECK_TONES = {RIGHT: Tone.GOOD, WRONG: Tone.BAD}

#: Of a row whose amount is a value, where the source no longer says what was read.
CHANGED = "改动：来源已改，请重新运行"

#: Text of A2: what becomes of these sheets when the workbook is dropped again.
MARKER = f"{OWN_SHEET_MARKER}；可在此试改数字核对，再次投递时按原始表重新生成，结论与签署保留"
KEEPING_MARKER = f"{OWN_SHEET_MARKER}；再次投递时重新生成，“差异说明”、结论与签署保留"

_OWN_CELL = re.compile(r"\[([a-z_]+\d*)\]")


@dataclass(frozen=True, slots=True)
class PaperCheck:
    """Two sums that must be equal.

    Args:
        name: What is checked.
        left: The first, as a formula or a value; yuan.
        right: The second.
        about: Where they come from.
        kind: What they are.
    """

    name: str
    left: Cell
    right: Cell
    about: str = ""
    kind: Kind = Kind.MONEY


class PaperRow:
    """Formulas of one table that name their own row's cells by column key, ``[open]``.

    Args:
        keys: Keys of the table's columns, from column A on.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._letters = {key: column_letter(index) for index, key in enumerate(keys)}

    def text(self, formula: str) -> str:
        """Return a formula with its own cells named by address; other placeholders stay.

        Example:
            >>> PaperRow(("amount", "received")).text("[amount]-[received]+SUM({inv.open})")
            '$A{row}-$B{row}+SUM({inv.open})'
        """
        return _OWN_CELL.sub(lambda match: f"${self._letters[match[1]]}{{row}}", formula)

    def cells(self, formula: str, values: Iterable[Cell]) -> list[Cell]:
        """Return one formula for each value that it gives; ``None`` is given as ``—``."""
        text = self.text(formula)
        return [Formula(text, kept(value)) for value in values]


def kept(value: Cell) -> float | str:
    """Return what stands beside a formula for programs that do not calculate."""
    return value if isinstance(value, int | float | str) else MISSING


def live_or_value(formula: str, value: Cell, *, live: bool) -> Cell:
    """Return a formula, or what it would give."""
    return Formula(formula, kept(value)) if live else value


#: Columns of 客户应收 on the first of two pages side by side: whom, how much, how late and how risky.
FIRST_PAGE = 8
#: Shown for rows that name no customer.
NO_CUSTOMER = "（未写客户）"


def unit_sentence(currency: str) -> str:
    """Return what the money of a list is in, as the first sentence of its note."""
    return f"金额单位：元（{currency}）。"


def paper_table(key: str, unit: str, days: Sequence[tuple[str, str, date]]) -> ResultTable:
    """Return the head of a workpaper: the days that formulas look at.

    Args:
        key: Key of the table.
        unit: What the sheet's money is in.
        days: Key, header and day of each; formulas name ``{key.day}``.
    """
    return ResultTable(
        key,
        "底稿",
        (
            Column("unit", "金额单位", [unit]),
            *(Column(name, header, [day], Kind.DAY) for name, header, day in days),
        ),
    )


def basis_table(key: str, drop: ComputedDrop) -> ResultTable:
    """Return what the figures rest on: program, policy and inputs with their hashes."""
    policy = drop.policy
    entries: list[tuple[str, str]] = [
        ("程序", f"kehu-batch {__version__}"),
        ("截止日", format_day(drop.analysis.period.as_of)),
        (f"策略 {policy.policy.name}", policy.sha256),
        *((shown_file(one.file), one.content_sha256) for one in drop.dataset.inputs),
    ]
    return ResultTable(
        key,
        "依据",
        (
            Column("name", "项目", [name for name, _ in entries], widest=10, tight=True),
            Column("content", "内容", [text for _, text in entries], Kind.FLOW),
        ),
        note="指纹为内容的 SHA-256，不含本程序写入的部分；指纹相同，内容就相同。",
    )


def check_table(key: str, checks: Sequence[PaperCheck], note: str) -> ResultTable:
    """Return the checks, each with its difference, which must be 0."""
    values = [number_in(one.left) - number_in(one.right) for one in checks]
    differences: list[Cell] = [Formula("ROUND(B{row}-C{row},2)", round(value, 2) + 0.0) for value in values]
    results: list[Cell] = [
        Formula(f'IF(D{{row}}=0,"{RIGHT}","{WRONG}")', RIGHT if round(value, 2) == 0 else WRONG)
        for value in values
    ]
    kinds = [one.kind for one in checks]
    return ResultTable(
        key,
        "核对（差异应为 0）",
        (
            Column("name", "核对项", [one.name for one in checks], widest=18),
            Column("left", "左方", [one.left for one in checks], Kind.MONEY, kinds, tight=True),
            Column("right", "右方", [one.right for one in checks], Kind.MONEY, kinds, tight=True),
            Column("difference", "差异", differences, Kind.MONEY, kinds, tight=True),
            Column("result", "结果", results, tones=CHECK_TONES, width=9, tight=True),
            Column("about", "取数", [one.about for one in checks], Kind.FLOW),
        ),
        note=note,
    )
