"""Take apart a web page with all that belongs to it in one file, as Excel saves it (MHTML)."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator

from kehu_batch.model.limits import ReadLimits
from kehu_batch.records import dataclass
from kehu_batch.source import refusals

_KIND = re.compile(
    rb"\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/related", re.IGNORECASE
)
_HEAD = 1 << 12
_BOUNDARY = re.compile(r"\bboundary\s*=\s*(?:\"([^\"]+)\"|([^\s;]+))", re.IGNORECASE)
_CHARSET = re.compile(r"\bcharset\s*=\s*\"?([\w-]+)", re.IGNORECASE)
_FOLDED = re.compile(r"\r?\n[ \t]+")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """One file of an archive.

    Args:
        location: Its address, in lower case with forward slashes.
        kind: Its content type, such as ``text/html``.
        charset: Its encoding as stated; empty where it is not.
        data: Its content; empty for what is neither page nor style sheet.
    """

    location: str
    kind: str
    charset: str
    data: bytes


def is_web_archive(data: bytes) -> bool:
    """Whether a file is a message of several parts that belong together."""
    return _KIND.match(data[:_HEAD].lstrip()) is not None


def read_web_archive(data: bytes, file: str, limits: ReadLimits) -> list[ArchivedFile]:
    """Return the files of an archive; the first page is the one that it opens with.

    Raises:
        InputRejected: ``damaged`` or ``too_large``.
    """
    head, body = _split_head(data.lstrip())
    boundary = _BOUNDARY.search(head.get("content-type", ""))
    if boundary is None:
        raise refusals.damaged(file, "单文件网页的各部分无法分开")
    return list(_parts(body, (boundary[1] or boundary[2]).encode(), file, limits))


def _parts(body: bytes, boundary: bytes, file: str, limits: ReadLimits) -> Iterator[ArchivedFile]:
    pieces = (b"\n" + body).split(b"\n--" + boundary)
    if len(pieces) > limits.members:
        raise refusals.too_large(file, f"单文件网页有超过 {limits.members:,} 个部分")
    if not pieces[-1].startswith(b"--"):
        raise refusals.damaged(file, "单文件网页没有下载完整")
    for piece in pieces[1:-1]:
        head, content = _split_head(piece.lstrip(b"\r\n"))
        kind = head.get("content-type", "").partition(";")[0].strip().lower()
        charset = _CHARSET.search(head.get("content-type", ""))
        yield ArchivedFile(
            location=head.get("content-location", "").strip().replace("\\", "/").lower(),
            kind=kind,
            charset=charset[1] if charset else "",
            data=_content(content, head.get("content-transfer-encoding", ""), file)
            if kind in {"text/html", "text/css"}
            else b"",
        )


def _split_head(data: bytes) -> tuple[dict[str, str], bytes]:
    """Return the header fields of a message or part by their names in lower case, and what follows them."""
    blank = _BLANK_LINE.search(data)
    head = data[: blank.start()] if blank else data
    lines = _FOLDED.sub(" ", head.decode("utf-8", "replace")).splitlines()
    fields = (line.partition(":") for line in lines)
    return {name.strip().lower(): value for name, _, value in fields}, data[blank.end() :] if blank else b""


def _content(data: bytes, encoding: str, file: str) -> bytes:
    try:
        match encoding.strip().lower():
            case "quoted-printable":
                return binascii.a2b_qp(data)
            case "base64":
                return binascii.a2b_base64(data)
            case _:
                return data
    except binascii.Error as error:
        raise refusals.damaged(file, "单文件网页的内容无法解码") from error
