"""Where the files that travel with the program stand."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def templates_dir() -> Path:
    """Return the folder of report templates and blank worksheets.

    An installed wheel has it inside the package, a source checkout (an editable install too) beside it.

    Raises:
        FileNotFoundError: The installation is damaged: neither place has it.
    """
    for folder in (_PACKAGE / "templates", _PACKAGE.parent / "templates"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(_PACKAGE / "templates")
