"""Make the weights of the clause model from the texts of its authors, or measure it with an author left out.

    python tests/issue_model/train.py                 write kehu_batch/policy/data/issue_model.npz
    python tests/issue_model/train.py --evaluate      train on all authors but one, test on him, for each; and on few
    python tests/issue_model/train.py --cells         what becomes of the cells of tests/cases/issue_cells.toml

Training uses scikit-learn; the program itself only adds weights up.
"""

from __future__ import annotations

import argparse
import io
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from kehu_batch.analysis.issues.clause_grams import clause_grams
from kehu_batch.analysis.issues.clause_model import ClauseModel

DATA = Path(__file__).resolve().parents[2] / "kehu_batch" / "policy" / "data"
TEXTS = DATA / "issue_text"
MODEL = DATA / "issue_model.npz"
#: Grams whose weights say least are left out of the file.
KEPT_GRAMS = 172_000
#: The same moment for every member, so that the same weights are the same bytes.
_MOMENT = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Clause:
    """One line of an author: its class, the column that it stands in, and its text."""

    label: str
    field: str
    text: str


def load_authors(folder: Path = TEXTS) -> dict[str, list[Clause]]:
    """Return the clauses of each author, by the name of his file."""
    return {
        path.stem: [Clause(*line.split("\t")) for line in path.read_text(encoding="utf-8").splitlines()]
        for path in sorted(folder.glob("*.tsv"))
    }


def fit(clauses: Sequence[Clause]) -> ClauseModel:
    """Train on clauses; the result depends on nothing but them and their order."""
    grams, owners, _, _ = clause_grams([clause.text for clause in clauses])
    known, columns = np.unique(grams, return_inverse=True)
    counts = csr_matrix((np.ones(len(columns)), (owners, columns)), shape=(len(clauses), len(known)))
    counts.sum_duplicates()
    frequency = np.asarray((counts > 0).sum(axis=0)).ravel()
    rarity = np.log((1 + len(clauses)) / (1 + frequency)) + 1
    values = counts.copy()
    values.data = 1 + np.log(values.data)
    values = values.multiply(rarity).tocsr()
    values = values.multiply(1 / np.sqrt(np.asarray(values.multiply(values).sum(axis=1)))).tocsr()
    machine = LinearSVC(C=2.0, random_state=0, tol=1e-5).fit(values, [clause.label for clause in clauses])
    weights = machine.coef_.T
    kept = np.sort(np.argsort(-np.abs(weights).max(axis=1), kind="stable")[:KEPT_GRAMS])
    steps, scale = _in_steps(weights[kept])
    return ClauseModel(
        classes=tuple(machine.classes_.tolist()),
        grams=known[kept],
        rarity=rarity[kept].astype(np.float16).astype(np.float32),
        unknown_rarity=float(np.float16(np.log(1 + len(clauses)) + 1)),
        weights=steps,
        scale=scale,
        intercepts=machine.intercept_.astype(np.float32),
    )


def _in_steps(weights: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Return weights as signed bytes, and the step of each class by which they fit into one."""
    scale = (np.abs(weights).max(axis=0) / 127).astype(np.float32)
    return np.round(weights / scale.astype(np.float64)).astype(np.int8), scale


def to_bytes(model: ClauseModel) -> bytes:
    """Return the file of a model."""
    arrays: dict[str, npt.NDArray[Any]] = {
        "classes": np.array(model.classes),
        "gram_steps": np.diff(model.grams, prepend=0),
        "rarity": model.rarity.astype(np.float16),
        "unknown_rarity": np.array(model.unknown_rarity),
        "weights": model.weights,
        "scale": model.scale,
        "intercepts": model.intercepts,
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.save(member, array, allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", _MOMENT)
            # Not packed: unpacking takes longest of loading it, in every run, and a wheel packs it anyway.
            archive.writestr(info, member.getvalue())
    return file.getvalue()


def main() -> None:
    """Run as the command line asks."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--evaluate", action="store_true")
    parser.add_argument("--cells", action="store_true")
    authors, asked = load_authors(), parser.parse_args()
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    if asked.evaluate:
        from issue_model.evaluate import report

        report(authors)
        return
    if asked.cells:
        from analysis.issues.test_issue_cells import CELLS, outcomes

        for kind in CELLS:
            found = outcomes(kind)
            shares = "  ".join(
                f"{name} {found[name] / found.total():.3f}" for name in ("right", "asked", "wrong")
            )
            print(f"{kind:16s} {found.total():4d}  {shares}")  # noqa: T201 - a script speaks to its user
        return
    content = to_bytes(fit([clause for clauses in authors.values() for clause in clauses]))
    MODEL.write_bytes(content)
    print(f"{MODEL.name}: {len(content):,} bytes")  # noqa: T201 - a script speaks to its user


if __name__ == "__main__":
    main()
