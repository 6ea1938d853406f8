"""Per-owner lists: what each person has open and which customers are in charge (docs/rules.md, 12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from kehu_batch.folding import fold_text
from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.worksheets.file_names import UniqueNames
from kehu_batch.worksheets.people.personal_lists import PersonalLists
from kehu_batch.worksheets.people.tasks import open_tasks
from kehu_batch.worksheets.portfolio import each_person, fold_people, know_portfolios, owners_of

#: Folder of the lists, in the output folder.
FOLDER = "负责人清单"


def write_owner_lists(
    analysis: Analysis, dataset: Dataset, folder: Path, *, stamp: str = ""
) -> tuple[str, ...]:
    """Write one workbook for each person with something open or a customer in charge, and one for nobody's tasks.

    A list holds that person's tasks and customers only, those shared with others too. Whose a task is follows from
    what was promised (docs/rules.md, 6.8), and may be another than the customer's owner: both stand in the row. It
    is known as written by this program and never read as input.

    Args:
        analysis: Obligations as of the period's as_of.
        dataset: Customers, whose they are, and the contacts with them.
        folder: Output folder; the lists go into its subfolder ``负责人清单``.
        stamp: By which rules they are made, said under their title; blank for none.

    Returns:
        Paths relative to ``folder``, with ``/``, in the order of the names.
    """
    owners = owners_of(analysis, dataset)
    tasks = open_tasks(analysis.follow_ups.items, owners)
    customers, in_charge = know_portfolios(analysis, dataset, owners)
    tasks_of, customers_of = _rows_of(fold_people(tasks["owner"])), _rows_of(in_charge)
    people = _people([*tasks["owner"].unique(), *owners.dropna().unique()])
    names = UniqueNames()
    written = {f"{FOLDER}/{names.take(person)}.xlsx": person for person in people}
    if people:
        (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    with closing(PersonalLists(analysis.period, stamp, tasks, customers)) as lists:
        for path, person in written.items():
            mine = fold_text(person)
            book = lists.render(person, tasks_of.get(mine, ()), customers_of.get(mine, ()))
            (folder / path).write_bytes(book)
    return tuple(written)


def _rows_of(people: Iterable[str | None]) -> dict[str | None, list[int]]:
    """Return the places of each person; what several share is each one's."""
    found: dict[str | None, list[int]] = defaultdict(list)
    for place, name in enumerate(people):
        for person in dict.fromkeys([None] if name is None else each_person(name)):
            found[person].append(place)
    return found


def _people(names: Sequence[str]) -> list[str]:
    """Return each person once, in the spelling seen first, by name."""
    spelling: dict[str, str] = {}
    for name in names:
        for person in each_person(str(name)):
            spelling.setdefault(fold_text(person), person)
    return sorted(spelling.values())
