"""Worksheets for people to fill in: blank templates with drop-downs, checks and notes."""

from __future__ import annotations
