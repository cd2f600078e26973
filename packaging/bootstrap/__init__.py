"""Makes an environment for Sendwright from a bare Python; nothing here needs more than that."""
