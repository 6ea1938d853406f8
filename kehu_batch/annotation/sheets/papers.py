"""The result sheets of what customers owe: papers that finance files, and the sheet that keeps the closing."""

from __future__ import annotations

from functools import partial

from kehu_batch.annotation import palette
from kehu_batch.annotation.sheets.context import SheetPlan
from kehu_batch.annotation.sheets.cross_check import lists
from kehu_batch.annotation.sheets.cross_check import sheet as cross_check
from kehu_batch.annotation.sheets.receivables import closings, forms, payment_risk
from kehu_batch.annotation.sheets.receivables.lists import DOCUMENT_COLUMNS
from kehu_batch.annotation.sheets.receivables.payment_advice import PRINTED_COLUMNS as ADVICE_COLUMNS
from kehu_batch.annotation.sheets.receivables.workpaper import FIRST_PAGE, KEEPING_MARKER, MARKER

#: A paper, less its name, its parts and what stands above its pages.
_paper = partial(SheetPlan, tab_color=palette.CUMULATIVE, marker=MARKER, legible=True)


PAPERS = (
    _paper(
        "回款风险",
        payment_risk.parts,
        applies=payment_risk.is_known,
        page_head=partial(forms.page_head, index=forms.RISK),
        printed_columns=lambda _: ADVICE_COLUMNS,
    ),
    _paper(
        "客户应收",
        payment_risk.customers,
        applies=payment_risk.is_known,
        page_head=partial(forms.page_head, index=forms.CUSTOMERS),
        printed_columns=payment_risk.printed_customers,
        first_page=FIRST_PAGE,
    ),
    _paper(
        "应收底稿",
        payment_risk.documents,
        applies=payment_risk.applies,
        page_head=partial(forms.page_head, index=forms.DOCUMENTS),
        printed_columns=lambda _: DOCUMENT_COLUMNS,
    ),
    _paper(
        "回款底稿",
        payment_risk.receipts,
        applies=payment_risk.applies,
        page_head=partial(forms.page_head, index=forms.RECEIPTS),
        printed_columns=payment_risk.printed_receipts,
    ),
    _paper(
        "对账",
        cross_check.parts,
        applies=cross_check.applies,
        marker=KEEPING_MARKER,
        page_head=partial(forms.page_head, index=forms.CROSS_CHECK),
        printed_columns=cross_check.printed,
    ),
    _paper(
        "逐户对账",
        cross_check.customers,
        applies=cross_check.compares,
        page_head=partial(forms.page_head, index=forms.CUSTOMERS_COMPARED),
        printed_columns=lambda _: lists.PRINTED_CUSTOMERS,
    ),
    _paper(
        "逐单对账",
        cross_check.documents,
        applies=cross_check.compares_documents,
        page_head=partial(forms.page_head, index=forms.DOCUMENTS_COMPARED),
        printed_columns=lambda _: lists.PRINTED_DOCUMENTS,
    ),
)

CLOSING = SheetPlan(
    closings.SHEET,
    closings.closing_parts,
    palette.SECONDARY,
    applies=payment_risk.applies,
    marker=closings.MARKER,
    hidden=True,
)
