"""What stands several times in a drop, on lists of several days or in several workbooks, and counts once."""
