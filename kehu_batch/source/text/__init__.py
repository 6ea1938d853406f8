"""Plain and delimited text: its encoding, its delimiter, and whether it is a table at all."""
