"""Makes a workspace: its folders, its settings, a note for the clerk, and scripts to double-click."""

from __future__ import annotations

import sys
from pathlib import Path

from kehu_batch.batch.delivery import unwritable
from kehu_batch.batch.settings import Settings, describe_settings
from kehu_batch.batch.workspace.layout import SETTINGS_FILE, Workspace, make_folders
from kehu_batch.resources import templates_dir

_NOTE = "使用说明.txt"


def init_workspace(root: Path) -> list[Path]:
    """Make a workspace and return the files that were written; one that is there already keeps its files.

    Raises:
        UsageError: A folder cannot be made.
        OutputError: A file cannot be written.
    """
    workspace = Workspace(root)
    make_folders(workspace)
    written = []
    for name, data, runs in _files():
        path = root / name
        if path.exists():
            continue
        try:
            path.write_bytes(data)
            if runs:
                path.chmod(path.stat().st_mode | 0o111)
        except OSError as error:
            raise unwritable(root, error) from error
        written.append(path)
    return written


def _files() -> list[tuple[str, bytes, bool]]:
    """Return name, bytes and whether it is to be run, of each file of a new workspace."""
    settings = describe_settings(Settings()).replace(
        "另存为 kehu.toml，改好后用 --settings kehu.toml 指定", "改好保存即可，下次运行生效"
    )
    windows, mac = "\r\n", "\n"
    return [
        (SETTINGS_FILE, _encode(settings, mac), False),
        # Notepad of older Windows tells UTF-8 by its mark.
        (_NOTE, b"\xef\xbb\xbf" + _encode(_template("note.txt"), windows), False),
        # cmd reads a script by the console's code page: it is kept to ASCII, but for the name of the inbox.
        ("处理收件箱.bat", _encode(_script("run.bat"), windows), False),
        ("拖到这里处理.bat", _encode(_script("drop.bat"), windows), False),
        ("处理收件箱.command", _encode(_script("run.command"), mac), True),
        ("拖到这里处理.command", _encode(_script("drop.command"), mac), True),
    ]


def _template(name: str) -> str:
    return (templates_dir() / "workspace" / name).read_text(encoding="utf-8")


def _script(name: str) -> str:
    return _template(name).replace("@PROGRAM@", _program())


def _program() -> str:
    """Return how this very program is called: a starter of its own, or Python with the package."""
    if getattr(sys, "frozen", False):
        return f'"{sys.executable}"'
    return f'"{sys.executable}" -m kehu_batch'


def _encode(text: str, ending: str) -> bytes:
    return ending.join(text.splitlines()).encode("utf-8") + ending.encode("ascii")
