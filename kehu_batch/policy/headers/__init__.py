"""Column headers beside those that the vocabulary lists: a department's own, and the same things in other words."""
