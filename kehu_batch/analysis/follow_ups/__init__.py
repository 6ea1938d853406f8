"""Obligations of contact: clocks, contacts, what is overdue."""
