"""What stands beside the matter of a clause: what urges, lags or turns; and a fault that a request takes for granted.

Who asks that something not happen again (``别再漏发``), or that what is wrong be put right (``退还多扣的300元``),
complains.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kehu_batch.analysis.issues.folded_places import fold_with_places
from kehu_batch.analysis.issues.meaning import Meaning, read_meaning
from kehu_batch.analysis.issues.split import soft_parts, tells_how_long
from kehu_batch.folding import fold_text, fold_words
from kehu_batch.policy.taxonomy import Taxonomy

#: What turns from the good to the bad; the model has learnt few clauses that open with it.
_TURN = re.compile(r"(?:就是|就|只不过|只是|不过|但是|可是|然而|唯独|但|惟独)(?=[^是要\W]{2})")
#: What is put off against the customer's wish; ``希望拖到月底再付`` asks for it.
_DRAGGED = re.compile("拖到.*[没未才]")
#: Stands between the one who is asked and what is not to happen again: ``客服以后别再…``.
_FROM_NOW = re.compile("(?:以后|今后|往后|下次|下回|下趟|千万|都|也)*$")
#: Opens a request that no word of the taxonomy opens: ``麻烦把开错的票重开``, ``把少的补来``.
_ASKS = re.compile("麻烦|烦|劳|帮|把|尽快|尽早|赶紧|抓紧|[退补换](?!了)")
#: A question how to do something asks for no redress: ``请教坏掉的滤芯怎么换``.
_ASKS_HOW = re.compile("怎么|如何|请教|请问|咨询|了解|想知道|多少|是否|要不要|吗")
#: Stands between what is amiss and the thing: ``发错了的型号``.
_OF = re.compile("[了掉过完]?的")
#: What is not amiss, or is to be kept from it: ``不坏的``, ``防漏水的``.
_KEPT_FROM = tuple("不没未防易耐抗免怕会")


def without_urging(text: str, taxonomy: Taxonomy) -> str:
    """Return a text without the parts that only urge what the others say, or tell how long it took.

    Example:
        ``系统卡顿，希望尽快解决``, ``快递太慢了，等了6天``
    """
    parts = soft_parts(text)
    if len(parts) == 1:
        return text
    kept = [
        part
        for before, part in zip(("", *parts), parts, strict=False)
        if not (only_urges(part, taxonomy) or tells_how_long(before, part))
    ]
    return "，".join(kept) if kept and len(kept) < len(parts) else text


def without_turn(text: str, taxonomy: Taxonomy) -> str:
    """Return what a text turns to, without the word that turns: ``没什么问题，就是发货慢了点`` tells of the rest alone.

    What stands before must be praise, or say that nothing is wrong.
    """
    parts = soft_parts(text)
    turns = ((place, turn.end()) for place, part in enumerate(parts) if (turn := _TURN.match(part)))
    place, end = next(turns, (0, 0))
    if not end or not all(_finds_no_fault(read_meaning(part, taxonomy)) for part in parts[:place]):
        return text
    return "，".join([parts[place][end:], *parts[place + 1 :]])


def _finds_no_fault(meaning: Meaning) -> bool:
    return not meaning.types and (meaning.denied or meaning.kind == "praise")


def only_urges(text: str, taxonomy: Taxonomy) -> bool:
    """Whether a text asks for nothing but that what stands before it be seen to: ``希望尽快解决``."""
    folded = fold_text(text)
    if not any(word in folded for word in fold_words(taxonomy.words.urging)):
        return False
    meaning = read_meaning(text, taxonomy)
    return meaning.kind == "demand" and not meaning.types


def lags(text: str, taxonomy: Taxonomy) -> bool:
    """Whether a text tells that something is still to come: ``迟迟没给``, ``拖到跨年都没开``."""
    folded = fold_text(text)
    return _DRAGGED.search(folded) is not None or any(
        word in folded for word in fold_words(taxonomy.words.lagging)
    )


def faults_taken_for_granted(text: str, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Return the wordings of a fault that a request takes for granted, the fullest first; none where it does not.

    Each is shorter than the text.

    Example:
        >>> from kehu_batch.policy.taxonomy import load_taxonomy
        >>> faults_taken_for_granted("希望客服别再挂电话", load_taxonomy())
        ('客服挂电话', '挂电话')
        >>> faults_taken_for_granted("要求退还多扣的300元", load_taxonomy())
        ('退还多扣的300元', '多扣的300元', '多扣')
    """
    folded, places = fold_with_places(text)
    origins = range(len(folded)) if places is None else places
    again = _first(folded, fold_words(taxonomy.words.wished_away))
    wrong = _first(folded, fold_words(taxonomy.words.amiss)) if again is None else None
    if again is None and wrong is None:
        return ()
    asked = _after_the_asking(folded, taxonomy)
    if again is not None:
        start, end = again
        who = _FROM_NOW.sub("", folded[asked:start])
        done = text[origins[end] :] if end < len(folded) else ""
        whole = (text[origins[asked] : origins[asked + len(who)]] + done,) if who else ()
        return (*whole, done) if done else ()
    if wrong is None or _ASKS_HOW.search(folded) or folded.endswith(_KEPT_FROM, 0, wrong[0]):
        return ()
    if not (asked or _ASKS.match(folded)) or not _OF.match(folded, wrong[1]):
        return ()
    if _first(folded, fold_words(taxonomy.words.put_right)) is None:
        return ()
    starts = dict.fromkeys(start for start in (asked, wrong[0]) if start)
    word = text[origins[wrong[0]] : origins[wrong[1] - 1] + 1]
    return (*(text[origins[start] :] for start in starts), word)


def _after_the_asking(folded: str, taxonomy: Taxonomy) -> int:
    """Return where a text goes on behind the word by which it asks (``希望``), if it opens with one."""
    words = [word for word in fold_words(taxonomy.words.demands) if folded.startswith(word)]
    return max(map(len, words), default=0)


def _first(folded: str, words: tuple[str, ...]) -> tuple[int, int] | None:
    """Return where the first of some words stands, of two at one place the longer; None where none does."""
    found = _one_of(words).search(folded)
    return None if found is None else found.span()


@lru_cache(maxsize=16)
def _one_of(words: tuple[str, ...]) -> re.Pattern[str]:
    # One pass for all words: every doubtful clause is looked through for them.
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)")
