"""Which region of a sheet is which table, and which column is which field."""

from __future__ import annotations
