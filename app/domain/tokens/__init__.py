"""Access tokens and the ids in them."""
