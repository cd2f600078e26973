"""Device families as data: their shape, their rules, their words, and how they are found."""
