"""PDFs: set by Typst, taken apart, joined."""
