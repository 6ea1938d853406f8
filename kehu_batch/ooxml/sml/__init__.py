"""The spreadsheet layer: workbook, worksheets, styles, notes, conditional formats and list objects as parts."""
