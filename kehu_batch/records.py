"""Dataclasses whose methods are written when they are first called.

The standard decorator compiles six methods for each class as it is made. With some hundred classes that is the dearest
part of starting, and a drop uses but a part of them. Here the methods that need no code of their own are shared, and
``__init__`` is written, by the standard library, when more than a few values are made. All else is as with the standard
decorator: fields, defaults, slots, inheritance, ``replace``, pickling, comparing.
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable, Hashable
from dataclasses import MISSING, FrozenInstanceError, field, fields, replace
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass", "field", "fields", "replace"]

#: So many values of a class are filled field by field before its ``__init__`` is written, which takes as long as
#: filling fifty. Half of the classes that a small drop uses are made no more often.
_FEW = 12

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: bool = False, slots: bool = False, eq: bool = True) -> Callable[[type], type]:
        """Make a class a dataclass, as the standard decorator with the same arguments does.

        Args:
            frozen: Values cannot be changed; they have a hash where they are compared by their fields.
            slots: Values hold their fields and nothing else.
            eq: Values of one class are equal where their fields are.
        """

        def decorate(kind: type) -> type:
            own = {name for name, value in vars(kind).items() if name != "__hash__" or value is not None}
            made = dataclasses.dataclass(kind, init=False, repr=False, eq=False, slots=slots)
            made.__init__ = _first_init(made, frozen=frozen)
            shared = {"__repr__": _repr}
            if eq:
                shared |= {"__eq__": _eq, "__hash__": _hash if frozen else None}
            if frozen:
                shared |= {"__setattr__": _setattr, "__delattr__": _delattr}
            if frozen and slots:
                shared |= {"__getstate__": _getstate, "__setstate__": _setstate}
            for name, method in shared.items():
                if name not in own:
                    setattr(made, name, method)
            return made

        return decorate


def _first_init(kind: type, *, frozen: bool) -> Callable[..., None]:
    """Return an ``__init__`` that fills the first few values itself, and then puts the written one in its place."""
    fill: Callable[[object, tuple[object, ...], dict[str, Any]], bool] | None = None
    made = 0

    def init(self: object, *args: object, **kwargs: object) -> None:
        nonlocal fill, made
        made += 1
        if made <= _FEW:
            fill = fill or _filler(kind)
            if fill(self, args, kwargs):
                return
        written = _write_init(kind, frozen=frozen)
        kind.__init__ = written  # type: ignore[misc]  # that is what it is for
        written(self, *args, **kwargs)

    init.__name__ = "__init__"
    init.__qualname__ = f"{kind.__qualname__}.__init__"
    return init


def _filler(kind: type) -> Callable[[object, tuple[object, ...], dict[str, Any]], bool]:
    """Return what does an ``__init__``'s work field by field; it returns False, and does nothing, where it cannot.

    That is where a field is no plain argument, and where the arguments are wrong: the written one says how.
    """
    found = dataclasses.fields(kind)
    plain = all(one.init for one in found)
    placed = tuple(one.name for one in found if not one.kw_only)
    names = (*placed, *(one.name for one in found if one.kw_only))
    defaults = {one.name: one.default for one in found if one.default is not MISSING}
    factories = {one.name: one.default_factory for one in found if one.default_factory is not MISSING}
    finish: Callable[[object], None] | None = getattr(kind, "__post_init__", None)

    def fill(self: object, args: tuple[object, ...], kwargs: dict[str, Any]) -> bool:
        rest = names[len(args) :]
        if not plain or len(args) > len(placed) or not kwargs.keys() <= set(rest):
            return False
        values = dict(zip(names, args, strict=False)) | kwargs
        for name in rest:
            if name in values:
                continue
            if name in defaults:
                values[name] = defaults[name]
            elif name in factories:
                values[name] = factories[name]()
            else:
                return False
        for name in names:
            object.__setattr__(self, name, values[name])
        if finish is not None:
            finish(self)
        return True

    return fill


def _write_init(kind: type, *, frozen: bool) -> Callable[..., None]:
    """Have the standard library write the ``__init__`` of a class with the same fields."""
    found = dataclasses.fields(kind)
    names: dict[str, Any] = {one.name: copy.copy(one) for one in found}
    names["__annotations__"] = {one.name: one.type for one in found}
    names["__module__"] = kind.__module__
    if hasattr(kind, "__post_init__"):
        names["__post_init__"] = kind.__post_init__
    twin: type = dataclasses.dataclass(type(kind.__name__, (), names), repr=False, eq=False, frozen=frozen)
    written: Callable[..., None] = twin.__dict__["__init__"]
    written.__qualname__ = f"{kind.__qualname__}.__init__"
    return written


@cache
def _reader(kind: Hashable, *, compared: bool = False) -> Callable[[object], tuple[object, ...]]:
    """Return what gives the fields of a class's values, or those by which they are compared."""
    found = dataclasses.fields(kind)  # type: ignore[arg-type]  # a dataclass
    names = [one.name for one in found if one.compare or not compared]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


def _read(value: object, *, compared: bool = False) -> tuple[object, ...]:
    kind: Any = type(value)
    return _reader(kind, compared=compared)(value)


def _repr(self: object) -> str:
    told = (one.name for one in dataclasses.fields(self) if one.repr)  # type: ignore[arg-type]
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
    for one, value in zip(dataclasses.fields(self), state, strict=True):  # type: ignore[arg-type]
        object.__setattr__(self, one.name, value)
