"""The clocks of contact beside the tier's: touches by channel, and what follows from a callback's result."""

from __future__ import annotations

from pydantic import Field, model_validator

from kehu_batch.model.figures.choices import ResultName
from kehu_batch.policy.sections.base import Section


class TouchChannel(Section):
    """One channel and how many days may pass between contacts by it or by a stronger one.

    Attributes:
        name: As shown.
        days: The interval.
        methods: What people write in 回访方式 for it.
    """

    name: str = Field(min_length=1)
    days: int = Field(ge=1)
    methods: tuple[str, ...] = Field(min_length=1)


class TouchPolicy(Section):
    """``touch_1357``: a new customer within days of signing, then each channel by its interval (docs/rules.md, 6).

    Attributes:
        first_days: Days from signing to the first contact.
        new_months: A customer is new for so many calendar months after signing.
        channels: From the weakest to the strongest.
    """

    first_days: int = Field(ge=1)
    new_months: int = Field(ge=1)
    channels: tuple[TouchChannel, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check_names(self) -> TouchPolicy:
        names = [channel.name for channel in self.channels]
        if len(set(names)) != len(names):
            raise ValueError("channels 中渠道名称重复")
        return self


class ResultClass(Section):
    """One class of a callback's result.

    Attributes:
        role: Who is responsible.
        days: Next callback within so many days: of a problem from its solution, else from the callback.
        months: The same in calendar months; exactly one of the two.
        answer_hours: The customer is answered within so many hours.
        answer_working_days: The same in working days, the day of the callback not counted.
    """

    role: str
    days: int | None = Field(default=None, ge=1)
    months: int | None = Field(default=None, ge=1)
    answer_hours: int | None = Field(default=None, ge=1)
    answer_working_days: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _check_one(self) -> ResultClass:
        if (self.days is None) == (self.months is None):
            raise ValueError("days、months 必须且只能写一个")
        return self


class ResultPolicy(Section):
    """Classes of callback results, ``result_cadence`` and who answers until when (docs/rules.md, 6).

    Attributes:
        classes: By name, in the order in which the first that applies is taken.
        top_tiers: So many of the scheme's highest tiers make a customer one of high value.
        low_tier_answer_hours: An inquiry of a customer in ``low_tiers`` is answered within so many hours.
        low_tiers: Names of tiers.
    """

    classes: dict[ResultName, ResultClass]
    top_tiers: int = Field(ge=0)
    low_tiers: tuple[str, ...] = ()
    low_tier_answer_hours: int = Field(ge=1)
