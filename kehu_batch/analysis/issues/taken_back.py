"""What leaves nothing to solve: what was mended, what only others have, and pieces that are no statement.

The last are the answer ``无`` and casual replies (``可以了``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kehu_batch.analysis.issues.clause_forms import goes_on, lags
from kehu_batch.analysis.issues.labels import (
    CONTRADICTED_GAP,
    IssueLabel,
    classify_issue,
)
from kehu_batch.analysis.issues.lexicon import bare_text
from kehu_batch.analysis.issues.meaning import read_meaning
from kehu_batch.folding import fold_text, fold_words
from kehu_batch.policy.taxonomy import Taxonomy

#: A part that tells that something was mended, and no more, is not longer than this.
_LONGEST_MENDED = 14
#: What would mend it and is not said to be done: ``换一台就好了``, beside ``换了硒鼓就好了``.
#: A day that is told (``当天就解决了``) is that of something done.
_SUPPOSED = re.compile(
    r"(?!(?:当天|当场|今天|今日|昨天|昨日|第二天|后来|现在))[^了后过完]*就(?:好|正常|恢复|解决)"
    r"|.*(?:[能会吗]|改天|明天|后天|下周|下个?月|过几天)"
)
_PUT_OFF = re.compile(
    "(?:那|就|先)?(?:说|约|等)?(?:改天|改日|择日|下次|下回|下周|下个?月|明天|后天|周末|回头|以后|过几天|过两天|过段时间|年后|节后|有空|到时候?)"
    "(?:再[^了好完能会打拨访]{1,4}|[修换弄看说来去])"
)
#: So many marks may stand around a bare answer: ``（无）。``.
_MARKS_AROUND = 4
#: A casual reply is not longer.
_LONGEST_REPLY = 20

#: A thing that has not come or been done, as the last word on it: ``货没发``.
_NOT_DONE = re.compile(
    r"[^没未不再]{1,6}(?:还|都)?[没未](?:发|到|寄|开|退|来|给|送|装|修|在里面)(?:来|到|出来?|过来|货)?"
)

#: What says of itself that it is open, and no more: ``未解决``, ``正在处理``, ``有问题``, ``老样子``, ``跟上次一样``.
_STILL_OPEN = re.compile(
    r"(?:都|仍|还|尚|暂|暂时|均|一直|至今)*(?:未能?|没有?|没能)(?:完全|全部|彻底)?"
    r"(?:解决|处理|完成|办结|办理|修复|恢复|落实|结案|闭环|关闭)(?:完|好|完毕)?"
    r"|(?:还|仍|都)?有(?:点|些|一些|几个|个)?问题|(?:正在?|仍在|还在)(?:处理|解决|跟进|维修|排查|协调|核实|办理)中?"
    r"|(?:还是|仍是|还)?(?:老样子|那样|原样|老问题|那个?事)(?:[，,]?还是那个?事)?|(?:还是|[跟和同与])?上[次回](?:一样|那样|那个?(?:事|问题))?"
)


def present_part(parts: Sequence[str], taxonomy: Taxonomy) -> str | None:
    """Return what a text tells of the present, where a part before that tells a problem of the past; else None.

    ``之前没人回电，现在有专人`` tells of the present alone; ``去年三百，今年四百`` needs both, and so do two figures.
    """
    past, present = fold_words(taxonomy.words.past), fold_words(taxonomy.words.present)
    told = ""
    for place, part in enumerate(parts):
        folded = fold_text(part)
        if told and folded.startswith(present):
            return None if _has_figure(told) and _has_figure(folded) else "，".join(parts[place:])
        if not told and folded.startswith(past) and classify_issue(part, taxonomy).kind == "problem":
            told = folded
    return None


def _has_figure(text: str) -> bool:
    return any(map(str.isdigit, text))


def ends_in_denial(parts: Sequence[str], taxonomy: Taxonomy) -> bool:
    """Whether the last of several parts denies the others (``听说别处涨价了，这里没有``), or tells what is lacking."""
    return len(parts) > 1 and fold_text(parts[-1]) in fold_words(taxonomy.words.denials)


def tells_mended(part: str, taxonomy: Taxonomy) -> bool:
    """Whether a part tells only that what stands before it was mended: ``重装好了``, ``师傅上门已修好``.

    What names a matter of its own (``货已收到``), is but arranged (``师傅约好了``), may be to come (``等修好了``,
    ``换一台就好了``) or is doubted tells no such thing.
    """
    words, folded = taxonomy.words, fold_text(part)
    if len(folded) > _LONGEST_MENDED or not folded.startswith(fold_words(words.repairs)):
        return False
    if not folded.endswith(fold_words(words.repaired)) or _SUPPOSED.match(folded):
        return False
    if read_meaning(part, taxonomy).types:
        return False
    return classify_issue(part, taxonomy).denied


def is_still_open(text: str) -> bool:
    """Whether a text says only that something is still to be solved: ``未解决``, ``老样子``."""
    return _STILL_OPEN.fullmatch(fold_text(text)) is not None


def puts_off(part: str) -> bool:
    """Whether a part tells only that something is left for later: ``改天再说``, ``说下周再来看``."""
    return _PUT_OFF.fullmatch(fold_text(part)) is not None


def hides_a_problem(parts: Sequence[str], label: IssueLabel, taxonomy: Taxonomy) -> bool:
    """Whether a text taken for no problem may tell one in one of its parts.

    That is a part set against what stands before it (``但报价一直没给``); beside praise one that is certain to be a
    problem, and so beside what the model barely holds for none; after a request what became of it
    (``请求加急，结果比别人还晚``); and behind what is settled a thing that has not come (``已付款，货没发``).
    """
    if label.kind == "problem" or len(parts) == 1:
        return False
    contrasts = fold_words(taxonomy.words.contrasts)
    barely = label.kind == "none" and label.decided_by == "模型" and label.cleared < CONTRADICTED_GAP
    for place, part in enumerate(parts):
        if place and label.kind == "none" and _NOT_DONE.fullmatch(fold_text(part)):
            return True
        alone = classify_issue(part, taxonomy)
        if alone.kind != "problem" or not (place or barely):
            continue
        if label.kind == "demand":
            if goes_on(part, taxonomy) or lags(part, taxonomy):
                return True
        elif barely or fold_text(part).startswith(contrasts) or (alone.types and label.kind == "praise"):
            return True
    return False


def says_nothing(piece: str, label: IssueLabel, taxonomy: Taxonomy) -> bool:
    """Return whether a piece, as it was classified, is neither a problem nor a request nor praise.

    A reply is none, whatever its letters look like; the answer ``无`` is none where no type was found.
    """
    return is_reply(piece, taxonomy) or (not label.types and is_none_answer(piece, taxonomy))


def is_none_answer(text: str, taxonomy: Taxonomy) -> bool:
    """Return whether a text answers that there is nothing to solve: ``无``, ``（没有）``."""
    answers, longest = _none_answers(taxonomy)
    return len(text) <= longest + _MARKS_AROUND and (fold_text(text) in answers or bare_text(text) in answers)


@lru_cache(maxsize=8)
def _none_answers(taxonomy: Taxonomy) -> tuple[frozenset[str], int]:
    answers = frozenset(map(fold_text, taxonomy.words.none_answers))
    return answers, max(map(len, answers), default=0)


def is_reply(text: str, taxonomy: Taxonomy) -> bool:
    """Return whether a text is but a casual reply: ``再看看吧``."""
    return len(text) <= _LONGEST_REPLY and _replies(taxonomy).fullmatch(bare_text(text)) is not None


@lru_cache(maxsize=8)
def _replies(taxonomy: Taxonomy) -> re.Pattern[str]:
    words = "|".join(map(re.escape, fold_words(taxonomy.words.replies))) or "(?!)"
    return re.compile(f"(?:客户|对方)?(?:说|表示|称|讲|答|回复|反馈)?(?:{words})[吧啊呀的了呢哈嘛哦]*")
