"""Findings about how cells look: struck out, not to be seen, or seen otherwise than they stand (KB1, KB2)."""

from __future__ import annotations

from kehu_batch.model.findings.finding import FindingKind, Severity

STRUCK_CELLS = FindingKind(
    "KB130",
    Severity.WARNING,
    "有划了删除线的格",
    "数据行里有整格划着删除线的内容，多半表示作废或已办完",
    "照格内的内容计入",
    "如已作废，请删去这些行，或在状态列写“作废”；如只是办完，无需处理",
)
STRUCK_TEXT = FindingKind(
    "KB131",
    Severity.WARNING,
    "格内有划掉的字",
    "一格里有一部分字划着删除线，旁边另写了新的",
    "只读没有划掉的字",
    "核对；请删去划掉的字，只留现在的",
)
UNSEEN_CELLS = FindingKind(
    "KB134",
    Severity.WARNING,
    "有看不见的格",
    "数据行里有内容而看不见的格：字色与底色相同(多为白底白字)，条件格式把字变白，或数字格式不显示(;;;)",
    "照格内的内容计入",
    "点开这些格核对；不该有的请清空，该有的请改成看得见的颜色和格式",
)
UNLINKED_BOXES = FindingKind(
    "KB138",
    Severity.WARNING,
    "勾选框没有链接单元格",
    "数据行上放着勾选框、选项按钮一类的控件，没有设置单元格链接",
    "勾没勾读不出，只读格内的内容",
    "在控件的“设置控件格式”里设置单元格链接，或在格里写“是”“否”、√",
)
LOOSE_QUOTES = FindingKind(
    "KB141",
    Severity.WARNING,
    "引号没有配对",
    'csv 里有一格以英文双引号开头(如寸的符号 ")，而后面没有与它配对的引号；照格式的规定，后面的行都会并入这一格',
    "这个引号按文字读，后面各行照常读入",
    "核对这一格；请删去引号，或把整格用一对引号括起来",
)
AMOUNT_NOT_AS_SHOWN = FindingKind(
    "KB217",
    Severity.WARNING,
    "看到的与格内的数不同",
    "数字格式让格内的数看不见（如 ;;;），缩小了显示（如 #,##0,）而哪里都没有写单位，或不显示负号（如 0;0）",
    "按格内的数照常计入",
    "点开这一格核对；改用普通的数字格式，或在表头写明单位",
)
AMOUNT_SIGN_TURNED = FindingKind(
    "KB218",
    Severity.WARNING,
    "看到的正负与格内的数相反",
    "数字格式给正数加了负号或括号（如 -#,##0、(#,##0)），或让负数显示成正数",
    "按看到的正负计入",
    "点开这一格核对；改用普通的数字格式，负数直接输入负号",
)
DATE_MONTH_SHOWN = FindingKind(
    "KB238",
    Severity.WARNING,
    "日期只显示到月或年",
    "格式只显示到月，一列都是 1 日（或只显示到年，都是 1 月 1 日），多半只输入了年月",
    "按格内的日子计入；到期日、下次回访一类的期限不这样，按无法确定处理",
    "写出完整的年月日；确实是 1 日的，改成显示到日的格式",
)
CALLS_SIDE_BY_SIDE = FindingKind(
    "KB152",
    Severity.INFO,
    "一行里有几次回访",
    "一行并排写着一个客户的几次回访(第1次、第2次……，或各月、各周)，各有自己的日期",
    "每次回访各计一次；几次共用的栏目(如下次回访时间)算在这一行最后一次上",
    "核对各次回访的日期；以后每次回访另起一行，就不必推断",
)
CALLER_ABOVE = FindingKind(
    "KB153",
    Severity.INFO,
    "回访人写在各行上方",
    "表里没有“回访人”一列，表头上方或一段的上方写着“回访人：某某”(每人一页、每人一段的回访表)",
    "下面的各行都算作他的回访，到下一个这样的标题为止",
    "核对；几个人合在一张表上时，请加一列“回访人”",
)
ASIDE_TEXT = FindingKind(
    "KB142",
    Severity.WARNING,
    "单位或截止日写在单元格之外",
    "页眉、页脚或文本框里写着金额的单位或余额的截止日，而表格上方没有写",
    "程序只读单元格：金额按元计，余额没有截止日",
    "把它写进表格上方的单元格或表头",
)
