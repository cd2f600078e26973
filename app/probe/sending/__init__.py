"""Sending as checks: which ports can be reached, client submission, and relay."""
