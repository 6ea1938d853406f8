"""Ops' receivables against finance's: levels, differences and what they may be."""
