"""Cells before they are read: text, numerals, distinct values, places of findings."""
