"""The first step: whose mail it is."""
