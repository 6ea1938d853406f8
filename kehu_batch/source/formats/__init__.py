"""Number formats: which numbers are dates, times or padded ids, and what others show beside their digits."""
