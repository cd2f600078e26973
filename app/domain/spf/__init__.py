"""SPF (RFC 7208): the grammar, the macros, the tree, and the record to publish."""
