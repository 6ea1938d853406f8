"""Damages workbooks and delimited text in the ways that accidents and attackers do; each mutation has a name."""

from __future__ import annotations

import io
import random
import re
import warnings
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

Mutation = Callable[[bytes, random.Random], bytes]

_BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
_OUTSIDE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
_MOST_ADDED = 30_000_000
_HOSTILE_NUMBERS = (
    b"0",
    b"-1",
    b"1048577",
    b"4294967296",
    b"99999999999999999999",
    b"1e308",
    b"NaN",
    b"",
    b"\xff",
)
_HOSTILE_REFS = (
    b"XFD1048576",
    b"A0",
    b"AAAA1",
    b"A1048577",
    b"1A",
    b"A1:XFD1048576",
    b"ZZ99999999",
    b"",
    b"A",
)


def mutate(data: bytes, chance: random.Random, others: Sequence[bytes] = ()) -> tuple[str, bytes]:
    """Return a damaged copy and the name of what was done to it.

    Args:
        data: A file.
        chance: Where the choices come from.
        others: Files to take parts from.
    """
    kinds: dict[str, Mutation] = dict(_BYTES)
    if data.startswith(b"PK"):
        kinds |= _PACKAGE
        if others:
            kinds["member_of_another"] = lambda d, c: _graft(d, c.choice(others), c)
    elif b"\x00" not in data[:512]:
        kinds |= _TEXT
    names = chance.sample(sorted(kinds), k=chance.choice([1, 1, 1, 2]))
    for name in names:
        data = kinds[name](data, chance)
    return "+".join(names), data


# ---------------------------------------------------------------- any bytes


def _flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice([1, 3, 20])):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _truncate(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _cut(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start + chance.randint(1, 400) :]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start : start + 2000] * chance.randint(2, 20) + data[start:]


def _blank(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    size = min(chance.randint(1, 600), len(data) - start)
    return data[:start] + chance.choice([b"\x00", b"\xff", b" "]) * size + data[start + size :]


def _append(data: bytes, chance: random.Random) -> bytes:
    return data + chance.randbytes(chance.randint(1, 3000))


_BYTES: dict[str, Mutation] = {
    "flip": _flip,
    "truncate": _truncate,
    "cut": _cut,
    "repeat": _repeat,
    "blank": _blank,
    "append": _append,
}


# ---------------------------------------------------------------- packages


def _members(data: bytes) -> list[tuple[zipfile.ZipInfo, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return [(info, package.read(info)) for info in package.infolist()]
    except Exception:  # noqa: BLE001 - an earlier mutation has broken it, and it is used as it is
        return []


def _packed(members: Sequence[tuple[zipfile.ZipInfo, bytes]]) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        # Two members of one name are wanted here.
        warnings.simplefilter("ignore")
        for info, content in members:
            name = zipfile.ZipInfo(info.filename, (2023, 11, 1, 0, 0, 0))
            package.writestr(name, content, info.compress_type)
    return out.getvalue()


def _with_members(change: Callable[[list[tuple[zipfile.ZipInfo, bytes]], random.Random], None]) -> Mutation:
    def apply(data: bytes, chance: random.Random) -> bytes:
        members = _members(data)
        if not members:
            return data
        change(members, chance)
        return _packed(members)

    return apply


def _drop(members: list[tuple[zipfile.ZipInfo, bytes]], chance: random.Random) -> None:
    del members[chance.randrange(len(members))]


def _swap(members: list[tuple[zipfile.ZipInfo, bytes]], chance: random.Random) -> None:
    one, other = chance.randrange(len(members)), chance.randrange(len(members))
    (first, a), (second, b) = members[one], members[other]
    members[one], members[other] = (first, b), (second, a)


def _rename(members: list[tuple[zipfile.ZipInfo, bytes]], chance: random.Random) -> None:
    place = chance.randrange(len(members))
    info, content = members[place]
    names = [
        info.filename.upper(),
        "../" + info.filename,
        "/" + info.filename,
        info.filename.replace("/", "\\"),
        "x",
    ]
    renamed = zipfile.ZipInfo(chance.choice(names))
    renamed.compress_type = info.compress_type
    members[place] = (renamed, content)


def _twice(members: list[tuple[zipfile.ZipInfo, bytes]], chance: random.Random) -> None:
    members.append((chance.choice(members)[0], chance.choice(members)[1]))


def _graft(data: bytes, other: bytes, chance: random.Random) -> bytes:
    members, strange = _members(data), _members(other)
    if not members or not strange:
        return data
    place = chance.randrange(len(members))
    members[place] = (members[place][0], chance.choice(strange)[1])
    return _packed(members)


def _xml(change: Callable[[bytes, random.Random], bytes]) -> Mutation:
    """Return a mutation of one XML member, a sheet in two of three cases."""

    def apply(data: bytes, chance: random.Random) -> bytes:
        members = _members(data)
        places = [i for i, (info, _) in enumerate(members) if info.filename.endswith((".xml", ".rels"))]
        sheets = [
            i for i in places if "sheet" in members[i][0].filename or "content" in members[i][0].filename
        ]
        if not places:
            return data
        place = chance.choice(sheets if sheets and chance.random() < 0.67 else places)
        members[place] = (members[place][0], change(members[place][1], chance))
        return _packed(members)

    return apply


def _insert_declaration(xml: bytes, chance: random.Random) -> bytes:
    start = max(0, xml.find(b"?>") + 2)
    return xml[:start] + chance.choice([_BOMB, _OUTSIDE]) + xml[start:].replace(b"<v>", b"<v>&c;", 1)


def _hostile_attribute(xml: bytes, chance: random.Random) -> bytes:
    found = list(re.finditer(rb'(?<![\w:])([\w:]+)="([^"]*)"', xml))
    if not found:
        return xml
    match = chance.choice(found)
    value = chance.choice(_HOSTILE_REFS if match[1] in {b"r", b"ref", b"sqref"} else _HOSTILE_NUMBERS)
    return xml[: match.start(2)] + value + xml[match.end(2) :]


def _hostile_value(xml: bytes, chance: random.Random) -> bytes:
    found = list(re.finditer(rb">([^<>]{1,40})<", xml))
    if not found:
        return xml
    match = chance.choice(found)
    return xml[: match.start(1)] + chance.choice(_HOSTILE_NUMBERS) + xml[match.end(1) :]


def _deep(xml: bytes, chance: random.Random) -> bytes:
    start = chance.choice([m.end() for m in re.finditer(rb">", xml)] or [0])
    depth = chance.choice([50, 5000, 200_000])
    return xml[:start] + b"<a>" * depth + b"</a>" * depth + xml[start:]


def _huge_text(xml: bytes, chance: random.Random) -> bytes:
    start = chance.choice([m.end() for m in re.finditer(rb"<(?:t|v|text:p)>", xml)] or [0])
    return (
        xml[:start]
        + chance.choice([b"A", "客".encode(), b"=1+", b"&#10;"]) * chance.choice([40_000, 2_000_000])
        + xml[start:]
    )


def _many(xml: bytes, chance: random.Random) -> bytes:
    """Repeat one element many times over."""
    found = list(re.finditer(rb"<(row|c|mergeCell|col|si|xf|sheet|Relationship|Override)\b[^>]*/>", xml))
    found += list(re.finditer(rb"<(row|c|si)\b[^>]*>.*?</\1>", xml[:200_000], re.DOTALL))
    if not found:
        return xml
    match = chance.choice(found)
    # The file is to be a burden for the program, and not for its maker.
    count = min(chance.choice([100, 20_000]), _MOST_ADDED // len(match[0]))
    return xml[: match.end()] + match[0] * count + xml[match.end() :]


def _merge_everything(xml: bytes, chance: random.Random) -> bytes:
    ref = chance.choice([b"A1:XFD1048576", b"A2:A1048576", b"A1:A1", b"B9:A1", b"A3:C1000000"])
    cells = (
        b'<mergeCells count="1"><mergeCell ref="' + ref + b'"/>' * chance.choice([1, 1000]) + b"</mergeCells>"
    )
    return xml.replace(b"</sheetData>", b"</sheetData>" + cells, 1)


def _far_cell(xml: bytes, chance: random.Random) -> bytes:
    row = chance.choice([b"1048576", b"900000", b"2000000", b"50000"])
    column = chance.choice([b"XFD", b"A", b"ZZ", b"XFE"])
    cell = b'<row r="' + row + b'"><c r="' + column + row + b'"><v>1</v></c></row></sheetData>'
    return xml.replace(b"</sheetData>", cell, 1)


def _repeats(xml: bytes, chance: random.Random) -> bytes:
    """Let cells and rows of an OpenDocument sheet stand for a hostile number of themselves."""
    count = chance.choice([b"16384", b"1048576", b"99999999999", b"-5"])
    what = chance.choice([(b"<table:table-row", b"rows"), (b"<table:table-cell", b"columns")])
    return xml.replace(
        what[0], what[0] + b" table:number-" + what[1] + b'-repeated="' + count + b'"', chance.choice([1, -1])
    )


def _strip_addresses(xml: bytes, _chance: random.Random) -> bytes:
    return re.sub(rb' r="[A-Z]*[0-9]+"', b"", xml)


def _utf16(xml: bytes, _chance: random.Random) -> bytes:
    return b"\xff\xfe" + xml.decode("utf-8", "replace").encode("utf-16-le")


def _prefixed(xml: bytes, _chance: random.Random) -> bytes:
    return re.sub(rb"<(/?)(row|c|v|sheetData)\b", rb"<\1x:\2", xml)


_PACKAGE: dict[str, Mutation] = {
    "drop_member": _with_members(_drop),
    "swap_members": _with_members(_swap),
    "rename_member": _with_members(_rename),
    "member_twice": _with_members(_twice),
    "entities": _xml(_insert_declaration),
    "attribute": _xml(_hostile_attribute),
    "value": _xml(_hostile_value),
    "deep": _xml(_deep),
    "huge_text": _xml(_huge_text),
    "many": _xml(_many),
    "merge": _xml(_merge_everything),
    "far_cell": _xml(_far_cell),
    "repeats": _xml(_repeats),
    "no_addresses": _xml(_strip_addresses),
    "utf16": _xml(_utf16),
    "prefix": _xml(_prefixed),
    "xml_flip": _xml(_flip),
    "xml_truncate": _xml(_truncate),
    "xml_repeat": _xml(_repeat),
}


# ---------------------------------------------------------------- delimited text


def _insert(pieces: Sequence[bytes]) -> Mutation:
    def apply(data: bytes, chance: random.Random) -> bytes:
        for _ in range(chance.choice([1, 5, 200])):
            start = chance.randrange(len(data) + 1)
            data = data[:start] + chance.choice(pieces) + data[start:]
        return data

    return apply


_TEXT: dict[str, Mutation] = {
    "quotes": _insert([b'"', b'""', b'","', b"\n", b'"\r']),
    "nulls": _insert([b"\x00", b"\x1a", b"\xff\xfe", b"\xef\xbb\xbf"]),
    "encodings": _insert(["客户".encode(code) for code in ("gb18030", "utf-8", "utf-16-le")]),
    "wide": lambda data, chance: data + b",".join([b"x"] * chance.choice([3000, 100_000])) + b"\n",
    "long": lambda data, chance: data + b"y" * chance.choice([100_000, 3_000_000]) + b"\n",
    "tall": lambda data, chance: data + b"\n" * chance.choice([5000, 1_200_000]),
    "formulas": _insert([b"=cmd|' /C calc'!A0", b"@SUM(A1)", b"+1", b"-1", b"<script>", b"\x1b[31m"]),
}


def read_seeds(folders: Sequence[Path], made: Sequence[tuple[str, bytes]] = ()) -> list[tuple[str, bytes]]:
    """Return ``(name, content)`` of the files to start from: those of the folders, and further ones."""
    files = sorted(
        path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.is_file()
    )
    wanted = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv"}
    return [
        *(
            (path.name, path.read_bytes())
            for path in files
            if path.suffix.lower() in wanted and path.stat().st_size < 1 << 20
        ),
        *made,
    ]
