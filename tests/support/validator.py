"""The Open XML SDK's validator. It is slow to start, so files are judged in batches and verdicts kept by content."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from support import tools


class Complaint(NamedTuple):
    """One error of the validator's. Its text often quotes what is wrong, so it is no part of ``kind``."""

    id: str
    part: str
    xpath: str
    description: str

    @property
    def kind(self) -> tuple[str, str]:
        """What is wrong, wherever it is: for comparing two files whose parts differ in number."""
        return self.id, self.description


def complaints(*paths: Path) -> list[list[Complaint]]:
    """Return the validator's errors on each file; skips the test where it is not installed."""
    node = tools.require(tools.Tool.VALIDATOR)
    kept = {
        path: tools.CACHE / "validator" / f"{sha256(path.read_bytes()).hexdigest()}.json" for path in paths
    }
    unknown = [path for path in kept if not kept[path].is_file()]
    if unknown:
        _judge(node, unknown, kept)
    return [[Complaint(**error) for error in json.loads(kept[path].read_text("utf-8"))] for path in paths]


def _judge(node: Path, paths: Sequence[Path], kept: dict[Path, Path]) -> None:
    command = [str(node), str(tools.CI_FOLDER / "validate.mjs"), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=600, encoding="utf-8")
    for line in done.stdout.splitlines():
        verdict = json.loads(line)
        target = kept[Path(verdict["path"])]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(verdict["errors"], ensure_ascii=False), encoding="utf-8")


def new_complaints(*pairs: tuple[Path, Path]) -> list[list[Complaint]]:
    """Return for each (source, target) the errors on the target of a kind that the source has not.

    A source is judged only where its target has errors: a large workbook takes the validator seconds.
    """
    verdicts = complaints(*(target for _, target in pairs))
    wrong = [source for (source, _), found in zip(pairs, verdicts, strict=True) if found]
    known = dict(zip(wrong, complaints(*wrong), strict=True)) if wrong else {}
    return [
        [one for one in found if one.kind not in {old.kind for old in known.get(source, ())}]
        for (source, _), found in zip(pairs, verdicts, strict=True)
    ]
