"""The typed, frozen policy: its sections under one name.

Every number that a department may disagree about is a value here. A new section is a module under ``sections``,
a default under ``data/base``, and one line in ``Policy``.
"""

from __future__ import annotations

from kehu_batch.checked_values import Field, model_validator
from kehu_batch.policy.sections.acknowledged import Acknowledged
from kehu_batch.policy.sections.base import Section
from kehu_batch.policy.sections.complaints import ComplaintClockSet, ComplaintPolicy
from kehu_batch.policy.sections.follow_ups import Cadence, Clock, FollowUpPolicy, SeverityBounds
from kehu_batch.policy.sections.issues import IssuePolicy
from kehu_batch.policy.sections.quality import AcceptedFinding, PeriodPolicy, QualityPolicy
from kehu_batch.policy.sections.receivables import DunningStage, GradeRule, ReceivablesPolicy
from kehu_batch.policy.sections.retention import (
    CarePolicy,
    HealthPolicy,
    LifecyclePolicy,
    RetentionPolicy,
    ScorecardPolicy,
)
from kehu_batch.policy.sections.rfm import RfmPolicy, RfmSegment
from kehu_batch.policy.sections.satisfaction import SatisfactionPolicy
from kehu_batch.policy.sections.targets import Targets
from kehu_batch.policy.sections.tiers import PointBand, ScorePart, Tier, TierAxis, TierCondition, TierPolicy

__all__ = [
    "AcceptedFinding",
    "Acknowledged",
    "Cadence",
    "CarePolicy",
    "Clock",
    "ComplaintClockSet",
    "ComplaintPolicy",
    "DunningStage",
    "FollowUpPolicy",
    "GradeRule",
    "HealthPolicy",
    "IssuePolicy",
    "LifecyclePolicy",
    "PeriodPolicy",
    "PointBand",
    "Policy",
    "QualityPolicy",
    "ReceivablesPolicy",
    "RetentionPolicy",
    "RfmPolicy",
    "RfmSegment",
    "SatisfactionPolicy",
    "ScorePart",
    "ScorecardPolicy",
    "SeverityBounds",
    "Targets",
    "Tier",
    "TierAxis",
    "TierCondition",
    "TierPolicy",
]


class Policy(Section):
    """One department's policy.

    Attributes:
        name: Preset name or the file's own name.
        title: What it is, in Chinese.
        acknowledged: Contradictions between rules that are known and accepted.
        headers: The department's own column headers, by table and field code, beside the shipped vocabulary.
        unset_defaults: Dotted keys whose shipped value no guide gives: shown as 默认值,请部门设定.
    """

    name: str
    title: str
    satisfaction: SatisfactionPolicy
    tiers: TierPolicy
    rfm: RfmPolicy
    follow_ups: FollowUpPolicy
    issues: IssuePolicy
    complaints: ComplaintPolicy
    receivables: ReceivablesPolicy
    quality: QualityPolicy
    period: PeriodPolicy
    targets: Targets
    acknowledged: tuple[Acknowledged, ...] = ()
    retention: RetentionPolicy
    care: CarePolicy
    lifecycle: LifecyclePolicy
    scorecard: ScorecardPolicy
    headers: dict[str, dict[str, tuple[str, ...]]] = Field(default_factory=dict)
    unset_defaults: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _check_segments(self) -> Policy:
        known = [segment.name for segment in self.rfm.segments]
        for tier in self.tiers.tiers:
            for segment in tier.segments:
                if segment not in known:
                    raise ValueError(
                        f"tiers.tiers 里等级“{tier.name}”的 segments 写的“{segment}”不是 RFM 客群，"
                        f"可用：{'、'.join(known)}"
                    )
        return self
