"""The wheel is whole: it holds its data, and runs where the development dependencies are not."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = [ROOT / "sample_workbooks" / "worksheet", ROOT / "sample_workbooks" / "ledger"]

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    env["PYTHONUTF8"] = "1"
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    (built,) = folder.glob("*.whl")
    return built


def runtime_distributions() -> dict[str, Distribution]:
    """Return what an installation without extras brings, by folded name."""
    tool = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = re.search(r"^dependencies = \[(.*?)^\]", tool, flags=re.DOTALL | re.MULTILINE)
    assert block is not None
    left = [Requirement(text) for text in re.findall(r'"([^"]+)"', re.sub(r"#.*", "", block[1]))]
    found: dict[str, Distribution] = {}
    while left:
        needed = left.pop()
        name = re.sub(r"[-_.]+", "-", needed.name).lower()
        if name in found or (needed.marker and not needed.marker.evaluate({"extra": ""})):
            continue
        found[name] = distribution(needed.name)
        left += [Requirement(text) for text in found[name].requires or []]
    return found


def top_entries(installed: Distribution) -> Iterator[Path]:
    """Yield the files and folders of a distribution that stand directly in site-packages."""
    names = {file.parts[0] for file in installed.files or [] if file.parts[0] not in {"..", "__pycache__"}}
    yield from (Path(str(installed.locate_file(name))) for name in names)


@pytest.fixture(scope="module")
def plain_venv(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the scripts of an environment of the wheel and its runtime dependencies, made without a network."""
    folder = tmp_path_factory.mktemp("plain")
    builder = venv.EnvBuilder(with_pip=False, symlinks=sys.platform != "win32")
    builder.create(folder)
    scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
    place = run(
        scripts / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"
    ).stdout.strip()
    for installed in runtime_distributions().values():
        for entry in top_entries(installed):
            target = Path(place) / entry.name
            try:
                target.symlink_to(entry, target_is_directory=entry.is_dir())
            except OSError:  # Windows lets only some users make links
                shutil.copytree(entry, target) if entry.is_dir() else shutil.copy(entry, target)
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        scripts / "python",
        "install",
        "--no-deps",
        "--no-index",
        wheel,
    )
    return scripts


def test_the_wheel_holds_the_templates_and_the_package_data(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        *(f"kehu_batch/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "templates").rglob("*")),
        *(path.relative_to(ROOT).as_posix() for path in (ROOT / "kehu_batch").rglob("*")),
    }
    files = {name for name in wanted if Path(name).suffix and "__pycache__" not in name}
    learnt_from = {name for name in files if name.startswith("kehu_batch/policy/data/issue_text/")}
    assert learnt_from  # the texts are in the repository, and their weights in the wheel
    assert files - held == learnt_from
    assert not any("issue_text" in name for name in held)
    assert any(name.startswith("kehu_batch/templates/") for name in held)
    assert any(name.endswith(".toml") for name in held)
    assert "kehu_batch/py.typed" in held
    assert not any(name.startswith(("tests/", "sample_workbooks/")) for name in held)


def test_the_program_runs_without_the_development_dependencies(plain_venv: Path, tmp_path: Path) -> None:
    absent = ("pytest", "hypothesis", "lxml", "mypy")
    probe = f"import importlib.util as u; print([name for name in {absent} if u.find_spec(name)])"
    assert run(plain_venv / "python", "-c", probe, cwd=tmp_path).stdout.strip() == "[]"
    out = tmp_path / "结果"
    run(plain_venv / "kehu-batch", "report", *SAMPLES, "-o", out, cwd=tmp_path)
    assert len(list(out.rglob("summary.json"))) == 2
    assert len(list(out.rglob("*.html"))) == 2
