"""Types and pure rules; knows nothing but the standard library and small parsers."""
