"""Scores as cells give them, attempts to reach somebody, printed choices and letters."""
