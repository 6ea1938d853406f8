"""What a folder holds beside its spreadsheets is named where it may hold tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from kehu_batch.batch.drops import resolve_drops
from kehu_batch.errors import NothingToDo


def fill(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    return folder


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("附件.zip", "附件.zip"),
        ("附件.RAR", "附件.RAR"),
        ("表.numbers", "表.numbers"),
        ("客户台账．xlsx", "客户台账．xlsx"),
        ("回访.xlsx.bak", "回访.xlsx.bak"),
        ("应收.XLS (1)", "应收.XLS (1)"),
        ("回款.xlsx.crdownload", "回款.xlsx.crdownload"),
        ("台账.xlsx - 快捷方式.lnk", "台账.xlsx - 快捷方式.lnk"),
        ("台账.csv_", "台账.csv_"),
        ("台账.xltx", "台账.xltx"),
        ("台账.fods", "台账.fods"),
        ("台账.MHT", "台账.MHT"),
        ("十一月/回访.xlsx", "子文件夹“十一月”里的 1 个表格文件"),
    ],
)
def test_what_may_hold_tables_is_named(name: str, said: str, tmp_path: Path) -> None:
    (drop,) = resolve_drops([fill(tmp_path, "回访.xlsx", name)])
    assert [path.name for path in drop.files] == ["回访.xlsx"]
    assert said in drop.unread


@pytest.mark.parametrize(
    "name",
    [
        "说明.pdf",
        "扫描.jpg",
        "~$回访.xlsx",
        "~$回访.xlsx.tmp",
        "回访.xlsxhelp",
        "无后缀",
        ".附件.zip",
        "财务/余额.xlsx",
        "负责人清单/王敏.xlsx",
        "十一月/说明.txt",
    ],
)
def test_what_holds_none_or_is_read_is_not(name: str, tmp_path: Path) -> None:
    (drop,) = resolve_drops([fill(tmp_path, "回访.xlsx", name)])
    assert drop.unread == ""


def test_a_package_without_suffix_is_named(tmp_path: Path) -> None:
    (fill(tmp_path, "回访.xlsx") / "客户台账").write_bytes(b"PK\x03\x04rest")
    (drop,) = resolve_drops([tmp_path])
    assert "客户台账" in drop.unread


def test_results_of_ours_are_not_named(tmp_path: Path) -> None:
    (drop,) = resolve_drops([fill(tmp_path, "回访.xlsx", "十月/回访_批注.xlsx", "十月/summary.json")])
    assert drop.unread == ""


def test_a_folder_of_folders_says_where_the_tables_are(tmp_path: Path) -> None:
    with pytest.raises(NothingToDo) as caught:
        resolve_drops([fill(tmp_path, "十一月/回访.xlsx", "附件.zip")])
    said = caught.value.message
    assert "里没有表格文件。文件夹里没有读的还有：子文件夹“十一月”里的 1 个表格文件、附件.zip；" in said


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("客户编号,客户名称,回访日期\nA1,甲,2024-05-22\n".encode("gbk"), True),
        ("客户编号\t客户名称\t回访日期\nA1\t甲\t2024-05-22\n".encode("utf-16"), True),
        ("本月回访说明，请各位同事核对。\n有问题找王敏,谢谢。\n".encode(), False),
        (b"", False),
    ],
)
def test_a_text_file_that_may_be_a_table_is_named(content: bytes, named: bool, tmp_path: Path) -> None:
    fill(tmp_path, "回访.xlsx")
    (tmp_path / "第4周.txt").write_bytes(content)
    (drop,) = resolve_drops([tmp_path])
    assert ("第4周.txt" in drop.unread) is named


OUR_PAGE = (
    '<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;"><table><tr></tr></table>'
)


@pytest.mark.parametrize(
    ("name", "content", "named"),
    [
        (
            "台账.html",
            "<style>td{}</style>" + " " * 9999 + "<TABLE border=1><tr><td>客户编号</td></tr></TABLE>",
            True,
        ),
        ("台账.htm", "\ufeff<table><tr><td>客户编号</td></tr></table>", True),
        ("说明.html", "<p>请各位核对</p>", False),
        ("客户月报_2023-11.html", OUR_PAGE, False),
        ("台账.xml", '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', True),
        ("设置.xml", "<settings/>", False),
    ],
)
def test_markup_that_may_be_a_table_is_named(name: str, content: str, named: bool, tmp_path: Path) -> None:
    fill(tmp_path, "回访.xlsx")
    code = "utf-16-le" if content.startswith("\ufeff") else "utf-8"
    (tmp_path / name).write_bytes(content.encode(code))
    (drop,) = resolve_drops([tmp_path])
    assert (name in drop.unread) is named


def test_a_text_file_that_nobody_may_read_is_named_and_hinders_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, "回访.xlsx", "第4周.txt")

    def refuse(path: Path, *_: object) -> None:
        raise PermissionError(path)

    monkeypatch.setattr(Path, "open", refuse)
    (drop,) = resolve_drops([tmp_path])
    assert "第4周.txt" in drop.unread
