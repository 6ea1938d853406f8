"""Payment risk and cross-check."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Literal

from kehu_batch.checked_values import AfterValidator, Field, model_validator
from kehu_batch.currencies import codes_by_word
from kehu_batch.folding import fold_text
from kehu_batch.policy.sections.base import Section, Share, Yuan

#: An exact share.
ProvisionRate = Annotated[Decimal, Field(ge=0, le=1, max_digits=8)]


def currency_code(written: str) -> str:
    """Return the code of a currency that is written by its code or its name.

    Amounts of any other currency are foreign, so a name that is no code would make all of them that.

    Example:
        >>> currency_code("人民币"), currency_code("usd"), currency_code("SGD")
        ('CNY', 'USD', 'SGD')
    """
    folded = fold_text(written)
    code = codes_by_word().get(folded) or folded.upper()
    if re.fullmatch("[A-Z]{3}", code):
        return code
    raise ValueError(f"“{written}”不是币种，写 CNY、USD 这样的三个字母，或人民币、美元这样的名称")


class GradeRule(Section):
    """A risk grade that a customer gets where any limit is reached (docs/rules.md, 10); a limit left out asks nothing.

    Attributes:
        days_overdue_over: The longest overdue document is late by more days than this.
        overdue_share_from: Overdue ÷ outstanding is at least this.
        credit_use_over: Net receivables ÷ credit limit is more than this.
        disputed_share_from: Disputed ÷ outstanding is at least this.
        overdue_growth_from: The overdue sum grew in the period by at least this share of what it was.
    """

    name: str
    days_overdue_over: int | None = Field(default=None, ge=0)
    overdue_share_from: Share | None = None
    credit_use_over: float | None = Field(default=None, ge=0)
    disputed_share_from: Share | None = None
    overdue_growth_from: float | None = Field(default=None, ge=0)


class DunningStage(Section):
    """What to do about a customer whose longest overdue document is late by at least so many days."""

    days_from: int = Field(ge=1)
    action: str


class IndividualProvision(Section):
    """A customer provided for on its own, out of the pool by age: a rate of what is open, or an amount.

    Attributes:
        customer: Its id or name, exactly as shown.
        rate: Share of what is open.
        amount: Yuan; at most what is open is provided.
        reason: Why.
    """

    customer: str
    rate: ProvisionRate | None = None
    amount: Yuan | None = Field(default=None, ge=0)
    reason: str = ""

    @model_validator(mode="after")
    def _check_one(self) -> IndividualProvision:
        if (self.rate is None) == (self.amount is None):
            raise ValueError(f"单项计提“{self.customer}”的 rate 和 amount 要写而且只写一个")
        return self


class ProvisionPolicy(Section):
    """Provision for bad debts, an estimate (docs/rules.md, 10).

    Attributes:
        method: What the closing rests on; ``migration`` needs twelve months of history, else ages are taken.
        age_rates: Rate by age bucket; nothing is provided for a bucket without one, and that is told.
        final_rate: Share lost of what is more than six months overdue, where the migration ends.
        opening: Opening provision in yuan; left out, it is recomputed at the same rates.
        written_off: Written off in the period, in yuan; needed where documents are 坏账核销 without their day.
        individual: Customers provided for on their own.
    """

    method: Literal["age", "migration"] = "age"
    age_rates: dict[str, ProvisionRate]
    final_rate: ProvisionRate
    opening: Yuan | None = None
    written_off: Yuan | None = Field(default=None, ge=0)
    individual: tuple[IndividualProvision, ...] = ()


class ReceivablesPolicy(Section):
    """Payment risk and cross-check (docs/rules.md, 10).

    Attributes:
        currency: Of a row that names none, of credit limits, and of the figures' totals.
        overdue_days: Upper ends of the buckets by days overdue, closed.
        age_years: Upper ends of the buckets by age, closed, by anniversary.
        first_in_first_out: Whether receipts that name no document fill the customer's open ones in due order.
        compare_net: Whether the cross-check takes net receivables (less credit notes and unallocated receipts).
        amount_tolerance: A difference up to this many yuan passes.
        relative_tolerance: So does one up to this share of the larger side.
        proposal_documents: Most open documents of a customer among which sums are sought.
        grades: Worst first; the first that applies is the customer's.
        lowest_grade: Of everybody else.
        dunning: Latest stage first.
        loss_rates: Expected loss by bucket; empty: no such matrix.
        provision: Provision for bad debts.
        entity: Whose books they are, as workpapers name it; blank where nobody said.
        materiality_share: Share of the outstanding from which a workpaper's exception matters.
    """

    currency: Annotated[str, AfterValidator(currency_code)] = "CNY"
    overdue_days: tuple[int, ...] = Field(min_length=1)
    age_years: tuple[int, ...] = Field(min_length=1)
    first_in_first_out: bool = False
    compare_net: bool = False
    amount_tolerance: Yuan = Field(ge=0)
    relative_tolerance: Share
    proposal_documents: int = Field(ge=2, le=16)
    grades: tuple[GradeRule, ...]
    lowest_grade: str
    dunning: tuple[DunningStage, ...]
    loss_rates: dict[str, ProvisionRate] = Field(default_factory=dict)
    provision: ProvisionPolicy

    entity: str = ""
    materiality_share: Share

    @property
    def bucket_labels(self) -> tuple[str, ...]:
        """Return the buckets by days overdue: ``未到期``, ``1-30`` … ``>180``, ``到期日缺失``."""
        starts = (1, *(end + 1 for end in self.overdue_days))
        ranges = (f"{start}-{end}" for start, end in zip(starts, self.overdue_days, strict=False))
        return ("未到期", *ranges, f">{self.overdue_days[-1]}", "到期日缺失")

    @property
    def age_labels(self) -> tuple[str, ...]:
        """Return the buckets by age: ``≤1年``, ``1-2年`` … ``>5年``, ``开票日期缺失``."""
        first, *rest = self.age_years
        ranges = (f"{start}-{end}年" for start, end in zip(self.age_years, rest, strict=False))
        return (f"≤{first}年", *ranges, f">{self.age_years[-1]}年", "开票日期缺失")

    @model_validator(mode="after")
    def _check_bounds(self) -> ReceivablesPolicy:
        for name, ends in (("overdue_days", self.overdue_days), ("age_years", self.age_years)):
            if list(ends) != sorted(set(ends)) or ends[0] < 1:
                raise ValueError(f"{name} 必须是从小到大、互不相同的正整数")
        stages = [stage.days_from for stage in self.dunning]
        if stages != sorted(set(stages), reverse=True):
            raise ValueError("dunning 的 days_from 必须从大到小且互不相同")
        grades = [grade.name for grade in self.grades]
        if len(set(grades)) < len(grades):
            raise ValueError(f"grades 里等级名称重复：{'、'.join(grades)}")
        unknown = [label for label in self.loss_rates if label not in self.bucket_labels]
        if unknown:
            allowed = "、".join(self.bucket_labels)
            raise ValueError(f"loss_rates 指向不存在的分段：{'、'.join(unknown)}；可用：{allowed}")
        return self
