"""Kinds of findings about stages of customers' lives and their care (KB56x)."""

from __future__ import annotations

from kehu_batch.model.findings.finding import FindingKind, Severity

UNKNOWN_STAGE = FindingKind(
    "KB560",
    Severity.WARNING,
    "客户阶段不认识",
    "台账里填写的客户阶段不在策略的阶段别名表里",
    "该客户的阶段改按成交和联系推算",
    "请改为常用的阶段名称，或在策略的“其他叫法对应的阶段”里加上这个叫法",
)
LOST_BUT_BUYING = FindingKind(
    "KB561",
    Severity.WARNING,
    "写明流失的客户仍在成交",
    "台账写明客户已经流失，但订单明细里近期还有它的成交",
    "仍按台账写明的流失计算",
    "请核对后更新台账的客户阶段或跟进状态",
)
