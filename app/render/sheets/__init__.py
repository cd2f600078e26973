"""The printed sheet of one device, and of a whole list."""
