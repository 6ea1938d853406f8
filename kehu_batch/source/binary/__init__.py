"""The binary formats: .xls with its compound file, and .xlsb."""
