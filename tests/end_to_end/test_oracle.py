"""Payment risk and cross-check against a plain model in Decimal, written from the rules by others.

The whole comparison is ``python -m support.oracle_runs`` in the folder ``tests``; here some of the books.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from support.oracle import books, cross
from support.oracle_runs import compare_books, compare_cross


def test_books_agree_with_the_oracle(tmp_path: Path) -> None:
    assert list(compare_books(range(0, books.COUNT, 12), tmp_path)) == []


def test_planted_differences_are_found_named_and_none_is_false(tmp_path: Path) -> None:
    assert list(compare_cross(range(0, cross.COUNT, 8), tmp_path)) == []


@pytest.mark.thorough
def test_all_books_agree_with_the_oracle(tmp_path: Path) -> None:
    assert list(compare_books(range(books.COUNT), tmp_path)) == []


@pytest.mark.thorough
def test_all_planted_differences_are_found_named_and_none_is_false(tmp_path: Path) -> None:
    assert list(compare_cross(range(cross.COUNT), tmp_path)) == []
