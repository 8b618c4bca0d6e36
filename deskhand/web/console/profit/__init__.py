"""Profit at the desk, for those who were given to see what work costs."""
