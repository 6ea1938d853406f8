"""What was processed, when, from what, into what: in SQLite, and no result is lost with it."""
