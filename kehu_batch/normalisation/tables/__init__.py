"""Recognised tables to typed frames, column by column."""
