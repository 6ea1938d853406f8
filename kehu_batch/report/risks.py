"""The section 风险清单: who needs a person's attention first, and why."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from kehu_batch.model.analysis import Analysis
from kehu_batch.model.dataset import Dataset
from kehu_batch.policy.schema import Policy
from kehu_batch.report.blocks import Note, Risk, Risks, Section, has_value, join_words, records, text_of
from kehu_batch.report.phrases import money
from kehu_batch.wording.labels import CLOCK_LABELS, NOBODY
from kehu_batch.wording.numbers import MISSING, format_number

#: Entries of the list; the rest stands in the tables above it.
MAX_RISKS = 12

_RULE = (
    "列入规则：高＝不满意（最近评分未达满意线）或有未了问题，并且有逾期事项；"
    "中＝有严重逾期，或不满意但没有逾期；低＝等级下调并且有逾期。同级按年消费、逾期天数排列。"
)
_GRADES = {"高": ("bad", "■"), "中": ("near", "◆"), "低": ("mut", "●")}


@dataclass(slots=True)
class _Case:
    """What is known of one customer: its position in the dataset, its latest score as 0–1 of full mark."""

    customer: int
    score: float | None = None
    issues: list[str] = field(default_factory=list)
    overdue: list[dict[str, object]] = field(default_factory=list)
    moved: str = ""
    spend_fen: int | None = None

    @property
    def severe(self) -> bool:
        return any(item["severity"] == "high" for item in self.overdue)

    @property
    def days(self) -> int:
        return max((int(str(item["days_overdue"])) for item in self.overdue), default=0)

    def grade(self) -> str:
        """Return 高, 中 or 低; empty where the customer is not listed."""
        upset = self.score is not None or bool(self.issues)
        if upset and self.overdue:
            return "高"
        if self.severe or self.score is not None:
            return "中"
        return "低" if self.moved and self.overdue else ""


def build_risks(analysis: Analysis, dataset: Dataset, policy: Policy) -> Section:
    """Return the section: customers by grade, the money at stake first."""
    cases = _cases(analysis, dataset, policy)
    graded = [(case.grade(), case) for case in cases.values()]
    listed = sorted(
        ((grade, case) for grade, case in graded if grade),
        key=lambda pair: (
            "高中低".index(pair[0]),
            -(pair[1].spend_fen or 0),
            -pair[1].days,
            pair[1].customer,
        ),
    )
    counts = {name: sum(grade == name for grade, _ in listed) for name in "高中低"}
    note = "，".join(f"{name} {count:,}" for name, count in counts.items())
    if not listed:
        return Section(
            "risks", "风险清单", "风险清单", "0 户", (Note("没有客户符合列入规则。"), Note(_RULE)), count="0"
        )
    shown = tuple(_describe(grade, case, dataset, policy) for grade, case in listed[:MAX_RISKS])
    more = len(listed) - len(shown)
    rule = _RULE + (f"本清单只列前 {MAX_RISKS} 户，另有 {more:,} 户见逾期明细与问题明细。" if more else "")
    return Section("risks", "风险清单", "风险清单", note, (Risks(shown, rule),), count=f"{len(listed):,}")


def _cases(analysis: Analysis, dataset: Dataset, policy: Policy) -> dict[int, _Case]:
    cases: dict[int, _Case] = {}
    for row in records(analysis.follow_ups.overdue, len(analysis.follow_ups.overdue)):
        item = {str(key): value for key, value in row.items()}
        cases.setdefault(int(row["customer"]), _Case(int(row["customer"]))).overdue.append(item)
    for customer, score in _low_scores(analysis, dataset, policy).items():
        cases.setdefault(int(str(customer)), _Case(int(str(customer)))).score = float(score)
    if analysis.issues is not None and len(analysis.issues.items):
        items = analysis.issues.items
        still = items[~items["resolved"].astype("boolean").fillna(value=False).astype("bool")]
        for row in records(still[["customer", "primary"]], len(still)):
            found = cases.setdefault(int(row["customer"]), _Case(int(row["customer"])))
            found.issues.append(text_of(row["primary"]))
    cases.pop(-1, None)
    _add_tiers(cases, analysis.tiers.customers)
    return cases


def _add_tiers(cases: dict[int, _Case], customers: pd.DataFrame) -> None:
    listed = customers[customers["customer"].isin(list(cases))]
    for row in records(listed, len(listed)):
        case = cases[int(row["customer"])]
        if row["movement"] == "下调":
            case.moved = f"{text_of(row['stated'])} → {text_of(row['recomputed'])}"
        case.spend_fen = int(row["spend_fen"]) if has_value(row["spend_fen"]) else None


def _low_scores(analysis: Analysis, dataset: Dataset, policy: Policy) -> pd.Series:
    """Return the latest score of the period by customer, 0–1 of full mark, of those under the line."""
    calls = dataset.table("callbacks")
    if calls is None or analysis.satisfaction is None:
        return pd.Series(dtype="float64")
    first, last = pd.Timestamp(analysis.period.first), pd.Timestamp(analysis.period.as_of)
    inside = calls["called_on"].between(first, last) & (calls["excluded"] == "") & calls["score"].notna()
    newest = calls[inside].sort_values("called_on", kind="stable").groupby("customer")["score"].last()
    return newest[newest < policy.satisfaction.csat_threshold - 1e-9]


def _describe(grade: str, case: _Case, dataset: Dataset, policy: Policy) -> Risk:
    tone, mark = _GRADES[grade]
    first = min(case.overdue, key=lambda item: str(item["due_on"]), default=None)
    owners = [text_of(item["owner"], "") for item in case.overdue]
    named = sorted({name for name in owners if name})
    row = dataset.customers.iloc[case.customer]
    name, code = text_of(row["customer_name"], ""), text_of(row["customer_id"], "")
    return Risk(
        grade=grade,
        tone=tone,
        mark=mark,
        title=f"{name}（{code}）" if name and code else name or code,
        fact=_fact(case, policy),
        advice=_advice(case, owned=bool(named)),
        amount=money(case.spend_fen) if case.spend_fen is not None else MISSING,
        owner=join_words(named, 3) or NOBODY,
        due=text_of(first["due_on"]) if first else MISSING,
    )


def _fact(case: _Case, policy: Policy) -> str:
    parts = []
    if case.score is not None:
        full = policy.satisfaction.scale_max
        parts.append(f"最近评分 {format_number(case.score * full, 1)}（满分 {format_number(full)}）")
    if case.issues:
        parts.append(f"未了问题 {len(case.issues):,} 条（{join_words(dict.fromkeys(case.issues), 3)}）")
    if case.overdue:
        clocks = dict.fromkeys(
            CLOCK_LABELS.get(str(item["clock"]), str(item["clock"])) for item in case.overdue
        )
        parts.append(f"逾期 {len(case.overdue):,} 项（{join_words(clocks, 3)}），最长 {case.days:,} 天")
    if case.moved:
        parts.append(f"等级下调 {case.moved}")
    return "；".join(parts)


def _advice(case: _Case, *, owned: bool) -> str:
    if case.overdue and not owned:
        return "先指定负责人，再联系客户说明进展并重新约定日期。"
    if case.issues and case.overdue:
        return "负责人先回电说明问题的处理进展，给出解决时间并记录。"
    if case.score is not None and case.overdue:
        return "负责人先回电了解不满意的原因，当面约定补救办法。"
    if case.score is not None:
        return "安排一次专门回访，了解不满意的原因。"
    return "负责人补做逾期事项；已做过的请补记跟进记录。"
