"""The records of .xlsb in their package."""
