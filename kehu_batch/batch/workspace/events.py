"""The log: one line an event, without any of a customer's data: files are counted, drops are named by their id."""

from __future__ import annotations

import json
from pathlib import Path

from kehu_batch.batch.clock import Clock

Value = str | int | float | None


class EventLog:
    """Appends lines to a file of each month.

    Args:
        folder: Where the files are; made where it is missing.
        clock: What stamps them.
        form: ``text`` or ``json``.
    """

    def __init__(self, folder: Path, clock: Clock, form: str = "text") -> None:
        self._folder = folder
        self._clock = clock
        self._form = form

    def write(self, event: str, **values: Value) -> None:
        """Write one line; a log that cannot be written never stops the work."""
        now = self._clock.now()
        line = format_event(self._form, now.isoformat(timespec="milliseconds"), event, values)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with (self._folder / f"{now:%Y-%m}.log").open("a", encoding="utf-8", newline="\n") as file:
                file.write(f"{line}\n")
        except OSError:
            return


def format_event(form: str, stamp: str, event: str, values: dict[str, Value]) -> str:
    """Return a line without a line break.

    Example:
        >>> format_event("text", "2023-11-05T09:30:00+08:00", "done", {"drop": "a1", "seconds": 1.5, "note": "x y"})
        '2023-11-05T09:30:00+08:00 done drop=a1 seconds=1.5 note="x y"'
        >>> format_event("json", "2023-11-05T09:30:00+08:00", "start", {})
        '{"at": "2023-11-05T09:30:00+08:00", "event": "start"}'
    """
    known = {key: value for key, value in values.items() if value is not None}
    if form == "json":
        return json.dumps({"at": stamp, "event": event, **known}, ensure_ascii=False)
    words = [f"{key}={_word(value)}" for key, value in known.items()]
    return " ".join([stamp, event, *words])


def _word(value: Value) -> str:
    text = str(value)
    plain = text and all(character.isalnum() or character in "-_.:/+" for character in text)
    return text if plain else json.dumps(text, ensure_ascii=False)
