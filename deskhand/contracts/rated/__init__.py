"""Excluded work: what entries of time come to, decided by name and date, charged, and said anew."""
