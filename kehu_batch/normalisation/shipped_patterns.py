"""Patterns of this stage that are made of the program's own data when they are first needed."""

from __future__ import annotations

from collections.abc import Mapping

from kehu_batch.folding import split_header_unit
from kehu_batch.normalisation.dates.reading import find_dates, read_date
from kehu_batch.normalisation.money.amounts import read_amount
from kehu_batch.normalisation.money.currencies import read_currency
from kehu_batch.normalisation.money.scales import unit_of_header
from kehu_batch.normalisation.money.written import read_written
from kehu_batch.normalisation.statements.attempts import name_attempts, read_outcome
from kehu_batch.normalisation.statements.scores import read_score


def compile_patterns(satisfaction_words: Mapping[str, float]) -> None:
    """Make them now, by reading a word of each kind."""
    read_date("回访", reference=None)
    find_dates("3月回访", None)
    find_dates("3月回访", None, slots=True)
    read_score("回访", words=satisfaction_words, default_full_mark=None)
    name_attempts(["回访"])
    for read in (read_outcome, read_written, read_currency, unit_of_header, split_header_unit):
        read("回访")
    read_amount("1,2")
