"""The base of the records that ``summary.json`` is made of: each shape is declared once.

For mypy a record is a ``TypedDict``: what a builder returns is checked key by key. While a drop runs it is a plain
class whose annotations stay text, so that declaring a few hundred fields costs next to nothing; ``list_records`` takes
its columns from them. ``kehu-batch schema`` alone makes true typed dictionaries of them, from which pydantic writes the
JSON Schema, with keys that are not declared forbidden.
"""

from __future__ import annotations

import inspect
from collections.abc import Hashable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, cast, get_type_hints

__all__ = ["Keywords", "Record", "field_kinds", "is_optional"]


class Keywords:
    """Keywords of JSON Schema that a type carries: ``Annotated[int, Keywords(minimum=0)]``."""

    __slots__ = ("keywords",)

    def __init__(self, **keywords: object) -> None:
        self.keywords = keywords

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:  # noqa: ANN401 - pydantic's own
        return {**handler(core), **self.keywords}


if TYPE_CHECKING:
    from typing import TypedDict as Record
else:

    class Record:
        """A JSON object with exactly the keys declared; called with a name and types, for keys Python reserves."""

        def __new__(cls, name: str, kinds: Mapping[str, Any]) -> type:  # noqa: D102 - the class says it
            return type(name, (Record,), {"__annotations__": dict(kinds)})

        @classmethod
        def __get_pydantic_core_schema__(cls, source: type, handler: Any) -> Any:  # noqa: ANN401 - pydantic's own
            return handler(_typed(source))


def _typed(kind: type) -> type:
    """Return a record as a typed dictionary that pydantic knows."""
    import typing_extensions  # typing's own is enough for pydantic from Python 3.12 on

    make: Any = typing_extensions.TypedDict
    made: type = make(kind.__name__, get_type_hints(kind, include_extras=True))
    made.__pydantic_config__ = {"extra": "forbid"}  # type: ignore[attr-defined]  # where pydantic looks for it
    return made


def field_kinds(kind: type) -> Mapping[str, str]:
    """Return a record's keys, in the order in which they are written, with their types as declared.

    Keys of the bases come first, in their order, but those of a base named ``Place`` last: where something stands
    ends its line.
    """
    return _field_kinds(cast("Hashable", kind))


@cache
def _field_kinds(kind: type) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for base in kind.__bases__:
        found |= {} if base.__name__ == "Place" else field_kinds(base)
    found |= {name: str(text) for name, text in inspect.get_annotations(kind).items()}
    for base in kind.__bases__:
        found |= field_kinds(base) if base.__name__ == "Place" else {}
    return found


def is_optional(text: str) -> bool:
    """Tell whether a key of this declared type may be absent."""
    return text.startswith(("NotRequired[", "typing.NotRequired["))
