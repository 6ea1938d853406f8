"""The command line starts without what only a drop needs: it is imported in the child, once, and never for --help."""

from __future__ import annotations

import subprocess
import sys

import pytest

_HEAVY = (
    "pandas",
    "numpy",
    "pydantic",
    "jinja2",
    "rich",
    "xlsxwriter",
    "openpyxl",
    "python_calamine",
    "opencc",
)
_ASK = "import sys; import {module}; print([name for name in {heavy!r} if name in sys.modules])"


@pytest.mark.parametrize(
    "module",
    [
        "kehu_batch.cli",
        "kehu_batch.batch.run",
        "kehu_batch.batch.child",
        "kehu_batch.model.schema.summary",  # a drop builds these records; pydantic is for printing their schema
    ],
)
def test_what_is_imported_at_the_start_is_light(module: str) -> None:
    code = _ASK.format(module=module, heavy=_HEAVY)
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_a_drop_needs_no_pydantic_under_a_preset_no_converter_for_our_words_and_no_rooms_of_debts() -> None:
    rooms = ("analysis.receivables.measure", "analysis.cross_check.measure", "annotation.sheets.papers")
    code = (
        "import sys; import kehu_batch.pipeline\n"
        "from kehu_batch.policy.loading import load_policy\n"
        "from kehu_batch.analysis.issues.lexicon import lexicon_of\n"
        "from kehu_batch.policy.cell_words import load_cell_words\n"
        "from kehu_batch.policy.taxonomy import load_taxonomy\n"
        "from kehu_batch.policy.vocabulary import load_vocabulary\n"
        "load_policy(), lexicon_of(load_taxonomy()), load_cell_words(), load_vocabulary()\n"
        f"rooms = [f'kehu_batch.{{name}}' for name in {rooms!r}]\n"
        "print([name for name in ('pydantic', 'opencc', *rooms) if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
