"""Notes on cells: their texts, their boxes, threaded comments."""
