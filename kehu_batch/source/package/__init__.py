"""Inputs that are packages: their members, relationships and small parts, read through ``ooxml.opc``."""
