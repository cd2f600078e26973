"""Evaluates SPF over real DNS, and checks the record."""
