"""Issues and demands in what people wrote: splitting, meaning, types, figures."""
