"""Devices: found by their names, judged by what they can, written down for a sheet."""
