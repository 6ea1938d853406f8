"""Open an input and read its sheets with absolute addresses. Nothing is understood here."""
