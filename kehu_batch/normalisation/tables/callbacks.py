"""Takes the worksheet's composite cells apart: score, feedback and follow-up plans (docs/rules.md, 3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.model.findings.catalogue_stated import PLAN_SAID_DONE, SCORE_LEGEND_USED
from kehu_batch.model.findings.catalogue_values import (
    PLAN_DATE_MISSING,
    PLAN_OWNER_MISSING,
    SCORE_CONFLICTING,
    SCORE_MISSING,
    SCORE_OUT_OF_RANGE,
    SCORE_SCALE_TOLD,
    SCORE_SCALE_UNKNOWN,
    SCORE_UNREADABLE,
    SCORE_ZERO,
)
from kehu_batch.model.findings.finding import FindingKind
from kehu_batch.model.findings.question import QuestionKind
from kehu_batch.model.tables.recognition import NOTE, Region
from kehu_batch.normalisation.cells.collecting import Collector, say
from kehu_batch.normalisation.cells.distinct import (
    Distinct,
    Objects,
    find_distinct,
    map_distinct,
    read_distinct_pairs,
)
from kehu_batch.normalisation.cells.raw import RawColumn
from kehu_batch.normalisation.cells.text import (
    cell_text,
    is_blank_cell,
    is_none_answer,
    level_text,
    levels_of,
)
from kehu_batch.normalisation.plans.reading import Plan, PlanProblem, read_plans
from kehu_batch.normalisation.statements.score_columns import (
    bare_number,
    score_among_fractions,
    score_by_legend,
    score_under_percent,
)
from kehu_batch.normalisation.statements.score_legends import find_legend
from kehu_batch.normalisation.statements.score_values import (
    ScoreProblem,
    ScoreReading,
    full_mark_of_header,
    header_is_percent,
    judge_full_mark,
    start_in_header,
)
from kehu_batch.normalisation.statements.scores import Feedback, feedback_reader, read_score
from kehu_batch.normalisation.tables.asking import ask_scale, scale_of
from kehu_batch.normalisation.tables.columns import DATE_KINDS, header_of, region_slices, to_text
from kehu_batch.policy.column_questions import column_key
from kehu_batch.policy.schema import SatisfactionPolicy
from kehu_batch.records import dataclass
from kehu_batch.working_days import working_day_after

_SCORE_KINDS: Mapping[ScoreProblem, tuple[FindingKind, str]] = {
    ScoreProblem.NOT_A_SCORE: (SCORE_UNREADABLE, "{label}“{value}”不是能识别的评分"),
    ScoreProblem.OUT_OF_RANGE: (SCORE_OUT_OF_RANGE, "{label}“{value}”超出满分"),
    ScoreProblem.SCALE_UNKNOWN: (SCORE_SCALE_UNKNOWN, "{label}“{value}”没有写满分，看不出是几分制"),
    ScoreProblem.NOT_RATED: (SCORE_ZERO, "{label}“{value}”是 0，按没有评分处理"),
    ScoreProblem.CONFLICTING: (SCORE_CONFLICTING, "{label}“{value}”里有不同的评分"),
}

_FLOAT_NOISE = 1e-9
#: A word may stand for what is nearer than this to its share of the full mark: one step of five and a half.
_COARSE = 0.3 + _FLOAT_NOISE
_NO_SCORE = ScoreReading(problem=ScoreProblem.BLANK)
_NO_FEEDBACK = Feedback(score=None, rest="")


@dataclass(frozen=True, slots=True)
class Scores:
    """A score for each row, from its own column or else from the feedback."""

    readings: Distinct[ScoreReading]
    from_column: npt.NDArray[np.bool_]


def add_feedback(collector: Collector, frame: pd.DataFrame, policy: SatisfactionPolicy) -> Scores:
    """Add ``score`` (fraction of full mark), ``score_raw``, ``score_full_mark``, ``feedback``, ``feedback_rest``.

    Args:
        collector: The worksheet's cells, and where findings go.
        frame: Typed callbacks; changed in place.
        policy: Words and full mark of scores.
    """
    size = len(frame)
    cells = find_distinct(collector.raw.columns.get("feedback", np.full(size, "", dtype=object)))
    split = feedback_reader(policy.words, policy.default_full_mark)
    levels = levels_of([*map(str, cells.results)])
    feedback = cells.map(
        lambda cell: _NO_FEEDBACK if is_blank_cell(cell) else split(text := str(cell), levels[text])
    )
    frame["feedback"] = cells.texts(cell_text)
    frame["feedback_rest"] = feedback.texts(lambda item: item.rest or None)
    scores = _merge_scores(collector, feedback.map(lambda item: item.score or _NO_SCORE), policy)
    readings = scores.readings
    frame["score"] = readings.pick(lambda reading: _or_nan(reading.fraction), np.float64)
    frame["score_raw"] = readings.pick(lambda reading: _or_nan(reading.raw), np.float64)
    frame["score_full_mark"] = readings.pick(lambda reading: _or_nan(reading.full_mark), np.float64)
    return scores


def _merge_scores(
    collector: Collector, feedback: Distinct[ScoreReading], policy: SatisfactionPolicy
) -> Scores:
    cells = collector.raw.columns.get("score")
    if cells is None:
        return Scores(feedback, np.zeros(len(feedback.codes), dtype=bool))
    stated, from_feedback = _stated_scores(collector, policy), feedback.expand()
    blank = np.array([reading.problem is ScoreProblem.BLANK for reading in stated], dtype=bool)
    merged = np.where(blank, from_feedback, stated)
    conflict = ScoreReading(problem=ScoreProblem.CONFLICTING)
    for row in np.flatnonzero(~blank).tolist():
        if _contradict(stated[row], from_feedback[row]):
            merged[row] = conflict
    return Scores(find_distinct(merged), ~blank)


def _contradict(stated: ScoreReading, said: ScoreReading) -> bool:
    """Tell whether a score column and the feedback beside it give scores that differ.

    A word is coarse and contradicts only what lies well away from it: 不满意 beside 5分.
    """
    if stated.fraction is None or said.fraction is None:
        return False
    words = stated.raw is None or said.raw is None
    return abs(stated.fraction - said.fraction) > (_COARSE if words else _FLOAT_NOISE)


def _stated_scores(collector: Collector, policy: SatisfactionPolicy) -> Objects:
    raw = collector.raw
    stated = np.empty(len(raw), dtype=object)
    for region, inside in zip(raw.regions, region_slices(raw), strict=True):
        header, cells = header_of(region, "score"), raw.columns["score"].within(inside)
        legend = find_legend(_texts_of_legend(region, header), policy.words)
        if legend is not None and not legend.is_ordinary:
            message = f"评分的数字按写明的含义换算：{legend.text.strip()}"
            collector.add_column(SCORE_LEGEND_USED, "score", region, message)
            stated[inside] = map_distinct(cells, partial(score_by_legend, legend, policy.words))
            continue
        full_mark = full_mark_of_header(header)
        if full_mark is None and legend is not None:
            full_mark = legend.points[-1][0]
        key = column_key(region, "score", header)
        answered = scale_of(collector.answer(QuestionKind.SCALE, key))
        if full_mark is None:
            full_mark = answered
        known = full_mark is not None
        if full_mark is None:
            full_mark = _told_by_numbers(collector, region, cells, policy.default_full_mark)
            collector.ask(SCORE_SCALE_TOLD, region, ask_scale(key, header), "score")
        read = partial(
            read_score,
            words=policy.words,
            default_full_mark=full_mark,
            start=start_in_header(header),
            scale_known=known or full_mark != policy.default_full_mark,
        )
        if header_is_percent(header):
            read = partial(score_under_percent, read, policy.default_full_mark)
        elif _holds_fractions(cells):
            read = partial(score_among_fractions, read)
        stated[inside] = map_distinct(cells, read)
    return stated


def _texts_of_legend(region: Region, header: str) -> list[str]:
    """Return what may say what the numbers of a score mean, the nearest first."""
    return [
        header,
        *region.title.splitlines(),
        *(row.text for row in region.passed if row.reason == NOTE),
    ]


def _holds_fractions(cells: RawColumn) -> bool:
    """Whether a column has bare numbers between 0 and 1, which may be shares of the full mark."""
    values = cells.pick(bare_number, np.float64)
    return bool(((values > 0) & (values < 1)).any())


def _told_by_numbers(
    collector: Collector, region: Region, cells: RawColumn, policy_mark: float | None
) -> float | None:
    """Return the one full mark of a column's bare numbers, with a finding where it is not the policy's."""
    values = cells.pick(bare_number, np.float64)
    numbers: npt.NDArray[np.float64] = values[np.isfinite(values)]
    full_mark = judge_full_mark(numbers.tolist(), policy_mark)
    if full_mark is not None and full_mark != policy_mark:
        message = f"整列 {len(numbers)} 个数按满分 {full_mark:g} 分计，策略设的是 {policy_mark:g} 分"
        collector.add_column(SCORE_SCALE_TOLD, "score", region, message)
    return full_mark


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else value


def report_scores(collector: Collector, frame: pd.DataFrame, scores: Scores) -> None:
    """Add the findings about scores; a call that reached nobody lacks none.

    Args:
        collector: The worksheet's cells, and where findings go.
        frame: Typed callbacks with ``attempt``.
        scores: What ``add_feedback`` read.
    """
    reached = ~frame["attempt"].to_numpy(dtype=bool)
    called = frame["called_on"].notna().to_numpy(dtype=bool) & reached
    problems = scores.readings.pick(lambda reading: reading.problem)
    problems[~reached] = None
    for problem, (kind, template) in _SCORE_KINDS.items():
        rows = problems == problem
        for field, inside in (("score", rows & scores.from_column), ("feedback", rows & ~scores.from_column)):
            if inside.any():
                collector.add(kind, field, np.flatnonzero(inside), say(template))
    _report_assumed(collector, scores)
    for region in collector.raw.regions:
        header = header_of(region, "score")
        if header:
            question = ask_scale(column_key(region, "score", header), header)
            collector.ask(SCORE_SCALE_UNKNOWN, region, question, "score")
    unscored = called & frame["score"].isna().to_numpy(dtype=bool) & ~np.isin(problems, list(_SCORE_KINDS))
    _report_missing(collector, unscored, frame["feedback"].notna().to_numpy(dtype=bool))


def _report_assumed(collector: Collector, scores: Scores) -> None:
    """Tell of scores whose full mark only their size told: in running text, and in points under a percent sign."""
    assumed = scores.readings.pick(lambda reading: reading.assumed, bool)
    if not assumed.any():
        return
    percents = [
        region.id for region in collector.raw.regions if header_is_percent(header_of(region, "score"))
    ]
    percent = np.isin(collector.raw.region, percents)
    in_text = "{label}“{value}”里的评分没有写满分，按它的大小取 10 分或 100 分制"
    in_points = "{label}“{value}”写的是分，不按表头的百分比，按它的大小取几分制"
    for field, inside, message in (
        ("feedback", ~scores.from_column, in_text),
        ("score", scores.from_column & ~percent, in_text),
        ("score", scores.from_column & percent, in_points),
    ):
        if (assumed & inside).any():
            collector.add(SCORE_SCALE_TOLD, field, np.flatnonzero(assumed & inside), say(message))


def _report_missing(
    collector: Collector, unscored: npt.NDArray[np.bool_], answered: npt.NDArray[np.bool_]
) -> None:
    own_column = np.isin(
        collector.raw.region, [r.id for r in collector.raw.regions if r.column_of("score") is not None]
    )
    said = own_column.copy()
    # A cell that was emptied for a reason told already (a formula without result, two values) is not left out.
    said[collector.faulty_rows("score")] = False
    collector.add(SCORE_MISSING, "score", np.flatnonzero(unscored & said), _say_no_score)
    # A blank feedback is a finding of its own.
    rows = np.flatnonzero(unscored & ~own_column & answered)
    collector.add(SCORE_MISSING, "feedback", rows, lambda label, _value: f"{label}里没有评分")


def _say_no_score(label: str, value: str) -> str:
    return f"{label}“{value}”不是分数，按没有评分计" if value else f"{label}没有填写"


def collect_plans(collector: Collector, frame: pd.DataFrame, known_owners: frozenset[str]) -> pd.DataFrame:
    """Return one row a plan: ``callback``, ``region``, ``source_row``, ``owner``, ``due_on``, ``content``.

    Args:
        collector: The worksheet's cells, and where findings go.
        frame: Typed callbacks.
        known_owners: Names that are owners elsewhere in the drop.
    """
    if "plan" in collector.raw.columns:
        return _composite_plans(collector, frame, known_owners)
    return _separate_plans(frame)


def _composite_plans(collector: Collector, frame: pd.DataFrame, known_owners: frozenset[str]) -> pd.DataFrame:
    cells = find_distinct(collector.raw.columns["plan"])
    levels = levels_of([*map(str, cells.results)])

    def read(cell: object, reference: date | None) -> tuple[Plan, ...]:
        if is_blank_cell(cell) or is_none_answer(cell):
            return ()
        text = str(cell)
        return read_plans(
            text,
            reference=reference,
            working_day_after=working_day_after,
            known_owners=known_owners,
            level=levels[text],
        )

    readings = read_distinct_pairs(cells, frame["called_on"].to_numpy(), read)
    counts = readings.pick(len, np.int64)
    callback = np.repeat(np.arange(len(frame)), counts)
    plans = [plan for code in readings.codes.tolist() for plan in readings.results[code]]
    _report_plans(collector, callback, plans)
    return _plan_frame(
        frame,
        callback,
        owner=to_text(np.array([plan.owner for plan in plans], dtype=object)),
        due_on=pd.Series([_due(plan) for plan in plans], dtype="datetime64[s]"),
        content=to_text(np.array([plan.content for plan in plans], dtype=object)),
    )


def _due(plan: Plan) -> date | None:
    return plan.due.value if plan.due is not None else None


def _separate_plans(frame: pd.DataFrame) -> pd.DataFrame:
    parts = frame[["plan_owner", "plan_due_on", "plan_content"]]
    callback = np.flatnonzero(parts.notna().any(axis=1).to_numpy(dtype=bool))
    chosen = parts.iloc[callback].reset_index(drop=True)
    return _plan_frame(
        frame,
        callback,
        owner=chosen["plan_owner"],
        due_on=chosen["plan_due_on"],
        content=chosen["plan_content"],
    )


def _plan_frame(frame: pd.DataFrame, callback: npt.NDArray[np.intp], **columns: pd.Series) -> pd.DataFrame:
    rows = frame[["region", "source_row", "called_on"]].iloc[callback].reset_index(drop=True)
    return pd.DataFrame(
        {
            "callback": callback.astype(np.int64),
            "region": rows["region"],
            "source_row": rows["source_row"],
            "called_on": rows["called_on"],
            **columns,
        }
    )


#: At the end of what is to be done, or before it, that it is done: 发资料（已完成）, 已办结：发资料, 发资料√.
_SAID_DONE = re.compile(
    r"(?:^|[(,;、\s-])(?:均|都)?(?:已经?(?:完成|办结|解决|处理|办妥|闭环)(?:完毕)?|处理完毕|done)[).。!]*$"
    r"|[√✓✔☑][)]?$|^已(?:完成|办结|解决)[:,\s]"
)


def _report_plans(collector: Collector, callback: npt.NDArray[np.intp], plans: list[Plan]) -> None:
    ownerless = np.array([plan.owner is None for plan in plans], dtype=bool)
    if ownerless.any():
        rows = np.unique(callback[ownerless])
        collector.add(
            PLAN_OWNER_MISSING, "plan", rows, lambda _label, value: f"跟进计划“{value}”看不出负责人"
        )
    dateless = np.array([plan.due is None or plan.due.value is None for plan in plans], dtype=bool)
    problems = np.array([plan.due.problem if plan.due is not None else None for plan in plans], dtype=object)
    named = np.isin(problems, list(DATE_KINDS))
    if (dateless & ~named).any():
        several = np.array([PlanProblem.SEVERAL_DATES in plan.problems for plan in plans], dtype=bool)
        for told, what in ((~several, "没有写时间"), (several, "写了几个时间，看不出以哪个为准")):
            rows = np.unique(callback[dateless & ~named & told])
            collector.add(PLAN_DATE_MISSING, "plan", rows, say(f"跟进计划“{{value}}”{what}"))
    for problem, (kind, template) in DATE_KINDS.items():
        rows = np.unique(callback[problems == problem]) if len(plans) else np.empty(0, dtype=np.intp)
        if len(rows):
            collector.add(kind, "plan", rows, say(template))
    done = np.array([_says_done(plan) for plan in plans], dtype=bool)
    if done.any():
        collector.add(PLAN_SAID_DONE, "plan", np.unique(callback[done]), say("跟进计划“{value}”写着已经做完"))


def _says_done(plan: Plan) -> bool:
    return plan.content is not None and _SAID_DONE.search(level_text(plan.content)) is not None
