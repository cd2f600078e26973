"""This installation itself: does it work, is it whole, what is it made of."""
