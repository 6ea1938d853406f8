"""Cells of recognised tables to typed frames, with a finding for each cell that could not be read."""
