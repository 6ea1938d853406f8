"""Tiers as people wrote them: stated and manual labels, compared through the policy's alias table."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.events import newest_positions
from kehu_batch.analysis.base.snapshot import Codes, Positions, Snapshot
from kehu_batch.analysis.base.text_columns import choose_text
from kehu_batch.folding import fold_text
from kehu_batch.model.figures.states import Movement
from kehu_batch.model.tables.listed import list_values
from kehu_batch.policy.schema import TierPolicy
from kehu_batch.records import dataclass

#: A tier is often written with its noun: 核心客户, A级, B类, VIP会员.
_NOUN = re.compile(r"(?:[级类]?(?:客户|会员)|级|类)$")
#: A tier by its letters, and behind them in brackets what it is called: A（重点客户）, C级（非优先客户）.
_CALLED = re.compile(r"([a-z]{1,4}[级类]?)\((?![原曾前拟待准])([^()]{1,12})\)")
#: What stands around a label: its place in a list of choices, a star, and a remark in brackets.
_CHOICE = re.compile(r"^(?:\d{1,2}\s*[-_.、:]?\s*|[★☆*●]+\s*)(?=[^\d\s])|[★☆*●]+$")
_REMARKED = re.compile(r"([^()]+)\(([^()]+)\)")
#: A remark that puts the label in doubt, or says what it is to be.
_DOUBT = re.compile("拟|待|准|疑|暂|申请|建议|应为|改为|转为|[?？]")
#: What the customer was before is no label of today.
_FORMER = re.compile("(?:^|[,;、])(?:原|曾|前|由)")
#: A manual tier may carry its reason: 核心(战略合作), 核心:董事长指定.
_REASON = re.compile(r"[(:,;、.].*$")
_WRITTEN_REASON = re.compile(r"^[^(（:：,，;；、]+[(（:：,，;；、]\s*(.+?)[)）]?\s*$")


@dataclass(frozen=True, slots=True)
class StatedTiers:
    """Stated tiers, in the order of ``Dataset.customers``.

    Args:
        labels: As written; missing where nothing is stated.
        tiers: Tier index by alias; -1 where nothing is stated or the label is unknown.
        callback_rows: Position of the newest callback with a label; -1 where none.
        callback_labels: Its label.
        callback_tiers: Its tier index.
        from_ledger: Whether ``labels`` is the ledger's.
    """

    labels: pd.Series
    tiers: Codes
    callback_rows: Positions
    callback_labels: pd.Series
    callback_tiers: Codes
    from_ledger: npt.NDArray[np.bool_]


class TierAliases:
    """Looks up labels of any scheme in the policy's alias table."""

    def __init__(self, policy: TierPolicy) -> None:
        names = {tier.name: position for position, tier in enumerate(policy.tiers)}
        self._index = {fold_text(alias): names[name] for alias, name in policy.aliases.items()}
        self._index |= {fold_text(name): position for name, position in names.items()}

    def find(self, label: str) -> int:
        """Return the tier index of a label; -1 where it is unknown."""
        folded = fold_text(label)
        found = self._of_name(folded)
        called = _CALLED.fullmatch(folded) if found < 0 else None
        if called is not None and (self._of_name(called[2]) >= 0 or _NOUN.search(called[2])):
            return self._of_name(called[1])
        return found if found >= 0 else self._of_marked(_CHOICE.sub("", folded))

    def _of_marked(self, folded: str) -> int:
        """Return the tier of a label with a remark (``核心(2024-01升级)``), or said twice (``A-核心``)."""
        remarked = _REMARKED.fullmatch(folded)
        if remarked is not None:
            name, remark = remarked.groups()
            other = not _FORMER.search(remark) and any(
                known in remark for known in self._index if len(known) > 1
            )
            return -1 if other or _DOUBT.search(remark) else self._of_name(name)
        said = {self._of_name(part) for part in folded.split("-")}
        return said.pop() if len(said) == 1 else -1

    def _of_name(self, folded: str) -> int:
        found = self._index.get(folded)
        return self._index.get(_NOUN.sub("", folded), -1) if found is None else found

    def find_manual(self, label: str) -> int:
        """Return the tier index of a manual tier, which may be followed by its reason; -1 where it is unknown."""
        found = self.find(label)
        return found if found >= 0 else self.find(_REASON.sub("", fold_text(label)))

    def find_all(self, labels: pd.Series, *, manual: bool = False) -> Codes:
        """Return the tier index of each label, looked up once per distinct label; -1 where missing or unknown."""
        look_up = self.find_manual if manual else self.find
        # Codes of what is missing are -1: the last place.
        codes, distinct = pd.factorize(labels)
        return np.array([*(look_up(str(label)) for label in list_values(distinct)), -1], dtype=np.int64)[
            codes
        ]


def read_stated_tiers(snapshot: Snapshot, aliases: TierAliases) -> StatedTiers:
    """Return what is stated for each customer: the ledger's label, else that of the newest callback."""
    written = snapshot.written
    labels = snapshot.written_rows("stated_tier")["stated_tier"].array
    newest = newest_positions(
        snapshot.values("callbacks", "customer", written),
        snapshot.days("callbacks", "called_on", written),
        ~np.asarray(labels.isna()),
        snapshot.customer_count,
    )
    of_callback = pd.Series(labels.take(newest, allow_fill=True))
    of_ledger = snapshot.ledger_values("stated_tier")
    from_ledger, tiers = of_ledger.notna().to_numpy(), aliases.find_all(of_callback)
    positions = np.append(written, -1)[newest]
    return StatedTiers(
        labels=of_ledger.where(from_ledger, of_callback),
        tiers=np.where(from_ledger, aliases.find_all(of_ledger), tiers),
        callback_rows=positions,
        callback_labels=of_callback,
        callback_tiers=tiers,
        from_ledger=from_ledger,
    )


def read_manual_reasons(snapshot: Snapshot, manual: pd.Series) -> pd.Series:
    """Return why each manual tier was given: the ledger's reason, else what follows the tier, e.g. in 核心(老客户)."""
    stated = snapshot.ledger_values("manual_tier_reason")
    written = manual.str.extract(_WRITTEN_REASON, expand=False)
    return stated.fillna(written).where(manual.notna())


def compare_tiers(stated: Codes, recomputed: Codes) -> npt.NDArray[np.object_]:
    """Return 一致, 上调, 下调 or 无法比较 for each pair of tier indices; a lower index is a higher tier."""
    choices = [(stated < 0) | (recomputed < 0), stated == recomputed, recomputed < stated]
    names = [Movement.INCOMPARABLE, Movement.SAME, Movement.UP]
    return choose_text(choices, names, Movement.DOWN)
