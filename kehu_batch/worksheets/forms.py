"""What a blank worksheet is made of: the files under ``templates/worksheets``, joined with the vocabulary.

Labels, kinds and required columns come from the vocabulary; widths, notes, examples and drop-down words from the
form's own file; words that a department decides come from its policy and taxonomy.
"""

from __future__ import annotations

import tomllib
from typing import Literal, TypeVar

from kehu_batch.checked_values import BaseModel, ConfigDict, Field, trusted
from kehu_batch.currencies import load_currencies
from kehu_batch.errors import InternalError
from kehu_batch.folding import fold_text
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.taxonomy import Taxonomy
from kehu_batch.policy.vocabulary import FieldKind, TableKind, Vocabulary
from kehu_batch.records import dataclass
from kehu_batch.resources import templates_dir
from kehu_batch.sheet_writing.book import Value

REQUIRED_MARK = "*"

ChoiceSource = Literal[
    "tiers",
    "tier_names",
    "satisfaction_words",
    "closing_statuses",
    "resolved_statuses",
    "conditions",
    "issue_types",
    "currencies",
]


class FormPart(BaseModel):
    """Base of what the files hold: unknown keys are refused, values are frozen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class _ColumnFile(FormPart):
    """One column as its file has it; the keys are explained in ``guide.toml``."""

    field: str
    header: str = ""
    width: float = Field(ge=4, le=80)
    how: str = Field(min_length=1, max_length=200)
    blank: str = Field(min_length=1)
    example: Value
    choices: tuple[str, ...] = ()
    choices_from: ChoiceSource | None = None
    suggestion: bool = False
    timed: bool = False


class _FormFile(FormPart):
    title: str
    sheet: str
    frozen: int = Field(ge=1)
    pages_wide: int = Field(ge=1)
    row_height: float = Field(ge=12, le=409)
    ruled_rows: int = Field(ge=1)
    notes: tuple[str, ...]
    columns: tuple[_ColumnFile, ...]


class _GuideFile(FormPart):
    notes: tuple[str, ...]


class NoteColumnFile(FormPart):
    """A column that the program fills and does not read, as its file has it."""

    header: str
    width: float = Field(ge=4, le=80)
    how: str


class NextMonthFile(FormPart):
    """What next month's worksheet has beyond the blank one, as its file has it."""

    title: str
    avoid: str
    notes: tuple[str, ...]
    reason: NoteColumnFile
    questions: NoteColumnFile
    suggestions: dict[str, str]


_Parsed = TypeVar("_Parsed", bound=FormPart)


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column of a form.

    Args:
        field: Field code.
        header: What stands on the sheet, with its mark where it must be filled.
        kind: What its cells hold.
        timed: Whether a date has its time of day.
        width: In characters.
        how: How to fill it; also shown when a cell is chosen.
        needed: Whether it must be filled, in words.
        blank: What becomes of a blank cell.
        example: A value of the example row.
        choices: Words of the drop-down list; empty for none.
        suggestion: Whether other text than the choices is as good.
    """

    field: str
    header: str
    kind: FieldKind
    timed: bool
    width: float
    how: str
    needed: str
    blank: str
    example: Value
    choices: tuple[str, ...]
    suggestion: bool


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of worksheet.

    Args:
        table: TableKind code.
        title: First line of the sheet.
        sheet: Name of its tab.
        frozen: Columns at the left that stay in sight.
        pages_wide: Pages side by side when printed.
        row_height: Of every row to fill in, in points.
        ruled_rows: Rows that show as a form while they are blank: about one printed page.
        notes: What to know before filling it, one line each.
        columns: From left to right.
    """

    table: str
    title: str
    sheet: str
    frozen: int
    pages_wide: int
    row_height: float
    ruled_rows: int
    notes: tuple[str, ...]
    columns: tuple[FormColumn, ...]


def load_form(table: str, vocabulary: Vocabulary, policy: Policy, taxonomy: Taxonomy) -> Form:
    """Return the form of a table.

    Args:
        table: TableKind code.
        vocabulary: Labels, kinds and required fields.
        policy: Tiers, satisfaction words, statuses and tier conditions for the drop-down lists.
        taxonomy: Issue types for the drop-down lists.

    Raises:
        InternalError: A file that travels with the program is damaged, or names a field that is unknown.
    """
    file = read_file(table, _FormFile)
    known = vocabulary.tables[table]
    present = {column.field for column in file.columns}
    columns = []
    for column in file.columns:
        if column.field not in known.fields:
            raise InternalError(f"空白表文件 {table}.toml 里的字段 {column.field} 不在词汇表里")
        required, needed = _need(column.field, known, present)
        label = column.header or known.fields[column.field].label
        columns.append(
            FormColumn(
                field=column.field,
                header=label + (REQUIRED_MARK if required else ""),
                kind=known.fields[column.field].kind,
                timed=column.timed,
                width=column.width,
                how=column.how,
                needed=needed,
                blank=column.blank,
                example=column.example,
                choices=_choices(column, policy, taxonomy),
                suggestion=column.suggestion,
            )
        )
    notes = (*file.notes, *read_file("guide", _GuideFile).notes)
    return Form(
        table=table,
        title=file.title,
        sheet=file.sheet,
        frozen=file.frozen,
        pages_wide=file.pages_wide,
        row_height=file.row_height,
        ruled_rows=file.ruled_rows,
        notes=notes,
        columns=tuple(columns),
    )


def read_file(name: str, kind: type[_Parsed]) -> _Parsed:
    """Return the content of a file under ``templates/worksheets``, checked.

    Args:
        name: File name without ``.toml``.
        kind: What it holds.

    Raises:
        InternalError: It is missing or damaged.
    """
    path = templates_dir() / "worksheets" / f"{name}.toml"
    try:
        return trusted(kind, tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise InternalError(
            f"程序自带的空白表文件 {path.name} 已损坏：{error}", action="请重新安装程序"
        ) from error


def _need(field: str, table: TableKind, present: set[str]) -> tuple[bool, str]:
    """Tell whether a column is marked as required, and in words when it must be filled.

    Of fields that may stand for one another the first is marked.
    """
    for group in table.required:
        others = [table.fields[code].label for code in group if code in present and code != field]
        if field not in group:
            continue
        if field != next(code for code in group if code in present):
            return False, f"{others[0]}留空时必填"
        return True, f"必填；没有时填{'或'.join(others)}" if others else "必填"
    return False, "选填"


def _choices(column: _ColumnFile, policy: Policy, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Return the words of a drop-down list, each once."""
    words: dict[str, str] = {}
    for word in (*column.choices, *_sourced(column, policy, taxonomy)):
        words.setdefault(fold_text(word), word)
    return tuple(words.values())


def _sourced(column: _ColumnFile, policy: Policy, taxonomy: Taxonomy) -> tuple[str, ...]:
    if column.choices_from is None:
        return ()
    tier_names = tuple(tier.name for tier in policy.tiers.tiers)
    words: dict[ChoiceSource, tuple[str, ...]] = {
        "tiers": (*tier_names, *policy.tiers.aliases),
        "tier_names": tier_names,
        "satisfaction_words": tuple(policy.satisfaction.words),
        "closing_statuses": policy.follow_ups.closing_statuses,
        "resolved_statuses": policy.issues.resolved_statuses,
        "conditions": _passing_words(column, policy),
        "issue_types": taxonomy.names,
        "currencies": tuple(one.label for one in load_currencies() if one.offered),
    }
    return words[column.choices_from]


def _passing_words(column: _ColumnFile, policy: Policy) -> tuple[str, ...]:
    """Return for each condition on a field the first word that meets it, unless the form's own choices hold one."""
    offered = {fold_text(word) for word in column.choices}
    words: list[str] = []
    for condition in policy.tiers.all_conditions():
        passing = condition.any_of or policy.tiers.levels.get(condition.at_least or "", ())
        if condition.field == column.field and not offered & {fold_text(word) for word in passing}:
            words += passing[:1]
    return tuple(words)
