"""Whom to ask for payment, and whose mood to mind: lists of 回款风险 whose money, days and stages follow the papers.

Who stands on them is of this run; a check tells where somebody else would.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kehu_batch.annotation.donor.formulas import text_literal
from kehu_batch.annotation.donor.layout import LIST_LIMIT, Cell, Column, Formula, Kind, ResultTable, Tone
from kehu_batch.annotation.sheets.context import Context, limit_rows, owner_names, person_column, plain, yuan
from kehu_batch.annotation.sheets.receivable_rows import ReceivableRows
from kehu_batch.annotation.sheets.receivables.totals import find_cell
from kehu_batch.annotation.sheets.receivables.workpaper import PaperCheck, PaperRow, kept
from kehu_batch.policy.sections.receivables import DunningStage

GRADE_TONES = {"高": Tone.BAD, "中": Tone.NEAR}

#: Columns of these lists that are printed, and the width at which the last of them wraps.
PRINTED_COLUMNS = 9
LAST_PRINTED = 19.0

_DUNNING_KEYS = (
    *("name", "id", "asked", "skipped", "days", "documents", "contacted", "owner", "stage"),
    *("how", "place", "account"),
)
#: Documents of the row's account that are late, and what of each is not disputed.
_LATE = "({inv.account}=[account])*({inv.late}>0)"
_FREE = "({inv.open}-{inv.disputed}>0)"
_ASKED = f"ROUND(SUMPRODUCT({_LATE}*{_FREE}*({{inv.open}}-{{inv.disputed}})),2)"


def attention_table(context: Context, rows: ReceivableRows) -> ResultTable:
    """Return overdue customers who are upset, then everyone graded worst or satisfied, most overdue money first."""
    frame, cut, _ = limit_rows(rows.figures.attention, "户")
    accounts = _accounts(rows, frame)

    def found(column: str, values: Sequence[Cell]) -> list[Cell]:
        return _from_customers(rows, accounts, column, values)

    return ResultTable(
        "attention",
        "先顾的客户：不满且逾期、风险等级高、满意但逾期",
        (
            *_who(rows, frame),
            Column(
                "outstanding",
                "未收余额",
                found("outstanding", yuan(frame["outstanding_fen"])),
                Kind.MONEY,
                tight=True,
            ),
            Column(
                "overdue", "逾期金额", found("overdue", yuan(frame["overdue_fen"])), Kind.MONEY, tight=True
            ),
            Column(
                "days",
                "最长逾期天数",
                found("days", plain(frame["max_days_overdue"])),
                Kind.COUNT,
                tight=True,
            ),
            Column("grade", "风险等级", found("grade", plain(frame["grade"])), tones=GRADE_TONES, tight=True),
            Column("called", "最近评分日", plain(frame["called_on"]), Kind.DAY, tight=True),
            person_column(owner_names(frame["owner"]), widest=8, tight=True),
            Column("mood", "情况与依据", _moods(frame), Kind.LONG, widest=LAST_PRINTED),
            Column("place", "位置", context.places(frame), widest=44),
            Column("account", "户号", accounts, Kind.COUNT),
        ),
        note=f"{cut}不满：最近评分未达满意线，或有投诉未解决。风险等级最高的客户全部列出；先列不满的，再按逾期金额。"
        f"{_live(rows, '金额、天数与等级为公式；')}列哪些客户、情况与依据为值：改动后请重新运行。",
        empty="没有",
    )


def dunning_table(context: Context, rows: ReceivableRows) -> ResultTable:
    """Return suggestions, the longest overdue first; what is disputed is not asked for."""
    frame, cut, _ = limit_rows(rows.figures.dunning, "户")
    row, accounts = PaperRow(_DUNNING_KEYS), _accounts(rows, frame)
    how = frame["last_contact_method"].fillna("") + " " + frame["last_contact_by"].fillna("")

    def made(text: str, values: Sequence[Cell]) -> list[Cell]:
        return row.cells(text, values) if rows.live else list(values)

    skipped = 'ROUND(SUMIFS({inv.disputed},{inv.account},[account],{inv.late},">0"),2)'
    days = f"SUMPRODUCT(MAX({_LATE}*{_FREE}*{{inv.late}}))"
    stage = _stage_formula(context.drop.policy.policy.receivables.dunning)
    return ResultTable(
        "dunning",
        "催收建议",
        (
            *_who(rows, frame),
            Column("asked", "可催金额", made(_ASKED, yuan(frame["overdue_fen"])), Kind.MONEY, tight=True),
            Column("skipped", "争议不催", made(skipped, yuan(frame["disputed_fen"])), Kind.MONEY, tight=True),
            Column(
                "days", "最长逾期天数", made(days, plain(frame["max_days_overdue"])), Kind.COUNT, tight=True
            ),
            Column(
                "documents",
                "单据数",
                made(f"SUMPRODUCT({_LATE}*{_FREE})", plain(frame["documents"])),
                Kind.COUNT,
                tight=True,
            ),
            Column("contacted", "最近联系", plain(frame["last_contact_on"]), Kind.DAY, tight=True),
            person_column(owner_names(frame["owner"]), widest=8, tight=True),
            Column("stage", "建议", made(stage, plain(frame["stage"])), Kind.LONG, widest=LAST_PRINTED),
            Column("how", "方式、联系人", [text.strip() or None for text in plain(how)]),
            Column("place", "位置", context.places(frame), widest=44),
            Column("account", "户号", accounts, Kind.COUNT),
        ),
        note=f"{cut}按策略的天数给出；有争议的部分不催。{_live(rows, '金额、天数、单据数与建议为公式；')}列哪些客户、最近联系（取自回访与跟进记录）为值。",
        empty="没有可催的逾期款",
    )


def dunning_check(rows: ReceivableRows) -> PaperCheck | None:
    """Return the check that everybody who can be asked stands on the list; ``None`` where it cannot be told."""
    listed = rows.figures.dunning
    if not rows.live or listed.empty or not rows.named:
        return None
    mine = int(listed.loc[listed["currency"] == rows.figures.currency, "overdue_fen"].sum()) / 100
    of_all = f"({{inv.account}}<={rows.named})*({{inv.late}}>0)*{_FREE}*({{inv.open}}-{{inv.disputed}})"
    return PaperCheck(
        "催收建议的可催金额 ＝ 有名客户的逾期 − 争议",
        Formula(f'ROUND(SUMIFS({{dunning.asked}},{{dunning.account}},"<={rows.named}"),2)', mine),
        Formula(f"ROUND(SUMPRODUCT({of_all}),2)", mine),
        "催收建议；应收底稿。不符：有客户新到逾期而没有列出",
    )


def attention_check(rows: ReceivableRows, worst: str) -> PaperCheck | None:
    """Return the check that everybody of the worst grade stands on the list; ``None`` where it cannot be told.

    Args:
        rows: The receivables.
        worst: Name of the worst grade.
    """
    listed = rows.figures.attention
    if not rows.live or not rows.named or listed.empty or len(listed) > LIST_LIMIT:
        return None
    mine = int(((listed["currency"] == rows.figures.currency) & (listed["grade"] == worst)).sum())
    left, right = (
        f'COUNTIFS({{{table}.grade}},{text_literal(worst)},{{{table}.account}},"<={rows.named}")'
        for table in ("attention", "debtors")
    )
    return PaperCheck(
        f"先顾的客户里“{worst}” ＝ 客户应收里“{worst}”",
        Formula(left, mine),
        Formula(right, mine),
        "先顾的客户；客户应收。不符：有客户升到该级而没有列出",
        Kind.COUNT,
    )


def _stage_formula(stages: Sequence[DunningStage]) -> str:
    """Return the policy's suggestion at a delay, as a formula over the row's days; the latest stage comes first."""
    text = '"—"'
    for stage in reversed(stages):
        text = f"IF([days]>={stage.days_from},{text_literal(stage.action)},{text})"
    return text


def _live(rows: ReceivableRows, said: str) -> str:
    return said if rows.live else ""


def _accounts(rows: ReceivableRows, frame: pd.DataFrame) -> list[Cell]:
    """Return the account of each row, by which it finds its documents and its row of 客户应收."""
    keys = ["customer", "currency"]
    found = frame[keys].merge(rows.customers[[*keys, "account"]], on=keys, how="left")["account"]
    return list(plain(found.astype("Int64")))


def _from_customers(
    rows: ReceivableRows, accounts: Sequence[Cell], column: str, values: Sequence[Cell]
) -> list[Cell]:
    """Return a column of 客户应收 for each account, by formula."""
    if not rows.live:
        return list(values)
    cells: list[Cell] = []
    for account, value in zip(accounts, values, strict=True):
        if not isinstance(account, int):
            cells.append(value)
            continue
        table = "debtors" if account <= rows.own else "foreign_debtors"
        cells.append(Formula(find_cell(f"{table}.{column}", f"{table}.account", account), kept(value)))
    return cells


def _who(rows: ReceivableRows, frame: pd.DataFrame) -> tuple[Column, Column]:
    """Return who they are; money in another currency says so beside the name."""
    pairs = zip(plain(frame["customer_name"]), plain(frame["currency"]), strict=True)
    names = [
        name if currency == rows.figures.currency else f"{name or ''}（{currency}）"
        for name, currency in pairs
    ]
    return (
        Column("name", "客户名称", names, widest=18),
        Column("id", "客户编号", plain(frame["customer_id"]), widest=12),
    )


def _moods(frame: pd.DataFrame) -> list[Cell]:
    pairs = zip(plain(frame["mood"]), plain(frame["mood_reason"]), strict=True)
    return [f"{mood}：{reason}" if reason else mood for mood, reason in pairs]
