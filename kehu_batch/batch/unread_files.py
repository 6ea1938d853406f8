"""What lies in a folder beside the spreadsheets and may hold tables, so that nobody thinks it was read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

#: Archives, and workbooks of programs that are not read or in forms that are not taken from a folder.
_UNREAD_SUFFIXES = frozenset(
    {
        *(".zip", ".rar", ".7z", ".numbers", ".ett", ".dps", ".wps"),
        *(".xlt", ".xltx", ".xltm", ".fods", ".ots", ".uos", ".mht", ".mhtml", ".dbf", ".slk", ".dif"),
    }
)
#: Markup that may be a table as well as a page to read or settings: looked at.
_MARKUP_SUFFIXES = frozenset({".htm", ".html", ".xml"})
_TABLE_MARKUP = re.compile(rb"<table[\s>]|urn:schemas-microsoft-com:office:spreadsheet", re.IGNORECASE)
#: How far a page's styles may push its first table down.
_MARKUP_BYTES = 1 << 18
#: In the head of each page of ours, and of none that an office program or a system exports.
_OUR_PAGE = b'http-equiv="Content-Security-Policy" content="default-src'
#: Texts that may be a table as well as a note: looked at.
_TEXT_SUFFIXES = frozenset({".txt", ".prn", ".dat"})
#: A spreadsheet's suffix that does not end the name, or not in plain letters: 台账．xlsx, 回访.xlsx.bak, 台账.xls_.
_WITHIN = re.compile(r"\.(?:xls[xmb]?|ods|et|csv|tsv)(?![a-z])")
_SEPARATORS = "\t,;|"
_MARKS_OF_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_FIRST_BYTES = 4096
#: How the files of newer spreadsheets begin, as do other archives.
_PACKAGE = b"PK\x03\x04"
#: Folders that this program writes, and marks of one.
_OUR_FOLDERS = frozenset({"负责人清单", "结果"})
_OUR_MARK = "summary.json"
#: So many are named.
_NAMED = 5


def unread_files(
    folder: Path, spreadsheets: Callable[[Path], tuple[Path, ...]], known: frozenset[str]
) -> str:
    """Return a sentence on what was left unread; empty where there is nothing of the kind.

    Args:
        folder: The drop's folder.
        spreadsheets: Gives the spreadsheets of a folder.
        known: Names of subfolders that are read with it.

    Raises:
        OSError: The folder cannot be listed.
    """
    names: list[str] = []
    read = spreadsheets(folder)
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name.startswith("."):
            continue
        if path.is_file() and path not in read and may_hold_tables(path):
            names.append(path.name)
        elif path.is_dir() and path.name not in known | _OUR_FOLDERS and not (path / _OUR_MARK).exists():
            held = len(spreadsheets(path))
            names += [f"子文件夹“{path.name}”里的 {held} 个表格文件"] if held else []
    if not names:
        return ""
    listed = "、".join(names[:_NAMED]) + ("等" if len(names) > _NAMED else "")
    return f"文件夹里没有读的还有：{listed}；要读入，请解开压缩包，另存为 .xlsx，或移到这个文件夹里"


def may_hold_tables(path: Path) -> bool:
    """Whether a file that is not read may hold tables, as far as its name or its first lines tell."""
    name = unicodedata.normalize("NFKC", path.name).lower()
    return (
        path.suffix.lower() in _UNREAD_SUFFIXES
        or (_WITHIN.search(name) is not None and not name.startswith("~$"))
        or _is_table_of_text(path)
        or _is_table_of_markup(path)
        or (not path.suffix and _is_package(path))
    )


def _beginning(path: Path, size: int) -> bytes | None:
    """Return the first bytes of a file; ``None`` where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(size)
    except OSError:
        return None


def _is_package(path: Path) -> bool:
    """Whether a file is of the form that workbooks have, be it another archive; one that cannot be read may be."""
    return _beginning(path, len(_PACKAGE)) in {_PACKAGE, None}


def _is_table_of_markup(path: Path) -> bool:
    """Whether a web page or XML file holds a table and is no page of ours; one that cannot be read may hold one."""
    if path.suffix.lower() not in _MARKUP_SUFFIXES:
        return False
    data = _beginning(path, _MARKUP_BYTES)
    if data is None:
        return True
    text = data.decode("utf-16", "ignore").encode() if data[:2] in _MARKS_OF_UTF_16 else data
    return _TABLE_MARKUP.search(text) is not None and _OUR_PAGE not in text


def _is_table_of_text(path: Path) -> bool:
    """Whether a text file begins with two lines of as many cells, three or more; one that cannot be read may be one."""
    if path.suffix.lower() not in _TEXT_SUFFIXES:
        return False
    data = _beginning(path, _FIRST_BYTES)
    if data is None:
        return True
    # Of other codes only the separators matter, which all of them write alike.
    text = data.decode("utf-16" if data[:2] in _MARKS_OF_UTF_16 else "latin-1", "ignore")
    lines = [line for line in text.split("\n") if line.strip()]
    return len(lines) > 1 and any(lines[0].count(mark) == lines[1].count(mark) > 1 for mark in _SEPARATORS)
