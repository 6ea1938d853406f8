"""Boxes to tick that float over cells: those that no cell stands for are told."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise
from kehu_batch.source.opening import open_workbook

HEADER = ("客户编号", "客户名称", "本次回访时间", "是否接通")
_CONTROL = (
    '<v:shape id="s{row}" type="#_x0000_t201"><x:ClientData ObjectType="{kind}">'
    "<x:Anchor>3, 8, {row}, 2, 4, 0, {row}, 18</x:Anchor>{link}<x:Checked>1</x:Checked></x:ClientData></v:shape>"
)
_RELATION = (
    '<Relationship Id="rIdC" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/ctrlProp"'
    ' Target="../ctrlProps/ctrlProp1.xml"/></Relationships>'
)


def with_boxes(path: Path, controls: str) -> Path:
    """Write a worksheet whose drawing holds the controls in place of the one button that the writer knows of."""
    plain = path.with_name("plain.xlsx")
    with xlsxwriter.Workbook(plain) as book:
        page = book.add_worksheet("回访")
        for row, cells in enumerate((HEADER, *((f"A{n}", f"甲{n}", "2023-11-05", "") for n in range(3)))):
            page.write_row(row, 0, cells)
        page.insert_button("D2")
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name.endswith(".vml"):
                text = text.replace(b"</xml>", controls.encode() + b"</xml>")
            if name.endswith("sheet1.xml.rels"):
                text = text.replace(b"</Relationships>", _RELATION.encode())
            target.writestr(name, text)
        target.writestr("xl/ctrlProps/ctrlProp1.xml", "<formControlPr/>")
    return path


@pytest.mark.parametrize(
    ("kind", "link", "told"),
    [
        ("Checkbox", "", ["2 格上放着勾选框而没有链接单元格（D2、D4），勾没勾读不出"]),
        ("Radio", "<x:FmlaLink> </x:FmlaLink>", ["2 格上放着勾选框而没有链接单元格（D2、D4），勾没勾读不出"]),
        ("Checkbox", "<x:FmlaLink>$D$2</x:FmlaLink>", []),
        ("Button", "", []),
    ],
)
def test_boxes_without_a_cell_of_their_own_are_told(
    tmp_path: Path, kind: str, link: str, told: list[str]
) -> None:
    controls = "".join(_CONTROL.format(kind=kind, link=link, row=row) for row in (1, 3))
    book = open_workbook(with_boxes(tmp_path / "回访.xlsx", controls))
    found = recognise((book,), load_vocabulary()).findings
    assert [one.message for one in found if one.code == "KB138"] == told
