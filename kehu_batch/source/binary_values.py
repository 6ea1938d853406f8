"""Values as the records of .xls and .xlsb both hold them."""

from __future__ import annotations

import struct

from kehu_batch.model.tables.source import SheetState

#: What an error shows, by its code.
ERROR_TEXTS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
#: What a sheet's state is, by its number.
SHEET_STATES = (SheetState.VISIBLE, SheetState.HIDDEN, SheetState.VERY_HIDDEN)
_PACKED, _WHOLE, _DOUBLE = struct.Struct("<I"), struct.Struct("<Q"), struct.Struct("<d")
_SIGN = 1 << 31


def take_packed_number(data: bytes, at: int) -> float:
    """Return a number of four bytes: the upper half of a double or a whole number, either perhaps in hundredths.

    Example:
        >>> take_packed_number(bytes.fromhex("0000f03f"), 0), take_packed_number(bytes.fromhex("07930000"), 0)
        (1.0, 94.09)
    """
    packed: int = _PACKED.unpack_from(data, at)[0]
    value: float
    if packed & 2:
        value = float((packed >> 2) - ((packed & _SIGN) >> 1))
    else:
        (value,) = _DOUBLE.unpack(_WHOLE.pack((packed & ~3) << 32))
    return value / 100 if packed & 1 else value
