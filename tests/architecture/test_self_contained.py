"""The self-contained folder: built and run without any Python of the machine's, or, shortly, what it rests on."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "packaging" / "build.py"
SAMPLE = ROOT / "sample_workbooks" / "worksheet"

thorough = pytest.mark.thorough  # it takes the builder a minute of processor time

#: The program, where nothing of what is named can be imported.
_WITHOUT = """
import sys
sys.modules.update(dict.fromkeys(sys.argv[1].split(",")))
from kehu_batch.__main__ import main
sys.argv[1:] = sys.argv[2:]
main()
"""


def test_the_program_runs_without_what_the_folder_leaves_out(tmp_path: Path) -> None:
    left_out = re.search(r"_LEFT_OUT = \((.*?)\)", BUILD.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert left_out is not None
    names = re.findall(r'"(\w+)"', left_out[1])
    assert "lxml" in names
    command = [sys.executable, "-c", _WITHOUT, ",".join(names), "report", str(SAMPLE), "-o", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "summary.json").is_file()


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("PyInstaller")
    folder = tmp_path_factory.mktemp("built")
    command = [
        sys.executable,
        str(BUILD),
        "-o",
        str(folder),
        "--work",
        str(folder / "work"),
    ]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return folder / "kehu-batch" / ("kehu-batch.exe" if sys.platform == "win32" else "kehu-batch")


@thorough
def test_it_keeps_a_folder_on_its_own(starter: Path, tmp_path: Path) -> None:
    root = tmp_path / "工作区"
    alone = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    called: list[str] = []
    for arguments in (["init", str(root)], ["run", str(root)], ["history", str(root)]):
        if arguments[0] == "run":
            shutil.copytree(SAMPLE, root / "收件箱" / "十一月")
        done = subprocess.run(
            [str(starter), *arguments],
            env=None if sys.platform == "win32" else alone,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        called.append(done.stdout)
    assert "已处理  十一月（2023-11）" in called[1]
    assert (root / "结果" / "2023-11" / "十一月" / "summary.json").is_file()
    assert str(starter) in (root / "处理收件箱.command").read_text(encoding="utf-8")


@thorough
def test_it_holds_nothing_of_the_tests(starter: Path) -> None:
    held = {path.name for path in (starter.parent / "_internal").iterdir()}
    assert not held & {"pytest", "hypothesis", "mypy", "distributed", "dask"}
