"""Names of people, roles and teams by their form, for plans: as a part of its own, or at the start of a text.

``names`` reads them as cells of customers do; people write more freely of one another (小葛, 老冉, 侯哥, 仓管老蔡, 品保課).
What may as well be a thing, a place, an action or somebody of the customer's is none: a name not read is asked for,
a wrong one stands in the lists of people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache

from kehu_batch.normalisation.identity.surnames import COMMON, COMPOUND, RARE, RARE_COMPOUND

#: What given names are written with; characters that end as many words are left out (成, 发, 新, 方).
_GIVEN = (
    "天伟芳娜敏静丽强磊洋勇艳杰娟涛超秀霞刚桂英玉兰梅春玲萍辉斌波鹏飞龙峰宇浩然欣怡佳琪雪梦婷慧雅颖晨轩博俊豪涵梓萱嘉铭睿哲昊翔宏凯志彬亮云凤洁"
    "琳莉倩蕾薇瑶莹晶岚岩柏楠桐枫栋梁鑫钰锋锐钧焱煜烨炜炳煌熙燕鸿鹤鹰凌霖霏雯震霆泓澜淼滢潇沛沁沐瀚德仁义礼智信忠孝廉诚贤雄康宁祥瑞福禄寿喜庆"
    "胜旋振邦媛晴瑾瑜琼珊珍珠菲蓉蓓茜茹芸芬芝苗菁菊莲荷萌蕊露馨彤丹妍妮姗娇婉嫣婧娴嫦婵巧乐愉悦朗晓晖昕昱晟旭昆冉奕弈骏骁驰骞翰羽翎翠霜冰寒松"
    "柳槐樱杉杨桃杏竹笛笙筠韵诗词文武斐彦彪虎豹犇牛骥坚毅恒恺劲勤俭谦逊谨伦维川舟帆航遥逸迪迅逍勋功辅佑佐佩伊依侠俐倪健偲儒元兆冠利剑励勉卫卿"
    "吉君启呈周唐喆圆圣坤培基堃增墨奇妹姝姣姿娅娥季孟宜宝宣容宾寅富尚岳崇崎嵘巍巩帅希平庚庭延建弘彰征律思恩惠愁扬拓攀敬旺明星昭显景晏曦月朋望"
    "杭果柯柱树檀欢歌永汉汝池沙泉泰泽洲浓润淑深清渊源滔满滨炎烈焕照熹爽爱玄玟玫环珂珏琛琦琴琨琰璇璋璐璟璧田申男畅白盈盛真硕磐祖禹禾秋科章童笑"
    "粤红纪纯纲绍绮绪绿绣罗美翀耀聪肖育腾舒舜芮芷苏若范茂荣莎莫菡营萧葵葆蒙蓝薪藏虹蝶衡裕言誉论谊谷豫贝贺赞越跃轶辰逢郁郡金钊钢钦锡锦镇镜闯闻"
    "玥祺祎铮锴锟镕晗晔暄曜昀晞桦棠槿芊苡苒荞菀葳蔓忻憧懿朔灿澈芹婕勋雁蕙芃烁凡宸皓铠煊烽卉沅媚昌仲峥仕尧桢榆缦裳柔曼琬苓黛凝"
    "陆陶隆隽雁雨雷青韬韩顺颂颜飘饶香驹骄高鲁鲜鸣麒麟麦黎默齐"
)
#: And those that only names of three characters are trusted with: with a surname alone they make words and places.
_IN_PAIRS = "华桥冬乔榕樟芙怀悠惟慕循彭净军良力远达进通甫光克全兴其北卓南友可司品国城夏子存学安宗定家山州年开心情意愿战才承放政方时有木本权材村来格楚正民江河海王现甜生石立经群至艺行贵路迎运重长阳非语林小东洪世"
#: Two-character words and longer that begin with a surname and go on as a name does.
_WORDS = """
严寒 严明 严格 严正 严谨 严重 仇家 任意 何时 余杭 储存 储藏 兰州 关心 关满 关照 关爱 凌晨 刘海 卫星 卫生 古城 古建 古松 古树 古诗 古镇 史论 吕梁 吴江
周全 周年 周旋 唐山 夏天 夏季 孙子 宁夏 宁波 宁海 安全 安宁 安定 安家 安平 安庆 安康 安心 安泰 安生 安阳 安静 宫庭 尤其 常乐 常州 常年 常开 常德 常来 常绿 常言
康泰 张力 张开 彭州 徐州 文墨 文学 文明 文本 文武 文理 文科 文章 文言 文静 方圆 方志 方正 方舟 方言 施惠 施行 景德镇 景泰 曲阳 曾经 朱红 李子 杨树 杨桃
杨梅 林木 柳州 梁平 梅州 梅雨 楚天 欧元 欧文 欧洲 欧美 武义 武汉 毛利 毛重 江北 江南 江城 江山 江河 江海 江苏 汪洋 沈阳 温婉 温州 温泉 温润 温言 温馨
焦墨 牛年 甘泉 甘美 白云 白天 白果 白滨 白玉 白石 白金 白雪 盛景 盛誉 石墨 石子 石材 石英 祝福 祝贺 秦川 管乐 管家 管材 管理 管路 纪元 纪律 罗兰 胡桃 苏丹
苏州 苏杭 范本 莫非 蒙牛 蔡司 薄利 薄荷 许可 谢礼 谷歌 谷雨 贺礼 邓州 郁郁 郭德 金元 金冠 金文 金星 金秋 金科 金童 钱江 陆路 陆运 陶艺 隋唐 雷达 雷雨
周天 路基 路灯 路桥 尚未 尚可 霍然 韩国 马力 马年 马路 马达 高光 高品 高寒 高尚 高峰 高明 高歌 高洁 高深 高清 高照 高立 高论 麦克 麦田 黄山 黄岩 黄河 黄海 黄石 黄金 齐全 龙山 龙川 龙年
龙泉 龙舟
舒畅 舒展 付清 付利 付金 付定 付本 付现 代言 代维 代金 代运 代建 代培 代营 代书 代管 党建 党章 党群 党政 党校 党性 党文 蓝天 蓝宝 蓝晶 蓝翔 蓝海 蓝光 蓝白 蓝田 蓝本 卓越 卓著 卓立 许昌 武昌 荣昌 温柔
"""
_NOT_PEOPLE = frozenset(_WORDS.split())
#: Counties, cities and districts that look like a surname with one given character; with two they are people (江永强).
_TOWN_NAMES = """
余庆 凌源 古田 宁德 宁明 宁武 安吉 安岳 安顺 安龙 安仁 安福 左云 巩义 常宁 常平 康平 彭泽 徐闻 敖汉 晋宁 晋源 景宁 景谷 林芝 桂平 武宁 武平 武清 武胜 武隆 武鸣 江宁 江川
江永 江源 汪清 洪泽 洪雅 牟平 甘谷 白朗 白沙 石岩 石泉 石龙 罗源 罗田 翁源 翁牛 贺兰 邵武 金平 金沙 金牛 陆川 雷波 饶平 高唐 高平 高青 黄平 黄梅 黄龙 黎川 黎平 龙岩 龙胜
盛泽 葛洲
"""
_TOWNS = frozenset(_TOWN_NAMES.split())

_SURNAME = f"[{COMMON}{RARE}]"
#: Surnames that make no word, place or trade mark with what many are called by alone (葛军; 陆军, 金华 and 全军 are none).
_PLAIN_SURNAMES = "李王张刘陈赵周吴徐孙朱胡郭何罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁余叶蒋杜苏魏吕丁沈姚卢傅钟姜崔谭廖范汪贾韦邹熊孟秦薛侯段郝孔邵赖邢尹葛倪严龚"
_FULL = re.compile(
    rf"(?:{COMPOUND}|{RARE_COMPOUND}|{_SURNAME})(?:[{_GIVEN}]|[{_GIVEN}{_IN_PAIRS}]{{2}})|[{_PLAIN_SURNAMES}][军华]"
)
#: Small words that begin as nicknames do: 小程序, 老客户, 阿姨.
_NICK = re.compile(
    rf"小(?!程序|项|金额|范围|方[案法]|文件|[白管毛石路])(?:{_SURNAME}|[党华易席])"
    rf"|老(?!方[案法]|代码|[管石路]|毛[病坯])(?:{_SURNAME}|[{_GIVEN}党华易席])"
    r"|阿(?![姨胶里拉富尔莫司维诺的联嬷公婆伯叔妈爸爷奶妹])(?:[一-龥]|[a-z]{2,8})|[小老][a-z]{2,8}|大[刘李张陈杨孙吴徐赵]"
)
#: One of ours by what he is called among us.
_FELLOW = re.compile(
    rf"{_SURNAME}总(?=亲自(?:拜访|登门|上门|带队|出面|打|跟进|去))"
    rf"|{_SURNAME}(?<![施管石项代付])工(?![程艺单具序期时地])|[{_GIVEN}{COMMON}{RARE}][姐哥]|{_SURNAME}(?:仔|姑娘|阿姨|叔|伯|嫂)(?!裤|饼)"
    rf"|(?:{_SURNAME}|[大小])师傅|[{_GIVEN}]仔(?![裤饼猪鸡细])"
)
#: By a title that the customer's people have as well.
_TITLED = re.compile(rf"{_SURNAME}(?:老师|经理|主管|店长|组长|队长|班长|教练|护士长|顾问)")
#: Names from other languages, in ideographs: 迪丽热巴, 阿依古丽·买买提, 巴特尔.
_SOUNDS = "阿依古丽迪热巴扎娜木提买尔江吐逊艾尼孜麦合不都拉卜杜克里汗姆萨帕夏亚森库班斯詹维吉奥莱特玛莎罗伊琳卡德妮安其格乌兰图"
_FOREIGN = re.compile(
    rf"(?!阿里巴)[阿古迪热买吐艾萨帕亚库巴乌詹玛卡][{_SOUNDS}]{{2,5}}(?:[·•][{_SOUNDS}]{{2,6}})?"
)
#: Roles that people put before a name.
_ROLE_BEFORE = re.compile(
    "^(?:我[司方]的?)?(?:客服|销售|技术员?|仓管|库管|顾问|司机|导购|店长|店员|客户经理|项目经理|产品经理|大堂经理|经理|主管|业务员?|跟单|商务|售后|售前|工程师|维修工?"
    "|电工|安装工?|实施|运维|督导|组长|班长|队长|文员|内勤|外勤|会计|出纳|助理|护士|教练|班主任|教务|专员|管家|调度|质检员?|研发|法务|财务|行政|设计师?"
    "|师傅|采购员?|前台|审计|社工|文控|收银员?|(?:it|hr|qa|qc|pm|cs|csm|am|fae|sqe|pmc|pe|me|te|kam?)(?=[一-龥])"
    "|(?!人员|成员)[一-龥]{1,5}?[员师])(?=.)"
)
_LATIN_NAME = re.compile("[a-z][a-z]{1,11}")
#: What makes a thing or a deed of 小, and no name.
_SMALL_THINGS = (
    "区孩组时程票项样件数额批店吃学伙朋心号费规型包车家米样节结计微册试看便贴幅巧修改换补调检测查写"
)
#: How somebody is called behind his role or team, or behind a word that calls upon him, whatever the name: 前台小鹿.
_ANY_NICK = re.compile(
    f"小(?![{_SMALL_THINGS}])[一-龥]"
    "|老(?![板人客乡家总婆公妈爸款样毛化旧大爷早远本式年龄生花])[一-龥]"
    "|阿(?![姨婆公里胶拉富尔莫司维诺的联])[一-龥]"
)
#: And by itself, as a part of its own.
_SMALL_NICK = re.compile(f"小(?![{_SMALL_THINGS}麦料卖麻雪满暑寒雨瓶袋盒桶段半孔径])[一-龥]")
#: Places of work and trades that people are told apart by: 柜台阿彪, 财务陶姐.
_WORKS_AT = re.compile(
    "柜台|柜面|前厅|前台|窗口|门店|店里|仓库|车间|总部|总台|财务|售后|售前|客服|销售|物流|商务|采购|生产|质检|品质|研发|法务|市场|运维|实施|技术|行政|人事|后勤|设备"
    "|工程|业务|内勤|外勤|审计|调度|教务|学管|私教|客户成功|护理|药房|设计|计划|计调|跟单|场长|锁匠|单证|关务|报关|储运|营运|运营|[a-z]{2,4}(?=[一-龥])"
)

#: Roles, and teams by how they end; what stands before must not be an action.
ROLES = (
    "店长|厨师长|会计|出纳|护士长|值班长|班组长|班长|组长|队长|站长|课长|馆长|库管|仓管|司机|文员|内勤|司务长|生产主任|车间主任|班主任|教务|督导|维修工|安装工|技术员|质检员"
    "|(?:技|设计|美容|美发|验光|化妆|摄影|培训|咨询|理疗|检测|药|营养|规划|分析|架构|学管)师|(?<![人会学成动全满定伤裁官委球演党递卖派])员"
    "|业务员|跟单员|客服|经理|主管|专员|总监|工程师|顾问|助理|调度员?|管家"
)
_BARE_ROLE = re.compile(ROLES)
_ENDS_IN_ROLE = re.compile(f"(?:{ROLES})$")
_TEAM_END = (
    "大区|客户成功|(?<=[控制生加裱配样])间|岗|前台|柜台|(?<=[路街区镇])店|校区|院区|网点"
    "|团队|小组|中心|部门|事业部|办公室|部|组|课|科|处|队|班|站|仓|办|室|门店|分店|车间|仓库|库房|药房|版房|磅房|总机房|(?<![控参持退分入炒个八屁])股|(?<!集)团"
)
_TEAM = re.compile(rf"(?P<head>[0-9a-z一-龥]{{0,6}}?)(?P<end>{_TEAM_END}|{ROLES})")
_TEAM_LAST = frozenset(end.rstrip("?")[-1] for end in f"{_TEAM_END}|{ROLES}".split("|")) | {"度"}
#: Ends that need something before them.
_HEADED = "大区 团 岗 间 部 组 课 科 处 队 班 站 仓 办 室 门店 分店 经理 主管 专员 总监 助理 中心 部门 小组 团队 顾问 管家 工程师"
_NEEDS_HEAD = frozenset(_HEADED.split())
#: Other words that end so (上班, 网站, 内部), and places where things are done rather than those who do them.
_NO_TEAM = re.compile(
    r"(?:全|[内外局头底腰上下中干细顶尾根胸背腹])部$|[上下值加换跟当接转交排按同航晚到末带轮顶替]班$|[调排做办弄修装补换打讲]好.$|(?:培训|学习|辅导|训练|补习|兴趣)班$"
    r"|(?:[网车到本进出离月油电泵基水]|加油)站$|[入出进爆满清到发移调补压空备料筒粮船货开关]仓$|[待补代承催举协怎]办$|[上下授听排备停功讲补试开代选报收次节堂]课$"
    r"|一团$|错(?:院区|校区|网点|店)$|[到各好此何用害益坏妙难别随四深相多余远近住]处$|[排军球带组结列]队$|重组$|^[一二三四五六七八九十几两每各多][组班队科处]$|[模机绕]组$"
    r"|(?:经理|主任|主管|老师|[店院校厂]长|老板|先生|女士|小姐)处$"
    r"|^[一二三四五六七八九十几两每各多]个|百科|[学本]科$|[浴温卧教机更]衣?室$|(?:控制|配电|会议)室$|(?:购物|数据|市|活动)中心$|样板间|[那这]个|责任|负责|专人"
)
#: A team's name does not begin with what is done to one, nor hold what goes to one.
_DONE = re.compile(
    r"联系|通知|转|回访|提交|协调|请(?!购)|由|让|反馈|发(?!货)|上报|告知|咨询|对接|配合|协助|催|更换|拆|换|把|将|给|向|跟|和|与|同|到|去|对|在|待|等|按|查|找"
    r"|看|问|陪|帮|为|是|如|若|并|及|或|再|先|已|未|没|不|需|要|可|能|每|各|全|其|该|此|确认|完成|处理|整理|核对|预约|邀请|寄|送(?![货修样])|补|签|做"
    r"|第|贵|他们|你们|人家|改[送寄发到]"
)
_DONE_TO = re.compile(
    r"联系|通知|安排|转给|回访|提交|协调|请(?!购)|让|反馈|告知|咨询|对接|配合|协助|邀请|提请|拜[访托]|麻烦|陪|找|问|等(?!级)|待|约|叫|给|跟|与|和(?=.[^平]).{2}"
)
_GOES = re.compile(
    "[给到寄把让由是了的于从被将未没不在着要推插漏肯只就还又我你他她谁拿用开放排撂]|上网|[0-9一二三四五六七八九十](?:[月日]|号(?!$))|请(?!购)|安排|联系|通知|并"
)
_CUSTOMER = "客户(?!经理|成功|服务|部|中心|组|关系|专员|主管|顾问|体验|运营|代表)"
_CUSTOMERS = re.compile(
    rf"{_CUSTOMER}|对方|甲方|业主|用户(?!运营|服务|增长|体验)|买家|买方|家属|患者|病人|学员|家长|会员(?!部|中心|运营|服务)|客人|顾客|收货人|贵司"
    r"|院方|校方|厂方|店方|(?:采购|财务|前台|行政|人事|老板|出纳|会计)(?=[一-龥]{1,2}(?:小姐|先生|女士|总|经理|主任|科长|部长|主管|老师)$)"
    r"|[一-龥]{2,8}(?:公司|医院|学校|集团|银行|酒店)(?:的|[一-龥]{1,3}(?:总|主任|院长|先生|小姐|女士|老板)$)"
)


def is_customers(level: str) -> bool:
    """Return whether a levelled text speaks of somebody of the customer's.

    Example:
        >>> is_customers("客户王总"), is_customers("采购周小姐"), is_customers("客户经理")
        (True, True, False)
    """
    return _CUSTOMERS.match(level) is not None


def begins_with_act(level: str) -> bool:
    """Return whether a levelled text begins with what is done to somebody rather than with his name: ``联系李工``."""
    return _DONE_TO.match(level.removeprefix("已")) is not None


def is_full_name(level: str) -> bool:
    """Return whether a levelled text is a surname with a given name, as names are written.

    Example:
        >>> is_full_name("麦朗"), is_full_name("欧阳倩"), is_full_name("高温"), is_full_name("管路")
        (True, True, False, False)
    """
    if level in _TOWNS or level in _NOT_PEOPLE or level[:2] in _NOT_PEOPLE:
        return False
    return _FULL.fullmatch(level) is not None


def begins_as_name(level: str) -> bool:
    """Return whether a levelled text begins with a surname that begins few words besides."""
    return level[:1] in COMMON + RARE


def ends_as_name(level: str) -> bool:
    """Return whether a levelled text ends in a character that given names end in (罗大军, not 高峰期)."""
    return level[-1:] in _GIVEN + _IN_PAIRS


def is_team(level: str) -> bool:
    """Return whether a levelled text is a team or a role.

    Example:
        >>> [is_team(text) for text in ("维修班", "品保课", "会计", "下班", "更换电机部", "经理")]
        [True, True, True, False, False, False]
    """
    match = _TEAM.fullmatch(level)
    if match is None:
        return False
    if not match["head"]:
        return match["end"] not in _NEEDS_HEAD
    if _TITLED.fullmatch(level) is not None or is_others(level) or is_done_by(level):
        return False
    return not (_NO_TEAM.search(level) or _DONE.match(level) or _GOES.search(match["head"]))


#: What somebody does with what stands before him, in one character that no name ends in: 补充协议崔颖拟.
SHORT_ACTS = "寄催拟写补送取查核报退换谈"
_DONE_BY = frozenset(f"{SHORT_ACTS}办做会")


def is_done_by(level: str) -> bool:
    """Return whether a levelled text says that somebody sees to it, and names no office: ``林涛办``, ``崔颖拟``.

    Example:
        >>> is_done_by("林涛办"), is_done_by("行政办"), is_done_by("崔颖拟")
        (True, False, True)
    """
    return level[-1:] in _DONE_BY and is_full_name(level[:-1])


#: Titles that people have behind their names; what else may stand before the surname is whose they are: 物业王经理.
_OF_OTHERS = re.compile(rf"[一-龥]+{_SURNAME}(?:总|经理|主任|主管|老师|老板|科长|部长|院长|先生|女士|小姐)")
_OURS_BEFORE = re.compile(
    rf"(?:{_ROLE_BEFORE.pattern[1:]})|{_SURNAME}|{COMPOUND}|{RARE_COMPOUND}|[小老阿副*某]|.{{1,4}}[部组科课班队]"
)


def is_others(level: str) -> bool:
    """Return whether a levelled text calls somebody by a title, and before it by what is none of ours: ``物业王经理``.

    Example:
        >>> is_others("物业王经理"), is_others("王经理"), is_others("客服张经理"), is_others("区域经理")
        (True, False, False, False)
    """
    return _OF_OTHERS.fullmatch(level) is not None and _OURS_BEFORE.match(level) is None


def has_title(level: str) -> bool:
    """Return whether a levelled text is a surname with a title that the customer's people have as well: ``王经理``."""
    return _TITLED.fullmatch(level) is not None


def is_bare_role(level: str) -> bool:
    """Return whether a levelled text is a role and nothing else, which the customer has as well: ``会计``."""
    return _BARE_ROLE.fullmatch(level) is not None


def is_role(level: str) -> bool:
    """Return whether a levelled text is a role of ours, with what it is of or without: ``客户经理``, ``会计``; no team.

    Example:
        >>> is_role("客户经理"), is_role("会计"), is_role("维修班"), is_role("对方会计")
        (True, True, False, False)
    """
    if is_customers(level) or begins_with_act(level) or "的" in level:
        return False
    return _ENDS_IN_ROLE.search(level) is not None


def is_called(level: str) -> bool:
    """Return whether a levelled text is how people call one another, with a role before it or without.

    Example:
        >>> is_called("老冉"), is_called("仓管老蔡"), is_called("阿may"), is_called("小区"), is_called("返工")
        (True, True, True, False, False)
    """
    bare = _ROLE_BEFORE.sub("", level)
    if any(form.fullmatch(bare) for form in (_NICK, _FELLOW, _TITLED, _FOREIGN)):
        return True
    if bare != level and _is_name(bare):
        return True
    at = _WORKS_AT.match(level)
    if at is not None and _is_name(level[at.end() :]):
        return True
    # 财务部韩梅, 操作部sunny.
    return any(
        level[end - 1] in _TEAM_LAST and _is_name(level[end:]) and is_team(level[:end])
        for end in range(2, len(level) - 1)
    )


def _is_name(level: str) -> bool:
    """Whether a text that stands behind a role or a team is the name of somebody in it."""
    forms = (_LATIN_NAME, _ANY_NICK, _NICK, _FELLOW, _TITLED)
    return is_full_name(level) or _is_pet_name(level) or any(form.fullmatch(level) for form in forms)


def any_nick(level: str) -> str:
    """Return what somebody is called by whom a levelled text begins with, whatever the name; else ``""``.

    It holds only where a word before it calls upon somebody: ``让小芹弄``.

    Example:
        >>> any_nick("小芹弄"), any_nick("小区停电"), any_nick("老板签字")
        ('小芹', '', '')
    """
    match = _ANY_NICK.match(level)
    return match[0] if match else ""


def is_named_so(level: str) -> bool:
    """Return whether a levelled text that stands apart from all else names one of ours by its form."""
    if is_customers(level):
        return False
    return (
        is_called(level)
        or is_full_name(level)
        or is_team(level)
        or _is_pet_name(level)
        or _SMALL_NICK.fullmatch(level) is not None
    )


def _is_pet_name(level: str) -> bool:
    """Whether a text is a character of given names twice: 婷婷, 窦窦."""
    return len(level) == 2 and level[0] == level[1] and level[0] in _GIVEN + RARE


class NameForm(StrEnum):
    """How sure the form of a name is that begins a text which runs on."""

    CALLED = "called"
    """A nickname, or what only colleagues are called: 小葛, 侯哥, 仓管老蔡."""
    TEAM = "team"
    """A team or a role."""
    FULL = "full"
    """A surname and a given name."""
    TITLED = "titled"
    """A surname with a title that the customer's people have as well."""


#: So much of a text is looked at for the name that it begins with.
LONGEST_NAME = 12


@lru_cache(maxsize=4096)
def names_at_start(level: str) -> tuple[tuple[int, NameForm], ...]:
    """Return how long a name may be that a levelled text begins with, the surest first, and its form.

    Args:
        level: The text, of ``LONGEST_NAME`` characters at most.

    Example:
        >>> [(size, form.value) for size, form in names_at_start("小葛去取退货")]
        [(2, 'called')]
    """
    return () if is_customers(level) else tuple(_names_at_start(level))


def _names_at_start(level: str) -> Iterator[tuple[int, NameForm]]:
    role = _ROLE_BEFORE.match(level) or _WORKS_AT.match(level)
    starts = (role.end(), 0) if role else (0,)
    for start in starts:
        for form in (_NICK, _FELLOW, _FOREIGN):
            match = form.match(level, start)
            if match is not None:
                yield match.end(), NameForm.CALLED
    nick = _ANY_NICK.match(level, role.end()) if role else None
    if nick is not None:
        yield nick.end(), NameForm.CALLED
    for end in range(2, min(len(level), 9) + 1):
        if level[end - 1] in _TEAM_LAST and is_team(level[:end]):
            yield from ((size, NameForm.FULL) for size in _full_ends(level, end))
            nick = _ANY_NICK.match(level, end)
            if nick is not None:
                yield nick.end(), NameForm.CALLED
            yield end, NameForm.TEAM
    titled = _TITLED.match(level)
    if titled is not None:
        yield titled.end(), NameForm.TITLED
        return
    for start in starts:
        yield from ((end, NameForm.FULL) for end in _full_ends(level, start))


def _full_ends(level: str, start: int) -> Iterator[int]:
    """Yield where a full name ends that begins at a place."""
    return (start + size for size in (4, 3, 2) if is_full_name(level[start : start + size]))
