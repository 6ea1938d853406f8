"""Figures that finance states itself."""
