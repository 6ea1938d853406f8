"""What kind of difference there is between two sides, and what it may come from."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from kehu_batch.analysis.base.snapshot import Fen, Mask
from kehu_batch.model.figures.states import DifferenceKind
from kehu_batch.policy.schema import ReceivablesPolicy
from kehu_batch.records import dataclass
from kehu_batch.wording.numbers import format_share, format_yuan

#: Chinese names of the kinds, in the order in which differences are listed.
KIND_LABELS: Mapping[str, str] = {
    DifferenceKind.UNKNOWN_CUSTOMER: "客户不存在",
    DifferenceKind.UNREADABLE: "金额无法读取",
    DifferenceKind.DUPLICATE_DOCUMENT: "重复单据",
    DifferenceKind.SIGN: "正负号相反",
    DifferenceKind.CUT_OFF: "截止日差异",
    DifferenceKind.ONLY_OPS: "仅运营方有",
    DifferenceKind.ONLY_FINANCE: "仅财务方有",
    DifferenceKind.AMOUNT: "金额不符",
    DifferenceKind.OVERDUE: "逾期金额不符",
}
MATCHED, TOLERATED = "一致", "容差内"

_PARTS = 10**6


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How large a difference may be and still pass.

    Args:
        fen: Up to this much passes.
        parts: So does up to this many millionths of the larger side.
    """

    fen: int
    parts: int

    @property
    def text(self) -> str:
        """Return the tolerance in Chinese."""
        share = format_share(self.parts / _PARTS, 4).replace(".0000%", "%")
        return f"差额不超过 {format_yuan(self.fen)} 元，或不超过较大一方的 {share}"

    def passes(self, ops: Fen, finance: Fen) -> Mask:
        """Return which pairs are equal within the tolerance; signs that differ never pass by their share."""
        gap = np.abs(ops - finance)
        larger = np.maximum(np.abs(ops), np.abs(finance))
        # In two steps, as the product itself could leave 64 bits.
        whole, rest = larger // _PARTS, larger % _PARTS
        allowed = whole * self.parts + rest * self.parts // _PARTS
        passed: Mask = (gap <= self.fen) | (gap <= allowed)
        return passed


def tolerance_of(policy: ReceivablesPolicy) -> Tolerance:
    """Return the policy's tolerance."""
    return Tolerance(
        int(policy.amount_tolerance * 100), int(Decimal(str(policy.relative_tolerance)) * _PARTS)
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """Pairs of the two sides as of the cut-off; parallel arrays.

    Args:
        ops: Ops' fen; 0 where ops has none.
        finance: Finance's fen; 0 where finance has none.
        has_ops: Whether ops has it.
        has_finance: Whether finance has it.
        unknown: Whether finance's customer is in no table of ops.
        crossed: Whether the side that lacks it has it dated after the cut-off, or the other dates it so.
        moved: Whether the difference is exactly what one side dates after the cut-off.
        repeated: Whether the difference goes away where a row that one side has twice counts once.
        blind_ops: Whether ops' sum holds an amount that could not be read; then 0 stands for that amount.
        blind_finance: Whether finance's does.
    """

    ops: Fen
    finance: Fen
    has_ops: Mask
    has_finance: Mask
    unknown: Mask
    crossed: Mask
    moved: Mask
    repeated: Mask
    blind_ops: Mask
    blind_finance: Mask

    @property
    def blind(self) -> Mask:
        """Return which pairs cannot be compared."""
        return self.blind_ops | self.blind_finance


def decide_kinds(pairs: Compared, tolerance: Tolerance) -> npt.NDArray[np.object_]:
    """Return the kind of each pair's difference; ``""`` where the sides agree within tolerance.

    One pair has one kind. A customer that ops does not know comes first, unless it owes nothing, and then what
    could not be read: an amount that is not known is neither equal nor missing. Cut-off wins over missing, and over
    a difference in amount that it explains to the fen.
    """
    both = pairs.has_ops & pairs.has_finance
    kinds = np.select(
        [
            pairs.unknown & pairs.has_finance & ((pairs.finance != 0) | pairs.blind_finance),
            pairs.blind,
            (both & tolerance.passes(pairs.ops, pairs.finance))
            | (pairs.ops == pairs.finance) & ~pairs.crossed,
            pairs.repeated,
            both & (pairs.ops == -pairs.finance),
            pairs.crossed & ~both,
            both & pairs.moved,
            pairs.has_ops & ~pairs.has_finance,
            pairs.has_finance & ~pairs.has_ops,
        ],
        [
            str(DifferenceKind.UNKNOWN_CUSTOMER),
            str(DifferenceKind.UNREADABLE),
            "",
            str(DifferenceKind.DUPLICATE_DOCUMENT),
            str(DifferenceKind.SIGN),
            str(DifferenceKind.CUT_OFF),
            str(DifferenceKind.CUT_OFF),
            str(DifferenceKind.ONLY_OPS),
            str(DifferenceKind.ONLY_FINANCE),
        ],
        default=str(DifferenceKind.AMOUNT),
    )
    return kinds.astype(object)
