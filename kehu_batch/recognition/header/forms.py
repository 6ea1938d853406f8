"""The ways to look a header text up: whole, without its unit, its explanation, its number or its translation."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from kehu_batch.folding import fold_header, simplify, split_header_unit
from kehu_batch.policy.vocabulary import Field, FieldKind
from kehu_batch.records import dataclass, replace

#: ``①客户编号``, ``(4)跟进内容``, ``2、客户名称``; a number without a mark behind it may belong to the name.
_NUMBERED = re.compile(r"\s*(?:[①-⑳⑴-⒇]|[(（]\s*\d{1,2}\s*[)）]|\d{1,2}\s*[.、．)）])\s*(?=[^\s\d])")
#: What filters, sorting and stars leave at the ends of a header.
_EDGE_MARKS = "▼▲▽△↓↑★☆●○◆◇■□√✓?!·-_=~*: \t\n\r"
_TRAILING_BRACKETS = re.compile(r"(.+?)\(([^()]*)\)")
_TRAILING_MONEY = re.compile(r"(.+?)[-:/,]?([¥$]|(?:[百千万亿]|十万|百万|千万)?元)")
_NUMBER_SIGN = re.compile(r"(.*[^\x00-\x7f])no\.?")
_SEPARATORS = re.compile(r"[/、,，;；&+|]|及|和|与")
#: Separators of a list in brackets, which the vocabulary writes with a stroke.
_LIST = str.maketrans("、,;", "///")
_REQUIRED = re.compile(r"[(\[【](?:必填项?|选填|可选)[)\]】]|\*")
#: English beside Chinese, before or after it.
_ENGLISH = r"[a-z][a-z0-9 .,'&/\-]*[a-z.]"
_ENGLISH_BEFORE = re.compile(rf"\W*({_ENGLISH})[\s/|:(-]+(.+)")
_ENGLISH_BEHIND = re.compile(rf"(.+?)[\s/|:-]+({_ENGLISH})\W*")
#: Groups of an event's columns are called so: 本次回访 over 时间, 方式, 人员.
_THIS_TIME = "本次"
#: What introduces a part of the column beside it: ``其中：逾期金额``.
_OF_WHICH = re.compile(r"\s*其中\s*[:：]\s*(?=\S)")
#: A unit of money behind both, which may be English too: ``金额 Amount(CNY)``.
_LAST_UNIT = re.compile(r"(.+?)\s*(\([^()]*\))\s*")
#: An explanation in Chinese behind both.
_LAST_BRACKET = re.compile(r"(.+?)\(([^()a-z]*)\)\s*")
_EXPLAINS = re.compile(r"[\d:：/、,，;；。]|请|如|例|格式|填|按|含|仅|[Yy]{4}")
_SCRIPTS = re.compile(r"[a-z][a-z.-]*|[^a-z]+")
_WORDS = re.compile(r"[a-z]+")

#: English words that say which attribute is meant: with these kinds of field only.
_KIND_WORDS: dict[str, frozenset[FieldKind]] = {
    **dict.fromkeys(("id", "no", "code", "number"), frozenset({FieldKind.ID})),
    **dict.fromkeys(("date", "time", "day"), frozenset({FieldKind.DATE})),
    **dict.fromkeys(("amount", "balance", "price", "limit"), frozenset({FieldKind.AMOUNT})),
    **dict.fromkeys(("name", "customer", "client", "company", "account"), frozenset()),
}
#: English words for attributes that no field holds, or one only.
_OTHER_ATTRIBUTES = frozenset(
    [
        "email",
        "mail",
        "qq",
        "wechat",
        "address",
        "addr",
        "fax",
        "url",
        "website",
        "web",
        "sku",
        "po",
        "title",
        "gender",
        "sex",
        "age",
        "dept",
        "department",
    ]
)
_PHONE_WORDS = frozenset({"phone", "tel", "telephone", "mobile", "cell"})
_SHORTEST_TRANSLATION = 4

#: The day that amounts are of, in a folded header: 截至2023年10月31日, 2023年10月末, 2023.10.31, 2022年末.
_STATED_DAY = re.compile(
    r"(?:截(?:止到|[至止到于])|至|到|于)?:?(?P<year>20[0-9]{2})"
    r"(?:年[末底]|(?:年|[-/.])(?P<month>1[0-2]|0?[1-9])"
    r"(?:(?:月|[-/.])(?P<day>3[01]|[12][0-9]|0?[1-9])(?:[日号]|(?![0-9]))|月?[末底]|月份?(?![0-9])))"
    r"(?:为?止|时点|时|的)?"
)


@dataclass(frozen=True, slots=True)
class HeaderForm:
    """One way to look a header up.

    Args:
        text: The folded text to look up.
        unit: Unit that the header names; empty where none.
        rest: Folded texts in brackets or behind a line break that were left out, ``|`` between them.
        english: English beside the Chinese that was left out, in lower case.
    """

    text: str
    unit: str = ""
    rest: str = ""
    english: str = ""


@lru_cache(maxsize=8192)
def header_forms(text: str) -> tuple[HeaderForm, ...]:
    """Return the forms to look a header up by, best first.

    Example:
        >>> [(form.text, form.unit, form.rest) for form in header_forms("回访人（请签名）")]
        [('回访人(请签名)', '', ''), ('回访人', '', '请签名')]
    """
    if text.isalnum() and text[0].isalpha() and not text[-1].isascii():
        # Nothing in it to leave out but a unit of money: the way of most texts that are no header.
        return tuple(_simple_forms(fold_header(text)))
    bare = _OF_WHICH.sub("", _NUMBERED.sub("", text, count=1), count=1).strip(_EDGE_MARKS)
    sources = [text] if bare in ("", text) else [text, bare]
    forms = [form for source in sources for form in _plain_forms(source)]
    forms += [form for source in sources for form in _without_brackets(fold_header(source))]
    forms += _translated_forms(bare)
    forms += [form for source in sources for form in _first_line_forms(source)]
    return tuple(dict.fromkeys(form for form in forms if form.text))


def _simple_forms(folded: str) -> Iterator[HeaderForm]:
    yield HeaderForm(folded)
    if bare := _of_any_event(folded):
        yield HeaderForm(bare)
    if folded.endswith("元") and (money := _TRAILING_MONEY.fullmatch(folded)) is not None:
        yield HeaderForm(money[1], money[2])


def _of_any_event(folded: str) -> str:
    """Return a text without 本次, which every column of one event may have; empty where it is without."""
    bare = folded.removeprefix(_THIS_TIME)
    return bare if bare != folded else ""


def parts_of(text: str) -> list[str]:
    """Return the parts of a composite header, brackets at its end dropped; the whole where it has but one."""
    forms = [form for form in header_forms(text) if not form.english]
    return split_parts(forms[-1].text) if forms else []


def split_parts(folded: str) -> list[str]:
    """Split a folded text at the marks of a list."""
    return [part for part in _SEPARATORS.split(folded) if part]


def words_of(rest: str) -> list[str]:
    """Return the parts of an explanation, Chinese and English apart."""
    parts = (part for one in rest.split("|") for part in split_parts(one))
    return [word for part in parts for word in _SCRIPTS.findall(part)]


def _plain_forms(text: str) -> list[HeaderForm]:
    whole = fold_header(text)
    name, unit = split_header_unit(text)
    # "推荐意愿(0-10)" is a label with its unit in it: the unit is known all the same.
    forms = [HeaderForm(whole, unit), HeaderForm(name, unit)]
    if bare := _of_any_event(name):
        forms.append(HeaderForm(bare, unit))
    stripped = name
    if name.strip(_EDGE_MARKS) != name:
        stripped, inner = split_header_unit(name.strip(_EDGE_MARKS))
        unit = unit or inner
        forms.append(HeaderForm(stripped, unit))
    if whole.endswith(")"):
        forms.append(HeaderForm(whole.translate(_LIST), unit))
    money = _TRAILING_MONEY.fullmatch(stripped)
    if money is not None and not unit:
        forms.append(HeaderForm(money[1], money[2]))
    before, slash, behind = stripped.rpartition("/")
    if slash and not unit and (behind := split_header_unit(f"x({behind})")[1]):
        forms.append(HeaderForm(before, behind))
    if stripped.endswith("%") and not unit:
        forms.append(HeaderForm(stripped[:-1], "%"))
    if stripped.endswith(("no.", "nr.")):
        forms.append(HeaderForm(stripped[:-1], unit))
    number = _NUMBER_SIGN.fullmatch(stripped)
    if number is not None:
        forms.append(HeaderForm(f"{number[1]}号"))
    return forms


def _first_line_forms(text: str) -> list[HeaderForm]:
    """Return the forms of a header of several lines, what follows the first as if it stood in brackets."""
    first, *further = [line for line in text.replace("\r", "\n").split("\n") if line.strip()] or [""]
    if further and not further[0].lstrip().startswith(("(", "（", "[", "【")):
        as_brackets = fold_header(f"{first}({' '.join(further)})")
        forms = [HeaderForm(as_brackets), HeaderForm(as_brackets.translate(_LIST))]
        # A word may be broken over two lines: what is left out must read like an explanation.
        if all(_EXPLAINS.search(line) for line in further):
            name, unit = split_header_unit(first)
            forms.append(HeaderForm(name.strip(_EDGE_MARKS), unit, "|".join(map(fold_header, further))))
        return forms
    return []


@lru_cache(maxsize=8192)
def split_stated_day(text: str) -> tuple[date | None, str]:
    """Return the day that a header says its amounts are of, a month's or a year's last one, and the header without it.

    Example:
        >>> split_stated_day("截至2023年10月31日应收余额"), split_stated_day("2023年10月末余额（元）")
        ((datetime.date(2023, 10, 31), '应收余额'), (datetime.date(2023, 10, 31), '余额(元)'))
        >>> split_stated_day("10月末余额")
        (None, '10月末余额')
    """
    folded = fold_header(text)
    found = list(_STATED_DAY.finditer(folded))
    if len(found) != 1:
        return None, folded
    match = found[0]
    year, month = int(match["year"]), int(match["month"] or 12)
    last = monthrange(year, month)[1]
    day = int(match["day"] or last)
    if day > last:
        return None, folded
    rest = f"{folded[: match.start()]}{folded[match.end() :]}".replace("()", "").strip(_EDGE_MARKS)
    return date(year, month, day), rest


def _without_brackets(folded: str) -> list[HeaderForm]:
    forms: list[HeaderForm] = []
    rests: list[str] = []
    unit = ""
    while True:
        name, found = split_header_unit(folded)
        unit = unit or found
        match = _TRAILING_BRACKETS.fullmatch(name)
        if match is None:
            return forms
        rests.append(match[2])
        folded = match[1].strip(_EDGE_MARKS)
        name, found = split_header_unit(folded)
        forms.append(HeaderForm(name.strip(_EDGE_MARKS), unit or found, "|".join(rests)))


def _translated_forms(text: str) -> Iterator[HeaderForm]:
    """Yield the forms of the Chinese in a header that has English before or behind it."""
    lowered = _REQUIRED.sub(" ", simplify(text)).strip().lower().replace("\n", " ")
    if lowered.isascii():
        return
    core, unit = _without_last_unit(lowered)
    bracket = _LAST_BRACKET.fullmatch(core)
    core, rest = (bracket[1], fold_header(bracket[2])) if bracket else (core, "")
    before, behind = _ENGLISH_BEFORE.fullmatch(core), _ENGLISH_BEHIND.fullmatch(core)
    for match, chinese, english in ((before, 2, 1), (behind, 1, 2)):
        if match is None or len(match[english]) < _SHORTEST_TRANSLATION or match[chinese].isascii():
            continue
        plain = _NUMBERED.sub("", match[chinese], count=1)
        for form in (*_plain_forms(plain), *_without_brackets(fold_header(plain))):
            rests = "|".join(part for part in (form.rest, rest) if part)
            yield replace(form, unit=form.unit or unit, rest=rests, english=match[english])


def _without_last_unit(text: str) -> tuple[str, str]:
    """Return the text before a unit in brackets at its end, and the unit; the whole and nothing where none is."""
    bracket = _LAST_UNIT.fullmatch(text)
    unit = split_header_unit(f"x{bracket[2]}")[1] if bracket else ""
    return (bracket[1], unit) if bracket and unit else (text, "")


def is_translation(english: str, item: Field) -> bool:
    """Whether the English beside a field's Chinese header may be its translation, and not another attribute.

    Example:
        ``客户 Email`` is no customer's name, ``客户名称 Customer Name`` is.
    """
    words = set(_WORDS.findall(english))
    if not words or words & _OTHER_ATTRIBUTES:
        return False
    if item.code == "phone" or words & _PHONE_WORDS:
        return item.code == "phone" and bool(words & _PHONE_WORDS or "number" in words)
    kinds = {kind for word in words for kind in _KIND_WORDS.get(word, ())}
    if kinds and item.kind not in kinds:
        return False
    # The name or id of something needs a word for whose it is; other fields are said in many ways.
    return item.kind not in {FieldKind.ID, FieldKind.NAME} or bool(words & _KIND_WORDS.keys())
