"""What each person has: tasks and customers, as lists of their own."""
