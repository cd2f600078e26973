"""The second step: what sends."""
