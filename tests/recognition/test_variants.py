"""Headers as real systems write them, drawn and disturbed: read rightly or declared ambiguous, never wrongly."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from opencc import OpenCC
from support.drops import make_sheet, make_workbook
from support.examples import times

from kehu_batch.cells import column_letter
from kehu_batch.model.tables.recognition import Recognition
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise

SYNONYMS: Mapping[str, Any] = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "header_synonyms.toml").read_text(encoding="utf-8")
)
TABLES = [name for name in SYNONYMS if name != "noise"]
VARIANTS = times(50)

#: Fields that a header is drawn with whatever else it has, besides an id or a name: what makes it that table.
NEEDED = {
    "callbacks": ("called_on",),
    "ledger": ("stated_tier", "owner"),
    "followups": ("followed_on", "content"),
    "orders": ("ordered_on", "amount"),
    "complaints": ("received_at", "content"),
    "invoices": ("invoice_no", "amount", "due_on"),
    "receipts": ("received_on", "amount"),
    "balances": ("receivable_balance", "overdue_balance"),
}
_TRADITIONAL = OpenCC("s2t")
_FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


def draw(table: str, seed: int) -> list[tuple[str, str]]:
    """Return a header as ``(text, field)`` in sheet order; the field of a noise column is empty."""
    # A variant is named by its seed, so that a failure can be had again.
    chance = random.Random(f"{table} {seed}")  # noqa: S311
    texts = {field: options for field, options in SYNONYMS[table].items() if field != "weak"}
    weak = SYNONYMS[table].get("weak", {})
    fields = {chance.choice(["customer_id", "customer_name"]), *NEEDED[table]}
    # Every fourth has no more than it needs.
    fields.update(field for field in texts if seed % 4 and chance.random() < 0.5)
    if "customer_id" in fields and chance.random() < 0.7:
        fields.add("customer_name")
    columns = []
    for field in sorted(fields):
        options = weak[field] if field in weak and chance.random() < 0.1 else texts[field]
        count = chance.randint(1, 5) if field == "buckets" else 1
        columns += [(text, field) for text in chance.sample(options, count)]
    chance.shuffle(columns)
    for text in chance.sample(SYNONYMS["noise"]["texts"], chance.randint(0, 4)):
        columns.insert(chance.randint(0, len(columns)), (text, ""))
    return [(disturb(text, chance), field) for text, field in columns]


def disturb(text: str, chance: random.Random) -> str:
    """Return a header text as another hand would have written it."""
    hands: list[Callable[[str], str]] = [
        lambda t: t.translate(_FULL_WIDTH),
        lambda t: str(_TRADITIONAL.convert(t)),
        str.upper,
        lambda t: chance.choice(["*{}", "{}*", "＊{}", "{}：", "{}(必填)", "{}（选填）"]).format(t),
        lambda t: " ".join(t) if len(t) < 8 else t,
        lambda t: t[: len(t) // 2] + chance.choice(["\n", " ", "\u3000", "\t"]) + t[len(t) // 2 :],
        lambda t: t.replace("(", "（").replace(")", "）"),
        lambda t: chance.choice(["\n", "\t ", "  "]) + t,
    ]
    for hand in chance.sample(hands, k=chance.choice([0, 1, 1, 2])):
        text = hand(text)
    return text


def judge(header: list[tuple[str, str]], table: str, found: Recognition) -> list[str]:
    """Return what was read wrongly; a table or column that was declared ambiguous is right."""
    codes = {finding.code for finding in found.findings}
    if not found.regions:
        return [] if codes in ({"KB103"}, {"KB125"}) else [f"no table: {codes}"]
    region = found.regions[0]
    if len(found.regions) > 1 or region.table != table:
        return [f"read as {[other.table for other in found.regions]}"]
    read = {match.column: match.field for match in (*region.columns, *region.duplicates)}
    declared = {
        letter
        for finding in found.findings
        if finding.code == "KB104"
        for letter in re.findall(r"[A-Z]+(?=、| 列)", finding.message)
    }
    return [
        f"{column_letter(column)} {text!r}: {read.get(column, '')!r}, not {field!r}"
        for column, (text, field) in enumerate(header)
        if read.get(column, "") != field and column_letter(column) not in declared
    ]


@pytest.mark.parametrize("table", TABLES)
def test_variants(table: str) -> None:
    vocabulary = load_vocabulary()
    wrong = {}
    certain = 0
    for seed in range(VARIANTS):
        header = draw(table, seed)
        row = [f"值{column}" for column in range(len(header))]
        found = recognise([make_workbook(make_sheet([[text for text, _ in header], row]))], vocabulary)
        mistakes = judge(header, table, found)
        certain += bool(found.regions)
        if mistakes:
            wrong[seed] = ([text for text, _ in header], mistakes)
    assert wrong == {}
    # Ambiguity is an answer, but not one to hide behind.
    assert certain >= VARIANTS * 9 // 10


@pytest.mark.parametrize("table", TABLES)
def test_the_vocabulary_knows_every_text(table: str) -> None:
    known = load_vocabulary().tables[table]
    for field, texts in SYNONYMS[table].items():
        if field == "weak":
            continue
        for text in texts:
            others = [
                options[0] for other, options in SYNONYMS[table].items() if other not in {"weak", field}
            ]
            header = [text, *others]
            found = recognise(
                [make_workbook(make_sheet([header, [""] * len(header)], known.names[0]))], load_vocabulary()
            )
            assert found.regions, (text, [finding.message for finding in found.findings])
            assert found.regions[0].columns[0].field == field, text
