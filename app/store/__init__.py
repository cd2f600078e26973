"""Keeps client files and secrets on this computer."""
