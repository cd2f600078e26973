"""Certificates and what surrounds them: requests, files, chains, and distrust."""
