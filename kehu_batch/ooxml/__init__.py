"""Change workbooks (xlsx, xlsm) without changing what was in them. Knows nothing of customers or callbacks."""
