"""Certificates that a person makes, checks and shows: an app's, and a relaying server's."""
