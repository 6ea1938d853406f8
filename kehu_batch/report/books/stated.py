"""回款与账龄 from finance's balances, where there is no list of open invoices: each figure is said to be finance's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from kehu_batch.model.figures.finance.stated import StatedBucket, StatedReceivables
from kehu_batch.model.figures.states import BucketClock
from kehu_batch.report.blocks import (
    Block,
    Cell,
    Figure,
    Note,
    PageColumn,
    PageSection,
    Row,
    TableBlock,
    customer_text,
    fill_rows,
    has_value,
    person_cell,
    records,
    text_of,
)
from kehu_batch.report.books.buckets import AGE_MARKS, LATE_MARKS, bucket_rows, draw_buckets, list_buckets
from kehu_batch.report.books.cells import grade_cell, kpi_table, money_cell, own_currency
from kehu_batch.report.phrases import money, money_unit, named_money
from kehu_batch.wording.buckets import bucket_name
from kehu_batch.wording.finance_side import UNKNOWN_WORDS, overdue_words, stated_basis
from kehu_batch.wording.numbers import MISSING, format_share, format_yuan

#: The list of other currencies on the page.
FOREIGN_LIST = "list-foreign"
_TOP = 20

_COLUMNS = (
    PageColumn("客户"),
    PageColumn("未收", "number"),
    PageColumn("逾期", "number"),
    PageColumn("最久的分段", "tag", phone=False),
    PageColumn("额度使用", "number", phone=False),
    PageColumn("等级", "tag", pick=True),
    PageColumn("依据", phone=False),
    PageColumn("财务评级", "tag", phone=False),
    PageColumn("负责人", "tag", phone=False, pick=True),
)


def build_stated(figures: StatedReceivables, *, sheet: str) -> PageSection:
    """Return the section.

    Args:
        figures: What finance's balances say.
        sheet: Where the rest stands, in words.
    """
    total = figures.total
    blocks: list[Block] = [
        Note(f"{stated_basis(figures)}{_unknown(figures)}"),
        *_notes(figures),
        *_spreads(figures),
        _kpis(figures),
        *_foreign(figures),
        _customers(figures, sheet=sheet),
    ]
    note = f"财务口径：{named_money('应收余额', total.outstanding_fen)}，{overdue_words(figures, money)}"
    late = figures.customers["overdue_fen"].fillna(0) > 0
    return PageSection(
        "payment", "回款与账龄", "回款账龄", note, fill_rows(blocks), count=f"{int(late.sum()):,}"
    )


def _unknown(figures: StatedReceivables) -> str:
    named = "、".join(UNKNOWN_WORDS[code] for code in figures.unknown)
    return f"余额表看不出的：{named}，原因见指标表和工作表“回款风险”的说明。"


def _notes(figures: StatedReceivables) -> tuple[Note, ...]:
    """Return what stands apart of the balances, each as a sentence."""
    total, told = figures.total, []
    if total.credit_fen:
        told.append(
            f"贷方余额（预收、多收）{money(total.credit_fen)} 另列，没有抵减应收；{named_money('表上合计', total.net_fen)}。"
        )
    if total.unread:
        told.append(f"{total.unread:,} 户的余额没有填写或读不出，没有计入任何合计。")
    if figures.ledger_balance_fen is not None:
        apart = total.net_fen - figures.ledger_balance_fen
        against = "相符" if not apart else f"不符，相差 {format_yuan(apart)} 元"
        ledger = f"总账应收账款余额 {format_yuan(figures.ledger_balance_fen)} 元（{figures.ledger_source}）"
        told.append(f"表上合计与{ledger}{against}。")
    if figures.left_out_fen:
        sums = "、".join(f"{name} {format_yuan(fen)}" for name, fen in figures.left_out_fen.items())
        told.append(f"别的截止日的表上另有余额 {sums}，其客户不在采用的表上，没有计入。")
    for clock, fen in total.unspread.items():
        if fen:
            name = "逾期天数" if clock == BucketClock.OVERDUE else "账龄"
            told.append(f"{named_money(f'按{name}的分段没有分到的余额', fen)}。")
    return (Note("".join(told)),) if told else ()


def _spreads(figures: StatedReceivables) -> list[Figure | Note]:
    found: list[Figure | Note] = []
    for clock, name, marks in (
        (BucketClock.OVERDUE, "逾期天数", LATE_MARKS),
        (BucketClock.AGE, "账龄", AGE_MARKS),
    ):
        sums = figures.total.spread(figures.buckets, clock)
        if not sums:
            continue
        heads = {head.label: head for head in figures.buckets if head.clock == clock}
        shades = _shades([heads[label] for label in sums], marks)
        late = clock == BucketClock.OVERDUE and bool(figures.total.overdue_fen)
        found.append(_draw(figures, name, sums, shades, late=late))
    return found


def _shades(heads: Sequence[StatedBucket], marks: Sequence[str]) -> list[str]:
    """Return the colour of each bucket: darker the later, light what is not past due, grey what has no due date."""
    shades, place = [], 0
    for head in heads:
        if head.clock == BucketClock.OVERDUE and not head.late:
            shades.append("mut" if head.undated else "a0")
            continue
        shades.append(marks[min(place, len(marks) - 1)])
        place += 1
    return shades


def _draw(
    figures: StatedReceivables, name: str, sums: Mapping[str, int], shades: list[str], *, late: bool
) -> Figure | Note:
    """Return balances by bucket; ``late`` marks that there is something to do, as of documents."""
    unit = money_unit(sums.values())
    rows = bucket_rows(sums, sum(sums.values()), unit)
    title = _spread_title(figures, name, sums)
    subtitle = f"分段照财务的表，不换算；贷方余额在内，{unit}"
    if min(sums.values()) < 0 or sum(fen > 0 for fen in sums.values()) < 2:
        return Note(f"{title}。{list_buckets(rows, unit)}（{subtitle}）。")
    return Figure(
        title,
        f"{subtitle}，{_day(figures)}",
        draw_buckets(sums, rows, shades, unit),
        list_buckets(rows, unit),
        ("分段", f"余额（{unit}）", "占比"),
        rows,
        attention=late,
    )


def _spread_title(figures: StatedReceivables, name: str, sums: Mapping[str, int]) -> str:
    """Return what stands out: of what is past due where the buckets tell it, else of all."""
    late = {head.label for head in figures.buckets if head.late and sums.get(head.label, 0) > 0}
    asked = {label: sums[label] for label in sums if label in late} or sums
    most = max(asked, key=lambda label: asked[label])
    share = figures.total.kpis["overdue_rate"].value
    lead = f"逾期占 {format_share(share)}，" if late and share is not None else ""
    return f"财务口径按{name}：{lead}最多在“{bucket_name(most)}”（{money(asked[most])}）"


def _day(figures: StatedReceivables) -> str:
    return "表上没有截止日" if figures.stated_on is None else f"截至 {figures.stated_on:%Y-%m-%d}"


def _kpis(figures: StatedReceivables) -> TableBlock:
    kpis = figures.total.kpis.values()
    missing = sum(kpi.value is None for kpi in kpis)
    title = f"财务口径的指标；{missing} 项不可计算，原因见表"
    return kpi_table(
        kpis, title, f"本位币 {figures.currency}；信用额度先取台账，台账没有的取余额表", figures.currency
    )


def _foreign(figures: StatedReceivables) -> tuple[TableBlock, ...]:
    if not figures.foreign:
        return ()
    rows = tuple(
        (
            one.currency,
            format_yuan(one.outstanding_fen),
            "看不出" if one.overdue_fen is None else format_yuan(one.overdue_fen),
            format_yuan(one.credit_fen),
            format_yuan(one.net_fen),
        )
        for one in figures.foreign
    )
    names = ("未收", "逾期", "贷方余额", "表上合计")
    columns = (PageColumn("币种", "tag"), *(PageColumn(name, "number") for name in names))
    return (
        TableBlock(
            "外币余额按原币另计",
            columns,
            rows,
            "不折算，不与本位币相加；单位为该币种",
            total=len(rows),
            id=FOREIGN_LIST,
        ),
    )


def _customers(figures: StatedReceivables, *, sheet: str) -> TableBlock:
    own = figures.customers[figures.customers["currency"] == figures.currency]
    listed = own[own["outstanding_fen"].fillna(1) > 0]
    ranked = listed.assign(
        worst=listed["grade"] == "高",
        late=listed["overdue_fen"].fillna(0),
        owed=listed["outstanding_fen"].fillna(0),
    ).sort_values(["worst", "late", "owed"], ascending=False, kind="stable")
    shown = ranked.head(_TOP)
    unit = money_unit(shown["owed"].tolist())
    rows = tuple(_customer_row(row, unit) for row in records(shown))
    return TableBlock(
        _customers_title(figures, listed),
        _COLUMNS,
        rows,
        subtitle=f"{unit}；财务口径；先列风险等级高的，再按逾期、未收；逾期多久只知道所在的分段",
        total=len(listed),
        sheet=f"{sheet}“客户应收”",
        tools=len(rows) > 10,
        name="应收客户",
        empty=f"{own_currency(figures.foreign)}没有未收款的客户。",
        wide=True,
        id="list-debtors",
    )


def _customers_title(figures: StatedReceivables, listed: pd.DataFrame) -> str:
    top = figures.total.kpis["top_5"].value
    high, unsure = int((listed["grade"] == "高").sum()), int(listed["grade"].isna().sum())
    share = (
        f"前 5 户占未收余额 {format_share(top)}"
        if top is not None
        else f"{own_currency(figures.foreign)}没有未收款"
    )
    return f"{share}；风险等级高 {high:,} 户{f'，无法评定 {unsure:,} 户' if unsure else ''}"


def _customer_row(row: Row, unit: str) -> tuple[Cell | str, ...]:
    grade = text_of(row["grade"], "无法评定")
    use = row["credit_use"]
    return (
        customer_text(row),
        money_cell(row["outstanding_fen"], unit, "读不出"),
        money_cell(row["overdue_fen"], unit, "看不出"),
        bucket_name(text_of(row["oldest"])),
        format_share(float(use)) if has_value(use) else MISSING,
        grade_cell(grade),
        text_of(row["reason"]),
        text_of(row["finance_grade"]),
        person_cell(row["owner"]),
    )
