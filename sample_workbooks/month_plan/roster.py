"""The department's sixty customers: who they are, what they spend, and which part each plays.

The department sells feeding and inspection machines with their software to small factories and shops. All names are
made up.

Roles: ``core``, ``key`` and ``base`` by spend; ``lead`` asked and never bought; ``won`` was such a lead until it
ordered in October; ``new`` signed in September and was never contacted; ``unmet`` buys and nobody recorded a contact;
``small`` buys too little for a tier; ``gone`` bought nothing for a year; ``returned`` has only a return; ``quiet``
neither bought nor asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from month_plan.truth import Customer

_OWNERS = {"华东": ("王敏", "李强"), "华北": ("赵磊",), "西南": ("孙悦",), "华南": ("林佳慧",)}

#: number|name|contacts|industry|branch|role|stated|yuan spent|yuan in October 2025|yuan in October 2026|
#: callbacks|those in October
_ROSTER = """
1001|宁波澄砺轴承有限公司|陈经理、吴工|制造业|华东|core|核心|128400|0|0|6|1
1003|苏州沐岭精密机械有限公司|周总|制造业|华东|core|VIP|256000|0|38000|7|2
1004|无锡禾砚电子有限公司|钱主管|电子|华东|core|重点|100000|0|0|6|1
1006|杭州曜泽包装有限公司|*总|包装印刷|华东|core|核心|187500|0|22500|6|2
1007|常州汀澜自动化有限公司|李工、郑经理|制造业|华东|core|重要|142000|0|45000|6|1
1009|嘉兴柏湛纺织有限公司|沈厂长|纺织|华东|core|核心|119800|0|0|5|1
1010|天津岚起汽配有限公司|韩经理|汽车零部件|华北|core|VIP|164000|0|12000|5|1
1012|青岛穗和食品机械有限公司|于总|食品|华北|core|核心|135600|0|0|6|1
1013|成都予桥医疗器械有限公司|罗主任|医疗器械|西南|core|核心|112000|0|0|6|1
1015|重庆砚田摩配有限公司|冉经理|汽车零部件|西南|core|核心|88000|30000|0|5|1
1016|佛山朗屿陶瓷机械有限公司|黎总|制造业|华南|key|重要|76400|0|0|5|1
1018|东莞栎川电子有限公司|邓小姐|电子|华南|key|重要|99999.90|0|0|4|1
1019|中山洵美灯饰有限公司|何厂长|灯饰|华南|key|重要|58200|0|8200|5|1
1021|广州溯光印刷有限公司|梁主管、关小姐|包装印刷|华南|key|成长型|47500|0|0|4|1
1022|惠州郁岚五金有限公司|曾总|五金|华南|key|重要|36800|0|0|4|1
1024|苏州琢石光学有限公司|范工|光学|华东|key|重要|83600|0|0|4|1
1025|南通麦浦新材料有限公司|施经理|新材料|华东|key|重点|64500|0|14500|5|2
1027|绍兴苇舟印染有限公司|俞总|纺织|华东|key|重要|52000|0|0|4|1
1028|济南昭野泵业有限公司|孔经理|制造业|华北|key|重要|71300|0|0|4|1
1030|石家庄霁川药机有限公司|白主任|医疗器械|华北|key|核心|45900|0|0|4|1
1031|烟台墨涯渔具有限公司|丛总|五金|华北|key|重要|30000|0|0|4|0
1033|昆明嘉筑建材有限公司|段经理|建材|西南|key|普通|41200|0|11200|4|1
1034|贵阳泊棠乳品有限公司|毛主管|食品|西南|key|重要|33300|0|0|4|1
1036|绵阳渚风仪表有限公司|唐工|仪器仪表|西南|key|基础|31500|0|9500|4|1
1037|温州枫桁鞋机有限公司|叶总|制造业|华东|new||36000|0|0|0|0
1039|金华槐序工具有限公司|方厂长|五金|华东|unmet|重要|42000|0|0|0|0
1040|湖州南筱木业有限公司|闵经理|家具|华东|base|基础|29999.99|0|0|3|1
1042|扬州若垣玩具有限公司|仇小姐|玩具|华东|base|重要|21000|12000|0|3|1
1043|镇江望榆锁具有限公司|谈总|五金|华东|base|基础|10000|0|0|3|0
1045|台州临溆模具有限公司|项师傅、金经理|模具|华东|base|基础|24800|0|0|3|1
1046|泰州启澍油泵有限公司|印经理|制造业|华东|base|普通|18600|0|0|3|1
1048|徐州宸屿饲料有限公司|燕总|食品|华东|base|基础|15200|0|5200|3|1
1049|合肥和畈农机有限公司|夏主管|农机|华东|base|基础|27600|0|0|3|1
1051|芜湖照庐家居有限公司|鲍经理|家具|华东|base|金牌|12400|0|0|2|0
1052|潍坊衡渚风机有限公司|宫总|制造业|华北|base|基础|19800|0|0|3|1
1054|保定屿安电缆有限公司|聂厂长|电气|华北|base|基础|22500|0|0|3|1
1055|太原汇槿矿山设备有限公司|郝经理|制造业|华北|base|重要|16900|0|0|3|0
1057|唐山叙白瓷业有限公司|卢小姐|建材|华北|base|基础|13700|0|0|2|1
1058|洛阳奕岭轴承有限公司|牛工|制造业|华北|base|基础|28400|0|0|3|1
1060|临沂铭槿板材有限公司|解总|家具|华北|base|D|11800|0|0|2|0
1061|德阳卓筠铸造有限公司|向主管|制造业|西南|base|基础|20700|0|0|3|1
1063|遵义澜桁酒类包装有限公司|娄总|包装印刷|西南|base|基础|25300|0|0|3|1
1064|南充拓壑丝绸有限公司|蒲经理|纺织|西南|base|基础|14500|0|0|2|1
1066|桂林骏岑旅游用品有限公司|阳小姐|五金|华南|base|基础|17200|0|0|3|1
1067|厦门恒槭茶业有限公司|洪总|食品|华南|base|基础|23100|0|0|3|1
1069|汕头正榕塑胶有限公司|蔡生|塑胶|华南|base|C|19400|0|0|3|1
1070|珠海凌笤软件有限公司|容经理|软件服务|华南|base|基础|26800|0|0|3|1
1072|连云港晟桦水产有限公司|尹主管|食品|华东|won|潜在|15000|0|15000|3|1
1073|盐城锦栎纸制品有限公司|乔总|包装印刷|华东|lead|潜在|0|0|0|3|1
1075|舟山乐筑船配有限公司|忻经理|制造业|华东|lead|潜在|0|0|0|2|1
1076|淮安宏笙乐器有限公司|嵇小姐|乐器|华东|quiet|潜在|0|0|0|0|0
1078|沧州博岱管件有限公司|么经理|五金|华北|lead|潜在|0|0|0|2|1
1079|聊城利砚食品有限公司|郗总|食品|华北|lead|潜在|0|0|0|2|0
1081|泸州昌桁玻璃有限公司|牟主管|建材|西南|lead|基础|0|0|0|2|1
1082|柳州信澍螺蛳粉有限公司|韦总|食品|华南|lead|潜在|0|0|0|2|1
1084|海口达渚椰品有限公司|符小姐|食品|华南|lead||0|0|0|1|1
1085|赣州丰槐家具有限公司|谢厂长|家具|华东|small|普通|6800|0|0|2|1
1087|邯郸远槐标准件有限公司|暴经理|五金|华北|small|重点|9999.99|0|0|2|1
1088|自贡青笙彩灯有限公司|游总|灯饰|西南|gone|基础|0|13000|0|2|0
1090|安阳沅芷针织有限公司|路经理|纺织|华北|returned|普通|-2300|0|0|1|0
"""

#: 合作稳定性 and 扩展需求 where they decide something; of all others the clerk wrote what came to mind.
_CONDITIONS: dict[int, tuple[str, str]] = {
    1001: ("稳定", "高"),
    1003: ("稳定", "高"),
    1004: ("稳定", "强"),
    1006: ("良好", "大"),
    1007: ("稳定", "高"),
    1009: ("不稳定", "高"),
    1010: ("波动", "低"),
    1012: ("稳定", ""),
    1013: ("稳定", "高"),
    1015: ("稳定", "高"),
}

_MANUAL: dict[int, tuple[str, str]] = {
    1024: ("核心", "行业标杆,总经理指定"),
    1058: ("重要", "二期扩产项目已立项"),
}

_NEEDS: dict[int, str] = {
    1003: "产品升级",
    1018: "售后咨询",
    1036: "扩产询价",
    1070: "定制开发",
    1072: "设备询价",
    1073: "设备询价",
    1075: "软件试用",
    1078: "备件采购",
    1079: "设备询价",
    1081: "软件试用",
    1082: "设备询价",
    1084: "设备询价",
}

_SIGNED: dict[int, date | None] = {1037: date(2026, 9, 15), 1039: None}

#: The ledger alone knows of these talks: a dinner, a fair, a visit of the manager.
LEDGER_ONLY_CONTACTS: dict[int, date] = {
    1012: date(2026, 10, 22),
    1031: date(2026, 10, 20),
    1079: date(2026, 9, 18),
}

#: Customers whose ledger still shows an older contact than the log.
STALE_CONTACTS: frozenset[int] = frozenset({1007, 1033, 1049, 1082})

#: What the ledger has instead of the spend, in fen; the clerk did not bring these up to date.
STALE_AMOUNTS: dict[int, int] = {1025: 5_000_000, 1042: 3_300_000, 1054: 2_000_000, 1070: 2_380_000}


def make_customers() -> list[Customer]:
    """Return the customers in the order of the ledger."""
    return list(_customers())


def _customers() -> Iterator[Customer]:
    turns = dict.fromkeys(_OWNERS, 0)
    for row in _ROSTER.split("\n")[1:-1]:
        code, name, contacts, industry, branch, role, stated, spend, before, october, calls, in_october = (
            row.split("|")
        )
        number = int(code)
        owners = _OWNERS[branch]
        owner = owners[turns[branch] % len(owners)]
        turns[branch] += 1
        stability, expansion = _CONDITIONS.get(number, (_stability(number), _expansion(number)))
        manual, reason = _MANUAL.get(number, ("", ""))
        yield Customer(
            number=number,
            name=name,
            contacts=tuple(contacts.split("、")),
            industry=industry,
            branch=branch,
            owner=owner,
            role=role,
            stated=stated,
            spend=_fen(spend),
            before=_fen(before),
            october=_fen(october),
            calls=int(calls),
            october_calls=int(in_october),
            signed_on=_signed(number, role),
            stability="" if role in {"lead", "quiet"} else stability,
            expansion=expansion,
            need_type=_NEEDS.get(number, ""),
            manual=manual,
            manual_reason=reason,
            terms=0 if role == "won" else (30, 60, 45, 30, 15)[number % 5],
        )


def _fen(yuan: str) -> int:
    whole, _, part = yuan.partition(".")
    return int(whole) * 100 + int(f"{part:0<2}")


def _stability(number: int) -> str:
    return ("稳定", "一般", "稳定", "良好")[number % 4]


def _expansion(number: int) -> str:
    return ("高", "低", "一般", "", "有")[number % 5]


def _signed(number: int, role: str) -> date | None:
    if number in _SIGNED:
        return _SIGNED[number]
    if role in {"lead", "won", "quiet"}:
        return None
    return date(2016 + number % 9, number % 12 + 1, number % 27 + 1)
