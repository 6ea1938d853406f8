"""The golden drops: the published rows as workbooks, and the figures that were worked out for them by hand.

``tests/golden/*.json`` hold those figures under ``expected``, each with its calculation under ``why``. They
are written by hand and are never regenerated from the program.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import make_published

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "sample_workbooks"
GOLDEN = Path(__file__).resolve().parent / "golden"

_TRADITIONAL_FILE = "客戶回訪工作表.xlsx"
_TRADITIONAL_SHEET = "回訪"

#: The worksheet's texts as a clerk who writes traditional characters has them, typed by hand.
_TRADITIONAL_HEADER = (
    "客戶編號",
    "客戶名稱/聯絡人",
    "所屬行業",
    "客戶等級",
    "最近交易時間",
    "歷史合作項目/產品",
    "本次回訪時間",
    "回訪方式",
    "回訪人",
    "溝通核心內容摘要",
    "客戶反饋(滿意度/建議/需求)",
    "待解決問題",
    "跟進計劃(負責人/時間/內容)",
    "下次回訪時間",
    "備註",
)
_TRADITIONAL_ROWS: tuple[tuple[str | date | None, ...], ...] = (
    (
        "A001",
        "A公司/*經理",
        "製造業",
        "VIP",
        date(2023, 10, 15),
        "設備採購",
        date(2023, 11, 5),
        "電話",
        None,
        "確認設備運行情況,詢問是否有新增需求",
        "滿意度5分(滿分5分),希望提供設備保養培訓",
        "無",
        "/11月15日前/發送培訓資料及預約上門時間",
        date(2023, 12, 5),
        "客戶提出可推薦同行合作",
    ),
    (
        "B002",
        "B企業/*總",
        "服務業",
        "普通",
        date(2023, 8, 20),
        "軟件服務",
        date(2023, 11, 6),
        None,
        None,
        "知曉軟件使用體驗,排查功能故障",
        "反映某模塊操作複雜,響應速度偶有延遲",
        "功能操作問題、服務器卡頓",
        "技術團隊/11月10日前遠程指導操作並優化服務器",
        date(2023, 11, 20),
        "客戶對價格敏感,需關注續約談判",
    ),
)

#: Texts that the summary quotes from cells, and how the traditional worksheet has them.
_QUOTED = {
    "客户回访工作表.xlsx": _TRADITIONAL_FILE,
    "回访": _TRADITIONAL_SHEET,
    "功能操作问题": "功能操作問題",
    "服务器卡顿": "服務器卡頓",
    "卡顿": "卡頓",
    "希望提供设备保养培训": "希望提供設備保養培訓",
    "技术团队": "技術團隊",
}


def worksheet_path() -> Path:
    """Return the published callback worksheet."""
    return SAMPLES / "worksheet" / "客户回访工作表.xlsx"


def ledger_paths() -> list[Path]:
    """Return the published ledger and follow-up log, which have no ids."""
    return [SAMPLES / "ledger" / "客户台账.xlsx", SAMPLES / "ledger" / "跟进记录.xlsx"]


def traditional_worksheet(folder: Path) -> Path:
    """Write the published worksheet in traditional characters into a folder and return its path."""
    table = replace(
        make_published.WORKSHEET,
        sheet=_TRADITIONAL_SHEET,
        title="客戶回訪工作表",
        header=_TRADITIONAL_HEADER,
        rows=_TRADITIONAL_ROWS,
    )
    path = folder / _TRADITIONAL_FILE
    make_published.write_workbook(path, table)
    return path


def golden(name: str) -> dict[str, Any]:
    """Return the hand-made expectation of a drop: ``worksheet``, ``ledger`` or ``traditional``.

    Returns:
        ``expected``: what ``summary.json`` must hold at least; ``findings_at_warning_or_above``: exactly
        those findings; ``why``: the calculation of each figure.
    """
    stem = "worksheet" if name == "traditional" else name
    found: dict[str, Any] = json.loads((GOLDEN / f"{stem}.json").read_text(encoding="utf-8"))
    if name == "traditional":
        figures = {key: value for key, value in found.items() if key != "why"}
        return {**_traditional(figures), "why": found["why"]}
    return found


def differences(expected: object, actual: object, place: str = "") -> list[str]:
    """Say where ``actual`` falls short of ``expected``; an empty list where it holds all of it.

    A mapping may hold more keys than are expected, save that an empty one must be empty. A list must hold as
    many items as are expected, in any order. Floats agree to four decimals; ``1`` and ``1.0`` are equal,
    ``True`` is not ``1``.
    """
    if isinstance(expected, Mapping):
        return _mapping_differences(expected, actual, place)
    if isinstance(expected, list):
        return _list_differences(expected, actual, place)
    same_kind = isinstance(expected, bool) == isinstance(actual, bool)
    if same_kind and isinstance(expected, float) and isinstance(actual, int | float):
        agree = abs(expected - actual) < 0.00005
    else:
        agree = same_kind and expected == actual
    return [] if agree else [f"{place}: expected {expected!r}, got {actual!r}"]


def _mapping_differences(expected: Mapping[str, object], actual: object, place: str) -> list[str]:
    if not isinstance(actual, Mapping):
        return [f"{place}: expected a mapping, got {actual!r}"]
    if not expected and actual:
        return [f"{place}: expected nothing, got {actual!r}"]
    found = []
    for key, value in expected.items():
        below = f"{place}.{key}" if place else key
        found += differences(value, actual[key], below) if key in actual else [f"{below}: missing"]
    return found


def _list_differences(expected: list[object], actual: object, place: str) -> list[str]:
    if not isinstance(actual, list | tuple):
        return [f"{place}: expected a list, got {actual!r}"]
    left = list(actual)
    found = []
    for index, item in enumerate(expected):
        tried = [differences(item, candidate, f"{place}[{index}]") for candidate in left]
        if [] in tried:
            del left[tried.index([])]
        else:
            nearest = min(tried, key=len, default=[f"{place}[{index}]: missing {item!r}"])
            found += nearest
    if len(actual) != len(expected):
        found.append(f"{place}: expected {len(expected)} items, got {len(actual)}")
    return found


def _traditional(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, dict):
        return {key: _traditional(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_traditional(item) for item in value]
    if isinstance(value, str):
        sheet, bang, cell = value.partition("!")
        return f"{_TRADITIONAL_SHEET}!{cell}" if bang and sheet == "回访" else _QUOTED.get(value, value)
    return value
