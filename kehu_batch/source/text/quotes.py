"""Quotes in delimited text that open a cell and close none: an inch mark before a text, half of a pair."""

from __future__ import annotations

import csv
import re

_QUOTED = re.compile(r'"[^"]*(?:""[^"]*)*"')
_LINE_END = re.compile(r"[\r\n]|\Z")


def mend_quotes(text: str, delimiter: str, width: int) -> tuple[str, frozenset[str]]:
    r"""Take as text what a quote opens and no quote closes, where that makes its line a record like the others.

    By the letter such a quote takes in all rows up to the next one, or to the end of the file. One is closed that
    a delimiter or a line end follows; a pair within one line takes in no row and stays.

    Args:
        text: All of it.
        delimiter: What parts its cells.
        width: How many cells its records have.

    Returns:
        The text with these cells quoted, and the cells.

    Example:
        >>> mend_quotes('a,b\n"x,y\nc,d\n', ",", 2)[1]
        frozenset({'"x'})
    """
    part = re.escape(delimiter)
    opening, end_of_cell = re.compile(rf'(?:\A|(?<=[{part}\r\n]))"'), re.compile(rf"[{part}\r\n]|\Z")
    pieces: list[str] = []
    loose: set[str] = set()
    done = place = record = 0
    while (found := opening.search(text, place)) is not None:
        start = found.start()
        record = max(record, text.rfind("\n", place, start) + 1, text.rfind("\r", place, start) + 1)
        quoted = _QUOTED.match(text, start)
        if quoted is not None and (
            end_of_cell.match(text, quoted.end()) or not re.search("[\r\n]", quoted[0])
        ):
            place = quoted.end()
            continue
        end = _first(end_of_cell, text, start)
        cell = '"' + text[start:end].replace('"', '""') + '"'
        line = text[record:start] + cell + text[end : _first(_LINE_END, text, end)]
        if _width(line, delimiter) == width:
            pieces += text[done:start], cell
            loose.add(text[start:end])
            done = place = end
        else:
            place = len(text) if quoted is None else quoted.end()
    return "".join([*pieces, text[done:]]), frozenset(loose)


def _first(pattern: re.Pattern[str], text: str, place: int) -> int:
    """Return where the first match of a pattern begins that matches at the end of the text at the latest."""
    found = pattern.search(text, place)
    return len(text) if found is None else found.start()


def _width(line: str, delimiter: str) -> int:
    return max(map(len, csv.reader([line], delimiter=delimiter)), default=0)
