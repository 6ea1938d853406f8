"""Words that say what one of the policy's words says: stronger ones (``特别满意``), and those of other languages."""

from __future__ import annotations

from collections.abc import Mapping

_STRONGEST = "非常"
_AS_STRONG = ("非常之", "非常地", "十分", "特别", "极其", "极为", "极度", "极", "超级", "超")
_POLITE = ("", "です", "でした")
#: Words of other languages, levelled; a blank is written _.
_ABROAD = {
    "非常满意": "とても満足 大変満足 非常に満足 大満足 매우만족 매우_만족 好满意 extremely_satisfied completely_satisfied",
    "满意": "満足 やや満足 만족",
    "一般": "どちらでもない 普通です 보통",
    "不满意": "不満 やや不満 불만족 唔满意 not_satisfied unsatisfied",
    "非常不满意": "とても不満 大変不満 非常に不満 매우불만족 매우_불만족",
}


def with_stronger_words(fractions: Mapping[str, float]) -> dict[str, float]:
    """Return levelled words with their shares of the full mark, and those as strong as a 非常, each with its share.

    Example:
        >>> with_stronger_words({"非常不满意": 0.2})["十分不满意"], "特别满意" in with_stronger_words({"满意": 0.8})
        (0.2, False)
    """
    alike = {
        degree + word.removeprefix(_STRONGEST): share
        for word, share in fractions.items()
        if word.startswith(_STRONGEST)
        for degree in _AS_STRONG
    }
    return {**alike, **fractions}


def words_abroad(fractions: Mapping[str, float]) -> dict[str, float]:
    """Return words of other languages, and of dialects, with their shares; they are read as all of a cell only.

    Example:
        >>> words_abroad({"非常满意": 1.0})["大変満足です"]
        1.0
    """
    return {
        word.replace("_", " ") + polite: fractions[same]
        for same, words in _ABROAD.items()
        if same in fractions
        for word in words.split()
        for polite in _POLITE
    }
