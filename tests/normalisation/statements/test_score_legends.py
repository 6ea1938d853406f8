"""What the numbers of a score mean where a header or note says so, against cases by hand (docs/rules.md, 3.5)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from kehu_batch.normalisation.statements.score_legends import find_legend
from kehu_batch.policy.loading import load_policy

CASES = tomllib.loads(
    (Path(__file__).parents[2] / "cases" / "score_legends.toml").read_text(encoding="utf-8")
)["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: " | ".join(case["texts"]))
def test_legend(case: dict[str, Any]) -> None:
    legend = find_legend(case["texts"], load_policy().policy.satisfaction.words)
    if case.get("none"):
        assert legend is None or legend.is_ordinary
        return
    assert legend is not None
    assert not legend.is_ordinary
    shares = [legend.read(float(number)).fraction for number, _ in case["scores"]]
    assert [-1 if share is None else share for share in shares] == [
        pytest.approx(share) for _, share in case["scores"]
    ]
