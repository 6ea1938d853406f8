"""Names that the format prescribes, in its two dialects, Transitional and Strict."""

from __future__ import annotations

SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SPREADSHEET_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONSHIPS_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"

#: Namespaces of parts that a donor brings, Transitional to Strict.
STRICT_NAMESPACES: tuple[tuple[str, str], ...] = (
    (SPREADSHEET, SPREADSHEET_STRICT),
    (RELATIONSHIPS, RELATIONSHIPS_STRICT),
    (
        "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
        "http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing",
    ),
    ("http://schemas.openxmlformats.org/drawingml/2006/chart", "http://purl.oclc.org/ooxml/drawingml/chart"),
    ("http://schemas.openxmlformats.org/drawingml/2006/main", "http://purl.oclc.org/ooxml/drawingml/main"),
)

CONTENT_PREFIX = "application/vnd.openxmlformats-officedocument.spreadsheetml."
COMMENTS_TYPE = CONTENT_PREFIX + "comments+xml"
STYLES_TYPE = CONTENT_PREFIX + "styles+xml"
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"

XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

#: The worksheet's direct children in the order that the schema demands.
WORKSHEET_ORDER: tuple[str, ...] = (
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "drawingHF",
    "legacyDrawing",
    "legacyDrawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)

WORKBOOK_ORDER: tuple[str, ...] = (
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "absPath",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
    "calcPr",
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
)

STYLES_ORDER: tuple[str, ...] = (
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
)


def relationship_type(kind: str, *, strict: bool) -> str:
    """Return the URI of an office document relationship.

    Example:
        >>> relationship_type("comments", strict=True)
        'http://purl.oclc.org/ooxml/officeDocument/relationships/comments'
    """
    return f"{RELATIONSHIPS_STRICT if strict else RELATIONSHIPS}/{kind}"
