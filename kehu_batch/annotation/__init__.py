"""Analysis to marks on the original workbook and to result sheets in it."""
