"""Rows of balance sheets that state their account: those of another than 应收账款 do not count (docs/rules.md, 1.9)."""

from __future__ import annotations

import re
from collections.abc import Collection

import numpy as np
import pandas as pd

from kehu_batch.folding import fold_text
from kehu_batch.normalisation.cells.collecting import Collector
from kehu_batch.normalisation.cells.distinct import map_distinct

#: Reason of a row of another account.
OTHER_ACCOUNT = "不是应收账款科目"
_CODE, _NAME = "account_code", "account_name"
_OWN_CODE = re.compile(r"1122.*")
#: Notes, prepayments, other receivables, provisions; payables, advances and contract liabilities.
_OTHER_CODE = re.compile(r"(1121|1123|1221|1231|2201|2202|2203|2204|2205|2241).*")
_OWN_NAME = "应收账款"
_PROVISION = "坏账准备"
_OWN, _OTHER = "own", "other"


def exclude_other_accounts(collector: Collector, frame: pd.DataFrame, words: Collection[str]) -> None:
    """Exclude the rows whose code or name is that of another account.

    An account that is not known counts, as does a row that states none.

    Args:
        collector: The balance sheets' cells.
        frame: The typed frame; changed in place.
        words: Names of other accounts.
    """
    other = np.zeros(len(frame), dtype=np.bool_)
    # The code goes before the name.
    for field in (_NAME, _CODE):
        if field in collector.raw.columns:
            said = map_distinct(collector.raw.columns[field], lambda cell: _whose(str(cell), words))
            other = (other & (said != _OWN)) | (said == _OTHER)
    frame.loc[other & (frame["excluded"] == ""), "excluded"] = OTHER_ACCOUNT


def _whose(cell: str, words: Collection[str]) -> str:
    """Return whether a code or a name is that of 应收账款 or of another account; nothing where it is not known."""
    text = fold_text(cell).strip()
    if _OWN_CODE.fullmatch(text):
        return _OWN
    if _OTHER_CODE.fullmatch(text) or _PROVISION in text:
        return _OTHER
    if _OWN_NAME in text:
        return _OWN
    return _OTHER if any(word in text for word in words) else ""
