"""Blank worksheets: the door of ``kehu-batch template``."""

from __future__ import annotations

from pathlib import Path

from kehu_batch.errors import OutputError, UsageError
from kehu_batch.folding import fold_text
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.taxonomy import Taxonomy
from kehu_batch.policy.vocabulary import Vocabulary
from kehu_batch.worksheets.forms import load_form
from kehu_batch.worksheets.render import render_form

DEFAULT_TABLE = "callbacks"
SUFFIX = ".xlsx"


def write_template(
    table: str | None, target: Path, vocabulary: Vocabulary, policy: Policy, taxonomy: Taxonomy
) -> None:
    """Write a blank worksheet with drop-downs; its notes and an example stand on a second sheet.

    Filled in and dropped, it is read without a finding. The same table, vocabulary, policy and taxonomy give
    the same bytes.

    Args:
        table: Code, Chinese name or a usual word of a table; ``None`` for the callback worksheet.
        target: File to write; its folder is made where it is missing.
        vocabulary: Tables and their headers.
        policy: Gives the words of the drop-down lists.
        taxonomy: Gives the issue types.

    Raises:
        UsageError: No such table, or the file is not to be an ``.xlsx``.
        OutputError: The file exists, or cannot be written.
    """
    code = DEFAULT_TABLE if table is None else find_table(table, vocabulary)
    if target.suffix.lower() != SUFFIX:
        raise UsageError(
            f"空白表是 Excel 文件，不能写成“{target.name}”", action="请让 -o 的文件名以 .xlsx 结尾"
        )
    write_new(target, render_form(load_form(code, vocabulary, policy, taxonomy)))


def find_table(name: str, vocabulary: Vocabulary) -> str:
    """Return the code of the table that a user names.

    Args:
        name: Its code, its Chinese name, or a text with a word that speaks for one table only: ``台账``.
        vocabulary: Tables with their names.

    Raises:
        UsageError: No table, or more than one, goes by that name.
    """
    folded = fold_text(name)
    tables = vocabulary.tables.values()
    for table in tables:
        if folded in {table.code, fold_text(table.label), *table.names}:
            return table.code
    speaking = [table.code for table in tables if any(word in folded for word in table.names)]
    if len(speaking) == 1:
        return speaking[0]
    choices = "、".join(f"{table.code}({table.label})" for table in tables)
    raise UsageError(f"没有名为“{name}”的空白表", action=f"可用的有：{choices}", code="unknown_table")


def write_new(target: Path, content: bytes) -> None:
    """Write a file that is not there yet; nothing is left of it where writing fails.

    Raises:
        OutputError: The file exists, or cannot be written.
    """
    try:
        if target.exists():
            raise _exists(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        file = target.open("xb")
    except OSError as error:
        raise _unwritable(target, error) from error
    try:
        with file:
            file.write(content)
    except OSError as error:
        target.unlink(missing_ok=True)
        raise _unwritable(target, error) from error


def _exists(target: Path) -> OutputError:
    return OutputError(
        f"文件“{target.name}”已经存在，没有覆盖",
        action="请换一个文件名，或先移走原来的文件",
        code="output_exists",
    )


def _unwritable(target: Path, error: OSError) -> OutputError:
    reason = error.strerror or type(error).__name__
    return OutputError(
        f"文件“{target}”写不进去（{reason}）",
        action="请检查文件夹权限和磁盘空间，或用 -o 换一个位置",
        code="output_unwritable",
    )
