"""Follow-up plans: who does what by when, read from the cells that people fill freely."""
