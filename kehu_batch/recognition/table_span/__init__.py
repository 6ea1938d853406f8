"""The rows under a header: how far a table reaches, and what of it is data."""
