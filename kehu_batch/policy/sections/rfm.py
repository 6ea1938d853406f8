"""RFM: recency, frequency and money by quantiles, and the segments read from them."""

from __future__ import annotations

from itertools import product
from typing import Annotated, Literal

from kehu_batch.checked_values import Field, model_validator
from kehu_batch.policy.sections.base import Section

Span = tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(ge=1)]]


class RfmSegment(Section):
    """A named segment: ranges of the R and F scores, ends included.

    ``standing`` is what it says of a customer beside its tier: 高 (buys like a customer of a high tier), 低
    (like one of a low tier), or 不比较.
    """

    name: str = Field(min_length=1, title="客群")
    english: str = Field(default="", title="英文惯用名")
    r: Span = Field(title="最近一次得分（从:到）")
    f: Span = Field(title="频次得分（从:到）")
    standing: Literal["高", "低", "不比较"] = Field(default="不比较", title="与等级对照时算")


class RfmPolicy(Section):
    """How customers are scored by recency, frequency and money (docs/rules.md, 5).

    Attributes:
        window_months: The window that ends with the as-of date.
        quantiles: Scores run from 1 to this.
        min_customers: Fewer customers to score than this: nobody is scored.
        segments: Every pair of an R and an F score lies in exactly one.
        value_high_from: Score from which R, F and M count as high in the eight classes of value.
        value_classes: Names by R, F, M high or low, e.g. ``HHH``.
    """

    window_months: int = Field(ge=1, le=120, title="统计窗口（月）")
    quantiles: int = Field(ge=2, le=10, title="分几档打分")
    min_customers: int = Field(ge=1, title="至少几户才打分")
    segments: tuple[RfmSegment, ...] = Field(min_length=1, title="客群")
    value_high_from: int = Field(ge=1, title="几分起算高")
    value_classes: dict[str, str] = Field(title="八类价值客户的名称（R、F、M 高 H 低 L）")

    @model_validator(mode="after")
    def _check_segments(self) -> RfmPolicy:
        names = [segment.name for segment in self.segments]
        if len(set(names)) != len(names):
            raise ValueError("segments 中客群名称重复")
        scores = range(1, self.quantiles + 1)
        for r, f in product(scores, scores):
            found = [
                one.name for one in self.segments if one.r[0] <= r <= one.r[1] and one.f[0] <= f <= one.f[1]
            ]
            if len(found) != 1:
                what = "没有客群" if not found else f"同时属于 {'、'.join(found)}"
                raise ValueError(f"R 得 {r} 分、F 得 {f} 分的客户{what}；每一种得分要正好属于一个客群")
        keys = {"".join(key) for key in product("HL", repeat=3)}
        if set(self.value_classes) != keys:
            raise ValueError(f"value_classes 要正好写 {'、'.join(sorted(keys))} 八项")
        return self
