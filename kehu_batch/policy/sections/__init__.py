"""Sections of the policy, each a typed, frozen model in its own module."""
