"""What a drop of a workspace is read with: policy, newest ledger, answers, and the months that were recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from kehu_batch import __version__
from kehu_batch.batch.drops import FINANCE_FOLDER, split_summaries
from kehu_batch.batch.history.database import History, Horizon
from kehu_batch.batch.settings import Settings
from kehu_batch.batch.workspace.inbox import InboxEntry, newest_ledger
from kehu_batch.batch.workspace.layout import Workspace
from kehu_batch.batch.workspace.recorded import earlier_summaries, recorded_months
from kehu_batch.batch.workspace.settling import digest_of
from kehu_batch.model.figures.recorded import RecordedMonth
from kehu_batch.model.outcome import DropRequest
from kehu_batch.records import dataclass

PROGRAM = f"kehu-batch {__version__}"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a drop is read with besides its own files.

    Args:
        policy: Preset name or path of a policy file.
        ledger: The newest ledger; ``None`` where there is none.
        answers: The workspace's answers; ``None`` where there are none.
        answers_sha256: Their hash.
    """

    policy: str
    ledger: Path | None = None
    answers: Path | None = None
    answers_sha256: str | None = None

    def equal(self, row: Mapping[str, object]) -> bool:
        """Tell whether a recorded drop was computed by this program with the same policy, ledger and answers."""
        from kehu_batch.policy.loading import load_policy

        if row["program"] != PROGRAM or row["answers_sha256"] != self.answers_sha256:
            return False
        if row["policy_sha256"] != load_policy(self.policy).sha256:
            return False
        if row["ledger_sha256"] is None or self.ledger is None:
            return row["ledger_sha256"] is None
        return bool(digest_of(self.ledger) == row["ledger_sha256"])


@dataclass(frozen=True, slots=True)
class Past:
    """What earlier drops of the department told.

    Args:
        months: Their months.
        summaries: The summaries that hold what receivables closed with.
    """

    months: tuple[RecordedMonth, ...] = ()
    summaries: tuple[Path, ...] = ()


def look_back(workspace: Workspace, history: History, series: str, seen: Horizon) -> Past:
    """Return what earlier drops told, for a drop of a series.

    Args:
        workspace: The workspace.
        history: Its history.
        series: Name that the drop's versions share.
        seen: Drops of it that count.
    """
    return Past(
        recorded_months(history, series, seen), earlier_summaries(history, series, seen, workspace.root)
    )


def look_round(workspace: Workspace, settings: Settings) -> Surroundings:
    """Return what the next drop is read with, as it is now."""
    own = workspace.root / settings.folder.policy
    answers = workspace.answers_file if workspace.answers_file.is_file() else None
    return Surroundings(
        policy=str(own) if own.is_file() else settings.folder.policy,
        ledger=newest_ledger(workspace.ledgers),
        answers=answers,
        answers_sha256=None if answers is None else digest_of(answers),
    )


def build_request(
    entry: InboxEntry,
    around: Surroundings,
    settings: Settings,
    past: Past,
    today: date,
    stage: Path,
) -> DropRequest:
    """Return what is to be done with a drop.

    Args:
        entry: Its files.
        around: What they are read with.
        settings: Limits of reading.
        past: What earlier drops told.
        today: The day.
        stage: Folder for the outputs.
    """
    files, closings = split_summaries(entry.files)
    return DropRequest(
        files=files,
        closings=closings or past.summaries,
        finance_files=tuple(
            path for path in files if path.parent.name == FINANCE_FOLDER or path in entry.finance
        ),
        ledger=around.ledger,
        output=stage,
        today=today,
        policy=around.policy,
        answers=entry.answers,
        kept_answers=() if around.answers is None else (around.answers,),
        limits=settings.reading,
        history=past.months,
        whole_summary=True,  # revisions are told apart by it, and the history keeps every customer's tier
    )
