"""Result sheets as values, their addresses, and the workbook that carries them to the host."""
