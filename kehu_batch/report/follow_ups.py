"""The section 逾期跟进."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.figures.follow_ups import Conduct, FollowUpFigures
from kehu_batch.model.figures.states import ClockName, ObligationState
from kehu_batch.policy.schema import Policy
from kehu_batch.report.blocks import (
    Block,
    Cell,
    Note,
    PageColumn,
    PageSection,
    Row,
    TableBlock,
    customer_text,
    fill_rows,
    has_value,
    person_cell,
    place_cell,
    records,
    text_of,
)
from kehu_batch.report.charts import draw_stack
from kehu_batch.report.phrases import most_words, share_words
from kehu_batch.wording.complaints import undecided_words
from kehu_batch.wording.joining import join_words
from kehu_batch.wording.labels import CLOCK_LABELS, SEVERITY_LABELS, unrecorded_text
from kehu_batch.wording.numbers import MISSING
from kehu_batch.wording.results import RESULT_ORDER, classless_words, low_tier_words

_TONES = {"high": "bad", "medium": "near", "low": "mut"}
#: Owners who stand open; the others are folded.
_OWNERS = 12
_MARKS = {"high": "■", "medium": "◆", "low": "●"}


def build_follow_ups(analysis: Analysis, policy: Policy, *, many_files: bool, sheet: str) -> PageSection:
    """Return the section; without a table that tells what falls due it says so."""
    figures = analysis.follow_ups
    total = len(figures.overdue)
    if untold := figures.reasons.get("overdue"):
        absent = f"本次{untold}，没有可以跟踪的事项。"
        return PageSection("follow-ups", "逾期跟进", "逾期跟进", absent=absent)
    blocks: list[Block] = [Note(_states(figures))]
    if total:
        blocks += [
            _owners(figures, policy),
            _clocks(figures),
            _overdue(figures, many_files=many_files, sheet=sheet),
        ]
    else:
        blocks.append(Note(_none_overdue(analysis)))
    if len(figures.not_called):
        blocks.append(_not_called(figures, many_files=many_files, sheet=sheet))
    if len(figures.attempts):
        blocks.append(_attempts(figures))
    if len(figures.results):
        blocks.append(_results(figures, policy))
    if figures.conduct is not None:
        called = analysis.satisfaction is None or analysis.satisfaction.total.called > 0
        blocks.append(Note(_conduct_words(figures.conduct, figures.reasons, called=called)))
    note = f"逾期 {total:,} 项；未完成 {figures.open:,} 项"
    return PageSection("follow-ups", "逾期跟进", "逾期跟进", note, fill_rows(blocks), count=f"{total:,}")


def _none_overdue(analysis: Analysis) -> str:
    """Say that nothing is late, of what the drop can tell: promises and plans, complaints, intervals of contact."""
    figures = analysis.follow_ups
    told = [] if "plans" in figures.reasons else ["约定", "计划"]
    told += [] if analysis.complaints is None else ["投诉时限"]
    every = (part for part in (figures.items, figures.quiet, figures.met) if len(part))
    judged = (part["clock"][part["state"] != ObligationState.UNDECIDED] for part in every)
    told += ["联系频率"] if any((clocks == ClockName.CADENCE).any() for clocks in judged) else []
    return f"截止日没有逾期的{join_words(told) or '事项'}{undecided_words(analysis)}。"


def severity_words(figures: FollowUpFigures) -> str:
    """Return the overdue items by severity, in words, e.g. ``高 2 项、中 1 项``."""
    counts = figures.overdue["severity"].value_counts()
    parts = [f"{label} {int(counts[code]):,} 项" for code, label in SEVERITY_LABELS.items() if code in counts]
    return "、".join(parts)


def _states(figures: FollowUpFigures) -> str:
    kept = (
        f"约定回访按期完成 {share_words(figures.kept, figures.due)}"
        if figures.due
        else figures.reasons["kept_rate"]
    )
    made = (
        f"计划回访完成 {share_words(figures.made, figures.planned)}"
        if figures.planned
        else figures.reasons["completion_rate"]
    )
    told = f"看不出约定和计划的回访做了没有：{kept}" if kept == made else f"{kept}；{made}"
    unknown = ""
    if figures.undetermined:
        unknown = (
            f"另有 {figures.undetermined:,} 户没有过等级要求的联系、也没有合作开始时间，等级频率无法判定。"
        )
    further = unrecorded_text(figures.unrecorded, figures.reasons.get("attempts", ""))
    return f"{told}。逾期天数从到期日次日起算至截止日，工作日按内地日历（含调休）。{unknown}{further}"


def _owners(figures: FollowUpFigures, policy: Policy) -> TableBlock:
    frame = figures.by_owner.sort_values(["overdue", "high", "open"], ascending=False, kind="stable")
    frame = frame[frame["overdue"] > 0]
    whole = int(frame["overdue"].max()) if len(frame) else 1
    rows = tuple(_owner_row(row, whole) for row in records(frame))
    # Two or three more stand open: a line that opens them takes as much room.
    shown = len(rows) if len(rows) <= _OWNERS + 3 else _OWNERS
    bounds = policy.follow_ups.severity
    legend = (
        ("low", f"低：{bounds.medium_over} 天以内"),
        ("medium", f"中：{bounds.medium_over + 1}–{bounds.high_over} 天"),
        ("high", f"高：超过 {bounds.high_over} 天"),
    )
    columns = (
        PageColumn("负责人", "tag"),
        PageColumn("逾期项数", "bar"),
        PageColumn("合计", "number"),
        PageColumn("其中高", "number"),
        PageColumn("未完成", "number", phone=False),
    )
    return TableBlock(
        _owner_title(figures),
        columns,
        rows[:shown],
        "按负责人的逾期项数与严重程度",
        total=shown,
        attention=True,
        legend=legend,
        tail=rows[shown:],
        tail_title=f"其余 {len(rows) - shown:,} 人",
    )


def _owner_row(row: Row, whole: int) -> tuple[Cell | str, ...]:
    high, medium, low = (int(row[code]) for code in ("high", "medium", "low"))
    parts = [("low", low, ""), ("medium", medium, ""), ("high", high, "")]
    return (
        person_cell(row["owner"]),
        Cell("", stack=draw_stack(parts, whole=whole)),
        f"{int(row['overdue']):,}",
        Cell(f"{high:,}", tone="bad" if high else "mut"),
        f"{int(row['open']):,}",
    )


def _owner_title(figures: FollowUpFigures) -> str:
    frame = figures.by_owner
    named = frame[frame["owner"].notna() & (frame["overdue"] > 0)]
    nobody = int(frame.loc[frame["owner"].isna(), "overdue"].sum())
    tail = f"，{nobody:,} 项没有负责人" if nobody else ""
    if not len(named):
        return f"{nobody:,} 项逾期都没有负责人"
    if nobody > int(named["overdue"].max()):
        return f"{nobody:,} 项逾期没有负责人（共 {len(figures.overdue):,} 项）"
    counts = [(str(row["owner"]), int(row["overdue"])) for row in records(named)]
    said = most_words(counts, lambda count: share_words(count, len(figures.overdue)), "人", "名下最多")
    return f"{said}{tail}"


def _clocks(figures: FollowUpFigures) -> TableBlock:
    frame = figures.overdue
    rows: list[tuple[Cell | str, ...]] = []
    codes, clocks = pd.factorize(frame["clock"])
    high, late = (frame["severity"] == "high").to_numpy(), frame["days_overdue"].to_numpy()
    counts = np.bincount(codes, minlength=len(clocks))
    for code in np.argsort(-counts, kind="stable").tolist():
        mine, clock = codes == code, str(clocks[code])
        rows.append(
            (
                CLOCK_LABELS.get(clock, clock),
                f"{counts[code]:,}",
                f"{int(high[mine].sum()):,}",
                f"{int(np.median(late[mine])):,}",
                f"{int(late[mine].max()):,}",
            )
        )
    columns = (
        PageColumn("来源", "tag"),
        PageColumn("逾期", "number"),
        PageColumn("其中高", "number"),
        PageColumn("中位天数", "number"),
        PageColumn("最长天数", "number"),
    )
    longest = int(frame["days_overdue"].max())
    return TableBlock(
        f"最长逾期 {longest:,} 天" if longest else "逾期都不足 1 天",
        columns,
        tuple(rows),
        "按事项的来源；天数为日历日",
        total=len(rows),
    )


def _overdue(figures: FollowUpFigures, *, many_files: bool, sheet: str) -> TableBlock:
    columns = (
        PageColumn("客户"),
        PageColumn("来源", "tag", phone=False, pick=True),
        PageColumn("事项"),
        PageColumn("到期日", "tag"),
        PageColumn("逾期天数", "number"),
        PageColumn("工作日", "number", phone=False),
        PageColumn("程度", "tag", phone=False, pick=True),
        PageColumn("负责人", "tag", pick=True),
        PageColumn("位置", "code", phone=False),
    )
    return TableBlock(
        "逾期明细",
        columns,
        tuple(_overdue_row(row, many_files=many_files) for row in records(figures.overdue)),
        subtitle="先严重、再天数；位置为原表单元格",
        total=len(figures.overdue),
        sheet=f"{sheet}“逾期跟进”",
        tools=True,
        name="逾期跟进",
        wide=True,
        id="list-overdue",
    )


def _days(days: object) -> Cell | str:
    return Cell(f"{int(str(days)):,}", sort=str(days)) if has_value(days) else MISSING


def _overdue_row(row: Row, *, many_files: bool) -> tuple[Cell | str, ...]:
    severity = text_of(row["severity"], "")
    return (
        customer_text(row),
        CLOCK_LABELS.get(str(row["clock"]), str(row["clock"])),
        text_of(row.get("content")),
        text_of(row["due_on"]),
        _days(row["days_overdue"]),
        _days(row["working_days_overdue"]),
        Cell(
            f"{_MARKS.get(severity, '')} {SEVERITY_LABELS.get(severity, MISSING)}".strip(),
            tone=_TONES.get(severity, ""),
            sort=str(("low", "medium", "high").index(severity)) if severity in _MARKS else "",
        ),
        person_cell(row["owner"]),
        place_cell(row, many_files=many_files),
    )


def _not_called(figures: FollowUpFigures, *, many_files: bool, sheet: str) -> TableBlock:
    rows = tuple(
        (customer_text(row), text_of(row.get("state")), place_cell(row, many_files=many_files))
        for row in records(figures.not_called)
    )
    return TableBlock(
        f"计划未执行 {len(figures.not_called):,} 次",
        (PageColumn("客户"), PageColumn("情况", "tag", pick=True), PageColumn("位置", "code", phone=False)),
        rows,
        subtitle="列在回访工作表中、但没有本次回访时间；未接通：本期只有联系不上的记录",
        total=len(figures.not_called),
        sheet=f"{sheet}“逾期跟进”",
        tools=len(rows) > 10,
        name="计划未执行",
    )


def _attempts(figures: FollowUpFigures) -> TableBlock:
    """Return who tried in vain how often: no contacts, and so in no other figure."""
    rows = tuple(
        (
            person_cell(row["owner"]),
            f"{int(row['attempts']):,}",
            f"{int(row['callbacks']):,}",
            f"{int(row['followups']):,}",
        )
        for row in records(figures.attempts_by_owner)
    )
    later = int(figures.attempts["reached_on"].notna().sum())
    columns = (
        PageColumn("负责人", "tag"),
        PageColumn("次数", "number"),
        PageColumn("回访", "number"),
        PageColumn("跟进", "number"),
    )
    return TableBlock(
        f"联系不上 {len(figures.attempts):,} 次，其中 {later:,} 次之后联系上",
        columns,
        rows,
        subtitle="无人接听、占线、关机等；不算联系，不计入回访数和完成率",
        total=len(rows),
    )


def _results(figures: FollowUpFigures, policy: Policy) -> TableBlock:
    """Return what the period's callbacks came to, who is responsible, and how many still wait for an answer."""
    rows = []
    classes = figures.results["class"].to_numpy(dtype=object)
    limited = figures.results["answer_by"].notna().to_numpy()
    unanswered = figures.results["answered_on"].isna().to_numpy()
    for row in records(figures.results_by_class):
        asked = limited & (classes == row["class"])
        waiting = int((asked & unanswered).sum())
        rows.append(
            (
                str(row["class"]),
                f"{int(row['count']):,}",
                text_of(row["role"]),
                text_of(row["limit"]),
                f"{waiting:,} / {int(asked.sum()):,}" if asked.any() else MISSING,
            )
        )
    classless = classless_words(figures.made, int(figures.results_by_class["count"].sum()))
    columns = (
        PageColumn("类别", "tag"),
        PageColumn("回访数", "number"),
        PageColumn("责任岗位"),
        PageColumn("答复时限", phone=False),
        PageColumn("尚未再联系 / 需答复", "number"),
    )
    return TableBlock(
        "回访结果分类与责任岗位",
        columns,
        tuple(rows),
        subtitle="。".join(
            filter(None, (RESULT_ORDER, classless, low_tier_words(policy.follow_ups.results)))
        ),
        total=len(rows),
    )


def _conduct_words(conduct: Conduct, reasons: Mapping[str, str], *, called: bool) -> str:
    """Return over-contact, completeness of plans and stale dates of the ledger, in words, or why nobody can tell."""
    whole = conduct.plans - len(conduct.incomplete_plans)
    plans = (
        f"跟进计划负责人、时间、内容齐全 {share_words(whole, conduct.plans)}"
        if conduct.plans
        else "本期回访没有跟进计划"
    )
    if not called:
        plans = "本期没有回访，看不出跟进计划"
    if untold := reasons.get("plans"):
        plans = f"{untold}，看不出跟进计划是否齐全"
    over = conduct.over_contacted["customer"].nunique()
    often = f"联系比等级频率更频繁的客户 {over:,} 户" if over else "没有联系过于频繁的客户"
    if untold := reasons.get("over_contacted"):
        often = f"{untold}，看不出联系是否过于频繁"
    stale = (
        f"；台账的最近沟通时间落后于记录 {share_words(conduct.stale_contacts, conduct.stated_contacts)}"
        if conduct.stated_contacts and "stale_contacts" not in reasons
        else ""
    )
    return f"{plans}；{often}{stale}。"
