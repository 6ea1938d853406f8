"""Files beside this package's own bytecode: what is made of the program itself, and takes time to make.

They are found and kept as a module's bytecode is, as far as that folder can be written. Who keeps one tells by its
content whether it is still of use; nothing of what a drop says is ever kept.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
from pathlib import Path


def place_beside(module: str, name: str) -> Path:
    """Return the place of a kept file, named as the bytecode of a module of the program would be.

    Args:
        module: The file of the module beside whose bytecode it is kept.
        name: Of what is kept, as a module's name.
    """
    return Path(importlib.util.cache_from_source(str(Path(module).with_name(f"{name}.py"))))


def keep_file(place: Path, content: bytes) -> None:
    """Keep a file, whole or not at all, wherever that folder can be written.

    That Python may be told to keep no bytecode of modules changes nothing here: an installer has compiled those all
    the same, and nobody makes these but us.
    """
    part = place.with_suffix(f".{os.getpid()}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(place)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink()
