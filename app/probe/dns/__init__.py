"""Asks DNS, and checks what stands there."""
