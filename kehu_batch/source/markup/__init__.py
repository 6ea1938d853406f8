"""What systems export as a spreadsheet but is markup: web pages and XML spreadsheets."""
