"""Spellings of one name are one group, shown as people see it."""

from __future__ import annotations

import pandas as pd
import pytest

from kehu_batch.analysis.base.folded_texts import unify_spellings


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        (["電話", "电话", "电话"], "电话"),
        (["電話", "电话"], "電話"),
        # Marks that show nothing are in no spelling that can be had without.
        (["王\u200b敏", "王\u200b敏", "王敏"], "王敏"),
    ],
)
def test_spellings_that_fold_alike_are_one(texts: list[str], shown: str) -> None:
    assert unify_spellings(pd.Series(texts, dtype="str")).tolist() == [shown] * len(texts)
