"""A workspace whose drops are computed at once by a stand-in, and whose clock the test turns."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kehu_batch.batch.executors import Task
from kehu_batch.batch.history.database import History
from kehu_batch.batch.settings import FolderSettings, Settings
from kehu_batch.batch.workspace.keeper import Keeper
from kehu_batch.batch.workspace.layout import Workspace, make_folders
from kehu_batch.batch.workspace.tally import Tally
from kehu_batch.errors import InputRejected, KehuError
from kehu_batch.model.findings.question import Answer, QuestionKind
from kehu_batch.model.outcome import SUMMARY_NAME, Outcome, Outputs


class TurnedClock:
    """A clock that stands until it is turned."""

    def __init__(self) -> None:
        self.time = datetime(2023, 12, 1, 9, 30, tzinfo=UTC)
        self.seconds = 0.0

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        self.time += timedelta(seconds=seconds)


def outcome_of(task: Task, extra: Mapping[str, Any]) -> Outcome:
    """Return what a stand-in makes of a drop: files of text say what they hold, ``bad`` is refused.

    ``extra`` is added to the summary.
    """
    inputs, texts = [], []
    for path in task.request.files:
        data = path.read_bytes()
        inputs.append({"file": path.name, "sha256": hashlib.sha256(data).hexdigest()})
        texts.append(data.decode("utf-8"))
    if any("bad" in text for text in texts):
        raise InputRejected(f"{task.request.files[0].name} 是坏的", action="请改好；再放回", code="damaged")
    month = next((word for text in texts for word in text.split() if word.startswith("20")), "2023-11")
    called = sum(len(text.split()) for text in texts)
    summary: dict[str, Any] = {
        "period": month,
        "as_of": f"{month}-28",
        "policy": {"name": "annual-spend", "sha256": "p" * 64},
        "inputs": inputs,
        "notices": [],
        "satisfaction": {"called": called, "csat": 0.5},
        "tiers": {"customers": [{"customer_id": "A", "customer_name": "甲", "recomputed": "核心"}]},
        "data": sorted(" ".join(text.split()) for text in texts),
        **extra,
    }
    stage = task.request.output
    assert stage is not None
    for path in task.request.files:
        copy = f"{path.stem.removesuffix('_批注')}_批注{'.xlsm' if path.suffix == '.xlsm' else '.xlsx'}"
        (stage / copy).write_text("annotated " + "".join(texts), encoding="utf-8")
    (stage / f"客户月报_{month}.html").write_text("report", encoding="utf-8")
    (stage / SUMMARY_NAME).write_text(json.dumps(summary, ensure_ascii=False), encoding="utf-8")
    return Outcome(summary=summary, outputs=Outputs(), answers=_answers_of(summary))


def _answers_of(summary: Mapping[str, Any]) -> tuple[Answer, ...]:
    given = summary.get("questions", {}).get("answers", [])
    return tuple(
        Answer(QuestionKind(one["kind"]), one["key"], one["answer"], one["question"])
        for one in given
        if one.get("used", True)
    )


class StandIn(Executor):
    """Computes at once; ``before`` and ``after`` happen round each drop; ``fail`` is what comes of it instead.

    ``originals`` is what annotated copies say they were made of.
    """

    def __init__(self) -> None:
        self.tasks: list[Task] = []
        self.before: Callable[[Task], None] = lambda _task: None
        self.after: Callable[[Task], None] = lambda _task: None
        self.extra: dict[str, Any] = {}
        self.fail: KehuError | None = None
        self.originals: tuple[str, ...] = ()

    def submit(self, _function: Any, task: Task) -> Future[Any]:  # type: ignore[override]  # noqa: ANN401
        self.tasks.append(task)
        future: Future[Any] = Future()
        self.before(task)
        try:
            made = self.fail or replace(outcome_of(task, self.extra), originals=self.originals)
            future.set_result(made)
        except KehuError as error:
            future.set_result(error)
        self.after(task)
        return future


#: Histories that desks have opened: newer Pythons warn of a database that nobody closes.
OPEN: list[History] = []


@dataclass
class Desk:
    """A workspace with all that works on it."""

    root: Path
    settings: Settings = field(default_factory=Settings)
    clock: TurnedClock = field(default_factory=TurnedClock)
    work: StandIn = field(default_factory=StandIn)

    def __post_init__(self) -> None:
        self.workspace = Workspace(self.root)
        make_folders(self.workspace)
        self.settings = replace(self.settings, folder=FolderSettings(still_seconds=2))
        self.history = self.open_history()
        self.keeper = self.another()

    def open_history(self) -> History:
        """Return the workspace's history, which is closed behind the test (``tests/conftest.py``)."""
        history = History(self.workspace.history_file)
        OPEN.append(history)
        return history

    def another(self) -> Keeper:
        """Return one more keeper of the same workspace, as another process would be."""
        return Keeper(self.workspace, self.settings, self.history, self.work, self.clock)

    def drop(self, name: str, text: str) -> Path:
        path = self.workspace.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def run(self) -> Tally:
        """Look, let things stand still, look and work, as ``run`` does."""
        self.keeper.look()
        self.clock.sleep(2)
        return self.keeper.work(self.keeper.look())

    def inbox(self) -> list[str]:
        return sorted(path.name for path in self.workspace.inbox.iterdir() if not path.name.startswith("."))

    def files(self, folder: Path) -> list[str]:
        """Return all files below a folder, ``index.html`` left out."""
        found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
        return sorted(name for name in found if name != "index.html")

    def is_tidy(self) -> bool:
        """Tell whether no claim and no staging folder is left."""
        left = [*self.workspace.claims.iterdir(), *self.workspace.results.glob(".kehu-*")]
        return not left
