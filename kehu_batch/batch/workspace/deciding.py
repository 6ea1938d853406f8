"""Decides what becomes of a drop: refused, a duplicate, without change, or a new revision and what it changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

from kehu_batch.batch.history.database import History
from kehu_batch.batch.history.records import (
    HEADLINES,
    Record,
    Status,
    customer_tiers,
    earlier_months,
    figures_hash,
    headline_figures,
)
from kehu_batch.batch.workspace.answers import Written, new_answers
from kehu_batch.batch.workspace.inbox import is_read
from kehu_batch.batch.workspace.layout import Workspace
from kehu_batch.batch.workspace.names import safe_name, series_of
from kehu_batch.batch.workspace.requesting import PROGRAM
from kehu_batch.batch.workspace.settling import SettlingPlan
from kehu_batch.copy_names import copy_name, is_copy_name
from kehu_batch.errors import KehuError
from kehu_batch.model.findings.question import ANSWERS_NAME
from kehu_batch.model.outcome import Outcome
from kehu_batch.records import dataclass, replace
from kehu_batch.wording.numbers import format_number, format_share

_FILLED = "数字没有变化；批注工作簿里填写的内容（差异说明、签字等）带到了这一版"
_RENAMED = "像是“{name}”的批注工作簿改了名，那次的其余文件没有一起读；要一起读，请改回原来的名字再放一次"
CHANGES_FILE = "与上一版的变化.txt"
_DUPLICATES = "重复"


@dataclass(frozen=True, slots=True)
class Received:
    """A drop as it was received.

    Args:
        id: Of its claim.
        name: As it was called in the inbox.
        inputs: File, hash and size of each input.
        finished_at: When it ends, as far as is known.
        seconds: How long it has taken.
        note: What its sender should know besides; empty for nothing.
        answers_sha256: Hash of the workspace's answers that it is read with; ``None`` where there are none.
        original: Series that it is a revision of, where that is known otherwise than by its name.
    """

    id: str
    name: str
    inputs: tuple[tuple[str, str, int], ...]
    finished_at: str
    seconds: float
    note: str = ""
    answers_sha256: str | None = None
    original: str = ""

    @property
    def series(self) -> str:
        """The name that its versions share."""
        return self.original or series_of(self.name)

    def record(self, status: Status, **values: Any) -> Record:  # noqa: ANN401 - the record's own fields
        """Return its row, still without folders."""
        return Record(
            id=self.id,
            series=self.series,
            name=self.name,
            status=status,
            finished_at=self.finished_at,
            seconds=round(self.seconds, 3),
            program=PROGRAM,
            inputs=self.inputs,
            **values,
        )


def list_inputs(folder: Path) -> tuple[tuple[str, str, int], ...]:
    """Return name, hash and size of each file of a claimed drop."""
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        found.append((path.relative_to(folder).as_posix(), digest, path.stat().st_size))
    return tuple(found)


def plan_duplicate(
    workspace: Workspace, received: Received, message: str, earlier: Mapping[str, Any]
) -> SettlingPlan:
    """Plan for a drop that was processed before: kept, said, and not done again."""
    record = received.record(
        Status.DUPLICATE,
        period=earlier["period"],
        message=message,
        result_folder=earlier["result_folder"],
    )
    return SettlingPlan(record, workspace.archive / _DUPLICATES, safe_name(received.series))


def plan_rejection(workspace: Workspace, received: Received, error: KehuError) -> SettlingPlan:
    """Plan for a drop that was refused."""
    record = received.record(
        Status.REJECTED, error_code=error.code, message=error.message, action=error.action
    )
    return SettlingPlan(record, workspace.rejected, safe_name(received.series))


def plan_results(
    workspace: Workspace, history: History, received: Received, outcome: Outcome, stage: Path
) -> tuple[SettlingPlan, bool]:
    """Plan for a drop that was processed; tells as well whether its outputs are wanted.

    They are not where its figures are those of the newest revision: the same data, saved by another program.
    """
    summary = outcome.summary
    period = str(summary["period"])
    received = _under_its_own_name(history, received, outcome, period)
    digest = figures_hash(summary)
    before = history.newest_revision(received.series, period)
    answers = new_answers(workspace, outcome.answers)
    record = received.record(
        Status.DONE,
        period=period,
        as_of=summary["as_of"],
        policy_name=summary["policy"]["name"],
        policy_sha256=summary["policy"]["sha256"],
        figures_sha256=digest,
        message="；".join(filter(None, (received.note, _learnt(answers)))) or None,
        answers_sha256=received.answers_sha256,
        figures=headline_figures(summary),
        tiers=customer_tiers(summary),
        months=earlier_months(summary),
        **_ledger(received, summary),
    )
    name = safe_name(received.series)
    same = before is not None and before["figures_sha256"] == digest
    if (
        before is not None
        and same
        and _is_there(workspace, before)
        and not _is_filled(history, before, received)
    ):
        message = f"数据与第 {before['revision']} 版完全相同（只是另存过），没有重做"
        unchanged = replace(
            record, status=Status.UNCHANGED, message=message, result_folder=before["result_folder"]
        )
        return SettlingPlan(unchanged, workspace.archive / period, name, answers=answers), False
    revision = 1 if before is None else int(before["revision"]) + 1
    if before is not None:
        name = f"{name}_第{revision}版"
        changes = [_FILLED] if same else _changes(history.figures_of(before["id"]), record.figures)
        warned = (_lacking(history, before, record), _strangers(history, before, record))
        told = "；".join(filter(None, (record.message, *warned))) or None
        record = replace(record, changes="\n".join(changes), message=told)
        text = "\n".join([f"第 {revision} 版与第 {before['revision']} 版相比：", *changes, ""])
        (stage / CHANGES_FILE).write_text(text, encoding="utf-8", newline="\r\n")
    record = replace(record, revision=revision, outputs=_outputs(stage))
    return SettlingPlan(record, workspace.archive / period, name, workspace.results / period, answers), True


def _under_its_own_name(history: History, received: Received, outcome: Outcome, period: str) -> Received:
    """Return a drop that is one annotated copy, renamed, as a version of the drop that it was made of.

    Only where it says of which file it was made, that was all of its drop, and its period is the same: a copy that is
    filled in for another month is another drop. Where other files were read with it, it stands alone and is told so.
    """
    if received.original or len(received.inputs) != 1 or history.newest_revision(received.series, period):
        return received
    # A copy keeps macros, and so its ending; others are copied to a workbook without.
    endings = dict.fromkeys((".xlsx", Path(received.inputs[0][0]).suffix.lower()))
    copies = [copy_name(name, ending) for name in outcome.originals for ending in endings]
    made = [row for copy in copies for row in history.made(copy)]
    found = {row["series"]: row for row in made if row["period"] == period}
    if len(found) != 1:
        return received
    (origin,) = found.values()
    if len(history.inputs_of(origin["id"])) == 1:
        return replace(received, original=origin["series"])
    told = _RENAMED.format(name=origin["name"])
    return replace(received, note="；".join(filter(None, (received.note, told))))


def _is_filled(history: History, before: Mapping[str, Any], received: Received) -> bool:
    """Tell whether an annotated copy is new: what people wrote there, reasons and signatures, is in no figure."""
    known = {item["sha256"] for item in history.inputs_of(before["id"])}
    return any(
        (received.original or is_copy_name(name)) and digest not in known
        for name, digest, _ in received.inputs
    )


def _strangers(history: History, before: Mapping[str, Any], record: Record) -> str:
    """Return a warning where a revision has no customer of the revision before: it may be of another department."""
    known = {row["customer_id"] or row["customer_name"] for row in history.tiers_of(before["id"])}
    own = {number or name for number, name, _ in record.tiers}
    if not known or not own or known & own:
        return ""
    return f"与第 {before['revision']} 版没有一个相同的客户：如果是另一个部门的同名文件，请改名（如加上部门）后再放一次"


def _lacking(history: History, before: Mapping[str, Any], record: Record) -> str:
    """Return a warning where a revision has fewer files than the revision before: what they tell is gone with them."""
    names, earlier = (
        {series_of(PurePath(name).stem): PurePath(name).name for name in files if is_read(name)}
        for files in (
            [name for name, *_ in record.inputs],
            [str(item["file"]) for item in history.inputs_of(before["id"])],
        )
    )
    gone = [earlier[name] for name in earlier.keys() - names.keys()]
    if len(names) >= len(earlier) or not gone:
        return ""
    return f"第 {before['revision']} 版还读了 {'、'.join(sorted(gone))}，这一版没有：要一起读，请放在同一个子文件夹里再放一次"


def _learnt(answers: Sequence[Written]) -> str:
    return f"记住了 {len(answers)} 条答复（{ANSWERS_NAME}），以后的投递不再问" if answers else ""


def _ledger(received: Received, summary: Mapping[str, Any]) -> dict[str, str]:
    """Return name and hash of the ledger that was joined: the input that was not received."""
    own = {digest for _, digest, _ in received.inputs}
    joined = next((item for item in summary["inputs"] if item["sha256"] not in own), None)
    return {} if joined is None else {"ledger": joined["file"], "ledger_sha256": joined["sha256"]}


def _is_there(workspace: Workspace, row: Mapping[str, Any]) -> bool:
    return bool(row["result_folder"]) and (workspace.root / row["result_folder"]).is_dir()


def _outputs(stage: Path) -> tuple[tuple[str, str], ...]:
    return tuple((name, digest) for name, digest, _ in list_inputs(stage))


def _changes(before: Mapping[str, float | None], after: Mapping[str, float | None]) -> list[str]:
    """Return a line for each headline figure that is different."""
    lines = []
    for name, _, label, unit, _ in HEADLINES:
        old, new = before.get(name), after.get(name)
        if old != new:
            lines.append(f"{label}：{show_figure(old, unit)} → {show_figure(new, unit)}")
    return lines or ["主要数字没有变化，明细有变化"]


def show_figure(value: float | None, unit: str) -> str:
    """Return a headline figure with its unit.

    Example:
        >>> show_figure(0.9, "%"), show_figure(None, "项"), show_figure(3.0, "项"), show_figure(123456.0, "万元")
        ('90.0%', '—', '3 项', '12.3 万元')
    """
    if value is None:
        return "—"
    if unit == "%":
        return format_share(value)
    if unit == "万元":
        return f"{format_number(value / 10_000, 1)} 万元"
    return f"{format_number(value, 2 if unit == '分' else 0)} {unit}"
