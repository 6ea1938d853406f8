"""Makes a workspace: its folders, its settings, a note for the clerk, and scripts to double-click."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from kehu_batch.batch.delivery import unwritable
from kehu_batch.batch.settings import Settings, describe_settings
from kehu_batch.batch.workspace.layout import FORMS, SETTINGS_FILE, Workspace, make_folders
from kehu_batch.resources import templates_dir

_NOTE = "使用说明.txt"
_FORMS = {"callbacks": "回访工作表", "ledger": "客户台账"}


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
    return [*written, *_write_forms(root / FORMS)]


def _write_forms(folder: Path) -> list[Path]:
    """Write the blank tables that a drop most often wants; one that is there already stays."""
    wanted = {code: folder / f"{name}.xlsx" for code, name in _FORMS.items()}
    missing = {code: path for code, path in wanted.items() if not path.exists()}
    if missing:
        from kehu_batch.policy.loading import load_policy
        from kehu_batch.policy.taxonomy import load_taxonomy
        from kehu_batch.policy.vocabulary import load_vocabulary
        from kehu_batch.worksheets.template import write_template

        rules = load_vocabulary(), load_policy().policy, load_taxonomy()
        for code, path in missing.items():
            write_template(code, path, *rules)
    return list(missing.values())


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
        # cmd reads a script by the console's code page: all is ASCII there but where the program lies.
        ("处理收件箱.bat", _encode(_windows_script("run.bat"), windows), False),
        ("拖到这里处理.bat", _encode(_windows_script("drop.bat"), windows), False),
        ("处理收件箱.command", _encode(_shell_script("run.command"), mac), True),
        ("拖到这里处理.command", _encode(_shell_script("drop.command"), mac), True),
    ]


def _template(name: str) -> str:
    return (templates_dir() / "workspace" / name).read_text(encoding="utf-8")


def _windows_script(name: str) -> str:
    """Return a script for cmd: a percent sign in a path is doubled there, and quotes stand in no path."""
    executable = sys.executable.replace("%", "%%")
    return _filled(name, f'"{executable}"').replace("@EXECUTABLE@", executable)


def _shell_script(name: str) -> str:
    executable = shlex.quote(sys.executable)
    return _filled(name, executable).replace("@EXECUTABLE@", executable)


def _filled(name: str, executable: str) -> str:
    """Return a script with how this very program is called: a starter of its own, or Python with the package."""
    program = executable if getattr(sys, "frozen", False) else f"{executable} -m kehu_batch"
    return _template(name).replace("@PROGRAM@", program)


def _encode(text: str, ending: str) -> bytes:
    return ending.join(text.splitlines()).encode("utf-8") + ending.encode("ascii")
