"""The JSON Schema of the summary."""
