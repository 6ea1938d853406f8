"""Retention: deals and silence, health, reasons of loss, stages, care and renewal, the scorecard by owner."""
