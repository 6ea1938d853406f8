"""Findings of what was not read: which cells, what was seen there, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from kehu_batch.cells import cell_ref, column_letter, range_ref
from kehu_batch.model.findings import catalogue_reading as kinds
from kehu_batch.model.findings.finding import Finding, Severity
from kehu_batch.model.location import Location
from kehu_batch.model.tables.recognition import Region, UnknownColumn
from kehu_batch.model.tables.source import Sheet, Workbook
from kehu_batch.policy.vocabulary import Vocabulary
from kehu_batch.recognition.cell_flags import SheetFlags, is_filled
from kehu_batch.recognition.findings.rejection_rules import Rejection, RejectionKind
from kehu_batch.recognition.findings.structure import header_line, name_ambiguous
from kehu_batch.recognition.findings.unread_flows import unread_flow
from kehu_batch.recognition.header.band import Band, NearMiss
from kehu_batch.recognition.header.general_columns import WEAK
from kehu_batch.recognition.header.reading import HeaderReading, header_spread, with_nearest
from kehu_batch.recognition.header.record_forms import RecordForm
from kehu_batch.recognition.table_span.adjacent_cells import Beside, headerless_rows
from kehu_batch.recognition.table_span.blocks import CellBlock
from kehu_batch.records import replace

_SHOWN = 10
_SHOWN_HEADERS = 12
#: A header of fewer understood columns is not likely to be meant as a table.
#: Columns that only the nearest table has, of a header worth telling.
_LEAST_OWN = 2
_LEAST_COLUMNS = 3
#: How near a header must be to one that a table lacks to be proposed for it: about one character in six differs.
_VERY_NEAR = 0.75
_LIKE_A_PROSPECT = "但写着“{}”，看来一行是一个商机或线索，不是一个客户，未读入"
#: What is found, and why, of reasons that one word tells.
_WHY = {
    RejectionKind.OPTIONS: (kinds.OPTION_LIST, "但看来是供下拉框用的选项，未读入"),
    RejectionKind.OTHER_SUBJECT: (kinds.OTHER_SUBJECT, "但名称或标题里写着“{}”，未读入"),
    RejectionKind.OTHER_ROWS: (
        kinds.OTHER_SUBJECT,
        "但有“{}”一列，同一客户又出现多次，看来一行不是一个客户，未读入",
    ),
    RejectionKind.MESSAGES: (kinds.OTHER_SUBJECT, "但有“{}”一列，看来一行是一条消息，不是一次回访，未读入"),
    RejectionKind.PROSPECTS: (kinds.OTHER_SUBJECT, _LIKE_A_PROSPECT),
    RejectionKind.LIKE_PROSPECTS: (kinds.OTHER_SUBJECT, _LIKE_A_PROSPECT),
    RejectionKind.OTHER_MONEY: (
        kinds.OTHER_SUBJECT,
        "但写着“{}”，看来不是成交、应收或收款，金额没有计入，未读入",
    ),
    RejectionKind.NET_AMOUNT: (
        kinds.AMOUNT_WITHOUT_TAX,
        "但金额旁边另有“{}”，比率正是税率，金额看来不含税，而应收是价税合计，未读入",
    ),
}


def ambiguous_table(file: str, sheet: Sheet, band: Band, vocabulary: Vocabulary) -> Finding:
    """Return the finding for a header that fits several tables equally."""
    tables = "”和“".join(vocabulary.table_label(reading.table) for reading in band.readings)
    headers = _headers(band)
    return Finding(
        kinds.AMBIGUOUS_TABLE,
        Location(file, sheet.name, band.last_row, band.first_column),
        f"工作表“{sheet.name}”第{band.last_row}行的表头（{headers}）同样符合“{tables}”，未读入",
        value=headers,
    )


def doubtful_table(file: str, sheet: Sheet, band: Band, reason: Rejection, vocabulary: Vocabulary) -> Finding:
    """Return the finding for a header that reads as a table and may be something else."""
    table = band.readings[0].table
    label = "”或“".join(vocabulary.table_label(reading.table) for reading in band.readings)
    place = Location(file, sheet.name, band.last_row, reason.column)
    head = f"工作表“{sheet.name}”第{band.last_row}行的表头（{_headers(band)}）像“{label}”，"
    match reason.kind:
        case told if told in _WHY:
            kind, why = _WHY[told]
            why = why.format(*reason.seen)
        case RejectionKind.AGED_CONTRACTS:
            return aged_contracts(file, sheet, band.last_row, reason, list(band.texts.values()))
        case RejectionKind.CUSTOMER_ABOVE:
            return customer_above(
                file, sheet, NearMiss(band.last_row, band.readings[0]), reason.seen[0], vocabulary
            )
        case RejectionKind.GENERAL:
            kind = kinds.GENERAL_HEADERS
            why = f"但“{'”“'.join(reason.seen)}”说得太笼统，不能认定，未读入"
            if len(band.readings) == 1:
                pairs = zip(reason.fields, reason.seen, strict=True)
                lines = "、".join(header_line(table, field, [header]) for field, header in pairs)
                why += f"。如就是它，请改表头，或在策略文件开头加 {lines}"
    return Finding(kind, place, head + why, value=reason.seen[0], table=table)


def aged_contracts(file: str, sheet: Sheet, row: int, reason: Rejection, headers: Sequence[str]) -> Finding:
    """Return the finding for receivables by contract whose only sign of age is a text."""
    shown = "、".join(headers[:_SHOWN])
    return Finding(
        kinds.NEAR_MISS,
        Location(file, sheet.name, row, reason.column),
        f"工作表“{sheet.name}”第{row}行的表头（{shown}）像按合同列的“应收明细”，但缺少：开票日期或到期日；"
        f"“{reason.seen[0]}”只是文字，算不出每张单据的逾期，未读入",
        value=shown,
        table="invoices",
    )


def customer_above(file: str, sheet: Sheet, miss: NearMiss, cell: str, vocabulary: Vocabulary) -> Finding:
    """Return the finding for a table of one customer who stands over its header."""
    label = vocabulary.table_label(miss.reading.table)
    return Finding(
        kinds.CUSTOMER_ABOVE,
        Location(file, sheet.name, miss.row, min(match.column for match in miss.reading.columns)),
        f"工作表“{sheet.name}”第{miss.row}行的表头像“{label}”，客户却只写在表头上方的 {cell}，"
        "表里没有客户编号或客户名称一列，未读入",
        value=cell,
        table=miss.reading.table,
    )


def vertical_form(file: str, sheet: Sheet, form: RecordForm) -> Finding:
    """Return the finding for a sheet that is a form."""
    labels = "、".join(form.labels[:_SHOWN])
    return Finding(
        kinds.VERTICAL_FORM,
        Location(file, sheet.name, form.row, form.column),
        f"工作表“{sheet.name}”是竖排的单据，从 {cell_ref(form.row, form.column)} 起写着 {labels}；"
        "本程序只读一行一条记录的表，未读入",
        value=labels,
    )


def unrecognised_sheet(file: str, sheet: Sheet) -> Finding:
    """Return the finding for a sheet that has nothing like a table's header, or money that came in or went back."""
    return unread_flow(file, sheet) or Finding(
        kinds.UNRECOGNISED_SHEET,
        Location(file, sheet.name),
        f"工作表“{sheet.name}”里没有认识的表，未读入",
        sheet.name,
    )


def is_telling(miss: NearMiss, vocabulary: Vocabulary) -> bool:
    """Whether a header that lacks columns is worth telling: it has several of a table, or all needed but one.

    Two that no other table has are enough, whatever else is lacking.
    """
    reading = miss.reading
    needed = {field for group in vocabulary.tables[reading.table].needs for field in group}
    telling = any(
        match.field not in needed and header_spread(match.header, vocabulary) == 1
        for match in reading.columns
    )
    known = sum(match.field in needed for match in reading.columns) + telling
    all_but_one = len(reading.missing) == 1 and known > 1
    own = sum(m.reason != WEAK and header_spread(m.header, vocabulary) == 1 for m in reading.columns)
    return len(reading.columns) >= _LEAST_COLUMNS or all_but_one or own >= _LEAST_OWN


def is_surely_telling(miss: NearMiss, vocabulary: Vocabulary) -> bool:
    """Whether the same holds of a block beside or below a table, where lists of contacts stand as well.

    A column that the table needs must then be known without doubt (客户名称, and not 姓名), or several that no other
    table has.
    """
    needed = {field for group in vocabulary.tables[miss.reading.table].needs for field in group}
    sure = any(match.field in needed and match.reason != WEAK for match in miss.reading.columns)
    own = sum(m.reason != WEAK and header_spread(m.header, vocabulary) == 1 for m in miss.reading.columns)
    return (sure or own >= _LEAST_COLUMNS) and is_telling(miss, vocabulary)


def near_miss(file: str, sheet: Sheet, miss: NearMiss, vocabulary: Vocabulary) -> Finding:
    """Return the finding for a header that lacks a column: which, and the header that may be it.

    A bank's lines and refunds lack none: they are another thing.
    """
    flow = unread_flow(file, sheet)
    if flow is not None:
        return flow
    reading, near = miss.reading, _near_column(miss, vocabulary)
    lacking = "、".join(reading.missing)
    unclear = "".join(
        f"，其中 {name_ambiguous(item, reading.table, vocabulary)}" for item in reading.ambiguous
    )
    column = min(match.column for match in reading.columns) if near is None else near.column
    return Finding(
        kinds.NEAR_MISS,
        Location(file, sheet.name, miss.row, column),
        f"工作表“{sheet.name}”第{miss.row}行的表头像“{vocabulary.table_label(reading.table)}”，"
        f"但缺少：{lacking}；看到的表头是：{headers_of(reading)}{unclear}；未读入{nearest_hint(miss, vocabulary)}",
        value="、".join(match.header for match in reading.columns[:_SHOWN]),
        table=reading.table,
    )


def headers_of(reading: HeaderReading) -> str:
    """Return the texts of a header in their order, not too many."""
    matched = [(match.column, match.header) for match in (*reading.columns, *reading.duplicates)]
    unclear = [pair for item in reading.ambiguous for pair in zip(item.columns, item.headers, strict=True)]
    unknown = [(column.column, column.header) for column in reading.unknown]
    headers = sorted([*matched, *unclear, *unknown])
    return "、".join(header for _, header in headers[:_SHOWN_HEADERS])


def nearest_hint(miss: NearMiss, vocabulary: Vocabulary) -> str:
    """Return which header may be a column that is lacking, and what to do if it is; empty where none is near."""
    near = _near_column(miss, vocabulary)
    if near is None:
        return ""
    table = miss.reading.table
    return (
        f"。{cell_ref(miss.row, near.column)}“{near.header}”最接近“{vocabulary.field_label(table, near.nearest)}”，"
        f"如就是它，请改表头，或在策略文件开头加一行 {header_line(table, near.nearest, [near.header])}"
    )


def _near_column(miss: NearMiss, vocabulary: Vocabulary) -> UnknownColumn | None:
    table = vocabulary.tables[miss.reading.table]
    needed = {field for group in table.needs for field in group}
    unknown = with_nearest(miss.reading, table, _VERY_NEAR).unknown
    return next((column for column in unknown if column.nearest in needed), None)


def too_many_headers(file: str, sheet: Sheet, searched: int) -> Finding:
    """Return the finding for a sheet that was not searched to its end."""
    message = f"工作表“{sheet.name}”里像表头的行太多，第 {searched} 行之后没有再找，也没有读入"
    return Finding(kinds.TOO_MANY_HEADERS, Location(file, sheet.name, searched + 1), message, sheet.name)


def copied_sheet(file: str, sheet: Sheet, original: str) -> Finding:
    """Return the finding for a sheet that is a copy of another."""
    message = f"工作表“{sheet.name}”与“{original}”的内容完全相同，是它的副本，未读入"
    return Finding(kinds.SHEET_COPY, Location(file, sheet.name), message, original)


def far_cells(file: str, sheet: Sheet) -> list[Finding]:
    """Return the finding for stray cells that were passed over; none where there are none."""
    if not sheet.far_cells:
        return []
    shown = "、".join(cell_ref(row, column) for row, column in sheet.far_cells[:_SHOWN])
    count = len(sheet.far_cells)
    more = f"等 {count:,} 个单元格" if count > _SHOWN else ""
    row, column = sheet.far_cells[0]
    where = f"的 {shown}{more}离其余内容很远" if sheet.rows else f"只有 {shown}{more}有内容，离左上角很远"
    message = f"工作表“{sheet.name}”{where}，没有读入"
    return [Finding(kinds.FAR_CELLS, Location(file, sheet.name, row, column), message, count=count)]


def outside_table(region: Region, block: CellBlock, sheet: Sheet) -> Finding:
    """Return the finding for a block of cells that is none of a table's."""
    place = range_ref(block.first_row, block.first_column, block.last_row, block.last_column)
    row = sheet.rows[block.first_row - 1]
    text = next((str(value).strip() for value in row[block.first_column :] if is_filled(value)), "")
    finding = Finding(
        kinds.OUTSIDE_TABLE,
        Location(region.file, region.sheet, block.first_row, block.first_column),
        f"{place} 是表格之外的另一块内容，以“{text[:20]}”开头，未读入",
        value=text[:60],
        table=region.table,
    )
    return replace(finding, severity_override=Severity.WARNING) if block.like_table else finding


def beside_table(region: Region, beside: Beside, flags: SheetFlags) -> list[Finding]:
    """Return the findings for cells beside a table: a block of their own, or columns without a header."""
    block = beside.block
    if not beside.headerless:
        return [outside_table(region, block, flags.sheet)]
    return [
        Finding(
            kinds.BLANK_HEADER,
            Location(region.file, region.sheet, region.header_row, column),
            f"{column_letter(column)} 列有 {count} 行数据，而表头是空白，未读入",
            table=region.table,
            count=count,
        )
        for column in range(block.first_column, block.last_column + 1)
        if (count := headerless_rows(flags, region, column))
    ]


def _headers(band: Band) -> str:
    return "、".join(list(band.texts.values())[:_SHOWN])


def first_texts(workbooks: Sequence[Workbook]) -> str:
    """Return the first texts of a drop, for one in which nothing is known."""
    texts = (
        value.strip()
        for workbook in workbooks
        for sheet in workbook.sheets
        for row in sheet.rows[:5]
        for value in row
        if isinstance(value, str) and value.strip()
    )
    shown = [text[:20] for text, _ in zip(texts, range(_SHOWN_HEADERS), strict=False)]
    return "、".join(shown) or "(没有文字)"
