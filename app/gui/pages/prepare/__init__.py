"""The fourth step: what an admin does once."""
