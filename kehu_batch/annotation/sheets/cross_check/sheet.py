"""对账: control totals of both sides, how one leads to the other, and every difference with room for its reason."""

from __future__ import annotations

import pandas as pd

from kehu_batch.annotation.donor.layout import (
    LIST_LIMIT,
    Cell,
    Column,
    Formula,
    Kind,
    Lines,
    Part,
    ResultTable,
    Tone,
)
from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.annotation.sheets.context import Context, limit_rows, plain, yuan
from kehu_batch.annotation.sheets.cross_check import lists
from kehu_batch.annotation.sheets.cross_check.differences import (
    difference_table,
    former_table,
    printed_columns,
)
from kehu_batch.annotation.sheets.receivables.forms import cross_check_form
from kehu_batch.annotation.sheets.receivables.totals import NET, OUTSTANDING, cell_of
from kehu_batch.annotation.sheets.receivables.workpaper import (
    CHECK_TONES,
    RIGHT,
    WRONG,
    PaperCheck,
    basis_table,
    check_table,
    live_or_value,
    paper_table,
)
from kehu_batch.model.figures.receivables import ControlTotal, CrossCheckFigures, CrossCheckLevel, RollForward

_LEVELS = {"customer": ("户", "户数"), "document": ("单", "单据数")}


def applies(drop: ComputedDrop) -> bool:
    """Return whether there is something to compare, or an explanation to keep."""
    return drop.analysis.cross_check is not None or bool(drop.dataset.explanations)


def compares(drop: ComputedDrop) -> bool:
    """Return whether finance has something to compare."""
    figures = drop.analysis.cross_check
    return figures is not None and bool(figures.levels)


def compares_documents(drop: ComputedDrop) -> bool:
    """Return whether both sides have documents."""
    figures = drop.analysis.cross_check
    return figures is not None and not figures.by_document.empty


def customers(context: Context) -> tuple[Part, ...]:
    """Return the parts of 逐户对账."""
    return lists.customer_parts(context, _figures(context))


def documents(context: Context) -> tuple[Part, ...]:
    """Return the parts of 逐单对账."""
    return lists.document_parts(context, _figures(context))


def parts(context: Context) -> tuple[Part, ...]:
    """Return the parts of 对账: every difference first, then what leads from one side to the other; hashes last."""
    drop, figures = context.drop, context.drop.analysis.cross_check
    if figures is None:
        reason = drop.analysis.reasons.get("cross_check") or "没有财务方的应收表"
        return (Lines("对账", (f"本次{reason}，未对账。",)), *former_table(drop, frozenset(), frozenset()))
    days = (("as_of", "对账日", figures.as_of), ("until", "截止日", drop.analysis.period.as_of))
    compared = frozenset(level.level for level in figures.levels)
    current = frozenset(figures.differences["key"])
    notes = figures.differences["note"].fillna("").str.strip()
    tables: list[Part] = [
        paper_table("cross_paper", f"元（{figures.currency}）", days),
        Lines("口径", _about(figures)),
    ]
    if figures.levels:
        tables.append(difference_table(context, figures))
    tables.append(_ledger(context, figures))
    if figures.levels:
        tables += [_control(figures, level) for level in figures.levels]
        tables += [_bridge(figures, figures.levels[0]), _checks(context, figures), *_roll(context)]
    return (
        *tables,
        *former_table(drop, compared, current),
        cross_check_form(context, figures, int((notes == "").sum())),
        basis_table("cross_basis", drop),
    )


def printed(context: Context) -> int:
    """Return how many columns of 对账 are printed."""
    return printed_columns(context.drop.analysis.cross_check)


def _figures(context: Context) -> CrossCheckFigures:
    figures = context.drop.analysis.cross_check
    if figures is None:
        raise ValueError("nothing to compare: see applies()")
    return figures


def _about(figures: CrossCheckFigures) -> tuple[str, ...]:
    bases = "；".join(
        f"按{'客户' if one.level == 'customer' else '单据'}比较{one.basis}" for one in figures.levels
    )
    found = [f"差异＝运营 − 财务。{bases}{'。' if bases else ''}容差：{figures.tolerance}。"]
    missing = "；".join(dict.fromkeys(filter(None, figures.reasons.values())))
    return (*found, f"未比较的部分：{missing}。") if missing else tuple(found)


def _control(figures: CrossCheckFigures, level: CrossCheckLevel) -> ResultTable:
    """Return count, sum and hash total of both sides, and what agrees."""
    by_customer = level.level == "customer"
    key, frame = ("accounts_compared", figures.by_customer) if by_customer else ("pairs", figures.by_document)
    unit, counted = _LEVELS[level.level]
    live = 0 < len(frame) <= LIST_LIMIT
    sides = [_side(key, name, one, frame[f"{name}_fen"], live=live) for name, one in _sides(level)]
    agreed = f'COUNTIF({{{key}.result}},"{lists.AGREED}")+COUNTIF({{{key}.result}},"{lists.TOLERATED}")'
    matched = live_or_value(agreed, level.matched, live=live)
    ops, finance = level.ops, level.finance
    gaps = (
        ops.count - finance.count,
        (ops.sum_fen - finance.sum_fen) / 100,
        ops.hash_total - finance.hash_total,
    )
    kinds = (Kind.COUNT, Kind.MONEY, Kind.CODE, Kind.COUNT)
    words = ["相同" if gap == 0 else "不同" for gap in gaps]
    return ResultTable(
        f"control_{level.level}",
        f"控制总数：逐{unit}",
        (
            Column(
                "name",
                "项目",
                [counted, "金额合计", "编号校验和（CRC-32 之和）", f"相符{counted}（含容差内）"],
                widest=16,
            ),
            Column("ops", "运营", [*sides[0], matched], Kind.MONEY, kinds, tight=True),
            Column("finance", "财务", [*sides[1], ""], Kind.MONEY, kinds, tight=True),
            Column(
                "difference",
                "差异",
                [*(Formula("ROUND(B{row}-C{row},2)", gap) for gap in gaps), ""],
                Kind.MONEY,
                kinds,
                tight=True,
            ),
            Column(
                "result",
                "结果",
                [*(Formula('IF(D{row}=0,"相同","不同")', word) for word in words), ""],
                tones={"相同": Tone.GOOD, "不同": Tone.NEAR},
            ),
        ),
        note="校验和为值；相同，说明两方列的是同一批编号。",
    )


def _sides(level: CrossCheckLevel) -> tuple[tuple[str, ControlTotal], ...]:
    return (("ops", level.ops), ("finance", level.finance))


def _side(key: str, name: str, total: ControlTotal, fen: pd.Series, *, live: bool) -> list[Cell]:
    """Return count, sum and hash total of a side: formulas where the list holds exactly what was counted."""
    counted = live and int(fen.notna().sum()) == total.count
    added = live and int(fen.fillna(0).sum()) == total.sum_fen
    return [
        live_or_value(f"COUNT({{{key}.{name}}})", total.count, live=counted),
        live_or_value(f"ROUND(SUM({{{key}.{name}}}),2)", total.sum_fen / 100, live=added),
        total.hash_total,
    ]


def _bridge(figures: CrossCheckFigures, level: CrossCheckLevel) -> ResultTable:
    """Return how ops' sum leads to finance's by the kinds of differences."""
    frame = figures.by_customer
    # What one side says and the other does not can be read leads from the one sum to the other, too.
    gaps = frame["ops_fen"].fillna(0) - frame["finance_fen"].fillna(0)
    sums = gaps.groupby(frame["result"], sort=False).sum()
    labels = [label for label in (*sums.index, lists.DIFFERS) if label != lists.AGREED]
    labels = list(dict.fromkeys(labels))
    live = 0 < len(frame) <= LIST_LIMIT
    each = [live_or_value(_kind_sum(label), int(sums.get(label, 0)) / 100, live=live) for label in labels]
    ops, finance = cell_of("control_customer.ops", 1), cell_of("control_customer.finance", 1)
    last = len(labels) + 1
    closing = f"ROUND(B{{first}}-SUM(B{{first+1}}:B{{first+{last - 1}}}),2)"
    computed = (level.ops.sum_fen - int(sums.drop(lists.AGREED, errors="ignore").sum())) / 100
    cells = [
        Formula(ops, level.ops.sum_fen / 100),
        *each,
        Formula(closing, computed),
        Formula(finance, level.finance.sum_fen / 100),
        Formula(f"ROUND(B{{first+{last}}}-B{{first+{last + 1}}},2)", 0.0),
    ]
    names = [
        "运营合计",
        *(f"减：{label}" for label in labels),
        "＝ 财务合计（推算）",
        "财务合计（清单）",
        "差异（应为 0）",
    ]
    marks: list[Cell] = [*([""] * (len(names) - 1)), Formula(f'IF(B{{row}}=0,"{RIGHT}","{WRONG}")', RIGHT)]
    return ResultTable(
        "bridge",
        "余额调节：运营 → 财务",
        (
            Column("name", "项目", names, widest=16),
            Column("amount", "金额", cells, Kind.MONEY),
            Column("result", "结果", marks, tones=CHECK_TONES),
        ),
        note="各类差异取自“逐户对账”。",
    )


def _kind_sum(label: str) -> str:
    """Return the formula of what a kind of difference makes, ops − finance."""
    sides = [
        f'SUMIFS({{accounts_compared.{side}}},{{accounts_compared.result}},"{label}")'
        for side in ("ops", "finance")
    ]
    return f"ROUND({sides[0]}-{sides[1]},2)"


def _checks(context: Context, figures: CrossCheckFigures) -> ResultTable:
    """Return the checks of the cross-check: to 回款风险, and those of the run."""
    checks = []
    rows, level = context.receivables, figures.levels[0]
    if rows is not None and lists.may_follow(rows, figures):
        total = rows.figures.total
        place, fen = (NET, total.net_fen) if "净" in level.basis else (OUTSTANDING, total.outstanding_fen)
        about = "逐户对账 运营；回款风险 余额构成"
        ours = Formula(cell_of("control_customer.ops", 1), level.ops.sum_fen / 100)
        checks.append(
            PaperCheck(
                "运营合计 ＝ 回款风险的余额", ours, Formula(cell_of("totals.amount", place), fen / 100), about
            )
        )
    finance = Formula(cell_of("control_customer.finance", 1), level.finance.sum_fen / 100)
    checks.append(
        PaperCheck(
            "与本次运行：财务合计", finance, level.finance.sum_fen / 100, "逐户对账 财务；本次运行的值"
        )
    )
    checks += [
        PaperCheck(f"程序运行时：{one.name}", one.left_fen / 100, one.right_fen / 100, "值")
        for one in figures.checks
    ]
    return check_table("cross_checks", checks, "对账单列出的客户以外有新的未收时，第一行即不符。")


def _roll(context: Context) -> tuple[ResultTable, ...]:
    """Return ops' movement of the period, as 回款风险 has it."""
    risk = context.drop.analysis.payment_risk
    if risk is None or risk.total.roll_forward is None:
        return ()
    values = _roll_values(risk.total.roll_forward)
    names = ("期初净额", "加：本期开票", "减：本期贷项", "减：本期回款", "期末净额")
    cells = [Formula(cell_of("roll.amount", place), fen / 100) for place, fen in enumerate(values)]
    return (
        ResultTable(
            "cross_roll",
            "运营本期变动（取自“回款风险”）",
            (Column("name", "项目", names), Column("amount", "金额", cells, Kind.MONEY)),
            totalled=True,
        ),
    )


def _roll_values(roll: RollForward) -> tuple[int, ...]:
    return (roll.opening_fen, roll.invoiced_fen, roll.credited_fen, roll.received_fen, roll.closing_fen)


def _ledger(context: Context, figures: CrossCheckFigures) -> ResultTable:
    """Return where the ledger's stated balance is not the sum of the open invoices."""
    frame, cut, _ = limit_rows(figures.ledger_differences, "户")
    gaps = yuan(frame["difference_fen"])
    return ResultTable(
        "ledger_compared",
        "台账应收余额与未收单据不符的客户（差异＝单据 − 台账）",
        (
            Column("name", "客户名称", plain(frame["customer_name"]), widest=16),
            Column("id", "客户编号", plain(frame["customer_id"]), widest=12),
            Column("ops", "未收单据", yuan(frame["ops_fen"]), Kind.MONEY),
            Column("ledger", "台账余额", yuan(frame["ledger_fen"]), Kind.MONEY),
            Column(
                "difference",
                "差异",
                [Formula("ROUND(C{row}-D{row},2)", gap or 0.0) for gap in gaps],
                Kind.MONEY,
            ),
            Column("place", "位置", context.places(frame), Kind.FLOW),
        ),
        note=cut,
        empty=f"未比较：{figures.reasons['ledger']}" if "ledger" in figures.reasons else "没有不符",
    )
