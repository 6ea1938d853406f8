"""Sections about the relation with customers: retention, care and renewal, the scorecard by owner."""
