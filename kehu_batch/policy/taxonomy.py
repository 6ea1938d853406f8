"""The issue taxonomy: types, the words that show them, and the words that turn a meaning round.

The shipped taxonomy is ``data/taxonomy.toml``; a department may bring its own file of the same form.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated

from kehu_batch.checked_values import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
    trusted,
)
from kehu_batch.errors import PolicyError
from kehu_batch.folding import fold_text
from kehu_batch.policy.file_faults import tell_faults
from kehu_batch.policy.toml_values import tell_syntax
from kehu_batch.shipped_tables import read_table

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Words = tuple[Word, ...]

#: Lists whose words are looked for in other ways than by scanning a text, and so may repeat a word of a role.
_UNSPOKEN = frozenset(
    {
        "none_answers",
        "replies",
        "urging",
        "lagging",
        "causing",
        "adding",
        "continuing",
        "past",
        "present",
        "denials",
        "repairs",
        "repaired",
        "gaps",
        "turning_to",
        "wished_away",
        "put_right",
        "amiss",
        "feared",
        "proved",
    }
)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class WordPair(_Part):
    """Subjects that show a type only together with a fault: 系统 … 慢.

    Args:
        subjects: What is at fault.
        faults: What is wrong with it; only the taxonomy's ``gaps`` may stand between the two.
    """

    subjects: Words = Field(min_length=1)
    faults: Words = Field(min_length=1)


class WordSequence(_Part):
    """Words that show a type where they follow one another: 要的 … 发来的是.

    Args:
        steps: For each step the words that may stand there.
        reach: So many characters, commas too, may stand between two steps.
        mild: They settle a doubt only where the model already holds the type for the likeliest.
        sure: They tell the whole of a fault, and so decide whatever the model makes of the text.
    """

    steps: tuple[Words, ...] = Field(min_length=1)
    reach: int = Field(default=6, ge=0, le=40)
    mild: bool = False
    sure: bool = False


class IssueType(_Part):
    """One type of issue.

    Args:
        name: As shown, e.g. ``产品质量``.
        department: The department that the report suggests, unless the policy names another.
        catch_all: Given up as soon as another type fits (其他).
        problems: Words that are a problem by themselves.
        topics: Words that only show what the text is about.
        synonyms: Other ways to state this type in a column 投诉类型 or 问题类型.
        pairs: Subjects and faults that are a problem together.
        sequences: Words in order that settle a doubt for this type, or tell it by themselves.
    """

    name: Word
    department: Word
    catch_all: bool = False
    problems: Words = ()
    topics: Words = ()
    synonyms: Words = ()
    pairs: tuple[WordPair, ...] = ()
    sequences: tuple[WordSequence, ...] = ()


class Wording(_Part):
    """Words that belong to no type and decide what a text means; one list a role, as in ``taxonomy.toml``."""

    none_answers: Words
    negations: Words
    fillers: Words
    resolved: Words
    contrasts: Words
    connectors: Words
    exclusions: Words
    praise: Words
    demands: Words
    imperatives: Words
    urging: Words
    latent: Words
    problems: Words
    moods: Words
    gaps: Words
    replies: Words = ()
    lagging: Words = ()
    causing: Words = ()
    adding: Words = ()
    continuing: Words = ()
    past: Words = ()
    present: Words = ()
    denials: Words = ()
    repairs: Words = ()
    repaired: Words = ()
    turning_to: Words = ()
    wished_away: Words = ()
    put_right: Words = ()
    amiss: Words = ()
    feared: Words = ()
    proved: Words = ()


class Taxonomy(_Part):
    """All types in the order that decides the primary type, with the words around them.

    Equality and hash are those of the content, through ``sha256``, so that what is compiled from a taxonomy can
    be cached on it cheaply.

    Args:
        version: Form of the file; 1.
        types: In order of precedence.
        words: Negations, praise, requests and the like.
        sha256: Hash of the content; set by ``load_taxonomy``.
    """

    version: int = Field(ge=1, le=1)
    types: tuple[IssueType, ...] = Field(min_length=1)
    words: Wording
    sha256: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the types in their order."""
        return tuple(item.name for item in self.types)

    @property
    def catch_alls(self) -> tuple[str, ...]:
        """Return the names of the types that are given up as soon as another fits."""
        return tuple(item.name for item in self.types if item.catch_all)

    def __hash__(self) -> int:
        return hash(self.sha256)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Taxonomy) and self.sha256 == other.sha256

    @model_validator(mode="after")
    def _check_words(self) -> Taxonomy:
        _refuse_repeated(("types.name", name) for name in self.names)
        _refuse_repeated(_stated_names(self.types))
        _refuse_repeated(_spoken_words(self))
        return self


def _stated_names(types: tuple[IssueType, ...]) -> Iterator[tuple[str, str]]:
    for item in types:
        for word in {fold_text(item.name), *map(fold_text, item.synonyms)}:
            yield f"{item.name}.synonyms", word


def _spoken_words(taxonomy: Taxonomy) -> Iterator[tuple[str, str]]:
    """Yield each word once for each role it plays; one word of one role may show several types."""
    for word in {fold_text(word) for item in taxonomy.types for word in item.problems}:
        yield "types.problems", word
    for word in {fold_text(word) for item in taxonomy.types for word in (item.name, *item.topics)}:
        yield "types.topics", word
    for role in Wording.model_fields:
        if role not in _UNSPOKEN:
            for word in {fold_text(word) for word in getattr(taxonomy.words, role)}:
                yield f"words.{role}", word


def _refuse_repeated(words: Iterator[tuple[str, str]]) -> None:
    """Name every word that stands in two places at once, so that a file is put right in one go."""
    seen: dict[str, str] = {}
    faults = []
    for place, word in words:
        if not word:
            faults.append(f"{place} 中有一个词只含空格或不可见字符")
        elif word in seen:
            faults.append(f"“{word}”同时写在 {seen[word]} 和 {place}，只能保留一处")
        seen[word] = place
    if faults:
        raise ValueError("；".join(faults))


def load_taxonomy(path: Path | None = None) -> Taxonomy:
    """Load the shipped taxonomy, or a department's own file.

    Args:
        path: A TOML file that replaces the shipped one as a whole; None for the shipped one.

    Raises:
        PolicyError: The file cannot be read, is no valid TOML, or a key is missing, misspelt or contradictory; the
            message names the key.
    """
    if path is None:
        return _load_shipped()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(
            f"问题分类表 {path.name} 打不开",
            action="请检查路径是否正确，并把文件存为 UTF-8 编码",
            code="taxonomy_unreadable",
        ) from error
    return _parse(text, path.name)


@cache
def _load_shipped() -> Taxonomy:
    return _with_hash(trusted(Taxonomy, read_table("taxonomy")))


def _parse(text: str, file_name: str) -> Taxonomy:
    from pydantic import ValidationError

    try:
        taxonomy = Taxonomy.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(
            f"问题分类表 {file_name} 不是有效的 TOML：{tell_syntax(error)}",
            action="请按提示的行列修改后重试",
            code="taxonomy_syntax",
        ) from error
    except ValidationError as error:
        raise PolicyError(
            f"问题分类表 {file_name} 有错误：{tell_faults(error)}",
            action="请对照随程序提供的分类表修改后重试",
            code="taxonomy_invalid",
        ) from error
    return _with_hash(taxonomy)


def _with_hash(taxonomy: Taxonomy) -> Taxonomy:
    # Seen by no one and kept nowhere: what Python writes of the values does, in a tenth of the time of JSON.
    content = repr((taxonomy.version, taxonomy.types, taxonomy.words))
    return taxonomy.model_copy(update={"sha256": hashlib.sha256(content.encode()).hexdigest()})
