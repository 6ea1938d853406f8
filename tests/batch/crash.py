"""Kills ``kehu-batch run`` at random moments over a batch of drops, restarts it, and checks where everything ended.

``python tests/batch/crash.py`` kills it 200 times over 30 drops; a seed gives the same moments again.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from openpyxl import load_workbook

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample_workbooks" / "worksheet" / "客户回访工作表.xlsx"
sys.path.insert(0, str(ROOT))

#: A run is given this long before it must have ended by itself, in seconds.
_PATIENCE = 300


def write_drop(inbox: Path, number: int) -> None:
    """Put a drop of its own content into the inbox by a rename; every fifth is no spreadsheet."""
    part = inbox / f"投递{number:02}.xlsx.part"
    if number % 5 == 4:
        part.write_text(f"第 {number} 份没有填", encoding="utf-8")
    else:
        book = load_workbook(SAMPLE)
        book.worksheets[0]["O3"] = f"第 {number} 份"
        book.save(part)
    part.rename(part.with_suffix(""))


def start(root: Path) -> subprocess.Popen[bytes]:
    """Start ``run`` in a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "kehu_batch", "run", str(root)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def crash(root: Path, kills: int, drops: int, seed: int, longest: float = 3.0) -> list[str]:
    """Kill and restart, and return all that is wrong in the end; nothing where all is well."""
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    subprocess.run([sys.executable, "-m", "kehu_batch", "init", str(root)], check=True, capture_output=True,
                   env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    (root / "kehu.toml").write_text("[folder]\nstill_seconds = 0.05\n", encoding="utf-8")
    dropped: dict[str, str] = {}
    killed = 0
    for turn in range(kills):
        while len(dropped) < drops and len(dropped) * kills <= turn * drops:
            write_drop(root / "收件箱", len(dropped))
            name = f"投递{len(dropped):02}.xlsx"
            dropped[name] = digest(root / "收件箱" / name)
        process = start(root)
        try:
            process.wait(chance.uniform(0, longest))
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            killed += 1
        process.communicate()
    for _ in range(3):
        process = start(root)
        _, said = process.communicate(timeout=_PATIENCE)
        if b"Traceback" in said:
            return [said.decode()]
    sys.stderr.write(f"killed {killed} times over {drops} drops, seed {seed}\n")
    return check(root, dropped)


def digest(path: Path) -> str:
    """Return the hash of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check(root: Path, dropped: dict[str, str]) -> list[str]:
    """Return what is not as it must be: inputs, outputs, history, and nothing left over."""
    wrong: list[str] = []
    for name, wanted in dropped.items():
        places = [path for folder in ("收件箱", "归档", "退回") for path in (root / folder).rglob(name)]
        if [digest(path) for path in places] != [wanted]:
            wrong.append(f"{name} is in {[str(path) for path in places]}")
    wrong += [f"left: {path}" for path in (root / "结果").rglob(".kehu-*")]
    wrong += [f"left: {path}" for path in (root / "收件箱").rglob("*") if path.name != ".处理中"]
    return wrong + _check_history(root, dropped)


def _check_history(root: Path, dropped: dict[str, str]) -> list[str]:
    from kehu_batch.batch.history.database import History

    wrong: list[str] = []
    with History(root / ".kehu" / "history.sqlite") as history:
        rows = history.latest(10_000)
        names = Counter(row["name"] for row in rows)
        if names != Counter(name.removesuffix(".xlsx") for name in dropped):
            wrong.append(f"history holds {names}")
        for row in rows:
            good = int(row["name"].removeprefix("投递")) % 5 != 4
            if row["status"] != ("已处理" if good else "已退回"):
                wrong.append(f"{row['name']} is {row['status']}")
            if not (root / row["archive_folder"]).is_dir():
                wrong.append(f"{row['name']} is not in {row['archive_folder']}")
            for item in history.outputs_of(row["id"]):
                path = root / row["result_folder"] / item["file"]
                if not path.is_file() or digest(path) != item["sha256"]:
                    wrong.append(f"{path} is not whole")
        known = {row["result_folder"] for row in rows}
    found = {path.parent.relative_to(root).as_posix() for path in (root / "结果").rglob("summary.json")}
    return [*wrong, *(f"result without history: {folder}" for folder in found - known)]


def main() -> int:
    """Run it and print what is wrong."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--drops", type=int, default=30)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--longest", type=float, default=3.0, help="seconds until a kill, at most")
    given = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="crash-"))
    wrong = crash(folder / "工作区", given.kills, given.drops, given.seed, given.longest)
    sys.stdout.write("\n".join(wrong) + "\n" if wrong else "all is well\n")
    if not wrong:
        shutil.rmtree(folder)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
