"""What pydantic checks only where somebody wrote it: the light records equal pydantic's own models."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import pydantic
import pytest

from kehu_batch import checked_values
from kehu_batch.checked_values import AfterValidator, BaseModel, ConfigDict, Field, model_validator, trusted
from kehu_batch.policy.layers import merge_layers
from kehu_batch.policy.loading import _preset_layers, list_presets, load_policy
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.taxonomy import Taxonomy, load_taxonomy
from kehu_batch.resources import templates_dir
from kehu_batch.worksheets import forms


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, title="名称")
    share: Annotated[float, Field(ge=0, le=1)] = 0.5


class Whole(Part):
    amount: Annotated[Decimal, AfterValidator(lambda value: value * 2)]
    parts: tuple[Part, ...] = ()
    by_name: dict[str, Part] = Field(default_factory=dict)
    since: time = time(9)
    until: date | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(part.name for part in self.parts)

    @model_validator(mode="after")
    def _check(self) -> Whole:
        if self.name in self.names:
            raise ValueError("a part has the name of the whole")
        return self


GIVEN: Mapping[str, Any] = {
    "name": "甲",
    "amount": 1.5,
    "parts": [{"name": "乙", "share": 1}],
    "by_name": {"丙": {"name": "丙"}},
    "until": "2026-11-29",
}


def twin(model: Any) -> Any:  # noqa: ANN401 - classes made at run time
    made = checked_values._twin(model)
    assert issubclass(made, pydantic.BaseModel)
    return made


def test_a_checked_value_holds_what_pydantic_makes() -> None:
    ours, theirs = Whole.model_validate(GIVEN), twin(Whole).model_validate(GIVEN)
    assert pydantic.BaseModel not in Whole.__mro__
    assert (ours.amount, ours.parts[0].share, ours.until) == (Decimal("3.0"), 1.0, date(2026, 11, 29))
    assert ours.names == ("乙",)
    assert ours.model_dump() == theirs.model_dump()
    assert ours.model_dump(mode="json") == theirs.model_dump(mode="json")
    assert ours.model_dump_json() == theirs.model_dump_json()


@pytest.mark.parametrize("share", [1e-05, 1e-07, 0.1, 0.0])
def test_json_is_written_as_pydantic_writes_it(share: float) -> None:
    values = {"name": 'a"\\\n\x01\x7f甲', "share": share}
    assert Part(**values).model_dump_json() == twin(Part)(**values).model_dump_json()


@pytest.mark.parametrize(
    ("change", "kind", "place"),
    [
        ({"name": ""}, "string_too_short", ("name",)),
        ({"name": "乙"}, "value_error", ()),
        ({"parts": [{"name": "乙", "share": 1.5}]}, "less_than_equal", ("parts", 0, "share")),
        ({"other": 1}, "extra_forbidden", ("other",)),
        ({"amount": "x"}, "decimal_parsing", ("amount",)),
    ],
)
def test_pydantic_refuses_what_it_would(change: dict[str, Any], kind: str, place: tuple[str, ...]) -> None:
    with pytest.raises(pydantic.ValidationError) as caught:
        Whole.model_validate({**GIVEN, **change})
    (error,) = caught.value.errors()
    assert (error["type"], error["loc"]) == (kind, place)
    with pytest.raises(pydantic.ValidationError):
        Whole(**{**GIVEN, **change})


def test_a_value_is_frozen_compared_and_copied_by_its_fields() -> None:
    value = Whole.model_validate(GIVEN)
    assert value == Whole(**GIVEN)
    other = value.model_copy(update={"name": "丁"})
    assert (value.name, other.name, other.parts) == ("甲", "丁", value.parts)
    assert value != other
    assert hash(value.parts[0]) == hash(Part(name="乙", share=1))
    with pytest.raises(AttributeError):
        value.name = "丁"  # type: ignore[misc]  # that is what is refused
    with pytest.raises(AttributeError):
        del value.name


@pytest.mark.parametrize(
    "change", [{"other": 1}, {"name": 5}, {"amount": True}, {"parts": {}}, {"parts": [{"share": 1}]}]
)
def test_what_is_trusted_is_of_the_declared_kinds(change: dict[str, Any]) -> None:
    assert trusted(Whole, GIVEN) == Whole.model_validate(GIVEN)
    with pytest.raises(ValueError, match=r"."):
        trusted(Whole, {**GIVEN, **change})


@pytest.mark.parametrize("name", [name for name, _ in list_presets()])
def test_each_preset_is_trusted_rightly(name: str) -> None:
    checked = twin(Policy).model_validate(merge_layers(_preset_layers(name)))
    policy = load_policy(name).policy
    assert policy.model_dump() == checked.model_dump()
    assert policy.model_dump_json() == checked.model_dump_json()


def test_the_taxonomy_is_trusted_rightly() -> None:
    shipped = files("kehu_batch.policy").joinpath("data", "taxonomy.toml").read_text(encoding="utf-8")
    checked = twin(Taxonomy).model_validate(tomllib.loads(shipped))
    assert load_taxonomy().model_dump(exclude={"sha256"}) == checked.model_dump(exclude={"sha256"})


@pytest.mark.parametrize(
    "path", sorted((templates_dir() / "worksheets").glob("*.toml")), ids=lambda path: path.stem
)
def test_each_form_is_trusted_rightly(path: Path) -> None:
    kinds: dict[str, Any] = {"guide": forms._GuideFile, "next_month": forms.NextMonthFile}
    kind = kinds.get(path.stem, forms._FormFile)
    checked = twin(kind).model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    assert forms.read_file(path.stem, kind).model_dump() == checked.model_dump()
