"""What all sections of the policy share."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from kehu_batch.checked_values import AfterValidator, BaseModel, ConfigDict, Field


def plain_decimal(value: Decimal) -> Decimal:
    """Return a number without trailing zeros, so that 100000.00 and 100000 are one value with one hash.

    Example:
        >>> plain_decimal(Decimal("100000.00")), plain_decimal(Decimal("0.10"))
        (Decimal('100000'), Decimal('0.1'))
    """
    whole = value.to_integral_value()
    return Decimal(int(whole)) if whole == value else value.normalize()


Share = Annotated[float, Field(ge=0, le=1)]
Yuan = Annotated[Decimal, Field(max_digits=15, decimal_places=2), AfterValidator(plain_decimal)]
Number = Annotated[Decimal, Field(max_digits=15, decimal_places=4), AfterValidator(plain_decimal)]


class Section(BaseModel):
    """Base of all policy sections: unknown keys are refused, values are frozen."""

    model_config = ConfigDict(frozen=True, extra="forbid")
