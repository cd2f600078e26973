"""Records in DNS, as their own RFCs write them."""
