"""What people typed as an answer, as the choice that it means (docs/rules.md, 12.5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from kehu_batch.folding import fold_text
from kehu_batch.model.findings.catalogue_figures import ANSWER_UNUSED
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.findings.question import FIXED_CHOICES, NO, NO_ISSUE, YES, Answer, QuestionKind
from kehu_batch.policy.answered_states import AnswerWords
from kehu_batch.policy.vocabulary import Vocabulary
from kehu_batch.records import replace

#: Marks that people type around an answer.
_MARKS = " .,;:!?、。()[]\"'“”‘’《》<>*"
_YES = frozenset({"是", "是的", "对", "对的", "同一个", "y", "yes", "true", "√", "✓", "✔"})
_NO = frozenset({"不是", "不是的", "否", "不", "不对", "n", "no", "false", "×", "✗", "✘"})
#: Endings that people leave out: ``10`` for ``10分制``.
_ENDINGS = ("分制", "元")
#: So many characters of a choice are enough where no other begins with them.
_BEGINNING = 2


def choose(text: str, choices: Sequence[str]) -> str | None:
    """Return the choice that a typed answer means, whatever its width, spaces and marks; ``None`` where it is none.

    Example:
        >>> choose(" 作 废。", ("有效", "作废")), choose("１０", ("5分制", "10分制", "100分制")), choose("对", ("是", "不是"))
        ('作废', '10分制', '是')
        >>> choose("回访人", ("是回访人", "不是")), choose("服务", ("服务响应", "服务态度"))
        ('是回访人', None)
    """
    typed = _bare(text)
    if not typed:
        return None
    folded = {_bare(choice): choice for choice in choices}
    for form in (typed, f"{YES}{typed}", *(f"{typed}{ending}" for ending in _ENDINGS)):
        if form in folded:
            return folded[form]
    positive = [choice for choice in choices if choice.startswith(YES)]
    if NO in choices and len(positive) == 1 and typed in _YES | _NO:
        return positive[0] if typed in _YES else NO
    if NO in choices and typed in _NO:
        return NO
    begun = [choice for form, choice in folded.items() if form.startswith(typed)]
    return begun[0] if len(typed) >= _BEGINNING and len(begun) == 1 else None


def _bare(text: str) -> str:
    """Return a text without spaces and the marks around it; a number as people write it (``10.0`` is 10)."""
    folded = "".join(fold_text(text).split()).strip(_MARKS)
    return folded.removesuffix(".0")


def understand(
    answers: Iterable[Answer], types: Collection[str], vocabulary: Vocabulary, words: AnswerWords
) -> tuple[tuple[Answer, ...], tuple[Finding, ...]]:
    """Return the answers as the choices that they mean, and the findings about those that are none.

    Args:
        answers: As they were typed.
        types: Names of the issue types.
        vocabulary: Names of tables and columns.
        words: What words of state mean that are known where they stand in a cell.
    """
    typed = tuple(answers)
    offered = {answer.matter: answer.choices for answer in typed if answer.choices}
    known: list[Answer] = []
    findings: dict[tuple[object, str], Finding] = {}
    for answer in typed:
        stated = answer.choices or offered.get(answer.matter, ())
        choices = stated or _choices(answer, types, vocabulary)
        said = words.get(answer.kind, {}).get(_bare(answer.text))
        chosen = choose(answer.text, choices) or (said if said in choices else None)
        if chosen is not None:
            known.append(replace(answer, text=chosen, choices=stated))
            continue
        shown, place = "、".join(choices), "" if answer.typed_at is None else f"{answer.typed_at}："
        findings[answer.matter, answer.text] = Finding(
            ANSWER_UNUSED,
            None,
            f"{place}“{answer.question or answer.key}”的答复“{answer.text}”不在可选的答复里，没有采用；可选：{shown}",
            answer.text,
        )
    return tuple(known), tuple(findings.values())


def _choices(answer: Answer, types: Collection[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return what can be answered to a question of which no row tells it."""
    if answer.kind is QuestionKind.ISSUE_TYPE:
        return (*types, NO_ISSUE)
    if answer.kind is QuestionKind.TABLE:
        return (*(f"{YES}{vocabulary.table_label(code)}" for code in vocabulary.tables), NO)
    if answer.kind is QuestionKind.HEADER:
        code = answer.key.partition("|")[0]
        fields = vocabulary.tables[code].fields if code in vocabulary.tables else {}
        return (*(f"{YES}{vocabulary.field_label(code, field)}" for field in fields), NO)
    return FIXED_CHOICES[answer.kind]
