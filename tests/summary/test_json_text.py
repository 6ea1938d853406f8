"""The summary's own JSON writer writes what the standard library would."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from support.examples import examples

from kehu_batch.summary.json_text import write_json

TEXTS = st.one_of(
    st.text(max_size=6), st.sampled_from(["\x00", "%s", "a\u2028b", '"', "\\", "中文", "{", "],"])
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=12,
)


@st.composite
def records(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw records with the same keys, and perhaps one that differs."""
    keys = draw(st.lists(TEXTS, unique=True, max_size=4))
    found = [{key: draw(VALUES) for key in keys} for _ in range(draw(st.integers(0, 12)))]
    differs: bool = draw(st.booleans())
    if found and differs:
        found[-1] = draw(st.dictionaries(TEXTS, SCALARS, max_size=3))
    return found


@examples(40)
@given(
    content=st.dictionaries(
        TEXTS, st.one_of(VALUES, records(), st.dictionaries(TEXTS, records(), max_size=2)), max_size=4
    )
)
def test_the_text_is_that_of_the_standard_library(content: dict[str, Any]) -> None:
    assert "".join(write_json(content)) == json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def test_a_large_list_is_written_piece_by_piece() -> None:
    content = {
        "a": 1,
        "list": [{"id": number, "types": ["x"], "none": None} for number in range(500)],
        "b": [],
    }
    pieces = list(write_json(content))
    assert len(pieces) == 4
    assert json.loads("".join(pieces)) == content
