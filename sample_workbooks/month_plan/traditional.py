"""The traditional characters that the southern team writes, one for one; a fact of the script, not of the program."""

from __future__ import annotations

_SIMPLIFIED = (
    "与专业东两书产仪价优会传体关兴养内决况准划务华协单厂历厦发变号后员响场处备复头实对导将属屿岚师并广库开异录态"
    "总恒扩扫报损换数无时暂术机条栎样检沟没测涨满潜灯状现琐电畅码础确称稳签级线组绍经结给络统续维缓编缩网联胶荐虑补"
    "装见视计认训议记设访评话误说请读诿调负财责败账货质购贵费资软轴载较达过运进远迟邓采错长门问间阳际韦页项顿频题饰馈"
    "验骏骤户"
)
_TRADITIONAL = (
    "與專業東兩書產儀價優會傳體關興養內決況準劃務華協單廠歷廈發變號後員響場處備復頭實對導將屬嶼嵐師並廣庫開異錄態"
    "總恆擴掃報損換數無時暫術機條櫟樣檢溝沒測漲滿潛燈狀現瑣電暢碼礎確稱穩籤級線組紹經結給絡統續維緩編縮網聯膠薦慮補"
    "裝見視計認訓議記設訪評話誤說請讀諉調負財責敗賬貨質購貴費資軟軸載較達過運進遠遲鄧採錯長門問間陽際韋頁項頓頻題飾饋"
    "驗駿驟戶"
)
_TABLE = str.maketrans(_SIMPLIFIED, _TRADITIONAL)


def traditional(text: str) -> str:
    """Return a text as the southern team writes it."""
    return text.translate(_TABLE)
