"""The catalogue of findings: a code is one kind's, and the rule book names no other."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from kehu_batch.model.findings.catalogue import FINDING_KINDS

_RULE_BOOK = Path(__file__).parents[2] / "docs" / "rules.md"


def test_no_two_kinds_share_a_code() -> None:
    assert [code for code, kinds in Counter(kind.code for kind in FINDING_KINDS).items() if kinds > 1] == []


def test_the_rule_book_names_codes_of_the_catalogue() -> None:
    named = set(re.findall(r"KB\d{3}", _RULE_BOOK.read_text("utf-8")))
    assert named - {kind.code for kind in FINDING_KINDS} == set()


def test_no_text_of_a_kind_ends_in_a_full_stop() -> None:
    # They stand in cells below one another, and where a sentence is made of them it ends itself.
    texts = {kind.code: (kind.title, kind.cause, kind.effect, kind.action) for kind in FINDING_KINDS}
    assert [code for code, told in texts.items() if any(text.endswith("。") for text in told)] == []
