"""Why each customer has its tier, in one line that names rule, inputs and what was missing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.snapshot import Mask
from kehu_batch.analysis.base.text_columns import Texts, same_text
from kehu_batch.analysis.tiers.bands import least_of
from kehu_batch.analysis.tiers.inputs import show_number
from kehu_batch.analysis.tiers.rating import SCALE, Ground, Rating
from kehu_batch.analysis.tiers.scoring import scaled, show_points, show_score
from kehu_batch.analysis.tiers.spend import Spend
from kehu_batch.policy.schema import Policy, TierPolicy
from kehu_batch.policy.sections.tiers import HIGH, LOW
from kehu_batch.wording.labels import UNRATED
from kehu_batch.wording.numbers import format_yuan


def explain_tiers(rating: Rating, spend: Spend, policy: Policy) -> Texts:
    """Return the reason of each customer's tier, e.g. ``核心 ← 近12个月消费 128,400.00 ≥ 100,000.00``."""
    return _Explanation(rating, spend, policy).write()


class _Explanation:
    """Writes the reasons of one day's rating."""

    def __init__(self, rating: Rating, spend: Spend, policy: Policy) -> None:
        self._rating = rating
        self._spend = spend
        self._policy = policy
        self._scheme: TierPolicy = policy.tiers
        names = np.array([*(tier.name for tier in policy.tiers.tiers), UNRATED], dtype=object)
        self._names: Texts = names[rating.tiers]

    def write(self) -> Texts:
        """Return the reason of each customer."""
        rating = self._rating
        reasons = same_text("", len(rating.tiers))
        for ground in np.unique(rating.grounds).tolist():
            chosen = rating.grounds == ground
            reasons[chosen] = self._of_ground(Ground(ground), chosen)
        return reasons

    def _of_ground(self, ground: Ground, chosen: Mask) -> Texts | str:
        match ground:
            case Ground.RULED | Ground.DROPPED:
                return self._ruled(chosen)
            case Ground.NO_DEAL:
                return self._no_deal(chosen)
            case Ground.NO_AMOUNT:
                return self._no_amount(chosen)
            case Ground.NEITHER:
                unheard = self._rating.inquiry.unheard
                asked = f"看不出有没有咨询（{unheard}）" if unheard else "也没有咨询"
                return f"{UNRATED}：没有成交，{asked}"
            case Ground.INQUIRY:
                name = next(tier.name for tier in self._scheme.tiers if tier.inquiry)
                parts: tuple[Texts | str, ...] = (f"{name} ← 没有成交，有咨询（", self._asked(chosen), "）")
            case Ground.UNTOLD:
                why = self._rating.inquiry.untold[chosen]
                parts = (f"{UNRATED}：有咨询（", self._asked(chosen), "），但", why, "，看不出有没有成交")
            case Ground.NEGATIVE:
                parts = (f"{UNRATED}：", self._amounts()[chosen], "，为负数")
            case _:
                parts = (f"{UNRATED}：", self._untold(ground)[chosen])
        return beside(*parts)

    def _ruled(self, chosen: Mask) -> Texts:
        texts = beside(self._names, " ← ", self._evidence())
        texts[self._rating.grounds == Ground.DROPPED] += "；有不符合的，降一级"
        ruled: Texts = texts[chosen]
        return ruled

    def _evidence(self) -> Texts:
        """Return what the scheme's method looked at, for all customers."""
        return {
            "bands": self._band_texts,
            "quadrants": self._side_texts,
            "score": self._score_texts,
            "rfm": self._segment_texts,
        }[self._scheme.method]()

    def _amounts(self) -> Texts:
        """Return ``近12个月消费 128,400.00`` for each customer, each distinct value formatted once."""
        measure = self._rating.measure
        distinct, position = np.unique(measure.numbers, return_inverse=True)
        shown = [f"{measure.label} {show_number(value, measure.unit)}" for value in distinct.tolist()]
        texts: Texts = np.array(shown, dtype=object)[position]
        if measure.code in {"spend", "lifetime"}:
            for customer in np.flatnonzero(self._spend.unpriced).tolist():
                texts[customer] += f"（另有{self._spend.unpriced[customer]}笔订单金额不明）"
        return texts

    def _band_texts(self) -> Texts:
        rating, scheme = self._rating, self._scheme
        least = [least_of(tier, scheme) for tier in scheme.tiers]
        unit = rating.measure.unit
        bounds = np.array(
            [*("" if value is None else f" ≥ {show_number(value, unit)}" for value in least), ""],
            dtype=object,
        )
        texts = beside(self._amounts(), bounds[rating.bands])
        for verdict in rating.verdicts:
            phrases = verdict.phrases()
            texts = joined([texts, phrases])
        return texts

    def _side_texts(self) -> Texts:
        """Return ``当前价值高（…）；发展潜力低（…）`` for each customer; an axis not known is 不明."""
        rating = self._rating
        verdicts = iter(rating.verdicts)
        parts = []
        for axis, side in zip(self._scheme.axes, rating.sides, strict=True):
            phrases = [next(verdicts).phrases() for _ in axis.conditions]
            words = np.array([LOW, HIGH, "不明"], dtype=object)[side]
            parts.append(beside(axis.name, words, "（", joined(phrases), "）"))
        return joined(parts)

    def _score_texts(self) -> Texts:
        """Return ``加权得分 73.33 ≥ 60（年合作金额 100,000.00 得 60 分×40；…）`` for each customer."""
        rating, scheme = self._rating, self._scheme
        score = rating.score
        if score is None:
            raise ValueError("a rating by score has a score")
        bounds = ["" if tier.min_value is None else f" ≥ {tier.min_value:f}" for tier in scheme.tiers]
        least = [scaled(tier.min_value) for tier in scheme.tiers if tier.min_value is not None]
        show = partial(show_score, bounds=least)
        whole, rescaled = sum(scaled(part.weight) for part in scheme.parts), ("", "，只按已知的各项折算")
        texts = [
            ""
            if not weights
            else f"加权得分 {show(points, weights)}{bounds[tier] if tier >= 0 else ''}{rescaled[weights < whole]}"
            for points, weights, tier in zip(
                score.points.tolist(), score.weights.tolist(), rating.tiers.tolist(), strict=True
            )
        ]
        return beside(np.array(texts, dtype=object), "（", self._part_texts(), "）")

    def _part_texts(self) -> Texts:
        """Return the points of each part, for each customer."""
        rating, scheme = self._rating, self._scheme
        if rating.score is None:
            raise ValueError("a rating by score has a score")
        phrases = []
        for part, verdict, gained in zip(scheme.parts, rating.verdicts, rating.score.gained, strict=True):
            known = np.flatnonzero(gained >= 0)
            told = verdict.phrases()
            told[known] = [
                f"{verdict.source.label}{shown} 得 {show_points(got)} 分 × 权重 {part.weight:f}"
                for shown, got in zip(verdict.source.show(known), gained[known].tolist(), strict=True)
            ]
            phrases.append(told)
        return joined(phrases)

    def _segment_texts(self) -> Texts:
        scores = self._rating.rfm
        if scores is None:
            raise ValueError("a rating by segments has scores")
        names = np.array([*(one.name for one in self._policy.rfm.segments), ""], dtype=object)[scores.segment]
        shown = [
            f"RFM 客群“{name}”（R{r} F{f} M{m}：距上次成交 {days} 天，成交 {deals} 次，金额 {format_yuan(fen)}）"
            if name
            else str(reason)
            for name, r, f, m, days, deals, fen, reason in zip(
                names,
                scores.r.tolist(),
                scores.f.tolist(),
                scores.m.tolist(),
                scores.days.tolist(),
                scores.deals.tolist(),
                scores.fen.tolist(),
                scores.reasons,
                strict=True,
            )
        ]
        texts: Texts = np.array(shown, dtype=object)
        return texts

    def _untold(self, ground: Ground) -> Texts:
        """Return why the scheme's rule gives no tier, for all customers."""
        if ground is Ground.BELOW and self._scheme.method == "bands":
            least = [one for tier in self._scheme.tiers if (one := least_of(tier, self._scheme)) is not None]
            bound = f"，低于最低一级 {show_number(min(least), self._rating.measure.unit)}" if least else ""
            return beside(self._amounts(), bound)
        if ground is Ground.UNDECIDED and self._scheme.method == "score":
            return beside(self._low_weight(), "（", self._part_texts(), "）")
        return beside(self._evidence(), _ENDINGS.get(ground, ""))

    def _low_weight(self) -> Texts:
        score = self._rating.score
        if score is None:
            raise ValueError("a rating by score has a score")
        least = scaled(self._scheme.known_weight_min)
        texts: Texts = np.array(
            [
                f"已知各项的权重合计 {weight / SCALE:g}，少于 {least / SCALE:g}"
                if weight < least
                else "缺少必需的一项"
                for weight in score.weights.tolist()
            ],
            dtype=object,
        )
        return texts

    def _asked(self, chosen: Mask) -> Texts:
        """Return how customers asked, e.g. ``回访、需求``."""
        inquiry = self._rating.inquiry
        kinds = pd.DataFrame({"回访": inquiry.called, "跟进": inquiry.followed, "需求": inquiry.needs})[
            chosen
        ]
        code = kinds.to_numpy(dtype=np.int64) @ np.array([1, 2, 4])
        listed = [
            "、".join(word for bit, word in enumerate(kinds.columns) if mask >> bit & 1) for mask in range(8)
        ]
        texts: Texts = np.array(listed, dtype=object)[code]
        return texts

    def _no_deal(self, chosen: Mask) -> Texts:
        asked = beside(
            f"{UNRATED}：没有成交；有咨询（", self._asked(chosen), "），但本方案没有给咨询客户的等级"
        )
        dealt = beside(f"{UNRATED}：", self._amounts()[chosen], "，按金额没有成交")
        texts: Texts = np.where(self._rating.inquiry.asked[chosen], asked, dealt).astype(object)
        return texts

    def _no_amount(self, chosen: Mask) -> Texts:
        measure = self._rating.measure
        if measure.unit != "元":
            return same_text(f"{UNRATED}：没有{measure.label}", int(chosen.sum()))
        short = f"订单不足{self._scheme.window_months}个月"
        partial = f"{UNRATED}：没有金额（{short}，台账没有年合作金额）"
        none = f"{UNRATED}：没有金额（年合作金额、订单都没有）"
        if measure.column not in {None, "annual_amount"}:
            partial = none = f"{UNRATED}：没有金额（台账没有{measure.label}）"
        texts = np.where(self._spend.ordered[chosen], partial, none).astype(object)
        unknown = self._spend.ledger_unknown[chosen]
        if measure.column in {None, "annual_amount"}:
            texts = np.where(
                unknown != "", beside(f"{UNRATED}：台账写了年合作金额，但", unknown, "，消费未知"), texts
            )
        if self._spend.by_orders and measure.column in {None, "annual_amount"}:
            months = self._scheme.window_months
            unpriced = beside(
                f"{UNRATED}：近{months}个月的",
                self._spend.unpriced[chosen].astype(str),
                "笔订单金额都不明，消费未知",
            )
            texts = np.where(self._spend.unpriced[chosen] > 0, unpriced, texts)
        shared = f"{UNRATED}：有订单只写了名称，而同名的客户有几个编号，分不清是哪一个的，消费未知"
        of_name: Texts = np.where(self._spend.shared[chosen], shared, texts).astype(object)
        return of_name


#: What follows the evidence where the rule gives no tier.
_ENDINGS = {
    Ground.NO_MATCH: "，方案没有与此对应的等级",
    Ground.UNDECIDED: "，所以不能定级",
    Ground.BELOW: "，低于最低一级的得分线",
}


def beside(*parts: Texts | str) -> Texts:
    """Return texts one after another, row by row."""
    texts: Texts = np.sum(np.broadcast_arrays(*(np.asarray(part, dtype=object) for part in parts)), axis=0)
    return texts


def joined(parts: Sequence[Texts]) -> Texts:
    """Return texts joined by semicolons, row by row; blank ones are left out."""
    whole = parts[0]
    for part in parts[1:]:
        whole = beside(whole, np.where((whole == "") | (part == ""), "", "；"), part)
    return whole
