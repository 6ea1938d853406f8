"""Headline figures of earlier months and periods, recomputed from the inputs of the drop."""
