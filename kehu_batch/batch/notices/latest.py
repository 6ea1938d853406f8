"""The message about a workspace's newest drop, for trying out a receiver."""

from __future__ import annotations

from kehu_batch.batch.history.database import History
from kehu_batch.batch.history.records import Record, Status
from kehu_batch.batch.notices.message import headline_text
from kehu_batch.batch.settings import NotifySettings
from kehu_batch.batch.workspace.layout import Workspace
from kehu_batch.records import field_names


def message_about(record: Record, workspace: Workspace, settings: NotifySettings) -> str:
    """Return the text about a drop, with the place where its readers find it."""
    root = settings.results_at or str(workspace.root.resolve())
    return headline_text(record, f"{root}/{record.result_folder or record.archive_folder}")


def latest_message(workspace: Workspace, settings: NotifySettings) -> str:
    """Return the text about the newest drop that people are told of; a sample where there is none yet."""
    with History(workspace.history_file) as history:
        told = (row for row in history.latest() if row["status"] in {Status.DONE, Status.REJECTED})
        row = next(told, None)
        if row is None:
            return "【回访结果】试发：还没有处理过投递"
        record = Record(
            **{key: row[key] for key in row if key in field_names(Record)},
            figures=history.figures_of(row["id"]),
        )
    return message_about(record, workspace, settings)
