"""The summary as indented JSON, in a third of the time of the standard library and without its whole text in memory.

The standard library encodes in C only without line breaks. Nearly all of a large summary is lists of records with the
same keys: their values are encoded in C a column at a time, and put into one template.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_INDENT = "  "
#: Lists of this many records and more are written by columns.
_MANY = 8
#: Between values that are encoded together: JSON text has no such character, as it escapes it.
_BETWEEN = "\x00"

#: What a value may hold others in.
_NESTED = frozenset({dict, list, tuple})

#: Return a value as JSON on one line, Chinese as it is.
encode = json.JSONEncoder(ensure_ascii=False).encode
_encode_all = json.JSONEncoder(ensure_ascii=False, separators=(_BETWEEN, ":")).encode


def write_json(content: Mapping[str, Any]) -> Iterator[str]:
    """Yield the text that ``json.dumps`` gives with ``indent=2`` and ``ensure_ascii=False``, and a line break.

    Args:
        content: Of plain dictionaries with text keys, lists, tuples, text, numbers, booleans and ``None``.

    Example:
        >>> print("".join(write_json({"期间": "2023-11", "表": [1, []]})), end="")
        {
          "期间": "2023-11",
          "表": [
            1,
            []
          ]
        }
    """
    start = "{"
    for key, value in content.items():
        yield f"{start}\n{_INDENT}{encode(key)}: {_render(value, chr(10) + _INDENT)}"
        start = ","
    yield "\n}\n" if content else "{}\n"


def _render(value: object, margin: str) -> str:
    """Return a value; ``margin``, a line break and blanks, goes before what closes it."""
    inner = margin + _INDENT
    if isinstance(value, dict) and value:
        items = [f"{encode(key)}: {_render(item, inner)}" for key, item in value.items()]
        return f"{{{inner}{f',{inner}'.join(items)}{margin}}}"
    if isinstance(value, list | tuple) and value:
        items = (_render_records if _are_records(value) else _render_all)(value, inner)
        return f"[{inner}{f',{inner}'.join(items)}{margin}]"
    return encode(value)


def _render_all(values: Sequence[object], margin: str) -> list[str]:
    if not _NESTED.isdisjoint(map(type, values)):
        return [_render(value, margin) for value in values]
    return _encode_all(values)[1:-1].split(_BETWEEN)


def _are_records(items: Sequence[object]) -> bool:
    """Whether items are many mappings with the same keys in the same order."""
    first = items[0]
    if len(items) < _MANY or not isinstance(first, dict) or not first:
        return False
    keys = list(first)
    return all(type(item) is dict and list(item) == keys for item in items)


def _render_records(records: Sequence[dict[str, object]], margin: str) -> list[str]:
    inner = margin + _INDENT
    names = (encode(key).replace("%", "%%") for key in records[0])
    template = f"{{{inner}{f',{inner}'.join(f'{name}: %s' for name in names)}{margin}}}"
    columns = zip(*(record.values() for record in records), strict=True)
    return [template % row for row in zip(*(_render_all(column, inner) for column in columns), strict=True)]
