"""The form of a vocabulary file. It is checked where a department brings its own; a test checks the shipped one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import chain
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    create_model,
    model_validator,
)

from kehu_batch.errors import PolicyError
from kehu_batch.folding import fold_texts
from kehu_batch.policy.file_faults import tell_faults
from kehu_batch.policy.headers.words import PATTERNED_WORDS, Words
from kehu_batch.policy.vocabulary import FieldKind, fold_labels


def _compiles(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"正则写法有误：{error}") from error
    return text


Text = Annotated[str, StringConstraints(pattern=r"\S", strict=True)]
Pattern = Annotated[Text, AfterValidator(_compiles)]
Group = Annotated[list[Text], Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SharedTexts(_Part):
    """Texts that fields of several tables share."""

    synonyms: list[Text] = []
    stand_ins: list[Text] = []
    yielding: list[Text] = []
    weak: list[Text] = []
    phrasings: list[Pattern] = []


class FieldEntry(SharedTexts):
    """One field of a table, as written."""

    label: Text
    kind: FieldKind = FieldKind.TEXT
    shared: Text | None = None
    patterns: list[Pattern] = []
    vague: list[Pattern] = []
    many: Annotated[bool, Field(strict=True)] = False
    telling: Annotated[bool, Field(strict=True)] = True
    yields_to: Text | None = None

    def strong_texts(self, shared: Mapping[str, SharedTexts]) -> frozenset[str]:
        """Return the folded texts that mean this field in its table."""
        common = SharedTexts() if self.shared is None else shared[self.shared]
        either = (common.synonyms, common.stand_ins, self.synonyms, self.stand_ins)
        return fold_labels([self.label, *chain.from_iterable(either)])


class TableEntry(_Part):
    """One kind of table, as written."""

    label: Text
    names: list[Text] = []
    needs: Annotated[list[Group], Field(min_length=1)]
    more: Annotated[int, Field(ge=0, strict=True)] = 0
    required: Annotated[list[Group], Field(min_length=1)] | None = None
    fields: dict[str, FieldEntry]

    @model_validator(mode="after")
    def _know_fields(self) -> TableEntry:
        named = (code for group in [*self.needs, *(self.required or [])] for code in group)
        yielded = (item.yields_to for item in self.fields.values() if item.yields_to is not None)
        _refuse(f"没有字段 {code}" for code in (*named, *yielded) if code not in self.fields)
        return self


#: Lists of words that every vocabulary has; the others may be left out.
_REQUIRED_WORDS = {"totals", "notes", "examples", "guide_sheets", "finance", "money_units", "serials"}

_WORDS: Any = create_model(
    "WordsEntry",
    __base__=_Part,
    **{
        one.name: (
            list[Pattern] if one.name in PATTERNED_WORDS else list[Text],
            ... if one.name in _REQUIRED_WORDS else [],
        )
        for one in fields(Words)
    },  # type: ignore[call-overload]  # fields by name
)


class AlikeEntry(_Part):
    """Words of headers that stand for one another."""

    words: list[Annotated[list[Text], Field(min_length=2)]] = []
    fillers: list[Text] = []
    customers: list[Text] = []

    @model_validator(mode="after")
    def _each_once(self) -> AlikeEntry:
        texts = [text for group in (*self.words, self.fillers) for text in fold_texts(group)]
        _refuse(f"“{text}”写了不止一次" for text in dict.fromkeys(texts) if texts.count(text) > 1)
        return self


class VocabularyEntry(_Part):
    """A whole file."""

    version: Literal[1]
    words: _WORDS
    alike: AlikeEntry = Field(default_factory=AlikeEntry)
    shared: dict[str, SharedTexts] = {}
    tables: dict[str, TableEntry]

    @model_validator(mode="after")
    def _tell_fields_apart(self) -> VocabularyEntry:
        _refuse(self._contradictions())
        return self

    def _contradictions(self) -> Iterator[str]:
        for table, entry in self.tables.items():
            owners: dict[str, str] = {}
            for code, item in entry.fields.items():
                if item.shared is not None and item.shared not in self.shared:
                    yield f"tables.{table}.fields.{code}.shared：没有 shared.{item.shared}"
                    continue
                for folded in sorted(item.strong_texts(self.shared)):
                    other = owners.setdefault(folded, code)
                    if other != code:
                        yield f"tables.{table}：表头“{folded}”同时属于 {other} 和 {code}"


def _refuse(faults: Iterator[str]) -> None:
    listed = list(faults)
    if listed:
        raise ValueError("；".join(listed))


def check_vocabulary(data: Mapping[str, Any], file: str) -> None:
    """Check what a vocabulary file says.

    Raises:
        PolicyError: A key is missing, misspelt or contradictory; the message names every one.
    """
    try:
        VocabularyEntry.model_validate(data)
    except ValidationError as error:
        raise PolicyError(
            f"词汇文件 {file} 有错误：{tell_faults(error)}", action="请改正后重试，写法见文件开头的说明"
        ) from error
