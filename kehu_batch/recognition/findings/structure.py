"""Findings of headers and structure, in words for the user."""

from __future__ import annotations

import json
from collections.abc import Container, Sequence

from kehu_batch.cells import column_letter
from kehu_batch.folding import fold_header, split_header_unit
from kehu_batch.model.findings import catalogue_reading as kinds
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.findings.question import NO, YES, Answers, Matter, Question, QuestionKind
from kehu_batch.model.location import Location
from kehu_batch.model.tables.recognition import Region, UnknownColumn
from kehu_batch.model.tables.source import Sheet
from kehu_batch.policy.vocabulary import FieldKind, Vocabulary
from kehu_batch.recognition.cell_flags import is_filled
from kehu_batch.recognition.findings.aside_texts import aside_findings
from kehu_batch.recognition.findings.cell_looks import look_findings
from kehu_batch.recognition.findings.legends import legend_findings
from kehu_batch.recognition.findings.unread_money import unread_money
from kehu_batch.recognition.findings.untied_totals import untied_totals
from kehu_batch.recognition.findings.withdrawn_rows import withdrawn_rows
from kehu_batch.recognition.header.general_columns import WEAK, AmbiguousColumns
from kehu_batch.recognition.header.group_units import unit_in_name, units_above
from kehu_batch.recognition.header.reading import HeaderReading
from kehu_batch.recognition.hidden import hidden_words
from kehu_batch.recognition.table_span.body import OPENING
from kehu_batch.recognition.table_span.callers_above import told_of_caller
from kehu_batch.recognition.table_span.customer_headings import blank_rows, stands_above
from kehu_batch.recognition.table_span.postings import BY_LINES, is_ledger, opening_balances
from kehu_batch.recognition.table_span.regions import unit_in_title

#: Money of a year, which a general header does not say.
_ANNUAL = "annual_amount"


def region_findings(
    region: Region, sheet: Sheet, reading: HeaderReading, vocabulary: Vocabulary, answers: Answers
) -> list[Finding]:
    """Return the findings of one recognised table: its header first, then its rows.

    A header of which somebody answered that it means nothing to us is none. A column whose money is told of needs no
    second word that its header is not known, unless it is asked what it means.
    """
    unread = list(unread_money(region, sheet, vocabulary.words))
    told = frozenset[int]().union(*(one.columns for one in unread))
    return [
        *_duplicate_headers(region, vocabulary),
        *_ambiguous_columns(region, reading, vocabulary),
        *_unknown_headers(region, vocabulary, answers, told),
        *(one.finding for one in unread),
        *withdrawn_rows(region, sheet),
        *aside_findings(region, sheet, vocabulary),
        *_yearless_money(region),
        *_structure(region, sheet, vocabulary),
        *_openings(region, sheet, vocabulary),
        *_postings(region, sheet),
        *untied_totals(region, sheet, vocabulary),
    ]


def _duplicate_headers(region: Region, vocabulary: Vocabulary) -> list[Finding]:
    findings = []
    for match in region.duplicates:
        first = next(column for column in region.columns if column.field == match.field)
        label = vocabulary.field_label(region.table, match.field)
        findings.append(
            Finding(
                kinds.DUPLICATE_HEADER,
                Location(region.file, region.sheet, region.header_row, match.column),
                f"{column_letter(first.column)} 列“{first.header}”"
                f"与 {column_letter(match.column)} 列“{match.header}”都是“{label}”",
                value=match.header,
                table=region.table,
                field=match.field,
            )
        )
    return findings


def _yearless_money(region: Region) -> list[Finding]:
    """Return the finding for a ledger's money that is not said to be of a year."""
    return [
        Finding(
            kinds.YEAR_UNSAID,
            Location(region.file, region.sheet, region.header_row, match.column),
            f"{column_letter(match.column)} 列“{match.header}”没有写明是几年的，按年合作金额读取",
            value=match.header,
            table=region.table,
            field=match.field,
        )
        for match in region.columns
        if match.field == _ANNUAL and match.reason == WEAK
    ]


def _postings(region: Region, sheet: Sheet) -> list[Finding]:
    """Return the finding of a ledger of postings, with each balance brought forward, which is of no document."""
    if not is_ledger(region):
        return []
    side = next((match for match in region.columns if match.reason == BY_LINES), None)
    took = f"“{side.header}”各行按收款计为贷项" if side is not None else "余额一列没有使用"
    place = Location(region.file, region.sheet, region.header_row, region.first_column)
    found = [Finding(kinds.POSTINGS_READ, place, f"这是应收明细账：{took}", "", region.table)]
    for row, shown in opening_balances(region, sheet):
        message = f"{shown} 一行不是单据，没有计入"
        place = Location(region.file, region.sheet, row, region.first_column)
        found.append(Finding(kinds.OPENING_ROW, place, message, shown, region.table))
    return found


def _openings(region: Region, sheet: Sheet, vocabulary: Vocabulary) -> list[Finding]:
    """Return a finding for each balance brought forward that has money: it is of no document or customer."""
    fields = vocabulary.tables[region.table].fields
    amounts = [match for match in region.columns if fields[match.field].kind is FieldKind.AMOUNT]
    findings = []
    for passed in region.passed:
        if passed.reason != OPENING:
            continue
        for match in amounts:
            value = sheet.rows[passed.row - 1][match.column]
            if value in {"", 0}:
                continue
            place = Location(region.file, region.sheet, passed.row, match.column)
            shown = f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else str(value)
            message = f"“{passed.text}”一行不是单据，{match.header} {shown} 没有计入"
            findings.append(Finding(kinds.OPENING_ROW, place, message, shown, region.table, match.field))
    return findings


def _ambiguous_columns(region: Region, reading: HeaderReading, vocabulary: Vocabulary) -> list[Finding]:
    return [
        Finding(
            kinds.AMBIGUOUS_COLUMN,
            Location(region.file, region.sheet, region.header_row, item.columns[0]),
            f"{name_ambiguous(item, region.table, vocabulary)}，未使用",
            table=region.table,
            field=item.fields[0],
            count=len(item.columns),
        )
        for item in reading.ambiguous
    ]


def name_ambiguous(item: AmbiguousColumns, table: str, vocabulary: Vocabulary) -> str:
    """Return which columns may be several fields of a table, or of which several may be one."""
    labels = "”“".join(vocabulary.field_label(table, field) for field in item.fields)
    letters = "、".join(map(column_letter, item.columns))
    if len(item.columns) == 1:
        return f"{letters} 列的表头同时含有“{labels}”"
    return f"{letters} 列都可能是“{labels}”"


def _unknown_headers(
    region: Region, vocabulary: Vocabulary, answers: Answers, told: Container[int]
) -> list[Finding]:
    findings = []
    for column in region.unknown:
        if fold_header(column.header) in vocabulary.words.serials:
            continue
        if column.column in told and not column.nearest:
            continue
        if answers.of(QuestionKind.HEADER, header_key(region.table, column.header)) == NO:
            continue
        near = _nearest(region.table, column, vocabulary) if column.nearest else ""
        findings.append(
            Finding(
                kinds.UNKNOWN_HEADER,
                Location(region.file, region.sheet, region.header_row, column.column),
                f"表头“{column.header}”{column.why or '未识别'}，该列未使用{near}",
                value=column.header,
                table=region.table,
                field=column.nearest,
                question=_ask_header(region.table, column, vocabulary) if column.nearest else None,
            )
        )
    return findings


def _ask_header(table: str, column: UnknownColumn, vocabulary: Vocabulary) -> Question:
    label = vocabulary.field_label(table, column.nearest)
    key = header_key(table, column.header)
    return Question(
        QuestionKind.HEADER,
        key,
        f"“{vocabulary.tables[table].label}”的表头“{column.header}”是不是“{label}”？",
        (f"{YES}{label}", NO),
        f"答“{YES}{label}”，这一列按“{label}”读取；答“{NO}”，不再提示",
    )


def header_matters(region: Region) -> frozenset[Matter]:
    """Return what its headers can be asked about, known or not."""
    known = [match.header for match in (*region.columns, *region.duplicates)]
    headers = [*known, *(column.header for column in region.unknown)]
    return frozenset((QuestionKind.HEADER, header_key(region.table, header)) for header in headers)


def header_key(table: str, header: str) -> str:
    """Return the key of the question what a header means."""
    return f"{table}|{fold_header(header)}"


def _nearest(table: str, column: UnknownColumn, vocabulary: Vocabulary) -> str:
    """Return what the header may mean, and the line that makes the program know it."""
    line = header_line(table, column.nearest, [column.header])
    return (
        f"；最接近的表头是“{vocabulary.field_label(table, column.nearest)}”。"
        f"如就是它，请改表头，或在策略文件开头加一行 {line}"
    )


def header_line(table: str, field: str, headers: Sequence[str]) -> str:
    """Return the line of a policy file that makes these texts headers of a field."""
    # TOML's basic strings escape as JSON's do.
    return f"headers.{table}.{field} = {json.dumps(list(headers), ensure_ascii=False)}"


def _structure(region: Region, sheet: Sheet, vocabulary: Vocabulary) -> list[Finding]:
    place = Location(region.file, region.sheet, region.header_row)
    findings = []
    if not len(region.data_rows):
        message = f"“{region.sheet}”的表头之下没有数据"
        findings.append(Finding(kinds.EMPTY_TABLE, place, message, table=region.table))
    unit = unit_in_title(region.title, vocabulary)
    fields = vocabulary.tables[region.table].fields
    amounts = [match for match in region.columns if fields[match.field].kind is FieldKind.AMOUNT]
    if not unit:
        above = units_above(sheet, region.header_first_row, region.first_column, region.last_column)
        unit = next(
            (match.unit for match in amounts if match.unit and above.get(match.column) == match.unit), ""
        )
    where = "表头上方" if unit else "工作表名"
    if not unit and any(not split_header_unit(match.header)[1] for match in amounts):
        unit = unit_in_name(sheet.name)
    if unit and any(match.unit == unit for match in amounts):
        message = f"{where}写明单位为{unit}，没有单位的金额列按此换算"
        findings.append(Finding(kinds.UNIT_FROM_TITLE, place, message, unit, region.table))
    return [
        *findings,
        *_hidden(region, sheet),
        *_merged(region, vocabulary),
        *_led_names(region, sheet),
        *_customer_headings(region, sheet),
        *_currency_headings(region, sheet),
        *told_of_caller(region),
        *look_findings(region, sheet, {match.column for match in amounts}),
        *legend_findings(region),
    ]


def _led_names(region: Region, sheet: Sheet) -> list[Finding]:
    """Return the finding for customers that stand in the first row of their group only."""
    if not region.led:
        return []
    first = region.led[0]
    columns = {area.first_column for area in region.led}
    led = {row for area in region.led for row in range(area.first_row + 1, area.last_row + 1)}
    blank = sum(
        row in led and not any(is_filled(sheet.rows[row - 1][column]) for column in columns)
        for row in region.data_rows.tolist()
    )
    message = f"客户只写在每组的第一行：有 {blank} 行空着，各组的小计与各行之和相符，算作那一组的客户"
    place = Location(region.file, region.sheet, first.first_row, first.first_column)
    return [Finding(kinds.LED_NAMES, place, message, table=region.table, count=blank)]


def _customer_headings(region: Region, sheet: Sheet) -> list[Finding]:
    """Return the finding for customers that stand in headings or a title above their rows."""
    if not region.owned:
        return []
    first, rows = region.owned[0], blank_rows(region, sheet)
    seen = str(sheet.rows[first.row - 1][first.column]).strip()
    if stands_above(region):
        message = f"表里没有客户一列，表头上方写着“{seen}”：{len(rows)} 行都算作这个客户"
    else:
        message = (
            f"客户写在单据上方的标题里（如“{seen}”）：有 {len(rows)} 行没有写客户，算作上方标题所写的客户"
        )
    place = Location(region.file, region.sheet, first.row, first.column)
    return [Finding(kinds.CUSTOMER_HEADINGS, place, message, seen, region.table, count=len(rows))]


def _currency_headings(region: Region, sheet: Sheet) -> list[Finding]:
    """Return the finding for currencies that stand in headings above their rows."""
    told = [one for one in region.told if "currency" in one.values]
    if not told:
        return []
    first = told[0]
    seen = str(sheet.rows[first.row - 1][first.column]).strip()
    rows = sum(one.first_row <= row <= one.last_row for one in told for row in region.data_rows.tolist())
    message = f"币种写在单据上方的标题里（如“{seen}”）：{rows} 行按上方标题所写的币种计"
    place = Location(region.file, region.sheet, first.row, first.column)
    return [Finding(kinds.CURRENCY_HEADINGS, place, message, seen, region.table, count=rows)]


def _hidden(region: Region, sheet: Sheet) -> list[Finding]:
    if not (sheet.hidden_rows or sheet.hidden_columns):
        return []
    rows = sheet.hidden_rows.intersection(region.data_rows.tolist())
    columns = [match.column for match in region.columns if match.column in sheet.hidden_columns]
    if not (rows or columns):
        return []
    row, column = min(rows, default=region.header_row), min(columns, default=-1)
    return [
        Finding(
            kinds.HIDDEN_CELLS,
            Location(region.file, region.sheet, row, column),
            f"{hidden_words(len(rows), len(columns))}，已照常读取",
            table=region.table,
            count=len(rows) + len(columns),
        )
    ]


def _merged(region: Region, vocabulary: Vocabulary) -> list[Finding]:
    """Return the finding of merged cells that stand for each of their rows; money is reported where it is read."""
    fields = vocabulary.tables[region.table].fields
    money = {match.column for match in region.columns if fields[match.field].kind is FieldKind.AMOUNT}
    areas = [
        area for area in region.merged if area.first_column not in money and area.last_row > area.first_row
    ]
    if not areas:
        return []
    first = areas[0]
    return [
        Finding(
            kinds.MERGED_BODY,
            Location(region.file, region.sheet, first.first_row, first.first_column),
            f"数据区有 {len(areas)} 处跨行合并的单元格，其值算作每一行的值",
            table=region.table,
            count=len(areas),
        )
    ]
