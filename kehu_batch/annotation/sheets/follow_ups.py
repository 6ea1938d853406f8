"""逾期跟进: what is overdue and whose it is, what was kept and called, then what is still to come."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kehu_batch.annotation import palette
from kehu_batch.annotation.donor.formulas import (
    COUNT_LIMIT,
    EXACT_LIMIT,
    Equals,
    count_formula,
    is_exact,
)
from kehu_batch.annotation.donor.layout import (
    LATER_LIMIT,
    LIST_LIMIT,
    Cell,
    Chart,
    ChartKind,
    Column,
    Formula,
    Kind,
    Part,
    ResultTable,
    Series,
    Tone,
)
from kehu_batch.annotation.sheets.context import (
    Context,
    customer_columns,
    limit_rows,
    owner_names,
    person_column,
    plain,
    rows_listed,
)
from kehu_batch.model.figures.follow_ups import Conduct, FollowUpFigures
from kehu_batch.model.figures.measure import PART, WHOLE
from kehu_batch.model.figures.measures import MEASURE_BY_CODE
from kehu_batch.model.figures.states import ObligationState
from kehu_batch.wording.labels import (
    CLOCK_LABELS,
    SEVERITY_LABELS,
    TIER_ALIASED,
    TIER_SHOWN,
    unrecorded_text,
)
from kehu_batch.wording.numbers import MISSING
from kehu_batch.wording.results import RESULT_ORDER, classless_words, low_tier_words
from kehu_batch.wording.tier_groups import describe_groups
from kehu_batch.wording.untold import empty_words

#: From high to low; they differ in grey print, too.
_SEVERITY_COLORS = (palette.BAD, palette.AMBER, palette.MUTED)
_DRAWN_OWNERS = 10

_SEVERITY_TONES = {"高": Tone.BAD, "中": Tone.NEAR}
_STATE_TONES = {"今日到期": Tone.NEAR, "期限不明": Tone.NEAR}


def parts(context: Context) -> tuple[Part, ...]:
    """Return the parts of the sheet."""
    figures = context.drop.analysis.follow_ups
    shown, cut, complete = limit_rows(figures.overdue, "项")
    live = complete and len(shown) > 0
    splits = (
        ("owner", "按负责人", "负责人", figures.by_owner, dict[str, str]()),
        ("tier", "按客户等级", "客户等级", figures.by_tier, dict[str, str]()),
        ("clock", "按事项", "事项", figures.by_clock, CLOCK_LABELS),
    )
    return (
        *(
            _split(
                (key, title, header),
                _counts(frame, key, labels),
                len(shown) if live else 0,
                f"{describe_groups(frame[key].dropna(), context.drop.analysis.tiers)}。"
                if key == "tier"
                else "",
            )
            for key, title, header, frame, labels in splits
            if not frame.empty
        ),
        _rates(figures),
        _overdue(context, shown, cut, empty_words("没有逾期事项", figures.reasons.get("overdue", ""))),
        _open(context, figures.items, empty_words("没有未到期事项", figures.reasons.get("open", ""))),
        _not_called(context, figures.not_called, empty_words("没有", figures.reasons.get("not_called", ""))),
        *_attempts(context, figures),
        *_results(context, figures),
        *_conduct(context, figures.conduct),
    )


def _rates(figures: FollowUpFigures) -> ResultTable:
    """Return what was kept of what was promised, and called of what was planned."""
    missed = len(figures.not_called)
    listed = 0 < missed <= LIST_LIMIT and figures.planned == figures.made + missed
    counted = f"B{{row}}+{rows_listed('not_called.kind')}"
    planned = Formula(counted, figures.planned) if listed else figures.planned
    measures = [MEASURE_BY_CODE[f"follow_ups.{code}"] for code in ("kept_rate", "completion_rate")]
    reasons = [figures.reasons.get(code, "") for code in ("kept_rate", "completion_rate")]
    counts = {"kept": figures.kept, "made": figures.made, "due": figures.due, "planned": planned}
    told = {code: None if code in figures.reasons else count for code, count in counts.items()}
    rates: list[Cell] = [
        None if value is None else Formula(one.live({PART: "B{row}", WHOLE: "C{row}"}), value)
        for one, value in zip(measures, (figures.kept_rate, figures.completion_rate), strict=True)
    ]
    definitions = [one.formula for one in measures]
    unknown = f"另有 {figures.undetermined:,} 户没有过等级要求的联系、也没有合作开始时间，等级回访频率无法判定（值）。"
    further = unrecorded_text(figures.unrecorded, figures.reasons.get("attempts", ""))
    doubts = f"{unknown if figures.undetermined else ''}{further}"
    return ResultTable(
        "rates",
        "约定兑现与回访完成",
        (
            Column("name", "指标", [one.name for one in measures]),
            Column("part", "完成", [told["kept"], told["made"]], Kind.COUNT),
            Column("whole", "应完成", [told["due"], told["planned"]], Kind.COUNT),
            Column("rate", "比率", rates, Kind.SHARE),
            Column("definition", "口径", _with_reasons(definitions, reasons), Kind.FLOW),
        ),
        note=f"比率为公式{'，计划回访数为公式' if listed else ''}；其余为值。{doubts}",
    )


def _with_reasons(definitions: list[str], reasons: list[str]) -> list[str]:
    pairs = zip(definitions, reasons, strict=True)
    return [f"{text}（不可计算：{reason}）" if reason else text for text, reason in pairs]


def _counts(frame: pd.DataFrame, column: str, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return the counts with a column ``name`` as the list below writes it."""
    names = owner_names(frame[column]) if column == "owner" else plain(frame[column])
    return frame.assign(name=[MISSING if name is None else labels.get(name, name) for name in names])


def _split(of: tuple[str, str, str], frame: pd.DataFrame, listed: int, groups: str) -> ResultTable:
    """Return open and overdue items by person, tier or clock.

    Args:
        of: Column of the overdue list that has the names, heading, and header above the names.
        frame: ``name``, ``open``, ``overdue`` and a count for each severity.
        listed: Rows of the overdue list; 0 where it may not be counted by formulas.
        groups: How rows are grouped, as a sentence; empty where the heading says it.
    """
    key, title, header = of
    names = list(frame["name"])
    exact = is_exact(*(Equals("", "", name) for name in names))
    size = len(frame) * listed * (1 + len(SEVERITY_LABELS))
    live = 0 < size <= (EXACT_LIMIT if exact else COUNT_LIMIT)

    def counts(column: str, severity: str = "") -> list[Cell]:
        found: list[Cell] = []
        for name, value in zip(names, plain(frame[column]), strict=True):
            person = Equals(f"{{overdue.{key}}}", "$A{row}", name)
            level = (Equals("{overdue.severity}", f"{{by_{key}.{column}#}}", severity),) if severity else ()
            found.append(Formula(count_formula(person, *level), value) if live else value)
        return found

    return ResultTable(
        f"by_{key}",
        title,
        (
            person_column(names, "name", header, width=12),
            Column("open", "未完成", plain(frame["open"]), Kind.COUNT),
            Column("overdue", "逾期", counts("overdue"), Kind.COUNT),
            *(
                Column(level, label, counts(level, label), Kind.COUNT, width=10)
                for level, label in SEVERITY_LABELS.items()
            ),
        ),
        note=f"{groups}未完成为值，含未到期的约定、计划与投诉时限；逾期各列{'为公式，按下方逾期清单计数' if live else '为值'}。",
        charts=_owner_chart(frame) if key == "owner" else (),
    )


def _owner_chart(frame: pd.DataFrame) -> tuple[Chart, ...]:
    """Return the persons with the most overdue items, as many as can be read."""
    rows = min(int((frame["overdue"] > 0).sum()), _DRAWN_OWNERS)
    if not rows:
        return ()
    series = tuple(
        Series(f"by_owner.{level}", color, f"程度{label}")
        for (level, label), color in zip(SEVERITY_LABELS.items(), _SEVERITY_COLORS, strict=True)
    )
    return (Chart("各负责人逾期事项数", ChartKind.STACKED_BARS, "by_owner.name", series, 0, rows),)


def _overdue(context: Context, frame: pd.DataFrame, cut: str, empty: str) -> ResultTable:
    return ResultTable(
        "overdue",
        "逾期清单（先处理程度高、逾期久的）",
        (
            Column("clock", "事项", _clock_labels(frame)),
            *_who(frame),
            Column("due_on", "到期日", plain(frame["due_on"]), Kind.DAY),
            Column("days", "逾期天数", plain(frame["days_overdue"]), Kind.COUNT),
            Column("severity", "程度", _severities(frame), tones=_SEVERITY_TONES),
            _content(frame),
            context.place_column(frame),
            Column("working_days", "逾期\n工作日", plain(frame["working_days_overdue"]), Kind.COUNT),
        ),
        note=cut,
        empty=empty,
        filtered=True,
    )


def _open(context: Context, items: pd.DataFrame, empty: str) -> ResultTable:
    waiting = items[items["state"] != ObligationState.OVERDUE].sort_values("due_on", kind="stable")
    frame, cut, _ = limit_rows(waiting, "项", LATER_LIMIT, "其余见各人的负责人清单")
    as_of = pd.Timestamp(context.drop.analysis.period.as_of)
    left = (frame["due_on"].dt.floor("D") - as_of).dt.days.astype("Int64")
    # The columns stand under those of the overdue list, so that both lists read the same way.
    return ResultTable(
        "open",
        "未到期与期限不明的事项（按到期日）",
        (
            Column("clock", "事项", _clock_labels(frame)),
            *_who(frame),
            Column("due_on", "到期日", plain(frame["due_on"]), Kind.DAY),
            Column("left", "剩余天数", plain(left), Kind.COUNT),
            Column("state", "状态", plain(frame["state"]), tones=_STATE_TONES),
            _content(frame),
            context.place_column(frame),
        ),
        note=cut,
        empty=empty,
    )


def _not_called(context: Context, frame: pd.DataFrame, empty: str) -> ResultTable:
    frame, cut, _ = limit_rows(frame, "次")
    return ResultTable(
        "not_called",
        "计划回访但没有回访的客户",
        (
            Column("kind", "事项", plain(frame["state"])),
            Column("id", "客户编号", plain(frame["customer_id"])),
            Column("name", "客户名称", plain(frame["customer_name"])),
            Column("tier", "等级", _tiers_of(context, frame)),
            context.place_column(frame, Kind.FLOW),
        ),
        note=f"{cut}未接通：本期只有联系不上的记录。{TIER_SHOWN}。" if len(frame) else "",
        empty=empty,
    )


def _attempts(context: Context, figures: FollowUpFigures) -> tuple[ResultTable, ...]:
    """Return who tried to reach whom in vain; nothing where nobody did."""
    if figures.attempts.empty:
        return ()
    by_owner = figures.attempts_by_owner
    frame, cut, _ = limit_rows(figures.attempts, "次")
    return (
        ResultTable(
            "attempts_by_owner",
            "联系不上的次数（不算联系，不计入回访数和完成率）",
            (
                person_column(owner_names(by_owner["owner"]), "name", width=12),
                Column("attempts", "次数", plain(by_owner["attempts"]), Kind.COUNT),
                Column("callbacks", "其中回访", plain(by_owner["callbacks"]), Kind.COUNT),
                Column("followups", "其中跟进", plain(by_owner["followups"]), Kind.COUNT),
            ),
        ),
        ResultTable(
            "attempts",
            "联系不上的记录",
            (
                Column("tried_on", "日期", plain(frame["tried_on"]), Kind.DAY),
                *customer_columns(frame),
                person_column(owner_names(frame["owner"])),
                Column("reached_on", "之后联系上", plain(frame["reached_on"]), Kind.DAY),
                context.place_column(frame, Kind.FLOW),
            ),
            note=cut,
        ),
    )


def _results(context: Context, figures: FollowUpFigures) -> tuple[ResultTable, ...]:
    """Return what the period's callbacks came to, and who answers until when."""
    classes = figures.results_by_class
    if classes.empty or not classes["count"].any():
        return ()
    asked = figures.results[figures.results["answer_by"].notna()]
    frame, cut, _ = limit_rows(asked.sort_values("answer_by", kind="stable"), "次")
    rules = context.drop.policy.policy.follow_ups.results
    classless = classless_words(figures.made, int(classes["count"].sum()))
    return (
        ResultTable(
            "results",
            "回访结果分类",
            (
                Column("class", "类别", plain(classes["class"]), width=12),
                Column("count", "回访数", plain(classes["count"]), Kind.COUNT),
                Column("role", "责任岗位", plain(classes["role"]), widest=18),
                Column("limit", "答复时限", plain(classes["limit"]), Kind.FLOW),
            ),
            note="。".join(filter(None, (RESULT_ORDER, classless, low_tier_words(rules), "均为值。"))),
        ),
        ResultTable(
            "answers",
            "需要答复客户的回访（按期限）",
            (
                Column("class", "类别", plain(frame["class"])),
                *customer_columns(frame),
                Column("called_on", "回访日期", plain(frame["called_on"]), Kind.DAY),
                Column("role", "责任岗位", plain(frame["role"]), widest=18),
                Column("answer_by", "答复期限", plain(frame["answer_by"]), Kind.DAY),
                Column("answered_on", "之后联系", plain(frame["answered_on"]), Kind.DAY),
                context.place_column(frame),
            ),
            note=f"{cut}之后联系：该次回访之后第一次联系该客户的日期。",
            empty="没有",
        ),
    )


def _conduct(context: Context, conduct: Conduct | None) -> tuple[ResultTable, ...]:
    """Return who is called too often and which plans lack a part; nothing of what there is none."""
    if conduct is None:
        return ()
    tables = []
    if len(conduct.over_contacted):
        frame, cut, _ = limit_rows(conduct.over_contacted, "户")
        tables.append(
            ResultTable(
                "over_contacted",
                "联系过于频繁的客户",
                (
                    Column("month", "月份", plain(frame["month"])),
                    *customer_columns(frame),
                    Column("tier", "等级", plain(frame["tier"])),
                    Column("contacts", "联系天数", plain(frame["contacts"]), Kind.COUNT),
                    Column("allowed", "频率允许", plain(frame["allowed"]), Kind.COUNT),
                ),
                note=f"{cut}当月有回访或跟进的天数，多于该等级联系频率允许的次数。{TIER_ALIASED}。",
            )
        )
    if len(conduct.incomplete_plans):
        frame, cut, _ = limit_rows(conduct.incomplete_plans, "条")
        whole = conduct.plans - len(conduct.incomplete_plans)
        tables.append(
            ResultTable(
                "incomplete_plans",
                f"不完整的跟进计划（本期 {conduct.plans:,} 条，{whole:,} 条完整）",
                (
                    Column("missing", "缺少", plain(frame["missing"])),
                    *customer_columns(frame),
                    person_column(owner_names(frame["owner"])),
                    Column("due_on", "时间", plain(frame["due_on"]), Kind.DAY),
                    _content(frame),
                    context.place_column(frame),
                ),
                note=cut,
            )
        )
    return tuple(tables)


def _who(frame: pd.DataFrame) -> tuple[Column, ...]:
    return (
        *customer_columns(frame),
        Column("tier", "等级", plain(frame["tier"])),
        person_column(owner_names(frame["owner"])),
    )


def _content(frame: pd.DataFrame) -> Column:
    return Column("content", "约定内容", plain(frame["content"]), Kind.LONG, width=30, widest=38)


def _tiers_of(context: Context, frame: pd.DataFrame) -> list[Cell]:
    known = context.drop.analysis.tiers.customers.set_index("customer")
    labels: list[Cell] = plain(known["recomputed"].fillna(known["stated"]).reindex(frame["customer"]))
    return labels


def _clock_labels(frame: pd.DataFrame) -> list[Cell]:
    return [CLOCK_LABELS.get(clock, clock) for clock in plain(frame["clock"])]


def _severities(frame: pd.DataFrame) -> list[Cell]:
    return [None if level is None else SEVERITY_LABELS[level] for level in plain(frame["severity"])]
