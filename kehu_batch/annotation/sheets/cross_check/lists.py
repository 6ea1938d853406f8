"""逐户对账 and 逐单对账: both sides' amounts row by row, ops' own as formulas over the documents of the workpaper."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kehu_batch.annotation.donor.layout import Cell, Column, Formula, Kind, Part, ResultTable, Tone
from kehu_batch.annotation.drop import shown_file
from kehu_batch.annotation.sheets.context import Context, filled, limit_rows, plain, yuan
from kehu_batch.annotation.sheets.receivable_rows import ReceivableRows
from kehu_batch.annotation.sheets.receivables.payment_advice import GRADE_TONES
from kehu_batch.annotation.sheets.receivables.totals import find_cell
from kehu_batch.annotation.sheets.receivables.workpaper import PaperRow, unit_sentence
from kehu_batch.model.figures.receivables import CrossCheckFigures
from kehu_batch.model.tables.recognition import Side
from kehu_batch.wording.buckets import bucket_name
from kehu_batch.wording.labels import UNREAD

AGREED, TOLERATED, DIFFERS = "一致", "容差内", "金额不符"
RESULT_TONES = {AGREED: Tone.GOOD, TOLERATED: Tone.GOOD, DIFFERS: Tone.BAD}

#: What of each list is printed: both sides with what they differ by, and the overdue or the currency.
PRINTED_CUSTOMERS, PRINTED_DOCUMENTS = 9, 9

_CUSTOMER_KEYS = ("name", "id", "ops", "finance", "difference", "result")
_DOCUMENT_KEYS = ("name", "id", "document", "instalment", "ops", "finance", "difference", "result")


def customer_parts(context: Context, figures: CrossCheckFigures) -> tuple[Part, ...]:
    """Return the parts of 逐户对账."""
    by_name = () if not figures.by_document.empty else (proposal_table(context, figures),)
    return (
        *_bucket_tables(context, figures),
        *by_name,
        *_foreign(context, figures),
        _customers(context, figures),
    )


def _foreign(context: Context, figures: CrossCheckFigures) -> tuple[ResultTable, ...]:
    """Return customers in other currencies, each in its own: they are no part of any sum."""
    if figures.foreign_customers.empty:
        return ()
    frame, cut, _ = limit_rows(figures.foreign_customers, "户")
    row = PaperRow(_CUSTOMER_KEYS)
    return (
        ResultTable(
            "foreign_compared",
            "外币逐户对账（按原币，不折算，不与本位币相加）",
            (
                *_who(frame),
                *_compared(context, frame, row, yuan(frame["ops_fen"])),
                Column("currency", "币种", plain(frame["currency"]), tight=True),
                *_places(context, frame),
            ),
            note=f"{cut}两方金额为值。",
        ),
    )


def document_parts(context: Context, figures: CrossCheckFigures) -> tuple[Part, ...]:
    """Return the parts of 逐单对账."""
    frame, cut, _ = limit_rows(figures.by_document, "张单据")
    row = PaperRow(_DOCUMENT_KEYS)
    ops = _ops_of_documents(context.receivables, figures, frame)
    own = ResultTable(
        "pairs",
        "逐单对账（各币种按原币）",
        (
            *_who(frame),
            Column("document", "单据号", plain(frame["document"]), widest=12),
            Column("instalment", "期数", filled(frame["instalment"]), widest=6, tight=True),
            *_compared(context, frame, row, ops),
            Column("currency", "币种", plain(frame["currency"])),
            Column("ops_due", "运营到期日", plain(frame["ops_due_on"]), Kind.DAY),
            Column("finance_due", "财务到期日", plain(frame["finance_due_on"]), Kind.DAY),
            *_places(context, frame),
            _keys(frame),
        ),
        note=unit_sentence(figures.currency) + cut + _how(ops),
        filtered=True,
    )
    return (proposal_table(context, figures), own)


def _customers(context: Context, figures: CrossCheckFigures) -> ResultTable:
    frame, cut, _ = limit_rows(figures.by_customer, "户")
    row = PaperRow(_CUSTOMER_KEYS)
    ops = ops_of_customers(context.receivables, figures, frame)
    late = "ROUND([ops_late]-[finance_late],2)"
    keys = (*_CUSTOMER_KEYS, "ops_late", "finance_late", "late_gap")
    gaps = yuan(frame["overdue_difference_fen"])
    texts = PaperRow(keys).cells(late, gaps)
    return ResultTable(
        "accounts_compared",
        f"逐户对账（{figures.currency}）",
        (
            *_who(frame),
            *_compared(context, frame, row, ops),
            Column(
                "ops_late", "运营逾期", _overdue(context.receivables, figures, frame), Kind.MONEY, tight=True
            ),
            Column("finance_late", "财务逾期", yuan(frame["finance_overdue_fen"]), Kind.MONEY, tight=True),
            Column(
                "late_gap",
                "逾期差异",
                [None if gap is None else text for gap, text in zip(gaps, texts, strict=True)],
                Kind.MONEY,
                tight=True,
            ),
            *_where_any(Column("ledger", "台账应收余额", yuan(frame["ledger_fen"]), Kind.MONEY)),
            Column("grade", "风险等级", plain(frame["grade"]), tones=GRADE_TONES),
            *_where_any(Column("finance_grade", "财务评级", plain(frame["finance_grade"]))),
            *_places(context, frame),
            _keys(frame),
        ),
        note=unit_sentence(figures.currency) + cut + _how(ops),
        filtered=True,
        empty="双方都没有应收的客户",
    )


def _where_any(column: Column) -> tuple[Column, ...]:
    """Return a column, or nothing where no row says anything in it."""
    cells = column.values  # noqa: PD011 - no frame
    return (column,) if any(cell is not None for cell in cells) else ()


def _keys(frame: pd.DataFrame) -> Column:
    """Return the key of each row, by which 差异清单 finds it however the list is sorted."""
    return Column("key", "对账号", list(range(1, len(frame) + 1)), Kind.COUNT)


def _how(ops: Sequence[Cell]) -> str:
    live = any(isinstance(cell, Formula) for cell in ops)
    return "运营金额为公式，随“应收底稿”“回款底稿”重算；财务金额为值。" if live else "两方金额为值。"


def _who(frame: pd.DataFrame) -> tuple[Column, Column]:
    names = [name or "（未写客户）" for name in plain(frame["customer_name"])]
    return (
        Column("name", "客户名称", names, width=18, widest=18),
        Column("id", "客户编号", plain(frame["customer_id"]), widest=12),
    )


def _compared(
    context: Context, frame: pd.DataFrame, row: PaperRow, ops: Sequence[Cell]
) -> tuple[Column, ...]:
    """Return both sides, their difference and what it is."""
    gaps = yuan(frame["difference_fen"])
    return (
        Column("ops", "运营", mark_unread(ops, frame["ops_unread"]), Kind.MONEY, tight=True),
        Column(
            "finance",
            "财务",
            mark_unread(yuan(frame["finance_fen"]), frame["finance_unread"]),
            Kind.MONEY,
            tight=True,
        ),
        Column("difference", "差异", gap_cells(row, gaps), Kind.MONEY, tight=True),
        Column(
            "result", "结果", _results(context, plain(frame["result"]), row), tones=RESULT_TONES, tight=True
        ),
    )


def mark_unread(cells: Sequence[Cell], unread: pd.Series) -> list[Cell]:
    """Return a side's cells, with a word where the amount could not be read."""
    return [UNREAD if blind else cell for cell, blind in zip(cells, unread.tolist(), strict=True)]


def gap_cells(row: PaperRow, gaps: Sequence[Cell]) -> list[Cell]:
    """Return the differences of both sides; nothing where one could not be read."""
    texts = row.cells("ROUND(N([ops])-N([finance]),2)", gaps)
    return [None if gap is None else text for gap, text in zip(gaps, texts, strict=True)]


def _results(context: Context, labels: Sequence[str], row: PaperRow) -> list[Cell]:
    """Return what each difference is: agreement and amounts follow the numbers, other kinds stand as found."""
    rules = context.drop.policy.policy.receivables
    larger = "MAX(ABS(N([ops])),ABS(N([finance])))"
    allowed = f"MAX({rules.amount_tolerance},{rules.relative_tolerance}*{larger})"
    text = row.text(
        f'IF([difference]=0,"{AGREED}",IF(ABS([difference])<={allowed},"{TOLERATED}","{DIFFERS}"))'
    )
    follows = {AGREED, TOLERATED, DIFFERS}
    return [Formula(text, label) if label in follows else label for label in labels]


def _places(context: Context, frame: pd.DataFrame) -> tuple[Column, Column]:
    found = []
    for side, header in (("ops", "运营位置"), ("finance", "财务位置")):
        pairs = zip(plain(frame[f"{side}_file"]), plain(frame[f"{side}_cell"]), strict=True)
        found.append(
            Column(f"{side}_place", header, [context.place(file, cell) for file, cell in pairs], widest=36)
        )
    return found[0], found[1]


def ops_of_customers(
    rows: ReceivableRows | None, figures: CrossCheckFigures, frame: pd.DataFrame
) -> list[Cell]:
    """Return ops' side of each customer: its cell on 客户应收 where that holds the same sum."""
    gross = bool(figures.levels) and "净" not in figures.levels[0].basis
    return _from_customers(rows, figures, frame, ("outstanding" if gross else "net", "ops_fen"))


def _overdue(rows: ReceivableRows | None, figures: CrossCheckFigures, frame: pd.DataFrame) -> list[Cell]:
    return _from_customers(rows, figures, frame, ("overdue", "ops_overdue_fen"))


def _from_customers(
    rows: ReceivableRows | None, figures: CrossCheckFigures, frame: pd.DataFrame, names: tuple[str, str]
) -> list[Cell]:
    column, field = names
    values = yuan(frame[field])
    if not may_follow(rows, figures) or rows is None:
        return list(values)
    own = rows.customers.iloc[: rows.own]
    known = {
        customer: (account, fen)
        for customer, account, fen in zip(own["customer"], own["account"], own[f"{column}_fen"], strict=True)
    }
    cells: list[Cell] = []
    for customer, fen, value in zip(frame["customer"], frame[field].fillna(-1), values, strict=True):
        account, same = known.get(customer, (-1, None))
        exact = value is not None and same == fen
        cells.append(
            Formula(find_cell(f"debtors.{column}", "debtors.account", account), value)
            if exact and value is not None
            else value
        )
    return cells


def may_follow(rows: ReceivableRows | None, figures: CrossCheckFigures) -> bool:
    """Return whether ops' side is that of the lists: the same day, and ops' own documents."""
    if rows is None or not rows.live:
        return False
    return rows.figures.as_of == figures.as_of and rows.figures.side is Side.OPS


def _ops_of_documents(
    rows: ReceivableRows | None, figures: CrossCheckFigures, frame: pd.DataFrame
) -> list[Cell]:
    """Return ops' side of each document: its cell on 应收底稿 where that holds the same sum."""
    values = yuan(frame["ops_fen"])
    if not may_follow(rows, figures) or rows is None:
        return list(values)
    listed = rows.documents
    places = zip(listed["file"], listed["cell"], strict=True)
    known = {where: place for place, where in enumerate(places)}
    opened = plain(listed["open_fen"])
    cells: list[Cell] = []
    for where, fen, value in zip(
        zip(frame["ops_file"], frame["ops_cell"], strict=True),
        frame["ops_fen"].fillna(-1),
        values,
        strict=True,
    ):
        place = known.get(where, -1)
        exact = value is not None and place >= 0 and opened[place] == fen
        cells.append(
            Formula(find_cell("inv.open", "inv.key", place + 1), value)
            if exact and value is not None
            else value
        )
    return cells


def _bucket_tables(context: Context, figures: CrossCheckFigures) -> tuple[ResultTable, ...]:
    """Return finance's own buckets against ours, in total and where a customer's differ."""
    if figures.bucket_totals.empty:
        return ()
    totals, cut, _ = limit_rows(figures.bucket_totals, "段")
    rows, more, _ = limit_rows(figures.bucket_differences, "处")
    return (
        ResultTable(
            "bucket_totals",
            "与财务账龄表逐段对账（双方都有的客户；值）",
            (
                Column("bucket", "财务分段", _buckets(totals), widest=18),
                Column("clock", "口径", plain(totals["clock"])),
                *_values(totals),
                Column("file", "文件", [shown_file(file) for file in plain(totals["file"])], Kind.FLOW),
            ),
            note=f"{cut}按财务表头的分段重算运营方的未收金额。",
        ),
        ResultTable(
            "bucket_differences",
            "分段不符的客户（值）",
            (
                *_who(rows),
                *_values(rows),
                Column("bucket", "财务分段", _buckets(rows), widest=10, tight=True),
                Column("clock", "口径", plain(rows["clock"]), widest=10, tight=True),
                Column("place", "财务位置", context.places(rows), widest=12),
            ),
            note=more,
            empty="各段一致",
        ),
    )


def _buckets(frame: pd.DataFrame) -> list[Cell]:
    return [bucket_name(label) for label in frame["bucket"]]


def _values(frame: pd.DataFrame) -> tuple[Column, ...]:
    gaps: list[Cell] = [
        Formula("ROUND(C{row}-D{row},2)", fen or 0.0) for fen in yuan(frame["difference_fen"])
    ]
    return (
        Column("ops", "运营", yuan(frame["ops_fen"]), Kind.MONEY, tight=True),
        Column("finance", "财务", yuan(frame["finance_fen"]), Kind.MONEY, tight=True),
        Column("difference", "差异", gaps, Kind.MONEY, tight=True),
    )


def proposal_table(context: Context, figures: CrossCheckFigures) -> ResultTable:
    """Return what one side has alone and the other may have under another number or customer."""
    frame, cut, _ = limit_rows(figures.proposals, "条")
    sides = {"ops": "运营", "finance": "财务"}
    return ResultTable(
        "proposals",
        "可能是同一笔的差异（只列唯一解，请人工确认；值）",
        (
            *_who(frame),
            Column("document", "单据", plain(frame["document"]), widest=12),
            Column("amount", "金额", yuan(frame["amount_fen"]), Kind.MONEY),
            Column(
                "documents",
                "对方单据",
                ["、".join(each) for each in frame["documents"]],
                Kind.LONG,
                widest=12,
            ),
            Column("side", "属于", [sides.get(side, side) for side in plain(frame["side"])], tight=True),
            Column("other", "对方客户", plain(frame["other_customer"]), widest=12),
            Column("basis", "依据", plain(frame["basis"]), widest=12),
            Column("place", "位置", context.places(frame), widest=12),
        ),
        note=cut,
        empty="没有",
    )
