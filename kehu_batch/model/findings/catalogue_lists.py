"""Kinds of findings about what stands several times in a drop and counts once (KB260, KB261, KB291 to KB299)."""

from __future__ import annotations

from kehu_batch.model.findings.finding import FindingKind, Severity

CLAIMED_WITHOUT_NUMBER = FindingKind(
    "KB260",
    Severity.INFO,
    "没写单号的几行当作一笔回款",
    "几行回款没有写回款单号，客户、日期和回款金额都相同，而核销金额合计正好等于一行的回款金额",
    "当作一笔分几行核销的回款，只计一次：各行按核销金额计，没有核销金额的行计 0 元",
    "核对；是几笔的，请给各笔写上不同的回款单号",
)
LISTED_TWICE = FindingKind(
    "KB291",
    Severity.WARNING,
    "同一记录在几处",
    "同一张应收单、订单、投诉或同一笔回款在几份清单（如两个月的导出）或几行里",
    "只计一次：以最新的一份为准，其余各行不计并列出金额",
    "核对以哪一份为准；请在每份清单的标题、表名或文件名里写明日期，或只投递最新的一份",
)
LISTED_DIFFERENTLY = FindingKind(
    "KB292",
    Severity.WARNING,
    "同一记录几处金额不同",
    "同一张应收单、订单或同一笔回款在几份清单里的金额不同",
    "只按其中一份的金额计入，另一份的金额不计",
    "核对哪一个金额对，改正另一份或只投递对的一份",
)
NUMBER_SHARED = FindingKind(
    "KB293",
    Severity.WARNING,
    "同号而不像同一记录",
    "两处的单号相同，但客户、日期、期数或产品不同",
    "按不同的记录都计入",
    "核对是否同一张；是同一张的请删去一行，不是的请改正单号",
)
GONE_FROM_LIST = FindingKind(
    "KB294",
    Severity.WARNING,
    "较新的清单上没有这张单据",
    "两份应收清单有相同的单据，而这张单据只在较早的一份上",
    "照较早的清单计入未收",
    "已收回的请在回款明细登记或从较早的清单删去；仍未收的请补进较新的清单",
)
CONTACT_TWICE = FindingKind(
    "KB295",
    Severity.WARNING,
    "同一次回访或跟进登记了两处",
    "两张表里有同一客户同一天的记录，一处的每一格在另一处都相同、更完整或没有填写；或同一份回访工作表分给几个人填，一份上没有填写的一行在另一份上填了",
    "只按更完整的一行计入",
    "请只投递一份，或删去其中一行",
)
CONTACT_PERHAPS_TWICE = FindingKind(
    "KB296",
    Severity.WARNING,
    "可能是同一次回访或跟进",
    "两张表里有同一客户同一天的记录，多数格相同而有一格不同；或同一份回访工作表分给几个人填，一个客户在两份上同一天都填了而内容不同",
    "两行都计入",
    "核对是否同一次；是的请删去一行或把两行改成一样",
)
RECEIPT_LISTED_AGAIN = FindingKind(
    "KB297",
    Severity.WARNING,
    "回款又按银行流水列了一次",
    "没有写单据号的回款与另一张表里写明单据号的回款同一客户、同一天、金额之和相同",
    "只计写明单据号的，这些行不计",
    "确是另外的回款请写明单据号或用途，例如“预收款”",
)
RECEIPT_PERHAPS_AGAIN = FindingKind(
    "KB298",
    Severity.WARNING,
    "回款可能又按银行流水列了一次",
    "没有写单据号的回款与另一张表里写明单据号的回款同一客户，同一天而金额之和不同，或金额之和相同而差几天",
    "两处都计入：没有写单据号的为未分配，净额可能扣了两次",
    "核对是否同一笔；是的请删去一处，不是的请写明单据号或用途",
)
BALANCES_UNDATED = FindingKind(
    "KB299",
    Severity.WARNING,
    "几张余额表分不清日期",
    "同一客户在几张应收余额表上，余额不同，而这些表没有都写明截止日，或是写明同一天的两稿",
    "不相加：写明截止日的一张为准；都没有写明的、两稿不同的，该客户的余额按未知处理",
    "在每张表上方写明截止日，或只投最后一稿；若是各分公司的分表，请合成一张",
)
ORDER_SUM_REPEATED = FindingKind(
    "KB264",
    Severity.WARNING,
    "整张订单的金额逐行重复写着",
    "订单按商品分行，同一订单各行的金额都相同，而各行商品的数量或价钱不同",
    "金额看作整张订单的，每张订单只计第一行",
    "若金额确是各行商品的，请改正；否则导出时每张订单只留一行，或用各行商品的金额",
)
BALANCE_REPEATED = FindingKind(
    "KB261",
    Severity.WARNING,
    "同一客户各行的余额都相同",
    "一张应收余额表里，有几行的每个客户，各行的余额都相同",
    "表头写着总额的，看作同一笔重复写在各行，只计一次；没有写的各行相加",
    "每个客户只留一行；各行确是几笔余额的，表头不要写总额；是逐期的欠款，请写单据号、到期日和各期金额",
)
