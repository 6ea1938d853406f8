"""Which channels a 回访方式 names, as people write it: 上门拜访, 电话+上门, 微信视频 (docs/rules.md, 6.4 and 6.5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.snapshot import Counts, Mask
from kehu_batch.analysis.follow_ups.contacts import Contacts
from kehu_batch.folding import fold_text
from kehu_batch.policy.sections.contact_clocks import TouchChannel
from kehu_batch.records import dataclass

_T = TypeVar("_T")
#: Between the ways of one contact.
_BETWEEN = re.compile(r"[、/,;+&|]|和|及|与")
#: Nobody was met, or the way was another.
_NOT_SO = re.compile("未|没|无(?!线)|非|拒|取消|失败|不在|不遇|不便")


@dataclass(frozen=True, slots=True)
class Channels:
    """The channels of a policy, from the weakest.

    Args:
        channels: Each with the ways of contact that belong to it.
        others: Ways that a tier asks for, beside those of the channels.
    """

    channels: Sequence[TouchChannel]
    others: Sequence[str] = ()

    def counting(self, contacts: Contacts, asked: Iterable[str]) -> Mask:
        """Return which contacts are by one of the ways asked for; an unstated way is one.

        The name of a channel asks for any of its ways, and a way for those that contain it (视频 for 视频会议).
        """
        words = {fold_text(word) for word in asked}
        for channel in self.channels:
            if fold_text(channel.name) in words:
                words.update(map(fold_text, channel.methods))
        pattern = self._pattern()

        def counts(method: str) -> bool:
            return not method or any(
                any(word in found for word in words)
                for part in _parts(method)
                for found in pattern.findall(part)
            )

        return np.array(_of_distinct(contacts, counts), dtype=np.bool_)

    def strengths(self, contacts: Contacts) -> Counts:
        """Return the place of each contact's strongest channel.

        Beyond the last where it is unknown, -1 where nobody was met. Of ways in one word the last is what was done:
        手机短信 is a message.
        """
        places = {
            fold_text(word): place
            for place, channel in enumerate(self.channels)
            for word in (channel.name, *channel.methods)
        }
        pattern, unknown = self._pattern(), len(self.channels)

        def strength(method: str) -> int:
            parts = _parts(method)
            heads = [found[-1] for part in parts if (found := pattern.findall(part))]
            if method and not parts:
                return -1
            return max((places.get(head, unknown) for head in heads), default=unknown)

        return np.array(_of_distinct(contacts, strength), dtype=np.int64)

    def _pattern(self) -> re.Pattern[str]:
        words = {*self.others, *(word for one in self.channels for word in (one.name, *one.methods))}
        folded = sorted(filter(None, map(fold_text, words)), key=lambda word: (-len(word), word))
        return re.compile("|".join(map(_spelled, folded)) or "(?!)")


def _spelled(word: str) -> str:
    """Return an expression for a word; one of Latin letters must not be a part of another."""
    return rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else re.escape(word)


def _parts(method: str) -> list[str]:
    return [part for part in _BETWEEN.split(method) if part and not _NOT_SO.search(part)]


def _of_distinct(contacts: Contacts, function: Callable[[str], _T]) -> list[_T]:
    codes, methods = pd.factorize(contacts.methods)
    found = [function(str(method)) for method in methods]
    return [found[code] for code in codes.tolist()]
