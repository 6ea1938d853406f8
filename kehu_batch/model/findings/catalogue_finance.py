"""Findings about finance's balance sheets where there is no list of open invoices (docs/rules.md, 10)."""

from __future__ import annotations

from kehu_batch.model.findings.finding import FindingKind, Severity

BALANCES_OF_OTHER_DAY = FindingKind(
    "KB643",
    Severity.WARNING,
    "余额表的截止日不是本次的截止日",
    "没有应收明细，应收只能取自财务的余额表，而它注明的截止日不是本次的截止日",
    "财务口径的各数字按表上的日子，不推算到本次截止日",
    "提供截止日当天的余额表，或用 --as-of 指明截止日",
)
OVERDUE_OFF_BUCKETS = FindingKind(
    "KB644",
    Severity.WARNING,
    "逾期金额与逾期分段之和不一致",
    "余额表这一行的逾期金额不等于各逾期分段之和",
    "逾期按逾期金额一列，分段照表上原样",
    "请财务核对这一行",
)
LIMITS_DIFFER = FindingKind(
    "KB645",
    Severity.WARNING,
    "信用额度与客户台账不同",
    "余额表上的信用额度与客户台账的不同",
    "信用额度使用率按客户台账",
    "确认额度，改正写错的一处",
)
BALANCES_LEFT_OUT = FindingKind(
    "KB646",
    Severity.WARNING,
    "别的截止日的余额没有计入",
    "几张余额表注明不同的截止日，有的客户不在采用的那一张上",
    "采用截止日当天或以前最新的一天；这些客户的余额没有计入财务口径的应收",
    "确认这些客户已经结清；没有的，补到最新的余额表上",
)
BUCKETS_CLOCK_UNSAID = FindingKind(
    "KB647",
    Severity.INFO,
    "账龄分段没有说明从哪天算起",
    "分段只写天数或月数，没有说明从开票日还是从到期日算起",
    "按账龄(从开票日起)读，看不出逾期",
    "请在“待确认”里答复，或在表上写明“逾期”或“未到期”",
)
LIMITS_CONTRADICT = FindingKind(
    "KB648",
    Severity.WARNING,
    "余额表上同一客户的信用额度不同",
    "余额表上同一客户有几行，写的信用额度不同，而客户台账没有这个客户的额度",
    "不猜哪一个对，按没有信用额度处理",
    "确认额度，改正写错的一处，或写在客户台账上",
)
