"""What is told of a report outside its page."""
