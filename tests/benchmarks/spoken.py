"""What customers say and clerks write, with the meaning that a reader gives it."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from random import Random

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
TITLES = ("经理", "总", "主任", "工", "主管")
PEOPLE = tuple(f"{surname}{given}" for surname in SURNAMES[:15] for given in ("敏", "志强"))
TEAMS = ("技术部", "售后部", "技术团队", "物流部", "财务部")
INDUSTRIES = ("制造业", "服务业", "批发零售", "信息技术", "物流运输", "医药", "食品", "建筑")

_CITIES = ("上海", "杭州", "苏州", "无锡", "宁波", "合肥", "南京", "武汉", "长沙", "成都", "西安", "青岛")
_FIRST = "恒瑞鼎信诚泰华盛康达腾云博远嘉禾星辰"
_SECOND = "安通源科凯隆润丰茂捷锐创联景百川邦升"
_TRADES = ("机械", "电子", "包装", "纺织", "食品", "物流", "软件", "医疗器械", "新材料", "自动化")

PRODUCTS = (
    "送料机", "贴标机", "注塑机", "检测仪", "传感器", "输送带", "封箱机", "打包机", "喷码机", "空压机",
    "冷却塔", "数控车床", "焊接机", "分拣线", "称重机", "扫码枪", "仓储软件", "排产软件", "巡检软件", "点检软件",
    "机械臂", "真空泵", "烘干机", "切割机", "搅拌罐", "灌装机", "码垛机", "除尘器", "变频器", "工业相机",
)  # fmt: skip
_PAPERS = (
    "培训资料",
    "操作手册",
    "报价单",
    "保养计划",
    "检测报告",
    "备件清单",
    "验收单",
    "选型表",
    "续保方案",
    "案例资料",
)
_TAILS = ("", "并电话确认", "并预约上门", "并回复客户", "后回访", "并抄送主管", "并留存记录", "请客户签收")

#: Each issue with the type that a reader gives it.
ISSUES = (
    ("设备运行时有异响", "产品质量"),
    ("传感器读数不准", "产品质量"),
    ("{line}主轴漏油", "产品质量"),
    ("报修两天没人跟进", "服务响应"),
    ("售后维修不及时", "服务响应"),
    ("现场人员态度生硬", "服务态度"),
    ("续保报价偏高", "价格费用"),
    ("运费太高", "价格费用"),
    ("到货外箱破损", "物流配送"),
    ("少发{count}箱", "物流配送"),
    ("{line}报表无法导出", "功能操作"),
    ("操作步骤繁琐", "功能操作"),
    ("{line}系统经常卡顿", "系统性能"),
    ("{line}服务器频繁掉线", "系统性能"),
    ("页面加载缓慢", "系统性能"),
    ("{line}缺少说明书", "技术支持"),
    ("发票抬头错误", "账务票据"),
    ("合同即将到期未续签", "合同条款"),
    ("交期延误{count}天", "交付周期"),
    ("{line}备件交货不及时", "交付周期"),
)

DEMANDS = (
    "希望提供{line}{product}保养培训",
    "建议增加{product}报表导出功能",
    "希望安排工程师到{line}巡检{product}",
    "希望提供{product}{paper}",
    "能否提供{line}{product}的{paper}",
)
PRAISE = (
    "{line}{product}运行稳定",
    "{product}使用顺利",
    "{line}安装师傅专业",
    "{line}{product}交付准时",
    "合作愉快",
)
LATENT = ("考虑明年扩产,对{product}感兴趣", "有意向升级{line}{product}", "正在了解{product}")
SUMMARIES = (
    "了解{line}{product}运行情况,确认备件用量约{count}件",
    "回访{product}使用体验,收集改进意见{count}条",
    "确认{line}{product}到货与安装进度,涉及{count}台",
    "沟通{product}续保与年费事宜,介绍{paper}",
    "跟进{line}上次问题处理结果,核对{paper}",
)
NOTES = (
    "",
    "",
    "",
    "客户提出可推荐同行合作",
    "{line}由新主管负责",
    "对价格敏感,关注{product}续约",
    "习惯上午联系",
)
PLANS = (
    "发送{product}{paper}{tail}",
    "安排工程师到{line}检修{product}{tail}",
    "寄送{product}{paper}{tail}",
    "整理{line}{product}{paper}{tail}",
    "远程指导{line}{product}操作{tail}",
    "更换{line}{product}配件{count}件{tail}",
)


def company_name(number: int) -> str:
    """Return a company's name; no two numbers below five million have the same, nor the same without its legal form."""
    rest, first = divmod(number, len(_FIRST))
    rest, second = divmod(rest, len(_SECOND))
    rest, trade = divmod(rest, len(_TRADES))
    rest, city = divmod(rest, len(_CITIES))
    third = f"{_SECOND[rest % len(_SECOND)]}" if rest else ""
    fourth = f"{_FIRST[rest // len(_SECOND)]}" if rest >= len(_SECOND) else ""
    return f"{_CITIES[city]}{_FIRST[first]}{_SECOND[second]}{third}{fourth}{_TRADES[trade]}有限公司"


def fill(template: str, line: str, product: str, random: Random) -> str:
    """Fill a template with a line, a product, a paper, a count and a tail."""
    return template.format(
        line=line,
        product=product,
        paper=random.choice(_PAPERS),
        count=random.randrange(2, 40),
        tail=random.choice(_TAILS),
    )


def draw_score(random: Random) -> tuple[Fraction, str]:
    """Draw a score as a share of the full mark, and how it is written."""
    mark = random.choices((5, 4, 3, 2, 1), (45, 35, 12, 6, 2))[0]
    share = Fraction(mark, 5)
    words = {5: "非常满意", 4: "满意", 3: "一般", 2: "不满意", 1: "非常不满意"}
    forms = (f"满意度{mark}分(满分5分)", f"{mark}/5", f"评分{mark * 2}/10", words[mark])
    return share, random.choices(forms, (60, 15, 10, 15))[0]


def write_day(day: date, random: Random) -> str:
    """Return how a day is typed as text; empty where it is a date cell, as nine in ten are."""
    if random.random() < 0.9:
        return ""
    return random.choice(
        (f"{day:%Y/%m/%d}", f"{day.year}.{day.month}.{day.day}", f"{day.year}年{day.month}月{day.day}日")
    )


def write_plan(owner: str, due: date, content: str, called_on: date, random: Random) -> tuple[date, str]:
    """Write a plan in one of the usual ways; return its day, which a weekday moves, and the text."""
    short = f"{due.month}月{due.day}日"
    form = random.choices(range(6), (55, 15, 10, 8, 7, 5))[0]
    if form == 5:
        weekday = random.randrange(5)
        due = called_on + timedelta(7 - called_on.weekday() + weekday)
        return due, f"{owner}/下周{'一二三四五'[weekday]}/{content}"
    texts = (
        f"{owner}/{short}前/{content}",
        f"{owner}/{short}/{content}",
        f"{owner}/{due.isoformat()}/{content}",
        f"{owner}/{short}前{content}",
        f"{owner}，{short}前，{content}",
    )
    return due, texts[form]
