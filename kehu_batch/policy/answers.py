"""Answers kept in a file that anyone can read, edit or delete: ``答复.toml``."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from pathlib import Path

from kehu_batch.errors import PolicyError
from kehu_batch.folding import fold_text
from kehu_batch.model.findings.question import Answer, Answers, AnswerSource, Matter, Origin, QuestionKind
from kehu_batch.policy.toml_values import tell_syntax
from kehu_batch.records import replace

_ACTION = "请对照导出的 答复.toml 改正；不要这些答复的，删去这个文件"


def load_answers(path: Path, source: AnswerSource = AnswerSource.FILE) -> tuple[Answer, ...]:
    """Return the answers of a file.

    Args:
        path: The file.
        source: Whose it is: one that was given with the drop, or the workspace's.

    Raises:
        PolicyError: It cannot be read, is no valid TOML, or an entry lacks something.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        action = "请检查路径，并存为 UTF-8 编码"
        raise _wrong(path, source, "打不开", action, "answers_unreadable") from error
    except tomllib.TOMLDecodeError as error:
        told = f"不是有效的 TOML：{tell_syntax(error)}"
        raise _wrong(path, source, told, code="answers_syntax") from error
    unknown = [f"“{name}”" for name in data if name != "answers"]
    if unknown:
        raise _wrong(path, source, f"里有不认识的 {'、'.join(unknown)}，答复都要写在 [[answers]] 下")
    entries = data.get("answers", [])
    if not isinstance(entries, list):
        raise _wrong(path, source, "的 answers 应为列表")
    parsed = (_parse(path, number, entry, source) for number, entry in enumerate(entries, start=1))
    # Whoever empties an answer takes it back.
    return tuple(answer for answer in parsed if answer.text)


def _wrong(
    path: Path, source: AnswerSource, told: str, action: str = _ACTION, code: str = "answers_invalid"
) -> PolicyError:
    """Return the error about a file of answers; the workspace's, which every drop is read with, is called that."""
    if source is AnswerSource.KEPT:
        return PolicyError(
            f"工作文件夹里的 {path.name}（与“收件箱”并列）{told}", action=action, code=f"kept_{code}"
        )
    return PolicyError(f"答复文件 {path.name} {told}", action=action, code=code)


def _parse(path: Path, number: int, entry: object, source: AnswerSource) -> Answer:
    known = {kind.value for kind in QuestionKind}
    if not isinstance(entry, dict) or entry.get("kind") not in known:
        action = f"可用的有：{'、'.join(sorted(known))}"
        raise _wrong(path, source, f"第 {number} 条的 kind 不认识", action)
    names = ("key", "answer", "question", "file", "cell", "period")
    texts = {name: entry.get(name, "") for name in names}
    if not all(isinstance(text, str) for text in texts.values()) or not texts["key"] or "answer" not in entry:
        raise _wrong(path, source, f"第 {number} 条缺少 key 或 answer")
    origin = Origin(texts["file"], texts["cell"], texts["period"]) if texts["file"] else None
    choices = entry.get("choices", [])
    if not isinstance(choices, list) or not all(isinstance(choice, str) for choice in choices):
        raise _wrong(path, source, f"第 {number} 条的 choices 应为文字的列表")
    return Answer(
        QuestionKind(entry["kind"]),
        texts["key"],
        texts["answer"].strip(),
        texts["question"],
        origin,
        source,
        tuple(choices),
    )


def dump_answers(answers: Iterable[Answer]) -> str:
    """Return the text of a file of answers, ordered by kind and key."""
    lines = ["# 待确认的答复。可以改 answer，也可以整段删去；下次运行时生效。"]
    for answer in sorted(answers, key=lambda item: (item.kind.value, item.key)):
        lines += [
            "",
            "[[answers]]",
            f"# {answer.kind.label}",
            f'kind = "{answer.kind.value}"',
            # TOML's basic strings escape as JSON's do.
            *(
                f"{name} = {json.dumps(text, ensure_ascii=False)}"
                for name, text in (
                    ("key", answer.key),
                    ("question", answer.question),
                    ("answer", answer.text),
                    ("choices", answer.choices),
                    *_origin(answer.origin),
                )
                if text
            ),
        ]
    return "\n".join(lines) + "\n"


def _origin(origin: Origin | None) -> tuple[tuple[str, str], ...]:
    """Return the entries that say where it was asked."""
    if origin is None:
        return ()
    return ("file", origin.file), ("cell", origin.cell), ("period", origin.period)


def join_answers(*sources: Iterable[Answer]) -> Answers:
    """Return the answers in force; of two that contradict each other in one source or across them, neither.

    Of two that say the same the first counts, with the place and the choices of the other where it has none itself.
    """
    given: dict[Matter, Answer] = {}
    contradicting: list[tuple[Answer, Answer]] = []
    for answer in (answer for source in sources for answer in source):
        at = answer.matter
        known = given.setdefault(at, answer)
        origin, choices = known.origin or answer.origin, known.choices or answer.choices
        given[at] = replace(known, origin=origin, choices=choices)
        if fold_text(known.text) != fold_text(answer.text):
            contradicting.append((known, answer))
    for first, _ in contradicting:
        given.pop(first.matter, None)
    ordered = dict(sorted(given.items(), key=lambda item: (item[0][0].value, item[0][1])))
    return Answers(ordered, tuple(contradicting))
