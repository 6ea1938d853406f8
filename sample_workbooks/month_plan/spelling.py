"""How the truth is written down: dates, scores, plans and lists in the many ways of many clerks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from month_plan.truth import Issue, Plan, Score
from month_plan.working_days import add_months, after_working_days

#: Every way in which a share of the full mark is written into 客户反馈.
_FEEDBACK_FORMS: dict[Fraction, tuple[str, ...]] = {
    Fraction(1): (
        "满意度5分(满分5分)",
        "满意度5分(满分5分)",
        "满意度10/10",
        "非常满意",
        "五星",
        "★★★★★",
        "评分5/5",
        "很满意",
    ),
    Fraction(9, 10): ("满意度4.5分(满分5分)", "满意度90%", "评分9/10", "4.5分"),
    Fraction(4, 5): (
        "满意度4分(满分5分)",
        "满意度4分(满分5分)",
        "8/10",
        "满意度:4/5",
        "满意",
        "四星",
        "★★★★☆",
        "满意度80%",
    ),
    Fraction(3, 5): ("满意度3分(满分5分)", "一般", "6/10", "满意度60%"),
    Fraction(2, 5): ("满意度2分(满分5分)", "不满意", "满意度2/5"),
    Fraction(1, 5): ("满意度1分(满分5分)", "非常不满意"),
}

#: And into a column of its own whose header says 满分5分: plain numbers, mostly.
_COLUMN_FORMS: dict[Fraction, tuple[object, ...]] = {
    Fraction(1): (5, 5, 5, "5分", "5/5", "非常满意"),
    Fraction(9, 10): (4.5, "4.5分", "90%"),
    Fraction(4, 5): (4, 4, 4, "4分", "4/5", "满意", "8/10"),
    Fraction(3, 5): (3, 3, "一般", "3分"),
    Fraction(2, 5): (2, "不满意"),
    Fraction(1, 5): (1,),
}

#: Shares of the full mark and how often they are given.
_SHARES = (Fraction(1), Fraction(9, 10), Fraction(4, 5), Fraction(3, 5), Fraction(2, 5), Fraction(1, 5))

_WEEKDAYS = "一二三四五六日"


def draw_score(random: Random, weights: Sequence[int], *, column: bool) -> tuple[Score, object]:
    """Return a score and how its cell writes it: a phrase of 客户反馈, or the value of a column of scores."""
    (share,) = random.choices(_SHARES, weights)
    written: object = random.choice(_COLUMN_FORMS[share] if column else _FEEDBACK_FORMS[share])
    return Score(share, str(written)), written


def spell_day(day: date, random: Random) -> object:
    """Write a full date: mostly a true date, else one of the usual texts."""
    text_forms = (
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y-%m-%d} {'上午' if day.day % 2 else '下午'}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y%m%d}",
    )
    return day if random.random() < 0.62 else random.choice(text_forms)


def spell_promise(day: date, called_on: date, random: Random) -> object:
    """Write a promised date beside the callback that it was made in; relative where that says the same day."""
    relative = relative_days(called_on)
    if day in relative and random.random() < 0.7:
        return random.choice(relative[day])
    if random.random() < 0.55:
        return day
    return random.choice(
        (f"{day.month}月{day.day}日", f"{day.year}/{day.month}/{day.day}", f"{day.month}月{day.day}日前")
    )


def relative_days(called_on: date) -> dict[date, tuple[str, ...]]:
    """Return the days that have a relative name on the day of the callback, with their names."""
    monday = called_on - timedelta(called_on.weekday()) + timedelta(7)
    named: dict[date, tuple[str, ...]] = {
        monday + timedelta(n): (f"下周{_WEEKDAYS[n]}", f"下周{_WEEKDAYS[n]}") for n in range(5)
    }
    named[add_months(called_on.replace(day=1), 1) - timedelta(1)] = ("月底前", "本月底")
    return named


def relative_due(called_on: date, random: Random) -> tuple[date, str]:
    """Return a day after the callback with the relative words of a plan."""
    choices = [
        (after_working_days(called_on, 3), "3个工作日内"),
        (after_working_days(called_on, 5), "5个工作日内"),
        *((day, names[0]) for day, names in relative_days(called_on).items() if day > called_on),
    ]
    return random.choice(choices)


def spell_plan(plan: Plan, due_words: str, random: Random) -> str:
    """Write a plan that has its owner and its date, in one of the looser forms of 负责人/时间/内容."""
    owner, content = plan.owner or "", plan.content
    before = "" if due_words.endswith(("内", "前", "底")) or due_words.startswith("下周") else "前"
    return random.choice(
        (
            f"{owner}/{due_words}{before}/{content}",
            f"{owner}/{due_words}{before}/{content}",
            f"{owner}/{due_words}/{content}",
            f"{owner} {due_words}{before} {content}",
            f"{owner}，{due_words}，{content}",
            f"负责人:{owner} 时间:{due_words} 内容:{content}",
        )
    )


def due_words(due: date, random: Random) -> str:
    """Write a plan's day without being relative: mostly without its year."""
    return random.choice((f"{due.month}月{due.day}日", f"{due.month}月{due.day}日", f"{due:%Y-%m-%d}"))


def spell_issues(issues: Sequence[Issue], random: Random) -> str:
    """Write the issues of one cell, split the way people split."""
    texts = [issue.text for issue in issues]
    if len(texts) == 1:
        return texts[0]
    numbered = "\n".join(f"{number}. {text}" for number, text in enumerate(texts, start=1))
    return random.choice(("、".join(texts), "；".join(texts), numbered, ",".join(texts)))


def spell_yuan(fen: int, random: Random) -> object:
    """Write an amount in yuan: mostly a number, else one of the usual texts."""
    yuan: object = fen // 100 if fen % 100 == 0 else fen / 100
    texts = [f"￥{fen / 100:,.2f}", f"{fen / 100:,.2f}"]
    if fen % 10_000 == 0 and abs(fen) >= 1_000_000:
        texts.append(f"{fen / 1_000_000:g}万")
    if fen < 0:
        texts = [f"({-fen / 100:,.2f})"]
    return yuan if random.random() < 0.85 else random.choice(texts)
