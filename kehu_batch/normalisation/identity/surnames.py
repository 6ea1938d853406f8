"""Chinese surnames, by how surely a word that begins with one may be a name."""

from __future__ import annotations

#: Those of most people; few words of cells begin with one and end as given names do.
COMMON = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方"
    "石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙段雷钱汤尹黎常武乔贺赖龚文肖葛牛倪严温芦季俞章鲁庞樊兰殷施陶洪翟安颜柳邢岳骆齐"
    "覃梅莫庄辛管祝左涂谷祁耿牟卜詹关苗凌纪靳盛童欧甄项曲裴卫屈鲍翁隋甘景薄司柏宁柯阮桂闵柴冉"
)
#: As frequent, and as often the beginning of something else: 成本, 车间, 位置.
AMBIGUOUS = "万易费成游阳席查位霍单包解华车房边"
#: Those of the rest.
RARE = "麦古滕饶宗敖闻佟楚岑冀桑窦霍米尤聂焦晏戚鄢阚谌苟晋仇栾仝燕晁卞储臧竺宫邬匡寇巩屠巫蒲粟冼郜邝糜逄郁隗鞠佘苑茅桓荀娄厉戎瞿蔚蒙喻缪韦褚狄奚湛仲伍虞邰嵇逯佴尚路闫符简朴申鹿苑郗笪宓扈毕丛舒付代党蓝卓阙"
#: Of two characters, joined by ``|``; the second lot is rare.
COMPOUND = "欧阳|上官|司马|诸葛|皇甫|尉迟|公孙|慕容|令狐|司徒|东方|夏侯|宇文|长孙|端木|南宫"
RARE_COMPOUND = "独孤|澹台|轩辕|闻人|赫连|呼延|申屠|钟离|濮阳|淳于|太史|鲜于|拓跋|西门|司空|仲孙|左丘|第五"
