"""Every error crosses from a worker to its supervisor with all that it says."""

from __future__ import annotations

import importlib
import pickle
import pkgutil
from collections.abc import Iterator

import kehu_batch
from kehu_batch.errors import EXIT_PRECEDENCE, ExitCode, KehuError, worst_exit_code


def every_error() -> Iterator[type[KehuError]]:
    for module in pkgutil.walk_packages(kehu_batch.__path__, "kehu_batch."):
        if not module.name.endswith(".__main__"):
            importlib.import_module(module.name)
    left: list[type[KehuError]] = [KehuError]
    while left:
        kind = left.pop()
        yield kind
        left += kind.__subclasses__()


def test_every_error_pickles_whole() -> None:
    kinds = set(every_error())
    assert len(kinds) > 8
    for kind in kinds:
        sent = kind("看到了什么", action="怎么办", code="some_code")
        got = pickle.loads(pickle.dumps(sent))  # noqa: S301 - our own bytes
        assert type(got) is kind
        said = (got.message, got.action, got.code, got.exit_code)
        assert said == ("看到了什么", "怎么办", "some_code", kind.exit_code)
        assert str(got) == "看到了什么。怎么办"


def test_every_exit_code_has_its_precedence() -> None:
    assert [int(code) for code in EXIT_PRECEDENCE] == [130, 15, 2, 3, 6, 5, 4, 7, 1, 0]
    assert set(EXIT_PRECEDENCE) == set(ExitCode)
    assert worst_exit_code([ExitCode.FINDINGS, ExitCode.INPUT, ExitCode.OUTPUT]) is ExitCode.OUTPUT
    assert worst_exit_code([]) is ExitCode.DONE
