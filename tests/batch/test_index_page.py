"""The index: offline, escaped, its links lead somewhere, and it says which month a figure is compared with."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from batch.test_history import record
from report.html_reading import read_page

from kehu_batch.batch.history.database import History
from kehu_batch.batch.history.records import Status
from kehu_batch.batch.pages.index import IndexPage
from kehu_batch.batch.pages.rejection import render_reason
from kehu_batch.errors import InputRejected


def test_it_shows_months_links_and_what_waits(tmp_path: Path) -> None:
    with History(tmp_path / "h") as history:
        history.add(record("a", revision=1, period="2023-10", figures={"csat": 0.8, "questions": 2.0},
                           result_folder="结果/2023-10/回访", outputs=(("客户月报.html", "1"), ("a/深.xlsx", "2"))))  # fmt: skip
        history.add(record("b", revision=1, figures={"csat": 0.9}, result_folder="结果/没有"))
        history.add(record("c", series="坏", name="坏", status=Status.REJECTED, message="坏.xlsx 已损坏",
                           archive_folder="退回/坏", period=None, revision=None))  # fmt: skip
        (tmp_path / "结果" / "2023-10" / "回访").mkdir(parents=True)
        (tmp_path / "结果" / "2023-10" / "回访" / "客户月报.html").touch()
        page = IndexPage(history, tmp_path).render([("新.xlsx", "还在复制或保存")])
    assert "比 2023-10 ↑ 10.0 个百分点" in read_page(page).all_text()
    assert "2 个问题" in page
    assert "坏.xlsx 已损坏" in page
    assert "还在复制或保存" in page
    assert "结果已移走" in page
    assert "深.xlsx" not in page
    links = re.findall(r'href="([^"]*)"', page)
    assert links
    assert all((tmp_path / "结果" / unquote(link)).exists() for link in links)


def test_it_opens_with_the_newest_results_and_what_they_rest_on(tmp_path: Path) -> None:
    with History(tmp_path / "h") as history:
        for number, (period, scored) in enumerate((("2023-10", 29.0), ("2023-11", 30.0), ("2023-11", None))):
            folder = f"结果/{period}/{number}"
            (tmp_path / folder).mkdir(parents=True)
            for name in ("客户月报.html", "甲_批注.xlsx"):
                (tmp_path / folder / name).touch()
            figures = {"csat": 0.5, "called": 40.0 - number, "satisfaction.scored": scored, "questions": 1.0}
            history.add(record(str(number), series=f"第{number}份", name=f"第{number}份", period=period, revision=1,
                               figures=figures, result_folder=folder,
                               outputs=(("甲_批注.xlsx", "1"), ("客户月报.html", "2"))))  # fmt: skip
        page = IndexPage(history, tmp_path).render([])
    newest = page.partition('id="newest"')[2].partition("</section>")[0]
    assert re.findall(r"<b>(.*?)</b>", newest) == ["第2份", "第1份"]
    assert "2023-10" not in newest
    assert "客户月报.html" in newest
    assert "批注" not in newest
    assert "30 个评分" in page
    assert "样本少" not in page
    assert "打开批注工作簿" in page
    with History(tmp_path / "few") as history:
        history.add(record("a", figures={"csat": 0.5, "satisfaction.scored": 29.0}))
        assert "29 个评分，样本少，仅供参考" in IndexPage(history, tmp_path).render([])


def test_months_that_a_later_drop_held_are_drawn_too(tmp_path: Path) -> None:
    parts = (("2023-09", "satisfaction.csat", 0.7), ("2023-10", "satisfaction.csat", 0.6))
    with History(tmp_path / "h") as history:
        history.add(record("a", figures={"csat": 0.9}, months=parts, name="三个月"))
        history.add(record("b", figures={"csat": 0.5}, period="2023-10", series="十月", name="十月"))
        page = IndexPage(history, tmp_path).render([])
    rows = re.findall(r"<td>(2023-\d\d)</td><td class=\"n\">(.*?)</td><td class=\"from\">(.*?)</td>", page)
    assert rows == [
        ("2023-09", "70.0%", "三个月（其中）"),
        ("2023-10", "50.0%", "十月"),
        ("2023-11", "90.0%", "三个月"),
    ]


def test_a_long_refusal_is_whole_where_it_waits_and_short_in_the_list(tmp_path: Path) -> None:
    reason = "回访.xlsx 中没有认识的表。表头是：" + "客户、" * 40
    with History(tmp_path / "h") as history:
        history.add(record("a", status=Status.REJECTED, message=reason, period=None, revision=None))
        page = IndexPage(history, tmp_path).render([])
    assert page.count(reason) == 1
    assert page.count("回访.xlsx 中没有认识的表") == 2


def test_a_reason_page_sends_nobody_to_a_command() -> None:
    from kehu_batch.model.findings.catalogue import FINDING_KINDS

    said = [kind.action for kind in FINDING_KINDS if "kehu-batch template" in kind.action]
    said += ["请补上缺少的列，或按 kehu-batch template 生成的空白表填写"]
    said += ["请确认文件是否提交对了；空白表可用 kehu-batch template 生成"]
    assert len(said) == 3
    for action in said:
        page = render_reason("回访", ["回访.xlsx"], InputRejected("没有认识的表", action=action))
        assert "kehu-batch" not in page
        assert "工作文件夹的“空白表”里" in page


def test_hostile_names_are_only_ever_text(tmp_path: Path) -> None:
    name = "<script>alert(1)</script>\u202e\"' {{ 1 }}"
    with History(tmp_path / "h") as history:
        history.add(record("a", series=name, name=name, message=name, figures={"csat": 0.5}, changes=name))
        page = IndexPage(history, tmp_path).render([(name, name)])
    reason = render_reason(name, [name], InputRejected(name, action=name))
    for shown in (page, reason):
        assert "<script" not in shown
        assert "\u202e" not in shown
        assert "<bdi>&lt;script&gt;" in shown
        assert "://" not in shown
        assert "style=" not in shown


def test_more_lost_results_than_are_listed_are_counted(tmp_path: Path) -> None:
    for number in range(61):
        (tmp_path / f"结果/2023-11/回访{number:02}").mkdir(parents=True)
        (tmp_path / f"结果/2023-11/回访{number:02}/summary.json").touch()
    with History(tmp_path / "h") as history:
        shown = IndexPage(history, tmp_path).render([]).partition('id="strays"')[2].partition("</section>")[0]
    assert "61 份（列出最近 60 份）" in shown
    assert shown.count("href=") == 60


def test_results_of_which_the_record_was_deleted_are_still_to_be_found(tmp_path: Path) -> None:
    for name in ("2023-10/回访", "2023-11/回访", "2023-11/不全"):
        (tmp_path / "结果" / name).mkdir(parents=True)
        if name != "2023-11/不全":
            (tmp_path / "结果" / name / "summary.json").touch()
    with History(tmp_path / "h") as history:
        history.add(record("a", revision=1, result_folder="结果/2023-11/回访"))
        page = IndexPage(history, tmp_path)
        shown = page.render([]).partition('id="strays"')[2].partition("</section>")[0]
        assert "1 份" in shown
        assert [unquote(link) for link in re.findall(r'href="([^"]*)"', shown)] == ["../结果/2023-10/回访"]
        history.add(record("b", revision=1, period="2023-10", result_folder="结果/2023-10/回访"))
        assert 'id="strays"' not in page.render([])
