"""Values that people write, declared as models of pydantic, which is imported only where it has something to check.

Importing pydantic, having it make a validator for each class, and validating what the program itself ships took 0.2
s of a small drop's processor time, though it uses but a preset. So a class derived from :class:`BaseModel` here is,
at run time, a frozen record. Its *twin*, the model of pydantic with the same fields, defaults, constraints, methods
and validators, is made when values that somebody wrote are to be checked. :func:`trusted` makes values from what the
program ships, which a test checks. For a type checker the names below are pydantic's own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from functools import cache, partial
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Literal,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from kehu_batch.records import dataclass

__all__ = [
    "AfterValidator",
    "BaseModel",
    "ConfigDict",
    "Declared",
    "Field",
    "StringConstraints",
    "constraints_of",
    "declared_fields",
    "model_validator",
    "trusted",
]

#: The default of a field that has none.
_REQUIRED = object()

#: Our class by its twin.
_OURS: dict[type, Any] = {}


class _Said:
    """What pydantic is to be told of a field or of a type, kept until there is a twin."""

    def __init__(self, name: str, *args: Callable[[Any], Any], **kwargs: object) -> None:
        self.name = name
        self.args = args
        self.kwargs: Mapping[str, Any] = kwargs

    def say(self) -> object:
        import pydantic

        return getattr(pydantic, self.name)(*self.args, **self.kwargs)


if TYPE_CHECKING:
    from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
else:

    def Field(**kwargs: object) -> _Said:  # noqa: N802 - pydantic's names
        """Say more of a field than its type."""
        return _Said("Field", **kwargs)

    def StringConstraints(**kwargs: object) -> _Said:  # noqa: N802
        """Say, within ``Annotated``, what texts may be."""
        return _Said("StringConstraints", **kwargs)

    def AfterValidator(function: Callable[[Any], Any]) -> _Said:  # noqa: N802
        """Say, within ``Annotated``, what is made of a value."""
        return _Said("AfterValidator", function)

    def model_validator(*, mode: Literal["after"]) -> Callable[[Any], Any]:
        """Have a method look at a whole value; it raises ValueError where it refuses it, and returns it."""

        def mark(method: Any) -> Any:  # noqa: ANN401 - a method
            method.validates = mode
            return method

        return mark

    ConfigDict = dict

    class BaseModel:
        """A frozen record of its annotated fields, with the methods of pydantic's models that we use."""

        model_fields: ClassVar[Mapping[str, object]] = {}

        def __init_subclass__(cls) -> None:
            own = {name: vars(cls).get(name, _REQUIRED) for name in vars(cls).get("__annotations__", ())}
            cls.model_fields = {**cls.model_fields, **own}
            for name in own.keys() & vars(cls).keys():
                delattr(cls, name)

        def __init__(self, **values: object) -> None:
            vars(self).update(vars(_from_twin(_twin(type(self))(**_to_plain(values)))))

        @classmethod
        def model_validate(cls, values: object) -> BaseModel:
            """Return checked values; raises pydantic's ``ValidationError``."""
            return _from_twin(_twin(cls).model_validate(_to_plain(values)))

        def model_dump(
            self,
            *,
            mode: str = "python",
            include: set[str] | None = None,
            exclude: frozenset[str] = frozenset(),
        ) -> dict[str, Any]:
            """Return the fields as plain data; numbers exact, as text, in the mode ``json``."""
            write = _to_json if mode == "json" else _to_plain
            wanted = (vars(self).keys() if include is None else include) - exclude
            return {name: write(value) for name, value in vars(self).items() if name in wanted}

        def model_dump_json(self, *, exclude: frozenset[str] = frozenset()) -> str:
            """Return the fields as JSON, the same bytes as pydantic writes: policies are told by their hash."""
            values = self.model_dump(mode="json", exclude=exclude)
            if any(
                "e" in repr(number) for number in _floats(values)
            ):  # pydantic's exponents are not Python's
                from pydantic_core import to_json

                return to_json(values).decode("utf-8")
            return json.dumps(values, ensure_ascii=False, separators=(",", ":"))

        def model_copy(self, *, update: Mapping[str, Any]) -> BaseModel:
            """Return the same value with other fields, which are not checked."""
            return _make(type(self), {**vars(self), **update})

        def __setattr__(self, name: str, value: object) -> None:
            raise AttributeError(f"{type(self).__name__} is frozen: {name}")

        def __delattr__(self, name: str) -> None:
            raise AttributeError(f"{type(self).__name__} is frozen: {name}")

        def __eq__(self, other: object) -> bool:
            return type(self) is type(other) and vars(self) == vars(other)

        def __hash__(self) -> int:
            return hash(tuple(vars(self).values()))

        def __repr__(self) -> str:
            told = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
            return f"{type(self).__name__}({told})"


Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Declared:
    """One field as its class declares it.

    Args:
        type: Its type, with what is annotated.
        constraints: What else is asked of it, by pydantic's names, e.g. ``ge``.
        title: What it is called; blank where its class does not say.
    """

    type: Any
    constraints: Mapping[str, Any]
    title: str


@cache
def declared_fields(model: type[BaseModel]) -> Mapping[str, Declared]:
    """Return the fields of a model in their order."""
    types = _types(model)
    said = {name: constraints_of(one) for name, one in model.model_fields.items()}
    return {name: Declared(types[name], one, str(one.get("title") or "")) for name, one in said.items()}


def constraints_of(said: object) -> Mapping[str, Any]:
    """Return what a field's declaration, or what is annotated to a type, asks for."""
    return said.kwargs if isinstance(said, _Said) else {}


@cache
def _types(model: type[BaseModel]) -> Mapping[str, Any]:
    return get_type_hints(model, include_extras=True)


def trusted(model: type[Model], values: Mapping[str, Any]) -> Model:
    """Make a value from what the program ships, as parsed from TOML: equal to the checked one where that is made.

    Raises:
        ValueError: A key is unknown or missing, or a value of another kind. Nothing else is checked.
    """
    made: Model = _trust_model(model, values)
    return made


def _trust_model(model: Any, values: object) -> Any:  # noqa: ANN401 - plain data
    if not isinstance(values, Mapping) or not values.keys() <= model.model_fields.keys():
        raise ValueError(f"{model.__name__}: {values!r}")
    return _make(
        model,
        {
            name: _reader_of(model, name)(values[name]) if name in values else _default(name, said)
            for name, said in model.model_fields.items()
        },
    )


def _default(name: str, said: Any) -> Any:  # noqa: ANN401 - plain data
    if isinstance(said, _Said):
        if "default_factory" in said.kwargs:
            return said.kwargs["default_factory"]()
        said = said.kwargs.get("default", _REQUIRED)
    if said is _REQUIRED:
        raise ValueError(f"missing: {name}")
    return said


#: Returns a value as its type wants it.
_Reader = Callable[[Any], Any]


@cache
def _reader_of(model: type[BaseModel], field: str) -> _Reader:
    return _reader(_types(model)[field])


def _reader(kind: Any) -> _Reader:  # noqa: ANN401 - a type
    """Return what reads values of a type; to look at the type anew for each value took twice as long."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _annotated_reader(*arguments)
    if origin in {Union, UnionType}:
        some = [one for one in arguments if one is not NoneType]
        read = _as_it_is if len(some) > 1 else _reader(some[0])
        return lambda value: None if value is None else read(value)
    if origin is tuple:
        return _tuple_reader(arguments)
    if origin is dict:
        read_key, read_item = map(_reader, arguments)
        return lambda value: {read_key(key): read_item(item) for key, item in _of(dict, value).items()}
    return _plain_reader(kind)


def _annotated_reader(inner: Any, *said: object) -> _Reader:  # noqa: ANN401 - a type
    read = _reader(inner)
    for one in said:
        if isinstance(one, _Said) and one.name == "AfterValidator":
            read = _then(read, one.args[0])
        elif constraints_of(one).get("strip_whitespace"):
            read = _then(read, str.strip)
    return read


def _then(read: _Reader, more: _Reader) -> _Reader:
    return lambda value: more(read(value))


def _tuple_reader(arguments: tuple[Any, ...]) -> _Reader:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        read = _reader(arguments[0])
        return lambda value: tuple(map(read, _of(list, value)))
    readers = tuple(map(_reader, arguments))
    return lambda value: tuple(read(item) for read, item in zip(readers, _of(list, value), strict=True))


def _plain_reader(kind: Any) -> _Reader:  # noqa: ANN401 - a type
    if get_origin(kind) is Literal:
        return _as_it_is
    if issubclass(kind, BaseModel):
        return partial(_trust_model, kind)
    if kind is Decimal:
        return lambda value: Decimal(str(_of((int, float, str), value)))
    if kind is float:
        return lambda value: float(_of((int, float), value))
    if kind in {date, time}:
        return lambda value: kind.fromisoformat(value) if isinstance(value, str) else _of(kind, value)
    return partial(_of, kind)


def _as_it_is(value: Any) -> Any:  # noqa: ANN401 - plain data
    return value


def _of(kind: type | tuple[type, ...], value: Any) -> Any:  # noqa: ANN401 - plain data
    """Return a value that is of a kind; no truth value is a number."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ValueError(f"{kind}: {value!r}")
    return value


def _make(model: Any, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a value of the model
    made = object.__new__(model)
    vars(made).update(values)
    return made


@cache
def _twin(model: Any) -> Any:  # noqa: ANN401 - a class of pydantic
    """Return the model of pydantic with the fields, validators and methods of a class."""
    import pydantic

    if model is BaseModel:
        return pydantic.BaseModel
    own = vars(model)
    mark: Any = pydantic.model_validator
    names = {
        name: mark(mode=value.validates)(value) if hasattr(value, "validates") else value
        for name, value in own.items()
        if name not in {"__dict__", "__weakref__", "model_fields", "__annotations__"}
    }
    types = _types(model)
    names["__annotations__"] = {name: _twin_type(types[name]) for name in own.get("__annotations__", ())}
    for name in names["__annotations__"]:
        said = model.model_fields[name]
        if said is not _REQUIRED:
            names[name] = said.say() if isinstance(said, _Said) else said
    make: Any = type(pydantic.BaseModel)
    twin = make(model.__name__, tuple(map(_twin, model.__bases__)), names)
    _OURS[twin] = model
    return twin


def _twin_type(kind: Any) -> Any:  # noqa: ANN401 - a type
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        inner, *said = arguments
        told = (one.say() if isinstance(one, _Said) else one for one in said)
        return Annotated[(_twin_type(inner), *told)]
    if origin in {Union, UnionType}:
        return Union[tuple(map(_twin_type, arguments))]  # noqa: UP007 - of as many as there are
    if origin in {tuple, dict}:
        return origin[tuple(map(_twin_type, arguments))]
    if kind in {int, float, Decimal}:
        return _number_type(kind)
    return _twin(kind) if isinstance(kind, type) and issubclass(kind, BaseModel) else kind


def _number_type(kind: Any) -> Any:  # noqa: ANN401 - a type
    """Return a type of numbers that refuses truth values, which pydantic reads as 1 and 0."""
    from pydantic import BeforeValidator
    from pydantic_core import PydanticKnownError

    def refuse(value: object) -> object:
        if isinstance(value, bool):
            raise PydanticKnownError("int_type" if kind is int else "float_type")
        return value

    return Annotated[kind, BeforeValidator(refuse)]


def _from_twin(value: Any) -> Any:  # noqa: ANN401 - a value of a twin, or plain data in one
    from pydantic import BaseModel as TrueModel

    if isinstance(value, TrueModel):
        return _make(_OURS[type(value)], {name: _from_twin(one) for name, one in vars(value).items()})
    if isinstance(value, tuple):
        return tuple(map(_from_twin, value))
    if isinstance(value, dict):
        return {key: _from_twin(one) for key, one in value.items()}
    return value


def _to_plain(value: Any) -> Any:  # noqa: ANN401 - a value of ours, or plain data
    if isinstance(value, BaseModel):
        return {name: _to_plain(one) for name, one in vars(value).items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_to_plain, value))
    if isinstance(value, dict):
        return {key: _to_plain(one) for key, one in value.items()}
    return value


def _to_json(value: Any) -> Any:  # noqa: ANN401 - likewise
    if isinstance(value, BaseModel):
        return {name: _to_json(one) for name, one in vars(value).items()}
    if isinstance(value, list | tuple):
        return list(map(_to_json, value))
    if isinstance(value, dict):
        return {key: _to_json(one) for key, one in value.items()}
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date | time) else value


def _floats(value: object) -> Iterator[float]:
    if isinstance(value, float):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _floats(one)
    elif isinstance(value, list):
        for one in value:
            yield from _floats(one)
