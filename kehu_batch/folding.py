"""Fold text for comparison: width, case, traditional characters, spaces, punctuation, legal forms.

Every function is idempotent and for comparing only: what people see is never folded. ``simplify`` and ``fold_text``
work character by character whatever stands beside it (accents that compose aside), so a part of a text folds to a
part of the folded text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import chain, product

from kehu_batch.currencies import name_pattern

#: Code-point ranges of the CJK ideographs that the traditional-to-simplified table covers.
_IDEOGRAPHS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
_IDEOGRAPH = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")

#: GB 2312 holds the simplified characters. These few of it are also traditional forms of others, and fold;
#: every other character of GB 2312 stays, so that a text written in it needs no table at all.
_AMBIGUOUS = "乾吒夥後徵拚捱摺於榘菸薹袷醣麴麽"
_AMBIGUOUS_PATTERN = re.compile(f"[{_AMBIGUOUS}]")

#: Control and format characters, fillers and marks that choose a glyph's variant, for a class of a pattern.
UNSEEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u115f\u1160\u3164\uffa0\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff"
)
#: The same, and white space of every kind.
INVISIBLE = re.compile(f"[\\s{UNSEEN}]+")

#: Punctuation of one meaning and many shapes. NFKC has already made the full-width forms half-width.
#: 帐 is a variant that real sheets mix with 账 (帐期, 账期).
_MARKS = str.maketrans(
    {
        **dict.fromkeys("【〔[{「『〖〘⟨", "("),
        **dict.fromkeys("】〕]}」』〗〙⟩", ")"),
        **dict.fromkeys("‐‑‒–—―−－﹣─━~〜∼", "-"),
        **dict.fromkeys("“”„‟‘’‚‛`´′″'", '"'),
        **dict.fromkeys("•‧∙⋅・●", "·"),
        **dict.fromkeys("∕⁄╱", "/"),
        "。": ".",
        "∶": ":",
        "﹑": "、",
        "帐": "账",
    }
)

_REQUIRED_MARK = re.compile(r"\((?:必填|必填项|选填|可选)\)")
_HEADER_EDGE = "*:"
#: Characters that the mainland has too, and writes otherwise in the words of headers: 計畫, 回覆, 紀錄. In names they
#: tell people apart, and stay.
_HEADER_SPELLING = (("画", "划"), ("覆", "复"), ("纪", "记"))

_UNIT_LABEL = re.compile(r"^(?:单位|币种):?")

_BRACKETS = re.compile(r"[()<>《》〈〉]")
_LEGAL_FORM = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|股份公司|总公司|(?<![分子])公司|集团"
    r"|普通合伙企业|有限合伙企业|合伙企业|特殊普通合伙|普通合伙|有限合伙|个人独资企业|个体工商户"
    r"|co\.?,?(?:ltd|limited|inc)\.?|,(?:ltd|inc|llc)\.?|\.(?:ltd|inc|llc)\.?|(?<=[^a-z])(?:ltd|inc|llc)\.?)$"
)


@cache
def _trailing_unit() -> re.Pattern[str]:
    unit = (
        r"(?:人民币|单位:?|币种:?)*"
        rf"(?:(?:人民币)?[百千万亿]{{0,2}}元(?:人民币)?|[百千万亿]{{1,2}}|[百千万亿]{{0,2}}(?:{name_pattern()})"
        r"|¥|\$|%|‰|分|角|(?:满分)?[0-9]+分制?|[0-9]+-[0-9]+分?"
        r"|(?:自然|工作)?[天日]|小时|分钟|个?月|年|周|次|个|件|条|人|家|台|套)"
    )
    return re.compile(rf"(.+?)\(({unit}(?:[,/]{unit})*)\)")


class _Simplified(dict[int, str]):
    """A table of traditional characters for ``str.translate`` that fills itself, one character at a time.

    Only texts with ideographs outside GB 2312 ask for it, so a drop in simplified Chinese never loads the converter;
    and rare characters of names (喆, 玥) do not have all others converted with them.
    """

    def __missing__(self, code: int) -> str:
        if not _is_ideograph(code):
            raise LookupError(code)
        self[code] = simplified = _end_of_chain(chr(code))
        return simplified


#: Ideographs outside GB 2312 in the words that the program ships, and their simplified forms: with these at hand, they
#: do not load the converter in each drop.
_SHIPPED = str.maketrans({"暱": "暱", "冇": "冇", "煩": "烦"})
_SIMPLIFIED = _Simplified(_SHIPPED)


def _is_ideograph(code: int) -> bool:
    return any(code in block for block in _IDEOGRAPHS)


@cache
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("hk2s").convert
    return convert


def _end_of_chain(character: str) -> str:
    """Follow a character through the converter to a form that it leaves alone (薴 → 苧 → 苎).

    Characters are converted one by one, which keeps rules for phrases out: a fold must not depend on its neighbours.
    """
    seen: set[str] = set()
    while _is_ideograph(ord(character)) and not (_in_gb2312(character) and character not in _AMBIGUOUS):
        seen.add(character)
        following = _converter()(character)
        if len(following) != 1 or following in seen:
            break
        character = following
    return character


def _in_gb2312(text: str) -> bool:
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def simplify(text: str) -> str:
    """Return ``text`` in NFKC form with traditional characters made simplified, one by one.

    No phrase is translated: 伺服器 stays, in simplified characters. Regional words belong to the vocabulary.

    Example:
        >>> simplify("客戶名稱（１）")
        '客户名称(1)'
    """
    if text.isascii():
        return text
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    ideographs = "".join(_IDEOGRAPH.findall(text))
    if _in_gb2312(ideographs) and not _AMBIGUOUS_PATTERN.search(ideographs):
        return text
    return text.translate(_SIMPLIFIED)


def _steady_characters() -> str:
    """Return characters that stay as they are in every fold here, whatever stands beside them: nearly all there are."""
    rows, cells = range(0xB0, 0xF8), range(0xA1, 0xFF)
    ideographs = bytes(chain.from_iterable(product(rows, cells))).decode("gb2312", "ignore")
    ascii_kept = (chr(code) for code in range(0x21, 0x7F))
    kept = "".join(mark for mark in ascii_kept if not mark.isupper() and ord(mark) not in _MARKS)
    return re.sub(f"[{_AMBIGUOUS}]", "", ideographs.translate(dict.fromkeys(_MARKS))) + kept


@cache
def _unsteady() -> re.Pattern[str]:
    # Passes over a steady character at a tenth of what ``str.translate`` takes to look it up.
    return re.compile(f"[^{re.escape(_steady_characters())}]")


def refold(text: str, fold: Callable[[re.Match[str]], str]) -> str:
    """Return ``text`` with those characters folded by a function that may not be steady; the others are not looked up.

    Steady are simplified ideographs, small letters, digits and marks of ASCII that no fold here changes.

    Args:
        text: Any text.
        fold: From a match of one character to what stands in its place.
    """
    return _unsteady().sub(fold, text)


def fold_text(text: str) -> str:
    """Return the form under which two texts that say the same compare equal.

    Simplified characters, lower case, no white space, line break or invisible character, and one shape for each
    punctuation mark: all brackets but ``<>《》`` become ``()``, dashes and waves ``-``, quotes ``"``, ``。`` ``.``.
    The enumeration comma ``、`` stays, as it does not mean the same as ``,``.

    Example:
        >>> fold_text(" 金額【 万元 】")
        '金额(万元)'
    """
    return _fold_again(text) if len(text) <= _LONGEST_KEPT else _fold(text)


def _fold(text: str) -> str:
    try:
        if len(text) <= _LONGEST_IN_PLACE:
            return refold(text, lambda match: _FOLDED_ALONE[match[0]])
        return _fold_long(text)
    except _NotAlone:
        pass
    plain = unicodedata.is_normalized("NFKC", text) and _FINAL_SIGMA not in text
    folded = text.translate(_FOLDED) if plain else _fold_once(text)
    # Taking out a space can bring a letter and its accent together, which then compose.
    while not unicodedata.is_normalized("NFKC", folded):
        folded = _fold_once(folded)
    return folded


#: Names and clauses are folded by each step that compares them; longer texts repeat seldom.
_LONGEST_KEPT, _fold_again = 64, lru_cache(maxsize=4096)(_fold)


def fold_texts(texts: Sequence[str]) -> list[str]:
    """Return each text as ``fold_text`` does, at a fraction of the cost of folding one after another.

    Example:
        >>> fold_texts(["金額", "（A）"])
        ['金额', '(a)']
    """
    folded = fold_text(_APART.join(texts)).split(_APART) if texts else []
    return folded if len(folded) == len(texts) else list(map(fold_text, texts))


@lru_cache(maxsize=64)
def fold_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return words folded as ``fold_text`` does, in their order; done once for each tuple of words.

    Example:
        >>> fold_words(("ＯＫ", "沒有"))
        ('ok', '没有')
    """
    return tuple(fold_texts(words))


def _fold_once(text: str) -> str:
    return INVISIBLE.sub("", simplify(text).lower()).translate(_MARKS)


class _Folded(dict[int, str]):
    """A table for ``str.translate`` that fills itself, one code point at a time."""

    def __missing__(self, code: int) -> str:
        folded = _fold_once(chr(code))
        if len(self) < _MOST_FOLDED:
            self[code] = folded
        return folded


class _NotAlone(Exception):
    """A character whose folded form may depend on its neighbours."""


class _FoldedAlone(dict[str, str]):
    """Folded forms of the characters that compose with none of their neighbours, and are common beside steady ones."""

    def __missing__(self, character: str) -> str:
        if not any(ord(character) in block for block in _ALONE):
            raise _NotAlone
        folded = self[character] = _fold_once(character)
        return folded


def _fold_long(text: str) -> str:
    """Fold a long text, as of many joined, by each character that is not steady: it has few different ones."""
    changing = set(_unsteady().findall(text))
    if len(changing) > _MOST_IN_TURN:
        raise _NotAlone
    for character in changing:
        # What a character folds to folds to itself, so one after the other is all at once.
        text = text.replace(character, _FOLDED_ALONE[character])
    return text


#: Longer texts are folded character after character, and where they have more than so many, otherwise.
_LONGEST_IN_PLACE, _MOST_IN_TURN = 1000, 100
#: ASCII, dashes and quotes, Chinese punctuation, ideographs, what stands between joined texts, full-width ASCII: none
#: of these combines with the one before it, and what could combine with one is none of them, nor steady.
_ALONE = (
    range(0x80),
    range(0x2010, 0x2017),
    range(0x2018, 0x2028),
    range(0x3000, 0x302A),
    *_IDEOGRAPHS,
    range(0xE000, 0xE001),
    range(0xFF01, 0xFF5F),
)
_FOLDED_ALONE = _FoldedAlone()
_FOLDED = _Folded()
#: A text has a few thousand characters; a hostile one all there are.
_MOST_FOLDED = 1 << 15
#: For private use: it stays as it is, composes with nothing, and ends a word.
_APART = "\ue000"
#: The one letter whose small form depends on its neighbours.
_FINAL_SIGMA = "Σ"


def fold_header(text: str) -> str:
    """Return the form under which a column header is looked up in the vocabulary.

    ``fold_text`` with the mainland's spelling of 計畫, 回覆 and 紀錄, then without ``(必填)`` or ``(选填)`` and without
    ``*`` and ``:`` at either end. A unit in brackets stays: see ``split_header_unit``.

    Example:
        >>> fold_header("＊客戶 編號："), fold_header("金额（万元）*"), fold_header("後續計畫")
        ('客户编号', '金额(万元)', '后续计划')
    """
    return _bare_header(fold_text(text))


def fold_headers(texts: Sequence[str]) -> list[str]:
    """Return each text as ``fold_header`` does, as ``fold_texts`` folds them.

    Example:
        >>> fold_headers(["＊客戶 編號：", "後續計畫"])
        ['客户编号', '后续计划']
    """
    return list(map(_bare_header, fold_texts(texts)))


def _bare_header(folded: str) -> str:
    """Return a folded text in the spelling of headers, without the marks of one that is required."""
    for written, usual in _HEADER_SPELLING:
        folded = folded.replace(written, usual)
    while "(" in folded or folded.strip(_HEADER_EDGE) != folded:
        shorter = fold_text(_REQUIRED_MARK.sub("", folded).strip(_HEADER_EDGE))
        if shorter == folded:
            break
        folded = shorter
    return folded


def split_header_unit(text: str) -> tuple[str, str]:
    """Split a header into its folded name and the unit in its trailing brackets.

    The unit is empty unless the brackets hold a unit of money, time, share, score or count; other brackets belong
    to the name. ``人民币`` and ``单位:`` are kept out only where they merely introduce the unit.

    Returns:
        ``(name, unit)``, both folded.

    Example:
        >>> split_header_unit("金额(万元)"), split_header_unit("推荐意愿(0-10)")
        (('金额', '万元'), ('推荐意愿', '0-10'))
        >>> split_header_unit("应收金额（万新元）"), split_header_unit("Amount(SGD)")
        (('应收金额', '万新元'), ('amount', 'sgd'))
        >>> split_header_unit("客户反馈(满意度/建议/需求)")
        ('客户反馈(满意度/建议/需求)', '')
    """
    folded = fold_header(text)
    match = _trailing_unit().fullmatch(folded)
    if match is None:
        return folded, ""
    return match[1].strip(_HEADER_EDGE), _UNIT_LABEL.sub("", match[2])


def fold_name(text: str) -> str:
    """Return the form of a customer's name that is a join key where one side has no id.

    Exact up to width, case, white space, style of brackets and punctuation, and traditional characters. The legal
    form stays, since two companies may differ in nothing else.

    Example:
        >>> fold_name("上海騰雲（集團）有限公司") == fold_name("上海腾云(集团)有限公司")
        True
    """
    return fold_text(text)


def fold_company_name(text: str) -> str:
    """Return the core of a company's name, only ever to *propose* that two customers may be one.

    ``fold_text``, without brackets (what they hold stays) and without the legal form at the end, repeatedly:
    ``…(集团)股份有限公司``. A branch (分公司) or subsidiary (子公司) keeps its word, and a name that is nothing but a
    legal form stays whole.

    Example:
        >>> fold_company_name("上海腾云（集团）有限公司")
        '上海腾云'
    """
    folded = fold_text(text)
    while True:
        shorter = fold_text(_LEGAL_FORM.sub("", _BRACKETS.sub("", folded)))
        if shorter in (folded, ""):
            return folded
        folded = shorter


def fold_document_number(text: str) -> str:
    """Return the form under which the numbers of two documents are matched.

    Width, case, white space and hyphens do not count, nor do leading zeros of a number that is all digits.

    Example:
        >>> fold_document_number("ＩＮＶ－00002"), fold_document_number("inv 00002")
        ('inv00002', 'inv00002')
        >>> fold_document_number("00000012"), fold_document_number("INV-0")
        ('12', 'inv0')
    """
    folded = fold_text(text).replace("-", "")
    return (folded.lstrip("0") or "0") if folded.isascii() and folded.isdigit() else folded
