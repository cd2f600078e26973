"""The third step: the way to send."""
