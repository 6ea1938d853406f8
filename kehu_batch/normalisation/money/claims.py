"""One receipt over several rows, one for each document that it fills: ``回款金额`` 1000 twice, ``核销金额`` 600 and 400."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.model.findings.catalogue_lists import CLAIMED_WITHOUT_NUMBER
from kehu_batch.model.findings.catalogue_values import CLAIMS_DIFFER
from kehu_batch.normalisation.cells.collecting import Collector, Positions, say
from kehu_batch.wording.joining import name_lines
from kehu_batch.wording.numbers import format_yuan


def settle_claims(collector: Collector, frame: pd.DataFrame) -> None:
    """Let a receipt that is repeated for each document count once: each row has what it fills of its document.

    A row that fills nothing has what is left of its receipt; where there is none the first row has it besides what it
    fills. Rows are of one receipt where number, customer, day and amount are equal and what they fill is no more than
    the amount: two receipts alike would fill twice as much. Without a number they are where the rows fill all of it,
    and it is told what was taken for one.

    Args:
        collector: The table's cells, and where findings go.
        frame: Typed receipts with their states; changed in place.
    """
    if "applied" not in collector.raw.columns:
        return
    filled = frame["applied"].fillna(0).to_numpy(dtype=np.int64)
    counted = frame[((frame["excluded"] == "") & frame["amount"].notna()).to_numpy()]
    same = ["region", "receipt_no", "customer_id", "customer_name", "received_on", "amount"]
    counted = counted[counted.duplicated(same, keep=False)]
    amounts = frame["amount"].copy()
    for rows in counted.groupby(same, dropna=False, sort=False).indices.values():
        places = counted.index[rows].to_numpy()
        whole, parts = int(frame["amount"].iloc[places[0]]), filled[places]
        if not parts.any() or abs(int(parts.sum())) > abs(whole):
            continue
        if pd.isna(frame["receipt_no"].iloc[places[0]]):
            if int(parts.sum()) != whole:
                continue
            _tell_taken(collector, places, whole, blank=bool((parts == 0).any()))
        amounts.iloc[places] = parts
        left, blank = whole - int(parts.sum()), places[parts == 0]
        if len(blank):
            amounts.iloc[blank[0]] = left
        elif left:
            # The part of a row that its document does not take is nobody's (analysis parts it).
            amounts.iloc[places[0]] = int(parts[0]) + left
            texts = (format_yuan(fen) for fen in (int(parts.sum()), whole, left))
            told = say(
                "各行核销合计 {} 元，回款金额 {} 元，差 {} 元没有写冲的是哪张单据，记为未分配".format(*texts)
            )
            collector.add(CLAIMS_DIFFER, "amount", places[:1], told)
    frame["amount"] = amounts


def add_settled(frame: pd.DataFrame) -> None:
    """Let what a receipt says of itself as a whole (已核销, 未核销) stand for what it fills, where no line says that.

    What is more than came, of the other sign, or differs from what is said to be left tells nothing.

    Args:
        frame: Typed receipts, each once; changed in place.
    """
    amount, applied = frame["amount"], frame["applied"]
    by_rest = amount - frame["unsettled"]
    said = frame["settled"].fillna(by_rest)
    agrees = by_rest.isna() | (by_rest == said)
    within = (said * amount >= 0) & (said.abs() <= amount.abs())
    told = applied.isna() & (frame["excluded"] == "") & (agrees & within).fillna(value=False)
    frame["applied"] = applied.mask(told, said)


def _tell_taken(collector: Collector, rows: Positions, whole: int, *, blank: bool) -> None:
    """Tell of rows without a number that count as one receipt.

    Args:
        collector: Where the finding goes, at the first of them.
        rows: Their positions.
        whole: The receipt's amount in fen.
        blank: Whether one of them fills nothing, and so counts nothing.
    """
    once, each = format_yuan(whole), format_yuan(whole * len(rows))
    lines = name_lines(collector.raw.source_row[rows].tolist())
    told = f"{lines}的回款没有写{{label}}，客户、日期和回款金额相同，核销金额合计正好等于 {once} 元，"
    counts = f"当作一笔计：共 {once} 元，不是 {len(rows)} 笔 {each} 元"
    end = "；没有核销金额的行计 0 元" if blank else ""
    collector.add(CLAIMED_WITHOUT_NUMBER, "receipt_no", np.sort(rows)[:1], say(told + counts + end))
