"""Tests: one folder for each room, stories from end to end, and the rules of the house."""
