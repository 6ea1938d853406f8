"""How a table of the page becomes markup, its many cells above all."""
