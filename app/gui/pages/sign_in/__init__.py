"""The fifth step: signing in."""
