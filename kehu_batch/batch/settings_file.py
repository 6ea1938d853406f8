"""What a settings file may say, checked by pydantic; only who brings a file waits for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, create_model
from pydantic_core import ErrorDetails


def _no_flag(value: object) -> object:
    # For pydantic true is the number 1.
    if isinstance(value, bool):
        raise ValueError("is no number")  # noqa: TRY004 - pydantic gathers value errors
    return value


Amount = Annotated[float, BeforeValidator(_no_flag), Field(strict=True, gt=0, lt=1e12)]
Text = Annotated[str, Field(strict=True)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


def check_settings(
    values: Mapping[str, object], sections: Mapping[str, Iterable[tuple[str, tuple[str, ...] | None]]]
) -> ErrorDetails | None:
    """Return the first thing that a file says and that does not fit; ``None`` where all fits.

    Args:
        values: What the file says.
        sections: The keys of each section with the words that they may be: ``None`` is a number, ``()`` any text.
    """
    parts: dict[str, Any] = {}
    for name, keys in sections.items():
        entries: dict[str, Any] = {key: (_kind(words), None) for key, words in keys}
        parts[name] = (create_model(name, __base__=_Part, **entries), None)
    try:
        create_model("settings", __base__=_Part, **parts).model_validate(values)
    except ValidationError as error:
        return error.errors(include_url=False)[0]
    return None


def _kind(words: tuple[str, ...] | None) -> Any:  # noqa: ANN401 - a type
    if words is None:
        return Amount
    return Literal[words] if words else Text
