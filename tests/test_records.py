"""Records are as the standard library's dataclasses: each thing is done to one of either kind."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

import pytest

from kehu_batch import records

MAKERS: list[Callable[..., Any]] = [dataclasses.dataclass, records.dataclass]


def make(maker: Callable[..., Any], **how: bool) -> Any:  # noqa: ANN401 - a class made here
    class Base:
        name: str
        tags: list[str] = dataclasses.field(default_factory=list)
        aside: int = dataclasses.field(default=0, compare=False, repr=False)
        kind: ClassVar[str] = "base"

    base = maker(**how)(Base)

    class Derived(base):  # type: ignore[misc,valid-type]
        size: int = 1
        last: str = dataclasses.field(default="", kw_only=True)

        def __post_init__(self) -> None:
            if self.size < 0:
                raise ValueError(self.size)

    return maker(**how)(Derived)


def outcome(action: Callable[[], object]) -> object:
    try:
        return action()
    except Exception as error:  # noqa: BLE001 - what is compared
        return type(error), str(error).replace("super(type, obj): obj", "obj")


ACTIONS: dict[str, Callable[[Any], object]] = {
    "repr": lambda kind: repr(kind("甲", ["乙"], 3, 4)),
    "keywords": lambda kind: repr(kind(size=2, name="甲", last="末")),
    "equal": lambda kind: kind("甲", aside=1) == kind("甲", aside=2),
    "unequal": lambda kind: kind("甲") == kind("乙"),
    "of another class": lambda kind: kind("甲") == "甲",
    "hash": lambda kind: hash(kind("甲", (), 1)) == hash(kind("甲", (), 2)),
    "no hash": lambda kind: hash(kind("甲")),
    "set": lambda kind: setattr(kind("甲"), "name", "乙"),
    "delete": lambda kind: delattr(kind("甲"), "name"),
    "missing": lambda kind: kind(),
    "too many": lambda kind: kind(1, 2, 3, 4, 5),
    "unknown": lambda kind: kind("甲", colour=1),
    "after init": lambda kind: kind("甲", size=-1),
    "replace": lambda kind: repr(dataclasses.replace(kind("甲", ["乙"]), size=7)),
    "our replace": lambda kind: repr(records.replace(kind("甲", ["乙"]), size=7, last="末")),
    "replace what is not there": lambda kind: records.replace(kind("甲"), colour=1),
    "replace with what is refused": lambda kind: records.replace(kind("甲"), size=-1),
    "as a dict": lambda kind: dataclasses.asdict(kind("甲", ["乙"])),
    "own default": lambda kind: kind("甲").tags is kind("甲").tags,
    "fields": lambda kind: [one.name for one in dataclasses.fields(kind)],
    "match": lambda kind: kind.__match_args__,
    "slots": lambda kind: hasattr(kind("甲"), "__dict__"),
    "copy": lambda kind: repr(copy.copy(kind("甲", ["乙"], 5))),
    "class variable": lambda kind: kind("甲").kind,
    "twice": lambda kind: [repr(kind("甲")), repr(kind("乙", size=2))],
    "many": lambda kind: [repr(kind(f"{number}", size=number)) for number in range(40)],
    "wrong after many": lambda kind: [kind("甲") for _ in range(40)] and kind(),
    "twice the same": lambda kind: kind("甲", name="乙"),
    "keyword only by place": lambda kind: kind("甲", [], 0, 1, "末"),
    "fields of few and many": lambda kind: (
        kind("甲", last="末") == [kind("甲", last="末") for _ in range(40)][-1]
    ),
}


@pytest.mark.parametrize("frozen", [True, False], ids=["frozen", "open"])
@pytest.mark.parametrize("slots", [True, False], ids=["slots", "dict"])
@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS.keys())
def test_a_record_does_what_a_dataclass_does(
    action: Callable[[Any], object], *, slots: bool, frozen: bool
) -> None:
    standard, ours = (partial(action, make(maker, slots=slots, frozen=frozen)) for maker in MAKERS)
    assert outcome(ours) == outcome(standard)


def test_fields_are_described_as_the_standard_library_does() -> None:
    """What nobody asks for is not described: then each field has name, type and default as with a standard one."""
    told = [
        [
            (one.name, one.type, one.default, one.init, one.compare, one.kw_only)
            for one in dataclasses.fields(kind)
        ]
        for kind in (make(maker, frozen=True, slots=True) for maker in MAKERS)
    ]
    assert told[0] == told[1]
    assert records.field_names(make(records.dataclass)) == tuple(name for name, *_ in told[0])
    assert records.field_names(int) == ()


def test_a_standard_class_may_be_made_from_a_record_and_a_record_from_it() -> None:
    standard: Any = dataclasses.dataclass(frozen=True)(
        type("Standard", (), {"__annotations__": {"name": "str"}})
    )

    @records.dataclass(frozen=True)
    class Sized(standard):  # type: ignore[misc]
        size: int = 1

    class Last(Sized):
        end: str = ""

    assert repr(Sized("甲", 2)).endswith("Sized(name='甲', size=2)")
    assert dataclasses.dataclass(frozen=True)(Last)("甲", end="末").end == "末"
    with pytest.raises(TypeError, match="non-frozen"):
        dataclasses.dataclass(Last)


def test_a_default_that_can_change_is_refused() -> None:
    class Listed:
        tags: list[str] = []  # noqa: RUF012 - what is shown

    for maker in MAKERS:
        with pytest.raises(ValueError, match="mutable default <class 'list'> for field tags"):
            maker()(Listed)


def test_fields_that_are_no_arguments_are_filled_as_the_standard_one_does() -> None:
    @records.dataclass()
    class Counted:
        name: str
        count: int = dataclasses.field(default=0, init=False)

        def __post_init__(self) -> None:
            self.count += len(self.name)

    assert [Counted("甲").count, Counted("甲乙").count] == [1, 2]
    assert records.replace(Counted("甲"), name="甲乙丙").count == 3
    with pytest.raises(
        ValueError, match=r"field count is declared with init=False, it cannot .* replace\(\)"
    ):
        records.replace(Counted("甲"), count=3)
    with pytest.raises(TypeError):
        Counted("甲", 3)  # type: ignore[call-arg]  # what is shown


def test_values_without_comparing_are_themselves_only() -> None:
    @records.dataclass(frozen=True, slots=True, eq=False)
    class Named:
        name: str

    one = Named("甲")
    assert one == one  # noqa: PLR0124 - what is shown
    assert one != Named("甲")
    assert len({one, Named("甲")}) == 2


def test_own_methods_stay() -> None:
    @records.dataclass(frozen=True, slots=True)
    class Named:  # noqa: PLW1641 - the decorator gives the hash, as the standard one does
        name: str

        def __repr__(self) -> str:
            return "mine"

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Named)

    assert repr(Named("甲")) == "mine"
    assert Named("甲") == Named("乙")
    assert hash(Named("甲")) == hash(Named("甲"))


@records.dataclass(frozen=True, slots=True)
class Place:
    file: str
    rows: tuple[int, ...] = ()


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_record_crosses_to_another_process(protocol: int) -> None:
    place = Place("a.xlsx", (1, 2))
    assert pickle.loads(pickle.dumps(place, protocol)) == place  # noqa: S301 - our own
    assert copy.deepcopy(place) == place
