"""回款风险 and 客户应收 from finance's balances, where there is no list of open invoices."""

from __future__ import annotations

from collections.abc import Iterator

from kehu_batch.annotation.donor.layout import (
    LIST_LIMIT,
    Cell,
    Column,
    Formula,
    Kind,
    Lines,
    Part,
    ResultForm,
    ResultTable,
)
from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.annotation.sheets.context import Context
from kehu_batch.annotation.sheets.receivables import forms
from kehu_batch.annotation.sheets.receivables.checks import tied_out
from kehu_batch.annotation.sheets.receivables.foreign import foreign_sums
from kehu_batch.annotation.sheets.receivables.kpis import list_kpis
from kehu_batch.annotation.sheets.receivables.stated_customers import bucket_key, customer_tables
from kehu_batch.annotation.sheets.receivables.stated_sources import balance_checks, balances_table
from kehu_batch.annotation.sheets.receivables.totals import OUTSTANDING, cell_of
from kehu_batch.annotation.sheets.receivables.workpaper import (
    FIRST_PAGE,
    RIGHT,
    WRONG,
    PaperCheck,
    basis_table,
    check_table,
    paper_table,
)
from kehu_batch.model.figures.finance.stated import StatedReceivables
from kehu_batch.model.figures.states import BucketClock
from kehu_batch.wording.buckets import bucket_name
from kehu_batch.wording.finance_side import stated_basis
from kehu_batch.wording.numbers import format_yuan

_LEGEND = f"{RIGHT}、{WRONG} 为“核对”的结果；金额为财务表上的值，“位置”是它所在的单元格。"
_CLOCKS = {
    BucketClock.OVERDUE: ("按逾期天数（财务的分段）", "buckets"),
    BucketClock.AGE: ("按账龄（财务的分段）", "ages"),
}
_PAPERS = {
    forms.RISK: forms.Paper(
        forms.RISK,
        "按财务的应收余额表列示截止日应收的构成、账龄与逾期、集中度与额度使用；没有应收明细，不能逐单核实。",
        (
            "余额、逾期与分段照财务的表，不换算、不推算，由“客户应收”加总",
            "贷方余额另列，不抵减应收；外币不折算",
            "分段之和与余额核对，差额列为未分段，不一致的行列在“数据质量”",
            "余额表算不出的指标写明原因",
        ),
        ("balances",),
        _LEGEND,
    ),
    forms.CUSTOMERS: forms.Paper(
        forms.CUSTOMERS,
        "按客户列出财务的余额、逾期与分段，据以评定风险等级。",
        (
            "同一客户同一币种的各行相加，位置指向第一行",
            "风险等级按策略的天数、占比与额度界线；逾期天数只知道所在的分段，按分段的下端评定，可能更高的写明",
            "信用额度先取台账，台账没有的取余额表",
        ),
        ("balances", "ledger"),
        _LEGEND,
    ),
}


def applies(drop: ComputedDrop) -> bool:
    """Return whether receivables come from finance's balances alone."""
    return drop.analysis.payment_risk is None and drop.analysis.stated is not None


def parts(context: Context) -> tuple[Part, ...]:
    """Return the parts of 回款风险."""
    figures = _figures(context)
    return (
        paper_table(
            "paper", f"元（{figures.currency}）", (("as_of", "截止日", figures.stated_on or figures.as_of),)
        ),
        Lines("说明", (stated_basis(figures), *_unknown(figures))),
        _totals(figures),
        *_spreads(figures),
        list_kpis(figures.total.kpis),
        *_foreign(figures),
        check_table(
            "checks",
            (*balance_checks(context), *_checks(figures)),
            "改动“客户应收”的金额后，“与本次运行”各行即显示改动的影响。",
        ),
        balances_table(context, figures),
        tied_out(figures.checks),
        _form(context, figures, forms.RISK),
        basis_table("paper_basis", context.drop),
    )


def customers(context: Context) -> tuple[Part, ...]:
    """Return the parts of 客户应收."""
    figures = _figures(context)
    return (*customer_tables(context, figures), _form(context, figures, forms.CUSTOMERS))


def printed_customers(context: Context) -> int:
    """Return how many columns of 客户应收 are printed."""
    return FIRST_PAGE + len(_figures(context).buckets)


def _figures(context: Context) -> StatedReceivables:
    figures = context.drop.analysis.stated
    if figures is None:
        raise ValueError("no balances of finance: see applies()")
    return figures


def _own(figures: StatedReceivables) -> int:
    """Return how many customers there are in the policy's own currency."""
    return int((figures.customers["currency"] == figures.currency).sum())


def _sum(figures: StatedReceivables, column: str, fen: int) -> Cell:
    """Return the sum of a column of 客户应收; a value where the list is cut or empty."""
    if not 0 < _own(figures) <= LIST_LIMIT:
        return fen / 100
    return Formula(f"ROUND(SUM({{stated.{column}}}),2)", fen / 100)


def _totals(figures: StatedReceivables) -> ResultTable:
    total = figures.total
    lines: list[tuple[str, Cell, str]] = [
        ("未收余额（总额）", _sum(figures, "outstanding", total.outstanding_fen), "余额大于 0 的客户"),
        (
            "　其中：逾期",
            None if total.overdue_fen is None else _sum(figures, "overdue", total.overdue_fen),
            total.reasons.get("overdue", "表上的逾期金额，没有的为逾期各段之和"),
        ),
        ("减：贷方余额", _sum(figures, "credit", total.credit_fen), "余额小于 0 的客户（预收、多收）"),
        (
            "净额（表上合计）",
            Formula(
                f"ROUND({cell_of('totals.amount', OUTSTANDING)}-{cell_of('totals.amount', 2)},2)",
                total.net_fen / 100,
            ),
            "总额 − 贷方余额",
        ),
    ]
    names, amounts, abouts = zip(*lines, strict=True)
    return ResultTable(
        "totals",
        "余额构成（财务口径）",
        (
            Column("name", "项目", names, widest=18),
            Column("amount", "金额", amounts, Kind.MONEY),
            Column("about", "口径", abouts, Kind.FLOW),
        ),
        note=f"{total.unread:,} 户的余额没有填写或读不出，没有计入。" if total.unread else "",
    )


def _spreads(figures: StatedReceivables) -> Iterator[ResultTable]:
    whole = figures.total.net_fen
    for clock, (title, key) in _CLOCKS.items():
        places = [
            place
            for place, (head, fen) in enumerate(zip(figures.buckets, figures.total.buckets, strict=True))
            if head.clock == clock and fen is not None
        ]
        if not places:
            continue
        sums = [figures.total.buckets[place] or 0 for place in places]
        labels = [bucket_name(figures.buckets[place].label) for place in places]
        cells = [_sum(figures, bucket_key(place), fen) for place, fen in zip(places, sums, strict=True)]
        rest = figures.total.unspread.get(clock, 0)
        base = sum(sums)
        yield ResultTable(
            key,
            title,
            (
                Column("label", "分段", [*labels, "未分段"], widest=18),
                Column("amount", "金额", [*cells, rest / 100], Kind.MONEY),
                Column(
                    "share", "占比", [*(fen / base if base > 0 else None for fen in sums), ""], Kind.SHARE
                ),
            ),
            note=f"分段照财务的表头，贷方余额在内；合计与净额 {format_yuan(whole)} 的关系见“核对”。",
        )


def _foreign(figures: StatedReceivables) -> tuple[ResultTable, ...]:
    lines: list[tuple[str, Cell, str]] = []
    for one in figures.foreign:
        lines += [
            ("未收余额", one.outstanding_fen / 100, one.currency),
            ("逾期", None if one.overdue_fen is None else one.overdue_fen / 100, one.currency),
            ("贷方余额", one.credit_fen / 100, one.currency),
            ("净额", one.net_fen / 100, one.currency),
        ]
    return foreign_sums(lines)


def _checks(figures: StatedReceivables) -> Iterator[PaperCheck]:
    """Yield what must hold whatever is changed in the list, and what tells that something was changed."""
    total = figures.total
    net = Formula(cell_of("totals.amount", 3), total.net_fen / 100)
    yield PaperCheck("与本次运行：净额（表上合计）", net, total.net_fen / 100, "改动“客户应收”即不符")
    outstanding = Formula(cell_of("totals.amount", OUTSTANDING), total.outstanding_fen / 100)
    yield PaperCheck("与本次运行：未收余额", outstanding, total.outstanding_fen / 100, "改动“客户应收”即不符")
    if total.overdue_fen is not None:
        late = Formula(cell_of("totals.amount", 1), total.overdue_fen / 100)
        yield PaperCheck("与本次运行：逾期金额", late, total.overdue_fen / 100, "改动“客户应收”即不符")
    if figures.ledger_balance_fen is not None:
        balance = figures.ledger_balance_fen
        gross = f"；未收余额与总账之差 {(total.outstanding_fen - balance) / 100:,.2f} 元"
        source = f"右方为总账余额，取自 {figures.ledger_source}{gross}"
        yield PaperCheck("净额（表上合计） ＝ 总账应收账款", net, balance / 100, source)
    for clock, (title, key) in _CLOCKS.items():
        sums = total.spread(figures.buckets, clock)
        if sums:
            held = sum(sums.values()) + total.unspread.get(clock, 0)
            text = Formula(f"ROUND(SUM({{{key}.amount}}),2)", held / 100)
            yield PaperCheck(f"与本次运行：{title}与未分段之和", text, held / 100, "各段照表上合计")


def _unknown(figures: StatedReceivables) -> tuple[str, ...]:
    return tuple(f"{reason}。" for reason in dict.fromkeys(figures.unknown.values()))


def _form(context: Context, figures: StatedReceivables, index: str) -> ResultForm:
    paper, total = _PAPERS[index], figures.total
    account = context.drop.analysis.accounts.get("balances")
    read = f"应收余额表读入 {account.read:,} 行；" if account is not None else ""
    population = (
        f"{read}列入 {len(figures.customers):,} 户（一户一币种一行），本位币净额 {format_yuan(total.net_fen)} 元；"
        "来源文件与内容指纹列在“依据”。"
    )
    found = [one for one in context.drop.analysis.quality.findings if one.table in paper.tables]
    told = list(forms.tell_kinds(found))
    exceptions = "；".join(told) + "。" if told else "没有发现例外。"
    said = population, forms.materiality(context, total.outstanding_fen), exceptions
    return forms.make_form(context, paper, said, _conclusion(figures))


def _conclusion(figures: StatedReceivables) -> Formula:
    total = figures.total
    return forms.draft_conclusion(
        (OUTSTANDING, total.outstanding_fen),
        "各项核对相符；财务口径未收余额 ",
        " 元，没有单据可逐笔核实，请取得应收明细后复核。",
        differing=figures.ledger_balance_fen not in {None, total.net_fen},
    )
