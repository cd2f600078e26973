"""Sendwright: sets up mail sending through Microsoft 365."""

__version__ = "0.2.0"
