"""What systems export as "Excel" but is markup: one small file as each kind of system writes it.

Each writer takes the title and rows of one table, all text, the header first, and returns a file's bytes.
"""

from __future__ import annotations

import quopri
from collections.abc import Callable, Mapping, Sequence
from html import escape

Rows = Sequence[Sequence[str]]
Writer = Callable[[str, Rows], bytes]

_OFFICE = (
    'xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel" '
    'xmlns="http://www.w3.org/TR/REC-html40"'
)
_SPREADSHEET = (
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
)


def _row(cells: Sequence[str], tag: str = "td", attributes: str = "") -> str:
    return "<tr>" + "".join(f"<{tag}{attributes}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>\n"


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "", 1).isdecimal() and not text.startswith("0")


def old_erp(title: str, rows: Rows) -> bytes:
    """A page of an old ERP in GB 2312: capital tags, cells and rows never closed, a merged title, a total."""
    width = len(rows[0])
    body = "".join(
        "<TR>\r\n" + "".join(f"<TD NOWRAP>{escape(cell)}&nbsp;\r\n" for cell in row) for row in rows
    )
    page = (
        "<HTML>\r\n<HEAD>\r\n<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=gb2312'>\r\n"
        f"<TITLE>{title}</TITLE></HEAD>\r\n<BODY><TABLE BORDER=1>\r\n"
        f"<TR><TD COLSPAN={width} ALIGN=CENTER><B>{title}</B>\r\n"
        f"{body}<TR><TD>合计<TD COLSPAN={width - 1}>&nbsp;\r\n</TABLE></BODY></HTML>"
    )
    return page.encode("gb2312")


def web_forms_grid(title: str, rows: Rows) -> bytes:
    """A grid of ASP.NET rendered into the response, with its pager, a class for text and no encoding declared."""
    cells = "".join(_row(row, attributes=' class="text"') for row in rows[1:])
    heads = _row(rows[0], "th", ' scope="col"')
    pages = "".join(f"<td><a href='?page={n}'>{n}</a></td>" for n in (2, 3))
    page = (
        "<style> .text { mso-number-format:\\@; } </style>\n<div>\n"
        '<table cellspacing="0" rules="all" border="1" id="gv" style="border-collapse:collapse;">\n'
        f"<caption>{title}</caption>{heads}{cells}"
        f'<tr><td colspan="{len(rows[0])}"><table border="0"><tr><td><span>1</span></td>{pages}</tr></table></td></tr>'
        "\n</table>\n</div>"
    )
    return page.encode()


def script_template(title: str, rows: Rows) -> bytes:
    """A table put into the template that scripts on web pages share, as the table's own tag was copied with it."""
    body = "".join(_row(row) for row in rows[1:])
    page = (
        f'<html {_OFFICE}><head><meta charset="UTF-8"><!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets>'
        f"<x:ExcelWorksheet><x:Name>{title}</x:Name><x:WorksheetOptions><x:DisplayGridlines/></x:WorksheetOptions>"
        "</x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]--></head><body><table>"
        f"<table class='el-table'><thead>{_row(rows[0], 'th')}</thead><tbody>{body}</tbody></table>"
        "</table></body></html>"
    )
    return page.encode()


def bare_fragment(title: str, rows: Rows) -> bytes:
    """What a PHP page echoes: no html element, a warning before the table, formats by Excel's own property."""
    body = "".join(_row(row, attributes=' style="vnd.ms-excel.numberformat:@" align=left') for row in rows)
    page = (
        "\r\n\r\n<meta http-equiv='Content-Type' content='text/html; charset=gbk' />\r\n"
        "<br />\n<b>Notice</b>:  Undefined index: dept in <b>/www/export.php</b> on line <b>12</b><br />\n"
        f"<h2 align=center>{title}</h2><table border='1'>{body}</table>"
    )
    return page.encode("gbk")


def layout_tables(title: str, rows: Rows) -> bytes:
    """A printed page: a table that frames all, one for the title, one for the conditions, one for the signatures."""
    body = "".join(_row(row) for row in rows)
    page = (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"><html><head><title>打印</title></head><body>'
        '<table width="100%"><tr><td><table width="100%"><tr><td align="center"><h1>'
        f"{title}</h1></td></tr></table></td></tr>"
        "<tr><td><table><tr><td>部门：</td><td><input type='text' value='客服一部'></td>"
        "<td>制表：</td><td>王敏</td></tr></table></td></tr>"
        f"<tr><td><div><table border=1 class='data'>{body}</table></div></td></tr>"
        "<tr><td><table><tr><td>审核：</td><td>________</td></tr></table></td></tr></table></body></html>"
    )
    return page.encode()


def split_grid(title: str, rows: Rows) -> bytes:
    """A grid of a script library, whose header stands in a table of its own over that of the rows."""
    body = "".join(_row(row) for row in rows[1:])
    heads = "".join(f"<th><div><span>{escape(cell)}</span><i></i></div></th>" for cell in rows[0])
    page = (
        f'<div class="panel"><div class="panel-title">{title}</div>'
        f'<div class="view-header"><table cellspacing="0"><thead><tr>{heads}</tr></thead></table></div>'
        f'<div class="view-body"><table cellspacing="0"><tbody>{body}</tbody></table></div></div>'
    )
    return page.encode()


def printed_pages(title: str, rows: Rows) -> bytes:
    """A report cut into pages: the second one goes on without headings."""
    style = "<div style='page-break-after:always'></div>"
    first = f"<table border=1><thead>{_row(rows[0], 'th')}</thead><tbody>{_row(rows[1])}</tbody></table>"
    rest = "".join(_row(row) for row in rows[2:])
    page = (
        f"<html><head><meta charset=utf-8></head><body><p>{title}</p>{first}{style}"
        f"<table border=1><tbody>{rest}</tbody></table></body></html>"
    )
    return page.encode()


def excel_page(title: str, rows: Rows) -> bytes:
    """A page that Excel 2003 saved: numbers beside what is shown, ids by a format of zeros, a hidden row at the end."""

    def cell(text: str) -> str:
        if text.isdecimal() and text.startswith("0"):
            return f'  <td class=xl25 align=right x:num="{int(text)}">{text}</td>'
        if _is_number(text):
            return f'  <td class=xl26 align=right x:num="{text.replace(",", "")}">{text}</td>'
        return f"  <td class=xl24>{escape(text)}</td>"

    body = "".join(
        " <tr height=19 style='height:14.25pt'>\r\n" + "\r\n".join(map(cell, row)) + "\r\n </tr>\r\n"
        for row in rows
    )
    empty = "".join("  <td width=72 style='width:54pt'></td>\r\n" for _ in rows[0])
    page = (
        f"<html {_OFFICE}>\r\n<head>\r\n"
        '<meta http-equiv=Content-Type content="text/html; charset=gb2312">\r\n'
        '<meta name=ProgId content=Excel.Sheet>\r\n<meta name=Generator content="Microsoft Excel 11">\r\n'
        '<style>\r\n<!--table\r\n\t{mso-displayed-decimal-separator:"\\.";}\r\n'
        ".xl24\r\n\t{mso-style-parent:style0;}\r\n"
        ".xl25\r\n\t{mso-style-parent:style0;\r\n\tmso-number-format:000000;}\r\n"
        '.xl26\r\n\t{mso-style-parent:style0;\r\n\tmso-number-format:"\\#\\,\\#\\#0\\.00";}\r\n-->\r\n</style>\r\n'
        "<!--[if gte mso 9]><xml>\r\n <x:ExcelWorkbook>\r\n  <x:ExcelWorksheets>\r\n   <x:ExcelWorksheet>\r\n"
        f"    <x:Name>{title}</x:Name>\r\n   </x:ExcelWorksheet>\r\n  </x:ExcelWorksheets>\r\n </x:ExcelWorkbook>\r\n"
        "</xml><![endif]-->\r\n</head>\r\n\r\n<body link=blue vlink=purple>\r\n\r\n"
        "<table x:str border=0 cellpadding=0 cellspacing=0 width=720 style='border-collapse:\r\n collapse'>\r\n"
        f" <col width=72 span={len(rows[0])} style='width:54pt'>\r\n{body}"
        f" <![if supportMisalignedColumns]>\r\n <tr height=0 style='display:none'>\r\n{empty} </tr>\r\n <![endif]>\r\n"
        "</table>\r\n\r\n</body>\r\n\r\n</html>\r\n"
    )
    return page.encode("gb2312")


def excel_archive(title: str, rows: Rows) -> bytes:
    """A workbook that Excel saved as a page in one file: a first page of frames, one for each sheet, a style sheet."""
    body = "".join(_row(row, attributes=" class=xl65") for row in rows)
    frames = (
        f"<html {_OFFICE}><head><meta name='Excel Workbook Frameset'><!--[if gte mso 9]><xml><x:ExcelWorkbook>"
        '<x:ExcelWorksheets><x:ExcelWorksheet><x:Name>说明</x:Name><x:WorksheetSource HRef="a.files/sheet001.htm"/>'
        f"</x:ExcelWorksheet><x:ExcelWorksheet><x:Name>{title}</x:Name>"
        '<x:WorksheetSource HRef="a.files/sheet002.htm"/></x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook>'
        "</xml><![endif]--></head><frameset rows='*,39'><frame src='a.files/sheet001.htm'></frameset></html>"
    )
    note = "<html><body><table><tr><td>每月五日前导出</td></tr></table></body></html>"
    sheet = f"<html><body><table>{body}</table></body></html>"
    files = (
        ("a.htm", "text/html", frames),
        ("a.files/stylesheet.css", "text/css", '.xl65 {mso-number-format:"\\@";}'),
        ("a.files/sheet001.htm", "text/html", note),
        ("a.files/sheet002.htm", "text/html", sheet),
    )
    parts = [
        f"Content-Location: file:///C:/0A1B2C3D/{place}\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        f'Content-Type: {kind}; charset="gb2312"\r\n\r\n'.encode()
        + quopri.encodestring(text.encode("gb2312"))
        for place, kind, text in files
    ]
    mark = b"----=_NextPart_01DA2F6B.5C3E9A10"
    head = (
        b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n"
        b'Content-Type: multipart/related; boundary="'
        + mark
        + b'"\r\n\r\nThis document is a Web archive file.\r\n\r\n'
    )
    return (
        head + b"".join(b"--" + mark + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + mark + b"--\r\n"
    )


def wide_page(title: str, rows: Rows) -> bytes:
    """A page in UTF-16, as .NET calls Unicode."""
    page = f"<html><head><title>{title}</title></head><body><table>{''.join(map(_row, rows))}</table></body></html>"
    return page.encode("utf-16")


def strict_page(title: str, rows: Rows) -> bytes:
    """A page that is XML, too, with the table's foot before its body as HTML 4 asks."""
    width = len(rows[0])
    page = (
        '<?xml version="1.0" encoding="GB18030"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n<html xmlns="http://www.w3.org/1999/xhtml">'
        f'<head><title/><script src="print.js"/></head><body><table summary="a &gt; b"><caption>{title}</caption>'
        f'<thead>{_row(rows[0], "th")}</thead><tfoot><tr><td>合计</td><td colspan="{width - 1}"></td></tr></tfoot>'
        f"<tbody>{''.join(map(_row, rows[1:]))}</tbody></table></body></html>"
    )
    return page.encode("gb18030")


def edited_grid(title: str, rows: Rows) -> bytes:
    """A grid in which rows are edited: a hidden key, boxes to tick, fields and lists in place of some cells."""

    def cells(row: Sequence[str]) -> str:
        first, second, *rest = map(escape, row)
        return (
            "<td style='display:none'>6F9619FF-8B86-D011</td><td><input type='checkbox' value='on'></td>"
            f"<td><input type=text value='{first}'></td>"
            f"<td><select><option value=0>请选择</option><option selected>{second}</option><option>别的</option></select>"
            + "".join(f"<td><span>{cell}</span></td>" for cell in rest)
        )

    heads = "".join(f"<th>{escape(cell)}</th>" for cell in rows[0])
    body = "".join(f"<tr>{cells(row)}</tr>" for row in rows[1:])
    page = (
        f"<html><body><form><h3>{title}</h3><table><tr><th style='display:none'>主键</th><th></th>{heads}</tr>"
        f"{body}</table></form></body></html>"
    )
    return page.encode()


def excel_xml(title: str, rows: Rows) -> bytes:
    """A workbook that Excel saved as XML: typed cells, ids by a format of zeros, a hidden sheet."""

    def cell(text: str) -> str:
        if text.isdecimal() and text.startswith("0"):
            return f'    <Cell ss:StyleID="s21"><Data ss:Type="Number">{int(text)}</Data></Cell>\r\n'
        if _is_number(text):
            return (
                f'    <Cell ss:StyleID="s23"><Data ss:Type="Number">{text.replace(",", "")}</Data></Cell>\r\n'
            )
        if text[:2] == "20" and text.count("-") == 2:
            return (
                f'    <Cell ss:StyleID="s22"><Data ss:Type="DateTime">{text}T00:00:00.000</Data></Cell>\r\n'
            )
        return f'    <Cell><Data ss:Type="String">{escape(text)}</Data></Cell>\r\n'

    body = "".join(
        '   <Row ss:AutoFitHeight="0">\r\n' + "".join(map(cell, row)) + "   </Row>\r\n" for row in rows
    )
    book = (
        '<?xml version="1.0"?>\r\n<?mso-application progid="Excel.Sheet"?>\r\n'
        f'<Workbook {_SPREADSHEET}>\r\n <DocumentProperties xmlns="urn:schemas-microsoft-com:office:office">\r\n'
        "  <Author>王敏</Author>\r\n </DocumentProperties>\r\n <Styles>\r\n"
        '  <Style ss:ID="Default" ss:Name="Normal">\r\n   <NumberFormat/>\r\n  </Style>\r\n'
        '  <Style ss:ID="s21">\r\n   <NumberFormat ss:Format="000000"/>\r\n  </Style>\r\n'
        '  <Style ss:ID="s22">\r\n   <NumberFormat ss:Format="Short Date"/>\r\n  </Style>\r\n'
        '  <Style ss:ID="s23">\r\n   <NumberFormat ss:Format="Standard"/>\r\n  </Style>\r\n </Styles>\r\n'
        ' <Worksheet ss:Name="参数">\r\n  <Table>\r\n   <Row><Cell><Data ss:Type="Boolean">1</Data></Cell></Row>\r\n'
        '  </Table>\r\n  <WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">\r\n'
        "   <Visible>SheetHidden</Visible>\r\n  </WorksheetOptions>\r\n </Worksheet>\r\n"
        f' <Worksheet ss:Name="{title}">\r\n  <Table ss:ExpandedColumnCount="{len(rows[0])}">\r\n'
        f'   <Column ss:Index="2" ss:AutoFitWidth="0" ss:Width="90"/>\r\n{body}'
        "  </Table>\r\n </Worksheet>\r\n</Workbook>"
    )
    return book.encode()


def report_xml(title: str, rows: Rows) -> bytes:
    """What a reporting tool writes: all text, prefixes everywhere, rows and cells in places of their own, a total."""

    def cells(row: Sequence[str]) -> str:
        return "".join(
            f'<ss:Cell ss:Index="{index}"><ss:Data ss:Type="String">{escape(text)}</ss:Data></ss:Cell>'
            for index, text in enumerate(row, 2)
            if text
        )

    body = "".join(f'<ss:Row ss:Index="{index}">{cells(row)}</ss:Row>' for index, row in enumerate(rows, 4))
    book = (
        '<?xml version="1.0" encoding="GB2312" standalone="yes"?>'
        '<ss:Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><ss:Worksheet ss:Name="Sheet1"><ss:Table>'
        f'<ss:Row ss:Index="2"><ss:Cell ss:Index="2" ss:MergeAcross="{len(rows[0]) - 1}">'
        f'<ss:Data ss:Type="String">{title}</ss:Data></ss:Cell></ss:Row>{body}'
        f'<ss:Row ss:Index="{len(rows) + 4}"><ss:Cell ss:Index="2"><ss:Data ss:Type="String">合计</ss:Data></ss:Cell>'
        '<ss:Cell ss:Index="7" ss:Formula="=SUM(R[-2]C:R[-1]C)"/></ss:Row></ss:Table></ss:Worksheet></ss:Workbook>'
    )
    return book.encode("gb2312")


def script_xml(title: str, rows: Rows) -> bytes:
    """What a script of a web page puts together: no encoding, no styles, numbers where they look like some."""

    def cell(text: str) -> str:
        kind = "Number" if _is_number(text) else "String"
        written = text.replace(",", "") if kind == "Number" else escape(text)
        return f'<Cell><Data ss:Type="{kind}">{written}</Data></Cell>'

    body = "".join(f"<Row>{''.join(map(cell, row))}</Row>" for row in rows)
    sheet = f"<Worksheet ss:Name='{title}'><Table>{body}</Table></Worksheet>"
    return f"\n<Workbook {_SPREADSHEET}>{sheet}</Workbook>".encode()


def delimited(_: str, rows: Rows) -> bytes:
    """Delimited text in GB 18030 under the suffix of a workbook."""
    return "".join(",".join(f'"{cell}"' for cell in row) + "\r\n" for row in rows).encode("gb18030")


#: Each writer with the suffix that its systems give.
EXPORTS: Mapping[str, tuple[Writer, str]] = {
    "old ERP": (old_erp, ".xls"),
    "ASP.NET grid": (web_forms_grid, ".xls"),
    "script template": (script_template, ".xls"),
    "PHP fragment": (bare_fragment, ".xls"),
    "layout tables": (layout_tables, ".xls"),
    "split grid": (split_grid, ".xlsx"),
    "printed pages": (printed_pages, ".xls"),
    "page by Excel": (excel_page, ".htm"),
    "archive by Excel": (excel_archive, ".xls"),
    "UTF-16": (wide_page, ".xls"),
    "XHTML": (strict_page, ".xlsx"),
    "edited grid": (edited_grid, ".xls"),
    "XML by Excel": (excel_xml, ".xml"),
    "XML by a reporting tool": (report_xml, ".xls"),
    "XML by a script": (script_xml, ".xls"),
    "delimited text": (delimited, ".xlsx"),
}
