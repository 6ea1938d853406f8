"""The audit form of each workpaper: whose it is, what for, from what, how, what was found, and who signs.

What people write there is read again on the next drop (``Dataset.sign_offs``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from kehu_batch.annotation.donor.layout import LIST_LIMIT, Cell, FormRow, Formula, ResultForm
from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.annotation.sheets.context import Context
from kehu_batch.annotation.sheets.receivable_rows import ReceivableRows
from kehu_batch.annotation.sheets.receivables.totals import OUTSTANDING, UNALLOCATED, cell_of
from kehu_batch.annotation.sheets.receivables.workpaper import RIGHT, WRONG
from kehu_batch.model.figures.receivables import CrossCheckFigures
from kehu_batch.model.findings.finding import Finding
from kehu_batch.policy.marks import UNSET_DEFAULT
from kehu_batch.policy.own_sheets import CONCLUSION, DRAFT, INDEX_LABEL, SIGN_OFF_LABELS
from kehu_batch.policy.shape import label_of
from kehu_batch.records import dataclass
from kehu_batch.wording.labels import table_label
from kehu_batch.wording.numbers import format_share, format_yuan

#: Index numbers.
RISK, CUSTOMERS, DOCUMENTS, RECEIPTS, CROSS_CHECK = "AR-1", "AR-2", "AR-3", "AR-4", "AR-5"
CUSTOMERS_COMPARED, DOCUMENTS_COMPARED = "AR-5-1", "AR-5-2"

#: Tick marks of the lists.
TRACED, VALUED, EXCEPTION = "∧", "◇", "！"
_LEGEND = (
    f"{TRACED} 金额按底稿号取自同一工作簿的来源行，改动来源即随之变化；{VALUED} 为值，原因列在“金额取数”（不打印），来源的内容指纹列在“依据”；"
    f"{EXCEPTION} 没有到期日的应收单、没有全部分配的回款、来源行已不见的；别的例外按位置列在“例外”；"
    f"{RIGHT}、{WRONG} 为“回款风险”的核对结果。"
)
_COMPARING = (
    f"{RIGHT}、{WRONG} 为“核对”的结果；“一致”“容差内”“金额不符”随双方金额重算；其余类型为程序所判，为值。"
)
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
        legend: What its marks mean.
    """

    index: str
    purpose: str
    procedure: tuple[str, ...]
    tables: tuple[str, ...]
    legend: str = _LEGEND


_PAPERS = {
    RISK: Paper(
        RISK,
        "确认截止日应收的余额构成、账龄与逾期，计算回款指标，与来源、总账和财务核对。",
        (
            "余额、分段与变动由“应收底稿”“回款底稿”加总；客户合计取自“客户应收”",
            "期初＋开票－贷项－回款推算期末净额，与余额构成的净额核对",
            "给出总账余额的，与未收余额核对；来源的笔数与金额与底稿核对",
            "各分段、各客户与本次运行的值逐项相减，改动即不符",
        ),
        ("invoices", "receipts"),
    ),
    CUSTOMERS: Paper(
        CUSTOMERS,
        "按客户列出未收、逾期、分段与净额，据以评定风险等级。",
        (
            "按户号由“应收底稿”“回款底稿”加总",
            "逐户核对分段之和与未收；各户合计与余额构成核对",
            "风险等级按策略的天数、占比、额度与争议界线评定，依据列在“依据”",
        ),
        ("ledger",),
    ),
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
    CROSS_CHECK: Paper(
        CROSS_CHECK,
        "核对运营与财务的应收，逐项查明差异。",
        (
            "按客户、双方都有单据的并按单据配对；单据号折算写法后比较，差异＝运营－财务",
            "控制总数比较户数、金额与编号校验和；余额调节由运营合计推到财务合计",
            "差异逐项列出双方金额、单元格与提示，由人写明差异说明",
        ),
        ("balances",),
        _COMPARING,
    ),
}


def page_head(drop: ComputedDrop, index: str) -> tuple[str, str]:
    """Return what stands above each printed page of a workpaper."""
    return entity_of(drop), f"{INDEX_LABEL} {index}"


def entity_of(drop: ComputedDrop) -> str:
    """Return whose books they are, blank where the policy does not say."""
    return drop.policy.policy.receivables.entity


def _where_to_name_it() -> str:
    return f"（未写明；在策略的“{label_of(('receivables', 'entity'))}”里填写单位名称）"


def paper_form(context: Context, rows: ReceivableRows, index: str) -> ResultForm:
    """Return the form of 回款风险, 客户应收, 应收底稿 or 回款底稿."""
    said = _population(context, rows, index), materiality(context, rows.figures.total.outstanding_fen)
    found = _exceptions(context, rows, _PAPERS[index])
    return make_form(context, _PAPERS[index], (*said, found), _conclusion(rows, index))


def cross_check_form(context: Context, figures: CrossCheckFigures, differing: int) -> ResultForm:
    """Return the form of 对账.

    Args:
        context: The workbook.
        figures: What was compared.
        differing: Differences that nobody has explained.
    """
    rows = context.receivables
    matters: Cell = (
        "没有应收单据，未设" if rows is None else materiality(context, rows.figures.total.outstanding_fen)
    )
    open_ones = f"“差异清单”共 {len(figures.differences):,} 项，其中 {differing:,} 项没有写差异说明。"
    empty = 'TRIM({differences.note})=""'
    listed = bool(figures.levels) and 0 < len(figures.differences) <= LIST_LIMIT
    missing = f"SUMPRODUCT(--({empty}))" if listed else str(differing)
    wrong, good = (
        " 项差异没有写差异说明，查清之前不能得出结论。",
        "各项差异都已写明原因或没有差异，请复核后定稿。",
    )
    draft = Formula(
        f'IF({missing}=0,"{good}","尚有 "&{missing}&"{wrong}")',
        f"尚有 {differing:,}{wrong}" if differing else good,
    )
    exceptions = open_ones if len(figures.differences) else "没有发现例外。"
    said = _compared(figures), matters, exceptions
    return make_form(context, _PAPERS[CROSS_CHECK], said, draft)


def make_form(context: Context, paper: Paper, said: tuple[Cell, Cell, Cell], draft: Formula) -> ResultForm:
    """Return a form; ``said`` are population, materiality and exceptions."""
    steps = "；".join(f"{number}. {step}" for number, step in enumerate(paper.procedure, 1))
    population, matters, exceptions = said
    about = (
        FormRow("被审计单位", entity_of(context.drop) or _where_to_name_it()),
        FormRow(INDEX_LABEL, paper.index),
        FormRow("目的", paper.purpose),
        FormRow("总体与来源", population),
        FormRow("程序", f"{steps}。"),
        FormRow("标记", paper.legend),
        FormRow("重要性水平", matters),
        FormRow("例外", exceptions),
    )
    key = f"form{paper.index.removeprefix('AR-')}"
    return ResultForm(key, "底稿说明与签署", (*about, *_sign_rows(context, key, paper.index, draft)))


def _compared(figures: CrossCheckFigures) -> str:
    sides = "；".join(
        f"按{'客户' if one.level == 'customer' else '单据'}：运营 {one.ops.count:,} 项、{format_yuan(one.ops.sum_fen)} 元，"
        f"财务 {one.finance.count:,} 项、{format_yuan(one.finance.sum_fen)} 元"
        for one in figures.levels
    )
    return f"{sides or '没有可比的两方'}；来源文件与内容指纹列在“依据”。"


def _sign_rows(context: Context, key: str, index: str, draft: Formula) -> Iterator[FormRow]:
    """Yield the draft conclusion, and what people write: kept from the workbook that was dropped."""
    signed = context.drop.dataset.sign_offs.get(index, {})
    yield FormRow(DRAFT, draft, key="draft")
    for label in SIGN_OFF_LABELS:
        unsigned = Formula(f"{{{key}.draft}}", draft.value) if label == CONCLUSION else ""
        yield FormRow(label, signed.get(label, unsigned), entry=True)


def _population(context: Context, rows: ReceivableRows, index: str) -> str:
    if index == CUSTOMERS:
        return f"“应收底稿”“回款底稿”的全部客户 {len(rows.customers):,} 户（一户一币种一行）；各户合计与余额构成由“核对”的公式对出。"
    if index == RISK:
        papers = (_population(context, rows, one).partition("；未列入")[0] for one in (DOCUMENTS, RECEIPTS))
        return f"{'；'.join(papers)}；未列入的按原因及金额列在“来源与完整性”。"
    table, frame = ("invoices", rows.documents) if index == DOCUMENTS else ("receipts", rows.receipts)
    account = context.drop.analysis.accounts.get(table)
    listed = len(frame.drop_duplicates(["region", "source_row"]))
    fen = int(frame.loc[frame["code"] == 1, "amount_fen"].sum())
    read = f"{table_label(table)}读入 {account.read:,} 行；" if account is not None else ""
    return (
        f"{read}列入本底稿 {listed:,} 行，本位币金额 {format_yuan(fen)} 元；未列入的按原因及金额列在“回款风险”的“来源与完整性”，"
        "同一工作簿内来源的笔数与金额由“核对”的公式对出。"
    )


def materiality(context: Context, outstanding_fen: int) -> Formula:
    """Return from which amount on an exception matters: a share of the outstanding of the table ``totals``."""
    policy = context.drop.policy.policy
    share = policy.receivables.materiality_share
    unset = f"，{UNSET_DEFAULT}" if "receivables.materiality_share" in policy.unset_defaults else ""
    about = f" 元（未收余额的 {format_share(share)}，取自策略{unset}）"
    amount = f"ROUND({cell_of('totals.amount', OUTSTANDING)}*{share:.10g},2)"
    fen = int((outstanding_fen * Decimal(str(share))).to_integral_value(ROUND_HALF_UP))
    return Formula(f'TEXT({amount},"#,##0.00")&"{about}"', f"{format_yuan(fen)}{about}")


def _exceptions(context: Context, rows: ReceivableRows, paper: Paper) -> str:
    found = [one for one in context.drop.analysis.quality.findings if one.table in paper.tables]
    parts = list(tell_kinds(found))
    if paper.index in {RISK, RECEIPTS} and rows.figures.total.unallocated_fen:
        parts.append(f"未分配回款合计 {format_yuan(rows.figures.total.unallocated_fen)} 元，各笔原因见清单")
    if paper.index in {RISK, DOCUMENTS} and rows.figures.total.disputed_fen:
        parts.append(f"争议金额合计 {format_yuan(rows.figures.total.disputed_fen)} 元")
    if rows.why:
        parts.append(rows.why.rstrip("。"))
    return "；".join(parts) + "。" if parts else "没有发现例外。"


def tell_kinds(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield how many findings there are of each kind, and where the first stands."""
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
        if index != RECEIPTS
        else (UNALLOCATED, total.unallocated_fen, "未分配回款")
    )
    return draft_conclusion(
        (place, fen),
        f"各项核对相符；{what} ",
        " 元可以列报，例外事项见上，请复核后定稿。",
        differing=rows.figures.ledger_balance_fen not in {None, total.outstanding_fen},
    )


def draft_conclusion(amount: tuple[int, int], good: str, end: str, *, differing: bool) -> Formula:
    """Return the draft, which follows the table ``checks``.

    Args:
        amount: Its row in the table ``totals``, and what stands there, in fen.
        good: What is said before the amount where all checks hold.
        end: What is said behind it.
        differing: Whether the books differ from the general ledger: of all checks the one that may fail at once.
    """
    place, fen = amount
    wrong = f'COUNTIF({{checks.result}},"{WRONG}")'
    sum_text = f'TEXT({cell_of("totals.amount", place)},"#,##0.00")'
    bad = " 项核对不符（见“回款风险”的“核对”），查清之前不能得出结论。"
    text = f'IF({wrong}=0,"{good}"&{sum_text}&"{end}","有 "&{wrong}&"{bad}")'
    return Formula(text, f"有 1{bad}" if differing else f"{good}{fen / 100:,.2f}{end}")
