"""Reads the written dates and amounts with parsers of the package index, to compare them with ours.

None of the packages is a dependency: install those that are wanted into an environment of their own
(``pip install jionlp dateparser ChineseTimeNLP cn2an chinese2digits``) and run this script with it. Ours are judged by
``written_forms.py``. *Wrong* is a value other than the right one, or a value where the rules give none.
"""

from __future__ import annotations

import json
import time
import tomllib
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent.parent / "cases"
Case = dict[str, Any]
Parser = Callable[[str, date], str | None]


def load(kind: str, answer: str) -> list[tuple[str, date, str | None]]:
    """Return the texts of one kind, each with its day of reference and the right answer; other cells are left out."""
    data = tomllib.loads((CASES / f"written_{kind}.toml").read_text(encoding="utf-8"))
    day = data.get("reference", date(2023, 11, 6))
    return [
        (case["cell"], case.get("reference") or day, None if answer not in case else str(case[answer]))
        for case in data["cases"]
        if isinstance(case["cell"], str) and case.get("unit_fen", 100) == 100
    ]


def jionlp_date(text: str, day: date) -> str | None:
    """Return the day, of a span its last."""
    base = time.mktime(day.timetuple())
    found = import_module("jionlp").parse_time(text, time_base=base)
    return str(found["time"][-1])[:10] if found["type"] in {"time_point", "time_span"} else None


def dateparser_date(text: str, day: date) -> str | None:
    """Return the day."""
    base = datetime.combine(day, datetime.min.time())
    settings = {"RELATIVE_BASE": base}
    found = import_module("dateparser").parse(text, languages=["zh", "en"], settings=settings)
    return None if found is None else str(found.date())


def chinese_time_nlp_date(text: str, day: date) -> str | None:
    """Return the day, of a span its last."""
    parser = import_module("ChineseTimeNLP").TimeNormalizer(isPreferFuture=False)
    found = parser.parse(target=text, timeBase=f"{day} 00:00:00")
    found = json.loads(found) if isinstance(found, str) else found
    if found.get("type") not in {"timestamp", "timespan"}:
        return None
    value = found[found["type"]]
    return str(value if isinstance(value, str) else value[-1])[:10]


def _fen(yuan: object) -> str:
    return str(round(float(str(yuan)) * 100))


def jionlp_amount(text: str, _: date) -> str | None:
    """Return fen; of a range nothing."""
    found = import_module("jionlp").parse_money(text)["num"]
    if not isinstance(found, list | tuple):
        return _fen(found)
    return _fen(found[0]) if len(set(found)) == 1 else None


def cn2an_amount(text: str, _: date) -> str | None:
    """Return fen; signs and words of money are taken off, as it reads numbers only."""
    return _fen(import_module("cn2an").cn2an(text.strip("元整¥￥ "), "smart"))


def chinese2digits_amount(text: str, _: date) -> str | None:
    """Return fen of the only number in a text."""
    found = import_module("chinese2digits").takeNumberFromString(text)["digitsStringList"]
    return _fen(found[0]) if len(found) == 1 else None


PARSERS: dict[str, tuple[str, dict[str, Parser]]] = {
    "dates": (
        "date",
        {"jionlp": jionlp_date, "dateparser": dateparser_date, "ChineseTimeNLP": chinese_time_nlp_date},
    ),
    "amounts": (
        "fen",
        {"jionlp": jionlp_amount, "cn2an": cn2an_amount, "chinese2digits": chinese2digits_amount},
    ),
}


def judge(parse: Parser, text: str, day: date, wanted: str | None) -> str:
    """Return how a parser read a text; a refusal of any kind is no reading."""
    try:
        got = parse(text, day)
    except Exception:  # noqa: BLE001  (each package refuses in its own way)
        got = None
    return "right" if got == wanted else "not read" if got is None else "wrong"


def table() -> str:
    """Return a line for each kind and package that is installed."""
    lines = [f"{'':26}{'right':>8}{'not read':>10}{'wrong':>8}"]
    for kind, (answer, parsers) in PARSERS.items():
        forms = load(kind, answer)
        for name, parse in parsers.items():
            try:
                import_module(name)
            except ImportError:
                lines.append(f"{kind:9}{name:17}{'not installed':>26}")
                continue
            counts = Counter(judge(parse, *form) for form in forms)
            lines.append(f"{kind:9}{name:17}{counts['right']:>8}{counts['not read']:>10}{counts['wrong']:>8}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())  # noqa: T201
