"""What all sections of the policy share."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]
Yuan = Annotated[Decimal, Field(max_digits=15, decimal_places=2)]


class Section(BaseModel):
    """Base of all policy sections: unknown keys are refused, values are frozen."""

    model_config = ConfigDict(frozen=True, extra="forbid")
