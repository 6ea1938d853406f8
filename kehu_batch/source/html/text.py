"""The text of a cell or a line as a browser shows it."""

from __future__ import annotations

import re

from kehu_batch.source.struck_runs import struck

_BLANK = re.compile(r"[ \t\r\n\f]+")
_BLANKS = re.compile(r"[ \xa0]+")
_ANY_BLANK = re.compile(r"[ \t\r\n\f\xa0]+")


class ShownText:
    """Collects the text of one place.

    Blanks fold to one, lines break where the page says so, what is hidden is left out, and of a list of choices
    only the chosen one is there.
    """

    __slots__ = ("_choices", "_depth", "_hidden", "_inner", "_pieces", "_simple", "_strikes")

    def __init__(self, *, is_struck: bool = False) -> None:
        #: The element that hides what is in it, and how many of its name are open.
        self._hidden = ""
        self._depth = 0
        #: Open elements that say whether what is in them is struck out, behind what is said of it all.
        self._strikes: list[tuple[str, bool]] = [("", is_struck)]
        self.clear()

    def clear(self) -> None:
        """Begin anew; what hides goes on hiding."""
        self._pieces: list[str] = []
        self._simple = True
        #: Indices of the pieces that come from tables within.
        self._inner: set[int] = set()
        self._choices: list[tuple[bool, list[str]]] | None = None

    @property
    def hides(self) -> bool:
        """Whether what comes now is not shown."""
        return self._depth > 0

    def add(self, text: str) -> None:
        """Add text as it stands in the page."""
        if self._depth:
            return
        if self._choices is None:
            text = _BLANK.sub(" ", text)
            self._pieces.append(struck(text) if self._strikes[-1][1] and text != " " else text)
        elif self._choices:
            self._choices[-1][1].append(_BLANK.sub(" ", text))

    def add_lines(self, text: str) -> None:
        """Add text whose line breaks count."""
        if not self._depth:
            self._pieces.append(text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
            self._simple = False

    def add_inner(self, text: str) -> None:
        """Add the text of a table within, on lines of its own; ``own`` leaves it out."""
        self.break_line()
        self._inner.add(len(self._pieces))
        self._pieces.append(text)
        self.break_line()

    def break_line(self) -> None:
        """End the line."""
        self._pieces.append("\n")
        self._simple = False

    def start(self, name: str, *, hidden: bool, strikes: bool | None = None) -> None:
        """Note that an element begins, which may hide what is in it, or strike it out, or not strike it out."""
        if strikes is not None:
            self._strikes.append((name, strikes))
        if self._depth:
            self._depth += name == self._hidden
        elif hidden:
            self._hidden, self._depth = name, 1

    def end(self, name: str) -> None:
        """Note that an element ends."""
        if self._strikes[-1][0] == name:
            self._strikes.pop()
        if self._depth and name == self._hidden:
            self._depth -= 1

    def start_choices(self) -> None:
        """Note that a list of choices begins."""
        self.end_choices()
        self._choices = []

    def add_choice(self, *, chosen: bool) -> None:
        """Note that one of the choices begins."""
        if self._choices is not None:
            self._choices.append((chosen, []))

    def end_choices(self) -> None:
        """Add the chosen one; the first where none is, as a browser shows it."""
        choices, self._choices = self._choices, None
        if choices:
            self._pieces += next((pieces for chosen, pieces in choices if chosen), choices[0][1])

    def shown(self) -> str:
        """Return all of it."""
        if self._choices is not None:
            self.end_choices()
        pieces = self._pieces
        return _tidy(pieces[0] if len(pieces) == 1 else "".join(pieces), simple=self._simple)

    def own(self) -> str:
        """Return it without the texts of tables within."""
        own = (piece for index, piece in enumerate(self._pieces) if index not in self._inner)
        return _tidy("".join(own), simple=False)


def fold_line(text: str) -> str:
    """Return a text without any markup as a browser shows it."""
    return _ANY_BLANK.sub(" ", text).strip(" ")


def _tidy(text: str, *, simple: bool) -> str:
    if simple and "\xa0" not in text and "  " not in text:
        return text.strip(" ")
    lines = (_BLANKS.sub(" ", line).strip(" ") for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
