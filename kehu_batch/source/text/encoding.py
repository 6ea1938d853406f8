"""Decode text: by its mark, by what it declares, or by its content; never guessed where it cannot be told."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from kehu_batch.source import refusals

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Markup in UTF-16 that came without its mark.
_UNMARKED: tuple[tuple[bytes, str], ...] = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
#: Share of the characters beyond ASCII that must be common Chinese for a text to be GB 18030:
#: western text decodes too, but into rare characters.
_COMMON_SHARE = 0.9
#: Ideographs that GB 18030 writes in four bytes, each second one a digit, as no other text happens to: they say that it
#: is GB 18030, however rare they are.
_RARE = re.compile("[\u3400-\u4dbf\U00020000-\U000323af]")
#: Traditional Chinese is told by no fewer characters, and by a second byte beyond ASCII in so many of them: an accent
#: of western text has a letter behind it.
_FEWEST_TOLD = 10
_SECOND_BEYOND = 0.25
#: What old systems end a text file with, or fill its last block with.
_PADDING = "\x00\x1a"
#: So many bytes may be broken in a text that is called UTF-8 all the same.
_FEW_BROKEN = 3
_ONE_BYTE_ENDS = (b"\n", b"\r", b"\x00", b"\x1a")
_CHINESE = re.compile(r"gb_?2312(-80)?|x-gbk|gbk|gb18030|cp936|windows-936|ms936|euc-cn", re.IGNORECASE)
_TRADITIONAL = re.compile(r"big-?5(-hkscs|-eten)?|x-x-big5|cn-big5|cp950|windows-950", re.IGNORECASE)
_WESTERN = re.compile(r"iso-?8859-?\d{1,2}|windows-125\d|cp125\d|latin-?1", re.IGNORECASE)
#: What is called Latin 1 was always written as Windows wrote it.
_LATIN = re.compile(r"iso-?8859-?1|latin-?1", re.IGNORECASE)


def decode_text(data: bytes, file: str, declared: str = "") -> str:
    """Return a text without its byte order mark.

    A mark decides. Else it is UTF-16 where null bytes say so and one order of bytes alone gives lines of Chinese. Else
    it is UTF-8 where every byte agrees, whatever is declared: systems declare what they do not write, and no other
    encoding's text passes for UTF-8. Else it is as declared; else GB 18030, where nearly all
    characters beyond ASCII are common Chinese; else GB 18030 or Big5, where they are in one of the two only, the
    common characters of Taiwan among them.

    Args:
        data: The whole file.
        file: File name, for the message.
        declared: Name of the encoding as the text itself gives it; empty where it gives none.

    Raises:
        InputRejected: ``unknown_encoding``.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _strict(_whole(data[len(mark) :], encoding), (encoding,), file)
            return text.removeprefix("\ufeff").rstrip(_PADDING)
    for start, encoding in _UNMARKED:
        if data.startswith(start):
            return _strict(_whole(data, encoding), (encoding,), file).rstrip(_PADDING)
    whole, data = data, data.rstrip(_PADDING.encode())
    if b"\x00" in data[:4096]:
        return _unmarked_wide(whole, file)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_unicode(data, file, declared, _spoilt(data, error))


def peek_text(data: bytes, size: int) -> str:
    """Return the beginning of a text for a look at its ASCII: what else is in it may be garbled."""
    for mark, encoding in (*_MARKS, *_UNMARKED):
        if data.startswith(mark):
            head = data[: size & ~3].decode(encoding, "replace")
            return head.lstrip("\ufeff")
    return data[:size].decode("utf-8", "replace")


def is_wide(data: bytes) -> bool:
    """Whether a text is of two or four bytes a character, so that null bytes are in order."""
    wide = (*_MARKS[1:], *_UNMARKED)
    return any(data.startswith(mark) for mark, _ in wide)


def _whole(data: bytes, encoding: str) -> bytes:
    """Return a text of wide characters without the line break or end mark that another program added as one byte."""
    width = {"utf-16": 2, "utf-32": 4}.get(encoding[:6], 1)
    return data[:-1] if len(data) % width == 1 and data[-1:] in _ONE_BYTE_ENDS else data


def _unmarked_wide(data: bytes, file: str) -> str:
    """Return a text in UTF-16 without its mark: Chinese in lines in one order of its bytes, and not in the other."""
    told = [
        text
        for text in (_decoded(_whole(data, encoding), encoding).rstrip(_PADDING) for _, encoding in _UNMARKED)
        if "\n" in text and "\x00" not in text and _is_chinese(text, _is_common)
    ]
    if len(told) != 1:
        raise refusals.unknown_encoding(file)
    return told[0]


def _spoilt(data: bytes, error: UnicodeDecodeError) -> str:
    """Say where a text that is UTF-8 but for a byte or two is broken; empty where it is no such text."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken > _FEW_BROKEN or sum(character > "\x7f" for character in text) < _FEWEST_TOLD * broken:
        return ""
    at_end = error.reason == "unexpected end of data"
    line = data.count(b"\n", 0, error.start) + 1
    return f"UTF-8 文字在第 {line} 行有损坏的字节" + ("，文件末尾被截断，可能没有传完" if at_end else "")


def _not_unicode(data: bytes, file: str, declared: str, spoilt: str) -> str:
    if _CHINESE.fullmatch(declared):
        return _strict(data, ("gb18030",), file)
    if _TRADITIONAL.fullmatch(declared):
        return _strict(data, ("cp950", "big5hkscs"), file)
    mainland = _decoded(data, "gb18030")
    if mainland and _is_chinese(_RARE.sub("", mainland), _is_common):
        return mainland
    if _WESTERN.fullmatch(declared):
        return _strict(data, ("cp1252" if _LATIN.fullmatch(declared) else declared,), file)
    told = [text for text in (mainland, _decoded(data, "cp950")) if _is_traditional(text, data)]
    if len(told) == 1:
        return told[0]
    raise refusals.unknown_encoding(file, spoilt)


def _strict(data: bytes, encodings: tuple[str, ...], file: str) -> str:
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise refusals.unknown_encoding(file)


def _decoded(data: bytes, encoding: str) -> str:
    """Return a text; an empty one where the bytes are none of that encoding."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _is_chinese(text: str, is_common: Callable[[str], bool]) -> bool:
    beyond = [character for character in text if character > "\x7f"]
    return sum(map(is_common, beyond)) >= _COMMON_SHARE * len(beyond)


def _is_traditional(text: str, data: bytes) -> bool:
    """Whether a text is Chinese with the characters of Taiwan among the common ones, and enough of it to tell."""
    beyond = sum(character > "\x7f" for character in text)
    seconds = sum(byte > 0x7F for byte in data) - beyond
    if beyond < _FEWEST_TOLD or seconds < _SECOND_BEYOND * beyond:
        return False
    return _is_chinese(text, lambda character: _is_common(character) or _is_common_in_taiwan(character))


def _is_common(character: str) -> bool:
    """Whether it is in GB 2312: its 6,763 characters, and punctuation."""
    try:
        first = character.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return first <= 0xA3 or 0xB0 <= first <= 0xF7


def _is_common_in_taiwan(character: str) -> bool:
    """Whether it is in the first plane of Big5: its 5,401 characters, and punctuation."""
    try:
        first = character.encode("cp950")[0]
    except UnicodeEncodeError:
        return False
    return 0xA1 <= first <= 0xC6
