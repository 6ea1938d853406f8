"""Every import that a contract forbids fails when it is tried: a contract that cannot be broken holds nothing.

The code's own graph of imports is made once. What is forbidden is tried on it import by import, under every public
name, and asked of the contract as it stands in ``pyproject.toml``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from copy import deepcopy
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import grimp
import pytest
from importlinter.api import read_configuration
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.domain.contract import Contract, ContractCheck

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "kehu_batch"
_KINDS: dict[str, type[Contract]] = {
    "forbidden": ForbiddenContract,
    "layers": LayersContract,
    "acyclic_siblings": AcyclicSiblingsContract,
}
#: Who imports what.
Import = tuple[str, str]


@cache
def configuration() -> dict[str, Any]:
    return read_configuration(str(ROOT / "pyproject.toml"))


@cache
def clean_graph() -> grimp.ImportGraph:
    return grimp.build_graph(PACKAGE, include_external_packages=True, cache_dir=None)


def contracts(kind: str) -> list[dict[str, Any]]:
    return [options for options in configuration()["contracts_options"] if options["type"] == kind]


def name_of(options: dict[str, Any]) -> str:
    return str(options["name"])


def ask(options: dict[str, Any], tried: Iterable[Import]) -> ContractCheck:
    """Return what a contract says of the code with some imports more."""
    graph = deepcopy(clean_graph())
    known = set(graph.modules)  # the graph makes it anew each time that it is asked
    for importer, imported in tried:
        for module in (importer, imported):
            if module not in known:
                graph.add_module(module, is_squashed=not module.startswith(PACKAGE))
                known.add(module)
        lines = [f"from {imported} import {name}" for name in public_names(imported)]
        for number, line in enumerate(lines or [f"import {imported}"], start=10_000):
            graph.add_import(importer=importer, imported=imported, line_number=number, line_contents=line)
    kind = _KINDS[options["type"]]
    contract = kind(options["name"], configuration()["session_options"], options)
    return contract.check(graph, verbose=False)


@cache
def public_names(module: str) -> tuple[str, ...]:
    """Return the functions, classes and constants that a module of ours gives others."""
    path = ROOT.joinpath(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    if not module.startswith(PACKAGE):
        return ()
    found: list[str] = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.append(node.name)
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        found += [target.id for target in targets if isinstance(target, ast.Name)]
    return tuple(name for name in found if not name.startswith("_"))


def modules_in(package: str) -> list[str]:
    """Return a package of ours with all its modules, or another's by its name."""
    if not package.startswith(PACKAGE):
        return [package]
    return sorted({package, *clean_graph().find_descendants(package)})


def reported(check: ContractCheck) -> set[Import]:
    """Return the forbidden imports, but for those by way of others, that a check names with their lines."""
    found: set[Import] = set()
    for chains in check.metadata.get("invalid_chains", ()):
        for chain in chains["chains"]:
            if len(chain) == 1 and chain[0]["line_numbers"]:
                found.add((chain[0]["importer"], chain[0]["imported"]))
    for between in check.metadata.get("invalid_dependencies", ()):
        for route in between["routes"]:
            ends = route["chain"], route["extra_firsts"], route["extra_lasts"]
            if len(route["chain"]) == 1:
                firsts = {link["importer"] for link in (*ends[0], *ends[1])}
                lasts = {link["imported"] for link in (*ends[0], *ends[2])}
                found |= set(product(firsts, lasts))
    return found


def overlaps(one: str, other: str) -> bool:
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")


@pytest.mark.parametrize("options", contracts("forbidden"), ids=name_of)
def test_what_is_forbidden_fails(options: dict[str, Any]) -> None:
    ignored = {tuple(line.split(" -> ")) for line in options.get("ignore_imports", ())}
    tried = {
        (source, module)
        for source in options["source_modules"]
        for forbidden in options["forbidden_modules"]
        if not overlaps(source, forbidden)
        for module in modules_in(forbidden)
    } - ignored
    assert tried
    check = ask(options, tried)
    assert not check.kept
    assert tried - reported(check) == set()


def layers_of(options: dict[str, Any]) -> list[list[str]]:
    (container,) = options["containers"]
    return [[f"{container}.{name.strip()}" for name in layer.split("|")] for layer in options["layers"]]


def forbidden_between(layers: list[list[str]]) -> Iterator[Import]:
    """Yield which packages may not import which: those of a layer each other, and all those above."""
    for depth, layer in enumerate(layers):
        for package in layer:
            for above in (*layers[:depth], [other for other in layer if other != package]):
                yield from ((package, other) for other in above)


@pytest.mark.parametrize("options", contracts("layers"), ids=name_of)
def test_what_stands_above_or_beside_fails(options: dict[str, Any]) -> None:
    layers = layers_of(options)
    packages = {package for layer in layers for package in layer}
    assert packages == clean_graph().find_children(PACKAGE)
    tried = {(lower, module) for lower, upper in forbidden_between(layers) for module in modules_in(upper)}
    assert len(tried) > 10_000
    check = ask(options, tried)
    assert not check.kept
    assert tried - reported(check) == set()


def children_that_import(ancestor: str) -> Iterator[Import]:
    """Yield the rooms of a package of which the first imports the second."""
    graph = clean_graph()
    for one, other in product(sorted(graph.find_children(ancestor)), repeat=2):
        if one != other and graph.find_shortest_chain(one, other, as_packages=True):
            yield one, other


@pytest.mark.parametrize("options", contracts("acyclic_siblings"), ids=name_of)
def test_an_import_back_is_a_cycle(options: dict[str, Any]) -> None:
    assert ask(options, ()).kept
    for ancestor in options["ancestors"]:
        pairs = list(children_that_import(ancestor))
        assert pairs, ancestor
        for one, other in pairs:
            check = ask({**options, "ancestors": [ancestor], "depth": "0"}, [(other, one)])
            assert not check.kept, f"{other} imports {one}"


def test_the_code_as_it_is_breaks_none() -> None:
    for options in configuration()["contracts_options"]:
        assert ask(options, ()).kept, options["name"]


def test_each_kind_of_contract_is_tried() -> None:
    assert {options["type"] for options in configuration()["contracts_options"]} == set(_KINDS)
