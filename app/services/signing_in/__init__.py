"""Signing in, what stays of it, and the app registration that it needs."""
