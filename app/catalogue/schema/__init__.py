"""The shape of every fact in `resources/catalogue`, by subject; an unknown field is an error."""
