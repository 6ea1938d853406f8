"""The section 回款与账龄: what is owed, how late, by whom, and whether finance's books agree."""

from __future__ import annotations

from collections.abc import Mapping

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.figures.receivables import CrossCheckFigures, PaymentRiskFigures
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
from kehu_batch.report.books.closings import restatement_blocks
from kehu_batch.report.books.provision import provision_notes
from kehu_batch.report.books.stated import FOREIGN_LIST, build_stated
from kehu_batch.report.charts import draw_stack
from kehu_batch.report.phrases import absent_text, money, money_unit, named_money
from kehu_batch.wording.joining import join_words
from kehu_batch.wording.numbers import MISSING, format_share, format_yuan

#: Customers of the table; the rest stands in the workbook.
_TOP = 20
#: Share of a bar that would not be seen.
_NOTHING = format_share(0.0)
#: Before the bucket that all of the money stands in, or most of what is overdue.
_ALL, _MOST = "都在", "最多在"

_CUSTOMER_COLUMNS = (
    PageColumn("客户"),
    PageColumn("未收", "number"),
    PageColumn("", "bar", phone=False),
    PageColumn("逾期", "number"),
    PageColumn("最长天数", "number", phone=False),
    PageColumn("等级", "tag", pick=True),
    PageColumn("原因", phone=False),
    PageColumn("最近联系", "tag", phone=False),
    PageColumn("负责人", "tag", phone=False, pick=True),
)


def build_payment(analysis: Analysis, *, sheet: str) -> PageSection:
    """Return the section; ``sheet`` says where the rest stands."""
    figures = analysis.payment_risk
    if figures is None and analysis.stated is not None:
        return build_stated(analysis.stated, sheet=sheet)
    if figures is None:
        reason = analysis.reasons.get("payment_risk") or "没有应收明细"
        absent = absent_text(analysis, "payment_risk", reason, "未计算回款风险与账龄")
        return PageSection("payment", "回款与账龄", "回款账龄", absent=absent)
    total = figures.total
    blocks: list[Block] = [
        _shorten(_aging(figures), figures.total.buckets),
        _shorten(_ages(figures), figures.total.age_buckets),
        _kpis(figures),
        *restatement_blocks(figures, sheet=sheet),
        *provision_notes(figures, sheet=sheet),
        *_foreign(figures, sheet=sheet),
        _customers(figures, sheet=sheet),
        *_cross_check(analysis.cross_check, analysis, sheet=sheet),
    ]
    note = (
        f"{named_money('应收余额', total.outstanding_fen)}，"
        f"{named_money('逾期', total.overdue_fen)}（{_share_of_overdue(figures)}）"
    )
    count = int((figures.customers["overdue_fen"] > 0).sum())
    return PageSection("payment", "回款与账龄", "回款账龄", note, fill_rows(blocks), count=f"{count:,}")


def _shorten(figure: Figure, buckets: Mapping[str, int]) -> Figure | Note:
    """Return a sentence where the chart would hold one bar or none."""
    filled = _seen(buckets)
    if len(filled) > 1:
        return figure
    told = any(f"{_ALL} {label} 天" in figure.title for label in filled)
    where = "".join(f"，{_ALL}“{label}”一段，{money(fen)}" for label, fen in filled.items() if not told)
    return Note(f"{figure.title}{where}。{figure.subtitle}。")


def _seen(buckets: Mapping[str, int]) -> dict[str, int]:
    """Return the buckets whose bars would be seen."""
    whole = sum(buckets.values())
    return {label: fen for label, fen in buckets.items() if fen and format_share(fen / whole) != _NOTHING}


def bucket_marks(labels: tuple[str, ...]) -> Mapping[str, str]:
    """Return the colour class of each bucket by days overdue: pale not due, darker the later, grey unknown."""
    late = labels[1:-1]
    marks = {label: LATE_MARKS[min(place, len(LATE_MARKS) - 1)] for place, label in enumerate(late)}
    return {labels[0]: "a0", **marks, labels[-1]: "mut"}


def _share_of_overdue(figures: PaymentRiskFigures) -> str:
    total = figures.total
    return format_share(total.overdue_fen / total.outstanding_fen) if total.outstanding_fen else MISSING


def _aging(figures: PaymentRiskFigures) -> Figure:
    buckets, marks = figures.total.buckets, bucket_marks(figures.bucket_labels)
    words = (_aging_title(figures), "未收余额按逾期天数", "天" if figures.total.overdue_fen else "")
    return _draw(figures, words, buckets, marks)


def _ages(figures: PaymentRiskFigures) -> Figure:
    buckets = figures.total.age_buckets
    old = sum(
        fen for label, fen in buckets.items() if label not in {figures.age_labels[0], figures.age_labels[-1]}
    )
    title = (
        named_money("账龄一年以上", old)
        if old
        else f"{own_currency(figures.foreign)}没有账龄一年以上的未收款"
    )
    marks = {label: AGE_MARKS[min(place, len(AGE_MARKS) - 1)] for place, label in enumerate(buckets)}
    return _draw(
        figures,
        (title, "未收余额按账龄（自开票日期，按周年）", ""),
        buckets,
        marks | {figures.age_labels[-1]: "mut"},
    )


def _draw(
    figures: PaymentRiskFigures,
    words: tuple[str, str, str],
    buckets: Mapping[str, int],
    marks: Mapping[str, str],
) -> Figure:
    """Return the outstanding by bucket; ``words`` are title, measure, and a mark that there is something to do."""
    unit = money_unit(buckets.values())
    rows = bucket_rows(buckets, figures.total.outstanding_fen, unit)
    title, measure, attention = words
    return Figure(
        title,
        f"{measure}，{unit}，截至 {figures.as_of:%Y-%m-%d}；上端含在段内",
        draw_buckets(buckets, rows, [marks[label] for label in buckets], unit),
        list_buckets(rows, unit),
        ("分段", f"未收（{unit}）", "占比"),
        rows,
        attention=bool(attention),
    )


def _aging_title(figures: PaymentRiskFigures) -> str:
    total, labels, own = figures.total, figures.bucket_labels, own_currency(figures.foreign)
    if not total.outstanding_fen:
        return f"{own}没有未收款"
    if not total.overdue_fen:
        return f"{own}没有逾期款"
    late = {label: total.buckets[label] for label in labels[1:-1]}
    most = max(late, key=lambda label: late[label])
    where = _ALL if list(_seen(total.buckets)) == [most] else _MOST
    return f"逾期占 {_share_of_overdue(figures)}，{where} {most} 天（{money(late[most])}）"


def _kpis(figures: PaymentRiskFigures) -> TableBlock:
    kpis = figures.total.kpis.values()
    missing = sum(kpi.value is None for kpi in kpis)
    title = f"{missing} 项指标不可计算，原因见表" if missing else "回款指标与算法"
    return kpi_table(kpis, title, f"本位币 {figures.currency}；{figures.allocation}", figures.currency)


def _foreign(figures: PaymentRiskFigures, *, sheet: str) -> tuple[TableBlock, ...]:
    if not figures.foreign:
        return ()
    rows = tuple(
        (one.currency, *(format_yuan(fen) for fen in (one.outstanding_fen, one.overdue_fen, one.net_fen)))
        for one in figures.foreign
    )
    columns = (PageColumn("币种", "tag"), *(PageColumn(name, "number") for name in ("未收", "逾期", "净额")))
    return (
        TableBlock(
            "外币应收按原币另计",
            columns,
            rows,
            f"不折算，不与本位币相加；单位为该币种；逐户见{sheet}“客户应收”",
            total=len(rows),
            id=FOREIGN_LIST,
        ),
    )


def _customers(figures: PaymentRiskFigures, *, sheet: str) -> TableBlock:
    own = figures.customers[figures.customers["currency"] == figures.currency]
    listed = own[own["outstanding_fen"] > 0]
    # The worst first, so that a cut never hides them: how late counts before how much is open.
    order = listed.assign(worst=listed["grade"] == "高").sort_values(
        ["worst", "overdue_fen", "outstanding_fen"], ascending=False, kind="stable"
    )
    shown = listed.loc[order.index[:_TOP]]
    contacts = figures.dunning.drop_duplicates("customer").set_index("customer")
    unit = money_unit(shown["outstanding_fen"].tolist())
    whole = int(shown["outstanding_fen"].max()) if len(shown) else 0
    marks = bucket_marks(figures.bucket_labels)
    rows = []
    for row, (_, fen) in zip(
        records(shown), figures.customer_buckets.loc[shown.index].iterrows(), strict=True
    ):
        parts = [(marks[label], int(fen[label]), "") for label in figures.bucket_labels]
        contact = dict(contacts.loc[row["customer"]]) if row["customer"] in contacts.index else {}
        rows.append(_customer_row(row, contact, Cell("", stack=draw_stack(parts, whole=whole)), unit))
    return TableBlock(
        _customers_title(figures),
        _CUSTOMER_COLUMNS,
        tuple(rows),
        subtitle=f"{unit}；先列风险等级高的，再按逾期金额、未收余额；条形按逾期分段，越深越久{_contact_words(figures)}",
        total=len(listed),
        sheet=f"{sheet}“客户应收”",
        tools=len(rows) > 10,
        name="应收客户",
        legend=tuple((marks[label], label) for label in figures.bucket_labels),
        empty=f"{own_currency(figures.foreign)}没有未收款的客户。",
        wide=True,
        id="list-debtors",
    )


def _contact_words(figures: PaymentRiskFigures) -> str:
    """Return where last contacts come from; without a record of any there is nothing to say of them."""
    known = figures.dunning["last_contact_on"].notna().any()
    return "；最近联系取自回访与跟进记录，只列逾期客户" if known else ""


def _customers_title(figures: PaymentRiskFigures) -> str:
    top = figures.total.kpis["top_5"].value
    high = int((figures.customers["grade"] == "高").sum())
    share = (
        f"前 5 户占未收余额 {format_share(top)}"
        if top is not None
        else f"{own_currency(figures.foreign)}没有未收款"
    )
    return f"{share}；风险等级高 {high:,} 户"


def _customer_row(row: Row, contact: Row, bar: Cell, unit: str) -> tuple[Cell | str, ...]:
    contacted = text_of(contact.get("last_contact_on"))
    how = text_of(contact.get("last_contact_method"), "")
    return (
        customer_text(row),
        money_cell(row["outstanding_fen"], unit, MISSING),
        bar,
        money_cell(row["overdue_fen"], unit, MISSING),
        f"{int(row['max_days_overdue']):,}",
        grade_cell(text_of(row["grade"])),
        text_of(row["reason"]),
        f"{contacted} {how}".strip(),
        person_cell(row["owner"]),
    )


def _cross_check(figures: CrossCheckFigures | None, analysis: Analysis, *, sheet: str) -> tuple[Block, ...]:
    """Return whether finance's books agree, in one line, and the differences."""
    if figures is None or not figures.levels:
        reason = analysis.reasons.get("cross_check") or (figures.reasons.get("finance") if figures else "")
        return (Note(f"对账：{reason or '没有财务方的应收表'}，未与财务核对。"),)
    line = Note(_cross_line(figures))
    if figures.differences.empty:
        return (line,)
    sizes = figures.differences["difference_fen"].abs()
    order = sizes.sort_values(ascending=False, kind="stable", na_position="first").index
    listed = records(figures.differences.loc[order], _TOP)
    unit = money_unit(
        int(row[side]) for row in listed for side in ("ops_fen", "finance_fen") if has_value(row[side])
    )
    rows = tuple(_difference_row(row, unit, figures.currency) for row in listed)
    columns = (
        PageColumn("类型", "tag", pick=True),
        PageColumn("客户"),
        PageColumn("单据", "code", phone=False),
        *(PageColumn(name, "number", phone=name == "差异") for name in ("运营", "财务", "差异")),
        PageColumn("提示", phone=False),
        PageColumn("说明", phone=False),
        PageColumn("未说明（天）", "number", phone=False),
    )
    waiting = int(figures.differences["note"].isna().sum())
    table = TableBlock(
        f"与财务有 {len(figures.differences):,} 项差异，{waiting:,} 项没有说明",
        columns,
        rows,
        subtitle=f"{unit}；差异＝运营 − 财务，大的在前；单元格与说明栏见工作簿",
        total=len(figures.differences),
        sheet=f"{sheet}“对账”",
        attention=waiting > 0,
        wide=True,
        id="list-differences",
    )
    return (line, table)


def _cross_line(figures: CrossCheckFigures) -> str:
    level = figures.levels[0]
    kinds = figures.differences["kind_label"].value_counts(sort=False)
    found = "、".join(f"{name} {count:,}" for name, count in kinds.items())
    ledger = f"；台账余额与未收单据不符 {len(figures.ledger_differences):,} 户"
    return (
        f"对账（截至 {figures.as_of:%Y-%m-%d}，按客户比较{level.basis}）："
        f"{named_money(f'运营 {level.ops.count:,} 户', level.ops.sum_fen)}，"
        f"{named_money(f'财务 {level.finance.count:,} 户', level.finance.sum_fen)}；"
        f"相符 {level.matched:,} 户；差异 {len(figures.differences):,} 项{f'（{found}）' if found else ''}"
        f"{'' if 'ledger' in figures.reasons else ledger}。"
    )


def _difference_row(row: Row, unit: str, own: str) -> tuple[Cell | str, ...]:
    words = [text_of(row[name]) for name in ("document", "instalment") if has_value(row[name])]
    number = join_words([*words, *([] if row["currency"] == own else [text_of(row["currency"])])])
    money_cells = (
        money_cell(row[f"{name}_fen"], unit, "无法读取") for name in ("ops", "finance", "difference")
    )
    waiting = row["unexplained_days"]
    return (
        Cell(text_of(row["kind_label"]), tone="bad"),
        customer_text(row),
        number or MISSING,
        *money_cells,
        text_of(row["hint"]),
        text_of(row["note"]),
        f"{int(waiting):,}" if has_value(waiting) else MISSING,
    )
