"""Tables that travel with the program: TOML for who edits them, and kept as read for who runs it.

Reading the vocabulary, the taxonomy and a preset as TOML took a fiftieth of a small drop. What was read is kept beside
this package's bytecode with a hash of both it and its source: one that differs from either is read anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import pickle
from pathlib import Path
from typing import Any

from kehu_batch.kept_files import keep_file, place_beside

_DATA = Path(__file__).with_name("policy") / "data"
_DIGEST = hashlib.sha256().digest_size
#: How values are kept; another form of them is another file's content.
_FORM = b"pickle 5"


def shipped_file(*parts: str) -> Path:
    """Return a file of the policy's data, by the names of its folders and its own."""
    return _DATA.joinpath(*parts)


def list_tables(folder: str) -> tuple[str, ...]:
    """Return the tables of a folder of the policy's data, without ``.toml``, in the order of their names."""
    return tuple(sorted(path.stem for path in shipped_file(folder).glob("*.toml")))


def read_table(*parts: str) -> dict[str, Any]:
    """Return a table of the policy's data, made for this caller alone.

    Args:
        parts: The names of its folders and its own, without ``.toml``.

    Raises:
        FileNotFoundError: There is no such table.
    """
    source = shipped_file(*parts[:-1], f"{parts[-1]}.toml").read_bytes()
    place = place_beside(__file__, "_".join(("table", *parts)))
    with contextlib.suppress(OSError):
        content = place.read_bytes()
        if content[:_DIGEST] == _digest(source, content[_DIGEST:]):
            kept: dict[str, Any] = pickle.loads(content[_DIGEST:])  # noqa: S301 - written by us
            return kept
    import tomllib  # where nothing is kept yet

    table = tomllib.loads(source.decode("utf-8"))
    values = pickle.dumps(table, protocol=5)
    keep_file(place, _digest(source, values) + values)
    return table


def _digest(source: bytes, values: bytes) -> bytes:
    return hashlib.sha256(_FORM + source + values).digest()
