"""What is owed in total, by both clocks, and how it moved in the period: formulas over the lists of a workpaper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kehu_batch.annotation import palette
from kehu_batch.annotation.donor.layout import (
    Cell,
    Chart,
    ChartKind,
    Column,
    Formula,
    Kind,
    ResultTable,
    Series,
)
from kehu_batch.annotation.sheets.receivable_rows import EXCESS, UNNAMED, ReceivableRows
from kehu_batch.annotation.sheets.receivables.workpaper import live_or_value
from kehu_batch.model.figures.measures import MEASURE_BY_CODE
from kehu_batch.model.figures.receivables import CurrencyFigures, RollForward
from kehu_batch.policy.schema import ReceivablesPolicy
from kehu_batch.wording.buckets import days_bucket

#: Rows of the table ``totals``.
OUTSTANDING, OVERDUE, DISPUTED, CREDIT_NOTES, UNALLOCATED, _UNNAMED, _EXCESS, _UNMATCHED, NET, LATER = range(
    10
)
#: What of ``currency_sums`` is listed of other currencies, in the order of the table ``currencies``.
OF_CURRENCIES = {
    OUTSTANDING: "未收余额",
    OVERDUE: "逾期",
    CREDIT_NOTES: "贷项",
    UNALLOCATED: "未分配回款",
    NET: "净额",
    LATER: "截止日之后的回款",
}
#: Rows of the table ``roll``.
OPENING, INVOICED, CREDITED, RECEIVED, CLOSING = range(5)

_IN_PERIOD = '{{{0}}},">="&{{paper.first}},{{{0}}},"<="&{{paper.as_of}}'
#: Conditions on the documents' issue and due date and on the receipts' date: in the period, through as_of.
ISSUED, DUE, PAID = (_IN_PERIOD.format(column) for column in ("inv.issued", "inv.due", "rec.date"))
POSITIVE, NEGATIVE = '{inv.amount},">0"', '{inv.amount},"<0"'

_TOTALS = (
    ("未收余额（总额）", "“应收底稿”未收大于 0 之和"),
    ("　其中：逾期", "到期日早于截止日的未收"),
    ("　其中：争议", "“应收底稿”争议金额，不超过未收"),
    ("减：贷项（红字单据）", "红字单据的未收"),
    ("减：未分配回款", "“回款底稿”未分配之和"),
    ("　其中：未写单据号", ""),
    ("　其中：超出单据金额", ""),
    ("　其中：单据号对不上", "单据号不在应收明细、币种不同或对应多个客户"),
    ("净额", "总额 − 贷项 − 未分配回款"),
    ("截止日之后的回款（不计入）", "回款日期在截止日之后"),
    ("坏账核销（不计入）", "单据状态为坏账核销的应收 − 其回款；值，不随底稿重算"),
)


def cell_of(column: str, place: int) -> str:
    """Return the placeholder of one cell of a table's column.

    Example:
        >>> cell_of("totals.amount", 8)
        '{totals.amount[8:9]}'
    """
    return f"{{{column}[{place}:{place + 1}]}}"


def find_cell(column: str, key: str, number: int) -> str:
    """Return the formula of a cell of a list by its row's key, so that the list may be sorted.

    Example:
        >>> find_cell("inv.open", "inv.key", 7)
        'INDEX({inv.open},MATCH(7,{inv.key},0))'
    """
    return f"INDEX({{{column}}},MATCH({number},{{{key}}},0))"


def documents_sum(column: str, *conditions: str, code: int = 1) -> str:
    """Return the sum of a column of the documents in a currency.

    Example:
        >>> documents_sum("open", '{inv.late},">0"')
        'SUMIFS({inv.open},{inv.code},1,{inv.late},">0")'
    """
    return f"SUMIFS({','.join((f'{{inv.{column}}}', '{inv.code}', str(code), *conditions))})"


def receipts_sum(rows: ReceivableRows, column: str, *conditions: str, code: int = 1) -> str:
    """Return the sum of a column of the receipts in a currency; 0 where there are no receipts."""
    if rows.receipts.empty:
        return "0"
    return f"SUMIFS({','.join((f'{{rec.{column}}}', '{rec.code}', str(code), *conditions))})"


def has_stated_excess(rows: ReceivableRows) -> bool:
    """Return whether 已收 of unknown date goes beyond its document's amount: customers then have a column for it."""
    return bool((rows.customers["undated_excess_fen"] != 0).any())


def currency_sums(rows: ReceivableRows, figures: CurrencyFigures, code: int) -> list[Cell]:
    """Return the totals of a currency in the order of the table ``totals``, as formulas where they may stand."""

    def unallocated(*conditions: str) -> str:
        return receipts_sum(rows, "unallocated", *conditions, code=code)

    table = "debtors" if code == 1 else "foreign_debtors"
    listed = has_stated_excess(rows) and (code != 1 or rows.own > 0)
    stated = f"+SUMIFS({{{table}.stated_excess}},{{{table}.code}},{code})" if listed else ""
    filled = "-" + documents_sum("fifo", code=code)
    unnamed, beyond = unallocated(f'{{rec.reason}},"{UNNAMED}"'), unallocated(f'{{rec.reason}},"{EXCESS}"')
    credit = documents_sum("open", '{inv.open},"<0"', code=code)
    sums = (
        (documents_sum("open", '{inv.open},">0"', code=code), figures.outstanding_fen),
        (documents_sum("open", '{inv.late},">0"', code=code), figures.overdue_fen),
        (documents_sum("disputed", code=code), figures.disputed_fen),
        (f"0-{credit}", figures.credit_notes_fen),
        (f"{unallocated()}{filled}{stated}", figures.unallocated_fen),
        (f"{unnamed}{filled}", figures.unnamed_fen),
        (f"{beyond}{stated}", figures.excess_fen),
        (f"{unallocated()}-{unnamed}-{beyond}", figures.unmatched_fen),
        (f"{documents_sum('open', code=code)}-({unallocated()}{filled}{stated})", figures.net_fen),
        (receipts_sum(rows, "amount", '{rec.date},">"&{paper.as_of}', code=code), figures.later_receipts_fen),
    )
    cells = [live_or_value(f"ROUND({text},2)", fen / 100, live=rows.live) for text, fen in sums]
    return [*cells, figures.written_off_fen / 100]


def totals_table(rows: ReceivableRows) -> ResultTable:
    """Return what is owed in the policy's own currency: gross, what stands apart, net."""
    figures = rows.figures.total
    cells = currency_sums(rows, figures, 1)
    parts = (OUTSTANDING, CREDIT_NOTES, UNALLOCATED)
    inputs = ("outstanding", "credit_notes", "unallocated")
    places = {code: cell_of("totals.amount", place) for code, place in zip(inputs, parts, strict=True)}
    net = MEASURE_BY_CODE["payment_risk.net"].live(places)
    cells[NET] = Formula(f"ROUND({net},2)", figures.net_fen / 100)
    return ResultTable(
        "totals",
        f"余额构成（{figures.currency}）",
        (
            Column("name", "项目", [name for name, _ in _TOTALS], widest=18),
            Column("amount", "金额", cells, Kind.MONEY, tight=True),
            Column("about", "取数", [about for _, about in _TOTALS], Kind.FLOW),
        ),
        note=rows.why or "公式：随“应收底稿”“回款底稿”重算。",
    )


def bucket_table(rows: ReceivableRows, policy: ReceivablesPolicy) -> ResultTable:
    """Return the outstanding by days overdue."""
    starts: list[Cell] = [0, *(end + 1 for end in (0, *policy.overdue_days)), ""]
    bound = Column("days", "起（天）", starts, Kind.COUNT)
    title = "逾期分段（逾期天数＝截止日 − 到期日）"
    return _spread(rows, ("buckets", title, "bucket"), rows.figures.total.buckets, bound)


def age_table(rows: ReceivableRows, policy: ReceivablesPolicy) -> ResultTable:
    """Return the outstanding by age."""
    ends: list[Cell] = [*policy.age_years, "", ""]
    bound = Column("years", "止（年）", ends, Kind.COUNT)
    title = "账龄分段（账龄＝截止日 − 开票日期，按周年）"
    return _spread(rows, ("ages", title, "age"), rows.figures.total.age_buckets, bound)


def _spread(
    rows: ReceivableRows, names: tuple[str, str, str], fen: Mapping[str, int], bound: Column
) -> ResultTable:
    """Return the outstanding by bucket with its total; ``names`` are the table's key, title and clock."""
    key, title, clock = names
    mine = rows.documents[(rows.documents["code"] == 1) & (rows.documents["open_fen"] > 0)]
    counts = mine["bucket" if clock == "bucket" else "age_bucket"].value_counts()
    whole = sum(fen.values())
    amounts: list[Cell] = []
    documents: list[Cell] = []
    for place, (label, value) in enumerate(fen.items(), 1):
        chosen = f'{{inv.{clock}_no}},{place},{{inv.open}},">0"'
        amounts.append(
            live_or_value(f"ROUND({documents_sum('open', chosen)},2)", value / 100, live=rows.live)
        )
        counted = f"COUNTIFS({{inv.code}},1,{chosen})"
        documents.append(live_or_value(counted, int(counts.get(label, 0)), live=rows.live))
    shares = [value / whole if whole else None for value in (*fen.values(), whole)]
    total = "SUM({column}{{first}}:{column}{{last-1}})"
    share = 'IF($B{last}=0,"—",B{row}/$B{last})'
    return ResultTable(
        key,
        title,
        (
            Column("label", "分段", [*map(days_bucket, fen), "合计"]),
            Column(
                "amount", "未收金额", [*amounts, Formula(total.format(column="B"), whole / 100)], Kind.MONEY
            ),
            Column(
                "share", "占比", [Formula(share, "—" if one is None else one) for one in shares], Kind.SHARE
            ),
            Column(
                "count",
                "单据数",
                [*documents, Formula(total.format(column="D"), len(mine))],
                Kind.COUNT,
                tight=True,
            ),
            Column(bound.key, bound.header, [*bound.values, ""], bound.kind, tight=True),
            Column(
                "run", "本次运行", [value / 100 for value in (*fen.values(), whole)], Kind.MONEY, tight=True
            ),
        ),
        note="上端含在段内；贷项与未分配回款不抵减各段。",
        totalled=True,
        charts=_chart(key, title, fen),
    )


def _chart(key: str, title: str, fen: Mapping[str, int]) -> tuple[Chart, ...]:
    if not any(fen.values()):
        return ()
    series = (Series(f"{key}.amount", palette.CUMULATIVE, "未收金额"),)
    return (
        Chart(
            f"{title.partition('（')[0]}：未收金额（元）",
            ChartKind.COLUMNS,
            f"{key}.label",
            series,
            0,
            len(fen),
        ),
    )


def roll_table(rows: ReceivableRows) -> ResultTable:
    """Return the period's movement, reached from the dates of documents and receipts alone."""
    figures = rows.figures.total
    roll = figures.roll_forward
    note = "净额口径；期初＝本期起日前一天。期末与“余额构成”的净额由不同途径算出，相等才算相符。"
    if roll is None:
        reason = figures.reasons.get("roll_forward", "")
        columns = (Column("name", "项目", []), Column("amount", "金额", [], Kind.MONEY))
        return ResultTable("roll", "本期变动", columns, note=note, empty=f"不可计算：{reason}")
    names = ("期初净额", "加：本期开票", "减：本期贷项", "减：本期回款", "期末净额（推算）")
    return ResultTable(
        "roll",
        "本期变动（期初 + 开票 − 贷项 − 回款 = 期末）",
        (
            Column("name", "项目", names),
            Column("amount", "金额", _roll_cells(rows, roll), Kind.MONEY),
        ),
        note=note,
        totalled=True,
    )


def _roll_cells(rows: ReceivableRows, roll: RollForward) -> list[Cell]:
    issued_before, paid_before = '{inv.issued},"<"&{paper.first}', '{rec.date},"<"&{paper.first}'
    opening = f"{documents_sum('amount', issued_before)}-{receipts_sum(rows, 'amount', paid_before)}"
    moves: Sequence[tuple[str, int]] = (
        (opening, roll.opening_fen),
        (documents_sum("amount", ISSUED, POSITIVE), roll.invoiced_fen),
        (f"0-{documents_sum('amount', ISSUED, NEGATIVE)}", roll.credited_fen),
        (receipts_sum(rows, "amount", PAID), roll.received_fen),
    )
    cells = [live_or_value(f"ROUND({text},2)", fen / 100, live=rows.live) for text, fen in moves]
    closing = roll.opening_fen + roll.invoiced_fen - roll.credited_fen - roll.received_fen
    return [*cells, Formula("ROUND(B{first}+B{first+1}-B{first+2}-B{first+3},2)", closing / 100)]
