"""The practice tenant put to use: its clients, and the whole job done on it."""
