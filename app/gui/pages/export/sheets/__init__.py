"""Sheets for a whole list of devices, on the page Export."""
