"""A workspace: a folder where drops come in, and what becomes of each."""
