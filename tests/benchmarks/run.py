"""Measure the program beside two scripts and the floor, at any size.

    python tests/benchmarks/run.py --rows 1000 12000 100000 [--customers N] [--json FILE] [--no-peer] [--keep FOLDER]
        [--beside TREE]

The scripts are the straightforward one (pandas and openpyxl) and the quick one (polars and xlsxwriter, values only),
which is left out where the extra ``bench`` is not installed. ``--beside`` measures another checkout in the same run.

Each contender runs in a process of its own. CPU is user and system time, children included; peak memory is the
largest process. Nothing here is a test: figures are reported, and only wrong answers fail.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from benchmarks.known_answers import differences, read_answers  # noqa: E402 - found by the line above

_REPORT = "import sys; sys.argv[0] = 'kehu-batch'; from kehu_batch.__main__ import main; main()"

#: Sizes up to which a run takes but seconds, and is done five times.
_SMALL = 12_000

#: Parts of annotation are shown below it.
_PARTS = (
    "inspect_book",
    "result_columns",
    "build_sheets",
    "write_donor",
    "patch_book",
    "splice",
    "verify_patch",
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one contender cost.

    Args:
        cpu: Seconds of user and system time of the process and its children; ``None`` where the system does not tell.
        wall: Seconds by the clock.
        peak: Most memory of one of its processes in MiB; ``None`` likewise.
    """

    cpu: float | None
    wall: float
    peak: float | None


def measure(*arguments: str | Path, tree: Path = ROOT) -> Cost:
    """Run Python with arguments in a process of its own, with the program of a checkout.

    Raises:
        SystemExit: It failed.
    """
    path = os.pathsep.join(map(str, (tree, ROOT / "tests", ROOT / "sample_workbooks")))
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        # Else the folder that we stand in, which may be a checkout, comes before the path.
        env={**os.environ, "PYTHONPATH": path, "PYTHONSAFEPATH": "1", "PYTHONUTF8": "1"},
        stdout=subprocess.DEVNULL,
    )
    if sys.platform == "win32":
        code, cpu, peak = process.wait(), None, None
    else:
        _, status, usage = os.wait4(process.pid, 0)
        code = process.returncode = os.waitstatus_to_exitcode(status)
        cpu = usage.ru_utime + usage.ru_stime
        # Kibibytes on Linux, bytes on macOS.
        peak = usage.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    if code:
        raise SystemExit(f"{arguments} failed with code {code}")
    return Cost(cpu, time.monotonic() - begun, peak)


def _median(*arguments: str | Path, rows: int, tree: Path = ROOT) -> Cost:
    """Return the median cost of five runs where one takes but seconds."""
    times = 5 if rows <= _SMALL else 1
    costs = [measure(*arguments, tree=tree) for _ in range(times)]
    return sorted(costs, key=lambda cost: cost.cpu or cost.wall)[times // 2]


def run(rows: int, customers: int, folder: Path, *, peer: bool, beside: Path | None) -> dict[str, Any]:
    """Generate a drop of a size, run every contender on it, and check the answers."""
    if not (folder / "answers.json").exists():
        measure("-m", "benchmarks.generate", str(rows), folder, "--customers", str(customers))
    drop, ours, figures = folder / "drop", folder / "ours", folder / "figures.json"
    costs = {"ours": _median("-c", _REPORT, "report", drop, "-o", ours, rows=rows)}
    if beside is not None:
        command = ("-c", _REPORT, "report", drop, "-o", folder / "beside")
        costs["beside"] = _median(*command, rows=rows, tree=beside)
    measure("-m", "benchmarks.stages", drop, folder / "stages", figures)
    stages = json.loads(figures.read_text(encoding="utf-8"))
    measure("-m", "benchmarks.floor", drop, ours, figures)
    floor = json.loads(figures.read_text(encoding="utf-8"))
    if peer:
        costs["peer"] = _median("-m", "benchmarks.peer", drop, folder / "peer", rows=rows)
        if find_spec("polars") and find_spec("fastexcel"):
            costs["polars"] = _median("-m", "benchmarks.polars_peer", drop, folder / "polars", rows=rows)
    summary = json.loads((ours / "summary.json").read_text(encoding="utf-8"))
    known = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    return {
        "rows": rows,
        "customers": customers,
        "costs": {name: asdict(cost) for name, cost in costs.items()},
        "stages": stages,
        "floor": floor,
        "ratios": _ratios(costs, stages, floor),
        "wrong": differences(known, read_answers(summary)),
    }


def _ratios(costs: dict[str, Cost], stages: dict[str, float], floor: dict[str, float]) -> dict[str, float]:
    # Splicing the result sheets in belongs to these; the proof that nothing else changed is told apart.
    patching = stages["open_workbook"] + stages["inspect_book"] + stages["patch_book"] - stages["splice"]
    least = floor["read"] + floor["rewrite"]
    ratios = {
        "reading_and_patching_to_floor": patching / least,
        "the_same_with_verifying": (patching + stages["verify_patch"]) / least,
        "result_sheets_to_raw_writing": stages["write_donor"] / floor["result_sheets"],
        "the_same_with_splicing": (stages["write_donor"] + stages["splice"]) / floor["result_sheets"],
    }
    ours, peer = costs["ours"], costs.get("peer")
    for name, cost in costs.items():
        if name != "ours" and ours.cpu and cost.cpu:
            ratios[f"{name}_cpu_to_ours"] = cost.cpu / ours.cpu
    if peer is not None and ours.peak and peer.peak:
        ratios["our_peak_to_peers"] = ours.peak / peer.peak
    return ratios


def _describe(result: dict[str, Any]) -> Iterator[str]:
    yield f"\n{result['rows']:,} callbacks, {result['customers']:,} customers"
    for name, cost in result["costs"].items():
        cells = [cost["cpu"], cost["wall"], cost["peak"]]
        cpu, wall, peak = ("not told here" if cell is None else f"{cell:.1f}" for cell in cells)
        yield f"  {name:<8} CPU {cpu:>8} s   wall {wall:>8} s   peak {peak:>8} MiB"
    yield "  our stages, CPU s"
    for name, spent in result["stages"].items():
        indent = "      " if name in _PARTS else "    "
        yield f"{indent + name:<26} {spent:8.2f}"
    yield "  floor, CPU s"
    for name, spent in result["floor"].items():
        yield f"    {name:<22} {spent:8.2f}"
    for name, ratio in result["ratios"].items():
        yield f"  {name}: {ratio:.2f}"
    yield f"  answers: {'WRONG' if result['wrong'] else 'all right'}"
    for line in result["wrong"]:
        yield f"    {line}"


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _measure_published(folder: Path, tree: Path) -> Cost:
    worksheet = ROOT / "sample_workbooks" / "worksheet"
    return _median("-c", _REPORT, "report", worksheet, "-o", folder / "published", rows=2, tree=tree)


def _compile(folder: Path, tree: Path) -> None:
    """Keep bytecode in a folder, and make it: an installed package has its own."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder)
    measure(
        "-c",
        "import kehu_batch.cli, kehu_batch.pipeline, xlsxwriter, benchmarks.stages, benchmarks.floor",
        tree=tree,
    )


def main() -> None:
    """Read the command line, measure, print, and leave with 1 where an answer is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[5_000, 100_000])
    parser.add_argument(
        "--customers", type=int, help="of each size; one for each five callbacks where it is not said"
    )
    parser.add_argument("--json", type=Path, help="write all figures there")
    parser.add_argument("--no-peer", action="store_true", help="leave the straightforward script out")
    parser.add_argument("--beside", type=Path, help="a checkout of another commit, measured in the same run")
    parser.add_argument("--keep", type=Path, help="work there, and keep and reuse what is made")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        trees = {"ours": ROOT} | ({"beside": given.beside.resolve()} if given.beside else {})
        published = {}
        for name, tree in trees.items():
            _compile(folder / "bytecode", tree)
            published[name] = _measure_published(folder, tree)
            cpu = "not told here" if published[name].cpu is None else f"{published[name].cpu:.2f} s"
            _say([f"the two published rows, {name}: CPU {cpu}, wall {published[name].wall:.2f} s"])
        results = []
        for rows in given.rows:
            customers = given.customers or max(1, rows // 5)
            kept = folder / (f"{rows}-{customers}" if given.customers else str(rows))
            results.append(run(rows, customers, kept, peer=not given.no_peer, beside=trees.get("beside")))
            _say(_describe(results[-1]))
    if given.json is not None:
        figures = {"published": {name: asdict(cost) for name, cost in published.items()}, "sizes": results}
        given.json.write_text(json.dumps(figures, ensure_ascii=False, indent=2), encoding="utf-8")
    raise SystemExit(1 if any(result["wrong"] for result in results) else 0)


if __name__ == "__main__":
    main()
