"""What recognition tells the user, and why something is not read as a table."""
