"""The channel of a contact, by what people write of its way."""

from __future__ import annotations

import numpy as np
import pytest

from kehu_batch.analysis.base.days import no_days
from kehu_batch.analysis.follow_ups.channels import Channels
from kehu_batch.analysis.follow_ups.contacts import Contacts
from kehu_batch.folding import fold_text
from kehu_batch.policy.loading import load_policy

CHANNELS = load_policy().policy.follow_ups.touch.channels
#: 线上, 电话, 上门; beyond them the unknown, before them nobody met.
ONLINE, PHONE, VISIT, UNKNOWN, NOBODY = 0, 1, 2, 3, -1


def contacts(*methods: str) -> Contacts:
    size = len(methods)
    folded = np.array([fold_text(method) for method in methods], dtype=object)
    numbers = np.zeros(size, dtype=np.int64)
    return Contacts(
        numbers, no_days(size), folded, numbers, numbers, np.full(size, "called_on", dtype=object)
    )


@pytest.mark.parametrize(
    ("method", "place"),
    [
        ("电话", PHONE),
        ("電話", PHONE),
        ("电话回访", PHONE),
        ("手机短信", ONLINE),
        ("微信语音", PHONE),
        ("邮件、电话", PHONE),
        ("电话+上门", VISIT),
        ("上门/微信", VISIT),
        ("客户来访", VISIT),
        ("当面沟通（王经理）", VISIT),
        ("visitor", UNKNOWN),
        ("", UNKNOWN),
        ("传真", UNKNOWN),
        ("上门（未遇）", NOBODY),
        ("电话未接、微信", ONLINE),
    ],
)
def test_channels_of_contacts(method: str, place: int) -> None:
    assert Channels(CHANNELS).strengths(contacts(method)).tolist() == [place]


@pytest.mark.parametrize(
    ("method", "counts"),
    [
        ("上门拜访", True),
        ("走访", True),
        ("视频会议", True),
        ("", True),
        ("电话", False),
        ("非现场", False),
        ("传真", False),
    ],
)
def test_ways_that_a_tier_asks_for(method: str, counts: bool) -> None:
    found = Channels(CHANNELS, ("上门", "视频")).counting(contacts(method), ("上门", "视频"))
    assert found.tolist() == [counts]
