"""Members are packed by ISA-L where it is installed and by zlib elsewhere; either way they unpack to what they were."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator
from contextlib import closing

import pytest

from kehu_batch.ooxml.opc import deflate
from kehu_batch.ooxml.opc.archive_writer import pack

DATA = b"".join(b'<c r="A%d"><v>%d</v></c>' % (number, number * 7919 % 997) for number in range(20_000))


@pytest.fixture(params=["as installed", "without ISA-L"])
def packer(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if request.param == "without ISA-L":
        monkeypatch.setitem(sys.modules, "isal", None)
    deflate._maker.cache_clear()
    yield request.param
    deflate._maker.cache_clear()


@pytest.mark.parametrize("data", [b"", b"x", DATA])
def test_what_is_packed_unpacks_to_the_same_and_is_the_same_again(packer: str, data: bytes) -> None:
    with closing(pack(data)) as first, closing(pack(data)) as second:
        packed = b"".join(first.chunks())
        assert packed == b"".join(second.chunks())
    assert zlib.decompress(packed, -15) == data
    assert (first.size, first.crc, first.packed_size) == (len(data), zlib.crc32(data), len(packed)), packer


def test_a_sheet_is_packed_to_a_fraction_of_its_size(packer: str) -> None:
    with closing(pack(DATA)) as stream:
        assert stream.packed_size < len(DATA) / 4, packer
