"""Answers that a drop brings are kept in the workspace, and every later drop is read with them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from batch.workspace.fake_work import Desk

from kehu_batch.batch.history.records import Status
from kehu_batch.batch.workspace import settling
from kehu_batch.batch.workspace.requesting import Surroundings
from kehu_batch.errors import PolicyError
from kehu_batch.model.findings.question import ANSWERS_NAME
from kehu_batch.policy.answers import load_answers

FIRST = {"kind": "status", "key": "挂起", "answer": "未完成", "question": "“挂起”是什么意思？"}
SECOND = {"kind": "scale", "key": "满意度", "answer": "10 分制", "question": ""}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "工作区")


def answering(desk: Desk, *answers: dict[str, str]) -> None:
    """Have the next drops tell these answers as in force."""
    desk.work.extra = {
        "questions": {"open": 0, "items": [], "answered": len(answers), "answers": list(answers)}
    }


def test_answers_of_a_drop_are_kept_told_and_read_with_the_next(desk: Desk) -> None:
    desk.drop("回访.csv", "2023-11 a")
    desk.run()
    assert not desk.workspace.answers_file.exists()
    answering(desk, FIRST)
    desk.drop("回访_批注.csv", "2023-11 a b")
    (record,) = desk.run().records
    assert (record.series, record.revision) == ("回访", 2)
    assert record.message == "记住了 1 条答复（答复.toml），以后的投递不再问"
    (kept,) = load_answers(desk.workspace.answers_file)
    assert (kept.key, kept.text, kept.question) == ("挂起", "未完成", "“挂起”是什么意思？")
    answering(desk, FIRST, SECOND)
    desk.drop("另一份.csv", "2023-12 a")
    (record,) = desk.run().records
    assert desk.work.tasks[-1].request.kept_answers == (desk.workspace.answers_file,)
    assert record.message == "记住了 1 条答复（答复.toml），以后的投递不再问"
    assert [one.key for one in load_answers(desk.workspace.answers_file)] == ["满意度", "挂起"]
    desk.drop("又一份.csv", "2023-12 a c")
    (record,) = desk.run().records
    assert record.message is None


def test_what_stands_in_the_file_is_never_changed_by_a_drop(desk: Desk) -> None:
    text = '[[answers]]\nkind = "status"\nkey = "挂起"\nanswer = "已完成"\n# 部门自己的说明\n'
    desk.workspace.answers_file.write_text(text, encoding="utf-8")
    answering(desk, {**FIRST, "answer": "已完成"})
    desk.drop("回访.csv", "2023-11 a")
    desk.run()
    assert desk.workspace.answers_file.read_text(encoding="utf-8") == text


def test_a_file_of_answers_beside_the_inputs_is_read_and_is_no_workbook(desk: Desk) -> None:
    desk.drop("十一月/回访.csv", "2023-11 a")
    desk.drop(f"十一月/{ANSWERS_NAME}", "")
    (record,) = desk.run().records
    assert record.status == Status.DONE
    request = desk.work.tasks[-1].request
    assert [path.name for path in request.files] == ["回访.csv"]
    assert [path.name for path in request.answers] == [ANSWERS_NAME]


def test_a_file_of_answers_alone_is_refused_with_where_it_belongs(desk: Desk) -> None:
    desk.drop(ANSWERS_NAME, "x")
    (record,) = desk.run().records
    assert (record.status, record.error_code) == (Status.REJECTED, "only_answers")
    assert "与“收件箱”并列" in str(record.action)


def test_the_same_bytes_are_done_again_once_an_answer_is_there(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kehu_batch.policy.loading.load_policy", lambda _: type("", (), {"sha256": "p" * 64}))
    desk.drop("回访.csv", "2023-11 a")
    desk.run()
    desk.drop("回访.csv", "2023-11 a")
    assert [record.status for record in desk.run().records] == [Status.DUPLICATE]
    desk.workspace.answers_file.write_text("", encoding="utf-8")
    desk.drop("回访.csv", "2023-11 a")
    assert [record.status for record in desk.run().records] == [Status.UNCHANGED]
    assert len(desk.work.tasks) == 2


def test_a_new_version_of_the_program_does_the_same_bytes_again() -> None:
    row = {"program": "kehu-batch 0.0.1", "answers_sha256": None, "policy_sha256": "p", "ledger_sha256": None}
    assert not Surroundings("annual-spend").equal(row)


def test_answers_are_kept_once_after_a_crash(desk: Desk) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    answering(desk, FIRST)
    desk.drop("回访.csv", "2023-11 a")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settling, "keep_answers", interrupt)
        with pytest.raises(KeyboardInterrupt):
            desk.run()
    desk.another().work([])
    assert [one.key for one in load_answers(desk.workspace.answers_file)] == ["挂起"]
    assert [row["status"] for row in desk.history.latest()] == [Status.DONE]


def test_a_mistake_in_the_file_sends_the_drop_back_and_names_it(desk: Desk) -> None:
    desk.workspace.answers_file.write_text("[[answers]]\nkind = 1", encoding="utf-8")
    answering(desk, FIRST)
    desk.drop("回访.csv", "2023-11 a")
    tally = desk.run()
    ((name, error),) = tally.errors
    assert name == "回访.csv"
    assert error.message.startswith(f"工作文件夹里的 {ANSWERS_NAME}（与“收件箱”并列）第 1 条")
    assert desk.inbox() == ["回访.csv"]
    assert desk.is_tidy()
    page = (desk.workspace.results / "index.html").read_text(encoding="utf-8")
    assert "没有做完，放回了收件箱：工作文件夹里的" in page


def test_a_mistake_in_a_drops_own_file_refuses_that_drop_alone(desk: Desk) -> None:
    """It would come again and again, and nobody told who has to mend it."""
    own = PolicyError(
        f"答复文件 {ANSWERS_NAME} 第 1 条缺少 key 或 answer", action="改正", code="answers_invalid"
    )
    desk.drop("十一月/回访.csv", "2023-11 a")
    desk.work.fail = own
    (record,) = desk.run().records
    assert (record.status, record.error_code) == (Status.REJECTED, "answers_invalid")
    assert desk.inbox() == []


def test_tables_in_forms_that_are_not_read_are_told_from_other_files(desk: Desk) -> None:
    desk.drop("十一月/回访.csv", "2023-11 a")
    desk.drop("十一月/台账.html", "<table><tr><td>客户编号</td></tr></table>")
    desk.drop("十一月/说明.html", "<p>请核对</p>")
    (record,) = desk.run().records
    assert record.message == (
        "台账.html 里可能有表格，没有读，请解开或另存为 .xlsx 再放进来；说明.html 不是表格文件，没有读"
    )


def test_files_that_are_no_tables_do_not_stop_those_beside_them(desk: Desk) -> None:
    desk.drop("十一月/回访.csv", "2023-11 a")
    desk.drop("十一月/说明.docx", "x")
    desk.drop("十一月/截图.png", "x")
    (record,) = desk.run().records
    assert record.message == "截图.png、说明.docx 不是表格文件，没有读"
    assert [path.name for path in desk.work.tasks[-1].request.files] == ["回访.csv"]
    kept = sorted(path.name for path in desk.workspace.archive.rglob("*") if path.is_file())
    assert kept == ["回访.csv", "截图.png", "说明.docx"]
    summary = json.loads((desk.root / str(record.result_folder) / "summary.json").read_text(encoding="utf-8"))
    assert summary["period"] == "2023-11"
