"""The hand-over report, as a PDF and as a page."""
