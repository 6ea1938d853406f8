"""The header vocabulary: tables, their fields, and the texts that real sheets use for them.

The words are data (``data/vocabulary.toml``, explained at its head); what the code depends on is here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from kehu_batch.errors import PolicyError
from kehu_batch.folding import fold_headers, fold_texts, split_header_unit
from kehu_batch.policy.headers.alike import AlikeHeaders, UsualWords
from kehu_batch.policy.headers.words import Words, compile_all, parse_words
from kehu_batch.policy.toml_values import tell_syntax
from kehu_batch.records import dataclass, field
from kehu_batch.shipped_tables import read_table

#: Result columns that this program writes start with this; they are never read as input.
OWN_COLUMN_PREFIX = "批注·"
#: Stands in column A of the first three rows of every sheet that this program writes.
OWN_SHEET_MARKER = "由 kehu-batch 生成"

#: How people mark a header as required, and end it.
_MARKS = ("{}", "*{}", "{}*", "＊{}", "{}:", "{}：", "{}（必填）", "{}(必填)")


class FieldKind(StrEnum):
    """What a field's cells hold."""

    ID = "id"
    NAME = "name"
    TEXT = "text"
    DATE = "date"
    AMOUNT = "amount"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a table.

    Args:
        code: Field code, e.g. ``"called_on"``; unique in its table.
        label: The usual Chinese header.
        kind: What its cells hold.
        strong: Folded texts that mean this field in this table, the label among them.
        weak: Folded texts too general to be sure; used only where nothing better has the field.
        stand_ins: Those of ``strong`` that mean another matter (what is planned) where another column has it.
        yielding: Those of ``stand_ins`` that do so beside another of them, or a general header of the field, too.
        patterns: Expressions for the whole folded header, e.g. of aging buckets.
        vague: Those that may mean something else; they count beside a sure column of the table only.
        many: Whether several columns may have this field.
        telling: Whether a column of it speaks for this table; not where other tables have that just as well.
        yields_to: A field beside which general headers are not taken for this one; empty where none.
        phrasings: Expressions for the whole header in usual words (``alike.py``).
    """

    code: str
    label: str
    kind: FieldKind
    strong: frozenset[str]
    weak: frozenset[str] = frozenset()
    stand_ins: frozenset[str] = frozenset()
    yielding: frozenset[str] = frozenset()
    patterns: tuple[re.Pattern[str], ...] = ()
    vague: tuple[re.Pattern[str], ...] = ()
    many: bool = False
    telling: bool = True
    yields_to: str = ""
    phrasings: tuple[str, ...] = ()

    def is_vague(self, folded: str) -> bool:
        """Whether a folded header of this field may mean something else."""
        return any(pattern.fullmatch(folded) for pattern in self.vague)


#: What headers of dates end in, one as good as another behind a word of their own.
_DATE_ENDINGS = ("日期", "时间", "时刻", "日")
#: Behind short words the others are more than one thing (联系日), this is not.
_CLOCK_ENDINGS, _SHORTEST_STEM = ("时刻",), 3
#: Money that a table of balances has as well.
_SHARED_MONEY = "receivable_balance"
#: Whichever field a header has.
_ANY = "any"
#: People of ours: with the customer before it, the same word means one of theirs.
_PERSONS = frozenset({"owner", "called_by", "plan_owner"})
#: What says how we deal with a customer, as no list of contacts does.
_DEALINGS = frozenset({"owner", "stated_tier", "manual_tier", "signed_on", "payment_terms"})


@dataclass(frozen=True, slots=True)
class TableKind:
    """One kind of table.

    Args:
        code: TableKind code, e.g. ``"callbacks"``.
        label: Its Chinese name.
        names: Folded words of sheet names and titles that speak for it.
        needs: Groups of fields; a header that lacks a whole group is not this table.
        more: How many fields beyond those of ``needs`` the header must have.
        required: Groups of fields that count for accuracy; any field of a group satisfies it.
        fields: By code, in the order of the vocabulary.
        strong: Field of each folded header that is sure.
        weak: Fields that each general folded header may be, in their order.
        patterned: Fields that are also known by a pattern.
        alike: What says the same as its sure headers in other words.
    """

    code: str
    label: str
    names: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    more: int
    required: tuple[tuple[str, ...], ...]
    fields: Mapping[str, Field]
    strong: Mapping[str, str] = field(repr=False)
    weak: Mapping[str, tuple[str, ...]] = field(repr=False)
    patterned: tuple[Field, ...] = field(repr=False)
    alike: AlikeHeaders = field(repr=False)

    def field_of(self, folded: str) -> str | None:
        """Return the field that a folded header surely means in this table; ``None`` where none."""
        code = self.strong.get(folded)
        if code is not None:
            return code
        return next(
            (item.code for item in self.patterned if any(p.fullmatch(folded) for p in item.patterns)), None
        )

    def missing(self, present: set[str]) -> list[str]:
        """Return in Chinese what a header with these fields lacks to be this table."""
        absent = [group for group in self.needs if not present.intersection(group)]
        lacking = ["或".join(self.fields[code].label for code in group) for group in absent]
        further = present - {code for group in self.needs for code in group}
        # With both id and name, one of them is a further column beside money of its own, or whose customer it is.
        money = {code for code in further if self.fields[code].kind is FieldKind.AMOUNT} - {_SHARED_MONEY}
        beside = bool(money or further & _DEALINGS)
        spare = sum(len(present.intersection(group)) - 1 for group in self.needs) if beside else 0
        short = self.more - len(further) - spare
        return [*lacking, f"另外{short}列"] if short > 0 else lacking


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All tables and words.

    Args:
        tables: By code, in the order of the vocabulary.
        words: Words for rows and sheets.
        spread: In how many tables a folded header is surely known; one that few tables know weighs more.
        known: Every folded header, sure or general.
        texts: Every header text as written in the vocabulary, and as it is usually marked as required.
        patterns: Every pattern of a whole folded header, each once.
        alike: What says the same as a header of any table in other words.
    """

    tables: Mapping[str, TableKind]
    words: Words
    spread: Mapping[str, int] = field(repr=False)
    known: frozenset[str] = field(repr=False)
    texts: frozenset[str] = field(repr=False)
    patterns: tuple[re.Pattern[str], ...] = field(repr=False)
    alike: AlikeHeaders = field(repr=False)

    def knows(self, folded: str) -> bool:
        """Whether a folded header is one of any table, surely or weakly."""
        return (
            folded in self.known
            or any(pattern.fullmatch(folded) for pattern in self.patterns)
            or self.alike.field_of(folded) is not None
        )

    def table_label(self, table: str) -> str:
        """Return the Chinese name of a table, e.g. ``"客户台账"``."""
        return self.tables[table].label

    def field_label(self, table: str, field: str) -> str:
        """Return the usual Chinese header of a field, e.g. ``"本次回访时间"``."""
        return self.tables[table].fields[field].label

    def required_fields(self, table: str) -> tuple[tuple[str, ...], ...]:
        """Return the cells that count for accuracy, as groups of alternatives.

        A row has one required cell for each group; it is right where any field of the group is.

        Example:
            ``(("customer_id", "customer_name"), ("called_on",), …)``
        """
        return self.tables[table].required


def load_vocabulary(path: Path | None = None) -> Vocabulary:
    """Read a vocabulary and check it.

    Args:
        path: A TOML file; ``None`` for the one in the package.

    Raises:
        PolicyError: The file is missing, not TOML, or contradicts itself; the message names the place.
    """
    if path is None:
        return _shipped()
    # Only who brings a vocabulary waits for pydantic; the shipped one is checked in a test.
    from kehu_batch.policy.headers.vocabulary_file import check_vocabulary

    data = _read(path)
    check_vocabulary(data, path.name)
    return _parse(data)


@cache
def _shipped() -> Vocabulary:
    return _parse(read_table("vocabulary"))


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise PolicyError(f"找不到词汇文件 {path.name}", action="请检查文件路径") from error
    except OSError as error:
        raise PolicyError(
            f"词汇文件 {path.name} 无法读取", action="请检查文件权限，或关闭占用它的程序"
        ) from error
    except UnicodeDecodeError as error:
        raise PolicyError(f"词汇文件 {path.name} 不是 UTF-8 编码", action="请另存为 UTF-8 后重试") from error
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(
            f"词汇文件 {path.name} 不是有效的 TOML：{tell_syntax(error)}", action="请按提示的行列改正"
        ) from error


def _parse(data: dict[str, Any]) -> Vocabulary:
    shared = data.get("shared", {})
    words = UsualWords.read(data.get("alike", {}))
    tables = {code: _parse_table(code, entry, shared, words) for code, entry in data["tables"].items()}
    return assemble(tables, parse_words(data["words"]), as_marked(_texts_of(data)))


def assemble(tables: Mapping[str, TableKind], words: Words, texts: frozenset[str]) -> Vocabulary:
    """Return the vocabulary of these tables, with what is told from all of them together."""
    spread: dict[str, int] = {}
    for folded in (folded for table in tables.values() for folded in table.strong):
        spread[folded] = spread.get(folded, 0) + 1
    known = frozenset(spread).union(*(table.weak for table in tables.values()))
    patterns = (pattern for table in tables.values() for item in table.patterned for pattern in item.patterns)
    alike = _alike_any(tables)
    return Vocabulary(tables, words, spread, known, texts, tuple(dict.fromkeys(patterns)), alike)


def _alike_any(tables: Mapping[str, TableKind]) -> AlikeHeaders:
    """Return what finds headers that say the same as one of any table, whichever field it is."""
    words = next(iter(tables.values())).alike.words
    strong = {folded: _ANY for table in tables.values() for folded in table.strong}
    phrasings = (
        text for table in tables.values() for item in table.fields.values() for text in item.phrasings
    )
    texts = tuple(dict.fromkeys(phrasings))
    return AlikeHeaders(words, strong, (), {_ANY: texts} if texts else {}, frozenset())


def _parse_table(
    code: str, data: Mapping[str, Any], shared: Mapping[str, Any], words: UsualWords
) -> TableKind:
    fields = {name: _parse_field(name, item, shared) for name, item in data["fields"].items()}
    strong, weak = index_fields(fields)
    return TableKind(
        code=code,
        label=data["label"],
        names=tuple(fold_texts(data.get("names", []))),
        needs=tuple(map(tuple, data["needs"])),
        more=data.get("more", 0),
        required=tuple(map(tuple, data.get("required", data["needs"]))),
        fields=fields,
        strong=strong,
        weak=weak,
        patterned=tuple(item for item in fields.values() if item.patterns),
        alike=alike_headers(words, strong, weak, fields),
    )


def alike_headers(
    words: UsualWords, strong: Mapping[str, str], weak: Mapping[str, object], fields: Mapping[str, Field]
) -> AlikeHeaders:
    """Return what finds headers that say the same as those of a table."""
    whose = frozenset(item.code for item in fields.values() if item.kind in {FieldKind.ID, FieldKind.NAME})
    phrasings = {item.code: item.phrasings for item in fields.values() if item.phrasings}
    return AlikeHeaders(words, strong, weak, phrasings, whose | (_PERSONS & fields.keys()))


def _parse_field(code: str, data: Mapping[str, Any], shared: Mapping[str, Any]) -> Field:
    base = shared[data["shared"]] if "shared" in data else {}
    vague = compile_all(data.get("vague", []))
    stand_ins = [*base.get("stand_ins", []), *data.get("stand_ins", [])]
    return Field(
        code=code,
        label=data["label"],
        kind=FieldKind(data.get("kind", "text")),
        strong=fold_labels([data["label"], *base.get("synonyms", []), *data.get("synonyms", []), *stand_ins]),
        stand_ins=fold_labels(stand_ins),
        yielding=fold_labels([*base.get("yielding", []), *data.get("yielding", [])]),
        weak=fold_labels([*base.get("weak", []), *data.get("weak", [])]),
        patterns=(*compile_all(data.get("patterns", [])), *vague),
        vague=vague,
        many=data.get("many", False),
        telling=data.get("telling", True),
        yields_to=data.get("yields_to", ""),
        phrasings=(*base.get("phrasings", []), *data.get("phrasings", [])),
    )


def as_marked(texts: Iterable[str]) -> frozenset[str]:
    """Return header texts as written, and with the marks of a required column."""
    ends, known = [mark.split("{}") for mark in _MARKS], set(texts)
    return frozenset().union(*([before + text + after for text in known] for before, after in ends))


def fold_labels(texts: Sequence[str]) -> frozenset[str]:
    """Fold header texts; a label such as ``推荐意愿(0-10)`` is known with and without its unit."""
    folded = frozenset(fold_headers(texts))
    return folded.union(split_header_unit(text)[0] for text in folded if text.endswith(")"))


def index_fields(fields: Mapping[str, Field]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Return the field of each sure text, and the fields that each general text may be, in their order."""
    strong = {folded: item.code for item in fields.values() for folded in item.strong}
    general = frozenset[str]().union(*(item.weak for item in fields.values()))
    taken = general | strong.keys()
    strong |= {text: code for text, code in _other_endings(fields).items() if text not in taken}
    weak: dict[str, tuple[str, ...]] = {}
    for item in fields.values():
        for folded in sorted(item.weak - strong.keys()):
            weak[folded] = (*weak.get(folded, ()), item.code)
    return strong, weak


def _other_endings(fields: Mapping[str, Field]) -> dict[str, str]:
    """Return the field of each header of a date with another word for day or time at its end: 约定付款日, 受理时刻.

    What would be two fields is left out, as are the endings alone.
    """
    found: dict[str, set[str]] = {}
    for item in fields.values():
        for stem in set(map(_stem, item.strong if item.kind is FieldKind.DATE else ())):
            for end in _DATE_ENDINGS if len(stem) >= _SHORTEST_STEM else _CLOCK_ENDINGS if stem else ():
                found.setdefault(stem + end, set()).add(item.code)
    return {text: next(iter(codes)) for text, codes in found.items() if len(codes) == 1}


def _stem(text: str) -> str:
    """Return a header of a date without its word for day or time; blank where it has none."""
    return next((text.removesuffix(end) for end in _DATE_ENDINGS if text.endswith(end)), "")


def _texts_of(data: Mapping[str, Any]) -> Iterator[str]:
    fields = (entry for table in data["tables"].values() for entry in table["fields"].values())
    for entry in (*data.get("shared", {}).values(), *fields):
        yield from (entry[name] for name in ("label",) if name in entry)
        for texts in ("synonyms", "stand_ins", "weak"):
            yield from entry.get(texts, [])
