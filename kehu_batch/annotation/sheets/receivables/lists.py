"""应收底稿 and 回款底稿: every document and receipt, with what is received, open, late and allocated as formulas.

Formulas name the head of 回款风险 (``paper``), its buckets (``buckets``, ``ages``) and one another (``inv``, ``rec``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from kehu_batch.annotation.donor.layout import Cell, Column, Formula, Kind, Part, ResultTable
from kehu_batch.annotation.sheets.context import Context, filled, limit_rows, plain, yuan
from kehu_batch.annotation.sheets.receivable_rows import EXCESS, UNNAMED, ReceivableRows
from kehu_batch.annotation.sheets.receivables import forms
from kehu_batch.annotation.sheets.receivables.traced import (
    amount_cells,
    capped_cells,
    day_cells,
    place_cells,
    source_columns,
    source_note,
)
from kehu_batch.annotation.sheets.receivables.workpaper import PaperRow, basis_table, unit_sentence
from kehu_batch.model.tables.dataset import AFTER_AS_OF
from kehu_batch.records import replace
from kehu_batch.wording.buckets import days_bucket
from kehu_batch.wording.untold import empty_words

#: Columns that are printed; those behind them are what formulas need.
DOCUMENT_COLUMNS = 12

_DOCUMENT_KEYS = (
    "name", "id", "number", "issued", "due", "amount", "received", "open", "days", "bucket", "tick", "place",
    "instalment", "terms", "disputed", "age",
    "group", "account", "code", "order", "before", "undated", "fifo", "bucket_no", "age_no", "late", "opening",
    "on_time", "key", "source", "at", "basis", "raw",
)  # fmt: skip
_RECEIPT_KEYS = (
    "name", "id", "receipt", "number", "date", "amount", "allocated", "unallocated", "reason", "tick",
    "place",
    "group", "account", "code", "order", "before", "high", "low", "key", "source", "at", "basis", "raw",
)  # fmt: skip

#: Receipts of a document's group, all or up to a day.
_PAID = "SUMIFS({{rec.amount}},{{rec.group}},[group],{{rec.date}},{until})"
_UNTIL_NOW = '"<="&{paper.as_of}'

#: Why a receipt fills nothing, as analysis says it; in formulas only these words stand.
REASONS = (
    UNNAMED,
    EXCESS,
    "单据号不在应收明细",
    "币种与单据不同",
    "单据号对应多个客户",
    "单据号对应多张单据",
    "退款写了几个单据号",
)


def document_parts(context: Context, rows: ReceivableRows) -> tuple[Part, ...]:
    """Return the parts of 应收底稿."""
    frame, cut, _ = limit_rows(rows.documents, "张单据")
    row = PaperRow(_DOCUMENT_KEYS)
    amounts = amount_cells(context, rows, frame, row)
    columns = (
        *_tightened(_document_facts(context, rows, frame, row, amounts)),
        *_document_numbers(context, rows, frame, row),
        *source_columns(context, rows, frame, row, amounts),
    )
    paid = "已收＝" if rows.figures.has_receipts else ""
    filled = "先进先出冲抵为值，改动后请重新运行。" if (frame["fifo_fen"] != 0).any() else ""
    note = (
        f"{_unit(rows, frame)}每张单据：{paid}{rows.figures.allocation}；未收＝应收－已收。"
        f"{cut}{source_note(context, frame)}{filled}{rows.why or '改动本表或“回款底稿”的数字，已收、未收、分段和“回款风险”“对账”随之重算。'}"
    )
    return (
        ResultTable("inv", "应收单据", columns, note=note, filtered=True, empty="没有应收单据"),
        forms.paper_form(context, rows, forms.DOCUMENTS),
        basis_table("inv_basis", context.drop),
    )


def receipt_parts(context: Context, rows: ReceivableRows) -> tuple[Part, ...]:
    """Return the parts of 回款底稿."""
    frame, cut, _ = limit_rows(rows.receipts, "笔回款")
    keys = _receipt_keys(rows)
    row = PaperRow(keys)
    amounts = amount_cells(context, rows, frame, row)
    columns = (
        *_tightened(_receipt_facts(context, rows, frame, row, amounts)),
        *_receipt_numbers(rows, frame, row),
        *source_columns(context, rows, frame, row, amounts),
    )
    columns = tuple(column for column in columns if column.key in keys)
    how = "所冲单据以“关联号”（打印范围右边）写明，与“应收底稿”的相同，改它即改分配；截止日之后的回款列出而不计。"
    note = f"{_unit(rows, frame)}{cut}{source_note(context, frame)}{rows.why or how}"
    nothing = empty_words("没有回款", "" if rows.figures.has_receipts else "没有回款明细")
    return (
        ResultTable("rec", "回款", columns, note=note, filtered=True, empty=nothing),
        forms.paper_form(context, rows, forms.RECEIPTS),
        basis_table("rec_basis", context.drop),
    )


def receipt_columns(rows: ReceivableRows) -> int:
    """Return how many columns of 回款底稿 are printed; those behind them are what formulas need."""
    return _receipt_keys(rows).index("place") + 1


def _receipt_keys(rows: ReceivableRows) -> tuple[str, ...]:
    """Return the keys of the columns in their order: nothing is shown of receipts' own numbers where none has one."""
    numbered = rows.receipts.empty or bool(rows.receipts["receipt_no"].notna().any())
    return tuple(key for key in _RECEIPT_KEYS if numbered or key != "receipt")


def _unit(rows: ReceivableRows, frame: pd.DataFrame) -> str:
    """Return what the amounts of a list are in; those in other currencies stand as they are."""
    foreign = "外币的按原币。" if (frame["code"] > 1).any() else ""
    return unit_sentence(rows.figures.currency) + foreign


def _tightened(columns: Iterable[Column]) -> Iterator[Column]:
    """Make the columns that are printed narrow enough for a page."""
    return (replace(column, tight=True) for column in columns)


def _document_facts(
    context: Context, rows: ReceivableRows, frame: pd.DataFrame, row: PaperRow, amounts: list[Cell]
) -> tuple[Column, ...]:
    live = rows.live
    labels = rows.figures.bucket_labels, rows.figures.age_labels
    late = 'IF([open]>0,IF(ISNUMBER([due]),{paper.as_of}-[due],"—"),"")'
    disputed = capped_cells(context, rows, frame, row, ("disputed", "disputed_fen"), ("open", "open_fen"))
    return (
        Column("name", "客户名称", plain(frame["customer_name"]), width=12, widest=12),
        Column("id", "客户编号", plain(frame["customer_id"]), widest=14),
        Column("number", "单据号", plain(frame["invoice_no"]), widest=16),
        Column("issued", "开票日期", day_cells(context, rows, frame, row, "issued_on"), Kind.DAY),
        Column("due", "到期日", day_cells(context, rows, frame, row, "due_on"), Kind.DAY),
        Column("amount", "应收金额", amounts, Kind.MONEY),
        Column("received", "已收", _received(rows, frame, row), Kind.MONEY),
        Column(
            "open",
            "未收",
            _cells(row, "ROUND([amount]-[received]-[fifo],2)", yuan(frame["open_fen"]), live=live),
            Kind.MONEY,
        ),
        Column("days", "逾期天数", _cells(row, late, _days_late(frame), live=live), Kind.COUNT),
        Column("bucket", "逾期分段", _labels(row, "bucket", labels[0], frame, live=live), widest=8),
        _ticks(rows, row, amounts, frame["due_on"].isna(), "NOT(ISNUMBER([due]))"),
        Column("place", "位置", place_cells(context, frame), widest=9),
        Column("instalment", "期数", filled(frame["instalment"])),
        Column("terms", "到期依据", plain(frame["due_source"])),
        Column("disputed", "争议金额", disputed, Kind.MONEY),
        Column("age", "账龄分段", _labels(row, "age", labels[1], frame, live=live)),
    )


def _days_late(frame: pd.DataFrame) -> list[Cell]:
    """Return how long what is open has been due, negative before it is; nothing of what is settled."""
    opened = (frame["open_fen"] > 0).tolist()
    return [
        days if is_open else "" for days, is_open in zip(plain(frame["days_overdue"]), opened, strict=True)
    ]


def _ticks(rows: ReceivableRows, row: PaperRow, amounts: list[Cell], odd: pd.Series, is_odd: str) -> Column:
    """Return the tick marks: whether a row's amount follows its source, and what is an exception."""
    traced = [isinstance(cell, Formula) for cell in amounts]
    marks = [
        f"{forms.TRACED if live else forms.VALUED}{forms.EXCEPTION if is_one else ''}"
        for live, is_one in zip(traced, odd.tolist(), strict=True)
    ]
    if not rows.live:
        return Column("tick", "标记", marks, widest=6)
    text = f'"{{}}"&IF({is_odd},"{forms.EXCEPTION}","")'
    lost = f'IF([at]="","{forms.EXCEPTION}",{text.format(forms.TRACED)})'
    texts = {True: row.text(lost), False: row.text(text.format(forms.VALUED))}
    cells: list[Cell] = [Formula(texts[live], mark) for live, mark in zip(traced, marks, strict=True)]
    return Column("tick", "标记", cells, widest=6)


def _received(rows: ReceivableRows, frame: pd.DataFrame, row: PaperRow) -> list[Cell]:
    """Return what is received: the group's receipts beyond those before it, within the document's amount."""
    paid = _PAID.format(until=_UNTIL_NOW) if len(rows.receipts) else "0"
    text = f"ROUND(MEDIAN(0,[amount],{paid}-[before]),2)+[undated]"
    return _cells(row, text, yuan(frame["received_fen"]), live=rows.live)


def _labels(
    row: PaperRow, clock: str, labels: Sequence[str], frame: pd.DataFrame, *, live: bool
) -> list[Cell]:
    """Return the bucket's name of what is still open; nothing for what is paid."""
    column, table = ("bucket", "buckets") if clock == "bucket" else ("age_bucket", "ages")
    named = frame[column].map(days_bucket, na_action="ignore").where(frame["open_fen"] > 0, "")
    text = f'IF([open]>0,INDEX({{{table}.label[0:{len(labels)}]}},[{clock}_no]),"")'
    return _cells(row, text, plain(named), live=live)


def _document_numbers(
    context: Context, rows: ReceivableRows, frame: pd.DataFrame, row: PaperRow
) -> tuple[Column, ...]:
    figures, live = rows.figures, rows.live
    late = frame["days_overdue"].fillna(0).clip(lower=0).where(frame["open_fen"] > 0, 0)
    numbers = [
        [_number(label, labels) for label in plain(frame[column])]
        for column, labels in (("bucket", figures.bucket_labels), ("age_bucket", figures.age_labels))
    ]
    return (
        Column("group", "关联号", plain(frame["group"]), Kind.COUNT),
        Column("account", "户号", plain(frame["account"]), Kind.COUNT),
        Column("code", "币种号", plain(frame["code"]), Kind.COUNT),
        Column("order", "冲抵次序", plain(frame["order"]), Kind.COUNT),
        Column("before", "同号在前", _before(rows, frame, row), Kind.MONEY),
        Column("undated", "表列已收", _undated(context, rows, frame, row), Kind.MONEY),
        Column("fifo", "先进先出冲抵", yuan(frame["fifo_fen"]), Kind.MONEY),
        Column(
            "bucket_no",
            "逾期段号",
            _cells(row, _bucket_text(figures.bucket_labels), numbers[0], live=live),
            Kind.COUNT,
        ),
        Column(
            "age_no",
            "账龄段号",
            _cells(row, _age_text(figures.age_labels), numbers[1], live=live),
            Kind.COUNT,
        ),
        Column(
            "late",
            "计息天数",
            _cells(
                row, "IF(AND(ISNUMBER([due]),[open]>0),MAX({paper.as_of}-[due],0),0)", plain(late), live=live
            ),
            Kind.COUNT,
        ),
        Column("opening", "期初未收", _opening(rows, frame, row), Kind.MONEY),
        Column("on_time", "按期收回", _on_time(rows, frame, row), Kind.MONEY),
    )


def _undated(context: Context, rows: ReceivableRows, frame: pd.DataFrame, row: PaperRow) -> list[Cell]:
    """Return 已收 of unknown date: from the source where it counts; 0 where receipts name the document."""
    cells = capped_cells(context, rows, frame, row, ("paid", "undated_fen"), ("amount", "amount_fen"))
    return [cell if fen else 0.0 for cell, fen in zip(cells, frame["undated_fen"].tolist(), strict=True)]


def _bucket_text(labels: Sequence[str]) -> str:
    starts = f"{{buckets.days[0:{len(labels) - 1}]}}"
    late = "MAX({paper.as_of}-[due],0)"
    return f'IF([amount]<0,"",IF(ISNUMBER([due]),MATCH({late},{starts},1),{len(labels)}))'


def _age_text(labels: Sequence[str]) -> str:
    ends = len(labels) - 2
    over = "".join(
        f"+(EDATE([issued],12*{{ages.years[{place}:{place + 1}]}})<{{paper.as_of}})" for place in range(ends)
    )
    return f'IF([amount]<0,"",IF(ISNUMBER([issued]),1{over},{len(labels)}))'


def _number(label: str | None, labels: Sequence[str]) -> Cell:
    return "" if label is None else labels.index(label) + 1


def _before(rows: ReceivableRows, frame: pd.DataFrame, row: PaperRow) -> list[Cell]:
    """Return what its group has before each document; only where there are several is it a sum."""
    values = yuan(frame["before_fen"])
    if not rows.live:
        return list(values)
    texts = [row.text(_summed_before(sign)) for sign in (">=0", "<0")]
    kinds = zip(plain(frame["shared"]), plain(frame["amount_fen"] < 0), values, strict=True)
    return [Formula(texts[credit], value or 0.0) if shared else 0.0 for shared, credit, value in kinds]


def _summed_before(sign: str, more: str = "") -> str:
    return f'SUMIFS({{inv.amount}},{{inv.group}},[group],{{inv.order}},"<"&[order],{{inv.amount}},"{sign}"{more})'


def _opening(rows: ReceivableRows, frame: pd.DataFrame, row: PaperRow) -> list[Cell]:
    if not rows.opening_live:
        return [""] * len(frame)
    paid = _PAID.format(until='"<"&{paper.first}') if len(rows.receipts) else "0"
    before = ("", "-" + _summed_before(">=0", ',{inv.issued},"<"&{paper.first}'))
    existed = "AND([amount]>0,OR(NOT(ISNUMBER([issued])),[issued]<{paper.first}))"
    texts = [
        row.text(f"IF({existed},ROUND([amount]-MEDIAN(0,[amount],{paid}{part})-[undated],2),0)")
        for part in before
    ]
    pairs = zip(plain(frame["shared"]), yuan(frame["opening_fen"]), strict=True)
    return [Formula(texts[shared], value or 0.0) for shared, value in pairs]


def _on_time(rows: ReceivableRows, frame: pd.DataFrame, row: PaperRow) -> list[Cell]:
    if not rows.on_time_live:
        return [""] * len(frame)
    paid = _PAID.format(until='"<="&[due]') if len(rows.receipts) else "0"
    due = "AND([amount]>0,ISNUMBER([due]),[due]>={paper.first},[due]<={paper.as_of})"
    text = f"IF({due},ROUND(MEDIAN(0,[amount],{paid}-[before]),2),0)"
    return _cells(row, text, yuan(frame["on_time_fen"]), live=True)


def _receipt_facts(
    context: Context, rows: ReceivableRows, frame: pd.DataFrame, row: PaperRow, amounts: list[Cell]
) -> tuple[Column, ...]:
    live = rows.live
    later = (frame["received_on"] > pd.Timestamp(rows.figures.as_of)).to_numpy()
    part = "ROUND(MEDIAN([low],[high],[before]+[amount])-MEDIAN([low],[high],[before]),2)"
    allocated = f'IF(OR([group]="",[date]>{{paper.as_of}}),0,{part})'
    rest = "IF([date]>{paper.as_of},0,ROUND([amount]-[allocated],2))"
    return (
        Column("name", "客户名称", plain(frame["customer_name"]), width=12, widest=12),
        Column("id", "客户编号", plain(frame["customer_id"]), widest=14),
        Column("receipt", "回款单号", filled(frame["receipt_no"]), widest=16),
        Column("number", "单据号", filled(frame["invoice_no"]), widest=16),
        Column("date", "回款日期", day_cells(context, rows, frame, row, "received_on"), Kind.DAY),
        Column("amount", "回款金额", amounts, Kind.MONEY),
        Column(
            "allocated",
            "已分配",
            _cells(row, allocated, yuan(frame["allocated_fen"].fillna(0)), live=live),
            Kind.MONEY,
        ),
        Column(
            "unallocated",
            "未分配",
            _cells(row, rest, yuan(frame["unallocated_fen"].fillna(0)), live=live),
            Kind.MONEY,
        ),
        Column("reason", "未分配原因", _reasons(rows, frame.assign(later=later), row), widest=14),
        _ticks(rows, row, amounts, frame["unallocated_fen"].fillna(0) != 0, "[unallocated]<>0"),
        Column("place", "位置", place_cells(context, frame), widest=9),
    )


def _reasons(rows: ReceivableRows, frame: pd.DataFrame, row: PaperRow) -> list[Cell]:
    """Return why a receipt fills nothing: what names no document keeps its own reason."""
    values = frame["reason"].fillna("").where(~frame["later"], AFTER_AS_OF)
    if not rows.live:
        return list(plain(values))
    start = f'IF([date]>{{paper.as_of}},"{AFTER_AS_OF}",IF([unallocated]=0,"",IF([group]<>"","{EXCESS}",'
    own = plain(frame["reason"].fillna(""))
    texts = {word: row.text(f'{start}"{word if word in REASONS else UNNAMED}")))') for word in set(own)}
    return [Formula(texts[word], value) for word, value in zip(own, plain(values), strict=True)]


def _receipt_numbers(rows: ReceivableRows, frame: pd.DataFrame, row: PaperRow) -> tuple[Column, ...]:
    live = rows.live
    of_group = 'IF([group]="",0,SUMIFS({text}))'
    before = of_group.format(text='{rec.amount},{rec.group},[group],{rec.order},"<"&[order]')
    limits = {
        name: of_group.format(text=f'{{inv.amount}},{{inv.group}},[group],{{inv.amount}},"{sign}0"')
        for name, sign in (("high", ">"), ("low", "<"))
    }
    return (
        Column("group", "关联号", filled(frame["group"]), Kind.COUNT),
        Column("account", "户号", filled(frame["account"]), Kind.COUNT),
        Column("code", "币种号", plain(frame["code"]), Kind.COUNT),
        Column("order", "先后", plain(frame["order"]), Kind.COUNT),
        Column("before", "同号在前", _cells(row, before, yuan(frame["before_fen"]), live=live), Kind.MONEY),
        Column(
            "high", "可冲应收", _cells(row, limits["high"], yuan(frame["high_fen"]), live=live), Kind.MONEY
        ),
        Column("low", "可冲贷项", _cells(row, limits["low"], yuan(frame["low_fen"]), live=live), Kind.MONEY),
    )


def _cells(row: PaperRow, formula: str, values: Sequence[Cell], *, live: bool) -> list[Cell]:
    return row.cells(formula, values) if live else list(values)
