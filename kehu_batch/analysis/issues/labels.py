"""What one clause is about, and what kind of statement it makes: by its words where they decide, else by the model."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Literal

from kehu_batch.analysis.issues.clause_forms import (
    affirmed,
    denied_part,
    denies,
    falls_short,
    faults_taken_for_granted,
    lags,
    links_two,
    needs_no_more,
    says_faulty,
    says_flawless,
    tells_plainly,
    without_turn,
    without_urging,
)
from kehu_batch.analysis.issues.clause_model import (
    LATENT,
    NO_PROBLEM,
    NOTHING,
    PRAISE,
    REQUEST,
    ClauseModel,
    ClauseReading,
    load_clause_model,
)
from kehu_batch.analysis.issues.forms.causes import explained_part
from kehu_batch.analysis.issues.forms.consequences import without_consequences
from kehu_batch.analysis.issues.forms.customers import describes_customer, without_customer
from kehu_batch.analysis.issues.forms.figures import figures_agree
from kehu_batch.analysis.issues.forms.settled import is_settled
from kehu_batch.analysis.issues.forms.wishes import asked_by_form, wishes_it_were
from kehu_batch.analysis.issues.lexicon import stated_type, told_surely, told_types
from kehu_batch.analysis.issues.meaning import Kind, Meaning, read_meaning
from kehu_batch.analysis.issues.split import soft_parts, trim
from kehu_batch.folding import fold_text
from kehu_batch.model.figures.states import UNCLASSIFIED
from kehu_batch.policy.taxonomy import Taxonomy, load_taxonomy
from kehu_batch.records import dataclass, replace

DecidedBy = Literal["词典", "模型", ""]

#: A reading so far ahead of the next one is right in fourteen of fifteen clauses of an author unknown to the model.
CERTAIN_GAP = 0.35
#: The same where words of the taxonomy agree, or it is 其他: so many things are fainter in the model than others.
LIKELY_GAP = 0.2
#: The same where something speaks against it: words that account for much of the text say otherwise, or it says that a
#: text of 待解决问题 is none.
CONTRADICTED_GAP = 0.5
#: It says of a text of which most words say something else that it tells no problem.
DISMISSING_GAP = 0.8
#: Words of two types make a text of both only where the model is not so far ahead for one of them; from this much on,
#: two that 和 joins are two parties or papers of one matter (``技术和销售互相推诿``).
BOTH_GAP = 0.9
#: Words that account for so much outweigh a doubtful model, and decide what the text denies.
_MOST_OF_IT = 0.5
#: Words that say something by themselves and account for so much of it are not contradicted lightly.
_MUCH_OF_IT = 0.35
#: Words of two types that something links make a text of both whatever the model where they account for so much of it.
_NEARLY_ALL = 0.8
#: Words that account for every letter also decide what a denial turns round (``不太满意``), and where the model cannot.
_ALL_OF_IT = 0.99

_LABELS_KEPT = 65_536
#: What a model of words can read: a character of Chinese or a word of letters. Marks, numbers and codes say nothing.
_WORDS = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]|[^\W\d_]{2,}(?![^\W\d_]|[-_#./]?[0-9])")

_KINDS: dict[str, Kind] = {PRAISE: "praise", REQUEST: "demand", LATENT: "latent", NOTHING: "none"}
_WISHES = frozenset({REQUEST, LATENT})
#: A shorter text (``月底前``) is too little to be a wish unless the model is certain.
_SHORTEST_WISH = 5


@dataclass(frozen=True, slots=True)
class IssueLabel:
    """What one text is about, and what kind of statement it makes.

    Args:
        types: Names of its types in the taxonomy's order; the first is the primary one. Empty is 未归类.
        matched: The words that show them, as written, in their order.
        kind: ``problem``; ``demand`` an explicit request; ``latent`` a need that may come; ``praise``; ``none``.
        denied: It says that there is nothing, or nothing left, to solve.
        decided_by: What gave the types or the kind: words of the taxonomy (词典) or the model (模型); empty where
            neither is certain.
        perhaps: Where nothing is certain, the types that it is likeliest to be, the likelier first.
        gap: By how much the model is ahead where it decided.
        cleared: By how much the model holds it for no problem rather than for one, if nothing speaks against that.
    """

    types: tuple[str, ...]
    matched: tuple[str, ...]
    kind: Kind
    denied: bool = False
    decided_by: DecidedBy = "词典"
    perhaps: tuple[str, ...] = ()
    gap: float = 0.0
    cleared: float = 0.0

    @property
    def primary(self) -> str:
        """Return the type that distributions count, or 未归类."""
        return self.types[0] if self.types else UNCLASSIFIED

    @property
    def is_certain(self) -> bool:
        """Return whether words or model decided what the text is."""
        return self.decided_by != ""


NOTHING_WRONG = IssueLabel((), (), "none", denied=True)


@lru_cache(maxsize=_LABELS_KEPT)
def classify_issue(text: str, taxonomy: Taxonomy) -> IssueLabel:
    """Classify one clause (docs/rules.md, 8).

    A text that is the name of a type, or a synonym of one (``售后``), has that type. Otherwise the model reads it.
    Where the model is not far enough ahead, a word of the taxonomy that says the same settles it; else the text
    is 未归类 and ``perhaps`` says what it may be. Words that a department added to its own taxonomy decide alone.

    Example:
        >>> from kehu_batch.policy.taxonomy import load_taxonomy
        >>> label = classify_issue("服务器卡顿", load_taxonomy())
        >>> label.types, label.matched, label.kind
        (('系统性能',), ('卡顿',), 'problem')
    """
    return classify_with(text, taxonomy, load_clause_model())


def classify_with(text: str, taxonomy: Taxonomy, model: ClauseModel) -> IssueLabel:
    """Classify one clause with a model of one's own; see ``classify_issue``."""
    text = without_urging(text, taxonomy)
    formed = _by_form(text, taxonomy, model)
    if formed is not None:
        return formed
    meaning = read_meaning(text, taxonomy)
    stated = stated_type(text, taxonomy)
    if stated is not None:
        return IssueLabel((stated,), meaning.matched or (trim(text),), meaning.kind)
    if _words_decide(meaning, taxonomy) or not _WORDS.search(text):
        return _by_words(meaning, taxonomy)
    reading = model.read(text)
    if reading.is_problem and reading.label not in taxonomy.names:
        return _by_words(meaning, taxonomy)
    label = _by_model(text, model, meaning, taxonomy)
    if label.kind == "demand" or not label.is_certain:
        complaint = _complaint(text, model, taxonomy)
        label = label if complaint is None else complaint
    if label.kind in ("praise", "none") and not meaning.denied and falls_short(text):
        return _looks_wrong(reading, taxonomy)
    unopposed = label.is_certain or reading.second in NO_PROBLEM
    return replace(label, cleared=reading.cleared) if unopposed else label


def _by_form(text: str, taxonomy: Taxonomy, model: ClauseModel) -> IssueLabel | None:
    """Return what a clause says that turns, denies or takes a denial back by its form; ``None`` where it does not."""
    for bare in (without_turn(text, taxonomy), without_customer(text), without_consequences(text)):
        label = classify_with(bare, taxonomy, model) if bare != text else None
        if label is not None and label.is_certain and label.kind == "problem":
            return label
    folded = fold_text(text)
    said = affirmed(folded)
    if said != folded:
        label = classify_with(said, taxonomy, model)
        shown = tuple(word for word in label.matched if word in text) or (trim(text),)
        return replace(label, matched=shown if label.types else ())
    if wishes_it_were(folded):
        return IssueLabel((), (), "demand")
    asked = asked_by_form(text)
    if asked is not None and REQUEST in (reading := model.read(asked)).first_two:
        return IssueLabel((), (), "demand", gap=reading.gap)
    if _nothing_wrong(text, folded, taxonomy, model):
        return NOTHING_WRONG
    sure = told_surely(text, taxonomy)
    return None if sure is None else IssueLabel((sure.name,), sure.words, "problem")


def _nothing_wrong(text: str, folded: str, taxonomy: Taxonomy, model: ClauseModel) -> bool:
    """Whether a clause tells by its form that nothing is wrong, or only who the customer is."""
    if describes_customer(text) or says_flawless(folded) or figures_agree(text) or is_settled(folded):
        return True
    if len(soft_parts(text)) > 1:
        return False
    if needs_no_more(folded):
        return True
    what = denied_part(folded)
    if what is None:
        what = explained_part(folded)
        if what is None or NOTHING not in model.read(text).first_two:
            return False
    return classify_with(what, taxonomy, model).kind == "problem"


def as_doubtful(label: IssueLabel) -> IssueLabel:
    """Return a problem of none of a label's types, which are what it may be."""
    perhaps = label.types[:2] or label.perhaps
    return replace(label, types=(), matched=(), kind="problem", decided_by="", perhaps=perhaps)


def classify_by_words(text: str, taxonomy: Taxonomy) -> IssueLabel:
    """Classify one clause by the words of the taxonomy alone."""
    stated = stated_type(text, taxonomy)
    meaning = read_meaning(text, taxonomy)
    if stated is not None and not meaning.types and not meaning.denied:
        return IssueLabel((stated,), (trim(text),), meaning.kind)
    return _by_words(meaning, taxonomy)


def _by_words(meaning: Meaning, taxonomy: Taxonomy) -> IssueLabel:
    names = tuple(taxonomy.types[index].name for index in meaning.types)
    certain: DecidedBy = "词典" if names or meaning.denied or meaning.kind not in ("problem", "none") else ""
    return IssueLabel(names, meaning.matched, meaning.kind, meaning.denied, certain)


def _by_model(text: str, model: ClauseModel, meaning: Meaning, taxonomy: Taxonomy) -> IssueLabel:
    reading = model.read(text)
    topics = tuple(taxonomy.types[index].name for index in meaning.types)
    named = topics if meaning.kind == "problem" else ()
    if _words_outweigh(text, reading, meaning, named, taxonomy):
        return IssueLabel(named, meaning.matched, "problem")
    if meaning.kind == "praise" and not reading.is_problem and meaning.accounted >= _ALL_OF_IT:
        return IssueLabel(topics, meaning.matched, "praise", gap=reading.gap)
    told = _told_in_order(text, reading, meaning, taxonomy) if reading.gap < CERTAIN_GAP else None
    if told is not None:
        return told
    agreed = _agrees(reading, meaning, named)
    if reading.label == REQUEST and lags(text, taxonomy):
        # What was asked for and does not come is a fault.
        meaning = replace(meaning, kind="problem")
    elif reading.gap >= _gap_needed(reading, meaning, taxonomy, agreed=agreed):
        return _certain(text, model, reading, meaning, taxonomy, agreed=agreed)
    elif (wish := _wish(text, reading, meaning, topics)) is not None:
        return wish
    # Nothing told it where the model was in doubt; where it was not, this is the first look.
    told = _told_in_order(text, reading, meaning, taxonomy) if reading.gap >= CERTAIN_GAP else None
    return told or _uncertain(reading, meaning, taxonomy, agreed=agreed)


def _words_outweigh(
    text: str, reading: ClauseReading, meaning: Meaning, named: tuple[str, ...], taxonomy: Taxonomy
) -> bool:
    """Whether words that name types of a problem decide beside what the model makes of the text."""
    both = set(reading.first_two) <= set(named)
    both = both and (reading.gap < BOTH_GAP or meaning.accounted >= _NEARLY_ALL)
    if len(named) > 1:
        joined = meaning.joined and reading.label in named and reading.gap < BOTH_GAP
        return joined or (both and links_two(text, taxonomy))
    doubtful = DISMISSING_GAP if meaning.single else CERTAIN_GAP
    if reading.label == REQUEST:
        # A fault that words tell in full goes before what is asked for behind it: ``操作复杂希望提供培训``.
        doubtful = math.inf
    in_full = meaning.accounted >= _ALL_OF_IT
    faulty = says_faulty(text) and (in_full or reading.label in named)
    return len(named) == 1 and (faulty or (in_full and reading.gap < doubtful))


def _wish(text: str, reading: ClauseReading, meaning: Meaning, topics: tuple[str, ...]) -> IssueLabel | None:
    """Return the wish that a text is by its first word, or that is ahead of another kind without a fault; else None."""
    kinds = set(reading.first_two)
    opens = meaning.demand_start == 0 and meaning.kind == "demand" and not meaning.types
    if denies(text) or len(text) < _SHORTEST_WISH:
        return None
    if opens and REQUEST in kinds and reading.gap < LIKELY_GAP:
        return IssueLabel((), (), "demand", gap=reading.gap)
    told = meaning.kind == "none" or (kinds == _WISHES and meaning.kind in ("demand", "latent"))
    if not told or reading.label not in _WISHES or reading.second not in NO_PROBLEM:
        return None
    if reading.cleared < CONTRADICTED_GAP:
        return None
    kind = "demand" if opens else _KINDS[reading.label]
    return IssueLabel(topics, meaning.matched, kind, decided_by="模型", gap=reading.gap)


def _complaint(text: str, model: ClauseModel, taxonomy: Taxonomy) -> IssueLabel | None:
    """Return the fault that a request takes for granted; None where it takes none, or that is none."""
    wordings = faults_taken_for_granted(text, taxonomy)
    read = [classify_with(wording, taxonomy, model) for wording in wordings]
    told = [label for label in read if label.kind == "problem"]
    told.sort(key=lambda label: (not label.types, label.decided_by != "词典"))
    label = told[0] if told else None
    if label is None or not label.types:
        return label
    # The one who is asked and what he did are told as one, though something stands between them.
    shown = tuple(word for word in label.matched if word in text)
    return replace(label, matched=shown or (trim(wordings[-1]),))


def _told_in_order(
    text: str, reading: ClauseReading, meaning: Meaning, taxonomy: Taxonomy
) -> IssueLabel | None:
    """Return what words in their order tell where the model holds it for likely; else None."""
    # What is narrowly held for a wish without a word of one, or for none though nothing denies it, may be one.
    narrow = reading.gap < CERTAIN_GAP and reading.second == reading.problem and meaning.demand_start is None
    narrow = narrow and (reading.label == REQUEST or tells_plainly(text, taxonomy))
    if meaning.denied or not (reading.is_problem or narrow):
        return None
    for told in told_types(text, taxonomy):
        if _welcomes(meaning) and told.name in taxonomy.catch_alls:
            continue
        near = not told.mild and reading.second == told.name
        if near or reading.label == told.name:
            return IssueLabel((told.name,), told.words, "problem", gap=0.0 if near else reading.gap)
    return None


def _certain(
    text: str,
    model: ClauseModel,
    reading: ClauseReading,
    meaning: Meaning,
    taxonomy: Taxonomy,
    *,
    agreed: bool,
) -> IssueLabel:
    """Return what the model is far enough ahead for; a type without a word that shows it is uncertain."""
    topics = tuple(taxonomy.types[index].name for index in meaning.types)
    decided: DecidedBy = "词典" if agreed else "模型"
    if not reading.is_problem:
        denied = reading.label == NOTHING and (meaning.denied or meaning.kind in ("problem", "none"))
        about = () if denied else topics
        matched = meaning.matched if about else ()
        return IssueLabel(about, matched, _KINDS[reading.label], denied, decided, gap=reading.gap)
    shown = meaning.matched if agreed and topics == (reading.label,) else ()
    matched = shown or model.showing(text, reading.label)
    if not matched:
        return _uncertain(reading, meaning, taxonomy, agreed=agreed)
    return IssueLabel((reading.label,), matched, "problem", decided_by=decided, gap=reading.gap)


def _gap_needed(reading: ClauseReading, meaning: Meaning, taxonomy: Taxonomy, *, agreed: bool) -> float:
    """Return how far ahead a reading must be, by what words say for it or against it."""
    if agreed or (certain_gap(reading.label, taxonomy) == LIKELY_GAP and not _welcomes(meaning)):
        return LIKELY_GAP
    if meaning.denied and reading.is_problem:
        return CONTRADICTED_GAP
    speaks = bool(meaning.types) or meaning.denied or meaning.kind != "none"
    if not speaks or meaning.told < _MUCH_OF_IT:
        return CERTAIN_GAP
    if meaning.kind == "problem" and meaning.types and reading.label in (PRAISE, NOTHING):
        # What words call a fault of some type (``没收到货``) is no matter of course for a model of letters.
        return math.inf
    return CONTRADICTED_GAP if meaning.told < _MOST_OF_IT or reading.is_problem else DISMISSING_GAP


def certain_gap(name: str, taxonomy: Taxonomy) -> float:
    """Return how far ahead a class must be to be certain where nothing speaks for it or against it."""
    return LIKELY_GAP if name in taxonomy.catch_alls else CERTAIN_GAP


def _welcomes(meaning: Meaning) -> bool:
    """Whether words praise or tell of a need to come: others are named in them as often as in what others do."""
    return meaning.kind in ("praise", "latent")


def _agrees(reading: ClauseReading, meaning: Meaning, named: tuple[str, ...]) -> bool:
    if reading.is_problem:
        return reading.label in named
    return meaning.denied if reading.label == NOTHING else meaning.kind == _KINDS[reading.label]


def _uncertain(reading: ClauseReading, meaning: Meaning, taxonomy: Taxonomy, *, agreed: bool) -> IssueLabel:
    """Return what is left where nothing is certain: a problem of no type if it looks like one, else its kind."""
    if meaning.denied and not reading.is_problem:
        return IssueLabel((), (), "none", denied=True, decided_by="词典")
    nearly = not agreed and reading.gap < LIKELY_GAP and reading.second == reading.problem
    looks_wrong = reading.is_problem or nearly or meaning.kind == "problem"
    doubtful = _looks_wrong(reading, taxonomy)
    if reading.label == LATENT and reading.second == NOTHING and meaning.turned:
        # A need that is denied: ``暂不考虑采购新设备``.
        return replace(doubtful, kind="none")
    if _welcomes(meaning) and meaning.told >= _MOST_OF_IT and reading.gap < CERTAIN_GAP:
        return replace(doubtful, kind=meaning.kind)
    return doubtful if looks_wrong else replace(doubtful, kind=_KINDS[reading.label])


def _looks_wrong(reading: ClauseReading, taxonomy: Taxonomy) -> IssueLabel:
    """Return a problem of no certain type, with what it may be."""
    perhaps = tuple(name for name in (reading.problem, reading.next_problem) if name in taxonomy.names)
    return IssueLabel((), (), "problem", decided_by="", perhaps=perhaps)


def _words_decide(meaning: Meaning, taxonomy: Taxonomy) -> bool:
    """Whether words settle the text without the model.

    They do where they account for what it denies (``无卡顿、闪退等问题``), which a model of grams cannot compose, and
    where a department's own taxonomy names the type: the model knows the shipped one only.
    """
    if meaning.denied and meaning.accounted >= _MOST_OF_IT:
        return True
    if meaning.turned and meaning.accounted >= _ALL_OF_IT:
        return meaning.kind == "problem"
    return taxonomy != load_taxonomy() and meaning.kind == "problem" and bool(meaning.types)
