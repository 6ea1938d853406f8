"""Completes a drop of annotated copies by the rest of the drop that they came from: they are its new revision.

Of a month's nine workbooks a clerk corrects or answers one, and puts that one back. Alone it would be another, poorer
month; with the others as they were archived it is the next revision of the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from kehu_batch.batch.drops import FINANCE_FOLDER
from kehu_batch.batch.history.database import History
from kehu_batch.batch.workspace.deciding import Received
from kehu_batch.batch.workspace.inbox import InboxEntry, is_read
from kehu_batch.batch.workspace.layout import Workspace
from kehu_batch.batch.workspace.settling import digest_of
from kehu_batch.copy_names import copy_name, is_copy_name, original_stem
from kehu_batch.records import replace

_Row = Mapping[str, Any]


def complete(
    workspace: Workspace, history: History, entry: InboxEntry, received: Received
) -> tuple[InboxEntry, Received] | None:
    """Return a drop with the files that belong to it, and under the name of the drop that it is a revision of.

    ``None`` where it holds anything but annotated copies, or where these are of no drop or of more than one. Where one
    of the others cannot be found any more as it was, the drop stays alone, and its sender is told.
    """
    given = {original_stem(path.name): path for path in entry.files}
    if len(given) != len(entry.files) or not all(is_copy_name(path.name) for path in entry.files):
        return None
    origin = _origin(history, [path.name for path in entry.files])
    if origin is None:
        return None
    inputs = [item for item in history.inputs_of(origin["id"]) if is_read(item["file"])]
    stems = [original_stem(item["file"]) for item in inputs]
    if len(set(stems)) != len(stems) or not given.keys() <= set(stems):
        return None
    finance = tuple(
        given[stem]
        for stem, item in zip(stems, inputs, strict=True)
        if stem in given and PurePosixPath(item["file"]).parts[0] == FINANCE_FOLDER
    )
    others = [item for stem, item in zip(stems, inputs, strict=True) if stem not in given]
    found = [_locate(workspace, history, item) for item in others]
    places = [path for path in found if path is not None]
    if len(places) != len(others):
        lost = "、".join(str(item["file"]) for item, path in zip(others, found, strict=True) if path is None)
        alone = f"“{origin['name']}”的其余文件在归档里找不到了（{lost}），只处理了放进来的，按另一次投递计"
        return entry, replace(received, note="；".join(filter(None, (received.note, alone))))
    told = f"与“{origin['name']}”归档中的其余 {len(others)} 个文件一起处理" if others else ""
    return (
        replace(entry, files=(*entry.files, *places), finance=finance),
        replace(
            received,
            original=origin["series"],
            inputs=(
                *received.inputs,
                *((item["file"], item["sha256"], item["bytes"]) for item in others),
            ),
            note="；".join(filter(None, (received.note, told))),
        ),
    )


def _origin(history: History, names: Sequence[str]) -> _Row | None:
    """Return the newest revision of the one drop that all these are outputs of.

    A copy of a copy is called otherwise than the output: ``回访_批注 (1).xlsx``, ``回访_批注-最终版.xlsx``.
    """
    called = [(name, copy_name(name, PurePosixPath(name).suffix)) for name in names]
    owners = [{row["id"]: row for row in history.made(name) or history.made(other)} for name, other in called]
    common = set.intersection(*(set(rows) for rows in owners)) if owners else set()
    return owners[0][common.pop()] if len(common) == 1 else None


def _locate(workspace: Workspace, history: History, item: _Row) -> Path | None:
    """Return where an input was archived, as it was."""
    for folder in history.archives_of(item["sha256"], item["file"]):
        path = workspace.root / folder / str(item["file"])
        if path.is_file() and digest_of(path) == item["sha256"]:
            return path
    return None
