"""How old money is, as finance's sheets say it."""
