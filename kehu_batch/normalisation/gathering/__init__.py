"""The one door from workbooks to normalisation: behind it there are columns of cells, and no sheets."""
