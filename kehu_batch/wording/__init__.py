"""Words and number formats shared by all that writes for people: workbook, report, terminal."""
