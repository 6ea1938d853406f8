"""A file of answers as people edit it: what is emptied is taken back, what is misspelled is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from kehu_batch.errors import PolicyError
from kehu_batch.model.findings.question import ANSWERS_NAME, Answer, Origin, QuestionKind
from kehu_batch.policy.answers import dump_answers, load_answers

ENTRY = 'kind = "status"\nkey = "invoices|挂起"\n'


def load(folder: Path, text: str) -> tuple[Answer, ...]:
    file = folder / ANSWERS_NAME
    file.write_text(text, encoding="utf-8")
    return load_answers(file)


@pytest.mark.parametrize("emptied", ['answer = ""', 'answer = "  "'])
def test_an_emptied_answer_is_taken_back_and_the_others_stand(tmp_path: Path, emptied: str) -> None:
    text = f'[[answers]]\n{ENTRY}{emptied}\n[[answers]]\n{ENTRY.replace("挂起", "搁置")}answer = "作废"\n'
    assert [(one.key, one.text) for one in load(tmp_path, text)] == [("invoices|搁置", "作废")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f'[[answer]]\n{ENTRY}answer = "作废"\n', "不认识的 “answer”"),
        (f'{ENTRY}answer = "作废"\n', "不认识的 “kind”、“key”、“answer”"),
        (f"[[answers]]\n{ENTRY}", "缺少 key 或 answer"),
        (f'[[answers]]\n{ENTRY}anwser = "作废"\n', "缺少 key 或 answer"),
        (f'[[answers]]\n{ENTRY}answer = "作废"\nchoices = 3\n', "choices 应为文字的列表"),
        (f'[[answers]]\n{ENTRY}answer = "作废"\nchoices = "作废、有效"\n', "choices 应为文字的列表"),
        (f'[[answers]]\n{ENTRY}answer = "作废"\nchoices = [1, 2]\n', "choices 应为文字的列表"),
    ],
)
def test_what_is_misspelled_is_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(PolicyError, match=told):
        load(tmp_path, text)


def test_what_can_be_answered_stands_in_the_file_and_is_read_again(tmp_path: Path) -> None:
    given = (
        Answer(
            QuestionKind.HEADER,
            "callbacks|回访人员姓名",
            "是回访人",
            "是不是“回访人”？",
            Origin("回访.xlsx", "回访!I2", "2023-11"),
            choices=("是回访人", "不是"),
        ),
    )
    text = dump_answers(given)
    assert 'choices = ["是回访人", "不是"]' in text
    assert load(tmp_path, text) == given


def test_a_file_without_answers_says_nothing(tmp_path: Path) -> None:
    assert load(tmp_path, "# 都删了\n") == ()
