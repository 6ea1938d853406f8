"""The records of .xls in their compound file."""
