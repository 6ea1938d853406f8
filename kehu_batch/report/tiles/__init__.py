"""The figures that have a tile at the top of the page, and what changed in them and in the findings."""
