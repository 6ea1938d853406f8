"""An independent oracle for receivables: random books, their figures, and planted cross-check differences."""
