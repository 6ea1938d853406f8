"""Dataclasses whose methods are written when they are first called.

The standard decorator looks at each annotation, describes each field and compiles six methods for each class as it is
made. With some hundred classes that is the dearest part of starting, and a drop uses but a part of them. Here the
methods that need no code of their own are shared, ``__init__`` is written when more than a few values are made, and
the standard library describes the fields of a class when they are first asked for. All else is as with the standard
decorator: fields, defaults, slots, inheritance, ``replace``, pickling, comparing.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import MISSING, Field, FrozenInstanceError, field, fields
from functools import cache
from operator import attrgetter
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass", "field", "field_names", "fields", "replace"]

#: So many values of a class are filled field by field before its ``__init__`` is written, which takes as long as
#: filling thirty. Half of the classes that a small drop uses are made no more often.
_FEW = 12

#: What is said of a field that has but a type.
_PLAIN: Field[Any] = field()

if TYPE_CHECKING:
    from dataclasses import dataclass, replace
else:

    def dataclass(*, frozen: bool = False, slots: bool = False, eq: bool = True) -> Callable[[type], type]:
        """Make a class a dataclass, as the standard decorator with the same arguments does.

        Args:
            frozen: Values cannot be changed; they have a hash where they are compared by their fields.
            slots: Values hold their fields and nothing else.
            eq: Values of one class are equal where their fields are.
        """
        shared = _shared_methods(frozen=frozen, slots=slots, eq=eq)

        def decorate(kind: type) -> type:
            described = _Description(kind, frozen=frozen)
            own = vars(kind)
            added = {name: method for name, method in shared.items() if own.get(name) is None}
            if "__match_args__" not in own:
                added["__match_args__"] = tuple(described.placed())
            added |= {"__dataclass_fields__": described, "__init__": _first_init(described)}
            described.kind = made = (_with_slots if slots else _with_defaults)(kind, described, added)
            return made

        return decorate

    def replace(value: object, /, **changes: object) -> object:
        """Return a value with other fields, as the standard function does, for which no field is described."""
        kind: Any = type(value)
        described = vars(kind).get("__dataclass_fields__")
        if not isinstance(described, _Description):
            return dataclasses.replace(value, **changes)
        for name, one in described.fields.items():
            if not one.init:
                if name in changes:
                    told = "is declared with init=False, it cannot be specified with replace()"
                    raise ValueError(f"field {name} {told}")
            elif name not in changes:
                changes[name] = getattr(value, name)
        return kind(**changes)


class _Description:
    """What is known of a class's fields; the standard library, when it first asks, is told in its own form.

    Attributes:
        fields: By name, those of the classes it is made from first. A field declared in the class itself is as
            :func:`field` gave it: it does not know its name.
        frozen: Its values cannot be changed.
        kind: The class in its last form.
    """

    def __init__(self, kind: type, *, frozen: bool) -> None:
        self.frozen = frozen
        self.kind = kind
        own = vars(kind)
        said = own.get("__annotations__", {})
        self._types = {name: told for name, told in said.items() if not _is_of_class(told)}
        self.given = {name: own[name] for name in self._types if name in own}
        self.fields: dict[str, Field[Any]] = {}
        for base in kind.__mro__[-2:0:-1]:  # but of ``object``
            self.fields |= _fields_of(base)
        self.fields |= dict.fromkeys(self._types, _PLAIN)
        self.fields |= {name: _said(name, value) for name, value in self.given.items()}
        self._told: dict[str, Field[Any]] | None = None

    def placed(self) -> Iterator[str]:
        """Yield the fields that are arguments by place."""
        return (name for name, one in self.fields.items() if one.init and one.kw_only is not True)

    def named(self) -> Iterator[str]:
        """Yield the fields that are arguments by name only."""
        return (name for name, one in self.fields.items() if one.init and one.kw_only is True)

    def __get__(self, _: object, __: type) -> dict[str, Field[Any]]:
        """Return the fields in the standard library's form: it describes those of a class of the same body."""
        if self._told is None:
            self._told = {}
            for base in self.kind.__mro__[:0:-1]:
                self._told |= getattr(base, "__dataclass_fields__", {})
            body = {"__annotations__": self._types, "__module__": self.kind.__module__, "__doc__": "fields"}
            twin: Any = type(self.kind.__name__, (), body | self.given)
            dataclasses.dataclass(twin, init=False, repr=False, eq=False)
            self._told |= twin.__dataclass_fields__
            params = twin.__dataclass_params__
            params.frozen = self.frozen
            self.kind.__dataclass_params__ = params  # type: ignore[attr-defined]  # the decorator's
        return self._told


def _is_of_class(told: object) -> bool:
    """Tell whether an annotation is of a class variable, not of a field."""
    return str(told).removeprefix("typing.").startswith("ClassVar")


def _said(name: str, value: object) -> Field[Any]:
    """Return what is said of a field by what stands for its default.

    Raises:
        ValueError: All values of the class would share a default that can change.
    """
    if isinstance(value, Field):
        return value
    if value.__class__.__hash__ is None:
        raise ValueError(
            f"mutable default {type(value)} for field {name} is not allowed: use default_factory"
        )
    default: Any = value
    said: Field[Any] = field(default=default)
    return said


def _fields_of(kind: type) -> dict[str, Field[Any]]:
    """Return the fields of a class, or of the nearest that it is made from; a standard one's know their names."""
    for base in kind.__mro__:
        known = vars(base).get("__dataclass_fields__")
        if isinstance(known, _Description):
            return known.fields
        if known is not None:
            return {one.name: one for one in fields(base)}
    return {}


def _with_defaults(kind: type, described: _Description, added: Mapping[str, object]) -> type:
    """Put methods into the class, and defaults where a field is declared by more than its default."""
    for name, value in described.given.items():
        if isinstance(value, Field):
            if value.default is MISSING:
                delattr(kind, name)
            else:
                setattr(kind, name, value.default)
    for name, method in added.items():
        setattr(kind, name, method)
    return kind


def _with_slots(kind: type, described: _Description, added: Mapping[str, object]) -> type:
    """Return the class made again with methods and slots, which only a new class can be given."""
    inherited = {slot for base in kind.__mro__[1:-1] for slot in vars(base).get("__slots__", ())}
    body = {name: value for name, value in vars(kind).items() if name not in described.fields}
    body |= added
    for name in ("__dict__", "__weakref__"):
        body.pop(name, None)
    body["__slots__"] = tuple(name for name in described.fields if name not in inherited)
    made = type(kind)(kind.__name__, kind.__bases__, body)
    made.__qualname__ = kind.__qualname__
    return made


def _first_init(described: _Description) -> Callable[..., None]:
    """Return an ``__init__`` that fills the first few values itself, and then puts the written one in its place."""
    fill: Callable[[object, tuple[object, ...], dict[str, Any]], bool] | None = None
    made = 0

    def init(self: object, *args: object, **kwargs: object) -> None:
        nonlocal fill, made
        made += 1
        kind = described.kind
        if made <= _FEW:
            fill = fill or _filler(kind, described)
            if fill(self, args, kwargs):
                return
        written = _write_init(kind, described)
        kind.__init__ = written  # type: ignore[misc]  # that is what it is for
        written(self, *args, **kwargs)

    init.__name__ = "__init__"
    init.__qualname__ = f"{described.kind.__qualname__}.__init__"
    return init


def _filler(
    kind: type, described: _Description
) -> Callable[[object, tuple[object, ...], dict[str, Any]], bool]:
    """Return what does an ``__init__``'s work field by field; it returns False, and does nothing, where it cannot.

    That is where a field is no plain argument, and where the arguments are wrong: the written one says how.
    """
    found = described.fields
    placed = tuple(described.placed())
    names = (*placed, *described.named())
    defaults = {name: one.default for name, one in found.items() if one.default is not MISSING}
    factories = {name: one.default_factory for name, one in found.items()}
    finish: Callable[[object], None] | None = getattr(kind, "__post_init__", None)

    def fill(self: object, args: tuple[object, ...], kwargs: dict[str, Any]) -> bool:
        rest = names[len(args) :]
        if len(names) < len(found) or len(args) > len(placed) or not kwargs.keys() <= set(rest):
            return False
        values = dict(zip(names, args, strict=False)) | kwargs
        for name in rest:
            if name in values:
                continue
            if name in defaults:
                values[name] = defaults[name]
            elif (factory := factories[name]) is not MISSING:
                values[name] = factory()
            else:
                return False
        for name in names:
            object.__setattr__(self, name, values[name])
        if finish is not None:
            finish(self)
        return True

    return fill


def _write_init(kind: type, described: _Description) -> Callable[..., None]:
    """Write the ``__init__`` of a class, as the standard decorator does."""
    scope: dict[str, Any] = {"_missing": MISSING, "_set": object.__setattr__}
    lines, arguments = [], {}
    for name, one in described.fields.items():
        value = name if one.init else None
        arguments[name] = name
        if one.default is not MISSING:
            scope[f"_default_{name}"] = one.default
            arguments[name], value = f"{name}=_default_{name}", value or f"_default_{name}"
        elif one.default_factory is not MISSING:
            scope[f"_make_{name}"] = one.default_factory
            arguments[name] = f"{name}=_missing"
            value = f"_make_{name}() if {name} is _missing else {name}" if one.init else f"_make_{name}()"
        if value is not None:
            lines.append(
                _assignment(kind, name, value, scope) if described.frozen else f"self.{name}={value}"
            )
    if hasattr(kind, "__post_init__"):
        lines.append("self.__post_init__()")
    placed = [arguments[name] for name in described.placed()]
    named = [arguments[name] for name in described.named()]
    heads = ", ".join(["self", *placed, *(["*", *named] if named else [])])
    exec(f"def __init__({heads}):\n " + "\n ".join(lines or ["pass"]), scope)  # noqa: S102 - as the standard one
    written: Callable[..., None] = scope["__init__"]
    written.__qualname__ = f"{kind.__qualname__}.__init__"
    return written


def _assignment(kind: type, name: str, value: str, scope: dict[str, Any]) -> str:
    """Return the line that gives a field of a value that cannot be changed its first value."""
    slot = getattr(kind, name, None)
    if not isinstance(slot, MemberDescriptorType):
        return f"_set(self, {name!r}, {value})"
    scope[f"_set_{name}"] = slot.__set__
    return f"_set_{name}(self, {value})"


def field_names(kind: type) -> tuple[str, ...]:
    """Return the names of the fields of a class, for which none is described; none where it has no fields."""
    known: Any = kind
    return _names(known)


@cache
def _names(kind: Hashable) -> tuple[str, ...]:
    return tuple(_fields_of(kind))  # type: ignore[arg-type]  # a class


@cache
def _reader(kind: Hashable, *, compared: bool = False) -> Callable[[object], tuple[object, ...]]:
    """Return what gives the fields of a class's values, or those by which they are compared."""
    found = _fields_of(kind)  # type: ignore[arg-type]  # a class
    names = [name for name, one in found.items() if one.compare or not compared]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


def _read(value: object, *, compared: bool = False) -> tuple[object, ...]:
    kind: Any = type(value)
    return _reader(kind, compared=compared)(value)


def _repr(self: object) -> str:
    told = (name for name, one in _fields_of(type(self)).items() if one.repr)
    return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in told)})"


def _eq(self: object, other: object) -> object:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return _read(self, compared=True) == _read(other, compared=True)


def _hash(self: object) -> int:
    return hash(_read(self, compared=True))


def _setattr(_: object, name: str, __: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _delattr(_: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _getstate(self: object) -> list[object]:
    return list(_read(self))


def _setstate(self: object, state: list[object]) -> None:
    for name, value in zip(_fields_of(type(self)), state, strict=True):
        object.__setattr__(self, name, value)


@cache
def _shared_methods(*, frozen: bool, slots: bool, eq: bool) -> Mapping[str, object]:
    """Return the methods that classes share which are made with these arguments."""
    methods: dict[str, object] = {"__repr__": _repr}
    if eq:
        methods |= {"__eq__": _eq, "__hash__": _hash if frozen else None}
    if frozen:
        methods |= {"__setattr__": _setattr, "__delattr__": _delattr}
    if frozen and slots:
        methods |= {"__getstate__": _getstate, "__setstate__": _setstate}
    return methods
