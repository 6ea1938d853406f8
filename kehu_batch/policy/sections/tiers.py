"""Schemes of customer tiers: bands of a measure, quadrants of two axes, weighted scores, or RFM segments.

A scheme is data. What it asks of a customer are *inputs* named by a code: a field of the ledger, or one of the
measures below, which are computed from orders, callbacks and complaints.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import product
from typing import Annotated, Literal

from kehu_batch.checked_values import Field, model_validator
from kehu_batch.folding import fold_text
from kehu_batch.model.figures.choices import TierMethod
from kehu_batch.policy.sections.base import Number, Section, Share, Yuan
from kehu_batch.policy.vocabulary import FieldKind, load_vocabulary

#: Measures computed for each customer, with their Chinese names and units.
MEASURES: Mapping[str, tuple[str, str]] = {
    "spend": ("窗口内消费", "元"),
    "lifetime": ("累计消费", "元"),
    "deals": ("窗口内成交天数", "天"),
    "repurchase_rate": ("复购率", "比例"),
    "complaint_rate": ("投诉率", "比例"),
    "complaints": ("窗口内投诉次数", "次"),
    "recommendation": ("最近一次推荐意愿", "分"),
    "satisfaction": ("最近一次满意度评分", "分"),
    "days_since_deal": ("距最近成交天数", "天"),
}

#: The most that a measure can be, where that is the same for every policy; the least is 0.
_HIGHEST: Mapping[str, int] = {"repurchase_rate": 1, "recommendation": 10}

HIGH, LOW = "高", "低"


def ledger_inputs() -> Mapping[str, tuple[str, str]]:
    """Return Chinese name and unit of each ledger field that a scheme may ask for; ``""`` is a field of words."""
    units = {FieldKind.AMOUNT: "元", FieldKind.TEXT: "", FieldKind.NUMBER: "数"}
    fields = load_vocabulary().tables["ledger"].fields
    return {code: (item.label, units[item.kind]) for code, item in fields.items() if item.kind in units}


def input_label(code: str) -> str:
    """Return the Chinese name of an input; the code itself where there is none."""
    return MEASURES.get(code, ledger_inputs().get(code, (code, "")))[0]


def input_unit(code: str) -> str | None:
    """Return an input's unit: ``元``, ``比例``, ``天`` …, ``""`` for words; ``None`` where there is no such input."""
    known = MEASURES.get(code) or ledger_inputs().get(code)
    return None if known is None else known[1]


class TierCondition(Section):
    """What is asked of one input: words it may be, a level it reaches, or bounds it keeps, ends included.

    Attributes:
        field: The input's code.
        any_of: Words of which the cell is one; any other word fails.
        at_least: Level that the cell's word reaches; a word of no level is passed over, with a finding.
        min: Least value; yuan for money, a share for rates.
        max: Greatest value.
    """

    field: str = Field(title="看哪一项")
    any_of: tuple[str, ...] = Field(default=(), title="可以是这些用语之一")
    at_least: str | None = Field(default=None, title="至少达到的程度")
    min: Number | None = Field(default=None, title="不低于")
    max: Number | None = Field(default=None, title="不高于")

    @model_validator(mode="after")
    def _check_kind(self) -> TierCondition:
        by_words = bool(self.any_of) + (self.at_least is not None)
        by_bounds = self.min is not None or self.max is not None
        if by_words + by_bounds != 1:
            raise ValueError("any_of、at_least、min/max 三种写法必须且只能用一种")
        unit = input_unit(self.field)
        if unit is None:
            raise ValueError(_no_input("field", self.field))
        if by_bounds != (unit != ""):
            wanted = "min 或 max" if unit else "any_of 或 at_least"
            raise ValueError(f"“{input_label(self.field)}”（{self.field}）要用 {wanted} 来写")
        self._check_bounds()
        return self

    def _check_bounds(self) -> None:
        """Refuse bounds that no customer can keep, or that all do: 75 for a share of 0.75."""
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min 不能大于 max；min 写的是 {self.min}，max 写的是 {self.max}")
        highest = _HIGHEST.get(self.field)
        for key, bound in (("min", self.min), ("max", self.max)):
            if bound is not None and highest is not None and not 0 <= bound <= highest:
                share = "（0.75 即 75%）" if highest == 1 else ""
                named = f"“{input_label(self.field)}”（{self.field}）"
                raise ValueError(f"{named}在 0 至 {highest} 之间{share}，{key} 写的是 {bound}")


class PointBand(Section):
    """Points of an input from ``min`` on, that included, up to the next band."""

    min: Number = Field(title="从多少起")
    points: Number = Field(ge=0, le=100, title="得分")


class ScorePart(Section):
    """One part of a weighted score, worth 0 to 100 points.

    Attributes:
        field: The input's code.
        weight: Its weight.
        bands: Points by value; below all of them 0.
        points: Points by word, or by the word's level.
        required: Without it the customer has no score, whatever else is known.
    """

    field: str = Field(title="看哪一项")
    weight: Number = Field(gt=0, title="权重")
    bands: tuple[PointBand, ...] = Field(default=(), title="按数值得分")
    points: dict[str, Annotated[Number, Field(ge=0, le=100)]] = Field(
        default_factory=dict, title="按用语或程度得分"
    )
    required: bool = Field(default=False, title="缺了就不评分")

    @model_validator(mode="after")
    def _check_kind(self) -> ScorePart:
        unit = input_unit(self.field)
        if unit is None:
            raise ValueError(_no_input("field", self.field))
        if bool(self.bands) == bool(self.points) or bool(self.bands) != (unit != ""):
            wanted = "bands" if unit else "points"
            raise ValueError(f"“{input_label(self.field)}”（{self.field}）要用 {wanted} 来写得分")
        starts = [band.min for band in self.bands]
        if starts != sorted(set(starts), reverse=True):
            written = "、".join(f"{start:f}" for start in starts)
            raise ValueError(f"bands 的 min 必须从高到低且互不相同，写的是 {written}")
        return self


class TierAxis(Section):
    """One axis of a scheme of quadrants: 高 or 低 by its conditions, those that are not known left out.

    ``needs`` tells how many of the known ones must hold: any, all, or the majority (more than half).
    """

    name: str = Field(title="名称")
    needs: Literal["any", "all", "majority"] = Field(default="all", title="几项成立才算高")
    conditions: tuple[TierCondition, ...] = Field(min_length=1, title="条件")


class Tier(Section):
    """One tier. Its least value is inclusive; the tier above it bounds it from above, exclusive.

    Attributes:
        name: Its name.
        min_amount: Least yuan of the scheme's measure (bands of money).
        min_value: Least value of another measure, or least score (bands, scores).
        inquiry: Whether customers with an inquiry and no deal are of this tier.
        expected_share: Share of the rated customers that is expected.
        conditions: Beside the measure; a failed one drops one tier (bands).
        when: 高 or 低 for each axis (quadrants).
        segments: RFM segments of this tier (rfm).
    """

    name: str = Field(min_length=1, title="名称")
    min_amount: Yuan | None = Field(default=None, title="最低金额（元，含）")
    min_value: Number | None = Field(default=None, title="最低数值或得分（含）")
    inquiry: bool = Field(default=False, title="没有成交、有咨询的客户归入这一级")
    expected_share: Share | None = Field(default=None, title="预期占比")
    conditions: tuple[TierCondition, ...] = Field(default=(), title="其他条件（不符合降一级）")
    when: dict[str, Literal["高", "低"]] = Field(default_factory=dict, title="各方面的高低")
    segments: tuple[str, ...] = Field(default=(), title="对应的 RFM 客群")


class TierPolicy(Section):
    """A scheme of tiers, high to low (docs/rules.md, 5).

    Attributes:
        scheme: Its name.
        method: How a tier is told.
        measure: What bands are of. Of every scheme it also tells whether there is a deal: below 0 nobody is
            rated, and 0 is no deal.
        window_months: Length of the window that ends with the as-of date.
        orders_complete: Whether the table of orders is known to hold all there are.
        tiers: High to low.
        aliases: Labels of other schemes, each with the tier of this one.
        levels: Words by level, the levels high to low.
        axes: Of quadrants.
        parts: Of a score.
        known_weight_min: Least weight of the known parts, else there is no score.
    """

    scheme: str = Field(title="方案名称")
    method: TierMethod = Field(default="bands", title="定级方法")
    measure: str = Field(default="spend", title="按哪一项分档、看有没有成交")
    window_months: int = Field(default=12, ge=1, le=120, title="统计窗口（月）")
    orders_complete: bool = Field(default=False, title="订单明细是全部订单")
    tiers: tuple[Tier, ...] = Field(min_length=1, title="等级（从高到低）")
    aliases: dict[str, str] = Field(title="其他叫法对应的等级")
    levels: dict[str, tuple[str, ...]] = Field(default_factory=dict, title="程度用语（从高到低）")
    axes: tuple[TierAxis, ...] = Field(default=(), title="方面（各分高低）")
    parts: tuple[ScorePart, ...] = Field(default=(), title="得分项")
    known_weight_min: Number = Field(default=Decimal(0), ge=0, title="已知权重至少要有")

    @property
    def of_money(self) -> bool:
        """Whether the measure is money."""
        return input_unit(self.measure) == "元"

    @model_validator(mode="after")
    def _check_tiers(self) -> TierPolicy:
        names = [tier.name for tier in self.tiers]
        if len(set(names)) != len(names):
            raise ValueError("tiers 中等级名称重复")
        unknown = sorted({target for target in self.aliases.values() if target not in names})
        if unknown:
            raise ValueError(f"aliases 指向不存在的等级：{'、'.join(unknown)}；可用：{'、'.join(names)}")
        if not input_unit(self.measure):
            raise ValueError(_no_input("measure", self.measure, numbers=True))
        self._check_levels()
        for problem in _CHECKS[self.method](self):
            raise ValueError(problem)
        return self

    def _check_levels(self) -> None:
        level_of: dict[str, str] = {}
        for level, words in self.levels.items():
            for word in words:
                if level_of.setdefault(fold_text(word), level) != level:
                    raise ValueError(
                        f"levels 里的“{word}”既写在“{level_of[fold_text(word)]}”里，又写在“{level}”里"
                    )
        asked = [condition.at_least for condition in self.all_conditions() if condition.at_least is not None]
        for level in asked:
            if level not in self.levels:
                raise ValueError(
                    f"at_least 写的“{level}”不是 levels 里的程度，可用：{'、'.join(self.levels)}"
                )

    def all_conditions(self) -> Iterator[TierCondition]:
        """Return the conditions of all tiers and axes."""
        for tier in self.tiers:
            yield from tier.conditions
        for axis in self.axes:
            yield from axis.conditions


def _no_input(key: str, code: str, *, numbers: bool = False) -> str:
    known = {**MEASURES, **ledger_inputs()}
    listed = "、".join(f"{name}（{label}）" for name, (label, unit) in known.items() if unit or not numbers)
    return f"{key} 写的“{code}”不是可用的项目，可用：{listed}"


def _descending(name: str, values: Iterable[Decimal | None]) -> Iterator[str]:
    known = [value for value in values if value is not None]
    if known != sorted(set(known), reverse=True):
        written = "、".join(f"{value:f}" for value in known)
        yield f"tiers 的 {name} 必须从高到低且互不相同，写的是 {written}"


def _check_bands(policy: TierPolicy) -> Iterator[str]:
    key, other = ("min_amount", "min_value") if policy.of_money else ("min_value", "min_amount")
    for tier in policy.tiers:
        if getattr(tier, other) is not None:
            yield f"等级“{tier.name}”：按“{input_label(policy.measure)}”分档时用 {key}，不用 {other}"
        if getattr(tier, key) is None and not tier.inquiry:
            yield f"等级“{tier.name}”缺少 {key}"
    yield from _descending(key, (getattr(tier, key) for tier in policy.tiers))


def _check_quadrants(policy: TierPolicy) -> Iterator[str]:
    names = [axis.name for axis in policy.axes]
    if not names or len(set(names)) != len(names):
        yield 'method = "quadrants" 时要写 axes，名称互不相同'
    for tier in policy.tiers:
        if not tier.inquiry and set(tier.when) != set(names):
            yield f"等级“{tier.name}”的 when 要写明每个方面的高低：{'、'.join(names)}"
    taken: list[tuple[str, ...]] = [
        tuple(tier.when[name] for name in names) for tier in policy.tiers if tier.when
    ]
    for corner in product((HIGH, LOW), repeat=len(names)):
        if taken.count(corner) > 1:
            listed = "、".join(f"{name}{side}" for name, side in zip(names, corner, strict=True))
            yield f"有 {taken.count(corner)} 个等级都写了“{listed}”"


def _check_score(policy: TierPolicy) -> Iterator[str]:
    if not policy.parts:
        yield 'method = "score" 时要写 parts'
    if policy.known_weight_min > sum(part.weight for part in policy.parts):
        yield "known_weight_min 大于全部权重之和"
    for tier in policy.tiers:
        if tier.min_value is None and not tier.inquiry:
            yield f"等级“{tier.name}”缺少 min_value（得分线）"
    yield from _descending("min_value", (tier.min_value for tier in policy.tiers))


def _check_rfm(policy: TierPolicy) -> Iterator[str]:
    listed = [segment for tier in policy.tiers for segment in tier.segments]
    twice = sorted({segment for segment in listed if listed.count(segment) > 1})
    if twice:
        yield f"客群 {'、'.join(twice)} 写在了两个等级里"
    for tier in policy.tiers:
        if not tier.segments and not tier.inquiry:
            yield f"等级“{tier.name}”缺少 segments（对应的 RFM 客群）"


_CHECKS = {"bands": _check_bands, "quadrants": _check_quadrants, "score": _check_score, "rfm": _check_rfm}
