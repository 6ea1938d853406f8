"""Findings and their catalogue."""
