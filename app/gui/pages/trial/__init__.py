"""The sixth step, Test: all checks, and real messages."""
