"""Composite cells of the worksheet: scores and plans."""
