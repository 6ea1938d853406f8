"""Web pages that systems export as spreadsheets."""
