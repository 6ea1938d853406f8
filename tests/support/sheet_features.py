"""Workbooks made by hand, one for each feature that a sheet beside ours may have: Excel's, and WPS's.

Each has the table ``A1:C4`` on the sheet 表, header row included; column D is free.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from support.packages import DECLARATION, LINKS, MAIN, PACKAGE_LINKS, TYPES, package, worksheet

X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
X15 = "http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
ETC = "http://www.wps.cn/officeDocument/2017/etCustomData"
_MICROSOFT = "http://schemas.microsoft.com/office"


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature, as far as it differs from the plain table.

    Attributes:
        head: Children of the worksheet before its rows.
        tail: Those after them.
        rows: Number of the row to its XML, where it is another than the plain table's.
        root: More namespaces of the worksheet.
        sheet_links: Id, whole type and target of the sheet's relationships.
        book_links: The same of the workbook's.
        members: More parts, each with its content type.
        links: Owner and content of more relationships parts.
        workbook_sheets: More tabs.
        workbook_tail: Children of the workbook after its sheets.
        changed: Parts besides the usual ones that annotating may write anew.
        kept: What must still stand in the sheet, besides ``head`` and ``tail``.
        moved: Parts of ``head`` and ``tail`` that follow our columns, and are not kept as they are.
    """

    head: str = ""
    tail: str = ""
    rows: Mapping[int, str] = field(default_factory=dict)
    root: str = ""
    sheet_links: tuple[tuple[str, str, str], ...] = ()
    book_links: tuple[tuple[str, str, str], ...] = ()
    members: Mapping[str, tuple[str, str | bytes]] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    workbook_sheets: str = ""
    workbook_tail: str = ""
    changed: frozenset[str] = frozenset()
    kept: tuple[str, ...] = ()
    moved: bool = False


def row(number: int, cells: str, attributes: str = "") -> str:
    return f'<row r="{number}"{attributes}>{cells}</row>'


def text(ref: str, text: str) -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


def plain(number: int) -> str:
    if number == 1:
        return "".join(text(f"{letter}1", f"列{letter}") for letter in "ABC")
    return f'{text(f"A{number}", f"客户{number}")}<c r="B{number}"><v>{number}</v></c><c r="C{number}"/>'


def relationships(entries: tuple[tuple[str, str, str], ...]) -> str:
    inner = "".join(
        f'<Relationship Id="{i}" Type="{kind if ":" in kind else f"{LINKS}/{kind}"}" Target="{to}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if ':' in to else ''}/>"
        for i, kind, to in entries
    )
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE_LINKS}">{inner}</Relationships>'


def write_host(path: Path, feature: Feature) -> Path:
    """Write a workbook with a feature; return ``path``."""
    body = "".join(feature.rows.get(number) or row(number, plain(number)) for number in range(1, 5))
    sheet = worksheet(body, head=feature.head, tail=feature.tail)
    if feature.root:
        sheet = sheet.replace("<worksheet ", f"<worksheet {feature.root} ", 1)
    book_links = (
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "styles", "styles.xml"),
        *feature.book_links,
    )
    return package(
        path,
        sheet,
        more={
            "xl/_rels/workbook.xml.rels": relationships(book_links),
            **{name: data for name, (_, data) in feature.members.items()},
            **feature.links,
        },
        overrides={f"/{name}": kind for name, (kind, _) in feature.members.items()},
        sheet_links=relationships(feature.sheet_links) if feature.sheet_links else "",
        workbook_sheets=feature.workbook_sheets,
        workbook_tail=feature.workbook_tail,
    )


def list_object(*, totals: bool = False, query: bool = False) -> str:
    columns = "".join(
        f'<tableColumn id="{index}" {"uniqueName=" + chr(34) + str(index) + chr(34) + " " if query else ""}'
        f'name="列{letter}"{f" queryTableFieldId={chr(34)}{index}{chr(34)}" if query else ""}/>'
        for index, letter in enumerate("ABC", start=1)
    )
    kind = ' tableType="queryTable"' if query else ""
    row = ' totalsRowCount="1"' if totals else ' totalsRowShown="0"'
    return (
        f'{DECLARATION}<table xmlns="{MAIN}" id="1" name="表1" displayName="表1" ref="A1:C4"{kind}{row}>'
        f'<autoFilter ref="A1:C{3 if totals else 4}"/><tableColumns count="3">{columns}</tableColumns></table>'
    )


TABLE = "xl/tables/table1.xml"
TABLE_TYPE = TYPES + "table+xml"
TABLE_LINK = ("rId1", "table", "../tables/table1.xml")
TABLE_PARTS = '<tableParts count="1"><tablePart r:id="rId1"/></tableParts>'
MARGINS = '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'


def _views(inner: str) -> str:
    return f'<sheetViews><sheetView workbookViewId="0">{inner}</sheetView></sheetViews>'


SHEET_FEATURES: dict[str, Feature] = {
    "list_object_with_totals": Feature(
        tail=TABLE_PARTS,
        sheet_links=(TABLE_LINK,),
        members={TABLE: (TABLE_TYPE, list_object(totals=True))},
    ),
    "list_object": Feature(
        tail=TABLE_PARTS,
        sheet_links=(TABLE_LINK,),
        members={TABLE: (TABLE_TYPE, list_object())},
        changed=frozenset({TABLE}),
    ),
    "filter_with_hidden_rows": Feature(
        head='<sheetPr filterMode="1"/>',
        rows={3: row(3, plain(3), ' hidden="1"')},
        tail='<autoFilter ref="A1:C4"><filterColumn colId="1"><filters><filter val="2"/><filter val="4"/>'
        '</filters></filterColumn><sortState ref="A2:C4"><sortCondition ref="B2:B4"/></sortState></autoFilter>',
        workbook_tail='<definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">'
        "表!$A$1:$C$4</definedName></definedNames>",
        kept=(
            '<row r="3" hidden="1">',
            (
                '<filterColumn colId="1"><filters><filter val="2"/><filter val="4"/></filters></filterColumn>'
                '<sortState ref="A2:C4"><sortCondition ref="B2:B4"/></sortState></autoFilter>'
            ),
        ),
        moved=True,
    ),
    "frozen_panes": Feature(
        head=_views(
            '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>'
            '<selection pane="topRight"/><selection pane="bottomLeft"/><selection pane="bottomRight"/>'
        )
    ),
    "split_panes": Feature(
        head=_views('<pane xSplit="2400" ySplit="900" topLeftCell="C4"/><selection pane="topLeft"/>')
    ),
    "page_breaks": Feature(
        tail=f'{MARGINS}<rowBreaks count="1" manualBreakCount="1"><brk id="2" max="16383" man="1"/></rowBreaks>'
        '<colBreaks count="1" manualBreakCount="1"><brk id="3" max="1048575" man="1"/></colBreaks>'
    ),
    "columns_to_the_edge": Feature(
        head='<cols><col min="1" max="16384" width="9" style="1" customWidth="1"/></cols>', moved=True
    ),
    "hidden_columns_to_the_edge": Feature(
        head='<cols><col min="4" max="16384" width="0" hidden="1" customWidth="1"/></cols>', moved=True
    ),
    "sheet_protection": Feature(
        tail='<sheetProtection algorithmName="SHA-512" hashValue="MTIz" saltValue="NDU2" spinCount="100000" '
        'sheet="1" objects="1"/><protectedRanges><protectedRange sqref="A2:C4" name="区"/></protectedRanges>'
    ),
    "rules_of_excel_2010": Feature(
        root=f'xmlns:x14="{X14}"',
        tail='<conditionalFormatting sqref="B2:B4"><cfRule type="dataBar" priority="7"><dataBar><cfvo type="min"/>'
        '<cfvo type="max"/><color rgb="FF638EC6"/></dataBar><extLst><ext uri="{B025F937-C7B1-47D3-B67F-A62EFF666E3E}">'
        "<x14:id>{11111111-2222-3333-4444-555555555555}</x14:id></ext></extLst></cfRule></conditionalFormatting>"
        f'{MARGINS}<extLst><ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}"><x14:conditionalFormattings>'
        '<x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        '<x14:cfRule type="dataBar" id="{11111111-2222-3333-4444-555555555555}"><x14:dataBar minLength="0" '
        'maxLength="100"><x14:cfvo type="autoMin"/><x14:cfvo type="autoMax"/></x14:dataBar></x14:cfRule>'
        "<xm:sqref>B2:B4</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>",
    ),
    "outlines": Feature(
        head='<sheetPr><outlinePr summaryBelow="0"/></sheetPr><sheetFormatPr defaultRowHeight="14" '
        'outlineLevelRow="1" outlineLevelCol="1"/><cols><col min="2" max="6" width="9" outlineLevel="1"/></cols>',
        rows={3: row(3, plain(3), ' outlineLevel="1"'), 4: row(4, plain(4), ' collapsed="1"')},
        kept=('<row r="3" outlineLevel="1">', '<row r="4" collapsed="1">'),
        moved=True,
    ),
    "shared_formula": Feature(
        rows={
            2: row(
                2, '<c r="A2"><v>1</v></c><c r="C2"><f t="shared" ref="C2:C4" si="0">A2*2</f><v>2</v></c>'
            ),
            3: row(3, '<c r="A3"><v>2</v></c><c r="C3"><f t="shared" si="0"/><v>4</v></c>'),
            4: row(4, '<c r="A4"><v>3</v></c><c r="C4"><f t="shared" si="0"/><v>6</v></c>'),
        },
        kept=('<f t="shared" ref="C2:C4" si="0">A2*2</f>', '<f t="shared" si="0"/><v>6</v>'),
    ),
    "dynamic_array": Feature(
        rows={
            2: row(
                2, '<c r="A2"><v>1</v></c><c r="C2" cm="1"><f t="array" ref="C2:C4">A2:A4</f><v>1</v></c>'
            ),
            3: row(3, '<c r="A3"><v>2</v></c><c r="C3"><v>2</v></c>'),
            4: row(4, '<c r="A4"><v>3</v></c><c r="C4"><v>3</v></c>'),
        },
        book_links=(("rId9", "sheetMetadata", "metadata.xml"),),
        members={
            "xl/metadata.xml": (
                TYPES + "sheetMetadata+xml",
                (
                    f'{DECLARATION}<metadata xmlns="{MAIN}" xmlns:xda="{_MICROSOFT}/spreadsheetml/2017/dynamicarray">'
                    '<metadataTypes count="1"><metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" '
                    'pasteAll="1" pasteValues="1" merge="1" splitFirst="1" rowColShift="1" clearFormats="1" '
                    'clearComments="1" assign="1" coerce="1" cellMeta="1"/></metadataTypes>'
                    '<futureMetadata name="XLDAPR" count="1"><bk><extLst>'
                    '<ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}"><xda:dynamicArrayProperties '
                    'fDynamic="1" fCollapsed="0"/></ext></extLst></bk></futureMetadata><cellMetadata count="1"><bk>'
                    '<rc t="1" v="0"/></bk></cellMetadata></metadata>'
                ),
            )
        },
        kept=('<c r="C2" cm="1"><f t="array" ref="C2:C4">A2:A4</f><v>1</v></c>',),
    ),
    "phonetic_text": Feature(
        rows={
            2: row(
                2,
                '<c r="A2" t="inlineStr" ph="1"><is><t>课</t><rPh sb="0" eb="1"><t>カ</t></rPh></is></c>'
                '<c r="B2"><v>2</v></c>',
            )
        },
        tail='<phoneticPr fontId="0"/>',
        kept=('<is><t>课</t><rPh sb="0" eb="1"><t>カ</t></rPh></is>',),
    ),
    "custom_views": Feature(
        tail='<customSheetViews><customSheetView guid="{6F9619FF-8B86-D011-B42D-00C04FC964FF}" filter="1" '
        f'showAutoFilter="1"><pane ySplit="1" topLeftCell="A2" state="frozen"/>{MARGINS}'
        '<autoFilter ref="A1:C4"/></customSheetView></customSheetViews>',
        workbook_tail='<customWorkbookViews><customWorkbookView name="甲" '
        'guid="{6F9619FF-8B86-D011-B42D-00C04FC964FF}" windowWidth="9" windowHeight="9" activeSheetId="1"/>'
        "</customWorkbookViews>",
    ),
    "ignored_errors_and_more": Feature(
        tail='<dataConsolidate/><dataValidations count="1"><dataValidation type="list" sqref="C2:C4" allowBlank="1">'
        f'<formula1>"是,否"</formula1></dataValidation></dataValidations>{MARGINS}<cellWatches><cellWatch r="B2"/>'
        '</cellWatches><ignoredErrors><ignoredError sqref="A2:A4" numberStoredAsText="1"/></ignoredErrors>'
    ),
    "names_and_print_area": Feature(
        workbook_tail='<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">表!$A$1:$C$4</definedName>'
        '<definedName name="_xlnm.Print_Titles" localSheetId="0">表!$1:$1</definedName>'
        '<definedName name="客户" comment="说明">表!$A$2:$A$4</definedName></definedNames>'
    ),
}
