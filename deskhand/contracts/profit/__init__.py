"""Profit: what clients brought against what the work on them cost, for those who may know."""
