"""Settings of the whole suite: hypothesis without a stopwatch, and no silent skip where CI runs."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from hypothesis import settings

IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}

# A busy machine is no defect of the code; in CI the examples are the same each time.
settings.register_profile("kehu", deadline=None, derandomize=IN_CI)
settings.register_profile("thorough", settings.get_profile("kehu"), max_examples=500)
settings.load_profile("kehu")


# Where no bytecode is to be kept, every process that a test starts would compile the program's modules anew (a second
# of each of hundreds), and pytest the tests in every worker.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# It needs the extra ``bench``, and has nothing to collect.
collect_ignore = ["benchmarks/polars_peer.py"]

# A run that was started in the background ignores Ctrl-C, and so would every program that the tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def month_outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the outputs of the sample month, processed once in a run: read them, and change nothing."""
    from support.made_once import made_once, process_month

    return made_once(tmp_path_factory, "month", process_month)


@pytest.fixture(scope="session", autouse=True)
def _children_begin_warm() -> Generator[Callable[[], object]]:
    """Have the program's children forked from what has imported all; give what starts them else."""
    from kehu_batch.batch import isolation

    ours = isolation._context
    with pytest.MonkeyPatch.context() as patch:
        if sys.platform.startswith("linux"):
            from support.warm_children import WarmContext

            patch.setattr(isolation, "_context", WarmContext)
        yield ours


@pytest.fixture(autouse=True)
def _children_begin_cold(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    _children_begin_warm: Callable[[], object],
) -> None:
    """Have them start as they do for users where the test is about that: it is marked ``cold_children``."""
    if request.node.get_closest_marker("cold_children"):
        monkeypatch.setattr("kehu_batch.batch.isolation._context", _children_begin_warm)


@pytest.fixture(autouse=True)
def _histories_closed() -> Generator[None]:
    """Close the histories that a test's desks have opened, in the thread that opened them."""
    yield
    desks = sys.modules.get("batch.workspace.fake_work")
    while desks is not None and desks.OPEN:
        desks.OPEN.pop().close()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the longest tests, which say of every list and book what the others say of a selection."""
    parser.addoption("--thorough", action="store_true", help="also run what takes minutes")


def pytest_configure(config: pytest.Config) -> None:
    """Give properties more examples in a thorough run, before modules say how many theirs have."""
    if config.getoption("--thorough"):
        settings.load_profile("thorough")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the longest tests out unless they are asked for, and begin with the long ones.

    Whoever comes to one of them last keeps the others waiting.
    """
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    if config.getoption("--thorough"):
        return
    long = [item for item in items if item.get_closest_marker("thorough")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if not item.get_closest_marker("thorough")]


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if IN_CI and report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, and in CI nothing is: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure in CI, naming its reason."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Likewise for a module that skips itself whole."""
    report = yield
    _refuse_skip(report)
    return report
