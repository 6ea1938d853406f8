"""Payment risk and cross-check against a plain model in Decimal, written from the rules by others.

The whole comparison is ``python -m support.oracle_runs`` in the folder ``tests``; here every fifth book.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from support.oracle import books, cross
from support.oracle_runs import compare_books, compare_cross

#: Books whose state column and sheets whose direction column are not read yet.
_READ = [seed for seed in range(books.COUNT) if "statuses" not in books.book(seed).features]
_SIGNED = [seed for seed in range(cross.COUNT) if not cross.cross_book(seed).direction]


def test_books_agree_with_the_oracle(tmp_path: Path) -> None:
    assert list(compare_books(_READ[::8], tmp_path)) == []


def test_planted_differences_are_found_named_and_none_is_false(tmp_path: Path) -> None:
    assert list(compare_cross(_SIGNED[::5], tmp_path)) == []


@pytest.mark.slow
def test_all_books_agree_with_the_oracle(tmp_path: Path) -> None:
    assert list(compare_books(_READ, tmp_path)) == []


@pytest.mark.slow
def test_all_planted_differences_are_found_named_and_none_is_false(tmp_path: Path) -> None:
    assert list(compare_cross(_SIGNED, tmp_path)) == []
