"""坏账准备（估计） on 回款风险: by age and by migration with their rates, customers alone, and the period's movement."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from kehu_batch.annotation.donor.layout import Cell, Column, Formula, Kind, ResultTable
from kehu_batch.annotation.sheets.context import plain, yuan
from kehu_batch.annotation.sheets.receivables.totals import cell_of
from kehu_batch.annotation.sheets.receivables.workpaper import unit_sentence
from kehu_batch.model.figures.provision import ProvisionFigures
from kehu_batch.model.figures.receivables import PaymentRiskFigures
from kehu_batch.policy.shape import label_of
from kehu_batch.records import replace
from kehu_batch.wording.labels import PROVISION_METHODS

_MOVES = ("期初坏账准备", "加：本期计提（负数为转回）", "减：本期核销", "加：收回已核销", "期末坏账准备")


def provision_tables(figures: PaymentRiskFigures) -> tuple[ResultTable, ...]:
    """Return the provision's tables: what it comes to first, then what it rests on."""
    provision = figures.provision
    if provision is None:
        return ()
    tables = (
        _movement(provision),
        _by_age(figures, provision),
        *_individual(provision),
        *_by_migration(provision),
    )
    return tuple(replace(one, note=f"{unit_sentence(figures.currency)}{one.note}") for one in tables)


def _movement(provision: ProvisionFigures) -> ResultTable:
    fen = (
        provision.opening_fen,
        provision.charged_fen,
        provision.written_off_fen,
        provision.recovered_fen,
        provision.closing_fen,
    )
    cells: list[Cell] = [None if one is None else one / 100 for one in fen]
    if provision.charged_fen is not None:
        places = ("B{first+4}", "B{first}", "B{first+2}", "B{first+3}")
        cells[1] = Formula("ROUND({}-{}+{}-{},2)".format(*places), provision.charged_fen / 100)
    return ResultTable(
        "provision",
        f"坏账准备变动（估计；期末按{PROVISION_METHODS[provision.method]}）",
        (
            Column("name", "项目", _MOVES, widest=18),
            Column("amount", "金额", cells, Kind.MONEY),
            Column("about", "取数", _sources(provision), Kind.FLOW),
        ),
        note="期初 + 计提 − 核销 + 收回 ＝ 期末；估计数，比率取自策略，供财务参考，不是账面数。",
        totalled=True,
    )


def _sources(provision: ProvisionFigures) -> list[str]:
    reasons = provision.reasons
    other = "" if provision.migration_fen is None else f"；按迁徙率为 {provision.migration_fen / 100:,.2f}"
    unrated = f"；有 {provision.unrated_fen / 100:,.2f} 元没有比率，未计提" if provision.unrated_fen else ""
    return [
        reasons.get("opening", provision.opening_source),
        reasons.get("charged", "期末 − 期初 + 核销 − 收回"),
        reasons.get("written_off", "策略写明，或本期核销的单据（按核销日期）的应收 − 核销前的回款"),
        "本期在核销之后收到的、写明已核销单据的回款",
        f"按账龄为 {provision.age_fen / 100:,.2f}{other}{unrated}",
    ]


def _by_age(figures: PaymentRiskFigures, provision: ProvisionFigures) -> ResultTable:
    frame = provision.by_age
    return ResultTable(
        "provision_ages",
        "坏账准备：按账龄（估计）",
        _rated(frame, _age_amounts(figures, provision)),
        note="比率取自策略的“各账龄段的计提比率”；单项计提的客户不在内。",
    )


def _age_amounts(figures: PaymentRiskFigures, provision: ProvisionFigures) -> list[Cell]:
    """Return the outstanding by age: as formulas where nobody is provided for alone."""
    amounts: list[Cell] = list(yuan(provision.by_age["outstanding_fen"]))
    same = list(figures.total.age_buckets.values()) == provision.by_age["outstanding_fen"].tolist()
    if not same:
        return amounts
    return [Formula(cell_of("ages.amount", place), fen / 100) for place, fen in _numbered(figures)]


def _numbered(figures: PaymentRiskFigures) -> Iterator[tuple[int, int]]:
    yield from enumerate(figures.total.age_buckets.values())


def _rated(frame: pd.DataFrame, amounts: list[Cell]) -> tuple[Column, ...]:
    provided = [Formula("ROUND(B{row}*N(C{row}),2)", fen or 0.0) for fen in yuan(frame["provision_fen"])]
    return (
        Column("label", "分段", plain(frame["bucket"])),
        Column("amount", "未收金额", amounts, Kind.MONEY),
        Column("rate", "比率", plain(frame["rate"]), Kind.SHARE),
        Column("provision", "坏账准备", provided, Kind.MONEY),
    )


def _individual(provision: ProvisionFigures) -> tuple[ResultTable, ...]:
    frame = provision.individual
    if frame.empty:
        return ()
    return (
        ResultTable(
            "provision_alone",
            "坏账准备：单项计提（估计）",
            (
                Column("name", "客户名称", plain(frame["customer_name"]), widest=18),
                Column("amount", "未收金额", yuan(frame["outstanding_fen"]), Kind.MONEY),
                Column("provision", "坏账准备", yuan(frame["provision_fen"]), Kind.MONEY),
                Column("id", "客户编号", plain(frame["customer_id"])),
                Column("reason", "原因", plain(frame["reason"]), Kind.FLOW),
            ),
            note=f"取自策略的“{label_of(('receivables', 'provision', 'individual'))}”；以未收为限。",
        ),
    )


def _by_migration(provision: ProvisionFigures) -> tuple[ResultTable, ...]:
    frame = provision.by_migration
    if frame is None:
        return ()
    flows = Column("flow", "月迁徙率", plain(frame["flow"]), Kind.SHARE)
    return (
        ResultTable(
            "provision_months",
            "坏账准备：按迁徙率（估计）",
            (*_rated(frame, list(yuan(frame["outstanding_fen"]))), flows),
            note="月迁徙率＝十二个月里该段一个月后仍未收的 ÷ 该段余额；比率＝该段及以后各段迁徙率之积 × 最终损失率。",
        ),
    )
