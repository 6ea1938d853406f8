"""Typed tables to figures: tiers, satisfaction, issues, follow-ups, data quality. Pure functions."""
