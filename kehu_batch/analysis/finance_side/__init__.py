"""What finance's own balances say where there is no list of open invoices."""
