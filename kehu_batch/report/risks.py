"""The section 风险清单: who needs a person's attention first, and why."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterator
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.figures.states import SATISFIED, UPSET, DelayClass, Movement
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.model.tables.lookup import Positions, find_rows, look_up
from kehu_batch.policy.schema import Policy
from kehu_batch.records import dataclass, field, replace
from kehu_batch.report.blocks import (
    MAX_ROWS,
    Block,
    Note,
    PageSection,
    Risk,
    Risks,
    Row,
    has_value,
    records,
    text_of,
)
from kehu_batch.report.phrases import foreign_money, longest_words, money, named
from kehu_batch.report.relations.advice import Debt, Dispute, Standing, advise
from kehu_batch.wording.joining import join_words
from kehu_batch.wording.labels import CLOCK_LABELS, NOBODY, spend_label
from kehu_batch.wording.numbers import MISSING, format_number
from kehu_batch.wording.untold import HEARD, LATE, OWED, untold_kinds, untold_words

#: Entries that stand open, unless more are graded high; of these too so many only. The others are folded.
MAX_RISKS, _MOST_OPEN = 12, 40

_RULE = (
    "列入规则：高＝回款风险等级为高，或既有逾期事项，又不满意（最近评分未达满意线）或有未了问题，或不满且欠款逾期；"
    "中＝有严重逾期，或不满意但没有逾期，或满意但欠款逾期；低＝等级下调并且有逾期。高的全部列出，"
    "先列不满且欠款逾期的客户，再按逾期欠款（外币不折算，排在本位币之后）；同样的按{spend}、逾期天数排列。"
)
#: What puts a customer on the list.
_DECIDING = (HEARD, LATE, OWED)
#: Where those are that the page has no room for: only what the drop can tell has a place.
_ELSEWHERE = {
    LATE: "有逾期事项的见工作表“逾期跟进”",
    OWED: "欠款的见工作表“客户应收”",
    HEARD: "评分低的见回访工作表的批注列",
}
_GRADES = {"高": ("bad", "■"), "中": ("near", "◆"), "低": ("mut", "●")}


#: What is advised by the mood of an overdue customer, and the policy's worst grade.
_MOODS = {UPSET: Debt.UPSET, SATISFIED: Debt.SATISFIED}
_WORST = "高"


@dataclass(frozen=True, slots=True)
class _Case:
    """One listed customer: its rows of each kind, its latest score (0–1 of full mark) where that is low, its debt.

    Of debts that finance's aging buckets tell, ``bucketed``, only the least days late are known.
    """

    score: float | None
    issues: list[str]
    overdue: list[Row]
    moved: str
    spend_fen: int | None
    debts: list[Row] = field(default_factory=list)
    owner: str = ""
    bucketed: bool = False
    dispute: Dispute = Dispute.NONE

    @property
    def days(self) -> int:
        return max((int(item["days_overdue"]) for item in self.overdue), default=0)

    @property
    def owing(self) -> Row | None:
        """Return the debt that speaks for the customer: one by which it is upset, else satisfied, else the first."""
        told = (row for mood in _MOODS for row in self.debts if row["mood"] == mood)
        return next(told, self.debts[0] if self.debts else None)

    @property
    def debt_days(self) -> int:
        return max((int(row["max_days_overdue"]) for row in self.debts), default=0)


def build_risks(analysis: Analysis, dataset: Dataset, policy: Policy) -> PageSection:
    """Return the section: customers by grade, the money at stake first."""
    graded = _grade(analysis, dataset, policy)
    spend = spend_label(policy.tiers.window_months, by_orders=analysis.tiers.by_orders)
    counts = {name: int((graded["grade"] == name).sum()) for name in _GRADES}
    untold, blind = untold_words(analysis, _DECIDING), untold_kinds(analysis)
    if graded.empty:
        return _no_risks(untold, blind, _RULE.format(spend=spend))
    listed = graded.head(MAX_ROWS)
    named = records(
        dataset.customers[["customer_name", "customer_id"]].take(listed.index.to_numpy(dtype=np.intp)),
        len(listed),
    )
    shown = tuple(
        _describe(str(grade), case, row, analysis, policy)
        for grade, case, row in zip(listed["grade"], _cases(listed, analysis), named, strict=True)
    )
    more, high = len(graded) - len(shown), max(0, counts["高"] - len(shown))
    rule = _RULE.format(spend=spend)
    if high:
        rule = rule.replace("高的全部列出，", "")
    if more:
        among = f"（其中高 {high:,} 户）" if high else ""
        where = "，".join(words for kind, words in _ELSEWHERE.items() if kind not in blind)
        rule += f"本页列出前 {len(shown):,} 户，另有 {more:,} 户{among}：{where}。"
    rule += untold
    shown = _without_blanks(shown)
    opened = min(max(MAX_RISKS, counts["高"]), _MOST_OPEN)
    note = "，".join(f"{name} {_count(name, count, blind)}" for name, count in counts.items())
    return PageSection(
        "risks", "风险清单", "风险清单", note, (Risks(shown, rule, opened, spend),), count=f"{len(graded):,}"
    )


def _without_blanks(items: tuple[Risk, ...]) -> tuple[Risk, ...]:
    """Return the entries without what is not known of any of them: a spend or a due date that no table tells."""
    blank = {name: "" for name in ("amount", "due") if all(getattr(one, name) == MISSING for one in items)}
    return tuple(replace(one, **blank) for one in items) if blank else items


def _count(grade: str, count: int, blind: Container[str]) -> str:
    """Return how many customers have a grade; — where there are none and what would give it is ``blind``."""
    unheard = HEARD in blind or LATE in blind
    untold = {"高": OWED in blind and unheard, "低": LATE in blind}.get(grade, False)
    return MISSING if untold and not count else f"{count:,}"


def _no_risks(untold: str, blind: Container[str], rule: str) -> PageSection:
    """Return the section where nobody is listed; where nothing that puts a customer on it can be told, it says that.

    Where only a part can be told, nobody is no count: the contents have none.
    """
    if all(kind in blind for kind in _DECIDING):
        return PageSection("risks", "风险清单", "风险清单", absent=f"{untold}因此列不出风险清单。")
    known = f"能看出的部分没有客户符合列入规则。{untold}" if untold else "没有客户符合列入规则。"
    blocks: tuple[Block, ...] = (Note(known), Note(rule))
    note, count = ("", "") if untold else ("0 户", "0")
    return PageSection("risks", "风险清单", "风险清单", note, blocks, count=count)


def _grade(analysis: Analysis, dataset: Dataset, policy: Policy) -> pd.DataFrame:
    """Return the listed customers in order, by position: ``grade``, ``score`` (low ones), ``moved``, ``spend``."""
    overdue = analysis.follow_ups.overdue
    late = overdue.groupby("customer")["days_overdue"].max()
    severe = overdue["customer"][(overdue["severity"] == DelayClass.HIGH).to_numpy()]
    tiers, owing = analysis.tiers.customers, _owing(analysis)
    customers = pd.RangeIndex(len(dataset.customers))
    known, owes = find_rows(tiers["customer"], customers), find_rows(owing["customer"], customers)
    table = pd.DataFrame(
        {
            "score": _low_scores(analysis, dataset, policy),
            "days": late.reindex(customers),
            "moved": _hold(tiers["movement"] == Movement.DOWN, known),
            "spend": look_up(tiers["spend_fen"], known),
            "owner": _ledger_owners(dataset),
            "owed": look_up(owing["owed_fen"], owes),
        },
        index=customers,
    )
    upset, worst = _hold(owing["mood"] == UPSET, owes), _hold(owing["grade"] == _WORST, owes)
    is_late, unhappy = table["days"].notna().to_numpy(), table["score"].notna().to_numpy()
    has_issues = np.isin(customers, _open_issues(analysis)["customer"])
    ranks = np.select(
        [
            ((unhappy | has_issues) & is_late) | upset | worst,
            np.isin(customers, severe) | unhappy | (owes >= 0),
            table["moved"].to_numpy() & is_late,
        ],
        range(len(_GRADES)),
        -1,
    )
    listed = np.flatnonzero(ranks >= 0)
    found = table.take(listed).assign(grade=np.array(list(_GRADES))[ranks[listed]])
    least = {"days": -1, "spend": 0, "owed": 0}
    falling = [-found[name].fillna(low).to_numpy(dtype=np.float64) for name, low in least.items()]
    return found.take(np.lexsort([*falling, ~upset[listed], ranks[listed]]))


def _hold(values: pd.Series, rows: Positions) -> npt.NDArray[np.bool_]:
    """Return whether it holds for some rows; not for -1."""
    return np.append(values.to_numpy(dtype=np.bool_), False)[rows]


def _ledger_owners(dataset: Dataset) -> pd.Series:
    """Return each customer's owner in the ledger, by the customer's position."""
    ledger = dataset.table("ledger")
    if ledger is None or "owner" not in ledger:
        return pd.Series(None, index=pd.RangeIndex(len(dataset.customers)), dtype="str")
    rows = dataset.customers["ledger_row"].to_numpy(dtype=np.intp)
    return pd.Series(ledger["owner"].array.take(rows, allow_fill=True))


def _debts(analysis: Analysis) -> pd.DataFrame:
    """Return whom receivables say to look after, by customer and currency, the policy's own currency first."""
    figures = analysis.payment_risk or analysis.stated
    if figures is None:
        kinds = {"mood": "str", "grade": "str", "currency": "str"}
        kinds |= dict.fromkeys(("customer", "outstanding_fen", "overdue_fen"), "int64")
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})
    own = (figures.attention["currency"] == figures.currency).to_numpy(dtype=np.bool_)
    return pd.concat([figures.attention[own], figures.attention[~own]])


def _owing(analysis: Analysis) -> pd.DataFrame:
    """Return the same by customer: its first row with the worst of its grades, and of its moods.

    ``owed_fen`` is what is overdue in the policy's own currency, by which customers are ordered.
    """
    debts, figures = _debts(analysis), analysis.payment_risk or analysis.stated
    if figures is None:
        return debts.assign(owed_fen=debts["overdue_fen"].astype("Int64")).set_index("customer", drop=False)
    first = debts.drop_duplicates("customer")
    worst, upset = (
        first["customer"].isin(debts.loc[debts[name] == value, "customer"])
        for name, value in (("grade", _WORST), ("mood", UPSET))
    )
    return first.assign(
        grade=first["grade"].mask(worst, _WORST),
        mood=first["mood"].mask(upset, UPSET),
        owed_fen=first["overdue_fen"].astype("Int64").where(first["currency"] == figures.currency),
    ).set_index("customer", drop=False)


def _open_issues(analysis: Analysis) -> pd.DataFrame:
    """Return the issues not known to be solved: ``customer``, ``primary``."""
    if analysis.issues is None:
        return pd.DataFrame({"customer": [], "primary": []})
    items = analysis.issues.items
    solved = items["resolved"].to_numpy(dtype=np.bool_, na_value=False)
    return items[["customer", "primary"]][~solved]


def _low_scores(analysis: Analysis, dataset: Dataset, policy: Policy) -> npt.NDArray[np.float64]:
    """Return each customer's latest score of the period, 0–1 of full mark; NaN where it is not under the line."""
    calls, found = dataset.table("callbacks"), np.full(len(dataset.customers), np.nan)
    if calls is None:
        return found
    first, last = (np.datetime64(day) for day in (analysis.period.first, analysis.period.as_of))
    days, customers, scores = (calls[name].to_numpy() for name in ("called_on", "customer", "score"))
    inside = (days >= first) & (days <= last) & (calls["excluded"].to_numpy(dtype=object) == "")
    rows = np.flatnonzero(inside & ~np.isnan(scores) & (customers >= 0))
    rows = rows[np.argsort(days[rows], kind="stable")]
    found[customers[rows]] = scores[rows]
    return np.where(found < policy.satisfaction.csat_threshold - 1e-9, found, np.nan)


def _cases(listed: pd.DataFrame, analysis: Analysis) -> Iterator[_Case]:
    overdue = _by_customer(analysis.follow_ups.overdue, listed.index)
    issues = _by_customer(_open_issues(analysis), listed.index)
    tiers = _by_customer(analysis.tiers.customers, listed.index)
    debts = _by_customer(_debts(analysis), listed.index)
    disputes = _disputes(analysis)
    for customer, row in zip(listed.index, records(listed, len(listed)), strict=True):
        moved = [
            f"{text_of(tier['stated'])} → {text_of(tier['recomputed'])}" for tier in tiers.get(customer, ())
        ]
        yield _Case(
            score=float(row["score"]) if has_value(row["score"]) else None,
            issues=[text_of(issue["primary"]) for issue in issues.get(customer, ())],
            overdue=overdue.get(customer, [])[:MAX_ROWS],
            moved=moved[0] if row["moved"] and moved else "",
            spend_fen=int(row["spend"]) if has_value(row["spend"]) else None,
            debts=debts.get(customer, []),
            owner=text_of(row["owner"], ""),
            bucketed=analysis.payment_risk is None,
            dispute=disputes.get(int(customer), Dispute.NONE),
        )


def _disputes(analysis: Analysis) -> dict[int, Dispute]:
    """Return how much is disputed of what customers owe too late, where documents tell; others are not in it."""
    if analysis.payment_risk is None:
        return {}
    documents = analysis.payment_risk.documents
    late = documents[(documents["days_overdue"].fillna(0) > 0) & (documents["open_fen"] > 0)]
    sums = late.groupby("customer")[["open_fen", "disputed_fen"]].sum()
    sums = sums[sums["disputed_fen"] > 0]
    whole = sums["disputed_fen"] == sums["open_fen"]
    return {
        int(str(customer)): Dispute.ALL if everything else Dispute.PART
        for customer, everything in zip(sums.index, whole, strict=True)
    }


def _by_customer(frame: pd.DataFrame, customers: pd.Index) -> dict[Hashable, list[Row]]:
    """Return the rows of some customers, in their order, by the customer."""
    found: dict[Hashable, list[Row]] = {}
    chosen = frame[frame["customer"].isin(customers)]
    for row in records(chosen, len(chosen)):
        found.setdefault(row["customer"], []).append(row)
    return found


def _describe(grade: str, case: _Case, row: Row, analysis: Analysis, policy: Policy) -> Risk:
    tone, mark = _GRADES[grade]
    owners = [text_of(item["owner"], "") for item in case.overdue]
    owners += [text_of(case.owing["owner"], "")] if case.owing else []
    # Where nothing else names anybody, the customer is its owner's in the ledger.
    named = sorted({name for name in owners if name}) or [name for name in (case.owner,) if name]
    name, code = text_of(row["customer_name"], ""), text_of(row["customer_id"], "")
    return Risk(
        grade=grade,
        tone=tone,
        mark=mark,
        title=f"{name}（{code}）" if name and code else name or code,
        fact=_fact(case, policy),
        advice=advise(_standing(case, owned=bool(named))),
        amount=money(case.spend_fen) if case.spend_fen is not None else MISSING,
        owner=join_words(named, 3, "人") or NOBODY,
        due=min(_due_days(case, analysis.period.as_of), default=MISSING),
        owed="、".join(_amount(row, "outstanding_fen", policy) for row in case.debts),
    )


def _due_days(case: _Case, as_of: date) -> list[str]:
    """Return when what is late was due: follow-ups, and the oldest of the debts where its day is known."""
    days = [text_of(item["due_on"]) for item in case.overdue]
    if case.bucketed or case.debt_days <= 0:
        return days
    return [*days, text_of(as_of - timedelta(days=case.debt_days))]


def _amount(row: Row, name: str, policy: Policy) -> str:
    currency, fen = text_of(row["currency"]), int(row[name])
    return money(fen) if currency == policy.receivables.currency else foreign_money(currency, fen)


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
        longest = longest_words(case.days)
        parts.append(f"逾期 {len(case.overdue):,} 项（{join_words(clocks, 3)}），{longest}")
    if case.owing:
        parts.append(_debt(case, case.owing, policy))
    if case.moved:
        parts.append(f"等级下调 {case.moved}")
    return "；".join(parts)


def _debt(case: _Case, owing: Row, policy: Policy) -> str:
    late = [_amount(row, "overdue_fen", policy) for row in case.debts if int(row["overdue_fen"])]
    overdue = f"{named('欠款逾期', '、'.join(late))}，{_debt_days(case)}" if late else "欠款没有逾期"
    grade = f"回款风险等级{_WORST if _is_worst(case) else text_of(case.debts[0]['grade'])}"
    # Of a customer whose mood nothing tells, the grade alone speaks.
    mood = f"{owing['mood']}（{grade}）" if owing["mood"] in {UPSET, SATISFIED} else grade
    # A low score stands at the head of the entry already.
    why = text_of(owing["mood_reason"], "")
    if case.score is not None:
        why = "；".join(part for part in why.split("；") if not part.startswith("最近评分"))
    return f"{mood}：{overdue}{f'（{why}）' if why else ''}"


def _debt_days(case: _Case) -> str:
    if not case.bucketed:
        return f"最长 {case.debt_days:,} 天"
    return f"至少 {case.debt_days:,} 天" if case.debt_days else "逾期多久看不出"


def _is_worst(case: _Case) -> bool:
    return any(row["grade"] == _WORST for row in case.debts)


def _standing(case: _Case, *, owned: bool) -> Standing:
    """Return what decides about the advice; of debts in several currencies the worst mood."""
    debt = Debt.NONE
    if case.owing:
        late = any(int(row["overdue_fen"]) for row in case.debts)
        told = _MOODS.get(str(case.owing["mood"]), Debt.UNHEARD)
        debt = told if late else Debt.NOT_DUE
    return Standing(
        debt=debt,
        dispute=case.dispute,
        issue=bool(case.issues),
        low_score=case.score is not None,
        clocks=frozenset(str(item["clock"]) for item in case.overdue),
        owned=owned,
    )
