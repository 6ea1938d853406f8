"""Recognise the tables of a drop: the stage's two doors, ``recognise`` and ``require_tables``."""

from __future__ import annotations

from collections.abc import Sequence

from kehu_batch.errors import InputRejected
from kehu_batch.folding import fold_text
from kehu_batch.model.findings import catalogue_reading as kinds
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.findings.question import NO_ANSWERS, Answers, Matter, QuestionKind
from kehu_batch.model.location import Location
from kehu_batch.model.tables.recognition import NothingFound, OwnSheet, Recognition, Region, Side
from kehu_batch.model.tables.source import Sheet, SheetState, Workbook
from kehu_batch.policy.vocabulary import OWN_SHEET_MARKER, Vocabulary
from kehu_batch.recognition.applied_lists import INVOICES, FoundRegions, is_said_to_apply, pair_rows
from kehu_batch.recognition.cell_flags import SheetFlags
from kehu_batch.recognition.copies import original_of
from kehu_batch.recognition.deducted import with_deductions
from kehu_batch.recognition.findings import asked_tables
from kehu_batch.recognition.findings import unread_findings as unread
from kehu_batch.recognition.findings.legends import legends_on
from kehu_batch.recognition.findings.rejection_rules import (
    Rejection,
    aged_contracts,
    customer_above,
    find_rejection,
    reject_rows,
)
from kehu_batch.recognition.findings.structure import header_matters, region_findings
from kehu_batch.recognition.header.band import Band, NearMiss
from kehu_batch.recognition.header.bands import BandFinder
from kehu_batch.recognition.header.choice_columns import with_ticked_scores
from kehu_batch.recognition.header.coded_customers import with_coded_customers, without_running_numbers
from kehu_batch.recognition.header.direction_columns import with_directions
from kehu_batch.recognition.header.reading import HeaderReading, with_nearest
from kehu_batch.recognition.header.record_forms import find_form
from kehu_batch.recognition.header.switch_columns import without_switches
from kehu_batch.recognition.table_span.adjacent_cells import Placed, find_beside
from kehu_batch.recognition.table_span.blocks import CellBlock
from kehu_batch.recognition.table_span.calls_of_row import call_regions, told_of_calls
from kehu_batch.recognition.table_span.postings import with_postings
from kehu_batch.recognition.table_span.regions import SheetMerges, build_region
from kehu_batch.recognition.table_span.table_spans import TableSpan, table_spans
from kehu_batch.records import dataclass, field, replace

_MARKER_ROWS = 3
#: Rows of a block that may be its header, perhaps under a title, and the texts that a header has at least.
_HEADER_ROWS, _LEAST_TEXTS = 3, 2
#: What a drop without a table is refused with, the most telling first.
_TOLD_FIRST = (
    kinds.AMBIGUOUS_TABLE,
    kinds.GENERAL_HEADERS,
    kinds.CUSTOMER_ABOVE,
    kinds.OTHER_SUBJECT,
    kinds.AMOUNT_WITHOUT_TAX,
    kinds.OPTION_LIST,
    kinds.VERTICAL_FORM,
)
#: Criteria stand so many rows over the header: their names, and under them what was asked for.
_CRITERIA_ROWS = 2


@dataclass(slots=True)
class _Collected:
    """What has been recognised so far."""

    tables: FoundRegions = field(default_factory=FoundRegions)
    own_sheets: list[OwnSheet] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    misses: list[tuple[str, NearMiss]] = field(default_factory=list)
    matters: set[Matter] = field(default_factory=set)


def recognise(
    workbooks: Sequence[Workbook], vocabulary: Vocabulary, answers: Answers = NO_ANSWERS
) -> Recognition:
    """Find every table of the drop by its header, wherever the header stands.

    Result sheets of an earlier run and guide sheets (填写说明) are not read. What has a table's header and may be
    something else is a finding, and is not read: a header that fits two tables equally and that no sheet name,
    title or file name distinguishes, one of general texts only, a list of options, a table of suppliers.

    Args:
        workbooks: The drop, in the order in which its files are shown.
        vocabulary: Known headers and words.
        answers: What was answered of unknown headers.
    """
    found = _Collected()
    for workbook in workbooks:
        for sheet in workbook.sheets:
            if _is_own(sheet):
                found.own_sheets.append(OwnSheet(workbook.file, sheet.name))
            elif (original := original_of(sheet, workbook)) is not None:
                found.findings.append(unread.copied_sheet(workbook.file, sheet, original))
            elif not sheet.rows:
                found.findings += unread.far_cells(workbook.file, sheet)
            elif fold_text(sheet.name) not in vocabulary.words.guide_sheets:
                _SheetReader(workbook, sheet, vocabulary, found, answers).read()
            else:
                found.findings += legends_on(sheet)
    regions, of_lists = found.tables.settle()
    return Recognition(
        regions=regions,
        own_sheets=tuple(found.own_sheets),
        findings=(*found.findings, *of_lists),
        nothing=None if regions else _nothing(workbooks, found.misses, vocabulary),
        matters=frozenset(found.matters.union(*map(header_matters, regions))),
    )


def require_tables(recognition: Recognition) -> None:
    """Refuse a drop without any table.

    Raises:
        InputRejected: ``no_known_table``; names what was seen: the table that was not recognised, the form, the
            headers with the nearest table and what it lacks, or the first texts.
    """
    nothing = recognition.nothing
    if nothing is None:
        return
    telling = [one for kind in _TOLD_FIRST for one in recognition.findings if one.kind is kind]
    telling += [one for one in recognition.findings if one.question is not None]
    if telling:
        raise InputRejected(
            f"{nothing.files} 中没有能读的表：{telling[0].message}",
            action=telling[0].action + asked_tables.how_to_answer(telling[0].question),
            code="no_known_table",
        )
    raise InputRejected(
        f"{nothing.files} 中没有认识的表。{nothing.seen}", action=nothing.action, code="no_known_table"
    )


def _nothing(
    workbooks: Sequence[Workbook], misses: Sequence[tuple[str, NearMiss]], vocabulary: Vocabulary
) -> NothingFound:
    files = "、".join(workbook.file for workbook in workbooks)
    if not misses:
        return NothingFound(
            files,
            f"看到的文字有：{unread.first_texts(workbooks)}",
            "请确认文件是否提交对了；空白表可用 kehu-batch template 生成",
        )
    sheet, miss = max(misses, key=lambda item: item[1].reading.score)
    reading = miss.reading
    return NothingFound(
        files,
        f"工作表“{sheet}”的表头是：{unread.headers_of(reading)}；"
        f"最接近“{vocabulary.table_label(reading.table)}”，还缺：{'、'.join(reading.missing)}"
        f"{unread.nearest_hint(miss, vocabulary)}",
        "请补上缺少的列，或按 kehu-batch template 生成的空白表填写",
    )


@dataclass(slots=True)
class _SheetReader:
    """Reads one sheet into what has been recognised so far."""

    workbook: Workbook
    sheet: Sheet
    vocabulary: Vocabulary
    found: _Collected
    answers: Answers

    def read(self) -> None:
        """Add the sheet's regions and findings."""
        finder = BandFinder(self.sheet, self.vocabulary, hints=(self.workbook.path.stem,))
        bands = finder.find()
        nearest = _nearest_miss(finder)
        if nearest is not None:
            self.found.misses.append((self.sheet.name, nearest))
        self.found.findings += unread.far_cells(self.workbook.file, self.sheet)
        if not bands:
            self.found.findings += [self._nothing(finder), *legends_on(self.sheet)]
            return
        self._tell_near_misses(finder, bands)
        spans = table_spans(bands, self.sheet.rows, self.vocabulary.words)
        if finder.searched < len(self.sheet.rows):
            finding = unread.too_many_headers(self.workbook.file, self.sheet, finder.searched)
            self.found.findings.append(finding)
            spans = [
                span.down_to(finder.searched) for span in spans if span.band.first_row <= finder.searched
            ]
        flags, merges = SheetFlags(self.sheet), SheetMerges.of(self.sheet)
        placed = [
            one for span in spans if (one := self._place_region(span, finder, flags, merges)) is not None
        ]
        for beside in find_beside(flags, placed, spans):
            region = min(placed, key=lambda one: abs(one.region.header_row - beside.block.first_row)).region
            nearly = None if beside.headerless else self._nearly(beside.block, finder)
            self.found.findings += [nearly] if nearly else unread.beside_table(region, beside, flags)
        if placed and self.sheet.state is not SheetState.VISIBLE:
            message = f"工作表“{self.sheet.name}”是隐藏的，已照常读取"
            self.found.findings.append(Finding(kinds.HIDDEN_SHEET, self._place(), message, self.sheet.name))

    def _place(self) -> Location:
        return Location(self.workbook.file, self.sheet.name)

    def _place_region(
        self, span: TableSpan, finder: BandFinder, flags: SheetFlags, merges: SheetMerges
    ) -> Placed | None:
        """Read a span as its table; where none is recognised it is a finding, and nothing is read."""
        band, file = span.band, self.workbook.file
        readings = (*band.readings, *finder.choice.readings(band.texts))
        self.found.matters.add((QuestionKind.TABLE, asked_tables.table_key(band)))
        answered = asked_tables.answered_reading(band, readings, self.answers, self.vocabulary)
        reason = find_rejection(self.workbook, self.sheet, span, finder.rows, self.vocabulary)
        if reason is not None and not asked_tables.is_overruled(reason, answered):
            self._add_doubtful(band, reason)
            return None
        applied = next((one for one in band.readings if one.applies), None)
        doubt: tuple[Finding, ...] = ()
        if len(band.readings) > 1 and answered is None:
            finding = unread.ambiguous_table(file, self.sheet, band, self.vocabulary)
            finding = asked_tables.ask_table(finding, band, None, self.answers, self.vocabulary)
            if applied is None:
                self.found.findings.append(finding)
                return None
            doubt = (finding,)
        chosen = answered or (applied if doubt and applied else band.readings[0])
        if self._are_no_orders(band, chosen):
            return None
        table = self.vocabulary.tables[chosen.table]
        reading = with_nearest(with_postings(chosen, self.sheet, span, self.vocabulary.words), table)
        built = build_region(flags, merges, span, reading, self.vocabulary, finder.rows.is_known)
        if chosen.missing and not (chosen.applies or built.region.owned):
            # Whose its rows are stands in no column, and no heading says it for sure.
            miss = NearMiss(band.last_row, chosen)
            self.found.misses.append((self.sheet.name, miss))
            telling = unread.is_telling(miss, self.vocabulary)
            told = self._miss(miss, finder) if telling else unread.unrecognised_sheet(file, self.sheet)
            self.found.findings.append(told)
            return None
        reason = reject_rows(self.sheet, built.region, self.vocabulary)
        if reason is not None and not asked_tables.is_overruled(reason, answered):
            self._add_doubtful(band, reason)
            return None
        region, *further = call_regions(built.region, reading, self.sheet)
        region = self._finished(region)
        self._add_region(region, reading, span, finder, (flags, merges), doubt)
        self._add_calls(region, further)
        for block in built.blocks:
            nearly = self._nearly(block, finder)
            self.found.findings.append(nearly or unread.outside_table(region, block, self.sheet))
        # All of its rows are covered, whichever calls they hold.
        return Placed(replace(region, data_rows=built.region.data_rows), span)

    def _add_calls(self, first: Region, further: Sequence[Region]) -> None:
        """Add the further calls of a table whose rows hold several, and what is told of them."""
        for call in further:
            self.found.tables.add(self._finished(call), self.sheet)
        self.found.findings += told_of_calls((first, *further))

    def _finished(self, region: Region) -> Region:
        """Return a region as what all of its cells make of it, with whose it is and what of it is hidden."""
        sheet, vocabulary = self.sheet, self.vocabulary
        region = without_switches(sheet, region, vocabulary)
        region = with_coded_customers(sheet, region, vocabulary)
        region = with_deductions(without_running_numbers(sheet, region), sheet)
        region = with_ticked_scores(sheet, region, vocabulary)
        region = with_directions(sheet, region, vocabulary)
        side = _side(self.workbook, sheet, region.table, vocabulary)
        return replace(self._seen(region), side=side)

    def _add_region(
        self,
        region: Region,
        reading: HeaderReading,
        span: TableSpan,
        finder: BandFinder,
        cells: tuple[SheetFlags, SheetMerges],
        doubt: tuple[Finding, ...],
    ) -> None:
        """Add a region with what is told of it; one that may say what receipts settle waits for the other tables.

        What is told of a header that fits several tables, as ``doubt``, is told where it says nothing of receipts.
        """
        tables, vocabulary = self.found.tables, self.vocabulary
        if reading.applies:
            region = pair_rows(region, self.sheet, span.band.texts)
        told = region_findings(region, self.sheet, reading, vocabulary, self.answers)
        if reading.applies and (reading.missing or doubt):
            miss = NearMiss(span.band.last_row, reading)
            self.found.misses += [(self.sheet.name, miss)] if reading.missing else []
            otherwise = doubt or (self._miss(miss, finder),)
            tables.maybe_applies(region, self.sheet, told, otherwise, replaces=False)
            return
        tables.add(region, self.sheet)
        applied = next((one for one in finder.choice.readings(span.band.texts) if one.applies), None)
        if is_said_to_apply(region, self.workbook.path.stem):
            tables.maybe_applies(region, self.sheet, told, told, replaces=True)
        elif region.table == INVOICES and applied is not None:
            other = build_region(*cells, span, applied, vocabulary, finder.rows.is_known).region
            other = pair_rows(self._finished(other), self.sheet, span.band.texts)
            of_other = region_findings(other, self.sheet, applied, vocabulary, self.answers)
            tables.maybe_applies(other, self.sheet, of_other, told, replaces=True)
        else:
            self.found.findings += told

    def _are_no_orders(self, band: Band, chosen: HeaderReading) -> bool:
        """Tell of a list of contracts that is read as orders; return whether somebody answered that it is none."""
        place = Location(self.workbook.file, self.sheet.name, band.last_row, band.first_column)
        told = asked_tables.ask_contracts(place, band, chosen, self.answers, self.vocabulary)
        self.found.findings += [] if told is None else [told]
        return told is not None and told.question is None

    def _add_doubtful(self, band: Band, reason: Rejection) -> None:
        finding = unread.doubtful_table(self.workbook.file, self.sheet, band, reason, self.vocabulary)
        self.found.findings.append(
            asked_tables.ask_table(finding, band, reason, self.answers, self.vocabulary)
        )

    def _seen(self, region: Region) -> Region:
        """Return a region with what of it is hidden."""
        sheet = self.sheet
        columns = range(region.first_column, region.last_column + 1)
        return replace(
            region,
            sheet_state=sheet.state,
            hidden_rows=tuple(sorted(sheet.hidden_rows.intersection(region.data_rows.tolist())))
            if sheet.hidden_rows
            else (),
            hidden_columns=tuple(sorted(sheet.hidden_columns.intersection(columns))),
        )

    def _nothing(self, finder: BandFinder) -> Finding:
        """Return the finding for a sheet without a table: the nearest that it has to one."""
        form = find_form(finder.rows)
        if form is not None:
            return unread.vertical_form(self.workbook.file, self.sheet, form)
        miss = _nearest_miss(finder)
        if miss is None or not unread.is_telling(miss, self.vocabulary):
            return unread.unrecognised_sheet(self.workbook.file, self.sheet)
        return self._miss(miss, finder)

    def _miss(self, miss: NearMiss, finder: BandFinder) -> Finding:
        cell = customer_above(finder.rows, miss.row, miss.reading, self.vocabulary)
        if cell:
            return unread.customer_above(self.workbook.file, self.sheet, miss, cell, self.vocabulary)
        reading = miss.reading
        texts = {match.column: match.header for match in (*reading.columns, *reading.duplicates)}
        texts |= {column.column: column.header for column in reading.unknown}
        aged = aged_contracts(dict(sorted(texts.items())), self.vocabulary)
        if aged is not None:
            headers = list(texts.values())
            return unread.aged_contracts(self.workbook.file, self.sheet, miss.row, aged, headers)
        return unread.near_miss(self.workbook.file, self.sheet, miss, self.vocabulary)

    def _nearly(self, block: CellBlock, finder: BandFinder) -> Finding | None:
        """Return the finding for a block whose first rows have nearly a table's header; ``None`` where none has."""
        columns = range(block.first_column, block.last_column + 1)
        for row in range(block.first_row, min(block.first_row + _HEADER_ROWS, block.last_row + 1)):
            cells = self.sheet.rows[row - 1]
            texts = {c: value for c in columns if isinstance(value := cells[c], str) and value.strip()}
            if len(texts) < _LEAST_TEXTS or len(texts) < sum(cells[c] != "" for c in columns):
                continue
            nearest = max(finder.choice.readings(texts), key=lambda reading: reading.score)
            miss = NearMiss(row, nearest)
            if nearest.missing and unread.is_surely_telling(miss, self.vocabulary):
                return unread.near_miss(self.workbook.file, self.sheet, miss, self.vocabulary)
        return None

    def _tell_near_misses(self, finder: BandFinder, bands: Sequence[Band]) -> None:
        """Tell of a header above the first table that lacks a column: its rows are taken for titles."""
        first = bands[0].first_row
        above = [
            miss
            for miss in finder.choice.near_misses.values()
            if miss.row < first - 1
            and unread.is_telling(miss, self.vocabulary)
            and not _names_criteria(miss, bands[0])
        ]
        if above:
            miss = max(above, key=lambda item: item.reading.score)
            self.found.findings.append(self._miss(miss, finder))


def _names_criteria(miss: NearMiss, below: Band) -> bool:
    """Whether a near miss is what a system writes over its table: headers of that table, over what was asked for."""
    known = set(below.texts.values())
    return below.first_row - miss.row <= _CRITERIA_ROWS and known.issuperset(
        match.header for match in miss.reading.columns
    )


def _nearest_miss(finder: BandFinder) -> NearMiss | None:
    return max(finder.choice.near_misses.values(), key=lambda miss: miss.reading.score, default=None)


def _is_own(sheet: Sheet) -> bool:
    return any(
        row and isinstance(row[0], str) and OWN_SHEET_MARKER in row[0] for row in sheet.rows[:_MARKER_ROWS]
    )


def _side(workbook: Workbook, sheet: Sheet, table: str, vocabulary: Vocabulary) -> Side:
    named = (fold_text(workbook.file), fold_text(sheet.name))
    marked = workbook.finance or any(word in name for word in vocabulary.words.finance for name in named)
    return Side.FINANCE if marked or table == "balances" else Side.OPS
