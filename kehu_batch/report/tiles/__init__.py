"""The figures that have a tile at the top of the page."""
