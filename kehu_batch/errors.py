"""Reasons to stop. A defect in the customer's data is a finding; only what ends the work is an error here."""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """Exit codes of the command line; stable and documented in README."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    POLICY = 3
    INPUT = 4
    OUTPUT = 5
    MISSING_PART = 6
    NOTHING_TO_DO = 7
    INTERNAL = 15
    INTERRUPTED = 130


#: Where several codes apply to one call, the first of these wins.
EXIT_PRECEDENCE: tuple[ExitCode, ...] = (
    ExitCode.INTERRUPTED,
    ExitCode.INTERNAL,
    ExitCode.USAGE,
    ExitCode.POLICY,
    ExitCode.MISSING_PART,
    ExitCode.OUTPUT,
    ExitCode.INPUT,
    ExitCode.NOTHING_TO_DO,
    ExitCode.FINDINGS,
    ExitCode.DONE,
)


class KehuError(Exception):
    """A reason to stop, with a message for the user.

    Every subclass pickles, so that it can cross from a worker process to its supervisor.

    Args:
        message: What happened, in Chinese, naming the file (and sheet or cell where there is one).
        action: What the user can do about it, in Chinese; empty where nothing can be done.
        code: A stable machine-readable name, e.g. ``"encrypted"``; defaults to the class's own.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.INTERNAL
    default_code: ClassVar[str] = "internal"

    def __init__(self, message: str, *, action: str = "", code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.action = action
        self.code = code or self.default_code

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.message, self.action, self.code))

    def __str__(self) -> str:
        return f"{self.message}。{self.action}" if self.action else self.message


def _rebuild(kind: type[KehuError], message: str, action: str, code: str) -> KehuError:
    return kind(message, action=action, code=code)


class UsageError(KehuError):
    """The command was called wrongly; a missing file included."""

    exit_code = ExitCode.USAGE
    default_code = "usage"


class PolicyError(KehuError):
    """A policy, vocabulary or taxonomy file is missing or invalid."""

    exit_code = ExitCode.POLICY
    default_code = "policy"


class InputRejected(KehuError):
    """An input cannot be used: unreadable, encrypted, empty, or without a table known to us."""

    exit_code = ExitCode.INPUT
    default_code = "input"


class OutputError(KehuError):
    """An output could not be written or did not pass its verification."""

    exit_code = ExitCode.OUTPUT
    default_code = "output"


class MissingPart(KehuError):
    """An optional part is not installed."""

    exit_code = ExitCode.MISSING_PART
    default_code = "missing_part"


class NothingToDo(KehuError):
    """There is no input at all."""

    exit_code = ExitCode.NOTHING_TO_DO
    default_code = "nothing_to_do"


class InternalError(KehuError):
    """The program itself failed; carries the place, never shown as a stack trace."""

    exit_code = ExitCode.INTERNAL
    default_code = "internal"


def worst_exit_code(codes: list[ExitCode]) -> ExitCode:
    """Return the code that wins where several apply; ``DONE`` for an empty list."""
    return min(codes, key=EXIT_PRECEDENCE.index, default=ExitCode.DONE)
