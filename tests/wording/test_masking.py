from __future__ import annotations

import pytest
from support.cases import load_cases

from kehu_batch.wording.masking import Masking, split_people

CASES = load_cases("contacts_hidden.toml")["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["text"]))
def test_people_and_phone_numbers_are_hidden_and_nothing_else(case: dict[str, object]) -> None:
    people = [name for cell in case.get("people", []) for name in split_people(cell)]  # type: ignore[attr-defined]
    hidden = Masking(people).text(str(case["text"]))
    assert hidden == case["masked"]
    assert Masking(people).text(hidden) == hidden
