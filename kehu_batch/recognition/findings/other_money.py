"""Money by customer that may be no deal, no debt and no payment: quotations, budgets, loans (docs/rules.md, 1.4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from kehu_batch.folding import fold_header, fold_text
from kehu_batch.policy.vocabulary import TableKind, Vocabulary
from kehu_batch.recognition.header.general_columns import WEAK
from kehu_batch.recognition.header.reading import HeaderReading

_TABLES = frozenset({"orders", "invoices", "receipts"})
#: What may stand behind the matter in a sheet's name or title.
_BEHIND = r"(单据?|书|款项?|金额?)?(明细|清单|记录|台账|登记|汇总|统计|情况|一览|列表|管理|跟踪|表|册)*[\W\d年月日一二三四五六七八九十]*"
#: Before a matter, that the table has none of it (不含退货、样品), and that its documents stand (未作废).
_WITHOUT = "不含|不包括|不包含|不计|剔除|扣除|去除|排除|除"
_STANDING = f"{_WITHOUT}|未|非|无"
#: What stands behind it in a header that numbers or dates its documents.
_OF_DOCUMENT = "(单|书)?(编?号|编码|号码|日期|时间|状态|阶段|有效期)"
#: Names that a sheet has before anybody names it, folded.
_UNNAMED = re.compile(r"(sheet|工作表|表)\s*\d*")
#: Longest name or title that says what its table is about, in characters.
_LONGEST = 24


def find_other_money(
    sheet: str, names: Sequence[str], texts: Mapping[int, str], reading: HeaderReading, vocabulary: Vocabulary
) -> tuple[int | None, str]:
    """Return the column and the word by which a table of money is something else; no word where none says so.

    A table whose amount is called just that (金额) is what its name, its title or its documents' numbers say. Where its
    name says that its documents are void, no header outweighs that; a column of states does, as it decides for each.

    Args:
        sheet: Name of the sheet.
        names: Titles over the header, then the name of the file.
        texts: The header by 0-based column.
        reading: What it reads as.
        vocabulary: The tables.
    """
    if reading.table not in _TABLES:
        return None, ""
    table = vocabulary.tables[reading.table]
    sure = {table.fields[m.field].code for m in reading.columns if m.reason != WEAK}
    present = {table.fields[m.field].code for m in reading.columns}
    *titles, file = names
    said = [sheet, *titles, *([file] if _UNNAMED.fullmatch(fold_text(sheet)) else ())]
    if "status" not in present:
        word = _first(said, _anywhere(vocabulary.words.dead_names))
        if word:
            return None, word
    if "amount" not in present or "amount" in sure:
        return None, ""
    word = _first(said, _at_the_end(vocabulary.words.other_money))
    if word:
        return None, word
    return (None, "") if sure & _own_fields(table) else _numbered(texts, vocabulary.words.other_money)


def _own_fields(table: TableKind) -> set[str]:
    """Return the fields that say which documents a table lists: what it needs beside the customer."""
    needed = {table.fields[field].code for group in table.needs for field in group}
    return (needed | {"order_id", "receipt_no"}) - {"customer_id", "customer_name"}


def _first(names: Iterable[str], pattern: re.Pattern[str]) -> str:
    short = (fold_text(name) for name in names if len(name) <= _LONGEST)
    found = (match for name in short for match in pattern.finditer(name) if not match["without"])
    return next((match["word"] for match in found), "")


def _numbered(texts: Mapping[int, str], words: tuple[str, ...]) -> tuple[int | None, str]:
    """Return the column that numbers or dates documents of another kind: 报价单号."""
    pattern = _of_document(words)
    matches = ((column, pattern.fullmatch(fold_header(text))) for column, text in sorted(texts.items()))
    return next(((column, match["word"]) for column, match in matches if match), (None, ""))


@cache
def _anywhere(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"{_but_for(_STANDING, words)}{_matter(words)}")


@cache
def _at_the_end(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"{_but_for(_WITHOUT, words)}{_matter(words)}{_BEHIND}$")


@cache
def _of_document(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"{_matter(words)}{_OF_DOCUMENT}")


def _matter(words: tuple[str, ...]) -> str:
    return f"(?P<word>{_either(words)})"


def _but_for(denials: str, words: tuple[str, ...]) -> str:
    """Return what may stand before a matter to say that the table has none of it, other such matters between."""
    return f"(?P<without>(?:{denials})[已了有]?(?:(?:{_either(words)})(?:单据?|订单|发票)?[、,和及或与/])*)?"


def _either(words: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, words)) or "(?!)"
