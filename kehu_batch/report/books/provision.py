"""坏账准备 on the page: one sentence, marked as an estimate."""

from __future__ import annotations

from kehu_batch.model.figures.receivables import PaymentRiskFigures
from kehu_batch.report.blocks import Note
from kehu_batch.report.phrases import named_money
from kehu_batch.wording.labels import PROVISION_METHODS


def provision_notes(figures: PaymentRiskFigures, *, sheet: str) -> tuple[Note, ...]:
    """Return what the provision comes to; nothing where nothing is open."""
    provision = figures.provision
    if provision is None or not figures.total.outstanding_fen:
        return ()
    parts = [
        f"坏账准备（估计，按{PROVISION_METHODS[provision.method]}）{named_money('期末', provision.closing_fen)}"
    ]
    if provision.charged_fen is None:
        parts.append(f"本期计提不可计算：{provision.reasons.get('charged', '')}")
    else:
        name = "转回" if provision.charged_fen < 0 else "计提"
        parts.append(
            f"{named_money('期初', provision.opening_fen)}，{named_money(f'本期{name}', abs(provision.charged_fen))}，"
            f"{named_money('核销', provision.written_off_fen)}，{named_money('收回', provision.recovered_fen)}"
        )
    if provision.unrated_fen:
        parts.append(f"{named_money('有', provision.unrated_fen)} 没有比率，未计提")
    return (Note(f"{'；'.join(parts)}。比率取自策略，明细在{sheet}“回款风险”。"),)
