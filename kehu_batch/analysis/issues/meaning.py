"""Read what a text says: which of its words stand, which are denied, and what kind of statement it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from kehu_batch.analysis.issues.lexicon import LexiconToken, Role, ScannedText, lexicon_of
from kehu_batch.policy.taxonomy import Taxonomy
from kehu_batch.records import dataclass

Kind = Literal["problem", "praise", "demand", "latent", "none"]

_ENUMERATION_COMMA = "、"
_LIST_END = re.compile(r"等(?:各类|各种|方面)?的?(?:问题|情况|现象|异常|故障)?$")
_CLOSED = ("问题", "情况", "现象")

#: Roles by which a clause states something; a denial or a settlement can take it away.
_DENIABLE = frozenset({Role.PROBLEM, Role.GENERAL, Role.MOOD, Role.DEMAND, Role.LATENT})
_FAULTS = frozenset({Role.PROBLEM, Role.GENERAL, Role.MOOD})


class RoleToken(NamedTuple):
    """A word that stands, with the role that it has in its clause (``不太满意``: praise that has become a mood)."""

    token: LexiconToken
    role: Role


class _Clause(NamedTuple):
    standing: list[RoleToken]
    denied: bool
    carried: list[int]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text says.

    Args:
        kind: The statement's kind; a request that comes after a problem leaves it a problem.
        types: Indices of its issue types, ascending.
        matched: The words that show those types, as written, in their order, each once.
        denied: It says that there is nothing, or nothing left, to solve or to wish for.
        only_mood: A problem that names nothing but displeasure.
        demand_start: Index in the original text where its first request begins; None without one.
        carried: Indices in the original text of enumeration commas that a negation reaches across (``无卡顿、闪退``).
        turned: A negation or a settlement stands in it.
        joined: A word such as 和 stands in it that joins two things.
        single: It is one word of the taxonomy and nothing else.
        accounted: The share of its letters and digits that stand in words of the taxonomy.
        told: The same of those words that say something by themselves.
    """

    kind: Kind
    types: tuple[int, ...]
    matched: tuple[str, ...]
    denied: bool
    only_mood: bool
    demand_start: int | None
    carried: frozenset[int]
    turned: bool = False
    joined: bool = False
    single: bool = False
    accounted: float = 0.0
    told: float = 0.0


_NOTHING = Meaning("none", (), (), denied=False, only_mood=False, demand_start=None, carried=frozenset())
_TURNING = frozenset({Role.NEGATION, Role.RESOLVED})
#: What parts clauses, or is another word where it opens one.
_PARTING = frozenset({Role.BREAK, Role.CONTRAST, Role.IMPERATIVE})


@lru_cache(maxsize=32_768)
def read_meaning(text: str, taxonomy: Taxonomy) -> Meaning:
    """Read one text; texts that repeat are read once."""
    scanned = lexicon_of(taxonomy).scan(text)
    if not scanned.tokens:
        return _NOTHING
    clauses = [_read_clause(scanned, clause, end) for clause, end in _clauses(scanned)]
    kind, only_mood = _kind([standing for clause in clauses for standing in clause.standing])
    named = any(item.role is Role.PROBLEM for clause in clauses for item in clause.standing)
    telling = [standing for clause in clauses for standing in _telling(clause, kind, named=named)]
    types = {index for standing in telling for index in standing.token.types}
    specific = {index for index in types if not taxonomy.types[index].catch_all} or types
    matched = [scanned.original(item.token) for item in telling if not specific.isdisjoint(item.token.types)]
    demands = [item.token.start for clause in clauses for item in clause.standing if item.role is Role.DEMAND]
    live = kind != "none" or bool(types)
    roles = {token.role for token in scanned.tokens}
    accounted = _accounted(scanned, scanned.tokens)
    telling_alone = [token for token in scanned.tokens if token.role is not Role.FILLER]
    return Meaning(
        kind=kind,
        types=tuple(sorted(specific)),
        matched=tuple(dict.fromkeys(matched)),
        denied=any(clause.denied for clause in clauses) and not live,
        only_mood=only_mood,
        demand_start=scanned.original_start(demands[0]) if demands else None,
        carried=frozenset(scanned.original_start(index) for clause in clauses for index in clause.carried),
        turned=not _TURNING.isdisjoint(roles),
        joined=Role.CONNECTOR in roles,
        single=len(scanned.tokens) == 1,
        accounted=accounted,
        told=_accounted(scanned, telling_alone) if Role.FILLER in roles else accounted,
    )


def carried_commas(text: str, taxonomy: Taxonomy) -> frozenset[int]:
    """Return the enumeration commas of a text that a negation reaches across; nothing else of it is read."""
    scanned = lexicon_of(taxonomy).scan(text)
    if all(token.role is not Role.NEGATION for token in scanned.tokens):
        return frozenset()
    return read_meaning(text, taxonomy).carried


def _accounted(scanned: ScannedText, tokens: Sequence[LexiconToken]) -> float:
    if scanned.folded.isalnum():  # as most clauses are, which have no marks
        return sum([token.end - token.start for token in tokens]) / len(scanned.folded)
    inside = sum(_count_letters(scanned.folded[token.start : token.end]) for token in tokens)
    return inside / max(_count_letters(scanned.folded), 1)


def _count_letters(text: str) -> int:
    return len(text) if text.isalnum() else sum(map(str.isalnum, text))


def _clauses(scanned: ScannedText) -> Iterator[tuple[list[LexiconToken], int]]:
    """Yield the words of each clause and the index at which it ends.

    An imperative is a request where it opens the clause (``加强培训``) and nothing elsewhere (``成本增加``).
    """
    if _PARTING.isdisjoint([token.role for token in scanned.tokens]):
        yield list(scanned.tokens), len(scanned.folded)
        return
    clause: list[LexiconToken] = []
    start = 0
    for token in scanned.tokens:
        if token.role in (Role.BREAK, Role.CONTRAST):
            if clause:
                yield clause, token.start
            clause, start = [], token.end
        elif token.role is Role.IMPERATIVE:
            if token.start == start or scanned.folded[token.start - 1] == ":":
                clause.append(token._replace(role=Role.DEMAND))
        else:
            clause.append(token)
    if clause:
        yield clause, len(scanned.folded)


def _kind(standing: list[RoleToken]) -> tuple[Kind, bool]:
    """Decide the kind, and whether a problem is nothing but a mood."""
    roles = [item.role for item in standing]
    faults = [index for index, role in enumerate(roles) if role in _FAULTS]
    if Role.DEMAND in roles and (not faults or roles.index(Role.DEMAND) < faults[0]):
        return "demand", False
    if faults:
        return "problem", all(roles[index] is Role.MOOD for index in faults)
    if Role.LATENT in roles:
        return "latent", False
    return ("praise" if Role.PRAISE in roles else "none"), False


def _telling(clause: _Clause, kind: Kind, *, named: bool) -> Iterator[RoleToken]:
    """Yield the words of a clause that decide its types.

    A word that is a problem by itself outweighs what the clause is about (``开票系统卡顿``), unless the two are joined
    (``合同和发票错误``). A clause that only sets the scene gives no type to a text that names a problem elsewhere
    (``维修后仍有异响``), and what a clause praises counts only where the whole text is praise.

    Args:
        clause: The words that stand in one clause.
        kind: Kind of the whole text.
        named: Whether some clause of the text holds a word that is a problem by itself.
    """
    roles = {item.role for item in clause.standing}
    if not roles & _DENIABLE and (named or (Role.PRAISE in roles and kind != "praise")):
        return
    outweighed = Role.PROBLEM in roles
    joints: set[int] = set()
    if outweighed and Role.TOPIC in roles:
        connectors = [item.token for item in clause.standing if item.role is Role.CONNECTOR]
        joints.update(edge for token in connectors for edge in (token.start, token.end))
    for item in clause.standing:
        joined = item.token.start in joints or item.token.end in joints
        if item.role is Role.PROBLEM or (item.role is Role.TOPIC and (joined or not outweighed)):
            yield item


def _read_clause(scanned: ScannedText, clause: list[LexiconToken], end: int) -> _Clause:
    if _TURNING.isdisjoint([token.role for token in clause]):
        return _Clause([RoleToken(token, token.role) for token in clause], False, [])
    negated, carried = _negated(scanned, clause, end)
    lacking = _lacking(clause, negated)
    taken = {index for index, token in enumerate(clause) if negated[index] and token.role in _DENIABLE}
    taken |= _settled(clause, negated) | _answered_no(clause, end)
    # A need that is denied (暂不考虑续约) settles nothing: what the clause is about stays.
    denied = any(clause[index].role is not Role.LATENT for index in taken)
    dropped_topics = denied and all(
        token.role not in _DENIABLE or index in taken for index, token in enumerate(clause)
    )
    standing = []
    for index, token in enumerate(clause):
        if index in taken or (token.role is Role.TOPIC and dropped_topics and index not in lacking):
            continue
        role = token.role
        if index in lacking:
            role = Role.PROBLEM
        elif role is Role.PRAISE and negated[index]:
            role = Role.MOOD
        standing.append(RoleToken(token, role))
    settled = any(token.role is Role.RESOLVED for token in clause)
    return _Clause(standing, denied or settled, carried)


def _negated(scanned: ScannedText, clause: list[LexiconToken], end: int) -> tuple[list[bool], list[int]]:
    """Say of each word of a clause whether a negation reaches it, and which commas it reached across.

    A negation reaches the word that follows it, across fillers and topics; two of them cancel out
    (``不是没有问题``). It goes on across 和, 或, 及; across 、 only where the next word is of the same type or the
    clause ends like a list (``等问题``), and never once the denied word has closed the list (``无质量问题、…``).
    """
    flags: list[bool] = []
    carried: list[int] = []
    reach = False
    denied: LexiconToken | None = None
    same_type: tuple[int, ...] | None = None
    comma: int | None = None
    previous_end = -1
    for token in clause:
        if token.start != previous_end:
            reach, denied, same_type, comma = False, None, None, None
        previous_end = token.end
        flag = False
        if token.role is Role.NEGATION:
            reach, denied, same_type = not reach, None, None
        elif token.role is Role.CONNECTOR:
            is_comma = scanned.folded[token.start : token.end] == _ENUMERATION_COMMA
            if denied is not None:
                listed = _LIST_END.search(scanned.folded, token.end, end) is not None
                closed = scanned.folded.endswith(_CLOSED, denied.start, denied.end)
                reach = not is_comma or listed or not closed
                same_type = denied.types if is_comma and not listed else None
            comma = token.start if is_comma and reach else comma
            denied = None
        elif token.role not in (Role.FILLER, Role.EXCLUSION):
            if same_type is not None and set(same_type).isdisjoint(token.types):
                reach = False
            flag = reach or (token.role is Role.GENERAL and denied is not None)
            if flag and comma is not None:
                carried.append(comma)
            same_type, comma = None, None
            if token.role is not Role.TOPIC:
                denied, reach = (token if flag else None), False
        flags.append(flag)
    return flags, carried


def _lacking(clause: list[LexiconToken], negated: list[bool]) -> set[int]:
    """Return the topics that are denied by themselves: ``没有发票`` is a problem, ``没有发票问题`` is none."""
    lacking: set[int] = set()
    topics: set[int] = set()
    for index, token in enumerate(clause):
        if token.role is Role.TOPIC and negated[index]:
            topics.add(index)
        elif negated[index]:
            topics.clear()
        elif token.role not in (Role.FILLER, Role.CONNECTOR, Role.EXCLUSION):
            lacking |= topics
            topics = set()
    return lacking | topics


def _settled(clause: list[LexiconToken], negated: list[bool]) -> set[int]:
    """Return the words that the clause reports as settled: those before 已解决, else those after it."""
    gone: set[int] = set()
    for place, token in enumerate(clause):
        if token.role is not Role.RESOLVED or negated[place]:
            continue
        before = clause[:place]
        if any(item.role is Role.DEMAND for item in before):
            continue
        affected = {
            index for index, item in enumerate(before) if item.role in _FAULTS or item.role is Role.TOPIC
        }
        gone |= affected or {
            index
            for index, item in enumerate(clause)
            if index > place and item.role in (*_FAULTS, Role.TOPIC)
        }
    return gone


def _answered_no(clause: list[LexiconToken], end: int) -> set[int]:
    """Return the words before a 无 that ends the clause: ``质量问题:无``."""
    last = clause[-1]
    if last.role is not Role.NEGATION or last.end != end:
        return set()
    return {index for index, token in enumerate(clause) if token.role in _DENIABLE}
