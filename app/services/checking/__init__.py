"""One run of checks for one client, or for many: what it is for, and what it asks."""
