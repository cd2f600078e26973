"""The seventh step: finished settings for every program."""
