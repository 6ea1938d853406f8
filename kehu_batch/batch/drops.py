"""Turns the files and folders of a call into drops."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kehu_batch.batch.unread_files import unread_files
from kehu_batch.errors import NothingToDo, UsageError
from kehu_batch.model.findings.question import ANSWERS_NAME
from kehu_batch.records import dataclass

#: Suffixes taken from a folder. What a file really is, its content tells.
SPREADSHEET_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et", ".csv", ".tsv"})

FINANCE_FOLDER = "财务"

#: Summaries of earlier runs, which hold what these closed with.
SUMMARIES = "summary*.json"
_SUMMARY_SUFFIX = ".json"


@dataclass(frozen=True, slots=True)
class Drop:
    """Files that are read together.

    Args:
        name: Name of its folder, unique in the call; empty for files named one by one.
        files: Its files, sorted by name; files named one by one in the order given.
        finance_files: Those of them that are finance's.
        answers: The file of answers that lies beside them, where there is one.
        closings: Summaries of earlier runs among them, by name.
        unread: What else lies there and may hold tables, in a sentence; empty where nothing does.
    """

    name: str
    files: tuple[Path, ...]
    finance_files: tuple[Path, ...] = ()
    answers: tuple[Path, ...] = ()
    closings: tuple[Path, ...] = ()
    unread: str = ""


def resolve_drops(paths: Sequence[Path], finance: Sequence[Path] = ()) -> tuple[Drop, ...]:
    """Return the drops of a call: its files as one, each of its folders as one of its own.

    Raises:
        UsageError: A path does not exist.
        NothingToDo: A folder holds no spreadsheet, or there is no path at all.
    """
    for path in (*paths, *finance):
        if not path.exists():
            raise UsageError(
                f"找不到文件或文件夹：{path}",
                action="请检查路径和文件名（含扩展名）是否写对",
                code="missing_file",
            )
    files, closings = split_summaries(
        tuple(dict.fromkeys(path for path in (*paths, *finance) if path.is_file()))
    )
    folders = tuple(dict.fromkeys(path for path in paths if path.is_dir()))
    drops = [Drop("", files, tuple(finance), closings=closings)] if files else []
    names: set[str] = set()
    drops.extend(_folder_drop(folder, _unique(folder.resolve().name, names)) for folder in folders)
    if not drops:
        raise NothingToDo("没有要处理的文件", action="请给出工作簿文件，或放有工作簿的文件夹")
    return tuple(drops)


def split_summaries(paths: Sequence[Path]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Tell files to be read from summaries of earlier runs; without any of the former all are to be read."""
    files = tuple(path for path in paths if path.suffix.lower() != _SUMMARY_SUFFIX)
    if not files:
        return tuple(paths), ()
    return files, tuple(path for path in paths if path not in files)


def _folder_drop(folder: Path, name: str) -> Drop:
    finance = _spreadsheets(folder / FINANCE_FOLDER) if (folder / FINANCE_FOLDER).is_dir() else ()
    files = (*_spreadsheets(folder), *finance)
    unread = unread_files(folder, _spreadsheets, frozenset({FINANCE_FOLDER}))
    if not files:
        raise NothingToDo(
            f"文件夹“{folder}”里没有表格文件{unread and '。'}{unread}",
            action="请放入 .xlsx、.xlsm 等工作簿后再运行",
            code="empty_folder",
        )
    answers = folder / ANSWERS_NAME
    closings = tuple(sorted(path for path in folder.glob(SUMMARIES) if path.is_file()))
    return Drop(name, files, finance, (answers,) if answers.is_file() else (), closings, unread)


def _spreadsheets(folder: Path) -> tuple[Path, ...]:
    return tuple(
        sorted(
            (
                path
                for path in folder.iterdir()
                if path.is_file()
                and path.suffix.lower() in SPREADSHEET_SUFFIXES
                and not path.name.startswith(("~$", "."))
            ),
            key=lambda path: path.name,
        )
    )


def _unique(name: str, taken: set[str]) -> str:
    candidate, number = name, 1
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{name}({number})"
    taken.add(candidate.casefold())
    return candidate
