"""Findings about cells and identities: KB2xx values, KB25x rows, KB28x customers."""

from __future__ import annotations

from kehu_batch.model.findings.finding import FindingKind, Severity

REQUIRED_BLANK = FindingKind(
    "KB201",
    Severity.WARNING,
    "必填项空白",
    "该列是必填项，这一格没有填写",
    "计入数据准确率的错误；按该项的分组统计不含这一行",
    "补填这一格",
)
REQUIRED_MISSING = FindingKind(
    "KB219",
    Severity.WARNING,
    "缺少必填列",
    "表里没有这一列，它是必填项",
    "每一行都计一个数据准确率的错误；按该项的分组统计没有这张表的行",
    "在表里加上这一列并填写；已有这一列而表头不同的，把表头改成所写的名称",
)
SCORE_MISSING = FindingKind(
    "KB202",
    Severity.WARNING,
    "没有满意度评分",
    "评分列（如有）和客户反馈里都没有写出分数或满意程度",
    "计入回访数，不计入评分数和均分；不会按语气猜测分数",
    "在客户反馈里写明评分，例如“满意度4分（满分5分）”",
)
PLAN_OWNER_MISSING = FindingKind(
    "KB203",
    Severity.WARNING,
    "跟进计划缺负责人",
    "跟进计划里没有写负责人",
    "计划照常计时，但逾期时找不到责任人",
    "按“负责人/时间/内容”补上负责人",
)
PLAN_DATE_MISSING = FindingKind(
    "KB204",
    Severity.WARNING,
    "跟进计划缺时间",
    "跟进计划里没有能确定的日期",
    "该计划不能判断是否逾期",
    "按“负责人/时间/内容”补上明确日期，例如“11月15日前”",
)
DATE_UNREADABLE = FindingKind(
    "KB205",
    Severity.WARNING,
    "日期无法识别",
    "这一格不是有效的日期",
    "按空白处理，依赖该日期的统计不含这一行",
    "改成实有的日期，按“年-月-日”写",
)
DATE_UNDETERMINABLE = FindingKind(
    "KB206",
    Severity.WARNING,
    "日期无法确定",
    "日期没有写年份或写得太笼统，推不出唯一的一天",
    "按空白处理，依赖该日期的统计不含这一行",
    "写出完整的年月日",
)
DATE_AMBIGUOUS = FindingKind(
    "KB207",
    Severity.WARNING,
    "日期的日月顺序有歧义",
    "日和月都不超过 12，整列也看不出先后顺序",
    "按空白处理，依赖该日期的统计不含这一行",
    "按“年-月-日”写",
)
DATE_YEAR_ALONE = FindingKind(
    "KB208",
    Severity.WARNING,
    "年份与其他行不同",
    "整张表里只有这一行是这一年，而它的月日正落在其他行的日子里",
    "照所写的日期计入那一年；本期的统计不含这一行",
    "核对年份；写错了请改正",
)
DATE_ORDER_TOLD = FindingKind(
    "KB209",
    Severity.INFO,
    "日期的年月日顺序由旁证推定",
    "年份只写两位，或日月都不超过 12，整列自己看不出先后，而表里别的日期或写明的月份只容得下一种读法",
    "按这一种读法计入",
    "核对；要免得推定，请按“年-月-日”写",
)
AMOUNT_UNREADABLE = FindingKind(
    "KB211",
    Severity.WARNING,
    "金额无法识别",
    "这一格不是明确的金额",
    "按空白处理，不按 0 计算",
    "改成数字，例如 1234.50",
)
AMOUNT_APPROXIMATE = FindingKind(
    "KB212",
    Severity.WARNING,
    "金额不确切",
    "金额写成了大约、区间或上下限",
    "按空白处理，不参与计算",
    "填写确切金额",
)
AMOUNT_OWN_UNIT = FindingKind(
    "KB213",
    Severity.INFO,
    "金额自带单位",
    "表头写明了一种单位，这一格又写了自己的单位；或有一列“单位”逐行写明",
    "按这一格或这一行自己的单位换算，照常计入",
    "核对单位；无误可不改，最好与表头统一",
)
AMOUNT_ROUNDED = FindingKind(
    "KB216",
    Severity.INFO,
    "金额细于一分",
    "金额的小数超过两位，例如 1000÷1.13 的结果",
    "四舍五入到分后照常计入",
    "无需处理；要与财务的尾差完全一致时，请按财务的取整方法填写到分",
)
AMOUNT_UNIT_UNKNOWN = FindingKind(
    "KB215",
    Severity.ERROR,
    "表头的金额单位有矛盾",
    "同一个表头写了两种单位，或表头的单位与“单位”列写的不同",
    "整列按空白处理，避免放大或缩小金额",
    "表头只保留一种单位",
)
AMOUNT_UNIT_DOUBTFUL = FindingKind(
    "KB289",
    Severity.WARNING,
    "金额单位与数量级矛盾",
    "表头写的单位是千元、万元或更大，而这一列的数字多在五位以上",
    "按表头的单位读入；单位写错时金额放大了上千倍",
    "请在“待确认”里答复这一列的单位，或改正表头",
)
AMOUNT_FOREIGN = FindingKind(
    "KB214",
    Severity.WARNING,
    "外币金额",
    "这一格写的是外币，不与人民币相加",
    "按空白处理",
    "换算成人民币后填写",
)
SCORE_UNREADABLE = FindingKind(
    "KB221",
    Severity.WARNING,
    "评分无法识别",
    "这一格不是能识别的评分",
    "计入回访数，不计入评分数和均分",
    "改成数字并注明满分，例如“4分（满分5分）”",
)
SCORE_OUT_OF_RANGE = FindingKind(
    "KB222",
    Severity.WARNING,
    "评分超出满分",
    "评分小于 0 或大于满分",
    "计入回访数，不计入评分数和均分",
    "核对评分和满分",
)
SCORE_SCALE_UNKNOWN = FindingKind(
    "KB223",
    Severity.WARNING,
    "评分的满分未知",
    "只写了分数，没有写满分，策略也没有设默认满分",
    "计入回访数，不计入评分数和均分",
    "注明满分，例如“4/5”，或在策略里设置“没写满分的评分按几分制”",
)
SCORE_CONFLICTING = FindingKind(
    "KB224",
    Severity.WARNING,
    "评分前后矛盾",
    "同一条回访里有不同的评分",
    "计入回访数，不计入评分数和均分",
    "只保留一个评分",
)
SCORE_ZERO = FindingKind(
    "KB226",
    Severity.WARNING,
    "评分为 0",
    "评分是 0，而这种量表从 1 分起；表单在没有人评分时常填 0",
    "计入回访数，按没有评分处理，不计入评分数和均分",
    "没有评分请留空；确实可以打 0 分的，请在表头写明量表，例如“满意度(0-5)”",
)
SCORE_SCALE_TOLD = FindingKind(
    "KB227",
    Severity.INFO,
    "评分的满分由数字推定",
    "评分没有写满分，数字又超出策略设的满分",
    "按能容下这些数字的最小满分（5、10 或 100 分）换算",
    "在表头或评分旁写明满分，例如“满意度(满分10分)”，或在策略里设置“没写满分的评分按几分制”",
)
NUMBER_UNREADABLE = FindingKind(
    "KB225",
    Severity.WARNING,
    "数字无法识别",
    "这一格不是能识别的数字，或超出允许的范围",
    "按空白处理",
    "改成数字",
)
ID_PRECISION_LOST = FindingKind(
    "KB231",
    Severity.ERROR,
    "编号末位已丢失",
    "编号以数字保存且超过 15 位，Excel 已把末位变成 0，无法复原",
    "该编号可能与别的编号混淆",
    "从源系统重新导出，并把该列设为文本格式",
)
ID_UNREADABLE = FindingKind(
    "KB233",
    Severity.WARNING,
    "编号无法识别",
    "这一格是日期、时间或带小数的数字，不是编号",
    "按空白处理",
    "把该列设为文本格式后重新填写编号",
)
ID_CLEANED = FindingKind(
    "KB236",
    Severity.INFO,
    "编号带着看不见的字符",
    '编号里有零宽字符、方向标记、软连字符、控制字符，或以撇号、="…" 开头',
    "去掉后照常使用，与别处的编号对应",
    "无需处理；要清理源表，可以把该列复制到记事本再粘贴回来",
)
DITTO = FindingKind(
    "KB237",
    Severity.INFO,
    "写着“同上”",
    "这一格只写着同上、〃 一类的记号",
    "按上一行同一列的内容读；金额、评分和客户反馈不这样读",
    "核对；表格排序以后“同上”会指到别的行，最好写全",
)
FORMULA_UNCACHED = FindingKind(
    "KB234",
    Severity.WARNING,
    "公式没有计算结果",
    "这一格是公式，但文件里没有保存它的结果（常见于程序生成、从未用 Excel 打开过的文件），或是 WPS 嵌在格里的图片",
    "按空白处理，不按 0 计算",
    "用 Excel 或 WPS 打开文件，保存一次后重新投递；图片里的内容请写成文字",
)
ERROR_VALUE = FindingKind(
    "KB232",
    Severity.WARNING,
    "单元格是错误值",
    "这一格是 #N/A、#REF! 之类的错误值",
    "按空白处理，不按 0 计算",
    "改正公式或填写实际值",
)
VALUES_DIFFER = FindingKind(
    "KB235",
    Severity.WARNING,
    "两列同义而值不同",
    "同一张表里有两列表头指同一个字段，而这一行两列的值不同",
    "该项按空白处理，不猜哪一列对",
    "核对后只保留一列，或把两格改成一样",
)
ROW_REPEATED = FindingKind(
    "KB251",
    Severity.WARNING,
    "重复行",
    "这一行与另一行的每个字段都相同",
    "只计一次",
    "确认后删除重复的一行",
)
ROW_REPEATED_KEPT = FindingKind(
    "KB252",
    Severity.WARNING,
    "疑似重复行",
    "这一行与另一行的每个字段都相同，但没有单号可以确认",
    "两行都计入",
    "确认是否重复；如重复请删除一行",
)
DOCUMENT_STATE_UNKNOWN = FindingKind(
    "KB253",
    Severity.WARNING,
    "单据状态不认识",
    "状态列里的词不在程序认识的之内，看不出单据是否有效",
    "按有效的单据计入",
    "改成“正常”“已作废”“已红冲”“已取消”“坏账核销”“已核销”之类的说法",
)
REVERSAL_ALONE = FindingKind(
    "KB254",
    Severity.WARNING,
    "红冲没有对应的单据",
    "红字单据的状态是红冲，但没有同号、金额相反的蓝字单据",
    "红字单据不计入；原单据若另有编号，仍按有效计入",
    "核对原单据，把它的状态也改为“已红冲”",
)
REVERSAL_ELSEWHERE = FindingKind(
    "KB257",
    Severity.WARNING,
    "红冲的红字单据另有单号或没写单号",
    "一张单据写着红冲，没有同号的红字单据，而同一客户有一张不早于它、金额正好相反的单据（税务系统的红字发票另有号码，或没写号码）",
    "按它的红字单据处理，两张都不计入",
    "核对；不是它的红字单据的，请补上同号、金额相反的一行，这一张就照常计为贷项",
)
CLAIMS_DIFFER = FindingKind(
    "KB258",
    Severity.WARNING,
    "核销合计与回款金额不符",
    "一笔回款分几行核销，各行都写着整笔的回款金额，而各行核销金额之和与它不同",
    "各行按核销金额冲单据；差额计在第一行，记为未分配回款",
    "核对核销金额；没有核销的部分请另起一行，核销金额和单据号留空",
)
AMOUNT_PER_PAYMENT = FindingKind(
    "KB259",
    Severity.INFO,
    "一张单据按回款分行",
    "同一张单据每次回款各占一行，应收金额写在每一行上或合并在几行上",
    "应收金额只计一次：后面各行计它的回款，其余计在第一行",
    "核对；是几张单据的，请改正单号，是几行明细的，请删去回款日期",
)
DIRECTION_UNKNOWN = FindingKind(
    "KB255",
    Severity.WARNING,
    "借贷方向不认识",
    "方向列里的词看不出是借还是贷",
    "金额按原来的正负计",
    "改成“借”“贷”或“平”",
)
DIRECTION_CONTRADICTS = FindingKind(
    "KB256",
    Severity.WARNING,
    "借贷方向与金额矛盾",
    "金额是负数，方向又写“贷”，可能说的是同一件事，也可能是负负得正；或方向写“平”，余额却不是 0",
    "金额按空白处理，不猜正负，也不当作 0",
    "只用一种写法：负数配“借”，或正数配“贷”；写“平”的余额填 0",
)
CUSTOMER_MISSING = FindingKind(
    "KB281",
    Severity.ERROR,
    "认不出客户",
    "这一行既没有客户编号，也没有可用的客户名称；写明单据号的回款不在内，它是那张单据的客户的",
    "计入行数，不归到任何客户",
    "补填客户编号或客户名称",
)
ID_WITH_TWO_NAMES = FindingKind(
    "KB282",
    Severity.WARNING,
    "同一编号有不同名称",
    "同一客户编号在不同的行里写了不同的客户名称",
    "按同一客户计算，显示台账里的名称",
    "核对后统一名称；若是两个客户，请改正编号",
)
NAME_WITH_TWO_IDS = FindingKind(
    "KB283",
    Severity.INFO,
    "疑似同一客户有两个编号",
    "名称相同（不计全半角、括号和公司形式）的客户有不同的编号",
    "按不同客户计算，不自动合并",
    "核对后统一编号",
)
ID_ZEROS_DIFFER = FindingKind(
    "KB284",
    Severity.WARNING,
    "编号的前导零不一致",
    "编号只差前面的 0，名称相同",
    "按同一客户计算",
    "把编号统一成一种写法",
)
NAME_AMBIGUOUS = FindingKind(
    "KB285",
    Severity.WARNING,
    "名称对应多个编号",
    "这一行只有客户名称，而该名称对应两个以上的客户编号",
    "不归到其中任何一个，单独作为一个客户",
    "补填客户编号",
)
ID_SPELLED_ALIKE = FindingKind(
    "KB287",
    Severity.WARNING,
    "编号只差写法",
    "两个客户编号只差大小写、空格、连字符或全半角",
    "按不同客户计算，不自动合并",
    "核对后统一编号的写法",
)
NOT_IN_LEDGER = FindingKind(
    "KB288",
    Severity.WARNING,
    "客户不在台账里",
    "本次投递有客户台账，而回访、跟进、投诉或订单里的客户在台账里找不到",
    "照常计入，单独成一个客户；台账里的等级、负责人与它无关，它的订单也不算进台账里的任何客户",
    "核对编号和名称（简称请改成台账里的写法）；确是新客户请补进台账",
)
NAME_MASKED = FindingKind(
    "KB286",
    Severity.INFO,
    "客户名称被打码",
    "客户名称含有 *，不能用来确认是哪个客户",
    "不用该名称与其他表对应",
    "补填客户编号",
)
LEDGER_ROWS_DIFFER = FindingKind(
    "KB290",
    Severity.WARNING,
    "台账里一个客户有多行",
    "同一个客户在台账（一个或几个文件）里有两行以上，其中一项各行写得不同",
    "金额、日期、等级和账期不同的按空白处理，不猜哪一行对；负责人、分公司和行业用第一行的",
    "核对后只留一行，或把各行改成一样",
)
