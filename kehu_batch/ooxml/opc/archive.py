"""Reading the zip archive under a package, within bounds and without unpacking what is not asked for."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple, Self

from kehu_batch.ooxml.errors import (
    NotAPackage,
    PackageTooLarge,
    UnsupportedWorkbook,
    WorkbookEncrypted,
    WorkbookRejected,
)
from kehu_batch.ooxml.opc.limits import DEFAULT_LIMITS, Limits, find_excess
from kehu_batch.ooxml.opc.names import part_key
from kehu_batch.records import dataclass

CHUNK = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED = 0x1
_UTF8 = 0x800
_LOCAL_HEADER = 30
_LOCAL_MAGIC = b"PK\x03\x04"
_UNPACKING_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)


class WorkbookBytes(NamedTuple):
    """A file's name and all its bytes, read once: whatever becomes of the file, what is made of it is of one piece."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of the archive.

    Attributes:
        name: With ``/``, as the archive spells it otherwise.
        key: The name as compared.
        info: The entry of the archive's directory.
    """

    name: str
    key: str
    info: zipfile.ZipInfo

    @property
    def stored_name(self) -> bytes:
        """The bytes of the name in the archive."""
        return self.info.orig_filename.encode("utf-8" if self.info.flag_bits & _UTF8 else "cp437")


def _open(source: Path | WorkbookBytes | bytes) -> BinaryIO:
    if isinstance(source, bytes):
        return BytesIO(source)
    return source.open("rb") if isinstance(source, Path) else BytesIO(source.data)


class Archive:
    """A zip archive, read-only. Equal entries of one name are all kept.

    Args:
        source: A file, or the bytes of one.
        label: Name for messages.
        limits: Bounds on what it may unpack to.

    Raises:
        NotAPackage: No zip archive, a damaged one, or one in which a name stands twice for different bytes.
        WorkbookEncrypted: A workbook locked with a password, or locked members.
        UnsupportedWorkbook: Another OLE file, such as an old ``.xls``.
        PackageTooLarge: Past a bound.
    """

    def __init__(
        self, source: Path | WorkbookBytes | bytes, label: str, limits: Limits = DEFAULT_LIMITS
    ) -> None:
        self.label = label
        self.limits = limits
        self._file: BinaryIO = _open(source)
        try:
            self._zip = self._open()
            self.members = tuple(
                Member(info.filename.replace("\\", "/"), part_key(info.filename), info)
                for info in self._zip.infolist()
                if not info.is_dir()
            )
            self._check_bounds()
        except BaseException:
            self._file.close()
            raise
        self._by_key = {member.key: member for member in self.members}

    def _open(self) -> zipfile.ZipFile:
        if self._file.read(len(_OLE)) == _OLE:
            raise self._ole_container()
        try:
            return zipfile.ZipFile(self._file)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, struct.error) as error:
            raise self._damaged() from error

    def _ole_container(self) -> WorkbookRejected:
        if _OLE_ENCRYPTED in self._file.read(self.limits.part_bytes):
            return WorkbookEncrypted(f"{self.label} 已加密", action="请在 Excel 中取消打开密码后再投递")
        return UnsupportedWorkbook(
            f"{self.label} 是旧的 .xls 格式,无法在原件上批注", action="请在 Excel 中另存为 .xlsx 后再投递"
        )

    def _damaged(self) -> NotAPackage:
        return NotAPackage(
            f"{self.label} 不是有效的 Excel 文件,或文件已损坏",
            action="请用 Excel 打开并另存为 .xlsx 后再投递",
        )

    def _check_bounds(self) -> None:
        excess = find_excess([member.info for member in self.members], self.limits)
        if excess is not None and excess.what == "ratio":
            raise self._too_large(f"部件 {excess.member} 的压缩比异常")
        if excess is not None:
            total = sum(member.info.file_size for member in self.members)
            raise self._too_large(f"解压后 {total:,} 字节、{len(self.members):,} 个部件,超过上限")
        seen: dict[str, tuple[int, int]] = {}
        for member in self.members:
            info = member.info
            if seen.setdefault(member.key, (info.CRC, info.file_size)) != (info.CRC, info.file_size):
                raise self._ambiguous(member)
            if info.flag_bits & _ENCRYPTED:
                raise WorkbookEncrypted(f"{self.label} 的内容已加密", action="请取消密码后再投递")

    def _ambiguous(self, member: Member) -> NotAPackage:
        return NotAPackage(
            f"{self.label} 中的部件 {member.name} 有两份不同的内容,无法确定以哪份为准",
            action="请用 Excel 打开,核对后另存再投递",
            code="duplicate_members",
        )

    def _too_large(self, what: str) -> PackageTooLarge:
        return PackageTooLarge(f"{self.label} {what}", action="请确认文件来源,或拆分后再投递")

    def find(self, name: str) -> Member | None:
        """Return the member of that part name, compared without case."""
        return self._by_key.get(part_key(name))

    def read(self, member: Member) -> bytes:
        """Return a member's unpacked bytes.

        Raises:
            PackageTooLarge: More than ``Limits.part_bytes``.
            NotAPackage: The member is damaged.
        """
        if member.info.file_size > self.limits.part_bytes:
            raise self._too_large(f"部件 {member.name} 解压后 {member.info.file_size:,} 字节,超过上限")
        return b"".join(self.stream(member))

    def read_head(self, member: Member, size: int) -> bytes:
        """Return a member's first unpacked bytes."""
        with self._reading(), self._zip.open(member.info) as stream:
            return stream.read(size)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Turn all that can go wrong while unpacking into one error."""
        try:
            yield
        except _UNPACKING_ERRORS as error:
            raise self._damaged() from error

    def stream(self, member: Member) -> Iterator[bytes]:
        """Yield a member's unpacked bytes piece by piece, its checksum tested at the end."""
        with self._reading():
            stream = self._zip.open(member.info)
        with stream:
            while True:
                with self._reading():
                    chunk = stream.read(CHUNK)
                if not chunk:
                    return
                yield chunk

    def is_sound(self, member: Member) -> bool:
        """Return whether a member unpacks to the end with the checksum that the directory states."""
        try:
            for _ in self.stream(member):
                pass
        except NotAPackage:
            return False
        return True

    def stream_raw(self, member: Member) -> Iterator[bytes]:
        """Yield a member's bytes as packed."""
        info = member.info
        self._file.seek(info.header_offset)
        header = self._file.read(_LOCAL_HEADER)
        if len(header) < _LOCAL_HEADER or header[:4] != _LOCAL_MAGIC:
            raise self._damaged()
        name_size, extra_size = struct.unpack("<HH", header[26:30])
        offset = info.header_offset + _LOCAL_HEADER + name_size + extra_size
        left = info.compress_size
        while left:
            self._file.seek(offset)
            chunk = self._file.read(min(CHUNK, left))
            if not chunk:
                raise self._damaged()
            yield chunk
            offset += len(chunk)
            left -= len(chunk)

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
