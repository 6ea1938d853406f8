"""Kinds of findings about receivables and the cross-check (KB6xx)."""

from __future__ import annotations

from kehu_batch.model.findings.finding import FindingKind, Severity

DUE_MISSING = FindingKind(
    "KB601",
    Severity.WARNING,
    "到期日缺失",
    "应收单没有到期日，也不能按开票日期和账期推出",
    "未收金额归入“到期日缺失”分段，不计算逾期天数",
    "补填到期日，或补填开票日期并在应收明细或客户台账里填写账期",
)
TERMS_UNREADABLE = FindingKind(
    "KB602",
    Severity.WARNING,
    "账期看不懂",
    "客户台账或应收明细的账期不是能确定到期日的写法",
    "没有到期日的应收单不能按该账期推算到期日",
    "改为“30天”“月结30天”或“货到付款”这类写法",
)
ISSUE_DATE_MISSING = FindingKind(
    "KB603",
    Severity.WARNING,
    "开票日期缺失",
    "应收单没有开票日期",
    "未收金额照计，账龄归入“开票日期缺失”；期初期末滚动、回款率、DSO 和 CEI 不可计算",
    "补填开票日期",
)
RECEIPT_DOCUMENT_UNKNOWN = FindingKind(
    "KB604",
    Severity.WARNING,
    "回款的单据号不在应收明细",
    "回款写了单据号，应收明细里没有这张单据",
    "该笔回款记为未分配，单独列示",
    "核对单据号，或补上缺少的应收单",
)
RECEIPT_EXCESS = FindingKind(
    "KB605",
    Severity.WARNING,
    "回款超出单据金额",
    "写明同一单据的回款合计超出了该单据的应收金额，或退款（负数回款）多于这张单据已收的",
    "超出部分记为未分配，单独列示",
    "核对回款金额和单据号；多付的款项请注明用于哪张单据",
)
PAID_DIFFERS = FindingKind(
    "KB606",
    Severity.WARNING,
    "已收金额与回款明细不一致",
    "应收单上的已收金额与写明该单据的回款合计不同",
    "以回款明细为准",
    "核对该单据的已收金额和回款明细",
)
OPEN_DIFFERS = FindingKind(
    "KB607",
    Severity.WARNING,
    "未收金额与计算不符",
    "应收单上的未收金额不等于应收金额减已收金额（或回款合计）",
    "以计算结果为准",
    "核对该单据的应收、已收和未收金额",
)
PAID_UNDATED = FindingKind(
    "KB608",
    Severity.INFO,
    "已收金额没有回款日期",
    "回款明细没有写明这些单据，其已收金额不知道是哪天收到的",
    "未收金额照计；期初期末滚动、回款率、CEI 和收款及时率不可计算",
    "提供写明单据号的回款明细",
)
PAID_LATER = FindingKind(
    "KB629",
    Severity.WARNING,
    "截止日之后才收到",
    "应收明细上写的回款日期在截止日之后",
    "按截止日那天都还没有收到计，已收金额没有扣减",
    "不用改；分几次收、有一部分在截止日以前收到的，请提供逐笔的回款明细",
)
CURRENCY_UNKNOWN = FindingKind(
    "KB609",
    Severity.WARNING,
    "币种不认识",
    "币种的写法不在程序认识的范围内",
    "按单独一种币种列示，不与其他币种相加",
    "改为“人民币”“USD”“美元”这类写法",
)
CURRENCY_OF_HEADER = FindingKind(
    "KB628",
    Severity.INFO,
    "金额栏写明的币种与币种列不同",
    "金额一栏的表头写明币种或本位币，有的行的币种列写的是另一种，多半是折算前的币种",
    "按表头写明的币种计",
    "请核对这一栏是不是折算后的金额；应收要按原币计，请提供原币金额一栏",
)
RECEIPT_CUSTOMER_DIFFERS = FindingKind(
    "KB610",
    Severity.WARNING,
    "回款客户与单据客户不同",
    "回款写明的单据属于另一个客户",
    "按写明的单据分配",
    "核对付款方和单据号；代付请在备注中说明",
)
DOCUMENT_AMBIGUOUS = FindingKind(
    "KB611",
    Severity.WARNING,
    "单据号对应多个客户或币种",
    "回款写明的单据号在应收明细里属于两个以上的客户，或与单据币种不同",
    "该笔回款记为未分配，不猜测属于哪一张",
    "补填回款的客户编号和币种",
)
DISPUTE_EXCEEDS = FindingKind(
    "KB612",
    Severity.INFO,
    "争议金额超出未收金额",
    "应收单的争议金额大于其未收金额",
    "争议金额按未收金额计",
    "核对争议金额；已收回的部分请从争议中去掉",
)
BUCKET_UNREADABLE = FindingKind(
    "KB613",
    Severity.WARNING,
    "账龄分段看不懂",
    "账龄分段的表头不能确定起止天数，或没有写明是天、月还是年",
    "该列不参加分段对账",
    "改为“1-30天”“180天以上”“1-2年”这类表头，或在上一行的组名里写“账龄（月）”",
)
BUCKETS_BROKEN = FindingKind(
    "KB614",
    Severity.WARNING,
    "账龄分段有重叠或缺口",
    "同一张账龄表的分段互相重叠，或中间有缺口",
    "该表不参加分段对账，余额照常核对",
    "让各段首尾相接且不重叠",
)
BUCKETS_OFF_BALANCE = FindingKind(
    "KB615",
    Severity.WARNING,
    "账龄分段之和与余额不一致",
    "这一行各分段金额之和不等于应收余额",
    "余额和分段分别核对",
    "请财务核对这一行",
)
STATED_DAY_DIFFERS = FindingKind(
    "KB616",
    Severity.WARNING,
    "账龄表的截止日与本次截止日不同",
    "财务账龄表注明的截止日不是本次的截止日",
    "注明的截止日较早时，按该日重新计算后核对；较晚时按本次截止日核对",
    "提供同一截止日的账龄表，或用 --as-of 指明截止日",
)
DUE_BEFORE_ISSUE = FindingKind(
    "KB617",
    Severity.INFO,
    "到期日早于开票日期",
    "应收单的到期日早于开票日期",
    "按填写的日期计算",
    "检查两个日期，改正填错的一个",
)
PAID_MAY_REPEAT = FindingKind(
    "KB618",
    Severity.WARNING,
    "已收金额与未分配回款可能重复",
    "客户的应收单填了已收金额，回款明细里又有没写单据号的回款",
    "两者都计入：未收金额已扣已收，净额再扣未分配回款，可能扣了两次",
    "在回款明细里补填单据号",
)
NUMBER_FOLDED = FindingKind(
    "KB619",
    Severity.INFO,
    "单据号写法不同",
    "回款写的单据号与应收明细只差全角、大小写、空格、连字符或前导零",
    "按同一张单据处理",
    "如不是同一张单据，请改正单据号",
)
NUMBERS_ALIKE = FindingKind(
    "KB620",
    Severity.WARNING,
    "单据号只差写法",
    "应收明细里有几张单据、订单明细里有客户、日期、金额都相同的几张订单，号码只差全角、大小写、空格、连字符或前导零",
    "按不同的单据处理，不合并；可能是同一张重复登记",
    "核对是否重复登记；是同一张的请删去一行或统一写法",
)
SETTLED_NOT_PAID = FindingKind(
    "KB624",
    Severity.WARNING,
    "写着已核销，回款却没有结清",
    "单据状态写着已核销或已结清，而它的回款合起来与应收金额不等",
    "以回款为准：没有收齐的部分仍是应收",
    "补登这张单据的回款，或改正状态",
)
RECEIPT_SPLIT = FindingKind(
    "KB621",
    Severity.INFO,
    "一格写了几个单据号",
    "一笔回款写了几张单据",
    "按写的先后依次冲抵，每张以未收为限，剩余的列为未分配",
    "如各张金额另有约定，请分行填写",
)
CROSS_NUMBER_FOLDED = FindingKind(
    "KB622",
    Severity.INFO,
    "两方单据号写法不同",
    "运营与财务的单据号只差全角、大小写、空格、连字符或前导零",
    "按同一张单据对账",
    "统一两方的单据号写法",
)
CROSS_DIFFERENCE = FindingKind(
    "KB623",
    Severity.WARNING,
    "对账差异",
    "财务表上的这一格与运营的应收对不上",
    "列入“对账”的差异清单，不改任何数字",
    "在“对账”的差异清单里写明原因",
)
OPENING_RESTATED = FindingKind(
    "KB625",
    Severity.WARNING,
    "期初重述",
    "以前那次运行的期末，同一天按本次的表算出来不同",
    "本期期初按本次的表计算，与上次交出的期末不同；各户与各单据列在“回款风险”的“期初重述”",
    "核对这些单据：日期是否倒签、是否改动或删去；属实的请把期初重述告诉财务",
)
DUE_OFF_TERMS = FindingKind(
    "KB626",
    Severity.WARNING,
    "到期日与账期不符",
    "应收单填了到期日，同一行的开票日期加账期推出的是另一天",
    "以填写的到期日为准计算逾期",
    "核对到期日、开票日期和账期，改正填错的一个",
)
TERMS_DIFFER = FindingKind(
    "KB627",
    Severity.INFO,
    "应收单的账期与客户台账不同",
    "应收单没有到期日，按它自己的账期推算，与按客户台账的账期推算的不是同一天",
    "以应收单上的账期为准",
    "确认这张单据另有约定；没有的请改成一致",
)
UNIT_CONTRADICTED = FindingKind(
    "KB640",
    Severity.WARNING,
    "金额单位与别处矛盾",
    "这一列的金额大多是另一处同一客户或同一单据的一千倍、一万倍，或千分之一、万分之一",
    "按表头的单位读入，没有写的按元；差异照列",
    "请在“待确认”里答复这一列的单位，或改正表头",
)
BALANCE_FROM_BUCKETS = FindingKind(
    "KB641",
    Severity.INFO,
    "余额取自分段之和",
    "账龄表没有应收余额一列",
    "各段之和作应收余额；表头没有说明是逾期的，按账龄(从开票日起)读",
    "请在“待确认”里答复分段是什么，或加上应收余额一列",
)
AGE_UNREADABLE = FindingKind(
    "KB642",
    Severity.WARNING,
    "账龄的文字看不懂",
    "余额旁边的账龄文字不能确定起止天数",
    "这些行的余额计入应收余额，不参加分段对账",
    "改为“1-30天”“180天以上”“1-2年”这类文字",
)
