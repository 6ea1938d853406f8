"""The rule book in docs/ has every chapter that the code cites."""

from __future__ import annotations

import re
from pathlib import Path

from kehu_batch.annotation.sheets import build

ROOT = Path(__file__).resolve().parents[2]
_CITED = re.compile(r"docs/rules\.md, (\d+(?:\.\d+)?(?:(?:, | and )\d+(?:\.\d+)?)*)")


def _headings() -> set[str]:
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    return set(re.findall(r"^##+ (\d+(?:\.\d+)?) ", text, flags=re.MULTILINE))


def _citations() -> dict[str, set[str]]:
    """Return the cited chapters by file."""
    files = (path for top in ("kehu_batch", "tests") for path in (ROOT / top).rglob("*"))
    return {
        path.relative_to(ROOT).as_posix(): {
            chapter
            for cited in _CITED.findall(path.read_text(encoding="utf-8"))
            for chapter in re.split(r", | and ", cited)
        }
        for path in files
        if path.suffix in {".py", ".toml"}
    }


def test_what_the_code_cites_is_there() -> None:
    headings, cited = _headings(), _citations()
    assert sum(map(len, cited.values())) > 50
    assert {path: gone for path, chapters in cited.items() if (gone := chapters - headings)} == {}


def test_links_inside_the_book_lead_somewhere() -> None:
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    linked, anchors = set(re.findall(r"\]\(#([^)]+)\)", text)), re.findall(r'<a id="([^"]+)">', text)
    assert linked - set(anchors) == set()
    assert len(anchors) == len(set(anchors))


def test_the_result_sheets_are_named_in_the_order_of_their_tabs() -> None:
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert "、".join(plan.name for plan in build.every_plan()) in text
