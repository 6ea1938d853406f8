"""Workbooks made by hand whose features have parts of their own: slicers, pivots, queries, controls, WPS's own."""

from __future__ import annotations

from support.packages import DECLARATION, LINKS, MAIN, TYPES, worksheet
from support.sheet_features import (
    ETC,
    MARGINS,
    MC,
    TABLE,
    TABLE_LINK,
    TABLE_PARTS,
    TABLE_TYPE,
    X14,
    X15,
    Feature,
    list_object,
    plain,
    relationships,
    row,
)

_MICROSOFT = "http://schemas.microsoft.com/office"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
_VML_HEAD = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    "</o:shapelayout>"
)
_PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)


def _anchor(name: str, uri: str, inner: str) -> str:
    """Return a drawing of one frame, wrapped as newer features are."""
    return (
        f'{DECLARATION}<xdr:wsDr xmlns:xdr="{_DRAWING}/spreadsheetDrawing" xmlns:a="{_DRAWING}/main">'
        "<xdr:twoCellAnchor><xdr:from><xdr:col>6</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row>"
        "<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>8</xdr:col><xdr:colOff>0</xdr:colOff>"
        "<xdr:row>9</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
        f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice xmlns:sle15="{_MICROSOFT}/drawing/2012/slicer" '
        f'Requires="sle15"><xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="{name}"/>'
        '<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/>'
        f'</xdr:xfrm><a:graphic><a:graphicData uri="{uri}">{inner}</a:graphicData></a:graphic></xdr:graphicFrame>'
        '</mc:Choice><mc:Fallback><xdr:sp><xdr:nvSpPr><xdr:cNvPr id="0" name=""/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr/>'
        "</xdr:sp></mc:Fallback></mc:AlternateContent><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
    )


_SLICER = Feature(
    root=f'xmlns:x15="{X15}" xmlns:x14="{X14}"',
    tail=f'{MARGINS}<drawing r:id="rId3"/>{TABLE_PARTS}<extLst><ext uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}">'
    '<x15:slicerList><x14:slicer r:id="rId2"/></x15:slicerList></ext></extLst>',
    sheet_links=(
        TABLE_LINK,
        ("rId2", f"{_MICROSOFT}/2007/relationships/slicer", "../slicers/slicer1.xml"),
        ("rId3", "drawing", "../drawings/drawing1.xml"),
    ),
    book_links=(("rId9", f"{_MICROSOFT}/2007/relationships/slicerCache", "slicerCaches/slicerCache1.xml"),),
    members={
        TABLE: (TABLE_TYPE, list_object()),
        "xl/slicers/slicer1.xml": (
            "application/vnd.ms-excel.slicer+xml",
            (
                f'{DECLARATION}<slicers xmlns="{X14}"><slicer name="列A" cache="切片器_列A" '
                'caption="列A" rowHeight="241300"/>'
                "</slicers>"
            ),
        ),
        "xl/slicerCaches/slicerCache1.xml": (
            "application/vnd.ms-excel.slicerCache+xml",
            (
                f'{DECLARATION}<slicerCacheDefinition xmlns="{X14}" name="切片器_列A" sourceName="列A"><extLst>'
                f'<x:ext xmlns:x="{MAIN}" uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}"><x15:tableSlicerCache '
                f'xmlns:x15="{X15}" tableId="1" column="1"/></x:ext></extLst></slicerCacheDefinition>'
            ),
        ),
        "xl/drawings/drawing1.xml": (
            _DRAWING_TYPE,
            _anchor(
                "列A",
                f"{_MICROSOFT}/drawing/2010/slicer",
                f'<sle:slicer xmlns:sle="{_MICROSOFT}/drawing/2010/slicer" name="列A"/>',
            ),
        ),
    },
    workbook_tail='<definedNames><definedName name="切片器_列A">#N/A</definedName></definedNames><extLst>'
    f'<ext uri="{{46BE6895-7355-4a93-B00E-2C351335B9C9}}" xmlns:x15="{X15}" xmlns:x14="{X14}"><x15:slicerCaches>'
    '<x14:slicerCache r:id="rId9"/></x15:slicerCaches></ext></extLst>',
    changed=frozenset({TABLE}),
)

_PIVOT_RECORDS = (
    f'{DECLARATION}<pivotCacheRecords xmlns="{MAIN}" xmlns:r="{LINKS}" count="1"><r><x v="0"/><n v="2"/><m/></r>'
    "</pivotCacheRecords>"
)
_PIVOT_CACHE = (
    f'{DECLARATION}<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{LINKS}" r:id="rId1" recordCount="1">'
    '<cacheSource type="worksheet"><worksheetSource ref="A1:C4" sheet="表"/></cacheSource><cacheFields count="3">'
    '<cacheField name="列A" numFmtId="0"><sharedItems count="1"><s v="客户2"/></sharedItems></cacheField>'
    '<cacheField name="列B" numFmtId="0"><sharedItems containsSemiMixedTypes="0" containsString="0" '
    'containsNumber="1" containsInteger="1" minValue="2" maxValue="4"/></cacheField><cacheField name="列C" '
    'numFmtId="0"><sharedItems containsNonDate="0" containsString="0" containsBlank="1"/></cacheField></cacheFields>'
    "</pivotCacheDefinition>"
)
_PIVOT_TABLE = (
    f'{DECLARATION}<pivotTableDefinition xmlns="{MAIN}" name="透视1" cacheId="7" dataCaption="值">'
    '<location ref="H1:I3" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="3">'
    '<pivotField axis="axisRow" showAll="0"><items count="2"><item x="0"/><item t="default"/></items></pivotField>'
    '<pivotField dataField="1" showAll="0"/><pivotField showAll="0"/></pivotFields><rowFields count="1">'
    '<field x="0"/></rowFields><rowItems count="2"><i><x/></i><i t="grand"><x/></i></rowItems><colItems count="1">'
    '<i/></colItems><dataFields count="1"><dataField name="求和" fld="1" baseField="0" baseItem="0"/></dataFields>'
    "</pivotTableDefinition>"
)
_PIVOT_WITH_TIMELINE = Feature(
    tail=f'<extLst><ext uri="{{7E03D99C-DC04-49d9-9315-930204A7B6E9}}" xmlns:x15="{X15}"><x15:timelineRefs>'
    '<x15:timelineRef r:id="rId2"/></x15:timelineRefs></ext></extLst>',
    sheet_links=(
        ("rId1", "pivotTable", "../pivotTables/pivotTable1.xml"),
        ("rId2", f"{_MICROSOFT}/2011/relationships/timeline", "../timelines/timeline1.xml"),
    ),
    book_links=(
        ("rId8", f"{_MICROSOFT}/2011/relationships/timelineCache", "timelineCaches/timelineCache1.xml"),
        ("rId9", "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"),
    ),
    members={
        "xl/timelines/timeline1.xml": (
            "application/vnd.ms-excel.timeline+xml",
            (
                f'{DECLARATION}<timelines xmlns="{X15}"><timeline name="日期" cache="日程表_日期" caption="日期" level="2" '
                'selectionLevel="2"/></timelines>'
            ),
        ),
        "xl/timelineCaches/timelineCache1.xml": (
            "application/vnd.ms-excel.timelineCache+xml",
            (
                f'{DECLARATION}<timelineCacheDefinition xmlns="{X15}" name="日程表_日期" sourceName="列A"><pivotTables>'
                '<pivotTable tabId="1" name="透视1"/></pivotTables><state minimalRefreshVersion="6" '
                'lastRefreshVersion="6" pivotCacheId="7" filterType="unknown"><bounds startDate="2023-01-01T00:00:00" '
                'endDate="2024-01-01T00:00:00"/></state></timelineCacheDefinition>'
            ),
        ),
        "xl/pivotTables/pivotTable1.xml": (TYPES + "pivotTable+xml", _PIVOT_TABLE),
        "xl/pivotCache/pivotCacheDefinition1.xml": (TYPES + "pivotCacheDefinition+xml", _PIVOT_CACHE),
        "xl/pivotCache/pivotCacheRecords1.xml": (TYPES + "pivotCacheRecords+xml", _PIVOT_RECORDS),
    },
    links={
        "xl/pivotTables/_rels/pivotTable1.xml.rels": relationships(
            (("rId1", "pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml"),)
        ),
        "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": relationships(
            (("rId1", "pivotCacheRecords", "pivotCacheRecords1.xml"),)
        ),
    },
    workbook_tail='<definedNames><definedName name="日程表_日期">#N/A</definedName></definedNames><pivotCaches>'
    '<pivotCache cacheId="7" r:id="rId9"/></pivotCaches><extLst>'
    f'<ext uri="{{D0CA8CA8-9F24-4464-BF8E-62219DCF47F9}}" xmlns:x15="{X15}"><x15:timelineCacheRefs>'
    '<x15:timelineCacheRef r:id="rId8"/></x15:timelineCacheRefs></ext></extLst>',
)

_CONNECTIONS = (
    TYPES + "connections+xml",
    (
        f'{DECLARATION}<connections xmlns="{MAIN}"><connection id="1" name="查询" type="1" refreshedVersion="6">'
        '<dbPr connection="DSN=x" command="SELECT 1"/></connection></connections>'
    ),
)
_QUERY_FIELDS = "".join(
    f'<queryTableField id="{index}" name="列{letter}" tableColumnId="{index}"/>'
    for index, letter in enumerate("ABC", start=1)
)
_QUERY_TABLE = Feature(
    tail=TABLE_PARTS,
    sheet_links=(TABLE_LINK,),
    book_links=(("rId9", "connections", "connections.xml"),),
    members={
        TABLE: (TABLE_TYPE, list_object(query=True)),
        "xl/connections.xml": _CONNECTIONS,
        "xl/queryTables/queryTable1.xml": (
            TYPES + "queryTable+xml",
            (
                f'{DECLARATION}<queryTable xmlns="{MAIN}" name="查询" connectionId="1" autoFormatId="16">'
                f'<queryTableRefresh nextId="4"><queryTableFields count="3">{_QUERY_FIELDS}</queryTableFields>'
                "</queryTableRefresh></queryTable>"
            ),
        ),
    },
    links={
        "xl/tables/_rels/table1.xml.rels": relationships(
            (("rId1", "queryTable", "../queryTables/queryTable1.xml"),)
        )
    },
)
_OLD_QUERY_TABLE = Feature(
    sheet_links=(("rId1", "queryTable", "../queryTables/queryTable1.xml"),),
    book_links=(("rId9", "connections", "connections.xml"),),
    members={
        "xl/connections.xml": _CONNECTIONS,
        "xl/queryTables/queryTable1.xml": (
            TYPES + "queryTable+xml",
            f'{DECLARATION}<queryTable xmlns="{MAIN}" name="查询" connectionId="1" autoFormatId="16"/>',
        ),
    },
    workbook_tail='<definedNames><definedName name="查询" localSheetId="0">表!$A$1:$C$4</definedName></definedNames>',
)

_THREADS = Feature(
    tail=f'{MARGINS}<legacyDrawing r:id="rId2"/>',
    sheet_links=(
        ("rId1", "comments", "../comments1.xml"),
        ("rId2", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
        (
            "rId3",
            f"{_MICROSOFT}/2017/10/relationships/threadedComment",
            "../threadedComments/threadedComment1.xml",
        ),
    ),
    book_links=(("rId9", f"{_MICROSOFT}/2017/10/relationships/person", "persons/person.xml"),),
    members={
        "xl/comments1.xml": (
            TYPES + "comments+xml",
            (
                f'{DECLARATION}<comments xmlns="{MAIN}"><authors><author>tc={{0A0A0A0A-0000-4000-8000-000000000001}}'
                '</author></authors><commentList><comment ref="A2" authorId="0" shapeId="0"><text><t>[线程批注]</t></text>'
                "</comment></commentList></comments>"
            ),
        ),
        "xl/drawings/vmlDrawing1.vml": (
            _VML_TYPE,
            (
                f'{_VML_HEAD}<v:shape id="_x0000_s1025" type="#_x0000_t202" style="visibility:hidden">'
                '<x:ClientData ObjectType="Note"><x:Anchor>1, 15, 0, 2, 3, 15, 3, 16</x:Anchor><x:Row>1</x:Row>'
                "<x:Column>0</x:Column></x:ClientData></v:shape></xml>"
            ),
        ),
        "xl/threadedComments/threadedComment1.xml": (
            "application/vnd.ms-excel.threadedcomments+xml",
            (
                f'{DECLARATION}<ThreadedComments xmlns="{_MICROSOFT}/spreadsheetml/2018/threadedcomments">'
                '<threadedComment ref="A2" dT="2023-11-05T08:00:00.00" '
                'personId="{0B0B0B0B-0000-4000-8000-000000000001}" id="{0A0A0A0A-0000-4000-8000-000000000001}">'
                "<text>请核对</text></threadedComment></ThreadedComments>"
            ),
        ),
        "xl/persons/person.xml": (
            "application/vnd.ms-excel.person+xml",
            (
                f'{DECLARATION}<personList xmlns="{_MICROSOFT}/spreadsheetml/2018/threadedcomments"><person '
                'displayName="李" id="{0B0B0B0B-0000-4000-8000-000000000001}" userId="a" providerId="None"/>'
                "</personList>"
            ),
        ),
    },
    changed=frozenset({"xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"}),
)

_HEADER_PICTURE = Feature(
    tail=f'{MARGINS}<headerFooter><oddHeader>&amp;L&amp;G</oddHeader></headerFooter><legacyDrawingHF r:id="rId1"/>',
    sheet_links=(("rId1", "vmlDrawing", "../drawings/vmlDrawing1.vml"),),
    members={
        "xl/drawings/vmlDrawing1.vml": (
            _VML_TYPE,
            (
                f'{_VML_HEAD}<v:shape id="LH" o:spid="_x0000_s1025" style="width:9pt;height:9pt">'
                '<v:imagedata o:relid="rId1" o:title="标"/></v:shape></xml>'
            ),
        ),
        "xl/media/image1.png": ("image/png", _PICTURE),
    },
    links={
        "xl/drawings/_rels/vmlDrawing1.vml.rels": relationships((("rId1", "image", "../media/image1.png"),))
    },
    moved=True,
    kept=('<legacyDrawingHF r:id="rId1"/>',),
)

_CONTROL = Feature(
    root=f'xmlns:mc="{MC}" xmlns:x14="{X14}" xmlns:xdr="{_DRAWING}/spreadsheetDrawing"',
    tail=f'{MARGINS}<legacyDrawing r:id="rId1"/><mc:AlternateContent><mc:Choice Requires="x14"><controls>'
    '<mc:AlternateContent><mc:Choice Requires="x14"><control shapeId="1025" r:id="rId2" name="复选框 1"><controlPr '
    'defaultSize="0" autoFill="0" autoLine="0" autoPict="0"><anchor moveWithCells="1"><from><xdr:col>6</xdr:col>'
    "<xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></from><to><xdr:col>7</xdr:col>"
    "<xdr:colOff>0</xdr:colOff><xdr:row>2</xdr:row><xdr:rowOff>0</xdr:rowOff></to></anchor></controlPr></control>"
    "</mc:Choice></mc:AlternateContent></controls></mc:Choice></mc:AlternateContent>",
    sheet_links=(
        ("rId1", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
        ("rId2", "ctrlProp", "../ctrlProps/ctrlProp1.xml"),
    ),
    members={
        "xl/drawings/vmlDrawing1.vml": (
            _VML_TYPE,
            (
                f'{_VML_HEAD}<v:shape id="_x0000_s1025" type="#_x0000_t201"><v:textbox><div><font>选<br></font></div>'
                '</v:textbox><x:ClientData ObjectType="Checkbox"><x:Anchor>6, 0, 1, 0, 7, 0, 2, 0</x:Anchor>'
                "</x:ClientData></v:shape></xml>"
            ),
        ),
        "xl/ctrlProps/ctrlProp1.xml": (
            "application/vnd.ms-excel.controlproperties+xml",
            f'{DECLARATION}<formControlPr xmlns="{X14}" objectType="CheckBox" lockText="1" noThreeD="1"/>',
        ),
    },
    changed=frozenset({"xl/drawings/vmlDrawing1.vml"}),
)

_VERY_HIDDEN = Feature(
    workbook_sheets='<sheet name="_参数" sheetId="2" state="veryHidden" r:id="rId8"/>'
    '<sheet name="藏" sheetId="5" state="hidden" r:id="rId9"/>',
    book_links=(
        ("rId8", "worksheet", "worksheets/sheet2.xml"),
        ("rId9", "worksheet", "worksheets/sheet9.xml"),
    ),
    members={
        "xl/worksheets/sheet2.xml": (TYPES + "worksheet+xml", worksheet(row(1, plain(1)))),
        "xl/worksheets/sheet9.xml": (TYPES + "worksheet+xml", worksheet("")),
    },
)

_WPS_CELL_IMAGE = (
    f'{DECLARATION}<etc:cellImages xmlns:xdr="{_DRAWING}/spreadsheetDrawing" xmlns:r="{LINKS}" '
    f'xmlns:a="{_DRAWING}/main" xmlns:etc="{ETC}"><etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" '
    'name="ID_0123456789ABCDEF0123456789ABCDEF"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
    '<a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr/></xdr:pic>'
    "</etc:cellImage></etc:cellImages>"
)
_DISPIMG = 'DISPIMG("ID_0123456789ABCDEF0123456789ABCDEF",1)'
_WPS = Feature(
    root=f'xmlns:etc="{ETC}"',
    head="<sheetPr/>",
    rows={
        2: row(
            2,
            f'<c r="A2"><v>1</v></c><c r="C2" t="str"><f>_xlfn.{_DISPIMG}</f><v>={_DISPIMG}</v></c>',
            ' ht="40" customHeight="1" spans="1:3"',
        )
    },
    tail=f'<autoFilter xmlns:etc="{ETC}" ref="A1:C4" etc:filterBottomFollowUsedRange="0"><extLst/></autoFilter>',
    book_links=(
        ("rId7", "http://www.wps.cn/officeDocument/2020/cellImage", "cellimages.xml"),
        ("rId8", "http://www.wps.cn/officeDocument/2023/relationships/woinfos", "woinfos.xml"),
        (
            "rId9",
            "http://www.wps.cn/officeDocument/2021/customStorage",
            "../customStorage/customStorage.xml",
        ),
    ),
    members={
        "xl/cellimages.xml": ("application/vnd.wps-officedocument.cellimage+xml", _WPS_CELL_IMAGE),
        "xl/media/image1.png": ("image/png", _PICTURE),
        "xl/woinfos.xml": (
            "application/vnd.wps-officedocument.woinfos+xml",
            (
                f'{DECLARATION}<woProps xmlns="https://web.wps.cn/et/2018/main" xmlns:s="{MAIN}"><woSheetsProps>'
                '<woSheetProps sheetStid="1" interlineOnOff="0" interlineColor="0" isDbSheet="0"/></woSheetsProps>'
                "<woBookProps><bookSettings isFilterShared="
                '"1" coreConquerUserId="" isAutoUpdatePaused="0"/></woBookProps></woProps>'
            ),
        ),
        "customStorage/customStorage.xml": (
            "application/vnd.wps-officedocument.customStorage+xml",
            f'{DECLARATION}<customStorage xmlns="https://web.wps.cn/et/2018/main"><book/><sheets/></customStorage>',
        ),
    },
    links={"xl/_rels/cellimages.xml.rels": relationships((("rId1", "image", "media/image1.png"),))},
    kept=(f"<f>_xlfn.{_DISPIMG}</f><v>={_DISPIMG}</v></c>", 'etc:filterBottomFollowUsedRange="0"'),
    moved=True,
)

PART_FEATURES: dict[str, Feature] = {
    "slicer": _SLICER,
    "pivot_over_the_table_with_timeline": _PIVOT_WITH_TIMELINE,
    "query_table": _QUERY_TABLE,
    "old_query_table": _OLD_QUERY_TABLE,
    "threaded_comments": _THREADS,
    "header_picture": _HEADER_PICTURE,
    "control": _CONTROL,
    "very_hidden_sheets": _VERY_HIDDEN,
    "wps": _WPS,
}
