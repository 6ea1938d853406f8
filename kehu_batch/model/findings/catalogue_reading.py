"""Findings of reading and recognising: codes KB101 … KB199."""

from __future__ import annotations

from kehu_batch.model.findings.finding import FindingKind, Severity

DUPLICATE_HEADER = FindingKind(
    "KB101",
    Severity.INFO,
    "两列表头同义",
    "同一张表里有两列表头指同一个字段",
    "两列的值相同时按一列计；不同时该单元格视为空白并另行提示",
    "请只保留一列，或把其中一列改成能区分的表头",
)
UNKNOWN_HEADER = FindingKind(
    "KB102",
    Severity.INFO,
    "表头未识别",
    "表头不在词汇表里",
    "该列不参与任何计算",
    "若该列有用，请改成建议的表头，或把这个说法加进词汇文件",
)
AMBIGUOUS_TABLE = FindingKind(
    "KB103",
    Severity.ERROR,
    "表的种类无法判定",
    "表头同样符合两种以上的表，工作表名、标题和文件名也分辨不出",
    "整张表未读入",
    "请在工作表名里写明是哪种表，或补上该种表特有的列",
)
AMBIGUOUS_COLUMN = FindingKind(
    "KB104",
    Severity.WARNING,
    "列的含义无法判定",
    "一列的表头同时含几个字段，或几列通用表头（如“时间”“日期”）都可能是同一字段",
    "这些列不参与任何计算",
    "请一列只放一个字段，并写明是什么时间、谁的名称",
)
HIDDEN_SHEET = FindingKind(
    "KB105",
    Severity.INFO,
    "读取了隐藏的工作表",
    "含有表格的工作表处于隐藏状态",
    "其中的行照常计入",
    "如不应计入，请删除该工作表，或在策略中把“读取隐藏的行、列和表”设为“否”",
)
HIDDEN_CELLS = FindingKind(
    "KB106",
    Severity.INFO,
    "读取了隐藏的行或列",
    "表格中有隐藏的行或列",
    "它们照常计入",
    "如不应计入，请删除这些行列，或在策略中把“读取隐藏的行、列和表”设为“否”",
)
MERGED_BODY = FindingKind(
    "KB107",
    Severity.INFO,
    "数据区有合并单元格",
    "数据行里有跨行合并的单元格",
    "合并单元格的值算作其中每一行的值；金额只计一次，另行提示",
    "建议取消合并，在每一行填写",
)
LED_NAMES = FindingKind(
    "KB147",
    Severity.INFO,
    "客户只写在每组的第一行",
    "客户编号、名称只写在一组的第一行，下面的行空着，而这一组的小计与各行之和到分相符",
    "空着的行算作这一组第一行的客户",
    "核对；表格排序以后空着的行会落到别的客户下面，最好每一行都写",
)
UNTIED_TOTAL = FindingKind(
    "KB148",
    Severity.WARNING,
    "表上的合计与各行之和不同",
    "应收、回款、余额表的合计行写着的金额，不是它上面各行之和",
    "合计行不是数据，各数按各行计，不按合计行",
    "核对是漏了行、改过数，还是合计公式没有包括所有的行",
)
UNRECOGNISED_SHEET = FindingKind(
    "KB108",
    Severity.INFO,
    "工作表里没有认识的表",
    "工作表有内容，但没有一行符合任何一种表的表头",
    "该工作表未读入",
    "如应读入，请核对表头",
)
NEAR_MISS = FindingKind(
    "KB109",
    Severity.WARNING,
    "表头缺少必要的列",
    "一行表头很像某种表，但缺少认定它所需的列",
    "该表未读入",
    "请补上缺少的列，或把对应的列改成标准表头",
)
UNIT_FROM_TITLE = FindingKind(
    "KB110",
    Severity.INFO,
    "金额单位取自表头上方",
    "表头没有单位，而上方写有“单位：…”",
    "该表的金额列都按此单位换算",
    "如有列不是此单位，请在该列表头写明单位，例如“金额（元）”",
)
EMPTY_TABLE = FindingKind(
    "KB111",
    Severity.WARNING,
    "表中没有数据行",
    "表头之下没有任何数据",
    "该表按 0 行计",
    "请确认是否漏填",
)

ORIGINAL_AND_COPY = FindingKind(
    "KB112",
    Severity.WARNING,
    "原件与批注副本同时投递",
    "同一次投递里既有原件，又有本程序写出的批注副本",
    "只使用批注副本，因为更正可能写在其中；原件未读入",
    "请只投递其中一个",
)

TABLE_REPEATED = FindingKind(
    "KB114",
    Severity.WARNING,
    "同一张表投递了两份",
    "两张应收、回款、订单或余额表的表头和每一格都相同，如文件的副本，或另存为别的格式的同一个文件",
    "只读一份，金额不重复计算",
    "请只投递其中一份；若确是两批单据，请让单号或日期能分开",
)

MONTH_CONTRADICTED = FindingKind(
    "KB113",
    Severity.WARNING,
    "写明的月份与日期不符",
    "标题、工作表名、文件名或文件夹名写明了月份，而表中的日期不在这个月，或有的晚于这个月",
    "各行仍按自己的日期计入，不按写明的月份",
    "请核对是日期填错了，还是标题、文件名忘了改",
)
TOO_MANY_HEADERS = FindingKind(
    "KB115",
    Severity.WARNING,
    "表头太多，没有找完",
    "同一张工作表里像表头的行超过了上限",
    "上限之后的表没有读入",
    "请把这张工作表里的表分到几张工作表上",
)
HIDDEN_LEFT_OUT = FindingKind(
    "KB117",
    Severity.INFO,
    "隐藏内容未读入",
    "工作表、行或列处于隐藏状态，而策略设为不读隐藏内容",
    "其中的行和列不计入任何统计",
    "如应计入，请取消隐藏，或在策略中把“读取隐藏的行、列和表”设为“是”",
)
VERTICAL_FORM = FindingKind(
    "KB118",
    Severity.WARNING,
    "竖排的单据",
    "工作表是单据：栏目名称在左，内容在右，不是一行一条记录的表",
    "单据里的内容未读入",
    "请把单据抄成一行一条记录的表，可用 kehu-batch template 生成空白表",
)
OUTSIDE_TABLE = FindingKind(
    "KB119",
    Severity.INFO,
    "表格之外另有内容",
    "表格的下方或旁边另有一块内容，不属于这张表",
    "这块内容未读入",
    "如应读入，请给它写全表头，或移到单独的工作表；图例、联系方式等不必理会",
)
BLANK_HEADER = FindingKind(
    "KB120",
    Severity.WARNING,
    "有数据的列没有表头",
    "表格里有一列填了数据，而表头是空白",
    "该列未读入",
    "请在表头写上这一列的名称",
)
OTHER_SUBJECT = FindingKind(
    "KB121",
    Severity.WARNING,
    "说的不是客户",
    "表头像本程序认识的表，而工作表名、标题或文件名写明是供应商、员工、应付款等",
    "整张表未读入",
    "如确是客户的表，请改工作表名或标题，例如写明“客户”；否则不必理会",
)
CUSTOMER_ABOVE = FindingKind(
    "KB122",
    Severity.WARNING,
    "客户写在表头上方",
    "客户的编号或名称写在表头上方，表里没有客户一列",
    "整张表未读入",
    "请在表里加上“客户编号”或“客户名称”一列，每行都填写",
)
OPTION_LIST = FindingKind(
    "KB123",
    Severity.WARNING,
    "像是下拉选项",
    "工作表名写明是选项，或各列是长短不一、各不重复的清单",
    "整张表未读入",
    "如确是客户的表，请改工作表名并把各行填全；否则不必理会",
)
SHEET_COPY = FindingKind(
    "KB124",
    Severity.WARNING,
    "工作表是另一张的副本",
    "工作表名表明它是复制来的，内容也与原表完全相同",
    "副本未读入，只计原表",
    "请删除副本；如两张表都要计入，请改工作表名",
)
GENERAL_HEADERS = FindingKind(
    "KB125",
    Severity.WARNING,
    "表头太笼统",
    "认定一张表所需的列，表头只有“名称”“编号”“日期”“金额”这样的说法，没有旁证",
    "整张表未读入",
    "请把表头写全，例如“客户名称”“回款日期”“订单金额”，或在工作表名里写明是哪种表",
)
MERGED_MONEY = FindingKind(
    "KB126",
    Severity.INFO,
    "金额在合并单元格里",
    "金额一列有跨行合并的单元格",
    "合并的金额属于整块，只在该块的第一行计一次；其余各行不另计，订单、应收、回款的这些行列入未计入的行",
    "如各行各有金额，请取消合并并逐行填写",
)
MONEY_WITHOUT_AMOUNT = FindingKind(
    "KB140",
    Severity.WARNING,
    "应收合并了，已收、未收没有合并",
    "几张单据的应收金额合并在一格里，而下面几行各有已收金额或未收金额",
    "应收金额记在第一张单据上；下面几行不计入，它们的已收金额没有扣减，未收金额没有计入",
    "请取消合并，逐张填写应收金额；是一张单据分几次收款的，各行写同一个单号",
)
FAR_CELLS = FindingKind(
    "KB127",
    Severity.WARNING,
    "远处有零星单元格",
    "离其余内容很远的地方（几万行之下，或最右边的列）有零星的单元格有内容，多半是误按",
    "这些单元格没有读入，其余照常",
    "若是误按，请删除这些单元格；若是数据，请移到表格里",
)
YEAR_UNSAID = FindingKind(
    "KB128",
    Severity.WARNING,
    "金额没有写明是一年的",
    "台账的金额列表头没有写明期间，例如“合作金额”，可能是几年的累计",
    "按年合作金额用于客户分级",
    "核对；确是一年的，请把表头改为“年合作金额”；是累计的，请改为“累计合作金额”",
)
OPENING_ROW = FindingKind(
    "KB129",
    Severity.WARNING,
    "期初余额一行没有计入",
    "表里有“期初余额”“上年结转”一类的行，没有单据号和客户，说不出是哪些单据",
    "这一行不是单据，它的金额没有计入",
    "若期初的欠款不在其他行里，请按单据逐行列出，写明单据号和客户",
)
CONTRACTS_AS_ORDERS = FindingKind(
    "KB132",
    Severity.INFO,
    "合同按订单读入",
    "像订单明细的表列的是合同，只有合同编号或合同金额，没有订单",
    "一份合同按一笔订单计入消费；答复“不是”的不读入",
    "请在“待确认”里答复一份合同算不算一笔订单；答过的也在那里改",
)
AMOUNT_WITHOUT_TAX = FindingKind(
    "KB135",
    Severity.WARNING,
    "金额不含税",
    "应收清单只有“金额”和“税额”，税额正是金额乘以税率，没有价税合计",
    "应收是价税合计，整张表未读入",
    "请加一列“价税合计”；若金额就是应收，请改表头为“应收金额”，或在“待确认”里答复",
)
RECEIPTS_UNREAD = FindingKind(
    "KB136",
    Severity.WARNING,
    "收款的列没有读入",
    "应收清单没有已收金额和未收金额，却有几列写着收款(如“10月回款”“是否回款”“回款比例”)",
    "这几列没有读入；没有回款明细写明的单据按没有收款计，未收偏大",
    "请加一列“已收金额”或“未收金额”写合计，或把收款逐笔列在回款明细里",
)
ADVANCES_UNREAD = FindingKind(
    "KB137",
    Severity.WARNING,
    "预收一列没有读入",
    "应收余额表在余额旁边另列预收、合同负债",
    "预收不计入贷方余额，净额没有扣除它；未收余额不受影响",
    "看净额时请另行扣除；或把预收写在“贷方余额”一列",
)
COLOUR_LEGEND = FindingKind(
    "KB133",
    Severity.WARNING,
    "用颜色表示意思",
    "标题或说明里写着颜色、底色或划线的意思，例如“红色=投诉”",
    "颜色和线条不读，所有行照常计入",
    "请加一列，把颜色的意思写成文字，例如状态“作废”",
)
WITHDRAWN_ROWS = FindingKind(
    "KB139",
    Severity.WARNING,
    "写明作废的行仍计入",
    "备注或审批、审核、是否有效一类的列写着作废、填错、撤销、拒绝，而程序不凭这些列排除行",
    "这些行照常计入次数、评分、问题和金额",
    "确已作废的，请删去这些行再投；单据可改写在“状态”列",
)
