"""A policy as a workbook: written with drop-downs and notes, and read again."""
