"""No written form is read wrongly, and as many as ever are read (see ``support.written_forms``)."""

from __future__ import annotations

from collections import Counter

import pytest
from support.written_forms import JUDGES, Verdict

#: Forms that are refused with a problem, though the rules give them an answer. None may be added.
NOT_READ = {"amounts": 0, "dates": 0, "scores": 0, "feedback": 0, "plans": 0}


@pytest.mark.parametrize("kind", NOT_READ)
def test_no_form_is_read_wrongly(kind: str) -> None:
    outcomes = list(JUDGES[kind]())
    wrong = [
        (outcome.case, outcome.wanted, outcome.got)
        for outcome in outcomes
        if outcome.verdict is Verdict.WRONG
    ]
    assert wrong == []
    assert Counter(outcome.verdict for outcome in outcomes)[Verdict.NOT_READ] <= NOT_READ[kind]
