"""Texts that say by their form that nothing is amiss: what is gone, quick, found in order, or the customer's own."""

from __future__ import annotations

import re

#: Says alone that a fault is not there, or no more, or that nobody waits long; what a thing may lack in order is left
#: out (``铃不响了``, ``空调没凉``).
_FINE = re.compile(
    "[^，,没不未别]{1,6}(?:也|都|就|一点)*不(?:再)?(?:抖|卡|堵|漏|渗|晃|吵|掉线|闪退|死机|报错|卡顿|跑偏|打滑|发烫|冒烟|滴水|串味|异响|掉漆|松动)了"
    "|(?:饭菜?|菜|汤|粥|面|餐|外卖)(?:也|都|还)?没(?:凉|糊|馊|洒|撒)"
    "|(?:排队|等号|等位|排号|候诊|等候?)(?:的?时间)?(?:也|并|都)?不(?:算|太|很)?[久长]"
    "|(?:工程师|师傅|客服|技术员?|售后|维修员?|业务员?|销售|老师|医生|司机|快递员?)(?:来|到|回|修|处理|上门|响应|回复|装|教|讲)得"
    "(?:都|还|也|挺|很|蛮|比较|真|特别)*(?:快|及时|准时|早|利索|麻利|勤快?|仔细|认真|清楚|耐心)的?"
)
#: Leaves aside how something is; ``贵不说`` adds that it is dear.
_ASIDE = re.compile(
    "[^，,没不]{0,6}(?:(?:贵贱|好坏|快慢|高低|大小|长短|早晚|多少|怎么样|如何)(?:先|暂且|姑且|咱)?(?:不[说谈论提讲管]|另说)|(?:先|暂且|姑且)不[说谈论提讲管])"
)
#: Whose own arrangement it is: ``断电演练，客户内部搞的``.
_THEIR_PLAN = re.compile(
    "(?:这|那|都|也)?是?(?:客户|用户|他们|甲方|对方|厂里|学校|医院|园区)(?:内部|自己|自行|自个儿?|那边|单位)+(?:要求|主动|计划|申请|提前)?"
    "(?:搞|安排|组织|做|弄|办|停|定|约|申请|要求|提出)的(?:事|活动|计划)?"
)
#: A complaint that was looked into, and what was found: ``说货迟，查签收单是准时到``.
_SAYS = re.compile("(?:[^，,]{0,4}[说讲称嫌喊]|以为|反映|投诉)[^，,]{2,10}")
_LOOKED_INTO = re.compile(
    "(?:我们|后来|结果|仓库|客服)?(?:再?查|翻|看|核|调|复[点核称]|盘)了?(?:一?下|过)?(?:监控|[^，,]{0,4}(?:单|记录|日志|录音|定位|账|库|轨迹))?"
    "(?:后|都|显示|里|上|数|结果)*(?:是|都是)?(?:准时|按时|准点|提前|齐|对得上|对上|正常|装齐|没[少错晚漏问]|够数|一致|相符)[^，,没不错]{0,5}"
)
#: What was missed lies somewhere, and goes its way.
_MISSED = re.compile(
    "(?:说)?(?:失踪|丢|少|漏|缺|不见|找不到)了?的?(?:那|这)?[一几两]?(?:[件箱包个批桶单袋盒票台本]|托盘|货)[^，,没不]{0,2}(?:原来|其实)?"
    "(?:在|压在|放在|混在|夹在|搁在|落在)[^，,没不你]{2,12}"
)
_ON_ITS_WAY = re.compile(
    "(?:都|也|就)?已经?(?:找到|取回|出库|补发|送到|签收|寄出|发出|入库|领走|归位|装车)了?"
)
#: What is denied or in order, and who did it or had it so; a misunderstanding.
_DENIED = re.compile(
    "[^，,]{0,6}(?:不是|并非|没有?|未)[^，,]{1,8}|[^，,没不未]{1,6}(?:是对的?|对的|没错|合格|正常|达标)"
)
_WHOSE = "(?:是|当时|原来|其实|结果|因为)*(?:客户|客人|他们|她|对方|甲方|乙方|收货方|买家|买方|顾客|业主|保洁|保安|邻居|物业)"
_OWN_DOING = re.compile(
    f"{_WHOSE}[^，,你]{{0,6}}(?:没(?:校|洗|调|盖|擦|拧|插|关|注意|看清)[^，,你]{{0,3}}|(?:挡|压|堵|遮|盖)[着住了][^，,你]{{0,4}}"
    "|(?:就|本来|原本)+(?:这么|这样|是这么|是这样|如此)[写画定要说标]?[的了]?)|(?:是|都是)?(?:一?场)?误会(?:一场|了)?"
)
#: Others have the fault, and here it is as it should be.
_THEIRS = re.compile("(?:[他别]家|别处|隔壁|别的店)[^，,]{0,5}(?:不准|不行|不好|老[坏漏错卡]|差)")
_HERE = re.compile(
    "(?:[俺我咱你]们?家?|这)(?:这?边|这里|这儿|家的?)?[^，,没不]{0,5}(?:够数|够秤|挺?准|好用|正常|稳|没问题|没这事)的?"
)

#: Whose the thing is that has the fault: no part of what we sold. That its owner bought or had it put in says so only
#: beside what tells that it is not ours to mend, as he may have bought it of us.
_OWNER = "(?:客户|他们?|她们?|对方|甲方|业主|房东|租户|物业|商场|学校|医院|园区|人家|运营商|电信|移动|联通)(?:公司|那边|单位)?"
_THEIR_OWN = (
    f"(?:这|那|都|也|属于?|算)*是?(?:{_OWNER}(?:的[事活]|(?:自家|自己|自个儿?|内部)的?(?:事|活|东西|设备|机器|系统)?|自[购备带配采]的?)"
    "|自[购备带配采](?:的|设备|耗材)?|(?:在|从|找|跟)?(?:别家|别处|第三方)(?:买|采购|租|订)的)"
)
_PUT_IN = f"(?:这|那|都|也)*是?(?:{_OWNER}(?:自家|自己|自个儿?)?(?:找人)?(?:买|购|装|拉|接|配|建|搭)的|自(?:装|建|搭|拉)的?|{_OWNER}的)"
_US = "(?:我们|咱们?|俺们?|我司|我方)(?:家|公司|这边)?"
_NOT_OURS = (
    f"(?:也|都|并|又|就|本来)*(?:(?:不归|不由|轮不到|不[用该]){_US}(?:来)?(?:管|负责|修|维护)"
    f"|不在{_US}的?(?:维保|服务|供货|业务|负责|管理|维护)*(?:范围|之列)(?:[之以]?内|里)?"
    f"|不属于?{_US}的?(?:产品|设备|机器|系统|负责|业务|管|范围|维护)+|不是{_US}(?:卖|供|供应|提供|销售|经手)的)的?"
)
_ELSEWHERE = re.compile(f"(?:(?:{_THEIR_OWN}|{_PUT_IN}),)?{_NOT_OURS}|{_THEIR_OWN}")
#: Somebody of ours may have said so, or it is a thing that was handed over, for which it does not hold.
_HANDED_OVER = re.compile("[说讲推答回送寄发收错假冒混串票账款客服售]|师傅|工程师|销售|业务|合同|安装")


def is_settled(text: str) -> bool:
    """Return whether a folded text says by its form that nothing is amiss, or that it is the customer's own plan.

    Example:
        >>> [is_settled(text) for text in ("刹车不抖了", "断电演练,客户内部搞的", "铃不响了", "卡纸,自购的,不归我们管")]
        [True, True, False, True]
    """
    left, comma, right = text.rstrip(".!。").partition(",")
    if not comma:
        return _FINE.fullmatch(left) is not None or leaves_aside(left)
    pairs = ((_SAYS, _LOOKED_INTO), (_MISSED, _ON_ITS_WAY), (_DENIED, _OWN_DOING), (_THEIRS, _HERE))
    if _ELSEWHERE.fullmatch(right) and not _HANDED_OVER.search(left.replace("客户", "")):
        return True
    return _THEIR_PLAN.fullmatch(right) is not None or any(
        first.fullmatch(left) and second.fullmatch(right) for first, second in pairs
    )


def leaves_aside(part: str) -> bool:
    """Return whether a folded part only leaves aside how something is: ``纸价贵贱不说``."""
    return _ASIDE.fullmatch(part) is not None
