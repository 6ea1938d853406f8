"""The short way to read a cell gives what the long way gives.

Feedback, whatever stands before and behind the comma, and the day of a plan in the format's own form.
"""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from kehu_batch.normalisation.dates.reading import told_alone
from kehu_batch.normalisation.dates.values import DateReading
from kehu_batch.normalisation.plans import reading
from kehu_batch.normalisation.statements import scores
from kehu_batch.policy.loading import load_policy
from kehu_batch.working_days import working_day_after

HEADS = (
    "满意度5分(满分5分)", "4/5", "评分8/10", "非常满意", "一般", "5", "90%", "四星", "★★★★☆", "满意4分", "给了4分", "5分）",
    "上次3分", "10分制9分", "总分10分", "满分5分", "满意度50分(满分5分)", "没有意见",
)  # fmt: skip
RESTS = (
    "希望提供培训", "满分10分", "给5分", "A3线漏油", "得4分", "4", " 共10分", "共5", "价格4分", "但物流3分", "10分制", "客户说3分", "满意度4分",
    "out of 5", "★★★", "（满分5分）", "建议,增加功能", "希望 提供,满意", "从3分升到5分", "其中服务4分", "，5分", "",
    "后改为3分", "更正为3分", "→3分", "一百分给90", "给四分九", "扣1分", "1最差10最好", "1最好5最差", "⭐×4", "10点満点",
)  # fmt: skip


def test_both_ways_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    satisfaction = load_policy().policy.satisfaction
    texts = [head + mark + rest for head, mark, rest in itertools.product(HEADS, ",，", RESTS)]

    def read() -> list[scores.Feedback]:
        return [
            scores.split_feedback(text, words=satisfaction.words, default_full_mark=mark)
            for text in texts
            for mark in (satisfaction.default_full_mark, None)
        ]

    scores._score_before_comma.cache_clear()
    short = read()
    taken = scores._score_before_comma.cache_info()
    assert taken.hits > 100
    monkeypatch.setattr(scores, "_score_before_comma", lambda *_: None)
    assert short == read()


#: In a slot of the format's own form; the last ones tell no day, or more than one.
SLOTS = (
    "11月20日", "11月5号前", "2月30日", "2023-11-20前", "2024-2-29", "下周一", "下周五", "下周三前", "本月底", "3天内", "收货后3天内",
    "5个工作日内", "11月20日左右", "尽快", "11月20日或21日", "11月20日到25日", "回访后3天内", "4.5", "处理",
)  # fmt: skip


def test_a_slot_is_read_as_in_running_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def read() -> list[DateReading | None]:
        return [
            reading._date_in_slot.__wrapped__(slot, day, working_day_after)
            for slot in SLOTS
            for day in (date(2023, 11, 5), date(2023, 12, 31), None)
        ]

    short = read()
    assert sum(told_alone(slot) is not None for slot in SLOTS) > 8
    monkeypatch.setattr(reading, "told_alone", lambda _: None)
    assert short == read()
