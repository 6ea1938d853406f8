"""Findings about cells read by what their table says of itself: years, scores, names as ids, returns."""

from __future__ import annotations

from kehu_batch.model.findings.finding import FindingKind, Severity

DATE_YEAR_TOLD = FindingKind(
    "KB210",
    Severity.INFO,
    "没有写年份的日期按写明的年月推定",
    "日期没有写年份（或只写了几号），而标题、工作表名或文件名写明了年月，日期正在其中",
    "按写明的年份计入；不在写明的月份里的仍不计入",
    "核对；要免得推定，请把年份写全",
)
SCORE_LEGEND_USED = FindingKind(
    "KB228",
    Severity.INFO,
    "评分的数字按写明的含义换算",
    "表头、标题或说明写明了各个数字的意思（例如 1=满意 2=一般 3=不满意），不是分数越高越好的 5、10、100 分制",
    "数字按写明的用词换算；写明的两个数字之间的按比例取，写明的范围以外的不算评分",
    "核对；也可以直接填写“满意”这样的用词",
)
CALL_NOT_MADE = FindingKind(
    "KB239",
    Severity.INFO,
    "状态说还没有回访",
    "回访状态（是否回访）写着未回访、待回访一类的词，而填了回访时间",
    "没有评分、沟通内容、反馈和待解决问题的按计划未执行计，不算一次回访；有的按已回访计",
    "回访以后改写状态，或填写实际的回访时间",
)
CALL_WITHOUT_DAY = FindingKind(
    "KB242",
    Severity.WARNING,
    "回访过而没有日期",
    "本次回访时间空着，而这一行有评分或客户反馈：看来已经回访，日期可能只写在上面一行",
    "按计划未执行计，不算一次回访；评分、反馈和问题都不计入",
    "补上每一行的本次回访时间(同一天的也要写)，或把日期的格合并",
)
PLAN_SAID_DONE = FindingKind(
    "KB249",
    Severity.WARNING,
    "跟进计划里写着已完成",
    "跟进计划的末尾写着已完成、已办结一类的话或打了勾，没有写是哪天做的",
    "计划只由此后的一次跟进（已完成、已解决）或待解决问题写“无”的回访了结；没有这样的记录，过了期限仍算逾期",
    "在跟进记录里补登完成的那一次跟进",
)
REACHED_UNKNOWN = FindingKind(
    "KB240",
    Severity.WARNING,
    "看不出接通没有",
    "“接通状态”一类的列里写着不认识的词，这一行也没有评分、反馈等说明联系上了",
    "按已接通计入回访数",
    "写成“已接通”“未接通”，或把客户说了什么写进反馈、摘要",
)
WEEKDAY_DIFFERS = FindingKind(
    "KB243",
    Severity.WARNING,
    "星期与日期对不上",
    "日期旁边写着星期几，而那一天是另一个星期几",
    "按日期计，不看星期",
    "核对是日期写错了还是星期写错了",
)
NO_COMPLAINT = FindingKind(
    "KB241",
    Severity.WARNING,
    "写明的类型不是投诉",
    "登记表里也记了咨询、表扬一类，“工单类型”“诉求类型”写明了；建议、报修一类的，同一列别的行写着投诉时才算",
    "这些行以“不是投诉”排除，不计入投诉数、时限和解决率",
    "核对；确是投诉的，把类型写成投诉",
)
NAME_IS_ID = FindingKind(
    "KB280",
    Severity.INFO,
    "名称栏里写的是编号",
    "这一行没有客户编号，名称栏里写的与一个客户编号逐字相同，又没有客户叫这个名称",
    "按这个编号的客户计算",
    "把编号填在编号栏，名称栏填客户名称",
)
NAME_WITHOUT_FORM = FindingKind(
    "KB265",
    Severity.INFO,
    "名称省去了公司后缀",
    "这个名称没有编号，与另一处的名称只差“有限公司”一类的后缀，而只有那一个名称与它这样相近",
    "按同一个客户计算",
    "不是同一个客户的，请在两处都写全称或填写客户编号",
)
CLEARED_ITEMS = FindingKind(
    "KB263",
    Severity.INFO,
    "清单里有已清账的项目",
    "应收清单(如 SAP 的全部项目)列着已清的发票和清它的收款，写着清账日期或清账凭证",
    "已清的发票按清账日收清计，清它的负数行排除；截止日早于清账日的照未清计",
    "无需处理；只看未清项的，导出时选未清项目",
)
RETURN_ABOVE_ZERO = FindingKind(
    "KB262",
    Severity.WARNING,
    "退货、退款写成正数",
    "单据类型一类的列写着退货、退款、红字(应收清单里的收款)，或回款的借贷方向与多数行相反，金额却是正数",
    "按负数计",
    "请写成负数；若确是应收、销售或收款，请改正类型",
)
PAID_WITHOUT_AMOUNT = FindingKind(
    "KB158",
    Severity.WARNING,
    "没有应收金额的行写着已收",
    "应收清单的一行没有填应收金额，而填了已收金额：单独一行的收款",
    "上面有同号单据而收得下的，是它的又一次收款；没有的是这个客户的贷项，净额扣除",
    "核对；收款最好列在回款明细里，或填上应收金额",
)
