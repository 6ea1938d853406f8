"""The clocks of contact beside the tier's: touches by channel, and what follows from a callback's result."""

from __future__ import annotations

from kehu_batch.checked_values import Field, model_validator
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


class FurtherContact(Section):
    """A contact of its own kind beside the usual interval: a call by an executive, a survey, a talk in depth.

    Exactly one of months, weeks and days.

    Attributes:
        words: A contact is of this kind where its 回访方式, its person or, of a follow-up, its content has one of them.
        people: It is, too, where one of these persons made it.
    """

    months: int | None = Field(default=None, ge=1)
    weeks: int | None = Field(default=None, ge=1)
    days: int | None = Field(default=None, ge=1)
    words: tuple[str, ...] = ()
    people: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> FurtherContact:
        if sum(value is not None for value in (self.months, self.weeks, self.days)) != 1:
            raise ValueError("months、weeks、days 必须且只能写一个")
        if not self.words and not self.people:
            raise ValueError("words、people 至少写一个，否则认不出这种联系")
        return self


class TierContact(FurtherContact):
    """A further contact that customers of some tiers are to have.

    Attributes:
        tiers: Their names.
    """

    tiers: tuple[str, ...] = Field(min_length=1)


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


class ResultContact(FurtherContact):
    """A further contact that customers are to have whose newest callback is of some classes.

    Attributes:
        classes: Their names.
    """

    classes: tuple[ResultName, ...] = Field(min_length=1)


class ResultPolicy(Section):
    """Classes of callback results, ``result_cadence`` and who answers until when (docs/rules.md, 6).

    Attributes:
        classes: By name, in the order in which the first that applies is taken.
        top_tiers: So many of the scheme's highest tiers make a customer one of high value.
        low_tier_answer_hours: An inquiry of a customer in ``low_tiers`` is answered within so many hours.
        low_tiers: Names of tiers.
        further: Contacts of their own kind that ``result_cadence`` asks for as well, by name.
    """

    classes: dict[ResultName, ResultClass]
    top_tiers: int = Field(ge=0)
    low_tiers: tuple[str, ...] = ()
    low_tier_answer_hours: int = Field(ge=1)
    further: dict[str, ResultContact] = Field(default_factory=dict)
