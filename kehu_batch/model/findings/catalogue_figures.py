"""Kinds of findings that analysis raises: links (KB3xx), period (KB4xx), figures (KB5xx)."""

from __future__ import annotations

from kehu_batch.model.findings.finding import FindingKind, Severity

STALE_CONTACT = FindingKind(
    "KB301",
    Severity.WARNING,
    "台账的最近沟通时间过旧",
    "台账里的最近沟通时间早于回访工作表或跟进记录里该客户最新的一次联系",
    "最近联系按记录里较新的日期计算，台账上的日期不采用",
    "请改为记录里的日期",
)
STATED_TIER_DIFFERS = FindingKind(
    "KB302",
    Severity.WARNING,
    "客户等级不一致",
    "同一客户在台账和回访工作表里填写的客户等级不同",
    "等级对比以台账为准",
    "请核对后把两处改为同一等级",
)
UNKNOWN_TIER_LABEL = FindingKind(
    "KB303",
    Severity.WARNING,
    "客户等级不认识",
    "填写的客户等级不在策略的等级别名表里",
    "该客户的等级变动记为“无法比较”",
    "请改为常用的等级名称，或在策略的“其他叫法对应的等级”里加上这个叫法",
)
STRAY_MONTH = FindingKind(
    "KB401",
    Severity.WARNING,
    "最新月份像是误填",
    "最新月份的记录很少，而且与前一个有记录的月份相隔较久",
    "默认统计期不采用该月，改用前一个有记录的月份；这些记录晚于截止日，不计入",
    "请检查这些日期；如果没有填错，请用 --period 指明统计期",
)
NOTHING_DATED = FindingKind(
    "KB402",
    Severity.WARNING,
    "没有可用来确定统计期的日期",
    "所有表里都没有当天或以前的业务日期",
    "统计期取当天所在的月份；按期统计的数字没有结果",
    "请补上回访、跟进或订单的日期，或用 --period 指明统计期",
)
ORDERS_SHORT = FindingKind(
    "KB501",
    Severity.WARNING,
    "订单不足12个月",
    "订单明细里最早的订单晚于消费统计窗口的第一个月，不能证明覆盖整个窗口",
    "客户消费改用台账的年合作金额",
    "请补齐订单；如果订单本来就是全部，请在策略里把“订单明细是全部订单”设为“是”",
)
SPEND_DIFFERS = FindingKind(
    "KB502",
    Severity.WARNING,
    "订单合计与台账年合作金额不一致",
    "订单明细覆盖了统计窗口，其合计与台账的年合作金额不同",
    "客户分级以订单合计为准",
    "请核对两处，改正其中一处",
)
NEGATIVE_SPEND = FindingKind(
    "KB503",
    Severity.WARNING,
    "消费金额为负数",
    "客户的消费金额合计小于 0",
    "该客户记为未定级",
    "请检查退货、冲减或正负号是否填错",
)
CONDITION_BLANK = FindingKind(
    "KB504",
    Severity.WARNING,
    "定级条件没有填写",
    "定级要看的一列是空的",
    "这一项不作考核，等级按其余各项确定；其余各项不足以定级的，记为未定级",
    "请在台账里补填该列",
)
CONDITION_UNKNOWN = FindingKind(
    "KB521",
    Severity.WARNING,
    "定级用语不认识",
    "定级要看的一列写了策略的程度用语和得分表里都没有的词",
    "这一项不作考核，等级按其余各项确定；其余各项不足以定级的，记为未定级",
    "请改为常用的词（如 高、中、低），或在策略里补上这个词",
)
LIFETIME_STAND_IN = FindingKind(
    "KB522",
    Severity.INFO,
    "累计消费以年合作金额代替",
    "方案按累计消费定级，而订单没有或不足统计窗口",
    "累计消费取台账的年合作金额",
    "请补齐订单；如果订单本来就是全部，请在策略里把“订单明细是全部订单”设为“是”",
)
UNKNOWN_MANUAL_TIER = FindingKind(
    "KB505",
    Severity.WARNING,
    "人工定级不认识",
    "人工定级填写的等级不在策略的等级别名表里",
    "不采用人工定级，等级按规则计算",
    "请改为策略里的等级名称；原因可写在等级后面的括号里",
)
PROMISE_BEFORE_CALL = FindingKind(
    "KB506",
    Severity.WARNING,
    "下次回访时间早于本次回访",
    "约定的下次回访时间早于作出约定的那次回访",
    "这一约定不计入约定回访",
    "请检查两个日期，改正填错的一个",
)
CALENDAR_LACKS_YEAR = FindingKind(
    "KB507",
    Severity.WARNING,
    "工作日历缺少年份",
    "逾期期间、按工作日计的答复期限或按工作时间计的投诉时限涉及的年份，没有法定节假日和调休数据",
    "逾期工作日没有结果；答复期限没有日期，不计入需答复；按工作时间计的时限无法判定。逾期天数不受影响",
    "请升级本程序以取得新的节假日数据",
)
COMPLAINT_TIME_ORDER = FindingKind(
    "KB508",
    Severity.WARNING,
    "投诉的时间先后不可能",
    "投诉的响应、方案、解决、回访确认时间早于投诉时间，或后一环节的时间早于前一环节的，例如解决早于响应",
    "看不出哪一个时间填错，这两个环节的时限都无法判定（早于投诉时间的、回访确认早于解决的只有这一环节），"
    "不计为达标或未达标，也不计入用时；是否已解决照所填的算",
    "请核对这几个时间，改正填错的一个",
)
UNKNOWN_STATUS = FindingKind(
    "KB509",
    Severity.INFO,
    "状态不认识",
    "状态栏的写法既不在“已完成”类，也不在“处理中”类里",
    "按没有完成处理",
    "请改为常用写法（如“已完成”“跟进中”），或在策略的“与完成同义的状态用语”（解决状态：“与已解决同义的状态用语”）或“表示未完成的状态用语”里加上这个叫法",
)
COMPLAINT_UNDATED = FindingKind(
    "KB510",
    Severity.WARNING,
    "投诉没有投诉时间",
    "投诉登记表的这一行没有可用的投诉时间，不知道属于哪个月，也无法计时",
    "这一行不计入投诉的各项数字，也不在未结投诉里",
    "请补填投诉时间",
)

ANSWERS_CONTRADICT = FindingKind(
    "KB531",
    Severity.WARNING,
    "两个答复互相矛盾",
    "同一个问题在工作簿或答复文件里有两个不同的答复",
    "两个答复都没有采用，问题仍在待确认",
    "留下对的一个，删去另一个，再投递",
)
ANSWER_UNUSED = FindingKind(
    "KB532",
    Severity.WARNING,
    "答复没有采用",
    "答复不在可选的答复里",
    "按没有答复计算",
    "从下拉列表里选一个答复，再投递",
)
ANSWER_UNFIT = FindingKind(
    "KB533",
    Severity.WARNING,
    "答复不再适用",
    "答复过的内容在这次投递里已经没有了：行删了、文字改了，或表、页不在了",
    "这条答复没有采用，不影响任何数字",
    "改过文字的请在“待确认”里重新答复；不再需要的，在“没有用到的答复”里删去",
)
ANSWERS_UNMET = FindingKind(
    "KB534",
    Severity.INFO,
    "答复没有用到",
    "答复文件里的答复，这次投递里没有对应的内容，也没有写明当时是哪个文件",
    "没有采用，不影响任何数字",
    "如果是别的月份的答复，不必理会；否则请对照“待确认”重新答复",
)
