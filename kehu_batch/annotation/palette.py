"""The colours that marks and result sheets share with the report, as ``RRGGBB``."""

from __future__ import annotations

INK = "16202E"
SECONDARY = "566072"
RULE = "D9DCE2"
GROUND = "F4F6F9"
WHITE = "FFFFFF"
BLUE = "1F5FBF"
AMBER = "E39A50"
MUTED = "A7B0BD"
CUMULATIVE = "B5500C"

#: What a cell needs; both stay apart from white when printed in grey, and black text stays readable on them.
NEEDS_WORK = "FFF2CC"
OVERDUE = "FBE0E4"

#: Status: a word always goes with it.
GOOD = "0B6E85"
NEAR = "8A5A00"
BAD = "A8123A"
