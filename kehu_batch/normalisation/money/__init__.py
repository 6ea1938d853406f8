"""Money as people write it."""
