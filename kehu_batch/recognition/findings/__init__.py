"""The findings of recognition, and why something is not read as a table."""
