"""Headers of several rows: how far one reaches down, and the text that its cells make for each column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kehu_batch.folding import fold_header, split_header_unit
from kehu_batch.model.tables.shown import with_words
from kehu_batch.model.tables.source import CellValue, MergedRange, Sheet
from kehu_batch.policy.vocabulary import OWN_COLUMN_PREFIX, Vocabulary
from kehu_batch.recognition.header.extras import is_numbering, units_of
from kehu_batch.recognition.header.forms import split_stated_day
from kehu_batch.recognition.header.group_units import bucket_of_group, money_unit_of
from kehu_batch.recognition.header.reading import is_header, is_known
from kehu_batch.recognition.header.splitting import without_count
from kehu_batch.records import dataclass, field

#: A longer text over several columns, or one with these marks, is no name of a group.
_LONGEST_GROUP, _SENTENCE = 24, "，。；！!;"
#: Rows of a header at most: groups of groups over parts, with a blank row or column numbers between.
_MOST_ROWS = 8
#: What a sheet's memory of known texts may grow to; data rows fill it with texts that are none.
_MOST_REMEMBERED = 200_000


#: Years that groups of columns are named by.
_YEARS = range(1990, 2100)
#: A group of what was before: its columns say nothing of this time (上次回访 over 时间 and 满意度).
_LAST_TIME = re.compile("上一?[次回期月季年]|前次|去年|往年")


@dataclass(frozen=True, slots=True)
class _Part:
    """A text of one header row over one column; ``shared`` where it is a group's, over several columns."""

    text: str
    shared: bool = False


@dataclass(slots=True)
class HeaderRows:
    """Reads rows of one sheet as headers; rows and columns count from 0.

    Args:
        sheet: The sheet.
        vocabulary: Known headers.
    """

    sheet: Sheet
    vocabulary: Vocabulary
    _known: dict[str, bool] = field(default_factory=dict)
    _serials: dict[str, bool] = field(default_factory=dict)
    _merged: dict[int, list[MergedRange]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for area in self.sheet.merged:
            self._merged.setdefault(area.first_row - 1, []).append(area)

    def is_known(self, text: str) -> bool:
        """Whether a text is a header of any table."""
        known = self._known.get(text)
        if known is None:
            if len(self._known) > _MOST_REMEMBERED:
                self._known.clear()
            known = self._known[text] = is_known(text, self.vocabulary)
        return known

    def is_serial(self, text: str) -> bool:
        """Whether a text is the header of a column of serial numbers."""
        serial = self._serials.get(text)
        if serial is None:
            serial = self._serials[text] = fold_header(text) in self.vocabulary.words.serials
        return serial

    def hits(self, index: int) -> int:
        """Return how many cells of a row are known headers."""
        row = self._row(index)
        return sum(1 for value in row if isinstance(value, str) and value and self.is_known(value))

    def may_start(self, index: int) -> bool:
        """Whether a header may begin in a row: it has known texts, or groups over a row that has."""
        hits = self.hits(index)
        if hits >= 2 or (hits and self._counts_calls(index)):
            return True
        groups = any(self.text_at(index, area.first_column) for area in self._merged.get(index, ()))
        if not (hits or groups or len(list(self._texts_in(index))) > 1):
            return False
        last = self.ends(index)[-1]
        return last > index and hits + sum(map(self.hits, range(index + 1, last + 1))) >= 2

    def _counts_calls(self, index: int) -> bool:
        """Whether texts of a row are known headers but for what counts the calls that they are of: ``9月满意度``."""
        bare = [header for _, text in self._texts_in(index) if (header := without_count(text))]
        return sum(map(self.is_known, bare)) > 1

    def ends(self, index: int) -> list[int]:
        """Return the rows that a header beginning in a row may end in, the first of them first.

        Cells merged downwards say that it reaches at least as far as they do; below, it goes on over rows
        that continue it.
        """
        if not all(_is_heading(value) for value in self._row(index)):
            return [index]
        least = self._merged_down(index)
        if least == index and self._is_verdicts(index + 1) and self._continues(index, index + 1):
            # 满意, 一般 and 不满意 under 满意度 are its parts, and no row of data.
            least += 1
        ends = [least]
        row = least + 1
        between = 0
        while row < min(len(self.sheet.rows), index + _MOST_ROWS):
            if self._is_between(row) and not between:
                between += 1
                row += 1
                continue
            if not self._continues(index, row):
                break
            row = self._merged_down(row)
            ends.append(row)
            row += 1
        return ends

    def _is_verdicts(self, index: int) -> bool:
        """Whether a row holds verdicts only, two or more: the heads of columns that are ticked."""
        if index >= len(self.sheet.rows):
            return False
        texts = [fold_header(text) for _, text in self._texts_in(index)]
        return len(texts) > 1 and all(text in self.vocabulary.words.verdicts for text in texts)

    def reaches_down(self, index: int) -> bool:
        """Whether a filled cell of a row is merged with those below it, as 序号 is beside groups."""
        return self._merged_down(index) > index

    def is_above(self, index: int, last: int) -> bool:
        """Whether a cell merged down from a row ends over a text that stands in a row further down."""
        return any(
            area.last_row - 1 < last
            and self.text_at(index, area.first_column)
            and self.text_at(last, area.first_column)
            for area in self._merged.get(index, ())
            if area.last_row - 1 > index
        )

    def texts(self, first: int, last: int) -> tuple[dict[int, str], tuple[int, ...]]:
        """Return header texts by column, and the columns that an earlier run of this program wrote."""
        texts: dict[int, str] = {}
        own: list[int] = []
        rows = [row for row in range(first, last + 1) if row == first or not self._is_between(row)]
        for column in range(len(self.sheet.rows[first])):
            cells = [self.text_at(row, column) for row in rows]
            if any(cell.startswith(OWN_COLUMN_PREFIX) for cell in cells):
                own.append(column)
                continue
            text = cells[0] if len(rows) == 1 else self._compose(rows, column)
            if text:
                texts[column] = text
        return texts, tuple(own)

    def group_over(self, first: int, last: int, column: int) -> str:
        """Return the name of the group right over a column of a header; empty where there is none."""
        for row in range(last - 1, first - 1, -1):
            part = self._part(row, row + 1, column)
            if part is not None:
                return part.text if part.shared else ""
        return ""

    def text_at(self, index: int, column: int) -> str:
        """Return a cell as text, trimmed; empty beyond the last cell, where merged ranges may begin."""
        row = self.sheet.rows[index]
        return str(self._said(index, column, row[column])).strip() if column < len(row) else ""

    def _said(self, index: int, column: int, value: CellValue) -> CellValue:
        """Return a cell with the words of its number format; a number without, unless they make a header of it."""
        shown = self.sheet.shown.get(column)
        if shown is None:
            return value
        said = with_words(value, shown.at(index + 1))
        number = isinstance(value, float | int) and value not in _YEARS
        return value if number and not (isinstance(said, str) and self.is_known(said)) else said

    def _row(self, index: int) -> Sequence[CellValue]:
        row = self.sheet.rows[index]
        if not self.sheet.shown:
            return row
        return [self._said(index, column, value) for column, value in enumerate(row)]

    def _merged_down(self, index: int) -> int:
        """Return the last row that cells beginning in a row, or in one of the rows so reached, are merged down to.

        A cell merged beside data, such as a note, says nothing of the header.
        """
        last = row = index
        while row <= last:
            for area in self._merged.get(row, ()):
                if area.last_row - 1 > last and self.text_at(row, area.first_column):
                    most = min(area.last_row - 1, index + _MOST_ROWS - 1, len(self.sheet.rows) - 1)
                    while last < most and not self._conflicts(index, last + 1):
                        last += 1
            row += 1
        return last

    def _is_between(self, index: int) -> bool:
        """Whether a row inside a header is no part of it: blank, or numbers of the columns."""
        texts = [str(value).strip() for value in self.sheet.rows[index] if value != ""]
        texts = [text for text in texts if text]
        return not texts or is_numbering(texts, len(texts))

    def _continues(self, first: int, index: int) -> bool:
        """Whether a row may continue the header that begins in ``first``.

        It then holds texts only, nothing under a header that is complete by itself, and either known headers
        of its own or texts that make known headers with what is above (跟进计划 over 负责人). A data row fails this.
        """
        if self._conflicts(first, index):
            return False
        fresh = grouped = 0
        texts = list(self._texts_in(index))
        for column, text in texts:
            above = self._above(first, index, column)
            grouped += above is not None and above.shared
            fresh += self.is_known(text) or (above is not None and self._is_joined(above.text, text))
        # Parts of a group may all be unknown, where nothing else stands in their row.
        return fresh >= (1 if grouped else 2) or len(texts) == grouped > 1

    def _conflicts(self, first: int, index: int) -> bool:
        """Whether a row cannot be of the header: it holds other than texts, or one under a complete header."""
        if self._is_between(index):
            return False
        if not all(isinstance(value, str) for value in self._row(index)):
            return True
        for column, text in self._texts_in(index):
            above = self._above(first, index, column)
            if above is None or above.shared or not self.is_known(above.text):
                continue
            if not self._is_joined(above.text, text) and not units_of({column: text}):
                return True
        return False

    def _is_joined(self, above: str, text: str) -> bool:
        return is_header(above + text, self.vocabulary) or is_header(text + above, self.vocabulary)

    def _texts_in(self, index: int) -> Iterator[tuple[int, str]]:
        for column in range(len(self.sheet.rows[index])):
            if text := self.text_at(index, column):
                yield column, text

    def _above(self, first: int, index: int, column: int) -> _Part | None:
        parts = (self._part(row, index, column) for row in range(index - 1, first - 1, -1))
        return next((part for part in parts if part is not None), None)

    def _compose(self, rows: list[int], column: int) -> str:
        """Return the text that several header rows make for one column."""
        if not any(self.text_at(row, column) for row in rows):
            return ""
        parts: list[_Part] = []
        for position, row in enumerate(rows):
            following = rows[position + 1] if position + 1 < len(rows) else None
            part = self._part(row, following, column)
            if part is not None and (not parts or parts[-1].text != part.text):
                parts.append(part)
        if not parts:
            return ""
        if len(parts) > 1 and (bucket := bucket_of_group(parts[-2].text, parts[-1].text)):
            return bucket
        unit = ""
        if len(parts) > 1 and units_of({column: parts[-1].text}):
            unit = f"({parts.pop().text.strip('()（）')})"
        bare, of_group = _without_units(parts)
        chosen = self._chosen(bare)
        if not unit and of_group and not split_header_unit(chosen)[1]:
            unit = f"({of_group})"
        return chosen + unit

    def _chosen(self, parts: list[_Part]) -> str:
        """Return the known text that the parts make, the most particular first; else what stands lowest."""
        last = parts[-1].text
        if len(parts) == 1:
            return last
        for start in range(len(parts) - 1):
            joined = "".join(part.text for part in parts[start:])
            if is_header(joined, self.vocabulary):
                return joined
        above = parts[-2]
        turned = last + above.text
        if is_header(turned, self.vocabulary) and (not self.is_known(last) or self._is_general(above.text)):
            return turned
        if self.is_known(last):
            of_group = above.shared and (_LAST_TIME.match(above.text) or self._dates(above.text, last))
            return above.text + last if of_group else last
        if _is_instruction(above.text):
            return last
        alone = above.shared or not self.is_known(above.text)
        return above.text + last if alone else self._chosen(parts[:-1])

    def _dates(self, above: str, last: str) -> bool:
        """Whether a group says the day of the balance below it, and nothing else: 截至2023年10月31日 over 应收余额."""
        day, rest = split_stated_day(above)
        field = self.vocabulary.tables["balances"].strong.get(fold_header(last))
        return day is not None and not rest and field in {"receivable_balance", "overdue_balance"}

    def _is_general(self, text: str) -> bool:
        """Whether a text says nothing by itself: 编号 over 客户 and 订单."""
        folded = fold_header(text)
        return folded in self.vocabulary.known and folded not in self.vocabulary.spread

    def _part(self, row: int, following: int | None, column: int) -> _Part | None:
        """Return the text of a header row over a column: the cell's own, or that of a group to its left.

        Args:
            row: The row.
            following: The header row under it; ``None`` for the last.
            column: The column.
        """
        for area in self._merged.get(row, ()):
            if area.first_column <= column <= area.last_column:
                text = self.text_at(row, area.first_column)
                return _Part(text, shared=area.last_column > area.first_column) if text else None
        text = self.text_at(row, column)
        if text:
            spreads = following is not None and self._spreads(row, following, column)
            return _Part(text, shared=spreads)
        if following is None or not self.text_at(following, column):
            return None
        for left in range(column - 1, -1, -1):
            if not self.text_at(following, left):
                return None
            if self.text_at(row, left):
                return _Part(self.text_at(row, left), shared=True)
        return None

    def _spreads(self, row: int, following: int, column: int) -> bool:
        """Whether a cell that is not merged names a group: it and the blank cell to its right have parts below."""
        right = column + 1
        return (
            right < len(self.sheet.rows[row])
            and not self.text_at(row, right)
            and bool(self.text_at(following, column) and self.text_at(following, right))
        )


def _is_heading(value: CellValue) -> bool:
    """Whether a cell may stand in a header of several rows: a text, or the year of a group."""
    if isinstance(value, str):
        return True
    return isinstance(value, int | float) and not isinstance(value, bool) and value in _YEARS


def _is_instruction(text: str) -> bool:
    """Whether a text over columns is an instruction for filling them in, and no name of a group."""
    return len(text) > _LONGEST_GROUP or any(mark in text for mark in _SENTENCE)


def _without_units(parts: list[_Part]) -> tuple[list[_Part], str]:
    """Return the parts with the units of money of groups left out, and the lowest of these: ``金额(千元)`` over 应收."""
    bare: list[_Part] = []
    unit = ""
    for part in parts[:-1]:
        name, found = money_unit_of(part.text)
        unit = found or unit
        if found:
            bare += [_Part(name, part.shared)] if name else []
        else:
            bare.append(part)
    return [*bare, parts[-1]], unit
