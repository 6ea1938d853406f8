"""Words that give a meaning to colours and lines of a table, which nobody reads here."""

from __future__ import annotations

import re

_COLOUR = "(?:(?:[浅深淡亮暗]|荧光)?[红黄绿蓝灰橙紫粉黑白棕青]色?)"
#: A look: 红字, 黄底, 标红, 底纹, 删除线.
_LOOK = (
    rf"(?:(?:[标涂填画]|高亮|荧光){_COLOUR}|{_COLOUR}(?:底色?|字体?|底纹|填充色?|背景色?|标[记注识]|框|荧光笔?)+"
    rf"|(?:[浅深淡亮暗]|荧光)?[红黄绿蓝灰橙紫粉黑白棕青]色|荧光[黄绿]|底[色纹]|填充色|背景色|颜色|高亮|[中下]?划线|删除线|划掉|打[叉×]|加粗|斜体|黑体)"
)
_MARKED = "的?(?:客户|单据|发票|订单|记录|行|列|格|单元格|部分|内容|数据|金额|日期)"
#: What it means: =投诉, 为重点, 表示作废.
_MEANS = r"(?:=|＝|:|：|为|是|表示|代表|指|即|视为|属|-|—)"
#: What is said of rows that are marked, or what is to be done with them.
_SAID = "(?:已|未|待|不|无需|请|需|须|要|应|勿|算|作废|取消|暂|本月|均|都)"
_LEGEND = re.compile(
    rf"{_LOOK}{_MARKED}*的?\s*{_MEANS}+\s*\w|{_LOOK}(?:{_MARKED}+|的){_SAID}"
    rf"|(?:[标涂填画]|高亮){_COLOUR}(?:{_MARKED})?{_SAID}|{_COLOUR}(?:底色?|字体?|底纹|填充)(?:已|未|待)"
    rf"|(?:标|涂|填充?|显示|设|改)[注识记]?[为成上]{_COLOUR}|[用以]{_COLOUR}(?:字体?|底色?|背景|填充|底纹)*(?:标|显示|表示|注明|区分|突出|填)"
    r"|\b(?:red|yellow|green|blue|gr[ae]y|orange|purple|pink)\b[a-z ]{0,12}(?:=|:|\bmeans?\b|\bare\b|\bis\b)",
    re.IGNORECASE,
)
#: A legend whose colours are samples beside words: 图例, 颜色说明.
_ANNOUNCED = re.compile(
    r"图例|(?:颜色|底色|标色|填色|色块)(?:说明|标识|标注|含义|对照)|不同(?:的?颜色|底色)|(?:有|无|没有)底色的"
)


def is_legend(text: str) -> bool:
    """Whether a text says what colours or lines mean.

    Example:
        >>> is_legend("标黄的行不计"), is_legend("红字=投诉"), is_legend("红色设备另行登记")
        (True, True, False)
    """
    return _LEGEND.search(text) is not None or _ANNOUNCED.search(text) is not None
