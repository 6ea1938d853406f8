"""The package of an input: opened within bounds, and refused by name where it cannot be read."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from kehu_batch.model.limits import ReadLimits
from kehu_batch.ooxml.opc.zip_members import BrokenArchive, Member, MemberStream, ZipMembers
from kehu_batch.package_limits import SMALL_PART_BYTES
from kehu_batch.source import refusals

#: Deflate unpacks at most this many times; smaller members cannot lie about their size to any effect.
_DEFLATE_RATIO = 1032


class InputPackage:
    """A package whose size, unpacked, is known and within bounds; sheets are proven as they are read.

    Args:
        data: The file.
        file: Its name, for messages.
        limits: Bounds.

    Raises:
        InputRejected: ``damaged`` or ``too_large``.
    """

    def __init__(self, data: bytes, file: str, limits: ReadLimits) -> None:
        self.file = file
        self.limits = limits
        self._zip = open_members(data, file)
        self._check_bounds()
        for member in self.members:
            packed = member.info.compress_size * _DEFLATE_RATIO
            if packed > limits.ratio_floor_bytes and not _is_sheet(member):
                for _ in self.chunks(member):
                    pass

    def _check_bounds(self) -> None:
        limits, excess = self.limits, self._zip.find_excess(self.limits)
        if excess is None:
            return
        told = {
            "members": f"包内有 {excess.count:,} 个部件，上限 {limits.members:,}",
            "ratio": f"部件 {excess.member} 的压缩比为 {excess.count}，上限 {limits.ratio}",
            "bytes": f"解压后有 {excess.count >> 20:,} MB，上限 {limits.unpacked_bytes >> 20:,} MB",
        }
        raise refusals.too_large(self.file, told[excess.what])

    @property
    def members(self) -> tuple[Member, ...]:
        """Its members, those of folders left out."""
        return self._zip.members

    @property
    def plainly_named(self) -> bool:
        """Whether every entry is spelled as a part is, and none is a folder's."""
        return self._zip.plainly_named

    def find(self, name: str) -> Member | None:
        """Return the member of a part, whatever the case and slashes of its name."""
        return self._zip.find(name)

    @contextmanager
    def _unpacking(self) -> Iterator[None]:
        try:
            yield
        except BrokenArchive as error:
            raise refusals.damaged(self.file, f"部件 {error.member} 无法解压") from error

    def chunks(self, member: Member) -> Iterator[bytes]:
        """Yield what a member holds piece by piece.

        Raises:
            InputRejected: ``damaged``: it does not unpack to its stated size and checksum.
        """
        with self._unpacking():
            yield from self._zip.stream(member)

    def head(self, member: Member, size: int) -> bytes:
        """Return the beginning of what a member holds; raises as ``chunks`` does."""
        with self._unpacking():
            return self._zip.read_head(member, size)

    def open(self, member: Member) -> MemberStream:
        """Return a member to be read from its beginning.

        Raises:
            BrokenArchive: It does not unpack; likewise from the stream, as it is read.
        """
        return self._zip.open(member)

    def packed(self, member: Member) -> Iterator[bytes]:
        """Yield a member's bytes as they are packed; raises as ``chunks`` does."""
        with self._unpacking():
            yield from self._zip.stream_raw(member)

    def read(self, member: Member) -> bytes:
        """Return what a small part holds.

        Raises:
            InputRejected: ``damaged``: it does not unpack; ``too_large``.
        """
        content = self.head(member, SMALL_PART_BYTES + 1)
        if len(content) > SMALL_PART_BYTES:
            raise refusals.too_large(self.file, f"部件 {member.name} 超过 {SMALL_PART_BYTES >> 20} MB")
        return content

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()


def open_members(data: bytes, file: str) -> ZipMembers:
    """Open an archive without asking how large it is.

    Raises:
        InputRejected: ``damaged``.
    """
    try:
        return ZipMembers(io.BytesIO(data))
    except BrokenArchive as error:
        raise refusals.damaged(file, "压缩结构不完整") from error


def _is_sheet(member: Member) -> bool:
    return "/worksheets/" in member.key and member.key.endswith(".xml")
