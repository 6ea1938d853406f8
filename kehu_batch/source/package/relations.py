"""Which part of a package leads to which."""

from __future__ import annotations

from collections.abc import Mapping

from kehu_batch.ooxml.errors import ForbiddenMarkup, MalformedPart
from kehu_batch.ooxml.opc.encoding import to_utf8
from kehu_batch.ooxml.opc.names import relationships_name
from kehu_batch.ooxml.opc.relationships import Relationships
from kehu_batch.ooxml.opc.zip_members import Member
from kehu_batch.records import dataclass
from kehu_batch.source import refusals
from kehu_batch.source.package.input_package import InputPackage


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a relationship leads.

    Args:
        kind: The last word of its type, e.g. ``"worksheet"``.
        part: The member that it leads to; ``None`` where there is none.
    """

    kind: str
    part: Member | None


Relations = Mapping[str, Relation]


def read_relations(package: InputPackage, part: str) -> Relations:
    """Return what a part (``""``: the package) leads to within the package, by the ids of its relationships.

    Raises:
        InputRejected: ``damaged``, ``not_a_spreadsheet`` or ``too_large``, as for any part.
    """
    name = relationships_name(part)
    member = package.find(name)
    if member is None:
        if part:
            return {}
        raise refusals.damaged(package.file, "缺少关系部件")
    try:
        found = Relationships(part, to_utf8(package.read(member), name), name)
    except ForbiddenMarkup as error:
        raise refusals.declares_entities(package.file) from error
    except MalformedPart as error:
        raise refusals.damaged(package.file, "XML 不完整") from error
    return {
        entry.id: Relation(entry.kind, package.find(entry.part))
        for entry in found.entries
        if not entry.external
    }


def part_of_kind(relations: Relations, wanted: str) -> Member | None:
    """Return the first member of a kind among relations."""
    return next((found.part for found in relations.values() if found.kind == wanted), None)


def find_workbook_part(package: InputPackage) -> Member:
    """Return the member of the workbook, as the package tells it.

    Raises:
        InputRejected: ``damaged``: there is none.
    """
    part = part_of_kind(read_relations(package, ""), "officeDocument")
    if part is None:
        raise refusals.damaged(package.file, "缺少工作簿部件")
    return part
