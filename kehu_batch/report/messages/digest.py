"""A text of at most 20 lines for a chat group: what to act on first, then the key figures."""

from __future__ import annotations

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.policy.schema import Policy
from kehu_batch.report.headlines import build_headlines
from kehu_batch.report.indicators import Indicator, build_indicators
from kehu_batch.report.phrases import PERIOD_NAMES, period_title
from kehu_batch.wording.labels import ACT_FIRST
from kehu_batch.wording.untold import nothing_amiss, untold_words

#: Lines at most: the title, six sentences and what nobody can tell, eight figures, two heads and the policy leave
#: room for where the page is.
MOST_LINES = 20


def write_digest(analysis: Analysis, policy: Policy, stamp: str) -> tuple[str, ...]:
    """Return the lines, plain text without markup; the sentences and figures are those of the page.

    Args:
        analysis: The figures.
        policy: Its targets.
        stamp: By which rules they were computed: the last line.
    """
    period = analysis.period
    unfinished = "" if period.complete else "，未满期"
    title = (
        f"{PERIOD_NAMES[period.kind][0]} {period_title(period)}（截至 {period.as_of:%Y-%m-%d}{unfinished}）"
    )
    first = [f"{number}. {one.sentence}" for number, one in enumerate(build_headlines(analysis, policy), 1)]
    figures = [_figure(one) for one in build_indicators(analysis, policy)]
    untold = untold_words(analysis)
    lines = (
        title,
        f"{ACT_FIRST}：" if first else nothing_amiss(untold),
        *first,
        *filter(None, (untold,)),
        "关键指标：",
        *figures,
    )
    return tuple(" ".join(line.split()) for line in (*lines[: MOST_LINES - 1], stamp))


def _figure(one: Indicator) -> str:
    unit = one.unit if one.unit in {"", "%"} else f" {one.unit}"
    note = f"（{one.note}）" if one.note else ""
    target = f"，目标 {one.target} {one.standing.mark} {one.standing.word}" if one.target else ""
    changes = "".join(f"，{name} {text}" for name, text in one.changes if not text.startswith("—"))
    return f"{one.name} {one.figure}{unit}{note}{target}{changes}"
