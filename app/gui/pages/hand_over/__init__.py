"""The last step: what was done, what is open, and who gets it."""
