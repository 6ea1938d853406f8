"""Keeps a workspace: takes what is ready, has it computed, brings each drop to its end; a bad one stops no other."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from pathlib import Path

from kehu_batch.batch.clock import Clock
from kehu_batch.batch.delivery import unwritable, write_atomically
from kehu_batch.batch.executors import Task, run_task
from kehu_batch.batch.history.database import History
from kehu_batch.batch.history.records import Record, Status
from kehu_batch.batch.notices.latest import message_about
from kehu_batch.batch.notices.sending import NotSent, send
from kehu_batch.batch.pages.index import IndexPage
from kehu_batch.batch.pages.rejection import render_reason
from kehu_batch.batch.pages.standing import StandingIndex
from kehu_batch.batch.run import Signature, require_unchanged, signatures
from kehu_batch.batch.scratch import scratch_folder, sweep
from kehu_batch.batch.settings import Settings, publishing_of
from kehu_batch.batch.workspace import claims
from kehu_batch.batch.workspace.claimed import conflict, is_to_come_again, note_of, nothing_in
from kehu_batch.batch.workspace.completing import complete
from kehu_batch.batch.workspace.deciding import (
    Received,
    list_inputs,
    plan_duplicate,
    plan_rejection,
    plan_results,
)
from kehu_batch.batch.workspace.events import EventLog
from kehu_batch.batch.workspace.inbox import (
    REASON_PAGE,
    InboxEntry,
    Stillness,
    Waiting,
    folder_entry,
    is_ignored,
    list_entries,
    signature_of,
    why_waiting,
    without_conflict,
)
from kehu_batch.batch.workspace.layout import INBOX, Workspace
from kehu_batch.batch.workspace.names import series_of
from kehu_batch.batch.workspace.queueing import RoundQueue, horizon, in_order_of_versions
from kehu_batch.batch.workspace.requesting import Surroundings, build_request, look_back, look_round
from kehu_batch.batch.workspace.settling import SettlingPlan, finish_planned, is_delivered, settle
from kehu_batch.batch.workspace.tally import Tally
from kehu_batch.errors import InternalError, KehuError
from kehu_batch.model.outcome import Outcome
from kehu_batch.records import dataclass, replace

_BEAT = 1.0


@dataclass(slots=True)
class _Job:
    """A drop being computed."""

    claim: claims.Claim
    received: Received
    began: float
    before: dict[Path, Signature | None]
    stage: Path
    stack: contextlib.ExitStack


class Keeper:
    """The work on one workspace.

    Args:
        workspace: The workspace.
        settings: Its settings.
        history: Its history.
        executor: What computes drops.
        clock: What tells the time.
        tell: Called with each record as it is settled.
    """

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        history: History,
        executor: Executor,
        clock: Clock,
        tell: Callable[[Record], None] = lambda _record: None,
    ) -> None:
        self._workspace = workspace
        self._settings = settings
        self._history = history
        self._executor = executor
        self._clock = clock
        self._tell = tell
        self._still = Stillness(settings.folder.still_seconds)
        self._index = StandingIndex(IndexPage(history, workspace.root), workspace.index_page, clock)
        self._retry: dict[Path, float] = {}
        self._waiting: list[tuple[str, str]] = []
        self._until = 0
        self._notes: list[str] = []
        self._is_gone = False
        self.log = EventLog(workspace.state / "log", clock, settings.folder.log)

    def look(self) -> list[InboxEntry]:
        """Look through the inbox, and return what is ready; what is not is remembered with its reason."""
        self._mind_inbox()
        entries = {entry.path: entry for entry in list_entries(self._workspace.inbox)}
        now = self._clock.monotonic()
        still = self._still.look({path: signature_of(entry) for path, entry in entries.items()}, now)
        self._retry = {path: at for path, at in self._retry.items() if path in entries}
        moment = claims.filesystem_time(self._workspace.claims) if entries else 0.0
        ready, waiting = [], []
        for path, entry in entries.items():
            reason = Waiting.MOVING if path not in still else why_waiting(entry, moment)
            if reason is not None:
                waiting.append((path.name, str(reason)))
            elif self._retry.get(path, now) <= now:
                ready.append(entry)
        if waiting != self._waiting:
            self._waiting = waiting
            self.write_index()
        return ready

    def _mind_inbox(self) -> None:
        """Have the next round tell that the inbox is gone, once; a share may come back."""
        gone = not self._workspace.inbox.is_dir()
        if gone and not self._is_gone:
            self.log.write("no_inbox")
            self._notes.append(
                f"“{INBOX}”不见了：可能被改名、移走，或者网络盘断开了。请恢复“{INBOX}”，恢复后自动继续。"
            )
        self._is_gone = gone

    @property
    def has_moving(self) -> bool:
        """Whether an entry that was seen may be ready soon."""
        return any(reason == Waiting.MOVING for _, reason in self._waiting)

    @property
    def has_entries(self) -> bool:
        """Whether there is anything in the inbox that may become a drop."""
        return next(list_entries(self._workspace.inbox), None) is not None

    def work(self, ready: Sequence[InboxEntry]) -> Tally:
        """Bring what is ready, and what ended processes left behind, to its end."""
        tally = Tally(waiting=list(self._waiting), notes=self._notes)
        self._notes = []
        self._until = self._history.newest()
        queue: RoundQueue[InboxEntry | claims.Claim] = RoundQueue(
            self._recover(tally), in_order_of_versions(ready)
        )
        flight: dict[Future[Outcome | KehuError], _Job] = {}
        room = 1 if self._settings.workers.executor == "serial" else max(1, int(self._settings.workers.jobs))
        try:
            while queue or flight:
                while len(flight) < room and (
                    item := queue.take(job.received.name for job in flight.values())
                ):
                    self._begin(item, flight, tally)
                done, _ = wait(flight, timeout=_BEAT, return_when=FIRST_COMPLETED) if flight else ((), ())
                for job in flight.values():
                    job.claim.beat()
                for future in done:
                    self._end(flight.pop(future), future, tally)
                self._index.keep_up(self._waiting)
        finally:
            for job in flight.values():  # interrupted
                job.stack.close()
                self._let_go(job.claim)
            self._index.catch_up(self._waiting)
        return tally

    def _recover(self, tally: Tally) -> Iterator[claims.Claim]:
        """Finish what was decided before a crash, and yield what is to be computed again."""
        sweep(self._workspace.results)
        for found in claims.abandoned(self._workspace.claims, self._settings.folder.lease_minutes * 60):
            self.log.write("recover", drop=found.id)
            plan = found.read_plan()
            if plan is None:
                yield found
                continue
            try:
                record = finish_planned(self._workspace, self._history, found, plan)
            except KehuError as error:
                found.release()
                tally.errors.append((found.title, error))
                continue
            if record is None:
                yield found
            else:
                self._settled(record, tally)

    def _begin(
        self, item: InboxEntry | claims.Claim, flight: dict[Future[Outcome | KehuError], _Job], tally: Tally
    ) -> None:
        began = self._clock.monotonic()
        try:
            claim = item if isinstance(item, claims.Claim) else self._claim(item)
            if claim is None:
                return self._leave(item, tally)
            self.log.write("claim", drop=claim.id)
            with self._holding(claim, tally):
                self._start(claim, began, flight, tally)
        except OSError as error:
            failed = unwritable(self._workspace.inbox, error)
            tally.errors.append((item.title, failed))

    def _leave(self, item: InboxEntry | claims.Claim, tally: Tally) -> None:
        """Tell of an entry that could not be taken though it is there: on Windows, as a program has it open."""
        if isinstance(item, InboxEntry) and item.path.exists():
            told = (item.path.name, str(Waiting.LOCKED))
            tally.waiting.append(told)
            self._waiting.append(told)
            self.write_index()

    def _claim(self, entry: InboxEntry) -> claims.Claim | None:
        stamp = self._clock.now().strftime("%Y%m%dT%H%M%S")
        return claims.claim(entry, self._workspace.claims, stamp)

    @contextlib.contextmanager
    def _holding(self, claim: claims.Claim, tally: Tally) -> Iterator[None]:
        """Give a drop back to the inbox where nothing can be done about it now."""
        try:
            yield
        except OSError as error:
            self._give_back(claim, unwritable(self._workspace.results, error), tally)
        except KehuError as error:
            self._give_back(claim, error, tally)
        except (KeyboardInterrupt, SystemExit):
            self._let_go(claim)
            raise

    def _start(
        self,
        claim: claims.Claim,
        began: float,
        flight: dict[Future[Outcome | KehuError], _Job],
        tally: Tally,
    ) -> None:
        inputs, around = list_inputs(claim.files), look_round(self._workspace, self._settings)
        received = self._received(claim, inputs, around, began)
        entry = folder_entry(claim.files)
        if not entry.files:
            return self._reject(claim, received, nothing_in(claim.name, entry), tally)
        if entry.is_conflict:
            received = replace(received, original=series_of(without_conflict(claim.title)))
            return self._reject(claim, received, conflict(claim.name), tally)
        if self._is_known(claim, received, around, tally):
            return None
        entry = self._without_ours(entry, inputs)
        whole = complete(self._workspace, self._history, entry, received)
        if whole is not None and self._end_series(whole[1].series, flight, tally):
            whole = complete(self._workspace, self._history, entry, received)
        if whole is not None:
            entry, received = whole
            if self._is_known(claim, received, around, tally):
                return None
        with contextlib.ExitStack() as stack:
            stage = stack.enter_context(scratch_folder(self._workspace.results))
            seen = horizon(self._until, received.series, tally.records)
            past = look_back(self._workspace, self._history, received.series, seen)
            request = build_request(entry, around, self._settings, past, self._clock.now().date(), stage)
            request = replace(request, publishing=publishing_of(self._settings, claim.name))
            task = Task(request, self._settings.drop, int(self._settings.workers.drops))
            before = signatures(request.files)
            job = _Job(claim, received, began, before, stage, contextlib.ExitStack())
            flight[self._executor.submit(run_task, task)] = job
            job.stack = stack.pop_all()
        self.log.write("start", drop=claim.id, files=len(inputs), bytes=sum(size for *_, size in inputs))
        return None

    def _without_ours(self, entry: InboxEntry, inputs: tuple[tuple[str, str, int], ...]) -> InboxEntry:
        """Return an entry without outputs of ours that nobody changed: they came along with what was changed."""
        known = {entry.path / name for name, digest, _ in inputs if self._history.made_from_us(digest)}
        return replace(entry, files=tuple(path for path in entry.files if path not in known))

    def _received(
        self,
        claim: claims.Claim,
        inputs: tuple[tuple[str, str, int], ...],
        around: Surroundings,
        began: float,
    ) -> Received:
        note = note_of(inputs, folder_entry(claim.files))
        received = Received(claim.id, claim.title, inputs, "", 0.0, note, around.answers_sha256)
        return self._timed(received, began)

    def _timed(self, received: Received, began: float) -> Received:
        now = self._clock.now().isoformat(timespec="seconds")
        return replace(received, finished_at=now, seconds=self._clock.monotonic() - began)

    def _end_series(self, series: str, flight: dict[Future[Outcome | KehuError], _Job], tally: Tally) -> bool:
        """Bring to its end what is being computed of a series, as its next revision needs it; tells whether any was."""
        own = [future for future, job in flight.items() if job.received.series == series]
        for future in own:
            self._end(flight.pop(future), future, tally)
        return bool(own)

    def _is_known(self, claim: claims.Claim, received: Received, around: Surroundings, tally: Tally) -> bool:
        """Settle a drop that holds nothing new: our own outputs as they were, or what was processed before."""
        digests = [digest for name, digest, _ in received.inputs if not is_ignored(Path(name).name)]
        origins = [self._history.made_from_us(digest) for digest in digests]
        if digests and all(origins):
            (origin, *_) = (row for row in origins if row is not None)
            message = f"是“{origin['name']}”的输出，没有改动过，不用处理"
            self._finish(claim, plan_duplicate(self._workspace, received, message, origin), None, tally)
            return True
        for row in self._history.same_inputs(digests):
            folder = row["result_folder"]
            if folder and (self._workspace.root / folder).is_dir() and around.equal(row):
                message = f"与 {row['finished_at'][:16].replace('T', ' ')} 处理过的“{row['name']}”内容完全相同，没有重做"
                self._finish(claim, plan_duplicate(self._workspace, received, message, row), None, tally)
                return True
        return False

    def _end(self, job: _Job, future: Future[Outcome | KehuError], tally: Tally) -> None:
        with job.stack, self._holding(job.claim, tally):
            try:
                outcome = future.result()
            except Exception as error:
                raise InternalError(
                    f"执行程序没有完成这次投递（{type(error).__name__}）",
                    action="请重新运行；若仍如此，请检查执行方式 workers.executor 的设置",
                    code="worker_not_started",
                ) from error
            received = self._timed(job.received, job.began)
            if isinstance(outcome, KehuError):
                if is_to_come_again(outcome):
                    raise outcome
                self._reject(job.claim, received, outcome, tally)
                return
            require_unchanged(job.before, outcome)
            plan, wanted = plan_results(self._workspace, self._history, received, outcome, job.stage)
            self._finish(job.claim, plan, job.stage if wanted else None, tally)

    def _reject(self, claim: claims.Claim, received: Received, error: KehuError, tally: Tally) -> None:
        names = [name for name, *_ in received.inputs]
        page = render_reason(received.name, names, error)
        write_atomically(claim.files / REASON_PAGE, page.encode("utf-8"))
        self._finish(claim, plan_rejection(self._workspace, received, error), None, tally)

    def _finish(self, claim: claims.Claim, plan: SettlingPlan, stage: Path | None, tally: Tally) -> None:
        record = settle(self._workspace, self._history, claim, plan, stage)
        self._settled(record, tally)

    def _settled(self, record: Record, tally: Tally) -> None:
        tally.records.append(record)
        self.log.write(
            "settled",
            drop=record.id,
            status=Status(record.status).name.lower(),
            code=record.error_code,
            period=record.period,
            revision=record.revision,
            seconds=record.seconds,
            outputs=len(record.outputs) or None,
        )
        self._index.fall_behind()
        self._notify(record)
        self._tell(record)

    def _notify(self, record: Record) -> None:
        settings = self._settings.notify
        if settings.kind == "off" or record.status not in {Status.DONE, Status.REJECTED}:
            return
        text = message_about(record, self._workspace, settings)
        try:
            send(settings, text, int(self._clock.now().timestamp()))
        except NotSent as error:
            self.log.write("not_notified", drop=record.id, reason=str(error))

    def _give_back(self, claim: claims.Claim, error: KehuError, tally: Tally) -> None:
        """Put a drop back into the inbox, to be taken again after a while."""
        self.log.write("given_back", drop=claim.id, code=error.code)
        tally.errors.append((claim.name, error))
        self._waiting.append((claim.name, f"没有做完，放回了收件箱：{error.message}"))
        self._index.fall_behind()
        pause = self._settings.folder.rescan_seconds
        self._retry[self._workspace.inbox / claim.name] = self._clock.monotonic() + pause
        self._let_go(claim)

    def _let_go(self, claim: claims.Claim) -> None:
        """Put a drop back; where its results are delivered, or it cannot be moved, the next run finishes it."""
        plan = claim.read_plan()
        try:
            if plan is None or not is_delivered(self._workspace, plan):
                claim.put_back(self._workspace.inbox)
                return
        except OSError:
            pass
        claim.release()

    def write_index(self) -> None:
        """Make the index anew; where it cannot be written now, the next drop makes it."""
        self._index.write(self._waiting)
