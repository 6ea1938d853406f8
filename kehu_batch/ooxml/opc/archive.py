"""Reading the zip archive under a package, within bounds and without unpacking what is not asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

from kehu_batch.ooxml.errors import (
    NotAPackage,
    PackageTooLarge,
    UnsupportedWorkbook,
    WorkbookEncrypted,
    WorkbookRejected,
)
from kehu_batch.ooxml.opc.limits import DEFAULT_LIMITS
from kehu_batch.ooxml.opc.zip_members import BrokenArchive, Member, ZipMembers
from kehu_batch.package_limits import ChangeLimits

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED = 0x1


class WorkbookBytes(NamedTuple):
    """A file's name and all its bytes, read once: whatever becomes of the file, what is made of it is of one piece."""

    name: str
    data: bytes


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
        self, source: Path | WorkbookBytes | bytes, label: str, limits: ChangeLimits = DEFAULT_LIMITS
    ) -> None:
        self.label = label
        self.limits = limits
        self._file: BinaryIO = _open(source)
        try:
            self._zip = self._open()
            self.members = self._zip.members
            self._check_bounds()
        except BaseException:
            self._file.close()
            raise

    def _open(self) -> ZipMembers:
        if self._file.read(len(_OLE)) == _OLE:
            raise self._ole_container()
        with self._reading():
            return ZipMembers(self._file)

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
        excess = self._zip.find_excess(self.limits)
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
        return self._zip.find(name)

    def read(self, member: Member) -> bytes:
        """Return a member's unpacked bytes.

        Raises:
            PackageTooLarge: More than ``ChangeLimits.part_bytes``.
            NotAPackage: The member is damaged.
        """
        if member.info.file_size > self.limits.part_bytes:
            raise self._too_large(f"部件 {member.name} 解压后 {member.info.file_size:,} 字节,超过上限")
        return b"".join(self.stream(member))

    def read_head(self, member: Member, size: int) -> bytes:
        """Return a member's first unpacked bytes."""
        with self._reading():
            return self._zip.read_head(member, size)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Say of what is broken what the user can do."""
        try:
            yield
        except BrokenArchive as error:
            raise self._damaged() from error

    def stream(self, member: Member) -> Iterator[bytes]:
        """Yield a member's unpacked bytes piece by piece, its checksum tested at the end."""
        with self._reading():
            yield from self._zip.stream(member)

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
        with self._reading():
            yield from self._zip.stream_raw(member)

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()
        self._file.close()
