"""The audit form of each workpaper: whose it is, what for, from what, how, what was found, and who signs.

What people write there is read again on the next drop (``Dataset.sign_offs``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kehu_batch.annotation.donor.layout import FormRow, Formula, ResultForm
from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.annotation.sheets.context import Context
from kehu_batch.annotation.sheets.receivable_rows import ReceivableRows
from kehu_batch.annotation.sheets.receivables.totals import OUTSTANDING, UNALLOCATED, cell_of
from kehu_batch.annotation.sheets.receivables.workpaper import RIGHT, WRONG
from kehu_batch.model.findings.finding import Finding
from kehu_batch.policy.marks import UNSET_DEFAULT
from kehu_batch.policy.own_sheets import CONCLUSION, DRAFT, INDEX_LABEL, SIGN_OFF_LABELS
from kehu_batch.records import dataclass
from kehu_batch.wording.labels import table_label
from kehu_batch.wording.numbers import format_share, format_yuan

#: Index numbers.
RISK, CUSTOMERS, DOCUMENTS, RECEIPTS, CROSS_CHECK = "AR-1", "AR-2", "AR-3", "AR-4", "AR-5"

#: Tick marks of the lists.
TRACED, VALUED, EXCEPTION = "∧", "◇", "！"
_LEGEND = (
    f"{TRACED} 金额按底稿号取自同一工作簿的来源行，改动来源即随之变化；{VALUED} 来源不在本工作簿，为值，来源的内容指纹列在“依据”；"
    f"{EXCEPTION} 例外，见“例外”；{RIGHT}、{WRONG} 为“回款风险”的核对结果。"
)
_NO_ENTITY = "（未写明；在策略的 receivables.entity 填写单位名称）"
#: Kinds of exceptions that are told one by one.
_MOST_TOLD = 12


@dataclass(frozen=True, slots=True)
class Paper:
    """What one workpaper says of itself.

    Args:
        index: Its index number.
        purpose: What it is for.
        procedure: What was done, step by step.
        tables: Tables whose findings are its exceptions.
    """

    index: str
    purpose: str
    procedure: tuple[str, ...]
    tables: tuple[str, ...]


PAPERS = {
    DOCUMENTS: Paper(
        DOCUMENTS,
        "列出截止日的全部应收单据，确认其存在、金额、到期日与分段，作为“回款风险”“客户应收”的依据。",
        (
            "来源表逐行列入；作废、红冲、重复与截止日之后的不列入，各按原因列出金额",
            "金额与日期按底稿号取自来源行，已收由“回款底稿”按关联号加总",
            "未收＝应收－已收；逾期天数＝截止日－到期日；分段按策略上端含在段内",
            "笔数、金额与来源表核对，分段之和与未收核对",
        ),
        ("invoices",),
    ),
    RECEIPTS: Paper(
        RECEIPTS,
        "列出全部回款，确认其金额、日期与所冲单据，未能冲抵的另列。",
        (
            "来源表逐行列入；截止日之后的列出而不计",
            "按单据号冲抵，写法不同的折算后比较；一笔写几个单号的依次冲抵",
            "超出单据金额、未写或对不上单据号的为未分配，不抵减应收",
            "回款＝已分配＋未分配；单据已收＝回款已分配",
        ),
        ("receipts",),
    ),
}


def page_head(drop: ComputedDrop, index: str) -> tuple[str, str]:
    """Return what stands above each printed page of a workpaper; nothing on other sheets."""
    if not index:
        return "", ""
    return entity_of(drop), f"{INDEX_LABEL} {index}"


def entity_of(drop: ComputedDrop) -> str:
    """Return whose books they are, blank where the policy does not say."""
    return drop.policy.policy.receivables.entity


def paper_form(context: Context, rows: ReceivableRows, index: str) -> ResultForm:
    """Return the form of 应收底稿 or 回款底稿."""
    paper = PAPERS[index]
    about = (
        *whose(context, index),
        FormRow("目的", paper.purpose),
        FormRow("总体与来源", _population(context, rows, index)),
        FormRow(
            "程序", "；".join(f"{number}. {step}" for number, step in enumerate(paper.procedure, 1)) + "。"
        ),
        FormRow("标记", _LEGEND),
        FormRow("重要性水平", _materiality(context, rows)),
        FormRow("例外", _exceptions(context, rows, paper)),
    )
    key = f"form{index.removeprefix('AR-')}"
    return ResultForm(
        key, "底稿说明与签署", (*about, *sign_rows(context, key, index, _conclusion(rows, index)))
    )


def risk_form(context: Context, rows: ReceivableRows) -> ResultForm:
    """Return the form of 回款风险, which stands on the lists of the other papers."""
    about = (
        *whose(context, RISK),
        FormRow("目的", "确认截止日应收的余额构成、账龄与逾期，计算回款指标，与来源、总账和财务核对。"),
        FormRow("重要性水平", _materiality(context, rows)),
    )
    key = "form1"
    return ResultForm(
        key, "底稿说明与签署", (*about, *sign_rows(context, key, RISK, _conclusion(rows, DOCUMENTS)))
    )


def cross_check_form(context: Context, differing: int) -> ResultForm:
    """Return the form of 对账.

    Args:
        context: The workbook.
        differing: Differences that nobody has explained.
    """
    about = (*whose(context, CROSS_CHECK), FormRow("目的", "核对运营与财务的应收，逐项查明差异。"))
    key = "form5"
    said = (
        f"尚有 {differing:,} 项差异没有写差异说明，查清之前不能得出结论。"
        if differing
        else "各项差异都已写明原因或没有差异，请复核后定稿。"
    )
    rows = sign_rows(context, key, CROSS_CHECK, Formula(f'"{said}"', said))
    return ResultForm(key, "底稿说明与签署", (*about, *rows))


def whose(context: Context, index: str) -> tuple[FormRow, FormRow]:
    """Return whose books a paper is of, and its index number."""
    return (
        FormRow("被审计单位", entity_of(context.drop) or _NO_ENTITY),
        FormRow(INDEX_LABEL, index),
    )


def sign_rows(context: Context, key: str, index: str, draft: Formula) -> Iterator[FormRow]:
    """Yield the draft conclusion, and what people write: kept from the workbook that was dropped."""
    signed = context.drop.dataset.sign_offs.get(index, {})
    yield FormRow(DRAFT, draft, key="draft")
    for label in SIGN_OFF_LABELS:
        unsigned = Formula(f"{{{key}.draft}}", draft.value) if label == CONCLUSION else ""
        yield FormRow(label, signed.get(label, unsigned), entry=True)


def _population(context: Context, rows: ReceivableRows, index: str) -> str:
    table, frame = ("invoices", rows.documents) if index == DOCUMENTS else ("receipts", rows.receipts)
    account = context.drop.analysis.accounts.get(table)
    listed = len(frame.drop_duplicates(["region", "source_row"]))
    fen = int(frame.loc[frame["code"] == 1, "amount_fen"].sum())
    read = f"{table_label(table)}读入 {account.read:,} 行；" if account is not None else ""
    return (
        f"{read}列入本底稿 {listed:,} 行，本位币金额 {format_yuan(fen)} 元；未列入的按原因及金额列在“回款风险”的“来源与完整性”，"
        "同一工作簿内来源的笔数与金额由“核对”的公式对出。"
    )


def _materiality(context: Context, rows: ReceivableRows) -> Formula:
    policy = context.drop.policy.policy
    share = policy.receivables.materiality_share
    unset = f"，{UNSET_DEFAULT}" if "receivables.materiality_share" in policy.unset_defaults else ""
    about = f" 元（未收余额的 {format_share(share)}，取自策略{unset}）"
    amount = f"ROUND({cell_of('totals.amount', OUTSTANDING)}*{share:.10g},2)"
    fen = round(rows.figures.total.outstanding_fen * share)
    return Formula(f'TEXT({amount},"#,##0.00")&"{about}"', f"{fen / 100:,.2f}{about}")


def _exceptions(context: Context, rows: ReceivableRows, paper: Paper) -> str:
    found = [one for one in context.drop.analysis.quality.findings if one.table in paper.tables]
    parts = list(_by_kind(found))
    if paper.index == RECEIPTS and rows.figures.total.unallocated_fen:
        parts.append(f"未分配回款合计 {format_yuan(rows.figures.total.unallocated_fen)} 元，各笔原因见清单")
    if paper.index == DOCUMENTS and rows.figures.total.disputed_fen:
        parts.append(f"争议金额合计 {format_yuan(rows.figures.total.disputed_fen)} 元")
    if rows.why:
        parts.append(rows.why.rstrip("。"))
    return "；".join(parts) + "。" if parts else "没有发现例外。"


def _by_kind(findings: Iterable[Finding]) -> Iterator[str]:
    kinds: dict[str, list[Finding]] = {}
    for one in findings:
        kinds.setdefault(one.code, []).append(one)
    for code, each in sorted(kinds.items())[:_MOST_TOLD]:
        first = next((str(one.location.cell) for one in each if one.location and one.location.cell), "")
        count = sum(one.count for one in each)
        yield f"{each[0].kind.title} {count:,} 处（{code}{'，首处 ' + first if first else ''}）"
    if len(kinds) > _MOST_TOLD:
        yield f"另有 {len(kinds) - _MOST_TOLD} 类，见“数据质量”"


def _conclusion(rows: ReceivableRows, index: str) -> Formula:
    """Return the draft: what the checks and the sums say, following both."""
    total = rows.figures.total
    place, fen, what = (
        (OUTSTANDING, total.outstanding_fen, "未收余额")
        if index == DOCUMENTS
        else (UNALLOCATED, total.unallocated_fen, "未分配回款")
    )
    wrong = f'COUNTIF({{checks.result}},"{WRONG}")'
    sum_text = f'TEXT({cell_of("totals.amount", place)},"#,##0.00")'
    good = f"各项核对相符；{what} "
    end = " 元可以列报，例外事项见上，请复核后定稿。"
    text = (
        f'IF({wrong}=0,"{good}"&{sum_text}&"{end}",'
        f'"有 "&{wrong}&" 项核对不符（见“回款风险”的“核对”），查清之前不能得出结论。")'
    )
    differing = rows.figures.ledger_balance_fen not in {None, total.outstanding_fen}
    value = (
        "有 1 项核对不符（见“回款风险”的“核对”），查清之前不能得出结论。"
        if differing
        else f"{good}{fen / 100:,.2f}{end}"
    )
    return Formula(text, value)
