"""Which table a doubtful sheet is: asked, and read as what somebody answered (docs/rules.md, 12.5)."""

from __future__ import annotations

import json
from collections.abc import Iterable

from kehu_batch.folding import fold_header
from kehu_batch.model.findings.catalogue_reading import CONTRACTS_AS_ORDERS
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.findings.question import (
    ANSWERS_NAME,
    KEY_MARK,
    NO,
    YES,
    Answers,
    Question,
    QuestionKind,
    settled_key,
)
from kehu_batch.model.location import Location
from kehu_batch.policy.vocabulary import Vocabulary
from kehu_batch.recognition.findings.rejection_rules import Rejection, RejectionKind
from kehu_batch.recognition.header.band import Band
from kehu_batch.recognition.header.reading import HeaderReading
from kehu_batch.records import replace

#: Reasons that leave a doubt; the others say what the sheet is instead.
_DOUBTFUL = frozenset(
    {
        RejectionKind.GENERAL,
        RejectionKind.OTHER_ROWS,
        RejectionKind.MESSAGES,
        RejectionKind.LIKE_PROSPECTS,
        RejectionKind.AGED_CONTRACTS,
        RejectionKind.OTHER_MONEY,
        RejectionKind.NET_AMOUNT,
    }
)
#: What receivables whose age is a text may be: balances, each in the bucket that its text names.
_AGED = "balances"
_CONTRACT, _ORDERED = "合同", ("订单", "下单", "订购", "成交")
#: Headers that a list of contracts is shown with.
_CONTRACT_HEADERS = 5
#: Longest header that a question repeats, in characters.
_SHOWN = 60
_MORE = "，同一客户的余额相加，各行按账龄的文字分段，与运营的应收核对"


def table_key(band: Band) -> str:
    """Return the key of a header: the same in every month's file, whatever its sheet's name and the columns' order."""
    return settled_key(QuestionKind.TABLE, KEY_MARK.join(map(fold_header, band.texts.values())))


def answered_reading(
    band: Band, readings: Iterable[HeaderReading], answers: Answers, vocabulary: Vocabulary
) -> HeaderReading | None:
    """Return the reading that somebody answered for; None where nobody did, or it is none of ``readings``."""
    answer = answers.of(QuestionKind.TABLE, table_key(band))
    if answer is None:
        return None
    named = (
        one for one in readings if not one.missing and answer == f"{YES}{vocabulary.table_label(one.table)}"
    )
    return next(named, None)


def is_overruled(reason: Rejection, answered: HeaderReading | None) -> bool:
    """Whether an answer settles the doubt for which a table would not be read."""
    return answered is not None and reason.kind in _DOUBTFUL


def ask_table(
    told: Finding, band: Band, reason: Rejection | None, answers: Answers, vocabulary: Vocabulary
) -> Finding:
    """Return the finding for a doubtful table with the question that settles it; without one, if it was denied.

    Args:
        told: The finding.
        band: The header.
        reason: Why it is not read; None where it fits several tables equally.
        answers: Those in force.
        vocabulary: Names of the tables.
    """
    if reason is not None and reason.kind not in _DOUBTFUL:
        return told
    key = table_key(band)
    if answers.of(QuestionKind.TABLE, key) == NO:
        return told
    labels = [vocabulary.table_label(code) for code in _choices(band, reason)]
    if not labels:
        return told
    headers = "、".join(text for _, text in sorted(band.texts.items()))
    shown = headers if len(headers) <= _SHOWN else f"{headers[: _SHOWN - 1]}…"
    question = Question(
        QuestionKind.TABLE,
        key,
        f"表头是“{shown}”的表{f'是不是“{labels[0]}”' if len(labels) == 1 else '是哪一种'}？",
        (*(f"{YES}{label}" for label in labels), NO),
        f"答“{YES}…”，有这个表头的表都按它读入{_MORE if _is_aged(reason) else ''}；答“{NO}”，照旧不读，不再提问",
    )
    return replace(told, question=question)


def ask_contracts(
    place: Location, band: Band, chosen: HeaderReading, answers: Answers, vocabulary: Vocabulary
) -> Finding | None:
    """Return the finding for a list of contracts that is read as orders, with its question; ``None`` for any other.

    A contract that somebody signed is a deal, and its amount counts as spend on that day. Whether a contract of several
    years, or one over a frame, is an order in the department's sense nobody can tell from the list.

    Args:
        place: Where it stands.
        band: Its header.
        chosen: What it is read as.
        answers: Those in force.
        vocabulary: Names of the tables.
    """
    key, label = table_key(band), vocabulary.table_label(chosen.table)
    answer = answers.of(QuestionKind.TABLE, key)
    if not lists_contracts(chosen) or answer not in {None, NO}:
        return None
    read = "一份合同按一笔订单读入，合同金额按签订日期计入消费"
    told = Finding(
        CONTRACTS_AS_ORDERS,
        place,
        f"工作表“{place.sheet}”列的是合同，{f'按答复不是“{label}”，未读入' if answer == NO else read}",
        value="、".join(list(band.texts.values())[:_CONTRACT_HEADERS]),
        table=chosen.table,
    )
    if answer == NO:
        return told
    question = Question(
        QuestionKind.TABLE,
        key,
        f"工作表“{place.sheet}”列的是合同：一份合同算不算一笔订单？",
        (f"{YES}{label}", NO),
        f"答“{YES}{label}”，照旧按订单计入消费、分级与留存；答“{NO}”，有这个表头的表都不读入",
    )
    return replace(told, question=question)


def lists_contracts(reading: HeaderReading) -> bool:
    """Return whether what is read as orders speaks of contracts alone: their number or amount, and no order."""
    headers = [fold_header(match.header) for match in (*reading.columns, *reading.duplicates)]
    amounts = [fold_header(match.header) for match in reading.columns if match.field == "amount"]
    return (
        reading.table == "orders"
        and any(_CONTRACT in header for header in amounts)
        and not any(word in header for header in headers for word in _ORDERED)
    )


def how_to_answer(question: Question | None) -> str:
    """Return how to answer where no workbook is written in which it could be: in a file of answers."""
    if question is None:
        return ""
    lines = (
        "[[answers]]",
        *(
            f"{name} = {json.dumps(text, ensure_ascii=False)}"
            for name, text in (
                ("kind", question.kind.value),
                ("key", question.key),
                ("answer", question.choices[0]),
            )
        ),
    )
    return f"；若答“{question.choices[0]}”，可在投递的文件夹里放一个 {ANSWERS_NAME}，写上：\n" + "\n".join(
        lines
    )


def _choices(band: Band, reason: Rejection | None) -> list[str]:
    """Return the codes of the tables that a header may be."""
    codes = dict.fromkeys((*(one.table for one in band.readings), *(code for code, _ in band.candidates)))
    return [code for code in codes if code == _AGED or not _is_aged(reason)]


def _is_aged(reason: Rejection | None) -> bool:
    return reason is not None and reason.kind is RejectionKind.AGED_CONTRACTS
