"""Complaints: the register as of a day, its clocks, and the section made of them."""
