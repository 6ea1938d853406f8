"""Overall scores in running text: how many, of how many, and whether they are what is thought now."""
