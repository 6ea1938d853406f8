"""The page that ``check`` prints: what was understood, and what to mend, for a clerk to read.

Lines are at most 100 columns wide, a Chinese character counting as two.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from kehu_batch.model.findings.finding import Severity
from kehu_batch.records import dataclass
from kehu_batch.wording.labels import table_label
from kehu_batch.wording.numbers import MISSING

#: Columns of the page.
WIDTH = 100

_STANDARD = "标准表头"
#: Why a column is not used, where nothing else says so.
_UNKNOWN = "不认识的表头"
_HEADER = "表头"
_LABEL_COLUMNS = 8
_INDENT = "  "
#: Cells of rows that do not count, as many as a page names.
_SHOWN_CELLS = 12

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page.

    Args:
        text: What stands there.
        style: ``"title"``, a severity's code, or empty for plain text.
    """

    text: str
    style: str = ""


def describe_tables(understanding: Sequence[Item]) -> Iterator[Line]:
    """Return the lines on what was read: each file, its sheets and their tables."""
    seen = ""
    for table in understanding:
        if table["file"] != seen:
            seen = table["file"]
            yield Line(f"【{seen}】", "title")
        side = "，财务" if table["side"] == "finance" else ""
        hidden = "，隐藏的工作表" if table["sheet_state"] != "visible" else ""
        yield from wrap(f"工作表“{table['sheet']}”{table['range']}：{table['table_label']}{side}{hidden}", 1)
        months = "、".join(table["months"]) or MISSING
        yield from _entry(
            "读入", f"表头在第 {table['header_row']} 行，数据 {table['rows']} 行，月份 {months}"
        )
        yield from _describe_columns(table)
        yield from _entry("不计入", _describe_passed(table["passed_rows"]))
        yield from _entry("隐藏", _describe_hidden(table))


def _describe_columns(table: Item) -> Iterator[Line]:
    plain = [column for column in table["columns"] if column["reason"] == _STANDARD and not column["unit"]]
    others = [column for column in table["columns"] if column not in plain]
    if plain:
        yield from _entry("列", f"{len(plain)} 列{'' if others else '均'}为标准表头")
    for number, column in enumerate(others):
        unit = f"，单位 {column['unit']}" if column["unit"] else ""
        text = f"{column['column']} 列“{_one_line(column['header'])}” → {column['label']}（{column['reason']}{unit}）"
        yield from _entry("" if plain or number else "列", text)
    for column in table["duplicate_columns"]:
        text = f"{column['column']} 列“{_one_line(column['header'])}” → {column['label']}（与前面的列同义，值相同才计）"
        yield from _entry("", text)
    unused: dict[str, list[str]] = {}
    for item in table["unknown_columns"]:
        name = f"{item['column']} 列“{_one_line(item['header'])}”"
        unused.setdefault(item["why"] or _UNKNOWN, []).append(name)
    yield from _entry("未使用", "；".join(f"{'、'.join(names)}（{why}）" for why, names in unused.items()))


def _describe_passed(rows: Sequence[Item]) -> str:
    """Return rows that are no data by what they are; the header itself is listed elsewhere."""
    groups: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        if row["reason"] != _HEADER:
            groups.setdefault(row["reason"], []).append((row["row"], row["row"] + row["rows"] - 1))
    return "；".join(
        f"{reason} {sum(last - first + 1 for first, last in spans):,} 行（第 {_ranges(spans)} 行）"
        for reason, spans in groups.items()
    )


def _describe_hidden(table: Item) -> str:
    parts = []
    if table["hidden_rows"]:
        parts.append(
            f"{len(table['hidden_rows'])} 行（第 {_ranges((row, row) for row in table['hidden_rows'])} 行）"
        )
    if table["hidden_columns"]:
        parts.append(f"{len(table['hidden_columns'])} 列（{'、'.join(table['hidden_columns'])} 列）")
    return f"{'、'.join(parts)}，照常计入" if parts else ""


def _ranges(spans: Iterable[tuple[int, int]]) -> str:
    """Return row numbers, given as first and last, with neighbours drawn together.

    Example:
        >>> _ranges([(1, 1), (2, 3), (7, 7), (9, 9)])
        '1–3、7、9'
    """
    runs: list[tuple[int, int]] = []
    for first, last in spans:
        if runs and runs[-1][1] == first - 1:
            runs[-1] = (runs[-1][0], last)
        else:
            runs.append((first, last))
    return "、".join(f"{first}–{last}" if last > first else str(first) for first, last in runs)


def describe_rows(tables: Mapping[str, Item], understanding: Sequence[Item] = ()) -> Iterator[Line]:
    """Return the lines on rows: read = used + excluded, each exclusion with its reason, its money and its cells.

    Tables that were understood are named there already: to name another one takes the vocabulary, which is a
    twentieth of a second to load in a process that does not have it.
    """
    labels = {table["table"]: table["table_label"] for table in understanding}
    for code, account in tables.items():
        reasons = "、".join(
            f"{reason} {count} 行{_money(account['excluded_money'][reason])}"
            for reason, count in account["excluded_reasons"].items()
        )
        left_out = f"，未采用 {account['excluded']} 行（{reasons}）" if account["excluded"] else ""
        text = f"{labels.get(code) or table_label(code)}：读入 {account['read']} 行，采用 {account['used']} 行{left_out}"
        yield from wrap(text, 1)
        yield from wrap(_excluded_cells(account["excluded_rows"]), 2)


def _money(sums: Mapping[str, str]) -> str:
    """Return money by currency as it is written behind a count of rows; empty where there is none."""
    return "".join(f" {Decimal(amount):,} {currency or '元'}" for currency, amount in sums.items())


def _excluded_cells(rows: Sequence[Item]) -> str:
    """Return the cells of the first rows that do not count, with what stands there where that is why."""
    shown = [f"{row['cell']}" + (f"“{row['seen']}”" if row["seen"] else "") for row in rows[:_SHOWN_CELLS]]
    more = f" 等 {len(rows)} 处，全部列在“数据质量”" if len(rows) > _SHOWN_CELLS else ""
    return f"未采用的在 {'、'.join(shown)}{more}" if shown else ""


def describe_questions(questions: Item) -> Iterator[Line]:
    """Return the lines on what is asked: each question with its cell and the answers that can be given."""
    if questions["open"]:
        yield Line(f"待确认 {questions['open']} 项", "title")
    if questions["answered"]:
        yield Line(f"按“待确认”的答复计算 {questions['answered']} 项", "title")
    for item in questions["items"]:
        place = f"{item['cell']} " if item["cell"] else ""
        yield from wrap(f"{place}{item['text']}", 1)
        yield from wrap(f"可选：{'、'.join(item['choices'])}", 2)


def describe_findings(quality: Item) -> Iterator[Line]:
    """Return the lines on what to mend: each kind once with how to mend it, then all of its cells."""
    findings = quality["findings"]
    counts = {
        severity: sum(item["severity"] == severity for item in findings) for severity in reversed(Severity)
    }
    listed = "、".join(f"{severity.label} {count}" for severity, count in counts.items())
    yield Line(
        f"要核对的地方：{len(findings)} 处（{listed}）" if findings else "没有发现要核对的地方。", "title"
    )
    groups: dict[str, list[Item]] = {}
    for item in findings:
        groups.setdefault(item["code"], []).append(item)
    for code, items in groups.items():
        yield from _describe_group(code, items)
    if quality["accepted"]:
        yield from wrap(f"另有 {quality['accepted']} 处在策略里登记为已知，没有列出。", 0)


def _describe_group(code: str, items: Sequence[Item]) -> Iterator[Line]:
    first = items[0]
    style = str(first["severity"])
    yield Line(f"{_INDENT}[{Severity(style).label}] {code} {first['title']}（{len(items)} 处）", style)
    yield from _entry("影响", first["effect"])
    yield from _entry("怎么改", first["action"])
    file = None
    for place, cells in _by_message(items).items():
        if place[0] != file:
            file = place[0]
            yield from wrap(f"{file or '整批数据'}：", 2)
        yield from wrap(f"{'、'.join(cells)}{'　' if cells else ''}{place[2]}", 3)


def _by_message(items: Iterable[Item]) -> dict[tuple[str, str, str], list[str]]:
    """Draw together the cells of one sheet with one message: the first by its full name, further ones by reference."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for item in items:
        key = (item["file"] or "", item["sheet"] or "", item["message"])
        cells = groups.setdefault(key, [])
        place = item["cell"] or (f"{item['sheet']} 第 {item['row']} 行" if item["row"] else item["sheet"])
        if place:
            cells.append(place.rpartition("!")[2] if cells else place)
    return groups


def _entry(label: str, text: str) -> Iterator[Line]:
    """Return a labelled text under a table or finding, hanging behind its label; nothing for no text."""
    if text:
        yield from wrap(f"{label}{' ' * (_LABEL_COLUMNS - _columns(label))}{text}", 2, _LABEL_COLUMNS)


def wrap(text: str, level: int = 1, hanging: int = 2) -> Iterator[Line]:
    """Break a text at the page's width, ``level`` steps in; a line goes on ``hanging`` columns further in."""
    lead = _INDENT * level
    rest = text
    while rest:
        size = _fitting(rest, WIDTH - len(lead))
        yield Line((lead + rest[:size]).rstrip())
        rest = rest[size:].lstrip()
        lead = _INDENT * level + " " * hanging


def _fitting(text: str, columns: int) -> int:
    """Return how many characters fit, ending behind a mark or blank where there is one late enough."""
    used = 0
    for position, character in enumerate(text):
        used += _columns(character)
        if used > columns:
            marks = [
                place + 1 for place in range(position * 2 // 3, position) if text[place] in "、，；。：） "
            ]
            return marks[-1] if marks else max(1, position)
    return len(text)


def _columns(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _one_line(text: str) -> str:
    return " ".join(text.split())
