"""Words that a figure or a setting has a fixed choice of."""

from __future__ import annotations

from typing import Literal

#: How a scheme tells a tier.
TierMethod = Literal["bands", "quadrants", "score", "rfm"]
#: A tier beside another one.
Movement = Literal["一致", "上调", "下调", "无法比较"]
#: What a callback came to.
ResultName = Literal["问题", "高价值·潜力", "满意"]
