"""What may explain that two sides' amounts differ: the hints of DOMAIN section 10, each as a plain test."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from .positions import FEN, to_fen

TAXES = {"tax_13": Decimal("1.13"), "tax_9": Decimal("1.09"), "tax_6": Decimal("1.06")}
POWERS = {"times_10": 10, "times_100": 100, "wan": 10_000}
PAIR_HINTS = ("swapped_digits", *POWERS, *TAXES, "rounded_to_yuan", "opposite_sign")
CONTEXT_HINTS = ("net_of_advances", "net_of_credits", "two_swapped")


def swapped_digits(left: Decimal, right: Decimal) -> bool:
    """Tell whether one exchange of two neighbouring digits turns one amount into the other.

    Example:
        >>> swapped_digits(Decimal("1234.00"), Decimal("1324.00"))
        True
    """
    one, two = str(int(left / FEN)), str(int(right / FEN))
    if len(one) != len(two) or one == two:
        return False
    return any(one[:at] + one[at + 1] + one[at] + one[at + 2 :] == two for at in range(len(one) - 1))


def pair_hints(left: Decimal, right: Decimal) -> set[str]:
    """Return every hint that two different amounts alone suggest, in either direction.

    Example:
        >>> pair_hints(Decimal("113.00"), Decimal("100.00"))
        {'tax_13'}
    """
    found = {"swapped_digits"} if swapped_digits(left, right) else set()
    small, large = sorted((left, right))
    found |= {name for name, power in POWERS.items() if small * power == large}
    found |= {name for name, rate in TAXES.items() if large == to_fen(small * rate)}
    found |= {name for name, rate in TAXES.items() if small == to_fen(large / rate)}
    if right != left and right in {to_yuan(left), left.to_integral_value(rounding="ROUND_FLOOR")}:
        found.add("rounded_to_yuan")
    if left == -right:
        found.add("opposite_sign")
    return found


def to_yuan(amount: Decimal) -> Decimal:
    """Round half up to whole yuan."""
    return amount.quantize(Decimal(1), rounding=ROUND_HALF_UP).quantize(FEN)
