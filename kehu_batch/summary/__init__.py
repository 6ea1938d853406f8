"""The machine-readable summary: every figure of a drop as plain JSON data."""
