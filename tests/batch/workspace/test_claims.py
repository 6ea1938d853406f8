"""A claim is held by one process at a time, and by nobody once that is gone."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from kehu_batch.batch.workspace import claims
from kehu_batch.batch.workspace.inbox import InboxEntry


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / ".处理中").mkdir()
    return tmp_path


def entry(inbox: Path, name: str = "回访.csv") -> InboxEntry:
    path = inbox / name
    path.write_text("a", encoding="utf-8")
    return InboxEntry(path, (path,))


def test_of_two_only_one_has_it(inbox: Path) -> None:
    found = entry(inbox)
    first = claims.claim(found, inbox / ".处理中", "1")
    assert first is not None
    assert claims.claim(found, inbox / ".处理中", "2") is None
    assert [path.name for path in (inbox / ".处理中").iterdir() if path.is_dir()] == [first.id]
    assert list(claims.abandoned(inbox / ".处理中", 0)) == []
    first.put_back(inbox)
    assert found.path.read_text(encoding="utf-8") == "a"
    assert list((inbox / ".处理中").iterdir()) == []


def test_one_that_is_let_go_is_taken_over(inbox: Path) -> None:
    first = claims.claim(entry(inbox), inbox / ".处理中", "1")
    assert first is not None
    first.release()
    (again,) = claims.abandoned(inbox / ".处理中", 900)
    assert (again.id, again.name, again.single) == (first.id, "回访.csv", True)
    assert list(claims.abandoned(inbox / ".处理中", 0)) == []
    again.put_back(inbox)


def test_another_machines_claim_stands_while_its_heart_beats(inbox: Path) -> None:
    """On a share whose locks mean nothing between machines."""
    first = claims.claim(entry(inbox), inbox / ".处理中", "1")
    assert first is not None
    owner = first.folder / "owner.json"
    told = json.loads(owner.read_bytes())
    owner.write_text(json.dumps({**told, "host": "another machine"}), encoding="utf-8")
    first.release()
    assert list(claims.abandoned(inbox / ".处理中", 900)) == []
    lock = first.folder.with_name(f"{first.id}.lock")
    old = lock.stat().st_mtime - 1000
    os.utime(lock, (old, old))
    (again,) = claims.abandoned(inbox / ".处理中", 900)
    again.put_back(inbox)


def test_what_a_kill_leaves_before_anything_was_taken_is_removed(inbox: Path) -> None:
    folder = inbox / ".处理中" / "20231101T000000-dead"
    (folder / "files").mkdir(parents=True)
    (inbox / ".处理中" / "stray.lock").touch()
    assert list(claims.abandoned(inbox / ".处理中", 900)) == []
    assert list((inbox / ".处理中").iterdir()) == []


def test_it_goes_back_beside_a_new_one_of_its_name(inbox: Path) -> None:
    first = claims.claim(entry(inbox), inbox / ".处理中", "1")
    assert first is not None
    entry(inbox).path.write_text("new", encoding="utf-8")
    first.put_back(inbox)
    assert (inbox / "回访.csv").read_text(encoding="utf-8") == "new"
    assert (inbox / "回访(2).csv").read_text(encoding="utf-8") == "a"
