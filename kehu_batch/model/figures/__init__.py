"""Figures of a drop and the table of measures."""
