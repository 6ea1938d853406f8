"""Headers: where one stands, how many rows it has, which table and which fields it names."""
