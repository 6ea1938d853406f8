"""Whether a comma separates two statements.

Two parts of a text tell two problems where they are surer of their types alone than the whole is of one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kehu_batch.analysis.issues.clause_forms import (
    faults_taken_for_granted,
    goes_on,
    lags,
    only_urges,
    without_urging,
)
from kehu_batch.analysis.issues.clause_model import REQUEST, load_clause_model
from kehu_batch.analysis.issues.forms.consequences import only_waits, tells_consequence
from kehu_batch.analysis.issues.labels import (
    CERTAIN_GAP,
    CONTRADICTED_GAP,
    LIKELY_GAP,
    IssueLabel,
    certain_gap,
    classify_issue,
)
from kehu_batch.analysis.issues.lexicon import told_types
from kehu_batch.analysis.issues.meaning import read_meaning
from kehu_batch.analysis.issues.split import tells_how_long
from kehu_batch.analysis.issues.taken_back import is_reply, is_still_open, tells_mended
from kehu_batch.folding import fold_text, fold_words
from kehu_batch.policy.taxonomy import Taxonomy

#: Two parts are two problems where their leads together exceed that of the whole by so much and each of them has a
#: fair lead (or is certain, where the whole is certain of neither), or a word that adds something (``还``, ``另外``)
#: opens the second; from the lesser one on it is doubtful whether they are. That is enough where words tell both, or
#: the second tells how those fared who turned to somebody about the first (``票开错了，催改也不理``).
_APART = 1.1
_DOUBTFUL = 0.9
#: What words decide is at least so far ahead, and a word that adds something counts as much.
_FAIR = 0.6

#: A part that says since when and no more; a word of lateness or of waiting makes it a problem.
_SINCE = re.compile(r"[0-9半几多一二两俩三仨四五六七八九十百]+个?半?(?:天|周|星期|礼拜|月|年)[多半]?了?$")
_LATE = re.compile("[晚迟拖延推等催欠超误停慢卡断排做转]")
#: A part that says how much there is or was promised and no more, by which the next is measured; with a word of lack,
#: excess or damage it tells a fault of its own.
_MEASURE = re.compile(r"[^0-9]{0,8}[0-9][0-9.,]*(?:%|[a-z]{1,3}|[\u4e00-\u9fff]{0,2})$")
#: So tells the number that a page shows that fails.
_FAULTY = re.compile("[少多缺漏丢坏错短差破裂涨贵没不无]|(?<![0-9.])(?:40[134]|50[234])$")

#: A part that the model holds for a fault by so great a lead over none is one, whatever it stands beside.
_PLAIN_FAULT = 1.0
#: Names a thing and adds it to what stands before: ``退款也没动静``, ``交货又晚了``.
_ANOTHER = re.compile(
    r"[^\W没不未就都也又还修换催等问找我你他她人]{1,4}(?:(?P<also>也)(?!是|就)|又(?!是)|还(?![没未不在是有可行好能需款给价原]))"
)
#: Asks who or how much, and what is not written of it, are one matter: ``运费险谁出，协议没提``.
_ASKS = re.compile(".{0,8}(?:谁|怎么|多少|哪一?方|算不算|包不包|几[天年次]).{0,5}")
_UNWRITTEN = re.compile(
    "(?:合同|协议|条款|合约|订单|附件)(?:里|上|中|书)?(?:也|都|压根|根本|又)*[没未]有?(?:提|写|讲|说|约定|注明|规定|明确).{0,4}"
)
#: What only says who says the rest.
_LEAD_IN = re.compile(r".{0,6}(?:说|說|称|稱|讲|講|表示|反映|反馈|反饋|提出|提到)")


class TwoParts(NamedTuple):
    """What two parts of a text seem to tell.

    Args:
        types: Of the first and of the second; empty where they are alike, or one of them does not look like a problem.
        apart: They are two problems.
        doubtful: They may be.
    """

    types: tuple[str, ...]
    apart: bool
    doubtful: bool


class _Part(NamedTuple):
    type: str
    lead: float
    by_words: bool = False


_ALIKE = TwoParts((), apart=False, doubtful=False)


def two_parts(left: str, right: str, taxonomy: Taxonomy) -> TwoParts:
    """Return what two neighbouring parts seem to tell, each alone and both together."""
    first, second = _seems(left, taxonomy), _seems(right, taxonomy)
    if tells_how_long(left, right) or only_waits(left) or _is_unwritten(left, right):
        return _ALIKE
    if first is None or second is None or first.type == second.type:
        return _ALIKE
    if (first.lead < _FAIR and _only_dates(left)) or (
        _only_measures(left, taxonomy) and not _adds(right, taxonomy)
    ):
        return _ALIKE
    types = (first.type, second.type)
    whole = load_clause_model().read(without_urging(f"{left}，{right}", taxonomy))
    added = _adds(right, taxonomy)
    lead = first.lead + second.lead + (_FAIR if added else 0.0)
    if whole.label in types:
        lead -= whole.gap
    least = min(first.lead, second.lead)
    sure = whole.label in types and whole.gap >= certain_gap(whole.label, taxonomy)
    if least < LIKELY_GAP and not added and sure:
        # A part that is hardly ahead of the next type tells no problem of its own (``保单尾号0937``).
        return TwoParts(types, apart=False, doubtful=False)
    on = goes_on(right, taxonomy)
    turns = fold_text(right).startswith(fold_words(taxonomy.words.turning_to))
    alike = on and second.lead < CERTAIN_GAP and whole.gap >= CONTRADICTED_GAP
    # What does not fit beside a fault mostly came of it: ``地板翘边，老人绊了两回``.
    alike = alike or (sure and not (added or turns) and _gives_up_one(types, right, taxonomy))
    if (alike and whole.label == first.type) or (_is_sure(first) and tells_consequence(right)):
        return TwoParts(types, apart=False, doubtful=False)
    enough = _FAIR if sure and not turns else CERTAIN_GAP
    fair = added or (least >= enough and not on)
    plain = turns or (first.by_words and second.by_words)
    apart = fair and lead >= (_DOUBTFUL if plain else _APART)
    return TwoParts(types, apart=apart, doubtful=lead >= _DOUBTFUL)


def _is_unwritten(left: str, right: str) -> bool:
    """Whether one part asks about something, and the other says that it is not written: ``运费险谁出，协议没提``."""
    return _UNWRITTEN.fullmatch(fold_text(right)) is not None and _ASKS.fullmatch(fold_text(left)) is not None


def _seems(text: str, taxonomy: Taxonomy) -> _Part | None:
    """Return what type a part seems to be of and how far that is ahead; None where it does not look like a problem."""
    label = classify_issue(text, taxonomy)
    if label.kind != "problem":
        return None
    reading = load_clause_model().read(without_urging(text, taxonomy))
    lead = reading.gap if reading.is_problem else 0.0
    if label.types:
        by_words = label.decided_by == "词典" or any(
            told.name == label.primary for told in told_types(text, taxonomy)
        )
        return _Part(label.primary, max(lead, _FAIR) if by_words else lead, by_words)
    return _Part(reading.label, lead) if reading.label in taxonomy.names else None


def _gives_up_one(types: tuple[str, str], right: str, taxonomy: Taxonomy) -> bool:
    """Whether one of two types is given up as soon as another fits, and no word adds the second part."""
    if set(taxonomy.catch_alls).isdisjoint(types):
        return False
    another = _ANOTHER.match(fold_text(right))
    return another is None or another["also"] is not None


def _is_sure(part: _Part) -> bool:
    return part.by_words or part.lead >= CERTAIN_GAP


def _only_dates(text: str) -> bool:
    """Whether a text says for how long something has been and no fault of it (``还车两个月了``)."""
    folded = fold_text(text)
    return _SINCE.search(folded) is not None and _LATE.search(folded) is None


def _only_measures(text: str, taxonomy: Taxonomy) -> bool:
    """Whether a text says how much there is or was promised, and no fault of it (``一箱24瓶``, ``标称续航400``)."""
    return _tells_measure(text) and not read_meaning(text, taxonomy).types


def _tells_measure(text: str) -> bool:
    folded = fold_text(text)
    return not (_MEASURE.fullmatch(folded) is None or _FAULTY.search(folded) or _LATE.search(folded))


def _adds(text: str, taxonomy: Taxonomy) -> bool:
    """Whether a text opens with a word by which it adds something (``还``), or names what it adds (``退款也``)."""
    folded = fold_text(text)
    # What is added within a part is another matter only where words name it.
    named = _ANOTHER.match(folded) is not None and bool(read_meaning(text, taxonomy).types)
    return (named or folded.startswith(fold_words(taxonomy.words.adding))) and not goes_on(text, taxonomy)


def tell_apart(left: str, right: str, taxonomy: Taxonomy) -> bool:
    """Whether a comma separates: each side is certain to say something, and not the same as the other.

    A text that is certain to tell no problem as a whole stays whole (``查过了，不是漏油，是雨水``).
    """
    before, after = classify_issue(left, taxonomy), classify_issue(right, taxonomy)
    # What was promised and how far it has come are one: ``合同写45天，今天第70天``.
    counted = _tells_measure(left) and _tells_measure(right)
    if counted or _is_unwritten(left, right) or _belongs_to(before, after, left, right, taxonomy):
        return False
    if before.kind == after.kind == "problem":
        if _complains(left, taxonomy) or _complains(right, taxonomy):
            # A complaint made as a request, of nothing known or of another matter.
            known = bool(before.types) or _complains(left, taxonomy)
            return bool(after.types) and known and before.types != after.types
        alike = before.primary == after.primary and before.is_certain and after.is_certain
        # What was promised and what came of it are one: ``周期30天，拖了60天``.
        alike = alike and not _tells_measure(left)
        return (alike and not goes_on(right, taxonomy)) or two_parts(left, right, taxonomy).apart
    if not (_says_something(left, before, taxonomy) and _says_something(right, after, taxonomy)):
        return False
    if "problem" in (before.kind, after.kind):
        return _tells_a_problem(left, right, taxonomy)
    return not _tell_one(before, after, left, right, taxonomy)


def _complains(text: str, taxonomy: Taxonomy) -> bool:
    """Whether a text that tells a problem tells it as a request."""
    is_request = load_clause_model().read(text).label == REQUEST
    return is_request and bool(faults_taken_for_granted(text, taxonomy))


def _belongs_to(before: IssueLabel, after: IssueLabel, left: str, right: str, taxonomy: Taxonomy) -> bool:
    """Whether the second of two parts only tells what became of the first."""
    if before.kind == "demand":
        # What was asked for and does not come is one matter: ``申请开专票，拖到跨年都没开``.
        return after.kind == "problem" and lags(right, taxonomy)
    if before.kind != "problem":
        return False
    if after.kind == "demand":
        return only_urges(right, taxonomy)
    if after.kind == "none" and is_still_open(right):
        # It is still there: ``闪退，未解决``.
        return True
    return tells_how_long(left, right) or tells_mended(right, taxonomy)


def _tell_one(before: IssueLabel, after: IssueLabel, left: str, right: str, taxonomy: Taxonomy) -> bool:
    """Whether two parts that tell no problem alone are one statement.

    Together they are certain to tell a problem (``说退了，卡里一分没见``), or surer of telling none than one of them is
    alone (``同上月，没啥``).
    """
    kinds = ("praise", "none")
    if not (before.kind in kinds and after.kind in kinds):
        return False
    whole = classify_issue(f"{left}，{right}", taxonomy)
    if whole.kind == "problem":
        return bool(whole.types) and whole.gap >= CONTRADICTED_GAP
    alone = all(kind_when_pending(label) in kinds for label in (before, after))
    return not alone and kind_when_pending(whole) in kinds


def _tells_a_problem(left: str, right: str, taxonomy: Taxonomy) -> bool:
    """Whether the half of a text that looks like a problem is one beside the other, which is certain to be none."""
    before, after = classify_issue(left, taxonomy), classify_issue(right, taxonomy)
    problem, text, other = (before, left, after) if before.kind == "problem" else (after, right, before)
    if other.kind == "demand" and before is other and problem.decided_by == "模型":
        # What is asked for goes on (``要两块样板，寄上海``) unless it is sure to be a fault.
        return problem.gap >= CONTRADICTED_GAP
    if other.kind == "praise":
        # What is denied beside praise is praised (``没误过，点赞``), unless it is plain that it is a fault.
        return not read_meaning(text, taxonomy).turned or problem.cleared <= -_PLAIN_FAULT
    if other.kind == "none":
        whole = classify_issue(f"{left}，{right}", taxonomy)
        sure = other.decided_by != "模型" or other.gap >= CONTRADICTED_GAP
        # What surely is a fault behind how things stand is not lost: ``刚收到，外壳有划痕``.
        named = problem.types == _named(text, taxonomy)
        least = CONTRADICTED_GAP if named else _PLAIN_FAULT
        told = problem is after and bool(problem.types) and problem.cleared <= -least
        return sure and (told or not (whole.kind == "none" and whole.is_certain))
    return other.decided_by != "模型" or _tells_beside_wish(left, right, problem, other, taxonomy)


def _tells_beside_wish(
    left: str, right: str, problem: IssueLabel, wish: IssueLabel, taxonomy: Taxonomy
) -> bool:
    """Whether what looks like a problem is one beside what the model takes for asked for, or for what may come."""
    if wish.gap < CERTAIN_GAP:
        # A wish that is barely one tells nothing of its own beside a fault: ``没货，要从上海调``.
        return False
    # Nor does what is surely none as a whole tell one: ``报价收到，在看``.
    whole = classify_issue(f"{left}，{right}", taxonomy)
    least = _PLAIN_FAULT if problem.decided_by == "模型" else CONTRADICTED_GAP
    faint = problem.cleared > -least
    return not (whole.is_certain and (whole.kind == "none" or (faint and whole.kind != "problem")))


def _named(text: str, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Return the types of which a text has words."""
    return tuple(taxonomy.types[index].name for index in read_meaning(text, taxonomy).types)


def _says_something(text: str, label: IssueLabel, taxonomy: Taxonomy) -> bool:
    told = label.kind != "none" or (label.denied and _LEAD_IN.fullmatch(text) is None)
    if (label.is_certain and (told or label.types)) or is_reply(text, taxonomy):
        return True
    # Praise by its words, and surely no problem by its letters: which of the two does not matter (``都不错``).
    return label.cleared >= CONTRADICTED_GAP and read_meaning(text, taxonomy).kind == "praise"


def kind_when_pending(label: IssueLabel) -> str:
    """Return what a piece of 待解决问题 is: an issue unless it is certain to be something else."""
    if label.kind in ("praise", "none") and label.cleared >= CONTRADICTED_GAP:
        # Which of the two it is does not matter where it is no problem.
        return label.kind
    if label.kind == "problem" or not (label.is_certain or label.denied):
        return "issue"
    if label.decided_by == "模型":
        return label.kind if label.kind in ("demand", "latent") else "issue"
    return "issue" if label.kind == "none" and not label.denied else label.kind
