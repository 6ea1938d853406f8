"""A short run of the damaged files: every one ends in a named outcome, in time and in memory."""

from __future__ import annotations

from support.fuzzing import damaged, gather_seeds, run

FILES = 60


def test_damaged_files_end_in_named_outcomes() -> None:
    seeds = gather_seeds(corpus=False)
    tally = run(range(FILES), seeds)
    assert tally.failures == []
    assert tally.outcomes.total() == FILES
    # Damage of every depth: some files are still read whole, some written, most are refused for several reasons.
    assert {"done", "written", "damaged"} <= tally.outcomes.keys()


def test_a_number_gives_the_same_file_again() -> None:
    seeds = gather_seeds(corpus=False)
    assert [damaged(seeds, number) for number in range(30)] == [
        damaged(seeds, number) for number in range(30)
    ]
